"""月积分 and counts become figures of the measures that the programme names: what the library makes of the ledger, held against what
stands in the forms, and put there by a press of the office.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.facts import Fact
from kaohe.tasks.points import facts_of
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.facts import scheme_for, stored
from kaohe.web.filing.models import Figure
from kaohe.web.filing.shape import FormKey, Shape, shape_for
from kaohe.web.filing.standing import standings, writable
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import TaskPlan
from kaohe.web.tasks.monthly_library import plan_of, programme_of
from kaohe.web.tasks.monthly_querysets import ledger_of

PLACE = "月度任务"
_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Fed:
    """One figure that the programme feeds. `stands`: what is in the form now; `open`: whether it may be put there."""

    unit: str
    name: str
    measure: str
    period: str
    value: str
    note: str
    stands: str
    open: bool

    @property
    def same(self) -> bool:
        return self.value == self.stands


def feeds(round: Round, plan: TaskPlan) -> list[Fed]:
    """Every figure of units of the round, month by month as far as months are over; empty without a scheme. A measure
    that the scheme does not know is fed nothing; the programme is told so when it is saved."""
    if round.scheme_id is None or not plan.month:
        return []
    scheme, programme = scheme_for(round), programme_of(plan)
    if not {programme.points.measure, *(rule.measure for rule in programme.counts)} & set(scheme.measures):
        return []  # the ledger is not folded for nothing
    units = {unit.code: unit for unit in round.units.all()}
    facts = [
        fact
        for fact in facts_of(ledger_of(round, plan), scheme)
        if fact.unit in units and fact.measure in scheme.measures
    ]
    if not facts:
        return []
    shape = shape_for(round)
    stands = _standing(round, facts)
    forms = {key: _form(shape, key, units[key[0]].level) for key in map(_key, facts)}
    found = standings(round, {form for form in forms.values() if form is not None})
    return [
        Fed(
            fact.unit,
            units[fact.unit].name,
            fact.measure,
            str(fact.period),
            stored(fact.value, scheme.measures[fact.measure]),
            fact.note,
            stands.get(_key(fact), ""),
            (form := forms[_key(fact)]) is not None and writable(round, found[form].filing),
        )
        for fact in facts
    ]


@transaction.atomic
def write(*, round: Round, by: User) -> int:
    """Put what differs into the forms that are open; how many figures. What was put there before follows the ledger."""
    locked = locked_round(round)
    plan = plan_of(locked)
    if plan is None or not plan.month:
        raise Refused("tasks.no-programme", _("还没有下达任务方案。"))
    wanted = [fed for fed in feeds(locked, plan) if fed.open and not fed.same]
    if not wanted:
        raise Refused("tasks.nothing-to-write", _("没有要写入的数：都已经一致，或者填报没有开放。"))
    cells = [Cell(fed.unit, fed.measure, fed.period, fed.value, None, fed.note[:1000]) for fed in wanted]
    saved = save_cells(round=locked, cells=cells, by=by, place=PLACE)
    kept = [one for one in saved if one.kept]
    record("task.points-written", by=by, subject=plan.title, round=locked.pk, count=len(kept))
    if len(kept) < len(saved):
        problems = [problem for one in saved if not one.kept for problem in one.problems]
        raise Refused("tasks.points-refused", _("有的数填报不收，没有写入。"), problems)
    return len(kept)


def _key(fact: Fact) -> _Key:
    return fact.unit, fact.measure, str(fact.period)


def _standing(round: Round, facts: Iterable[Fact]) -> dict[_Key, str]:
    listed = list(facts)
    rows = Figure.objects.filter(
        round=round,
        role="actual",
        measure__in={fact.measure for fact in listed},
    ).values_list("unit__code", "measure", "period", "value")
    return {(unit, measure, period): value for unit, measure, period, value in rows}


def _form(shape: Shape, key: _Key, level: str) -> FormKey | None:
    """The form that asks for a figure; None where none does."""
    unit, measure, period = key
    for field in shape.reported:
        if field.key == (measure, period) and level in field.levels:
            return FormKey(field.period, unit)
    for field in shape.supplied:
        if field.key == (measure, period) and level in field.levels:
            return FormKey(field.period, department=field.department)
    return None
