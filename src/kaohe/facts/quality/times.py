"""When figures are asked for: the periods in which a relation can be tried."""

from kaohe.core import Period
from kaohe.facts.model import Role
from kaohe.facts.needs import asks, inside
from kaohe.facts.quality.relation import Relation, Times, When
from kaohe.scheme.model import Scheme


def asked_periods(scheme: Scheme) -> dict[str, tuple[Period, ...]]:
    """By measure: the periods of the round for which its figure is asked, in order."""
    found: dict[str, list[Period]] = {}
    for ask in asks(scheme):
        if ask.role is Role.ACTUAL and inside(ask.period, scheme.period):
            found.setdefault(ask.measure.id, []).append(ask.period)
    return {name: tuple(sorted(periods)) for name, periods in found.items()}


def times_of(relation: Relation, scheme: Scheme) -> Times:
    """The periods in which all of its figures are asked for; where it only adds up, the whole round."""
    asked = asked_periods(scheme)
    figures = relation.figures()
    own = [set(asked.get(figure.measure, ())) for figure in figures if figure.when is not When.PARTS]
    tried = tuple(sorted(set.intersection(*own))) if own else (scheme.period,)
    parts = {
        (figure.measure, period): tuple(
            part for part in asked.get(figure.measure, ()) if part != period and inside(part, period)
        )
        for figure in figures
        if figure.when is When.PARTS
        for period in tried
    }
    before = {period: before for period in tried if (before := _before(period, scheme.period)) is not None}
    return Times(tried, parts, before)


def _before(period: Period, whole: Period) -> Period | None:
    """The period of the same length that ends where this begins, within the round: what adds up begins anew with it."""
    first = period.year * 12 + period.month - 1 - period.months
    earlier = Period(first // 12, first % 12 + 1, period.months)
    return earlier if inside(earlier, whole) else None
