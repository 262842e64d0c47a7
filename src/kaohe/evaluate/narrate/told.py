"""What is said of one step, and what is said below it."""

from collections.abc import Iterable
from typing import NamedTuple


class Told(NamedTuple):
    """One line, and the lines that belong under it. `idle`: it changes nothing (a deduction of nothing)."""

    text: str
    below: "tuple[Told, ...]" = ()
    idle: bool = False

    def led_by(self, words: str) -> "Told":
        """The same with words put before it."""
        return self._replace(text=words + self.text)


def below(parts: Iterable[Told]) -> tuple[Told, ...]:
    """What the parts have below them, when their own words are taken into one line."""
    return tuple(line for part in parts for line in part.below)
