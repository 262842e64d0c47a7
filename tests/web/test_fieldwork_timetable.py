"""The timetable in the application: asked for, planned in the background, moved by hand and kept, said why there is none, files."""

import html
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from openpyxl import load_workbook

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.fieldwork.models import Timetable
from kaohe.web.fieldwork.timetable_actions import stops_of
from kaohe.web.fieldwork.timetable_asking import arrangement_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks.jobs import work_off
from kaohe.web.tasks.models import Job, JobState
from tests.web.evidence_files import PHONE

Maker = Callable[[Stage], Round]
Clients = Callable[[Role], Client]
TEAMS = "第一组：甲科长、乙主任\n第二组：丙科长、丁主任"


@pytest.fixture
def round(round_at: Maker) -> Round:
    return round_at(Stage.REPORTING)


def asked(round: Round, **other: Any) -> dict[str, Any]:
    """Four units, two teams, two working days."""
    codes = [unit.code for unit in round.units.filter(level="镇街")][:4]
    return {"level": "镇街", "first": "2026-11-24", "last": "2026-11-25", "teams": TEAMS, "per_half_day": "1", "visit": codes,
            "edition": 0} | other  # fmt: skip


def post(client: Client, round: Round, what: str, **sent: Any) -> Any:
    held = Timetable.objects.filter(round=round).first()
    body = {"edition": held.edition if held else 0} | sent
    return client.post(reverse(f"fieldwork:timetable-{what}", args=[round.pk]), body)


