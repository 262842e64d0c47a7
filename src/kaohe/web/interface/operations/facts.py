"""Facts out and in."""

from collections import Counter
from typing import Any

from kaohe.facts import Role as FactRole
from kaohe.web.filing.models import Figure
from kaohe.web.interface.api import operation
from kaohe.web.interface.auth import TokenRequest
from kaohe.web.interface.operations.paging import entries, part_of
from kaohe.web.interface.reading import figures_for, unit_named
from kaohe.web.interface.schemas import (
    FactIn,
    FactOut,
    FactPage,
    FactsIn,
    Filter,
    Number,
    Outcome,
    Outcomes,
    Page,
    Size,
)
from kaohe.web.interface.writing import Done, Wish, receive
from kaohe.web.rounds.querysets import round_for

TAG = "数据 facts"


@operation("GET", "/rounds/{round_id}/facts", FactPage, tag=TAG, summary="数据 / facts")
def list_facts(
    request: TokenRequest,
    round_id: Number,
    unit: Filter = "",
    measure: Filter = "",
    period: Filter = "",
    role: Filter = "",
    page: Page = 1,
    size: Size = 200,
) -> FactPage:
    """按单位编码、数据项、时期、role（actual 完成，target 目标）筛选；没有报过的数不在其中。

    Narrowed by unit, measure, period and role; what was never entered is not in it.
    """
    round = round_for(request.auth, round_id)
    figures = figures_for(request.auth, round)
    if unit:
        figures = figures.filter(unit=unit_named(request.auth, round, unit))
    for field, wanted in (("measure", measure), ("period", period), ("role", role)):
        if wanted:
            figures = figures.filter(**{field: wanted})
    count, rows = part_of(figures, page, size)
    return FactPage(count=count, page=page, size=size, items=[_fact(each) for each in rows])


@operation("PUT", "/rounds/{round_id}/facts", Outcomes, tag=TAG, summary="写入数据 / write facts")
def put_facts(request: TokenRequest, round_id: Number, body: FactsIn) -> Outcomes:
    """一次最多 2000 个，每个数各有结果：created、updated、unchanged、conflict（带了旧的 edition）、refused（附原因，没有写入）。
    同样的请求再发一次，什么也不改。带有居民个人信息的整个请求不收（422）。

    Each figure has an outcome of its own; the same request again changes nothing.
    """
    round = round_for(request.auth, round_id)
    done = receive(round=round, wishes=[_wish(each) for each in body.facts], by=request.auth)
    counts = Counter(each.outcome for each in done)
    return Outcomes(
        created=counts["created"],
        updated=counts["updated"],
        unchanged=counts["unchanged"],
        conflicts=counts["conflict"],
        refused=counts["refused"],
        outcomes=[_outcome(each) for each in done],
    )


def _fact(figure: Figure) -> FactOut:
    told: dict[str, Any] = {
        "unit": figure.unit.code,
        "measure": figure.measure,
        "period": figure.period,
        "role": figure.role,
        "value": figure.value or None,
        "text": figure.text,
        "state": figure.state,
        "note": figure.note,
        "edition": figure.edition,
        "by": figure.by.name if figure.by else "",
        "at": figure.at.isoformat(timespec="seconds"),
    }
    return FactOut(**told)


def _wish(fact: FactIn) -> Wish:
    role = FactRole(fact.role)
    return Wish(fact.unit, fact.measure, fact.period, role, fact.value or "", fact.note, fact.edition)


def _outcome(done: Done) -> Outcome:
    figure = done.figure
    told: dict[str, Any] = {
        "unit": done.wish.unit,
        "measure": done.wish.measure,
        "period": done.wish.period,
        "role": done.wish.role.value,
        "outcome": done.outcome,
        "value": (figure.value or None) if figure else None,
        "edition": figure.edition if figure else 0,
        "problems": entries(done.problems),
    }
    return Outcome(**told)
