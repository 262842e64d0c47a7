"""办法 in a real browser: upload, the two sides, a correction seen live and saved, the whole text; two people at one item."""

import re

import pytest
from playwright.sync_api import Page, expect

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes.models import Version
from kaohe.web.tasks.jobs import work_off
from tests.web.browser.conftest import Opener
from tests.web.browser.test_frame import picture
from tests.web.scheme_versions import WORD, whole, with_document

SIZES = [(1366, 768), (390, 844)]


def typed(page: Page, label: str, text: str) -> None:
    """Type into the item's form and wait until it has been tried: the tests' one database takes one request at a time."""
    with page.expect_response(re.compile("/try/")):
        page.get_by_label(label, exact=True).fill(text)
    expect(page.locator(".tried")).to_contain_text("照这样保存")


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit(open_as: Opener, people: dict[Role, User], size: tuple[int, int]) -> None:
    draft = with_document(people[Role.OFFICE], issued=False)
    small = whole(people[Role.OFFICE])
    pages = {
        "list": "/schemes/",
        "import": "/schemes/import/",
        "version": f"/schemes/{draft.pk}/",
        "item": f"/schemes/{draft.pk}/item/0-0-0/",
        "particulars": f"/schemes/{draft.pk}/particulars/",
        "text": f"/schemes/{draft.pk}/text/",
        "checks": f"/schemes/{draft.pk}/checks/",
        "checks-whole": f"/schemes/{small.pk}/checks/",
        "next": f"/schemes/{small.pk}/next/",
        "diff": f"/schemes/diff/?old={draft.pk}&new={small.pk}",
    }
    for name, path in pages.items():
        page = open_as(Role.OFFICE, path, size=size)
        if name == "version":
            expect(page.locator("#source .document")).to_be_visible()
        picture(page, f"schemes-{name}-{size[0]}")
        fits(page)


def test_a_document_becomes_a_draft(open_as: Opener) -> None:
    page = open_as(Role.OFFICE, "/schemes/import/")
    page.locator("input[type=file]").set_input_files(WORD)
    page.get_by_role("button", name="上传并读取").click()
    page.wait_for_url(re.compile("/jobs/"))
    work_off()
    page.wait_for_url(re.compile(r"/schemes/\d+/$"))
    expect(page.locator("#source .document table").first).to_be_visible()
    assert page.locator("#rules .card").count() == 41


def test_a_correction_is_seen_before_it_is_saved(open_as: Opener, people: dict[Role, User]) -> None:
    draft = with_document(people[Role.OFFICE], issued=False)
    page = open_as(Role.OFFICE, f"/schemes/{draft.pk}/")
    expect(page.locator("#source .document")).to_be_visible()
    slot = page.locator("#rules .slot").first
    slot.get_by_role("link", name="改").click()
    form = page.locator("form.correcting")
    typed(
        page, "评分标准", "核实完成率达到98%得满分，每低1个百分点扣0.5分，不足1个百分点的按比例扣，扣完为止。"
    )
    expect(form.locator(".outcome .rule")).to_contain_text("98")
    expect(form.get_by_label("规则")).to_have_value(re.compile("98"))
    picture(page, "schemes-correcting")
    form.get_by_role("button", name="保存").click()
    expect(page.locator("form.correcting")).to_have_count(0)
    expect(page.locator("#rules .card").first).to_contain_text("达到98%")
    assert "达到98%" in Version.objects.get(pk=draft.pk).text


def test_two_at_one_item(open_as: Opener, people: dict[Role, User]) -> None:
    draft = with_document(people[Role.OFFICE], issued=False)
    pages = [open_as(Role.OFFICE, f"/schemes/{draft.pk}/item/0-0-0/") for _ in range(2)]
    for number, page in enumerate(pages, 1):
        typed(page, "指标", f"第{number}个人改的")
        page.get_by_role("button", name="保存").click()
        expect(
            page.get_by_role("heading", name="读成什么") if number == 1 else page.get_by_role("alert")
        ).to_be_visible()
    expect(pages[1].get_by_role("alert")).to_contain_text("第1个人改的")
    expect(pages[1].get_by_label("指标", exact=True)).to_have_value("第2个人改的")
    picture(pages[1], "schemes-conflict")
    pages[1].get_by_role("button", name="保存").click()
    expect(pages[1].get_by_role("alert")).to_have_count(0)
    assert "第2个人改的" in Version.objects.get(pk=draft.pk).text


def test_a_problem_leads_to_its_line(open_as: Opener, people: dict[Role, User]) -> None:
    small = whole(people[Role.OFFICE])
    page = open_as(Role.OFFICE, f"/schemes/{small.pk}/text/")
    area = page.get_by_label("办法文件")
    area.fill(small.text.replace("总分: 100", "总分: 99"))
    expect(page.locator("#problems")).to_contain_text("99分")
    page.locator("[data-line]").first.click()
    picture(page, "schemes-text-problem")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("已保存")


def test_without_a_script_it_can_be_read_and_corrected(open_as: Opener, people: dict[Role, User]) -> None:
    draft = with_document(people[Role.OFFICE], issued=False)
    page = open_as(Role.OFFICE, f"/schemes/{draft.pk}/", script=False)
    expect(page.frame_locator("iframe").locator(".document")).to_be_visible()
    page.locator("#rules .slot").first.get_by_role("link", name="改").click()
    page.get_by_label("指标", exact=True).fill("换了名称")
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#rules")).to_contain_text("换了名称")
