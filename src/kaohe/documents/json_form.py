"""What was read of a document, as the one object that `kaohe read --json` prints."""

from decimal import Decimal
from typing import Any

from kaohe.core import Cadence, Place, Problem, plain
from kaohe.documents.reading import (
    DocumentReading,
    Duty,
    GradeBands,
    Slot,
    TargetMatrix,
    TargetRow,
    TargetValue,
    Task,
    Timetable,
    VetoList,
)
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft
from kaohe.scheme.json_form import to_json
from kaohe.scheme.model import GroupKind

ZERO = Decimal(0)


def reading_json(reading: DocumentReading) -> dict[str, Any]:
    """The object. Numbers that are points or targets are JSON numbers where that loses nothing, else text."""
    return {
        "source": reading.source,
        "title": reading.title,
        "schemes": [_scheme(draft, table) for draft in reading.drafts for table in draft.tables],
        "grades": [_grades(bands) for bands in reading.grades],
        "targets": [_targets(matrix) for matrix in reading.targets],
        "timetables": [_timetable(timetable) for timetable in reading.timetables],
        "tasks": [_task(task) for task in reading.tasks],
        "duties": [_duty(duty) for duty in reading.duties],
        "vetoes": [_veto(veto) for veto in reading.vetoes],
        "problems": [problem.as_json() for problem in _all_problems(reading)],
    }


def _all_problems(reading: DocumentReading) -> tuple[Problem, ...]:
    drafted = (problem for draft in reading.drafts for problem in draft.problems)
    return tuple(dict.fromkeys((*reading.problems, *drafted)))


def figure(value: Decimal | None) -> int | float | str | None:
    """A number for JSON: whole numbers and decimals that a reader gets back digit for digit."""
    if value is None:
        return None
    text = plain(value)
    if "." not in text:
        return int(text)
    return float(text) if plain(Decimal(repr(float(text)))) == text else text


def _scheme(draft: SchemeDraft, table: DraftTable) -> dict[str, Any]:
    base = sum((_worth(group) for group in table.groups), ZERO)
    lists = [group for group in table.groups if group.kind is GroupKind.BONUS]
    # A bonus list with points of its own is part of the total that the document states; one with a cap comes on top.
    counted = sum((group.points or ZERO for group in lists), ZERO)
    bonus = sum((group.points or group.cap or ZERO for group in lists), ZERO) + _on_top(table.groups)
    total = (table.total if table.total is not None else base) + counted
    return {
        "title": table.name or draft.title,
        "scheme": draft.title,
        "total": figure(total),
        "total_stated": table.total is not None,
        "base": figure(base),
        "bonus": figure(bonus),
        "groups": [_group(group) for group in table.groups],
        "where": str(table.where),
    }


def _worth(entry: DraftGroup | DraftItem) -> Decimal:
    """What an entry adds to the base: its items, weighted; lists add nothing."""
    if isinstance(entry, DraftItem):
        return entry.points or ZERO
    if entry.kind is not GroupKind.BASE:
        return ZERO
    below = sum((_worth(child) for child in entry.children), ZERO)
    return (below or entry.points or ZERO) * entry.weight


def _on_top(entries: tuple[DraftGroup | DraftItem, ...] | tuple[DraftGroup, ...]) -> Decimal:
    """What items may earn over their points."""
    found = ZERO
    for entry in entries:
        if isinstance(entry, DraftGroup):
            found += _on_top(entry.children) if entry.kind is GroupKind.BASE else ZERO
        elif isinstance(entry.cap, Decimal) and entry.points is not None and entry.cap > entry.points:
            found += entry.cap - entry.points
    return found


