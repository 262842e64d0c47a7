"""What the pages of scoring show: the matrix as short rows, a cell with everything beside it, one item for all units."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from kaohe.results.explain import explain_item
from kaohe.web.filing.actions import Saved
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import RoundUnit
from kaohe.web.scoring.layout import Column, Entry
from kaohe.web.scoring.querysets import (
    Bench,
    evidence_of,
    figures_of,
    in_words,
    needs_reason,
    points_shown,
    scores_of,
    self_scores_of,
)  # fmt: skip
from kaohe.web.scoring.touched import scores_at


@dataclass(frozen=True, slots=True)
class Grid:
    """A matrix. heads: each item with the columns that are put in for it; rows: a unit and its cells (class, text).

    data: what the script needs: the columns with what is allowed, editions row by row, addresses.
    """

    heads: tuple[tuple[Entry, tuple[Column, ...]], ...]
    rows: tuple[tuple[RoundUnit, tuple[tuple[str, str], ...]], ...]
    data: dict[str, Any]


def grid(bench: Bench, table: str, *, writable: bool) -> Grid:
    """The matrix of one table of the scheme."""
    heads = _heads(bench, table)
    level = next(entry.table.level for entry, _columns in heads)
    units = [unit for unit in bench.round.units.all() if unit.level == level]
    figures, scores = figures_of(bench.round, bench.columns), scores_of(bench.round)
    rows, editions = [], []
    for unit in units:
        cells: list[tuple[str, str]] = []
        counts: list[int] = []
        for entry, columns in heads:
            score = scores.get((unit.code, entry.number))
            if entry.item is not None:
                cells.append(("", points_shown(score)))
            for column in columns:
                figure = figures.get((unit.code, *column.key))
                cells.append((cell_class(entry, column, figure, score), figure.text if figure else ""))
                counts.append(figure.edition if figure else 0)
        rows.append((unit, tuple(cells)))
        editions.append(counts)
    at = [bench.round.pk, bench.number]
    data = {
        "save": reverse("scoring:save", args=at),
        "base": reverse("scoring:matrix", args=at),
        "units": [unit.code for unit in units],
        "columns": [_column(entry, column) for entry, columns in heads for column in _places(entry, columns)],
        "editions": editions,
        "writable": writable,
    }
    return Grid(heads, tuple(rows), data)


def cell_class(entry: Entry, column: Column, figure: Figure | None, score: Any) -> str:
    """f: put in. q: a reason is due. x: what stands there is not understood and does not count."""
    if figure is not None and figure.text and not figure.value:
        return "f x"
    return "f q" if needs_reason(entry, column, figure, score) else "f"


def _heads(bench: Bench, table: str) -> tuple[tuple[Entry, tuple[Column, ...]], ...]:
    """Each figure once, at the first item that uses it."""
    seen: set[int] = set()
    own = set(bench.columns)
    heads = []
    for entry in bench.entries:
        if entry.table.name == table:
            columns = tuple(column for column in entry.columns if column in own and column.number not in seen)
            seen.update(column.number for column in columns)
            if entry.item is not None or columns:
                heads.append((entry, columns))
    return tuple(heads)


def _places(entry: Entry, columns: Sequence[Column]) -> list[Column | None]:
    """The cells of an item in a row: its score, then its figures."""
    return [*([None] if entry.item is not None else []), *columns]


def _column(entry: Entry, column: Column | None) -> dict[str, Any]:
    if column is None:
        return {"e": entry.number}
    words = list(column.form.levels) or (["是", "否"] if column.form.kind.value == "yes_no" else [])
    return {"e": entry.number, "c": column.number, **({"w": words} if words else {})}


def beside(bench: Bench, entry: Entry, unit: RoundUnit, saved: Sequence[Saved]) -> dict[str, Any]:
    """Everything about one unit's one item."""
    score = scores_of(bench.round).get((unit.code, entry.number))
    figures = figures_of(bench.round, entry.columns, [unit.code])
    own = set(bench.columns)
    outcomes = {(each.cell.measure, each.cell.period): each for each in saved}
    inputs = [
        {
            "column": column,
            "name": f"{column.number}-{unit.code}",
            "figure": (figure := figures.get((unit.code, *column.key))),
            "allowed": entry.allowed(column),
            "mine": column in own,
            "due": needs_reason(entry, column, figure, score),
            "outcome": outcomes.get(column.key),
        }
        for column in entry.columns
    ]
    return {
        "round": bench.round,
        "bench": bench,
        "entry": entry,
        "unit": unit,
        "score": in_words(score),
        "steps": explain_item(score, bench.layout.names())[1:] if score else [],
        "inputs": inputs,
        "entered": any(each["mine"] for each in inputs),
        "evidence": evidence_of(bench.round, unit.code, entry),
        "self_score": self_scores_of(bench.round, unit.code).get((entry.table.name, entry.code)),
    }


def item_rows(bench: Bench, entry: Entry, saved: Sequence[Saved]) -> list[dict[str, Any]]:
    """One item of all units: score, and the figures that are put in with what became of them."""
    columns = [column for column in entry.columns if column in bench.columns]
    figures, scores = figures_of(bench.round, columns), scores_of(bench.round)
    outcomes = {(each.cell.unit, each.cell.measure, each.cell.period): each for each in saved}
    rows = []
    for unit in bench.round.units.all():
        if unit.level != entry.table.level:
            continue
        score = scores.get((unit.code, entry.number))
        inputs = [
            {
                "name": f"{column.number}-{unit.code}",
                "figure": (figure := figures.get((unit.code, *column.key))),
                "due": needs_reason(entry, column, figure, score),
                "outcome": outcomes.get((unit.code, *column.key)),
                "label": f"{unit.name} {column.form.name}",
            }
            for column in columns
        ]
        rows.append({"unit": unit, "points": points_shown(score), "inputs": inputs})
    return rows


def answer(bench: Bench, saved: Sequence[Saved]) -> dict[str, Any]:
    """What became of cells, for the script, with the scores of all items that they touch."""
    columns = {column.key: column for column in bench.columns}
    used = [columns[each.cell.measure, each.cell.period] for each in saved]
    looked_at = [entry for entry in bench.entries if not set(used).isdisjoint(entry.columns)]
    scores = scores_at(bench.round, looked_at, {each.cell.unit for each in saved})
    cells: list[dict[str, Any]] = []
    touched: dict[tuple[str, int], None] = {}
    for each, column in zip(saved, used, strict=True):
        entries = [entry for entry in bench.entries if column in entry.columns]
        unit, figure = each.cell.unit, each.figure
        due = any(needs_reason(entry, column, figure, scores.get((unit, entry.number))) for entry in entries)
        touched.update({(unit, entry.number): None for entry in entries})
        cells.append(
            {
                "u": unit, "c": column.number,
                "t": figure.text if figure else "",
                "e": figure.edition if figure else 0,
                "due": due,
                "conflict": each.conflict,
                "by": figure.by.name if each.conflict and figure and figure.by else "",
                "mine": each.cell.text if each.conflict or not each.kept else "",
                "kept": each.kept,
                "bad": bool(figure and figure.text and not figure.value),
                "problems": [f"{problem.message}{problem.remedy}" for problem in each.problems],
            }
        )  # fmt: skip
    shown = [[unit, number, points_shown(scores.get((unit, number)))] for unit, number in touched]
    return {"cells": cells, "scores": shown}
