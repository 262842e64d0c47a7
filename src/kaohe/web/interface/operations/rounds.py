"""Rounds, their units, and what is asked of them."""

from decimal import Decimal

from kaohe.core import plain
from kaohe.facts.needs import asks, clauses, department_of, levels_of
from kaohe.scheme import Measure, Scheme
from kaohe.web.filing.facts import scheme_for
from kaohe.web.interface.api import operation
from kaohe.web.interface.auth import TokenRequest
from kaohe.web.interface.operations.paging import part_of
from kaohe.web.interface.schemas import (
    AskOut,
    MeasureList,
    MeasureOut,
    Number,
    Page,
    RoundOut,
    Rounds,
    Size,
    UnitList,
    UnitOut,
)
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for, rounds_of, units_for

TAG = "考核 rounds"


@operation("GET", "/rounds", Rounds, tag=TAG, summary="考核列表 / list rounds")
def list_rounds(request: TokenRequest, page: Page = 1, size: Size = 100) -> Rounds:
    count, rows = part_of(rounds_of(request.auth), page, size)
    return Rounds(count=count, page=page, size=size, items=[_round(each) for each in rows])


@operation("GET", "/rounds/{round_id}", RoundOut, tag=TAG, summary="一次考核 / one round")
def get_round(request: TokenRequest, round_id: Number) -> RoundOut:
    return _round(round_for(request.auth, round_id))


@operation("GET", "/rounds/{round_id}/units", UnitList, tag=TAG, summary="被考核单位 / assessed units")
def list_units(request: TokenRequest, round_id: Number) -> UnitList:
    units = units_for(request.auth, round_for(request.auth, round_id))
    return UnitList(
        items=[
            UnitOut(
                code=each.code,
                name=each.name,
                level=each.level,
                unit_class=each.unit_class,
                parent=each.parent_code,
            )
            for each in units
        ]
    )


@operation(
    "GET", "/rounds/{round_id}/measures", MeasureList, tag=TAG,
    summary="数据项和要报的数 / measures and what is asked of them",
)  # fmt: skip
def list_measures(request: TokenRequest, round_id: Number) -> MeasureList:
    round = round_for(request.auth, round_id)
    scheme = scheme_for(round)
    wanted: dict[str, list[AskOut]] = {}
    for ask in asks(scheme):
        told = AskOut(period=str(ask.period), role=ask.role.value, levels=list(ask.levels))
        wanted.setdefault(ask.measure.id, []).append(told)
    uses = clauses(scheme)
    items = [
        _measure(scheme, measure, department_of(measure, uses.get(measure.id, ())), wanted)
        for measure in scheme.measures.values()
    ]
    return MeasureList(scheme=round.scheme_id or 0, items=items)


def _round(round: Round) -> RoundOut:
    return RoundOut(
        id=round.pk,
        title=round.title,
        period=round.period,
        stage=round.stage,
        stage_name=str(round.at.label),
        scheme=round.scheme_id,
    )


def _measure(
    scheme: Scheme, measure: Measure, department: str, wanted: dict[str, list[AskOut]]
) -> MeasureOut:
    low, high = measure.bounds
    return MeasureOut(
        id=measure.id,
        name=measure.name,
        kind=measure.kind.value,
        unit=measure.unit_label or measure.unit.label,
        places=measure.places,
        low=_number(low),
        high=_number(high),
        part_name=measure.part_name,
        whole_name=measure.whole_name,
        per=measure.per,
        cadence=None if measure.cadence is None else measure.cadence.value,
        department=department,
        supply=measure.supply.value,
        levels=list(levels_of(scheme, measure)),
        asks=wanted.get(measure.id, []),
    )


def _number(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)
