"""Journeys beside the great one: somebody whose browser runs no script, and two people at one form."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.models import Appeal, SelfAssessment
from tests.web.browser.conftest import Opener
from tests.web.browser.journey_people import log_in, waits
from tests.web.people import PASSWORD
from tests.web.scoring_material import fill

RoundAt = Callable[[Stage], Round]


@pytest.fixture
def plain(browser: Browser, live_server: Any, people: dict[Role, User]) -> Iterator[Page]:
    """The head's browser without a script, logged in. What it logs is not held against it: it logs every page that says no."""
    context = browser.new_context(java_script_enabled=False, locale="zh-CN", base_url=live_server.url)
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto("/login/")
    log_in(page, Role.HEAD.value, PASSWORD)
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    yield page
    context.close()


def test_without_a_script_from_the_door_to_the_appeal(
    plain: Page, round_at: RoundAt, own: Unit, people: dict[Role, User]
) -> None:
    round, page = round_at(Stage.REPORTING), plain
    _reports(page, round, own)
    fill(round, people[Role.OFFICE])
    _assesses_itself(page, round, own)
    wrong = Figure.objects.filter(round=round, unit__code=own.code, measure="专题会议已召开")
    wrong.update(text="否", value="否")
    touch(round)
    _appeals(page, round)
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_label("登录名")).to_be_visible()


def _to(page: Page, round: Round, stage: Stage) -> None:
    Round.objects.filter(pk=round.pk).update(stage=stage)
    page.goto(page.url)


def _reports(page: Page, round: Round, own: Unit) -> None:
    page.goto(reverse("filing:overview", args=[round.pk]))
    page.locator("tr", has_text=own.name).locator("a[href*='2026Q1']").click()
    box = page.get_by_label("培训场次（场）", exact=True)
    box.fill("三")
    page.get_by_role("button", name="报送").click()
    expect(page.locator("td small.error")).to_contain_text("这里写的是“三”")
    box.fill("3")
    page.get_by_role("button", name="报送").click()
    expect(page.locator("#messages")).to_contain_text("已经报送")
    assert Filing.objects.get().unit == round.units.get(code=own.code)
    Figure.objects.filter(round=round).delete()


def _assesses_itself(page: Page, round: Round, own: Unit) -> None:
    _to(page, round, Stage.SELF)
    waits(page, f"{own.name}的自评").click()
    assert "先按“保存”，再提交自评" in page.content()
    for box in page.locator("input[name^=points-]").all():
        box.fill("不适用")
    first = page.locator("input[name^=points-]").first
    first.fill("999")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_text("超出了本项的分值")).to_be_visible()
    expect(first).to_have_value("999")
    first.fill("2.5")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("自评已保存")
    page.get_by_role("button", name="提交自评").click()
    expect(page.locator("#messages")).to_contain_text("自评已提交")
    assert SelfAssessment.objects.get().round == round


def _appeals(page: Page, round: Round) -> None:
    _to(page, round, Stage.FEEDBACK)
    waits(page, "的反馈").click()
    page.locator("tr", has_text="责任落实").get_by_role("link", name="申诉").click()
    page.get_by_label("申诉理由").fill("会议开了，有纪要")
    page.get_by_role("button", name="提出申诉").click()
    expect(page.locator("#messages")).to_contain_text("申诉已提出")
    assert Appeal.objects.get().text == "会议开了，有纪要"


def test_two_people_at_one_form_choose(open_as: Opener, plain: Page, round_at: RoundAt, own: Unit) -> None:
    """One saves while the other's form is open: both values are shown, one is chosen, nothing else is lost."""
    round = round_at(Stage.REPORTING)
    address = reverse("filing:unit", args=[round.pk, own.code, "2026"])
    slow = plain
    slow.goto(address)
    quick = open_as(Role.REPORTER, address)
    quick.get_by_label("普惠托位数（个）", exact=True).fill("99")
    expect(quick.locator("#state")).to_have_text("已保存")
    slow.get_by_label("普惠托位数（个）", exact=True).fill("120")
    slow.get_by_label("托位总数（个）", exact=True).fill("300")
    slow.get_by_role("button", name="保存").click()
    expect(slow.get_by_role("heading", name="有几个数要您定")).to_be_visible()
    row = slow.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("99")
    kept = dict(Figure.objects.values_list("measure", "text"))
    assert kept == {"普惠托位数": "99", "托位总数": "300"}
    row.get_by_label("用我的").check()
    slow.get_by_role("button", name="保存").click()
    expect(slow.get_by_label("普惠托位数（个）", exact=True)).to_have_value("120")
    quick.reload()
    expect(quick.get_by_label("普惠托位数（个）", exact=True)).to_have_value("120")
    expect(quick.get_by_label("托位总数（个）", exact=True)).to_have_value("300")
