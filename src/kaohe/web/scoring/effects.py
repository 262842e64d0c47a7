"""What other figures would do to everybody: the round scored again with them, and every total, rank, grade and list held against
what it is now. Shown before an appeal is decided, and kept with the decision.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from kaohe.core import Absence, Period, Place, Problem, Refused, plain
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, State, value_text
from kaohe.results import score_scheme
from kaohe.results.whatif import TableMoves, moves
from kaohe.web.filing.cells import read_cell, turned_away
from kaohe.web.filing.facts import value_of
from kaohe.web.filing.models import Figure
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.scoring.layout import Entry
from kaohe.web.scoring.querysets import figures_of


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of the unit that appeals: what it is, and what it is to be. Values as the library writes them."""

    measure: str
    name: str
    period: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of changes at one count of the round's figures. digest: of the changes and of everything they do."""

    figures: int
    tables: tuple[TableMoves, ...]
    record: dict[str, Any]
    digest: str


def changes_of(round: Round, unit: RoundUnit, entry: Entry, wanted: dict[int, str]) -> list[Change]:
    """What was written beside the figures of an item, by column. Blank, or as it is: no change. Refused where it cannot be read."""
    figures = figures_of(round, entry.columns, [unit.code])
    changes: list[Change] = []
    problems: list[Problem] = []
    for column in entry.columns:
        text = wanted.get(column.number, "").strip()
        figure = figures.get((unit.code, *column.key))
        if not text or (figure is not None and text == figure.text):
            continue
        place = Place(what=f"{unit.name} {column.form.name} {column.period.label}")
        if refused := turned_away(text, "", place):
            raise Refused("appeal.turned-away", _("更正的数没有采用。"), refused)
        value, found = read_cell(text, column.form, place)
        problems += found
        if value is None or has_errors(found):
            continue
        after = value_text(value)
        before = figure.value if figure else ""
        if after != before:
            changes.append(Change(*column.key[:1], column.form.name, column.key[1], before, after))
    if has_errors(problems):
        raise Refused("appeal.bad-value", _("更正的数读不懂，请改正。"), problems)
    return changes


def effect_of(round: Round, unit: RoundUnit, entry: Entry, changes: Sequence[Change]) -> Effect:
    """The round scored again with the changes, held against what it is now."""
    count = Round.objects.values_list("figures", flat=True).get(pk=round.pk)
    inputs, result = result_of(round)
    forms = {column.key: column.form for column in entry.columns}
    facts = []
    for change in changes:
        value = value_of(change.after, forms[change.measure, change.period])
        assert value is not None, "it was read before"
        facts.append(
            Fact(unit.code, change.measure, Period.parse(change.period), value, state=State.CORRECTED)
        )
    after = score_scheme(inputs.scheme, inputs.units, inputs.facts.replace(*facts), inputs.history)
    tables = moves(result, after)
    record = {"figures": count, "tables": [_table(table) for table in tables]}
    text = json.dumps([[asdict(change) for change in changes], record], ensure_ascii=False, sort_keys=True)
    return Effect(count, tables, record, hashlib.sha256(text.encode()).hexdigest())


def _table(table: TableMoves) -> dict[str, Any]:
    return {
        "table": table.table,
        "units": [
            {
                "unit": move.unit,
                "name": move.name,
                "total": [points(value) for value in move.total],
                "rank": list(move.rank),
                "grade": list(move.grade),
                "items": {name: [points(value) for value in pair] for name, pair in move.items.items()},
                "changed": move.changed,
            }
            for move in table.moves
        ],
        "lists": [
            {"list": each.list_name, "joined": list(each.joined), "left": list(each.left)}
            for each in table.lists
        ],
    }


def points(value: Decimal | Absence) -> str:
    """Points as they are shown; the word for what there are none of."""
    return value.label if isinstance(value, Absence) else plain(value)


def correct_figures(
    round: Round, unit: RoundUnit, changes: Sequence[Change], *, note: str, by: Any, place: str
) -> None:
    """Put the changes in, as corrected figures. Within the transaction of the decision that they belong to."""
    for change in changes:
        figure = (
            Figure.objects.select_for_update()
            .filter(round=round, unit=unit, measure=change.measure, period=change.period, role="actual")
            .first()
        )
        if figure is None:
            figure = Figure(round=round, unit=unit, measure=change.measure, period=change.period, edition=0)
        figure.text = figure.value = change.after
        figure.state, figure.note, figure.place, figure.by = State.CORRECTED.value, note[:1000], place, by
        figure.edition += 1
        figure.save()
