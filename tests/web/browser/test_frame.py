"""The frame in a real browser: the door, the desk, the menu on a phone; a picture of each where a folder is named for them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from tests.web.browser.conftest import Opener
from tests.web.people import PASSWORD


def picture(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_the_door_opens_to_the_right_password(open_as: Opener) -> None:
    page = open_as(None, "/login/")
    picture(page, "login")
    page.get_by_label("登录名").fill("office")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_pages_fit(open_as: Opener, round_at: Callable[[Stage], Round], size: tuple[int, int]) -> None:
    found = round_at(Stage.REPORTING)
    for path in ("/", "/rounds/", f"/rounds/{found.pk}/", "/rounds/way/", "/units/", "/trail/", "/people/"):
        page = open_as(Role.ADMIN if path == "/people/" else Role.OFFICE, path, size=size)
        picture(page, f"{path.strip('/').replace('/', '-') or 'desk'}-{size[0]}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
