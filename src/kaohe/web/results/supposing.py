"""What if: figures and targets changed in memory alone, and everybody's place before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from kaohe.core import Absence, Number, Period, Place, Refused, plain
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Role, Units, value_text
from kaohe.facts.values import as_target, read_value
from kaohe.results import RoundResult, score_scheme
from kaohe.results.inputs import Inputs
from kaohe.results.whatif import Move, TableMoves, moves
from kaohe.scheme.model import Scheme

MOST = 3
"""So many changes at once."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """One change as somebody typed it, and what is wrong with it (empty: nothing)."""

    unit: str = ""
    measure: str = ""
    period: str = ""
    value: str = ""
    role: Role = Role.ACTUAL
    problem: str = ""

    @property
    def blank(self) -> bool:
        return not (self.unit or self.measure or self.value)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """One unit before and after, in words."""

    code: str
    name: str
    items: str
    totals: tuple[str, str]
    ranks: tuple[str, str]
    grades: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Moved:
    """One table: whose score changed, and which lists."""

    table: str
    rows: tuple[MoveRow, ...]
    lists: tuple[str, ...]


def suppose(inputs: Inputs, before: RoundResult, changes: Sequence[Fact]) -> list[Moved]:
    """Everybody's total, rank and grade with these changes; who stays where they are is left out."""
    after = score_scheme(inputs.scheme, inputs.units, inputs.facts.replace(*changes), inputs.history)
    return [_moved(table) for table in moves(before, after)]


def read_fact(asked: Supposed, scheme: Scheme, units: Units) -> Fact:
    """The change as a fact, read with the same care as a cell of a form. Refused with what is wrong."""
    unit = units.find(asked.unit)
    if unit is None:
        raise Refused("whatif.unknown-unit", _("名单里没有“%(name)s”。") % {"name": asked.unit})
    named = [m for m in scheme.measures.values() if asked.measure in (m.id, m.name)]
    if len(named) != 1:
        raise Refused("whatif.unknown-measure", _("办法里没有数据项“%(name)s”。") % {"name": asked.measure})
    form = as_target(named[0]) if asked.role is Role.TARGET else named[0]
    if form is None:
        raise Refused("whatif.no-target", _("“%(name)s”没有目标可改。") % {"name": named[0].name})
    value, problems = read_value(asked.value, form, Place())
    if value is None or has_errors(problems):
        words = "".join(f"{problem.message}{problem.remedy}" for problem in problems)
        raise Refused("whatif.bad-value", words or _("请填一个值。"))
    return Fact(unit.id, named[0].id, _period(asked.period, scheme), value, asked.role)


def changes_told(inputs: Inputs, changes: Sequence[Fact]) -> list[str]:
    """Each change in a line: what is reported now, and what is supposed."""
    lines = []
    for fact in changes:
        unit, measure = inputs.units[fact.unit].name, inputs.scheme.measures[fact.measure].name
        now = inputs.facts.row(fact.unit, fact.period, fact.role).get(fact.measure, Absence.MISSING)
        what = _("目标") if fact.role is Role.TARGET else fact.period.label
        lines.append(f"{unit} {measure}（{what}）：{value_text(now)} → {value_text(fact.value)}")
    return lines


def _period(text: str, scheme: Scheme) -> Period:
    if not text:
        return scheme.period
    try:
        return Period.parse(text)
    except ValueError:
        raise Refused("whatif.bad-period", _("时期写得不对，请写成 2026、2026Q3 或 2026-07。")) from None


def _moved(table: TableMoves) -> Moved:
    rows = tuple(_row(move) for move in table.moves if move.changed)
    return Moved(table.table, rows, tuple(_lists(table)))


def _lists(table: TableMoves) -> Iterator[str]:
    for entry in table.lists:
        joined = _("新列入 %(names)s") % {"names": "、".join(entry.joined)} if entry.joined else ""
        left = _("不再列入 %(names)s") % {"names": "、".join(entry.left)} if entry.left else ""
        yield f"{entry.list_name}：{'；'.join(part for part in (joined, left) if part)}"


def _row(move: Move) -> MoveRow:
    items = "；".join(f"{name} {_text(old)} → {_text(new)}" for name, (old, new) in move.items.items())
    totals = [each.label if isinstance(each, Absence) else format(each, "f") for each in move.total]
    ranks = ["—" if rank is None else str(rank) for rank in move.rank]
    return MoveRow(move.unit, move.name, items, (totals[0], totals[1]), (ranks[0], ranks[1]), move.grade)


def _text(value: Number | Absence) -> str:
    return value.label if isinstance(value, Absence) else plain(value)
