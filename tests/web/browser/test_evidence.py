"""Evidence in a real browser: chosen, dropped, refused beside the form, shown; with and without scripts; on a phone."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.conftest import Opener
from tests.web.evidence_files import PHONE, docx, pdf, picture, xlsx

Maker = Callable[[Stage], Round]
DROP = """([selector, name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  const target = document.querySelector(selector);
  target.dispatchEvent(new DragEvent("dragover", { dataTransfer: carried, bubbles: true, cancelable: true }));
  target.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def shot(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def chosen(name: str, data: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def test_files_are_chosen_refused_and_shown(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    base = f"/rounds/{found.pk}/evidence/"
    page = open_as(Role.REPORTER, base)
    shot(page, "evidence-unit")
    page.get_by_role("link", name="责任落实").click()
    page.locator("#evidence-files").set_input_files(
        [chosen("总结.pdf", pdf()), chosen("现场.png", picture())]
    )
    shot(page, "evidence-item")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("link", name="总结.pdf")).to_be_visible()
    page.locator("#evidence-files").set_input_files([chosen("名单.xlsx", xlsx(("姓名", PHONE)))])
    page.get_by_role("button", name="上传").click()
    expect(page.locator("#evidence-trouble li").first).to_contain_text("名单.xlsx")
    shot(page, "evidence-refused")
    page.get_by_role("link", name="现场.png").click()
    shown = page.locator(".evidence-picture img")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 40
    shot(page, "evidence-picture")


def test_a_file_is_dropped_on_a_row_and_on_the_form(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    page = open_as(Role.REPORTER, f"/rounds/{found.pk}/evidence/unit/{own.code}/")
    page.evaluate(DROP, ["tr[data-item='1.2'] td", "预算.txt", "年初安排"])
    expect(page.get_by_role("link", name="预算.txt")).to_be_visible()
    page.get_by_role("link", name="经费保障").click()
    page.evaluate(DROP, [".evidence-drop", "决算.txt", "年末决算"])
    expect(page.locator("#evidence-chosen")).to_contain_text("决算.txt")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("link", name="决算.txt")).to_be_visible()


def test_it_works_without_scripts(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    page = open_as(Role.REPORTER, f"/rounds/{found.pk}/evidence/unit/{own.code}/", script=False)
    page.get_by_role("link", name="责任落实").click()
    page.locator("#evidence-files").set_input_files(
        [chosen("计划.docx", docx("年度计划", cells=(("会议", "4"),)))]
    )
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="计划.docx").click()
    expect(page.get_by_text("年度计划")).to_be_visible()
    shot(page, "evidence-words")
    page.get_by_text("撤回这个文件").click()
    page.get_by_label("理由").fill("传错了")
    page.get_by_role("button", name="撤回").click()
    expect(page.get_by_text("这一项还没有佐证。")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_evidence_fits(open_as: Opener, round_at: Maker, own: Unit, size: tuple[int, int]) -> None:
    found = round_at(Stage.REPORTING)
    base = f"/rounds/{found.pk}/evidence/"
    unit = f"{base}unit/{own.code}/"
    for role, path, name in (
        (Role.OFFICE, base, "overview"),
        (Role.REPORTER, unit, "unit"),
        (Role.REPORTER, f"{unit}item/?table=镇街考核评分表&item=1.1", "item"),
    ):
        page = open_as(role, path, size=size)
        shot(page, f"evidence-{name}-{size[0]}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path


def test_a_pdf_is_shown_in_its_frame(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.REPORTING)
    page = open_as(
        Role.REPORTER, f"/rounds/{found.pk}/evidence/unit/{own.code}/item/?table=镇街考核评分表&item=1.1"
    )
    page.locator("#evidence-files").set_input_files([chosen("总结.pdf", pdf("A yearly report"))])
    page.get_by_role("button", name="上传").click()
    page.get_by_role("link", name="总结.pdf").click()
    expect(page.locator("iframe")).to_be_visible()
    page.wait_for_timeout(1500)
    shot(page, "evidence-pdf")
