"""The figures of a page: what stands in its boxes, and what comes back from them.

A page sends back what it had shown (`shown`: units, columns, editions, texts, as JSON in one field) beside its boxes, named
`row.column`, with `~` behind it for a ratio's second and `!` for the note. So only what somebody changed is saved, and it is known
over which edition.
"""

import json
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Role as FactRole
from kaohe.facts.hints import choices, labelled
from kaohe.facts.values import NOT_APPLICABLE
from kaohe.scheme.model import MeasureKind
from kaohe.web.filing.cells import Cell, read_cell
from kaohe.web.filing.models import Figure
from kaohe.web.filing.shape import Field
from kaohe.web.rounds.models import Round, RoundUnit

Key = tuple[str, str, str]
"""Unit, measure, period."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field across all units; a ratio takes two boxes."""

    field: Field

    @property
    def name(self) -> str:
        return labelled(self.field.measure)

    @property
    def is_ratio(self) -> bool:
        return self.field.measure.kind is MeasureKind.RATIO

    @property
    def choices(self) -> list[str]:
        return choices(self.field.measure)


@dataclass(frozen=True, slots=True)
class Box:
    """One figure on the page. name: of its first box. before: last year's, empty where there is none. standing: what holds
    where nothing is written. problems: what is wrong with what stands there, or wants a second look.
    """

    name: str
    column: Column
    figure: Figure | None
    problems: tuple[Problem, ...] = ()
    before: str = ""
    standing: str = ""

    @property
    def text(self) -> str:
        return self.figure.text if self.figure else ""

    @property
    def part(self) -> str:
        return self.text.partition("/")[0]

    @property
    def whole(self) -> str:
        return self.text.partition("/")[2]

    @property
    def note(self) -> str:
        return self.figure.note if self.figure else ""

    @property
    def unlisted(self) -> bool:
        """What was written is none of the words to choose from: it is offered all the same, so as not to be lost."""
        return bool(self.text) and self.text not in self.column.choices

    @property
    def wrong(self) -> bool:
        return has_errors(self.problems)

    @property
    def missing(self) -> bool:
        """Nothing that counts stands there, and nothing wrong either."""
        return not self.wrong and (self.figure is None or not self.figure.value)