def planned(client: Client, round: Round, **other: Any) -> Job:
    held = Timetable.objects.filter(round=round).first()
    sent = asked(round, plan="1", **other) | {"edition": held.edition if held else 0}
    answer = client.post(reverse("fieldwork:timetable-wishes", args=[round.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    work_off()
    return Job.objects.latest("pk")


def where(round: Round, code: str) -> list[tuple[str, str, bool]]:
    """(half-day, team, stays) of one unit."""
    stops = stops_of(Timetable.objects.get(round=round).plan)
    return [(str(stop.slot), stop.team, stop.fixed) for stop in stops if stop.unit == code]


def test_a_timetable_is_planned_and_changed_by_hand(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    job = planned(office, round)
    assert job.state == JobState.DONE, job.words
    units = asked(round)["visit"]
    assert all(len(where(round, code)) == 1 for code in units)
    page = office.get(reverse("fieldwork:timetable", args=[round.pk])).content.decode()
    assert "2026-11-24" in page
    assert own.name in page
    assert post(office, round, "move", unit=own.code, team="第二组", slot="2026-11-25/1").status_code == 302
    assert where(round, own.code) == [("11月25日下午", "第二组", True)]
    assert post(office, round, "plan").status_code == 302
    work_off()
    assert where(round, own.code) == [("11月25日下午", "第二组", True)]
    cells = [(stop.team, stop.slot) for stop in stops_of(Timetable.objects.get().plan)]
    assert len(set(cells)) == len(cells)
    post(office, round, "move", unit=own.code, release="1")
    assert where(round, own.code) == [("11月25日下午", "第二组", False)]
    codes = list(
        Event.objects.filter(code__startswith="timetable.").order_by("number").values_list("code", flat=True)
    )
    assert codes == [
        "timetable.asked",
        "timetable.planned",
        "timetable.moved",
        "timetable.planned",
        "timetable.moved",
    ]


def test_a_clash_made_by_hand_is_said_in_words(round: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    planned(office, round)
    one, two = asked(round)["visit"][:2]
    for code in (one, two):
        assert post(office, round, "move", unit=code, team="第一组", slot="2026-11-24/0").status_code == 302
    page = office.get(reverse("fieldwork:timetable", args=[round.pk]))
    assert [problem for problem in page.context["broken"] if problem.severity.value == "error"]
    assert "手工改过" in page.content.decode()


def test_who_is_recused_does_not_go(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    teams = f"第一组：甲科长（回避 {own.name}；请假 2026-11-24 上午）\n第二组：丙科长"
    assert planned(office, round, teams=teams).state == JobState.DONE
    assert [team for _slot, team, _fixed in where(round, own.code)] == ["第二组"]
    assert not [
        stop
        for stop in stops_of(Timetable.objects.get().plan)
        if str(stop.slot) == "11月24日上午" and stop.team == "第一组"
    ]


def test_where_there_is_none_it_is_said_why(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    job = planned(office, round, teams=f"第一组：甲科长（回避 {own.name}）")
    assert job.state == JobState.FAILED
    assert own.name in job.words
    assert not Timetable.objects.get().plan


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"teams": ""}, "还没有写检查组"),
        ({"teams": "第一组：甲（回避 没有的镇）"}, "没有的镇"),
        ({"teams": "第一组：甲（不舒服）"}, "看不懂"),
        ({"teams": "第一组：甲\n第一组：乙"}, "重名"),
        ({"teams": f"第一组：甲{PHONE}"}, "手机号码"),
        ({"first": "2026-11-28", "last": "2026-11-29"}, "没有工作日"),
        ({"first": "明天"}, "不是日期"),
        ({"per_team": "几个"}, "不是个数"),
        ({"neighbours": "没有的镇：听泉街道"}, "没有的镇"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    round: Round, client_of: Clients, other: dict[str, str], words: str
) -> None:
    url = reverse("fieldwork:timetable-wishes", args=[round.pk])
    answer = client_of(Role.OFFICE).post(url, asked(round, **other))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert words in page
    assert next(iter(other.values())) in page
    assert not Timetable.objects.exists()


def test_files(round: Round, client_of: Clients, own: Unit) -> None:
    office, url = client_of(Role.OFFICE), reverse("fieldwork:timetable-file", args=[round.pk])
    assert office.get(url).status_code == 302
    planned(office, round, teams="第一组：=甲\n第二组：丙")
    book = load_workbook(io.BytesIO(b"".join(office.get(url).streaming_content)))  # type: ignore[attr-defined]
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert own.name in {cell.value for cell in cells}
    paper = Document(io.BytesIO(b"".join(office.get(url, {"kind": "docx"}).streaming_content)))  # type: ignore[attr-defined]
    assert own.name in "".join(
        cell.text for table in paper.tables for row in table.rows for cell in row.cells
    )


def test_two_at_once_and_others(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    planned(office, round)
    late = office.post(
        reverse("fieldwork:timetable-move", args=[round.pk]),
        {"unit": own.code, "team": "第一组", "slot": "2026-11-24/0", "edition": 1},
    )
    assert late.status_code == 409
    for sent in ({"slot": "x"}, {"slot": "2026-11-24/7"}, {"team": "第九组"}, {"unit": "没有"}):
        body = {"unit": own.code, "team": "第一组", "slot": "2026-11-24/0"} | sent
        assert post(office, round, "move", **body).status_code == 409
    assert post(client_of(Role.INSPECTOR), round, "move").status_code == 403
    assert client_of(Role.INSPECTOR).get(reverse("fieldwork:timetable", args=[round.pk])).status_code == 200
    assert client_of(Role.HEAD).get(reverse("fieldwork:timetable", args=[round.pk])).status_code == 403


def test_what_was_changed_while_it_planned_is_not_overwritten(round: Round, client_of: Clients) -> None:
    office = client_of(Role.OFFICE)
    sent = asked(round, plan="1")
    office.post(reverse("fieldwork:timetable-wishes", args=[round.pk]), sent)
    post(office, round, "wishes", **asked(round, last="2026-11-26", edition=1))
    work_off()
    assert Job.objects.latest("pk").state == JobState.FAILED
    assert Timetable.objects.get().wishes["last"] == "2026-11-26"


FULL = """检查安排: 年终检查
层级: 镇街
日期: [2026-11-24, 2026-11-25, 2026-11-26]
组:
  - {名称: 第一组, 成员: [{姓名: 甲, 专长: [财务]}]}
  - {名称: 第二组, 成员: [{姓名: 乙}]}
不查: [%s]
单位:
  - {单位: %s, 专长: [财务], 次数: 2}
"""


def full_text(round: Round, own: Unit) -> str:
    """Two units, one of them twice and by people who can read books."""
    names = [unit.name for unit in round.units.filter(level="镇街") if unit.code != own.code]
    return FULL % ("、".join(names[1:]).replace("、", ", "), own.name)


def say(client: Client, round: Round, text: str, **more: str) -> Any:
    held = Timetable.objects.filter(round=round).first()
    sent = {"text": text, "distances": "", "edition": held.edition if held else 0} | more
    return client.post(reverse("fieldwork:timetable-text", args=[round.pk]), sent)


def test_an_arrangement_in_words_says_what_the_form_cannot(
    round: Round, client_of: Clients, own: Unit
) -> None:
    office = client_of(Role.OFFICE)
    assert say(office, round, full_text(round, own), plan="1").status_code == 302
    work_off()
    stops = where(round, own.code)
    assert [team for _slot, team, _fixed in stops] == ["第一组", "第一组"]
    assert len({slot[:-2] for slot, _team, _fixed in stops}) == 2
    day = next(each for each in ("24", "25", "26") if all(each not in slot for slot, *_ in stops))
    assert (
        post(office, round, "move", unit=own.code, team="第一组", slot=f"2026-11-{day}/0").status_code == 302
    )
    moved = where(round, own.code)
    assert len(moved) == 2
    assert [slot for slot, _team, fixed in moved if fixed] == [f"11月{day}日上午"]
    page = office.get(reverse("fieldwork:timetable", args=[round.pk])).content.decode()
    assert "现在照写成文字的安排来排" in page
    post(office, round, "wishes", **asked(round, edition=Timetable.objects.get().edition))
    assert "text" not in Timetable.objects.get().wishes


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("第二组", "第一组", "要有自己的名称"),
        ("日期: [2026-11-24, ", "日期: [2026-11-24上半天, ", "2026-11-24上半天"),
        ("姓名: 乙", f"姓名: 乙{PHONE}", "手机号码"),
        ("专长: [财务], 次数", "专长: [外语], 次数", "没有一个成员会“外语”"),
        ("层级: 镇街", "层级: 镇街\n距离: ../units.csv", "同一个文件夹"),
        ("层级: 镇街", "层级: 镇街\n距离: 距离.csv", "距离.csv"),
        ("检查安排: 年终检查", "检查安排: {{", ""),
    ],
)
def test_what_is_wrong_in_the_words_is_said_with_its_line(
    round: Round, client_of: Clients, own: Unit, old: str, new: str, words: str
) -> None:
    text = full_text(round, own).replace(old, new)
    answer = say(client_of(Role.OFFICE), round, text)
    assert answer.status_code == 409
    page = html.unescape(answer.content.decode())
    assert words in page
    assert text.splitlines()[-1] in page
    assert answer.context["problems"]
    assert not Timetable.objects.exists()


def test_distances_are_pasted_beside_it(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    other = next(unit.name for unit in round.units.filter(level="镇街") if unit.code != own.code)
    text = full_text(round, own) + "距离: 距离.csv\n"
    assert say(office, round, text, distances=f"甲\t乙\t公里\n{own.name}\t{other}\t12.5\n").status_code == 302
    page = office.get(reverse("fieldwork:timetable-text", args=[round.pk])).content.decode()
    assert "12.5" in page
    refused = say(office, round, text, distances=f"甲,乙,公里\n{own.name},{PHONE},1\n")
    assert refused.status_code == 409
    assert "手机号码" in refused.content.decode()


def test_the_form_written_out_asks_for_the_same(round: Round, client_of: Clients, own: Unit) -> None:
    office = client_of(Role.OFFICE)
    names = [unit.name for unit in round.units.filter(level="镇街")][:3]
    teams = f"第一组：甲科长（回避 {own.name}；请假 2026-11-24 上午）\n第二组：丙（党委）、丁 1"
    more = {"whole_day": [asked(round)["visit"][1]], "small": [asked(round)["visit"][2]], "off": "2026-11-26",
            "neighbours": f"{names[0]}：{names[1]}、{names[2]}", "per_team": "5", "last": "2026-11-27", "on": "2026-11-28"}  # fmt: skip
    assert (
        post(office, round, "wishes", **asked(round, teams=teams.replace("（党委）", ""), **more)).status_code
        == 302
    )
    wishes = Timetable.objects.get().wishes
    formed, problems = arrangement_of(round, wishes)
    assert formed is not None, problems
    page = office.get(reverse("fieldwork:timetable-text", args=[round.pk]))
    written, problems = arrangement_of(round, wishes | {"text": page.context["said"]["text"]})
    assert written is not None, problems
    assert (written.slots, written.limits, written.travel) == (formed.slots, formed.limits, formed.travel)
    assert [(team.name, [(m.name, m.away) for m in team.members]) for team in written.teams] == [
        (team.name, [(m.name, m.away) for m in team.members]) for team in formed.teams
    ]
    assert set(written.needs) == set(formed.needs)
    for one, two in zip(written.teams, formed.teams, strict=True):
        assert all(a.avoids >= b.avoids for a, b in zip(one.members, two.members, strict=True))
