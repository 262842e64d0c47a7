"""What waits for somebody: each app says what it knows of, the desk shows it together."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from kaohe.web.accounts.models import User


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing to be done: what, where, until when, and for which round."""

    text: str
    url: str
    due: date | None = None
    round: str = ""

    def late(self, today: date) -> bool:
        return self.due is not None and self.due < today


Source = Callable[[User], Iterable[Waiting]]
SOURCES: Final[list[Source]] = []


def waits(function: Source) -> Source:
    """Register what tells of things to be done."""
    SOURCES.append(function)
    return function


def waiting_for(user: User) -> list[Waiting]:
    """Everything, the most urgent first, what has no day last."""
    found = [entry for source in SOURCES for entry in source(user)]
    return sorted(found, key=lambda entry: (entry.due is None, entry.due or date.min, entry.round))
