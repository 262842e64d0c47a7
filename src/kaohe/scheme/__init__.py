"""A scheme (考核办法): what is measured, by which rules it is scored, and what follows.

A file (or an office's document) becomes a `SchemeDraft`, which may have holes and says what is wrong with
it; `complete` makes it a `Scheme`, frozen and whole, or says everything that stands in the way. Both are
written back by `write_scheme` in the same Chinese words, of which `rules.words` and `file_form` are the
tables and `scheme.schema.json` the explanation for editors. `scheme_digest` is the hash of what a scheme
means, whatever its file looks like; `diff` says what changed from one to the next, and nothing less.
"""

from kaohe.scheme.complete import complete
from kaohe.scheme.diff import Change, ChangeKind, diff
from kaohe.scheme.draft import SchemeDraft
from kaohe.scheme.files import read_scheme
from kaohe.scheme.json_form import scheme_digest, to_json
from kaohe.scheme.model import Group, Item, Measure, Scheme, Table
from kaohe.scheme.reader import parse_draft, read_draft
from kaohe.scheme.redraft import redraft
from kaohe.scheme.writer import write_scheme

__all__ = [
    "Change",
    "ChangeKind",
    "Group",
    "Item",
    "Measure",
    "Scheme",
    "SchemeDraft",
    "Table",
    "complete",
    "diff",
    "parse_draft",
    "read_draft",
    "read_scheme",
    "redraft",
    "scheme_digest",
    "to_json",
    "write_scheme",
]
