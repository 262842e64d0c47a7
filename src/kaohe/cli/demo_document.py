"""The first steps of `kaohe demo`: the office's Word document is read, and the settled scheme goes to Word and back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe.cli.document import differences
from kaohe.cli.reading.drafts import write_drafts, write_page
from kaohe.core import Refused
from kaohe.reports.besides import besides
from kaohe.reports.read_document import Given, ReadDocument, read_document
from kaohe.reports.scheme_document import write_scheme_document
from kaohe.reports.settling import items_in, waits
from kaohe.reports.study import State, tally
from kaohe.scheme import Scheme, scheme_digest

DOCUMENT = "办法.docx"
PAGE = "办法.对照.html"
DRAFT = "办法.草稿.yaml"
SETTLED = "办法（定稿）.docx"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class DocumentRead:
    """What came of the office's document. `waiting`: how many items a person has to settle before they count."""

    document: Path
    page: Path
    drafts: tuple[Path, ...]
    states: dict[str, int]
    waiting: int

    def as_json(self) -> dict[str, Any]:
        """The form that `kaohe demo --json` prints under `read`."""
        return {
            "document": str(self.document),
            "page": str(self.page),
            "drafts": [str(path) for path in self.drafts],
            "items": sum(self.states.values()),
            "states": self.states,
            "waiting": self.waiting,
        }


def read_the_document(folder: Path, say: Say) -> DocumentRead:
    """Read the Word document as `kaohe read` does; write its page and its drafts beside it, and tell."""
    document = folder / DOCUMENT
    read = read_document(document)
    page = folder / PAGE
    write_page(read, page)
    written = write_drafts(read, folder / DRAFT, Given())
    found = DocumentRead(
        document,
        page,
        tuple(each.path for each in written),
        _states(read),
        sum(waits(item.item, item.kind) for each in written for item in items_in(each.draft)),
    )
    tables = sum(len(study.tables) for study in read.studies)
    others = "；".join(besides(read.reading))
    say(f"① 读原件　{document}：{tables}张考核表{f'，另有{others}' if others else ''}")
    settle = f"；{found.waiting}项要由人写定，写定以前不计分" if found.waiting else ""
    say(f"　　{tally(read.studies)}{settle}")
    return found


def _states(read: ReadDocument) -> dict[str, int]:
    """How many items are in each state, all schemes of the document together."""
    counts = [study.counts() for study in read.studies]
    return {state.key: total for state in State if (total := sum(count[state] for count in counts))}


def to_word_and_back(scheme: Scheme, folder: Path, say: Say) -> Path:
    """Write the settled scheme as Word, with its rules, and read it again; Refused where it is not the same scheme."""
    settled = folder / SETTLED
    write_scheme_document(scheme, settled)
    if problems := differences(scheme, settled):
        raise Refused("demo.not-the-same", "示例的定稿读回来不一样，请报告这个问题。", problems)
    say(f"　　写成 Word　{settled}，读回来是同一份办法，指纹 {scheme_digest(scheme)[:16]}…")
    return settled
