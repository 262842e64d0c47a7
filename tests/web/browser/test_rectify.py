"""Rectification and reminding in a real browser: from lost points to a closed item; one press reminds; on a phone too."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect

from kaohe.web.accounts.models import Unit
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Deadline, Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.conftest import Opener
from tests.web.evidence_files import pdf
from tests.web.rectifications import one_of

Maker = Callable[[Stage], Round]


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def shot(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_from_lost_points_to_a_closed_item(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.RECTIFYING)
    for each in found.units.filter(level="镇街"):
        Figure.objects.create(
            round=found, unit=each, measure="信息覆盖率", period="2026", text="96/100", value="96/100"
        )
    touch(found)
    office = open_as(Role.OFFICE, f"/rounds/{found.pk}/rectify/")
    shot(office, "rectify-empty")
    office.get_by_role("link", name="从失分下达整改").click()
    shot(office, "rectify-propose")
    office.get_by_label("期限").fill(str(timezone.localdate() + timedelta(days=20)))
    office.get_by_role("button", name="下达勾选的").click()
    shot(office, "rectify-list")
    unit = open_as(Role.REPORTER, f"/rounds/{found.pk}/rectify/")
    shot(unit, "rectify-own")
    unit.get_by_role("link", name="信息覆盖").click()
    unit.get_by_label("做了什么，效果怎样").fill("已补采集。")
    unit.get_by_label("上传新的").set_input_files(
        FilePayload(name="清单.pdf", mimeType="application/pdf", buffer=pdf())
    )
    shot(unit, "rectify-answer")
    unit.get_by_role("button", name="报送").click()
    expect(unit.get_by_text("整改情况已报送。")).to_be_visible()
    office.goto(unit.url)
    shot(office, "rectify-decide")
    office.get_by_role("button", name="认定完成，销号").click()
    expect(office.locator("main").get_by_text("已销号").first).to_be_visible()


def test_one_press_reminds_everybody(open_as: Opener, round_at: Maker, own: Unit) -> None:
    found = round_at(Stage.SELF)
    Deadline.objects.create(round=found, stage=Stage.SELF, due=timezone.localdate() - timedelta(days=2))
    page = open_as(Role.OFFICE, f"/rounds/{found.pk}/remind/")
    shot(page, "remind-before")
    page.get_by_role("button", name="一键催办").click()
    expect(page.get_by_text("对方的工作台上就能看到")).to_be_visible()
    shot(page, "remind-after")
    unit = open_as(Role.REPORTER, "/")
    shot(unit, "remind-desk")
    unit.get_by_role("link", name="考核办催办").click()
    shot(unit, "remind-mine")
    unit.get_by_role("button", name="知道了").click()
    expect(unit.get_by_text("没有新的催办。")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_pages_fit(
    open_as: Opener, round_at: Maker, own: Unit, department: str, size: tuple[int, int]
) -> None:
    found = round_at(Stage.RECTIFYING)
    for number, unit in enumerate(found.units.filter(level="镇街")):
        row = one_of(unit, [department])
        if number % 3 == 0:
            type(row).objects.filter(pk=row.pk).update(
                due=timezone.localdate() - timedelta(days=number), state="returned"
            )
    base = f"/rounds/{found.pk}"
    mine = found.units.get(code=own.code).rectifications.get()
    for role, path, name in (
        (Role.OFFICE, f"{base}/rectify/", "rectify"),
        (Role.REPORTER, f"{base}/rectify/{mine.pk}/", "rectify-one"),
        (Role.OFFICE, f"{base}/remind/", "remind"),
        (Role.OFFICE, "/reminders/settings/", "remind-settings"),
    ):
        page = open_as(role, path, size=size)
        shot(page, f"{name}-{size[0]}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
