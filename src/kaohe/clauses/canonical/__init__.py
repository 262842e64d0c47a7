"""The canonical sentence of a rule, read back: the inverse of `kaohe.rules.sentence`.

    text ─ canonical.lark ─▶ tree ─ Builder ─▶ rule ─ sentence ─▶ the same text, or it is not read

`Names.of(scheme.measures.values())` gives the names for both ways:

    names = Names.of(measures)
    read_sentence(sentence(rule, names.labels), names) == rule
"""

from kaohe.clauses.canonical.names import Names
from kaohe.clauses.canonical.reader import DEEPEST, MOST_CHARACTERS, read_sentence

__all__ = ["DEEPEST", "MOST_CHARACTERS", "Names", "read_sentence"]
