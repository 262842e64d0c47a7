"""Results, for those who may see them by now: the ranking, one unit's items with their reasons, the receipts of publications."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from kaohe.core import Absence, Refused, plain
from kaohe.results import ItemScore, Standing, TableResult
from kaohe.results.explain import Reasons
from kaohe.results.receipt import RECEIPT
from kaohe.results.record import digest, result_record
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, SEEING_ALL, Role
from kaohe.web.interface.api import PRIVATE, operation
from kaohe.web.interface.auth import TokenRequest
from kaohe.web.interface.reading import unit_named
from kaohe.web.interface.schemas import (
    ItemOut,
    ListMember,
    Number,
    PublicationList,
    PublicationOut,
    ResultsOut,
    StandingOut,
    TableOut,
    UnitListOut,
    UnitResult,
    UnitTableOut,
)
from kaohe.web.results.archive import opened, publication_of, published_result
from kaohe.web.results.computing import result_of
from kaohe.web.results.models import Publication
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.querysets import round_for
from kaohe.web.rounds.states import Sight, sees

TAG = "结果 results"


@operation("GET", "/rounds/{round_id}/results", ResultsOut, tag=TAG, summary="排名 / the ranking")
def get_results(request: TokenRequest, round_id: Number) -> ResultsOut:
    """公布以后是公布的结果。还不到看的时候，回答 409 result.not-yet。Once published, what was published; before its time, 409."""
    round = _in_time(request.auth, round_id, Sight.RANKING)
    publication = publication_of(round)
    record = publication.record if publication else result_record(result_of(round)[1])
    return ResultsOut(
        round=round.pk,
        scheme=record["scheme"],
        version=record["version"],
        period=record["period"],
        status=record["status"],
        digest=digest(record),
        tables=[_table(each) for each in record["tables"]],
    )


@operation(
    "GET", "/rounds/{round_id}/results/{unit}", UnitResult, tag=TAG,
    summary="一个单位的得分和理由 / one unit's scores and reasons",
)  # fmt: skip
def get_unit_result(request: TokenRequest, round_id: Number, unit: str) -> UnitResult:
    """名次和等次到公布才有；科室在公布前只看得到自己的指标。Ranks and grades from publication on; a department sees its own items."""
    round = _in_time(request.auth, round_id, Sight.SCORES)
    row = unit_named(request.auth, round, unit)
    publication = publication_of(round)
    inputs, result = published_result(publication) if publication else result_of(round)
    names = {measure.id: measure.name for measure in inputs.scheme.measures.values()}
    view = _View(request.auth, round, Reasons(names))
    tables = [view.table(table, standing) for table, standing in result.of(row.code)]
    return UnitResult(round=round.pk, unit=row.code, name=row.name, tables=tables)


@operation(
    "GET", "/rounds/{round_id}/publications", PublicationList, tag=TAG, summary="历次公布 / publications"
)
def list_publications(request: TokenRequest, round_id: Number) -> PublicationList:
    round = _in_time(request.auth, round_id, Sight.RANKING)
    rows = Publication.objects.filter(round=round)
    return PublicationList(
        items=[
            PublicationOut(
                number=each.number,
                fingerprint=each.fingerprint,
                sha256=each.sha256,
                at=each.at.isoformat(timespec="seconds"),
            )
            for each in rows
        ]
    )


@operation(
    "GET", "/rounds/{round_id}/publications/{number}/receipt", dict[str, Any], tag=TAG,
    summary="公布的凭据 / the receipt of a publication",
)  # fmt: skip
def get_receipt(request: TokenRequest, round_id: Number, number: Number) -> HttpResponse:
    """存档里的 receipt.json，一字不改。The archive's receipt.json, to the letter."""
    round = _in_time(request.auth, round_id, Sight.RANKING)
    publication = Publication.objects.filter(round=round, number=number).first()
    if publication is None:
        raise Http404
    with opened(publication) as folder:
        data = (folder / RECEIPT).read_bytes()
    return HttpResponse(data, content_type="application/json", headers=PRIVATE)


def _in_time(user: User, round_id: int, sight: Sight) -> Round:
    """The round, where its results are to be seen by now."""
    round = round_for(user, round_id)
    if not sees(user.roles, round, sight):
        message = _("现在是“%(stage)s”阶段，这个令牌还不能看结果。") % {"stage": round.at.label}
        raise Refused("result.not-yet", message)
    return round


class _View:
    """What of a unit's account a caller sees: everything, or, of a department before publication, its own items."""

    def __init__(self, user: User, round: Round, reasons: Reasons) -> None:
        self._reasons = reasons
        self._ranks = sees(user.roles, round, Sight.RANKING)
        whole = self._ranks or user.has(*SEEING_ALL, *OF_A_UNIT)
        self._own = None if whole or not user.has(Role.DEPARTMENT) else user.department_names

    def table(self, table: TableResult, standing: Standing) -> UnitTableOut:
        tally = standing.tally
        shown = self._own is None and not isinstance(tally.total, Absence)
        return UnitTableOut(
            table=table.table.name,
            total=format(tally.total, "f") if shown else None,
            rank=standing.rank if self._ranks else None,
            grade=standing.grade if self._ranks else None,
            status="provisional" if tally.provisional else "final",
            items=[self._item(score) for score in tally.items() if self._sees(score)],
        )

    def _sees(self, score: ItemScore) -> bool:
        return self._own is None or not self._own.isdisjoint(score.item.departments)

    def _item(self, score: ItemScore) -> ItemOut:
        return ItemOut(
            code=score.item.code,
            name=score.item.name,
            full=plain(score.item.points),
            score=None if isinstance(score.score, Absence) else plain(score.score),
            absence=score.score.value if isinstance(score.score, Absence) else None,
            reason=self._reasons(score),
            departments=list(score.item.departments),
        )


def _table(record: dict[str, Any]) -> TableOut:
    return TableOut(
        table=record["table"],
        total=record["total"],
        precision=record["precision"],
        status=record["status"],
        units=[_standing(each) for each in record["units"]],
        lists=[_list(each) for each in record["lists"]],
    )


def _standing(record: dict[str, Any]) -> StandingOut:
    total = record["total"]
    given = isinstance(total, str)
    kept = ("unit", "name", "rank", "tied", "grade", "status", "base", "bonus", "deduction", "vetoes", "gaps")
    return StandingOut(
        **{name: record[name] for name in kept},
        unit_class=record["class"],
        total=total if given else None,
        absence=None if given else total["absent"],
    )


def _list(record: dict[str, Any]) -> UnitListOut:
    members = [ListMember(unit=each["unit"], amount=each.get("amount")) for each in record["members"]]
    return UnitListOut(name=record["list"], action=record["action"], members=members)
