"""What stands out beside a figure as it is entered: relations that do not hold, unusual values, changes unlike the peers'.

Warnings ask for a reason and stop nothing; once the reason is written in 说明 they are gone. A relation that the office made an error
keeps the form from being handed in. Each look takes a stated number of queries, however many units there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q

from kaohe.core import FactValue, Period, Place, Problem, Severity
from kaohe.facts import Role as FactRole
from kaohe.facts import State
from kaohe.facts.quality.checking import Checker
from kaohe.facts.quality.outliers import (
    Outlier,
    Pair,
    number_of,
    outlier_problem,
    outliers_of,
    outside_usual,
)
from kaohe.facts.quality.relation import Look
from kaohe.facts.quality.rules import Against, Fences, FigureRule
from kaohe.scheme.model import MeasureKind
from kaohe.web.filing.data_rules import rules_of
from kaohe.web.filing.facts import value_of
from kaohe.web.filing.grid import Key
from kaohe.web.filing.models import Figure

if TYPE_CHECKING:
    from kaohe.web.filing.querysets import Form

_NONE = (MeasureKind.YES_NO, MeasureKind.LEVEL, MeasureKind.RANK)
Found = dict[Key, tuple[Problem, ...]]
_Cohort = tuple[str, str]


def hints_at_entry(form: "Form", figures: Mapping[Key, Figure], earlier: Mapping[Key, Figure]) -> Found:
    """By figure; at most six queries."""
    rules = rules_of(form.round)
    found: dict[Key, list[Problem]] = defaultdict(list)
    for part in (
        _relations(form, figures, rules.relations),
        _unusual(form, figures, rules.fences),
        _outliers(form, figures, earlier, rules.fences),
    ):
        for key, problem in part:
            explained = bool(figures[key].note.strip()) and problem.severity is not Severity.ERROR
            if not explained:
                found[key].append(replace(problem, where=()))
    return {key: tuple(problems) for key, problems in found.items()}


def _relations(
    form: "Form", figures: Mapping[Key, Figure], rules: tuple[FigureRule, ...]
) -> Iterable[tuple[Key, Problem]]:
    """What does not hold among the figures of these units, at the first figure of it that stands on the page."""
    names = {figure.measure for rule in rules for figure in rule.relation.figures()}
    names |= {figure.measure for rule in rules if rule.when for figure in rule.when.figures()}
    units = {key[0] for key in figures}
    if not names or not units:
        return
    values = _values(form, names, units)
    checker = Checker(rules, form.shape.scheme)
    for unit in form.units:
        if unit.code not in units:
            continue
        look = _looking(values.get(unit.code, {}))
        for outcome in checker.check(unit.as_assessed(), look):
            if outcome.holds:
                continue
            keys = [(unit.code, measure, str(period)) for measure, period in outcome.figures()]
            shown = next((key for key in keys if key in figures), None)
            if shown is not None:
                yield shown, outcome.problem("", Place())


def _looking(own: Mapping[tuple[str, Period], FactValue]) -> Look:
    return lambda measure, period: own.get((measure, period))


def _values(form: "Form", names: set[str], units: set[str]) -> dict[str, dict[tuple[str, Period], FactValue]]:
    """Every figure of these measures and units, this year's and last year's, returned ones too: they are about to be sent again.
    One query.
    """
    scheme, found = form.shape.scheme, defaultdict[str, dict[tuple[str, Period], FactValue]](dict)
    rows = (
        Figure.objects.filter(
            round__in=[pk for pk in (form.round.pk, form.round.before_id) if pk],
            role=FactRole.ACTUAL.value,
            unit__code__in=units,
            measure__in=names,
        )
        .exclude(value="")
        .order_by("round__period")
        .values_list("unit__code", "measure", "period", "value")
    )
    for unit, name, period, text in rows:
        measure = scheme.measures.get(name)
        value = None if measure is None else value_of(text, measure)
        if value is not None:
            found[unit][name, Period.parse(period)] = value
    return found


def _unusual(form: "Form", figures: Mapping[Key, Figure], fences: Fences) -> Iterable[tuple[Key, Problem]]:
    for key, figure in figures.items():
        measure = form.shape.scheme.measures.get(key[1])
        if measure is None or key[1] not in fences.usual or not figure.value:
            continue
        if text := outside_usual(measure, value_of(figure.value, measure), fences):
            remedy = "请核对；确是这样的，请在“说明”里写明原因。"
            yield key, Problem("facts.unusual", Severity.WARNING, text, remedy)


def _outliers(
    form: "Form", figures: Mapping[Key, Figure], earlier: Mapping[Key, Figure], fences: Fences
) -> Iterable[tuple[Key, Problem]]:
    """Changes on the year unlike those of the units of the same level and class."""
    scheme, period = form.shape.scheme, form.key.period
    own = {key for key in figures if key in earlier and figures[key].value and key[2] == str(period)}
    names = {key[1] for key in own if scheme.measures[key[1]].kind not in _NONE}
    if not names:
        return
    units = {unit.code: unit for unit in form.units}
    wanted = frozenset(key[0] for key in own)
    cohorts = {(units[code].level, units[code].unit_class) for code in wanted}
    for (name, _cohort), pairs in _pairs(form, names, cohorts).items():
        measure = scheme.measures[name]
        for pair, scale, change, fence in outliers_of(measure, pairs, fences, wanted):
            key = (pair.unit, name, str(period))
            outlier = Outlier(
                pair.unit, name, period, Against.LAST_YEAR, scale, pair.now, pair.then, change, fence
            )
            if key in own:
                problem = outlier_problem(outlier, measure, units[pair.unit].as_assessed())
                yield key, replace(problem, message=problem.message.removeprefix(_head(form, pair.unit)))


def _head(form: "Form", code: str) -> str:
    """What a page need not say again: whose figure it is, and of when."""
    name = next(unit.name for unit in form.units if unit.code == code)
    return f"{name}{form.key.period.label}的"


def _pairs(form: "Form", names: set[str], cohorts: set[_Cohort]) -> dict[tuple[str, _Cohort], list[Pair]]:
    """This year's figures beside last year's, of everybody in these cohorts; two queries."""
    now = _numbers(form, [form.round.pk], form.key.period, names, cohorts)
    before = [pk for pk in (form.round.before_id, form.round.pk) if pk]
    then = _numbers(form, before, form.key.period.years_later(-1), names, cohorts)
    found: dict[tuple[str, _Cohort], list[Pair]] = defaultdict(list)
    for (unit, name), (number, cohort) in now.items():
        if (unit, name) in then:
            found[name, cohort].append(Pair(unit, number, then[unit, name][0]))
    return found


def _numbers(
    form: "Form", rounds: list[int], period: Period, names: set[str], cohorts: set[_Cohort]
) -> dict[tuple[str, str], tuple[Decimal, _Cohort]]:
    """By unit and measure: the number, and the cohort that the unit belongs to in this round. Returned figures count for those alone
    whose form is looked at.
    """
    scheme, own = form.shape.scheme, [unit.code for unit in form.units]
    codes = {
        code: (level, of)
        for code, level, of in form.round.units.values_list("code", "level", "unit_class")
        if (level, of) in cohorts
    }
    rows = (
        Figure.objects.filter(
            round__in=rounds,
            role=FactRole.ACTUAL.value,
            period=str(period),
            measure__in=names,
            unit__level__in={level for level, _ in cohorts},
        )
        .exclude(value="")
        .exclude(Q(state=State.RETURNED.value) & ~Q(unit__code__in=own))
        .values_list("unit__code", "measure", "value")
    )
    found = {}
    for unit, name, text in rows:
        number = number_of(value_of(text, scheme.measures[name])) if unit in codes else None
        if number is not None:
            found[unit, name] = (number, codes[unit])
    return found
