"""Figures held against what the scheme declares, and what they really are: one look over every column.

What comes of it is the layout that a table is compiled for. Every figure that does not hold is said with its place, and
then nothing is scored.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import polars as pl

from kaohe.batch.cells import BAD, Cells
from kaohe.batch.columns import CODES
from kaohe.batch.csv_files import LINE
from kaohe.batch.layout import JUST_MISSING, UNIT, Field, Slot
from kaohe.core import Absence, Place, Problem, plain
from kaohe.facts import Role
from kaohe.facts.findings import error, masked
from kaohe.facts.needs import form_of, nodes
from kaohe.facts.values import MOST
from kaohe.rules import Discretion
from kaohe.scheme.model import Measure, MeasureKind, Scheme

_MOST_PLACES = 5
"""So many places are named for each column; there may be hundreds of thousands."""

_WORDS = (MeasureKind.YES_NO, MeasureKind.LEVEL)


class Inspector:
    """Looks at the figures of one source, for the slots that its file has."""

    def __init__(self, scheme: Scheme, file: str, cells: Sequence[Cells], frame: pl.LazyFrame) -> None:
        self._scheme, self._file, self._cells, self._frame = scheme, file, list(cells), frame
        self._columns = set(frame.collect_schema().names())
        self._awards = awards(scheme)

    def look(self) -> tuple[dict[Slot, Field], list[Problem]]:
        """What the columns hold, and what is wrong with them."""
        asked = [question for cells in self._cells for question in self._questions(cells)]
        units = [
            pl.len().alias("#rows"),
            pl.col(UNIT).n_unique().alias("#units"),
            pl.col(UNIT).null_count().alias("#null"),
        ]
        seen = self._frame.select(*units, *asked).collect(engine="streaming").row(0, named=True)
        problems = self._unit_problems(seen)
        layout = {}
        for cells in self._cells:
            problems += self._cell_problems(cells, seen)
            layout[cells.slot] = self._field(cells, seen)
        return layout, problems

    def _questions(self, cells: Cells) -> list[pl.Expr]:
        slot, column = cells.slot, pl.col(cells.slot.column)
        asked = [column.null_count().alias(f"{slot.column}|null")]
        if cells.field.kind not in _WORDS:
            asked += [column.min().alias(f"{slot.column}|min"), column.max().alias(f"{slot.column}|max")]
        if cells.field.kind is MeasureKind.RATIO:
            whole = pl.col(slot.whole)
            asked += [whole.min().alias(f"{slot.whole}|min"), whole.max().alias(f"{slot.whole}|max")]
            asked.append(self._outside_ratio(cells).any().alias(f"{slot.column}|outside"))
        if self._ranges(cells):
            asked.append(self._outside_awards(cells).any().alias(f"{slot.column}|awarded"))
        if slot.why in self._columns:
            asked += [(pl.col(slot.why) == code).any().alias(f"{slot.why}|{code}") for code in CODES.values()]
        if slot.column + BAD in self._columns:
            asked.append(pl.col(slot.column + BAD).any().alias(f"{slot.column}{BAD}"))
        return asked

    def _outside_ratio(self, cells: Cells) -> pl.Expr:
        """Where two counts make no rate: nothing due, or more done than due where that cannot be."""
        measure = self._scheme.measures[cells.slot.measure]
        part, whole = pl.col(cells.slot.column), pl.col(cells.slot.whole)
        outside = (whole <= 0) | (part < 0)
        if measure.per == 100 and (measure.high is None or measure.high <= 100):
            outside = outside | (part > whole)
        for limit, above in ((measure.low, False), (measure.high, True)):
            if limit is not None:
                up, down = limit.as_integer_ratio()
                left, right = part.cast(pl.Int128) * (measure.per * down), whole.cast(pl.Int128) * up
                outside = outside | (left > right if above else left < right)
        return outside.fill_null(False)

    def _ranges(self, cells: Cells) -> list[Discretion]:
        """Within what the figure is to be awarded, where a person awards it."""
        judged = cells.slot.role is Role.ACTUAL and cells.field.kind not in (*_WORDS, MeasureKind.RATIO)
        return self._awards.get(cells.slot.measure, []) if judged else []

    def _outside_awards(self, cells: Cells) -> pl.Expr:
        """Where the points lie in none of the ranges."""
        value, places = pl.col(cells.slot.column), cells.field.places
        within = [
            value.is_between(_least(rule.low, places), _most(rule.high, places))
            | (value == 0 if rule.or_none else pl.lit(False))
            for rule in self._ranges(cells)
        ]
        return ~pl.any_horizontal(within).fill_null(True)

    def _unit_problems(self, seen: dict[str, Any]) -> list[Problem]:
        found = []
        if seen["#null"]:
            line = self._first(pl.col(UNIT).is_null())
            found.append(
                error("unknown-unit", line[0], f"有 {seen['#null']} 行没有写单位。", "请补上单位编码。")
            )
        if seen["#units"] != seen["#rows"] - max(0, seen["#null"] - 1):
            for place, row in self._rows(pl.col(UNIT).is_duplicated() & pl.col(UNIT).is_not_null(), []):
                message = f"“{masked(row[UNIT])}”写了不止一行。"
                found.append(error("duplicate-fact", place, message, "一个单位一期只留一行。"))
        return found

    def _cell_problems(self, cells: Cells, seen: dict[str, Any]) -> list[Problem]:
        slot, field = cells.slot, cells.field
        measure = self._scheme.measures[slot.measure]
        found: list[Problem] = []
        if seen.get(f"{slot.column}{BAD}"):
            found += self._unread(cells, measure)
        if field.kind in _WORDS:
            return found
        if field.kind is MeasureKind.RATIO:
            if seen[f"{slot.column}|outside"]:
                found += self._told(
                    "out-of-range",
                    cells,
                    self._outside_ratio(cells),
                    f"“{measure.name}”的两个数算不成合理的比率。",
                    "请核对两个数，看是否填反；没有应办对象的填“不适用”。",
                )
            for name in (slot.column, slot.whole):
                found += self._limits(cells, measure, name, (None, MOST), seen)
            return found
        form = form_of(self._scheme, measure, slot.role)
        assert form is not None
        low, high = form.bounds
        bounds = (-MOST if low is None else low, MOST if high is None else high)
        found += self._limits(cells, measure, slot.column, bounds, seen)
        if not found and seen.get(f"{slot.column}|awarded"):
            text = f"“{measure.name}”评的分超出了办法规定的范围。"
            remedy = f"请评 {allowed(self._ranges(cells))}。"
            found += self._told("outside-range", cells, self._outside_awards(cells), text, remedy)
        return found

    def _limits(
        self,
        cells: Cells,
        measure: Measure,
        name: str,
        bounds: tuple[Decimal | None, Decimal],
        seen: dict[str, Any],
    ) -> list[Problem]:
        least, most = seen[f"{name}|min"], seen[f"{name}|max"]
        low, high = bounds
        places = cells.field.places
        found: list[Problem] = []
        if most is not None and most > (limit := _most(high, places)):
            text = f"“{measure.name}”不能大于 {plain(high)}。"
            found += self._told("out-of-range", cells, pl.col(name) > limit, text, "请核对后更正。")
        if low is not None and least is not None and least < (limit := _least(low, places)):
            text = f"“{measure.name}”不能小于 {plain(low)}。"
            found += self._told("out-of-range", cells, pl.col(name) < limit, text, "请核对后更正。")
        return found

    def _told(self, code: str, cells: Cells, where: pl.Expr, message: str, remedy: str) -> list[Problem]:
        """Each place; a number is never repeated, as it may be somebody's."""
        places = self._rows(where.fill_null(False), [], cells.name)
        return [error(code, place, message, remedy) for place, _ in places]

    def _unread(self, cells: Cells, measure: Measure) -> list[Problem]:
        wanted = {
            MeasureKind.YES_NO: "要填“是”或“否”",
            MeasureKind.LEVEL: f"要填等级：{'、'.join(cells.field.levels)}",
            MeasureKind.RATIO: "要填两个整数（分子、分母）",
        }.get(cells.field.kind, f"要填数，最多{cells.field.places}位小数")
        message = f"“{measure.name}”{wanted}，这里读不懂，或与状态一栏矛盾。"
        remedy = "没有数据请留空；不适用的在状态一栏填“不适用”。"
        places = self._rows(pl.col(cells.slot.column + BAD), [], cells.name)
        return [error("not-a-number", place, message, remedy) for place, _ in places]

    def _first(self, where: pl.Expr) -> tuple[Place, dict[str, Any]]:
        return self._rows(where, [])[0]

    def _rows(self, where: pl.Expr, columns: list[str], what: str = "") -> list[tuple[Place, dict[str, Any]]]:
        """The first few rows of which it holds, with their lines as an editor counts them."""
        numbered = self._frame if LINE in self._columns else self._frame.with_row_index(LINE, offset=1)
        rows = (
            numbered.filter(where).select(LINE, UNIT, *columns).head(_MOST_PLACES).collect(engine="streaming")
        )
        return [
            (
                Place(
                    file=self._file,
                    line=row[LINE],
                    what="，".join(filter(None, (masked(row[UNIT] or ""), what))),
                ),
                row,
            )
            for row in rows.iter_rows(named=True)
        ]

    def _field(self, cells: Cells, seen: dict[str, Any]) -> Field:
        """What the column holds: the bounds of its figures, and in which ways they are absent."""
        slot, field = cells.slot, cells.field
        absences = JUST_MISSING if seen[f"{slot.column}|null"] else frozenset[Absence]()
        if slot.why in self._columns:
            absences = frozenset(kind for kind, code in CODES.items() if seen[f"{slot.why}|{code}"])
        if field.kind in _WORDS:
            return replace(field, absences=absences)
        least, most = seen[f"{slot.column}|min"] or 0, seen[f"{slot.column}|max"] or 0
        if field.kind is not MeasureKind.RATIO:
            return replace(field, low=least, high=most, absences=absences)
        whole_least, whole_most = seen[f"{slot.whole}|min"] or 1, seen[f"{slot.whole}|max"] or 1
        return Field(
            field.kind, 0, least, most, max(whole_least, 1), max(whole_most, 1), field.per, absences=absences
        )


def _least(bound: Decimal, places: int) -> int:
    """The least whole number of 10^-places that is not below the bound."""
    return -_most(-bound, places)


def _most(bound: Decimal, places: int) -> int:
    """The greatest whole number of 10^-places that is not above the bound."""
    up, down = bound.as_integer_ratio()
    return int(up * 10**places // down)


def awards(scheme: Scheme) -> dict[str, list[Discretion]]:
    """By measure: the ranges within which the rules have its points awarded."""
    found: dict[str, list[Discretion]] = {}
    for node in nodes(scheme):
        if isinstance(node, Discretion):
            found.setdefault(node.measure, []).append(node)
    return found


def allowed(ranges: Iterable[Discretion]) -> str:
    """The ranges in words."""
    return "，或".join(dict.fromkeys(_range(node) for node in ranges))


def _range(node: Discretion) -> str:
    text = f"{plain(node.low)} 到 {plain(node.high)} 分"
    return f"{text}，不评的填 0" if node.or_none and not node.low <= 0 <= node.high else text
