"""A rule tried at the figures that matter: what it scores at the target, a step below, where the points are spent."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.clauses.boundary import Asked, BoundaryRow, Figure, Value, boundary_table
from kaohe.core import Absence, Period, exactly, plain, round_half_up
from kaohe.evaluate import Setting, evaluate
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.rules import Discretion, Node, OverPeriods, RuleError, Subordinates, walk
from kaohe.scheme.model import Measure, MeasureKind

_PERIOD = Period(2000)
_UNIT = AssessedUnit("单位", "单位", "单位")
_SUFFIX = {Asked.ACTUAL: "", Asked.TARGET: "（目标）", Asked.LAST_YEAR: "（上年）"}


@dataclass(frozen=True, slots=True)
class Limits:
    """Between what an item's score is kept; None: no bound on that side."""

    floor: Decimal | None = None
    cap: Decimal | None = None


NO_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Trial:
    """One row of a boundary table: the figures by the names people know them by, and the score.

    `what` says which point it is (达到目标、低一步 …). `score` None: it depends on more than one unit's figures.
    """

    what: str
    figures: tuple[tuple[str, str], ...]
    score: Decimal | None


def trials(rule: Node, measures: Mapping[str, Measure], limits: Limits = NO_LIMITS) -> tuple[Trial, ...]:
    """The boundary table of a rule with its scores; empty where the rule asks for no figure.

    Points that a person may take or leave are left untaken. Never raises: a trial that makes no sense has no score.
    """
    rows = boundary_table(rule, measures)
    return tuple(_trial(rule, row, measures, limits) for row in rows)


def score_at(
    rule: Node, figures: tuple[Figure, ...], measures: Mapping[str, Measure], limits: Limits = NO_LIMITS
) -> Decimal | None:
    """What the rule scores for these figures, to four decimals; None where it cannot say."""
    if any(isinstance(node, Subordinates | OverPeriods) for node in walk(rule)):
        return None
    told = {figure.measure for figure in figures if figure.asked is Asked.ACTUAL}
    untaken = {node.measure for node in walk(rule) if isinstance(node, Discretion) and node.or_none} - told
    facts = [_fact(figure) for figure in figures]
    facts += [Fact(_UNIT.id, measure, _PERIOD, Decimal(0)) for measure in sorted(untaken)]
    setting = Setting(
        period=_PERIOD, units=Units((_UNIT,)), cohort=(_UNIT,), facts=Facts(facts), measures=measures
    )
    try:
        with exactly():
            found = evaluate(rule, setting.context(_UNIT)).value
            if isinstance(found, bool | str | Absence):
                return None
            return _between(round_half_up(found, 4), limits)
    except (ArithmeticError, TypeError, KeyError, RuleError):
        return None


def shown(value: Value, measure: Measure | None) -> str:
    """A figure as people write it: 98.5%, 3件, 是."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return value
    unit = "" if measure is None else _unit(measure)
    return f"{plain(value)}{unit}"


def _trial(rule: Node, row: BoundaryRow, measures: Mapping[str, Measure], limits: Limits) -> Trial:
    named = tuple(
        (_name(figure, measures), shown(figure.value, measures.get(figure.measure))) for figure in row.figures
    )
    return Trial(row.what, named, score_at(rule, row.figures, measures, limits))


def _name(figure: Figure, measures: Mapping[str, Measure]) -> str:
    measure = measures.get(figure.measure)
    return f"{measure.name if measure else figure.measure}{_SUFFIX[figure.asked]}"


def _fact(figure: Figure) -> Fact:
    period = _PERIOD.years_later(-1) if figure.asked is Asked.LAST_YEAR else _PERIOD
    role = Role.TARGET if figure.asked is Asked.TARGET else Role.ACTUAL
    return Fact(_UNIT.id, figure.measure, period, figure.value, role)


def _between(score: Decimal, limits: Limits) -> Decimal:
    if limits.floor is not None:
        score = max(limits.floor, score)
    return score if limits.cap is None else min(limits.cap, score)


def _unit(measure: Measure) -> str:
    if measure.kind in (MeasureKind.PERCENT, MeasureKind.RATIO) and measure.per == 100:
        return "%"
    return {MeasureKind.MONEY: "万元", MeasureKind.POINTS: "分", MeasureKind.RANK: "名"}.get(
        measure.kind, measure.unit_label
    )
