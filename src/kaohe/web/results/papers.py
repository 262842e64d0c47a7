"""What papers of a round are written from, and whose each of them is to see."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404

from kaohe.core import Problem
from kaohe.reports.happenings import Order
from kaohe.reports.kinds import KINDS, Kind
from kaohe.reports.material import LastYear, Material
from kaohe.reports.office import OFFICE_FILE, Office, read_office
from kaohe.reports.office_check import check_office
from kaohe.reports.writing import file_name
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.facts import facts_of, scheme_for
from kaohe.web.filing.models import Figure
from kaohe.web.results.archive import publication_of
from kaohe.web.results.computing import result_of
from kaohe.web.results.models import OfficeWords, Paper
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Sight, sees
from kaohe.web.tasks.models import Rectification

WORKBOOK, PAGE = "结果工作簿", "结果网页"
EXTRAS: Final = {
    WORKBOOK: ("排名、各项得分、失分明细、各科室、目标与完成、名单、图表（Excel）", "xlsx"),
    PAGE: ("一个网页文件，断网也能打开：排名、热力图、每个单位的失分", "html"),
}
"""What is written besides the papers, with its one format."""

WRITTEN_FROM: Final = {"目标管理责任书": Stage.TARGETS, "自评表": Stage.TARGETS, "自评报告": Stage.TARGETS}
"""From which stage on a kind makes sense; others: those of a result from SCORING on, the rest always."""

OWN: Final = {
    "目标管理责任书": Stage.TARGETS,
    "自评表": Stage.SELF,
    "自评报告": Stage.SELF,
    "反馈意见函": Stage.PUBLISHED,  # it names rank and grade; until then a unit reads its points on the page of feedback
    "申诉处理决定": Stage.APPROVAL,
    "整改通知书": Stage.PUBLISHED,
    "月度任务清单": Stage.TARGETS,
}
"""Kinds of which a unit gets its own, and from which stage on."""

FOR_ALL: Final = {
    "考核办法": Stage.TARGETS,
    "考核通知": Stage.TARGETS,
    "抽样预告": Stage.SCORING,
    "抽样公告": Stage.SCORING,
    "检查日程表": Stage.SCORING,
    "考核结果通报": Stage.PUBLISHED,
    "月度通报": Stage.TARGETS,
}
"""Kinds that everybody gets, and from which stage on; never a provisional one."""

_PLAIN = tuple(kind.name for kind in KINDS if not kind.of_result and kind.name != "评分表")
_NUMBERED = re.compile(r"(?:\d{4}-\d\d (?:\S+ )?)?\d+ (.+)")


def written_from(name: str) -> Stage:
    """From which stage on this kind of paper may be written."""
    if name in WRITTEN_FROM:
        return WRITTEN_FROM[name]
    of_result = name in EXTRAS or any(kind.name == name and kind.of_result for kind in KINDS)
    return Stage.SCORING if of_result else Stage.DRAFTING


def papers_for(user: User, round: Round) -> QuerySet[Paper]:
    """The written papers of a round that somebody may have by now."""
    everything = Paper.objects.filter(round=round).select_related("by")
    if user.has(Role.OFFICE) or sees(user.roles & {Role.LEADER, Role.AUDITOR}, round, Sight.RANKING):
        return everything
    for_all = [name for name, stage in FOR_ALL.items() if round.at.reached(stage)]
    own = [name for name, stage in OWN.items() if round.at.reached(stage)]
    wanted = Q(kind__in=for_all, provisional=False) | Q(kind__in=own, unit__in=user.unit_codes)
    if user.has(Role.LEADER, Role.AUDITOR):
        wanted |= Q(kind__in=_PLAIN)
    return everything.filter(wanted)


def paper_for(user: User, round: Round, paper_id: int) -> Paper:
    """One paper; 404 where it is not theirs, or not yet."""
    found = papers_for(user, round).filter(pk=paper_id).first()
    if found is None:
        raise Http404
    return found


def words_of(round: Round) -> OfficeWords | None:
    """What the office has said of its papers so far."""
    return OfficeWords.objects.filter(round=round).select_related("by").first()


def office_of(round: Round, text: str) -> tuple[Office, tuple[Problem, ...]]:
    """The office's words, and everything that is wrong with them. Orders to correct that were given here stand in for its own."""
    scheme, units = scheme_for(round), round.assessed
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / OFFICE_FILE
        path.write_text(text, encoding="utf-8")
        office, problems = read_office(path) if text.strip() else (Office(), ())
    kinds = [kind.name for kind in KINDS]
    found = (*problems, *check_office(office, scheme, units, kinds, OFFICE_FILE))
    return replace(office, orders=(*office.orders, *_orders(round))), found


def _orders(round: Round) -> Iterator[Order]:
    for row in Rectification.objects.filter(round=round).exclude(demand="").select_related("unit"):
        yield Order(row.unit.name, row.item, row.demand, row.due.isoformat())


def material_for(round: Round) -> tuple[Material, tuple[Problem, ...]]:
    """What papers are written from: the result from SCORING on, as published once it was; before that the plan alone."""
    words = words_of(round)
    office, problems = office_of(round, words.text if words else "")
    if round.at.reached(Stage.SCORING):
        inputs, result = result_of(round)
        last = _last_year(round)
        return Material(inputs.scheme, inputs.units, inputs.facts, office, result, inputs, last), problems
    return Material(scheme_for(round), round.assessed, facts_of(round), office), problems


def _last_year(round: Round) -> LastYear | None:
    """The round before, where it has come to a result."""
    before = round.before
    if before is None or before.scheme is None:
        return None
    if publication_of(before) is None and not Figure.objects.filter(round=before).exists():
        return None
    return LastYear(*result_of(before))


def kinds_named(names: list[str]) -> list[Kind]:
    """These kinds, in the order of the year."""
    return [kind for kind in KINDS if kind.name in names]


def unit_of(round: Round, kind: str, stem: str) -> str:
    """The code of the unit that a paper is for, by the name of its file; empty where it is for all, or not to be told."""
    match = _NUMBERED.fullmatch(stem)
    if kind not in OWN or match is None:
        return ""
    codes = [unit.id for unit in round.assessed if file_name(f"1 {unit.name}")[2:] == match[1]]
    return codes[0] if len(codes) == 1 else ""
