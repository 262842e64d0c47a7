"""The form of a visit in a real browser, with the connection cut: filled in, kept over a reload and a closed tab, sent once."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.fieldwork.models import Photo, Visit, VisitEdition
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.test_every_page import serious_findings
from tests.web.browser.test_frame import picture
from tests.web.evidence_files import PHONE
from tests.web.evidence_files import picture as drawn
from tests.web.inspected import ERRORS, a_visit_of, name_of

BACKEND = "django.contrib.auth.backends.ModelBackend"
Phones = Callable[[Role], BrowserContext]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def round(transactional_db: None, round_at: Callable[[Stage], Round]) -> Round:
    return round_at(Stage.SCORING)


@pytest.fixture
def address(round: Round) -> str:
    return reverse("fieldwork:form", args=[round.pk])


@pytest.fixture
def phone(browser: Browser, live_server: Any, people: dict[Role, User]) -> Iterator[Phones]:
    """A phone of its own for somebody; what it logs is not held against it (a lost connection is logged)."""
    contexts: list[BrowserContext] = []

    def make(role: Role) -> BrowserContext:
        context = browser.new_context(
            viewport={"width": 390, "height": 844}, locale="zh-CN", base_url=live_server.url, has_touch=True
        )
        contexts.append(context)
        log_in(context, people[role], live_server.url)
        return context

    yield make
    for context in contexts:
        context.close()


def log_in(context: BrowserContext, user: User, url: str) -> None:
    client = Client()
    client.force_login(user, backend=BACKEND)
    value = client.cookies["kaohe_session"].value
    context.add_cookies([{"name": "kaohe_session", "value": value, "url": url}])


def opened(context: BrowserContext, address: str) -> Page:
    """The form, once the browser has kept it."""
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("html[data-kept]", state="attached", timeout=15000)
    return page


def fill(page: Page, unit: str, place: str = "东村") -> None:
    page.get_by_role("button", name="新的一次检查 镇街考核评分表").click()
    page.get_by_label("单位", exact=True).select_option(unit)
    page.get_by_label("检查点", exact=True).select_option("*")
    page.get_by_label("其他，自己写").fill(place)
    page.get_by_label("检查组", exact=True).fill("第一组")
    page.get_by_label(f"{ERRORS} 抽查条数").fill("20")
    page.get_by_label(f"{ERRORS} 差错条数").fill("3")


def send(page: Page) -> None:
    page.get_by_role("button", name="填好，送出").click()


def test_a_form_filled_in_without_a_network_is_sent_once(
    phone: Phones, address: str, round: Round, own: Unit
) -> None:
    context = phone(Role.INSPECTOR)
    page = opened(context, address)
    context.set_offline(True)
    fill(page, own.code)
    expect(page.locator("#state")).to_contain_text("已保存在本机")
    picture(page, "fieldwork-form-390")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert serious_findings(page) == []
    page.reload()
    page.get_by_role("button", name=own.name).click()
    expect(page.get_by_label(f"{ERRORS} 抽查条数")).to_have_value("20")
    expect(page.get_by_label("其他，自己写")).to_have_value("东村")
    page.get_by_label(f"{ERRORS} 差错条数").fill("4")
    send(page)
    expect(page.locator("#state")).to_contain_text("待发送 1 份")
    expect(page.locator("#state")).to_contain_text("没有网络")
    picture(page, "fieldwork-list-offline-390")
    page.close()
    page = context.new_page()
    page.goto(address)
    expect(page.locator("#state")).to_contain_text("待发送 1 份")
    assert Visit.objects.count() == 0
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("已送达")
    expect(page.locator("#state")).not_to_contain_text("待发送")
    picture(page, "fieldwork-list-sent-390")
    visit = Visit.objects.get()
    assert (visit.place, visit.team, visit.answers[name_of(round, ERRORS)]) == ("东村", "第一组", "20/4")
    page.reload()
    expect(page.locator("#state")).to_contain_text("已送达")
    assert list(VisitEdition.objects.values_list("number", flat=True)) == [1]


def test_an_answer_that_is_lost_makes_no_second_visit(phone: Phones, address: str, own: Unit) -> None:
    context = phone(Role.INSPECTOR)
    page = opened(context, address)
    fill(page, own.code)
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    context.route("**/form/send/", lose)
    send(page)
    expect(page.locator("#state")).to_contain_text("没有送到")
    expect(page.locator("#state")).to_contain_text("待发送 1 份")
    assert lost == [200]
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("已送达")
    assert Visit.objects.count() == 1
    assert VisitEdition.objects.count() == 1


def test_a_login_that_is_over_keeps_the_queue(
    phone: Phones, address: str, own: Unit, people: dict[Role, User], live_server: Any
) -> None:
    context = phone(Role.INSPECTOR)
    page = opened(context, address)
    fill(page, own.code)
    context.clear_cookies()
    send(page)
    expect(page.locator("#state")).to_contain_text("登录已过期")
    expect(page.locator("#state")).to_contain_text("待发送 1 份")
    expect(page.get_by_role("link", name="重新登录")).to_be_visible()
    picture(page, "fieldwork-login-over-390")
    # Somebody else logs in on the same phone: nothing goes out in their name.
    log_in(context, people[Role.OFFICE], live_server.url)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("现在登录的是另一个人")
    page.goto(address)
    expect(page.get_by_text("还有别人没有送出的记录 1 份")).to_be_visible()
    assert Visit.objects.count() == 0
    context.clear_cookies()
    log_in(context, people[Role.INSPECTOR], live_server.url)
    page.goto(address)
    expect(page.locator("#state")).to_contain_text("已送达")
    assert Visit.objects.get().by == people[Role.INSPECTOR]


def test_a_photograph_waits_for_the_network_and_arrives(phone: Phones, address: str, own: Unit) -> None:
    context = phone(Role.INSPECTOR)
    page = opened(context, address)
    context.set_offline(True)
    fill(page, own.code)
    page.locator("input[type=file]").first.set_input_files(
        {"name": "现场.jpg", "mimeType": "image/jpeg", "buffer": drawn("JPEG")}
    )
    expect(page.locator("canvas.visit-thumb")).to_have_count(1)
    page.reload()
    page.get_by_role("button", name=own.name).click()
    expect(page.locator("canvas.visit-thumb")).to_have_count(1)
    send(page)
    context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#state")).to_contain_text("已送达")
    expect(page.locator("#state")).not_to_contain_text("照片待发送")
    assert Photo.objects.get().visit == Visit.objects.get()


def test_what_is_wrong_is_said_beside_its_question(phone: Phones, address: str, own: Unit) -> None:
    page = opened(phone(Role.INSPECTOR), address)
    fill(page, own.code)
    page.get_by_label(f"{ERRORS} 差错条数").fill("30")
    send(page)
    expect(page.locator(".visit-question.wrong > small.error")).to_have_text("不符的不能多于查了的")
    page.get_by_label(f"{ERRORS} 差错条数").fill("3")
    box = page.locator(".visit-question").first
    box.locator("summary").click()
    box.locator("textarea").last.fill(f"联系人 {PHONE}")
    send(page)
    expect(box.locator("> small.error")).to_contain_text("不收个人信息")
    picture(page, "fieldwork-form-wrong-390")
    assert Visit.objects.count() == 0


def test_two_phones_at_one_visit_are_told_and_choose(
    phone: Phones, address: str, round: Round, own: Unit, people: dict[Role, User]
) -> None:
    visit = a_visit_of(round, own.code, people[Role.INSPECTOR])
    one, two = opened(phone(Role.INSPECTOR), address), opened(phone(Role.INSPECTOR), address)
    for page, place in ((one, "西村"), (two, "南村")):
        page.get_by_role("button", name=own.name).click()
        page.get_by_label("其他，自己写").fill(place)
    send(one)
    expect(one.locator("#state")).to_contain_text("已送达")
    send(two)
    expect(two.get_by_text("两处改过，要选")).to_be_visible()
    two.get_by_role("button", name=own.name).click()
    expect(two.get_by_role("cell", name="西村")).to_be_visible()
    picture(two, "fieldwork-conflict-390")
    visit.refresh_from_db()
    assert visit.place == "西村"
    two.get_by_role("button", name="用这台设备的").click()
    expect(two.locator("#state")).to_contain_text("已送达")
    visit.refresh_from_db()
    assert (visit.place, visit.edition) == ("南村", 3)


def test_the_device_is_cleared(phone: Phones, address: str, own: Unit) -> None:
    context = phone(Role.INSPECTOR)
    page = opened(context, address)
    fill(page, own.code)
    page.get_by_role("button", name="先存着").click()
    page.get_by_text("关于这台设备").click()
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="清除本机数据").click()
    expect(page.get_by_text("已经清除")).to_be_visible()
    page.reload()
    expect(page.get_by_text("本机还没有记录")).to_be_visible()
