"""Names of measures as the sentence gives them, and the measures they stand for."""

from dataclasses import dataclass

from lark import Token

from kaohe.clauses.canonical.names import Names
from kaohe.clauses.canonical.values import Unreadable, unquoted
from kaohe.core import Unit


@dataclass(frozen=True, slots=True)
class Name:
    """A measure's name, and where in the text it stands."""

    text: str
    position: int


class Naming:
    """What every part of the builder knows: the measures."""

    def __init__(self, names: Names) -> None:
        self._names = names

    def name(self, token: Token) -> Name:
        return Name(unquoted(token) if token.type == "QUOTED" else str(token), token.start_pos or 0)

    def short(self, token: Token) -> str:
        """The name of a level or a class."""
        return unquoted(token) if token.type == "QUOTED" else str(token)

    def label(self, token: Token) -> str:
        """What a line of a ledger is for."""
        return unquoted(token) if token.type == "QUOTED" else token.removesuffix("：")

    def measure(self, name: Name) -> tuple[str, Unit]:
        """The id and unit of the measure that is so called."""
        known = self._names.known.get(name.text)
        if known is None:
            raise Unreadable(
                "sentence.unknown-measure",
                f"数据项“{name.text}”没有声明。",
                "请先声明这个数据项，或改用已有数据项的名称。",
                name.position,
            )
        return known
