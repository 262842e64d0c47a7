"""Figures in a real browser: saved as they are typed, pasted from Excel, kept through a lost connection and a lost login, and two
people at one cell.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kaohe.facts import Role as FactRole
from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.actions import Cell, save_cells
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.conftest import Opener

BACKEND = "django.contrib.auth.backends.ModelBackend"
SIZES = ((1366, 768), (390, 844))


def picture(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def paste(page: Page, label: str, text: str) -> None:
    """As if it came from the clipboard."""
    box = page.get_by_label(label, exact=True)
    box.focus()
    box.evaluate(
        """(element, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )


@pytest.fixture
def reporting(transactional_db: None, round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.REPORTING)


@pytest.fixture
def address(reporting: Round, own: Unit) -> str:
    return reverse("filing:unit", args=[reporting.pk, own.code, "2026"])


@pytest.fixture
def quiet(
    browser: Browser, live_server: Any, people: dict[Role, User]
) -> Iterator[Callable[[Role], BrowserContext]]:
    """A browser of its own for somebody; what it logs is not held against it (a lost connection is logged)."""
    contexts: list[BrowserContext] = []

    def make(role: Role) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=live_server.url
        )
        contexts.append(context)
        client = Client()
        client.force_login(people[role], backend=BACKEND)
        value = client.cookies["kaohe_session"].value
        context.add_cookies([{"name": "kaohe_session", "value": value, "url": live_server.url}])
        return context

    yield make
    for context in contexts:
        context.close()


def test_typing_saves_and_says_so(open_as: Opener, address: str) -> None:
    page = open_as(Role.HEAD, address)
    page.get_by_label("普惠托位数（个）", exact=True).fill("120")
    expect(page.locator("#state")).to_have_text("已保存")
    page.get_by_label("备案率（%） 已备案机构数").or_(page.locator('input[name$="~"]').first).first.fill("9")
    expect(page.locator("td small.error").first).to_contain_text("只填了一个数")
    page.reload()
    expect(page.get_by_label("普惠托位数（个）", exact=True)).to_have_value("120")
    assert Figure.objects.get(measure="普惠托位数").value == "120"


def test_a_form_is_handed_in(open_as: Opener, reporting: Round, own: Unit) -> None:
    page = open_as(Role.HEAD, reverse("filing:unit", args=[reporting.pk, own.code, "2026Q1"]))
    page.get_by_label("培训场次（场）", exact=True).fill("3")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("已经报送。")).to_be_visible()
    expect(page.locator("#left")).to_be_hidden()
    assert Filing.objects.get().state == "submitted"


def test_a_form_is_handed_in_without_a_script(open_as: Opener, reporting: Round, own: Unit) -> None:
    page = open_as(Role.HEAD, reverse("filing:unit", args=[reporting.pk, own.code, "2026Q1"]), script=False)
    page.get_by_label("培训场次（场）", exact=True).fill("3")
    page.get_by_role("button", name="报送").click()
    expect(page.get_by_text("已经报送。")).to_be_visible()
    assert Figure.objects.get().value == "3"


def test_a_block_from_excel_is_pasted(
    open_as: Opener, transactional_db: None, round_at: Callable[[Stage], Round]
) -> None:
    round = round_at(Stage.TARGETS)
    units = list(round.units.filter(level="镇街"))
    page = open_as(Role.OFFICE, reverse("filing:targets", args=[round.pk]))
    label = f"{units[0].name} 每千人口托位数（个）"
    paste(page, label, "4.5\t96\t2\r\n4.6\t97\tx\r\n")
    expect(page.locator("#state")).to_have_text("已保存")
    expect(page.locator("td small.error")).to_have_count(1)
    texts = {(f.unit.code, f.measure): f.text for f in Figure.objects.filter(role=FactRole.TARGET.value)}
    assert texts[units[0].code, "服务告知覆盖率"] == "96"
    assert texts[units[1].code, "每千人口托位数"] == "4.6"
    assert texts[units[1].code, "暖心家园数"] == "x"
    page.get_by_label(label, exact=True).press("ArrowDown")
    expect(page.get_by_label(f"{units[1].name} 每千人口托位数（个）", exact=True)).to_be_focused()
    picture(page, "targets-pasted")