@dataclass(frozen=True, slots=True)
class Row:
    """One unit; None where a field is not asked of its level."""

    unit: RoundUnit
    boxes: tuple[Box | None, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """All boxes of a page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    noted: bool = False

    @property
    def boxes(self) -> list[Box]:
        return [box for row in self.rows for box in row.boxes if box is not None]

    def part(self, rows: Sequence[Row]) -> "Grid":
        """Some of its rows, their boxes named anew."""
        renamed = (
            Row(
                row.unit,
                tuple(box and replace(box, name=f"{n}.{box.name.partition('.')[2]}") for box in row.boxes),
            )
            for n, row in enumerate(rows)
        )
        return replace(self, rows=tuple(renamed))

    @property
    def problems(self) -> list[Problem]:
        return [problem for box in self.boxes for problem in box.problems]

    @property
    def shown(self) -> SafeString:
        """What the page shows, for its hidden field; within apostrophes, where the many quotation marks may stay."""

        def every(take: Any) -> list[list[Any]]:
            return [[take(box) if box else 0 for box in row.boxes] for row in self.rows]

        shown = {
            "units": [row.unit.code for row in self.rows],
            "columns": [column.field.key for column in self.columns],
            "editions": every(lambda box: box.figure.edition if box.figure else 0),
            "texts": every(lambda box: box.text),
        }
        if self.noted:
            shown["notes"] = every(lambda box: box.note)
        text = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        return mark_safe(escape(text).replace("&quot;", '"'))  # noqa: S308 - escaped but for the quotation marks


def names_of(units: Iterable[RoundUnit], fields: Sequence[Field]) -> dict[Key, tuple[str, str, str]]:
    """Which figures a page may send back, with the words for each: unit, measure, period."""
    return {
        (unit.code, *field.key): (unit.name, labelled(field.measure), field.period.label)
        for unit in units
        for field in fields
        if unit.level in field.levels
    }


def figures_of(
    round: Round, role: FactRole, units: Iterable[RoundUnit], fields: Sequence[Field]
) -> dict[Key, Figure]:
    """The figures that these fields have by now; one query."""
    rows = Figure.objects.filter(
        round=round,
        role=role.value,
        unit__in=list(units),
        measure__in={field.measure.id for field in fields},
        period__in={str(field.period) for field in fields},
    ).select_related("unit", "by")
    return {(row.unit.code, row.measure, row.period): row for row in rows}


def earlier_of(round: Round, units: Sequence[RoundUnit], fields: Sequence[Field]) -> dict[Key, Figure]:
    """Last year's figures under this year's keys, from the round before, and from this one where it asks for them."""
    if not fields:
        return {}
    names = {field.measure.id for field in fields}
    periods = {str(field.period.years_later(-1)): str(field.period) for field in fields}
    rows = (
        Figure.objects.filter(
            round__in=[pk for pk in (round.before_id, round.pk) if pk],
            role=FactRole.ACTUAL.value,
            unit__code__in=[unit.code for unit in units],
            measure__in=names,
            period__in=periods,
        )
        .exclude(value="")
        .select_related("unit")
    )
    return {(row.unit.code, row.measure, periods[row.period]): row for row in rows}


def problems_of(figure: Figure | None, field: Field) -> tuple[Problem, ...]:
    """What is wrong with the text that stands there."""
    if figure is None or not figure.text or figure.value:
        return ()
    where = Place(what=f"{figure.unit.name} {field.measure.name} {field.period.label}")
    return read_cell(figure.text, field.measure, where)[1]


def cells_of(post: Mapping[str, str], allowed: Container[Key]) -> list[Cell]:
    """What somebody changed: as a script sends it (`cells`), or read off the boxes of a form that was sent whole."""
    try:
        raw = post.get("cells")
        cells = _from_script(json.loads(raw)) if raw is not None else _from_form(post)
    except (ValueError, TypeError, KeyError, IndexError):
        raise Refused("filing.unreadable", _("送来的内容认不出来，请刷新页面再填。")) from None
    if any((cell.unit, cell.measure, cell.period) not in allowed for cell in cells):
        raise Refused("filing.not-asked", _("其中有这张表不要填的数，请刷新页面再填。"))
    return cells


def _from_script(entries: Any) -> list[Cell]:
    return [
        Cell(
            str(unit), str(measure), str(period), str(text), int(edition), None if note is None else str(note)
        )
        for unit, measure, period, text, edition, note in entries
    ]


def _from_form(post: Mapping[str, str]) -> list[Cell]:
    """The boxes that differ from what was shown."""
    if "shown" not in post:
        return []
    shown = json.loads(post["shown"])
    if "cells" in shown:
        return _from_merge(post, shown["cells"])
    cells = []
    for row, unit in enumerate(shown["units"]):
        for column, (measure, period) in enumerate(shown["columns"]):
            name = f"{row}.{column}"
            if name not in post:
                continue
            text, old = _text(post, name), shown["texts"][row][column]
            note = post.get(f"{name}!")
            old_note = shown["notes"][row][column] if "notes" in shown else note
            if text.strip() not in (old, f"{old}/") or (note or "").strip() != (old_note or "").strip():
                edition = int(shown["editions"][row][column])
                cells.append(Cell(str(unit), str(measure), str(period), text, edition, note))
    return cells


def _from_merge(post: Mapping[str, str], entries: Any) -> list[Cell]:
    """What was decided where two had written: mine, over the edition of theirs; theirs stays as it is."""
    return [
        Cell(str(unit), str(measure), str(period), post[f"0.{number}"], int(edition))
        for number, (unit, measure, period, edition) in enumerate(entries)
        if post.get(f"take.{number}") == "mine"
    ]


def _text(post: Mapping[str, str], name: str) -> str:
    """One box, or two joined; both blank is blank, and what was kept without a stroke stays without."""
    first, second = post[name], post.get(f"{name}~")
    if second is None or (not second.strip() and not first.strip()):
        return first if second is None else ""
    if first.strip() == NOT_APPLICABLE and not second.strip():
        return first
    return f"{first.strip()}/{second.strip()}"
