"""The hidden sheet of an entry workbook: which scheme and period it is for, and what each cell means.

Reading does not guess from headers; it follows this map, and holds the visible texts against it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kaohe.core import Period
from kaohe.facts.layout import Label, Page, Slot
from kaohe.facts.model import Role

SHEET, LISTS = "_kaohe", "_lists"
FORMAT = "1"
_MARK = "kaohe-entry"
_HEADINGS = ("title", "version", "period", "hash", "by")


class MapError(ValueError):
    """The hidden sheet is not as we write it."""


@dataclass(frozen=True, slots=True)
class EntryMap:
    """What a workbook says of itself."""

    title: str
    version: str
    period: str
    hash: str
    by: str
    labels: tuple[Label, ...] = ()
    slots: tuple[Slot, ...] = ()
    format: str = FORMAT

    def rows(self, pages: Iterable[Page]) -> Iterator[tuple[str, ...]]:
        """The rows of the hidden sheet, for these pages."""
        yield (_MARK, self.format)
        for name in _HEADINGS:
            yield (name, str(getattr(self, name)))
        for page in pages:
            for label in page.labels:
                if label.text:
                    numbers = (str(label.row), str(label.column), str(label.last_column))
                    yield ("label", label.sheet, *numbers, label.guards, label.text)
            for slot in page.slots:
                at = (str(slot.row), str(slot.column))
                yield ("slot", slot.sheet, *at, slot.role, slot.unit, slot.measure, slot.period, slot.part)


def read_map(rows: Sequence[Sequence[str]]) -> EntryMap:
    """The map as written; MapError where it is not. A newer format is returned with nothing but its number."""
    if not rows or len(rows[0]) < 2 or rows[0][0] != _MARK:
        raise MapError("no mark")
    if rows[0][1] != FORMAT:
        return EntryMap("", "", "", "", "", format=rows[0][1])
    headings = {row[0]: row[1] if len(row) > 1 else "" for row in rows[1 : 1 + len(_HEADINGS)]}
    if set(headings) != set(_HEADINGS):
        raise MapError("headings are missing")
    labels: list[Label] = []
    slots: list[Slot] = []
    try:
        for row in rows[1 + len(_HEADINGS) :]:
            if row[0] == "label":
                _, sheet, at, column, last, guards, text = _padded(row, 7)
                labels.append(Label(sheet, int(at), int(column), text, "", guards, int(last)))
            elif row[0] == "slot":
                _, sheet, at, column, *what = _padded(row, 9)
                slots.append(_sound(Slot(sheet, int(at), int(column), *what)))
            else:
                raise MapError(f"a row of no kind: {row[0]}")
    except ValueError as reason:
        raise MapError(str(reason)) from reason
    return EntryMap(**headings, labels=tuple(labels), slots=tuple(slots))


def _sound(slot: Slot) -> Slot:
    """The slot, if it makes sense; ValueError where it does not."""
    if slot.role in (Role.ACTUAL.value, Role.TARGET.value):
        Period.parse(slot.period)
        if slot.part not in ("value", "part", "whole"):
            raise MapError(f"an unknown part: {slot.part}")
    elif slot.role not in ("note", "by", "date"):
        raise MapError(f"an unknown role: {slot.role}")
    return slot


def _padded(row: Sequence[str], width: int) -> list[str]:
    if len(row) > width:
        raise MapError("a row too long")
    return [*row, *[""] * (width - len(row))]