def test_a_lost_connection_loses_nothing(quiet: Callable[[Role], BrowserContext], address: str) -> None:
    context = quiet(Role.REPORTER)
    page = context.new_page()
    page.goto(address)
    context.set_offline(True)
    page.get_by_label("普惠托位数（个）", exact=True).fill("120")
    expect(page.locator("#state")).to_contain_text("离线")
    page.get_by_label("托位总数（个）", exact=True).fill("300")
    picture(page, "filing-offline")
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address)
    expect(again.locator("#state")).to_have_text("已保存")
    assert dict(Figure.objects.values_list("measure", "text")) == {"普惠托位数": "120", "托位总数": "300"}
    assert set(Figure.objects.values_list("edition", flat=True)) == {1}


def test_a_lost_answer_makes_no_duplicate(quiet: Callable[[Role], BrowserContext], address: str) -> None:
    page = quiet(Role.REPORTER).new_page()
    page.goto(address)
    lost: list[int] = []

    def lose_first(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(1)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/filing/**", lose_first)
    box = page.get_by_label("普惠托位数（个）", exact=True)
    box.fill("120")
    expect(page.locator("#state")).to_contain_text("离线")
    box.fill("121")
    expect(page.locator("#state")).to_have_text("已保存")
    assert Figure.objects.get().text == "121"


def test_a_lost_login_loses_nothing(
    quiet: Callable[[Role], BrowserContext], address: str, people: dict[Role, User], live_server: Any
) -> None:
    context = quiet(Role.REPORTER)
    page = context.new_page()
    page.goto(address)
    context.clear_cookies(name="kaohe_session")
    page.get_by_label("普惠托位数（个）", exact=True).fill("120")
    expect(page.locator("#say")).to_contain_text("登录已过期")
    assert not Figure.objects.exists()
    client = Client()
    client.force_login(people[Role.REPORTER], backend=BACKEND)
    value = client.cookies["kaohe_session"].value
    context.add_cookies([{"name": "kaohe_session", "value": value, "url": live_server.url}])
    page.get_by_role("link", name="重新登录").click()
    expect(page.locator("#state")).to_have_text("已保存")
    assert Figure.objects.get().text == "120"


def test_two_people_at_one_cell_are_asked(
    open_as: Opener, address: str, reporting: Round, own: Unit, people: dict[Role, User]
) -> None:
    page = open_as(Role.HEAD, address)
    save_cells(round=reporting, cells=[Cell(own.code, "普惠托位数", "2026", "99")], by=people[Role.REPORTER])
    box = page.get_by_label("普惠托位数（个）", exact=True)
    box.fill("120")
    expect(page.locator(".conflict")).to_contain_text("99")
    picture(page, "filing-conflict")
    assert Figure.objects.get().text == "99"
    page.get_by_role("button", name="用我的").click()
    expect(page.locator("#state")).to_have_text("已保存")
    assert Figure.objects.get().text == "120"


def test_help_opens_beside_the_box(open_as: Opener, address: str) -> None:
    page = open_as(Role.REPORTER, address)
    page.locator("summary", has_text="备案率").click()
    expect(page.locator(".help-text").first).to_contain_text("要求")
    picture(page, "filing-help")


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit(
    open_as: Opener, transactional_db: None, round_at: Callable[[Stage], Round], own: Unit, people: dict[Role, User],
    size: tuple[int, int],
) -> None:  # fmt: skip
    round = round_at(Stage.TARGETS)
    save_cells(round=round, cells=[Cell(own.code, "备案率", "2026", "8/"), Cell(own.code, "普惠托位数", "2026", "120")],
               by=people[Role.HEAD])  # fmt: skip
    pages = [(Role.OFFICE, reverse("filing:targets", args=[round.pk]), "targets")]
    shown = [
        (Role.OFFICE, reverse("filing:overview", args=[round.pk]), "filing-overview"),
        (Role.HEAD, reverse("filing:overview", args=[round.pk]), "filing-own"),
        (Role.HEAD, reverse("filing:unit", args=[round.pk, own.code, "2026"]), "filing-unit"),
        (Role.OFFICE, reverse("filing:department", args=[round.pk, "办公室", "2026"]), "filing-department"),
        (Role.HEAD, reverse("filing:unit-workbook", args=[round.pk, own.code]), "filing-workbook"),
        (Role.REPORTER, "/", "filing-desk"),
    ]
    for role, path, name in [*pages, *shown]:
        if name == "filing-overview":
            Round.objects.filter(pk=round.pk).update(stage=Stage.REPORTING)
        page = open_as(role, path, size=size)
        picture(page, f"{name}-{size[0]}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
