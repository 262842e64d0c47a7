"""数据质量: the four rates of a round, the rules figures are held against, and the hints at entry."""

import datetime
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.models import Event
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.models import Figure, FigureRules, Filing
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage

Clients = Callable[[Role], Client]
RULES = "校验:\n  - {名称: 普惠不多于全部, 关系: 普惠托位数 <= 托位总数, 程度: 错误}\n"
WARNED = "校验:\n  - {名称: 普惠不多于全部, 关系: 普惠托位数 <= 托位总数}\n"


@pytest.fixture
def round(round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


@pytest.fixture
def office(people: dict[Role, User]) -> User:
    return people[Role.OFFICE]


def handed_in(round: Round, unit: Unit, period: str, day: datetime.date, *, late: bool = False) -> Filing:
    noon = datetime.datetime.combine(day, datetime.time(12), tzinfo=timezone.get_current_timezone())
    of = round.units.get(code=unit.code)
    return Filing.objects.create(
        round=round, unit=of, period=period, state="submitted", late=late, submitted_at=noon
    )


def due(round: Round, period: str, day: datetime.date) -> None:
    Deadline.objects.create(round=round, stage=Stage.REPORTING, period=period, due=day)


def saved(round: Round, by: User, *cells: tuple[str, str, str, str]) -> None:
    save_cells(round=round, cells=[Cell(*cell) for cell in cells], by=by)


def script(client: Client, url: str, *cells: object) -> dict[str, Any]:
    answer = client.post(url, {"cells": json.dumps(cells)}, headers={"Accept": "application/json"})
    body: dict[str, Any] = answer.json()
    return body


def page(client: Client, round: Round, **query: str) -> str:
    answer = client.get(reverse("filing:quality", args=[round.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def with_forms(round: Round, own: Unit, other: Unit, office: User) -> Round:
    """The first quarter was due: one unit came in time and left nothing out, one came two days late with nothing in its form."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    due(round, "2026Q1", yesterday)
    saved(round, office, (own.code, "培训场次", "2026Q1", "3"))
    handed_in(round, own, "2026Q1", yesterday - datetime.timedelta(days=3))
    handed_in(round, other, "2026Q1", timezone.localdate(), late=True)
    return round


def test_the_office_sees_all_units_and_what_is_missing(
    client_of: Clients, with_forms: Round, own: Unit, other: Unit
) -> None:
    shown = page(client_of(Role.OFFICE), with_forms, period="2026Q1")
    assert own.name in shown
    assert "没有填" in shown
    assert f"{timezone.localdate()} 收到" in shown
    only = page(client_of(Role.OFFICE), with_forms, period="2026Q1", unit=other.code)
    assert f"{other.name} 缺、错、迟 2" in only


def test_a_unit_sees_its_own(client_of: Clients, with_forms: Round, own: Unit, other: Unit) -> None:
    for role in (Role.REPORTER, Role.HEAD):
        shown = page(client_of(role), with_forms)
        assert own.name in shown
        assert other.name not in shown
    text = client_of(Role.HEAD).get(reverse("filing:quality-csv", args=[with_forms.pk])).content.decode()
    assert own.code in text
    assert other.code not in text


def test_figures_of_a_form_that_was_not_handed_in_have_not_come(
    client_of: Clients, with_forms: Round, own: Unit, office: User
) -> None:
    Filing.objects.filter(unit__code=own.code).delete()
    assert "没有报送" in page(client_of(Role.OFFICE), with_forms, unit=own.code, period="2026Q1")


def test_before_anything_is_due(client_of: Clients, round: Round) -> None:
    Deadline.objects.create(
        round=round, stage=Stage.REPORTING, due=timezone.localdate() + datetime.timedelta(days=900)
    )
    assert "还没有到期的填报" in page(client_of(Role.OFFICE), round)


def test_queries_do_not_grow_with_units(
    client_of: Clients, with_forms: Round, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    client = client_of(Role.OFFICE)
    page(client, with_forms)
    with django_assert_max_num_queries(16):
        page(client, with_forms)


def test_rules_are_saved_with_their_trace(client_of: Clients, round: Round) -> None:
    url = reverse("filing:data-rules", args=[round.pk])
    assert client_of(Role.OFFICE).post(url, {"text": RULES, "edition": "0"}).status_code == 302
    assert FigureRules.objects.get().text.strip() == RULES.strip()
    assert Event.objects.filter(code="quality.rules-saved").exists()
    assert client_of(Role.REPORTER).get(url).status_code == 403
    assert client_of(Role.AUDITOR).get(url).status_code == 200
    assert client_of(Role.AUDITOR).post(url, {"text": "", "edition": "1"}).status_code == 403


def test_wrong_rules_are_shown_with_their_line_and_not_saved(client_of: Clients, round: Round) -> None:
    url = reverse("filing:data-rules", args=[round.pk])
    answer = client_of(Role.OFFICE).post(url, {"text": RULES.replace("托位总数", "托位总"), "edition": "0"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "第2行" in shown
    assert "托位总数" in shown  # the name that was meant
    assert not FigureRules.objects.exists()


def test_two_who_write_rules_do_not_overwrite_one_another(client_of: Clients, round: Round) -> None:
    url, office = reverse("filing:data-rules", args=[round.pk]), client_of(Role.OFFICE)
    office.post(url, {"text": RULES, "edition": "0"})
    assert office.post(url, {"text": WARNED, "edition": "1"}).status_code == 302
    late = office.post(url, {"text": RULES + "# 另一人\n", "edition": "1"})
    assert late.status_code == 409
    assert FigureRules.objects.get().text.strip() == WARNED.strip()


def test_an_archived_round_takes_no_rules(client_of: Clients, round_at: Callable[[Stage], Round]) -> None:
    url = reverse("filing:data-rules", args=[round_at(Stage.ARCHIVED).pk])
    assert client_of(Role.OFFICE).post(url, {"text": RULES, "edition": "0"}).status_code == 409
    assert not FigureRules.objects.exists()


def form_url(round: Round, own: Unit) -> str:
    return reverse("filing:unit", args=[round.pk, own.code, "2026"])


def test_a_relation_is_told_at_entry_and_an_error_keeps_the_form(
    client_of: Clients, round: Round, own: Unit
) -> None:
    FigureRules.objects.create(round=round, text=RULES)
    cells = [[own.code, "托位总数", "2026", "25", 0, None], [own.code, "普惠托位数", "2026", "30", 0, None]]
    body = script(client_of(Role.REPORTER), form_url(round, own), *cells)
    (problem,) = next(c["problems"] for c in body["cells"] if c["text"] == "30")
    assert problem["severity"] == "error"
    assert "普惠托位数 30，托位总数 25" in problem["message"]
    submit = reverse("filing:unit-submit", args=[round.pk, own.code, "2026"])
    client_of(Role.HEAD).post(submit, {"missing": "on"})
    assert Filing.objects.get().state == "open"
    script(client_of(Role.REPORTER), form_url(round, own), [own.code, "普惠托位数", "2026", "20", 1, None])
    client_of(Role.HEAD).post(submit, {"missing": "on"})
    assert Filing.objects.get().state == "submitted"


def test_a_warning_goes_when_its_reason_is_written(client_of: Clients, round: Round, own: Unit) -> None:
    FigureRules.objects.create(round=round, text=WARNED)
    reporter = client_of(Role.REPORTER)
    cells = [[own.code, "托位总数", "2026", "25", 0, None], [own.code, "普惠托位数", "2026", "30", 0, None]]
    body = script(reporter, form_url(round, own), *cells)
    assert [p["severity"] for c in body["cells"] for p in c["problems"]] == ["warning"]
    again = script(reporter, form_url(round, own), [own.code, "普惠托位数", "2026", "30", 1, "含在建"])
    assert again["cells"][0]["problems"] == []


def test_a_change_unlike_the_peers_is_told_at_entry(
    client_of: Clients,
    round: Round,
    office: User,
    own: Unit,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    """Every unit of the class reported 100 last year and about 100 this year; this one writes 900."""
    mine = round.units.get(code=own.code)
    peers = [unit.code for unit in round.units.filter(level=mine.level, unit_class=mine.unit_class)]
    assert len(peers) >= 8
    saved(round, office, *((code, "托位总数", "2025", "100") for code in peers))
    saved(
        round,
        office,
        *((code, "托位总数", "2026", str(98 + n)) for n, code in enumerate(peers) if code != own.code),
    )
    body = script(
        client_of(Role.REPORTER), form_url(round, own), [own.code, "托位总数", "2026", "900", 0, None]
    )
    (problem,) = body["cells"][0]["problems"]
    assert problem["severity"] == "warning"
    assert "比上年增长 800%（100 → 900）" in problem["message"]
    assert f"{len(peers)}个同类{mine.unit_class}里{len(peers) - 1}个" in problem["message"]
    client = client_of(Role.REPORTER)
    with django_assert_max_num_queries(26):
        assert "比上年增长 800%" in client.get(form_url(round, own)).content.decode()
    explained = script(client, form_url(round, own), [own.code, "托位总数", "2026", "900", 1, "新建两所"])
    assert explained["cells"][0]["problems"] == []


def test_usual_ranges_at_entry(client_of: Clients, round: Round, own: Unit) -> None:
    FigureRules.objects.create(round=round, text="异常: {常见范围: {托位总数: [10, 500]}}")
    body = script(
        client_of(Role.REPORTER), form_url(round, own), [own.code, "托位总数", "2026", "900", 0, None]
    )
    assert body["cells"][0]["problems"][0]["message"] == "“托位总数”是 900，一般在 10 到 500 之间。"


def test_the_rates_are_put_into_the_figures(
    client_of: Clients, with_forms: Round, own: Unit, other: Unit
) -> None:
    FigureRules.objects.create(round=with_forms, text="四率: {及时率: 信息覆盖率}")
    url = reverse("filing:quality-put", args=[with_forms.pk])
    assert client_of(Role.OFFICE).post(url).status_code == 302
    values = dict(Figure.objects.filter(measure="信息覆盖率").values_list("unit__code", "value"))
    assert (values[own.code], values[other.code]) == ("1/1", "0/1")
    assert Figure.objects.get(measure="信息覆盖率", unit__code=own.code).place == "系统计算"
    assert client_of(Role.HEAD).post(url).status_code == 403


def test_without_a_measure_nothing_is_put(client_of: Clients, with_forms: Round) -> None:
    answer = client_of(Role.OFFICE).post(reverse("filing:quality-put", args=[with_forms.pk]))
    assert answer.status_code == 409
    assert not Figure.objects.filter(place="系统计算").exists()


def test_a_returned_form_is_hinted_at_as_it_stands(
    client_of: Clients, round: Round, own: Unit, office: User
) -> None:
    FigureRules.objects.create(round=round, text=WARNED)
    saved(round, office, (own.code, "托位总数", "2026", "25"), (own.code, "普惠托位数", "2026", "30"))
    Figure.objects.update(state="returned")
    assert "普惠托位数 30，托位总数 25" in client_of(Role.REPORTER).get(form_url(round, own)).content.decode()


STANDARD = """
标准:
  - {数据项: 每千人口托位数, 按: 托位总数, 取: 上年, 分档: [{不超过: 100, 为: 3}, {高于: 100, 为: 4.5}]}
"""


def test_standards_become_targets_while_targets_are_set(
    client_of: Clients, round_at: Callable[[Stage], Round], office: User, own: Unit, other: Unit
) -> None:
    round = round_at(Stage.TARGETS)
    FigureRules.objects.create(round=round, text=STANDARD)
    saved(round, office, (own.code, "托位总数", "2025", "100"), (other.code, "托位总数", "2025", "101"))
    url = reverse("filing:standards-put", args=[round.pk])
    assert (
        "按标准下达目标"
        in client_of(Role.OFFICE).get(reverse("filing:data-rules", args=[round.pk])).content.decode()
    )
    answer = client_of(Role.OFFICE).post(url, follow=True)
    assert "没有数" in answer.content.decode()  # all the others
    values = dict(Figure.objects.filter(role="target").values_list("unit__code", "value"))
    assert values == {own.code: "3", other.code: "4.5"}
    assert "上年托位总数 100个" in Figure.objects.get(role="target", unit__code=own.code).note
    assert client_of(Role.DEPARTMENT).post(url).status_code == 403


def test_standards_are_closed_with_the_targets(client_of: Clients, round: Round) -> None:
    FigureRules.objects.create(round=round, text=STANDARD)
    assert client_of(Role.OFFICE).post(reverse("filing:standards-put", args=[round.pk])).status_code == 409
    assert not Figure.objects.exists()


def board(client: Client, round: Round, **query: str) -> str:
    answer = client.get(reverse("filing:progress", args=[round.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_progress_as_of_a_day(
    client_of: Clients,
    round: Round,
    office: User,
    own: Unit,
    other: Unit,
    django_assert_max_num_queries: Callable[[int], Any],
) -> None:
    saved(
        round,
        office,
        (own.code, "服务告知覆盖率", "2026", "90/100"),
        (own.code, "服务告知覆盖率", "2025", "80/100"),
    )
    client = client_of(Role.OFFICE)
    board(client, round)
    with django_assert_max_num_queries(16):
        shown = board(client, round, on="2026-06-30")
    assert "+10个百分点" in shown
    assert "距目标 5个百分点" in shown  # 95% for streets
    assert other.name in shown
    one = board(client_of(Role.OFFICE), round, unit=other.code, only="behind")
    assert own.name not in one


def test_a_unit_sees_its_own_progress(client_of: Clients, round: Round, own: Unit, other: Unit) -> None:
    for role in (Role.REPORTER, Role.HEAD):
        shown = board(client_of(role), round, unit=other.code)
        assert other.name not in shown
        assert own.name in board(client_of(role), round, on="绝非日期")