def _group(group: DraftGroup, *, inside_stated: bool = False) -> dict[str, Any]:
    """A group. One without points of its own shows what is below it, unless it divides a group that states them."""
    below = sum((_below(child) for child in group.children), ZERO) if _known(group) else None
    most = -group.floor if group.kind is GroupKind.DEDUCTION and group.floor is not None else group.cap
    points = group.points if group.points is not None else most
    stated = points is not None or inside_stated
    return {
        "name": group.name,
        "kind": group.kind.value,
        "points": figure(points if stated else below),
        "points_stated": points is not None,
        "weight": figure(group.weight),
        "cap": figure(group.cap),
        "floor": figure(group.floor),
        "items": [_item(child) for child in group.children if isinstance(child, DraftItem)],
        "children": [
            _group(child, inside_stated=stated) for child in group.children if isinstance(child, DraftGroup)
        ],
        "where": str(group.where),
    }


def _known(entry: DraftGroup | DraftItem) -> bool:
    """Whether any points are stated in it at all."""
    if isinstance(entry, DraftItem):
        return entry.points is not None
    return any(_known(child) for child in entry.children)


def _below(entry: DraftGroup | DraftItem) -> Decimal:
    if isinstance(entry, DraftItem):
        return entry.points or ZERO
    return sum((_below(child) for child in entry.children), ZERO) * entry.weight


def _item(item: DraftItem) -> dict[str, Any]:
    return {
        "name": item.name,
        "points": figure(item.points),
        "cap": figure(item.cap) if isinstance(item.cap, Decimal) else None,
        "departments": list(item.departments),
        "method": item.method,
        "standard": item.standard,
        "clause": item.clause,
        "note": item.note,
        "nature": None,
        "rule": None if item.rule is None else to_json(item.rule),
        "inputs": None,
        "where": str(item.where),
    }


def _grades(bands: GradeBands) -> dict[str, Any]:
    return {
        "bands": [
            {
                "name": band.name,
                "from": figure(band.low),
                "to": figure(band.high),
                "from_included": band.low_in,
                "to_included": band.high_in,
                "share": figure(band.share),
            }
            for band in bands.bands
        ],
        "where": str(bands.place),
    }


def _targets(matrix: TargetMatrix) -> dict[str, Any]:
    return {
        "title": matrix.title,
        "units": list(matrix.units),
        "rows": [_target_row(row) for row in matrix.rows],
        "where": str(matrix.place),
    }


def _target_row(row: TargetRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "label": row.label,
        "group": row.group,
        "unit": row.unit,
        "merged": row.merged,
        "values": [_target(value) for value in row.values],
        "total": None if row.total is None else _target(row.total),
        "where": str(row.place),
    }


def _target(value: TargetValue) -> dict[str, Any]:
    return {
        "text": value.text,
        "kind": value.kind.value,
        "number": figure(value.number),
        "low": figure(value.low),
        "high": figure(value.high),
        "merged": value.merged,
        "where": str(value.place),
    }


def _timetable(timetable: Timetable) -> dict[str, Any]:
    return {
        "title": timetable.title,
        "slots": [_slot(slot) for slot in timetable.slots],
        "where": str(timetable.place),
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "date": slot.date,
        "year": slot.year or None,
        "month": slot.month or None,
        "day": slot.day or None,
        "half_day": slot.half_day,
        "team": slot.team,
        "units": list(slot.units),
        "where": str(slot.place),
    }


def _task(task: Task) -> dict[str, Any]:
    return {
        "heading": task.heading,
        "number": task.number,
        "name": task.name,
        "text": task.text,
        "cadence": [_cadence(cadence) for cadence in task.cadences],
        "rhythm": list(task.rhythm),
        "months": list(task.months),
        "deadline": task.deadline,
        "departments": list(task.departments),
        "where": str(task.place),
    }


def _cadence(cadence: Cadence) -> str:
    return str(cadence.value)


def _duty(duty: Duty) -> dict[str, Any]:
    return {"department": duty.department, "text": duty.text, "where": str(duty.place)}


def _veto(veto: VetoList) -> dict[str, Any]:
    return {
        "heading": veto.heading,
        "card": veto.card,
        "effect": veto.effect,
        "entries": [
            {"text": entry.text, "points": figure(entry.points), "where": _place(entry.place)}
            for entry in veto.entries
        ],
        "where": _place(veto.place),
    }


def _place(place: Place) -> str:
    return str(place)
