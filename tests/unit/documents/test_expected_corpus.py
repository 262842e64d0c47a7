"""What is known of the real documents beside the checkout is found in them; without that folder nothing runs."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from kaohe.core import Cadence
from kaohe.documents.reading import DocumentReading, TargetRow
from kaohe.documents.recognise import recognise
from kaohe.documents.text import read_text
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable
from kaohe.scheme.model import GroupKind

CORPUS = Path(__file__).resolve().parents[4] / "shared" / "corpus"
KNOWN: dict[str, Any] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("expected/*.json"))
}


def having(key: str) -> list[str]:
    return [name for name, known in KNOWN.items() if key in known]


@cache
def reading(name: str) -> DocumentReading:
    return recognise(read_text(CORPUS / KNOWN[name]["document"]))


# targets


def _matrices() -> list[tuple[str, int]]:
    return [
        (name, index)
        for name in having("units")
        for index, table in enumerate(KNOWN[name].get("tables", ()))
        if "numeric_rows" in table
    ]


@pytest.mark.parametrize(("name", "index"), _matrices())
def test_targets(name: str, index: int) -> None:
    known, found = KNOWN[name]["tables"][index], reading(name).targets[index]
    assert known["title"] in found.title
    assert list(found.units) == KNOWN[name]["units"]
    rows: dict[str, TargetRow] = {row.name: row for row in found.rows}
    expected = {**known["numeric_rows"], **known.get("merged_rows", {})}
    text_rows = [*known.get("text_rows", ()), *known.get("merged_text_rows", ())]
    assert set(rows) == {*expected, *text_rows}
    for label, numbers in known["numeric_rows"].items():
        assert [value.number for value in rows[label].values] == numbers, label
    for label, (low, high) in known.get("merged_rows", {}).items():
        assert rows[label].merged
        assert {(value.low, value.high) for value in rows[label].values} == {(low, high)}
    for label in known.get("merged_text_rows", ()):
        assert rows[label].merged, label
        assert len(rows[label].values) == len(found.units)


# timetable


@pytest.mark.parametrize("name", having("timetable"))
def test_timetable(name: str) -> None:
    known, (table,) = KNOWN[name]["timetable"], reading(name).timetables
    assert (len(table.teams), len(table.half_days), len(table.units)) == (
        known["teams"], known["half_days"], known["units"],
    )  # fmt: skip
    assert len(set(table.units)) == len(table.units)
    assert sum(len(slot.units) == 2 for slot in table.slots) == 1


# points in outlines


def _shape(entry: DraftGroup | DraftItem) -> Any:
    """Points, or points with those below, as the expectation writes them."""
    points = int(entry.points) if entry.points is not None else None
    if isinstance(entry, DraftItem) or _alone(entry):
        return points
    return {"points": points, "children": [_shape(child) for child in entry.children if _has_points(child)]}


def _alone(group: DraftGroup) -> bool:
    """A table of one level: an item is a group of its own."""
    return (
        len(group.children) == 1
        and isinstance(group.children[0], DraftItem)
        and group.children[0].name == group.name
    )


def _has_points(entry: DraftGroup | DraftItem) -> bool:
    return entry.points is not None or (
        isinstance(entry, DraftGroup) and any(map(_has_points, entry.children))
    )


def _wanted(known: Any) -> Any:
    if not isinstance(known, dict):
        return known
    if "children" not in known:
        return known["points"]
    return {"points": known["points"], "children": [_wanted(child) for child in known["children"]]}


def _outlines() -> Iterator[tuple[str, int]]:
    for name in having("schemes"):
        yield from ((name, index) for index, _ in enumerate(KNOWN[name]["schemes"]))


def _base(table: DraftTable) -> list[Any]:
    return [_shape(group) for group in table.groups if group.kind is GroupKind.BASE and _has_points(group)]


@pytest.mark.parametrize(("name", "index"), list(_outlines()))
def test_points_of_an_outline(name: str, index: int) -> None:
    known, draft = KNOWN[name]["schemes"][index], reading(name).drafts[index]
    codes = [problem.code for problem in draft.problems]
    if "root" in known:
        (table,) = draft.tables
        assert _base(table) == [_wanted(known["root"])]
        assert table.groups[0].name == known["root"]["name"]
        assert codes.count("outline.points-do-not-add-up") == 2
        return
    county, town = draft.tables
    assert (county.total, _base(county)) == (known["county"]["total"], known["county"]["children"])
    if "parts" in known["town"]:
        assert [(g.weight, g.points) for g in town.groups if g.kind is GroupKind.BASE] == [
            (Decimal(part["weight"]) / 100, part["total"]) for part in known["town"]["parts"]
        ]
        assert _base(town)[0]["children"] == [
            _wanted(child) for child in known["town"]["parts"][0]["children"]
        ]
    else:
        assert town.total == known["town"]["total"]
        assert _base(town) == [_wanted(child) for child in known["town"]["children"]]
    assert "outline.points-do-not-add-up" not in codes
    assert "outline.total-differs" not in codes


@pytest.mark.parametrize(("name", "index"), list(_outlines()))
def test_caps_of_the_lists(name: str, index: int) -> None:
    known, draft = KNOWN[name]["schemes"][index], reading(name).drafts[index]
    if "bonus_cap" not in known:
        return
    for table in draft.tables:
        lists = [group for group in _groups(table.groups) if group.kind is not GroupKind.BASE]
        assert {group.cap for group in lists if group.cap is not None} == {known["bonus_cap"]}
        assert {-group.floor for group in lists if group.floor is not None} == {known["deduction_cap"]}


def _groups(entries: tuple[DraftGroup | DraftItem, ...]) -> Iterator[DraftGroup]:
    for entry in entries:
        if isinstance(entry, DraftGroup):
            yield entry
            yield from _groups(entry.children)


# grades, findings


@pytest.mark.parametrize("name", having("grades"))
def test_grades(name: str) -> None:
    (bands,) = reading(name).grades
    found = [(band.name, band.low, band.high) for band in bands.bands]
    assert found == [(grade["name"], grade.get("from"), grade.get("to")) for grade in KNOWN[name]["grades"]]
    gaps = [
        finding
        for finding in KNOWN[name].get("findings_expected", ())
        if finding.startswith("grade bands leave gaps")
    ]
    told = [problem for problem in bands.problems if problem.code == "grades.gap"]
    assert len(told) == (len(found) - 1 if gaps else 0)


# tasks


@pytest.mark.parametrize("name", having("headings"))
def test_tasks_under_their_headings(name: str) -> None:
    tasks = reading(name).tasks
    for heading, count in KNOWN[name]["headings"].items():
        assert sum(task.heading.startswith(heading) for task in tasks) == count, heading


@pytest.mark.parametrize("name", having("steps"))
def test_steps_with_their_months(name: str) -> None:
    months = {task.name: task.months for task in reading(name).tasks if task.months}
    for step, written in KNOWN[name]["steps"]:
        first, _, last = written.partition("-")
        assert months[step] == tuple(range(int(first), int(last or first) + 1))


@pytest.mark.parametrize("name", having("cadence"))
def test_cadences(name: str) -> None:
    """Each cadence that is known stands in a task whose words speak of the same thing."""
    english = {"monthly": Cadence.MONTH, "quarterly": Cadence.QUARTER, "yearly": Cadence.YEAR}
    for subject, often in KNOWN[name]["cadence"].items():
        wanted = english[often.split(",")[0]]
        tail = subject[-2:]
        assert any(
            wanted in task.cadences and any(tail in words or tail in task.text for words in task.rhythm)
            for task in reading(name).tasks
        ), subject


@pytest.mark.parametrize("name", having("stages"))
def test_stages_with_their_months(name: str) -> None:
    found = [(task.name, task.months) for task in reading(name).tasks]
    assert found == [(stage["name"], (int(stage["when"].split("-")[1]),)) for stage in KNOWN[name]["stages"]]


@pytest.mark.parametrize("name", list(KNOWN))
def test_no_alarm_that_nobody_expects(name: str) -> None:
    codes = {problem.code for problem in reading(name).problems}
    assert "document.text-with-points-unread" not in codes
    assert "document.nothing-found" not in codes
