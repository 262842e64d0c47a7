"""People of the journey: each is made by the administrator, comes through the door with the password of the slip, and has a browser
of their own from then on.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page, expect

from kaohe.web.accounts.roles import Role
from kaohe.web.tasks.jobs import work_off
from tests.web.browser.conftest import Opener

SECRET = "quiet-lantern-2026"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the administrator enters them."""

    username: str
    name: str
    role: Role
    unit: str = ""
    department: str = ""


PEOPLE = (
    Person("kaohe", "考核办甲", Role.OFFICE),
    Person("shidi", "石笛镇填报员", Role.REPORTER, unit="石笛镇"),
    Person("shidi-head", "石笛镇负责人", Role.HEAD, unit="石笛镇"),
    Person("xinghu", "荇湖镇负责人", Role.HEAD, unit="荇湖镇"),
    Person("jichuan", "霁川街道负责人", Role.HEAD, unit="霁川街道"),
    Person("huaili", "槐里镇负责人", Role.HEAD, unit="槐里镇"),
    Person("bangong", "办公室评分员", Role.DEPARTMENT, department="办公室"),
    Person("bangong2", "办公室复核员", Role.DEPARTMENT, department="办公室"),
    Person("lingdao", "分管领导", Role.LEADER),
)
HEADS = {"T1": "shidi-head", "T2": "xinghu", "T3": "jichuan", "T4": "huaili"}


@dataclass
class Town:
    """Who takes part, each with an open page, and where the round is."""

    open_as: Opener
    pages: dict[str, Page] = field(default_factory=dict)
    slips: dict[str, str] = field(default_factory=dict)
    base: str = ""
    """The address of the round, once there is one."""

    def page(self, username: str) -> Page:
        """Somebody's page; at the first time they log in with their slip and choose a password of their own."""
        if username not in self.pages:
            page = self.open_as(None, "/login/")
            page.set_default_timeout(10_000)
            page.on("dialog", lambda asked: asked.accept())
            log_in(page, username, self.slips[username])
            page.get_by_label("旧密码").fill(self.slips[username])
            page.get_by_label("新密码", exact=True).fill(SECRET)
            page.get_by_label("新密码确认").or_(page.get_by_label("确认新密码")).fill(SECRET)
            page.get_by_role("button", name="保存").click()
            expect(page.get_by_role("heading", name="工作台")).to_be_visible()
            self.pages[username] = page
        return self.pages[username]

    @property
    def office(self) -> Page:
        return self.page("kaohe")

    def at(self, username: str, path: str = "") -> Page:
        """Somebody's page, at an address of the round."""
        page = self.page(username)
        page.goto(self.base + path)
        return page

    def forward(self, label: str, stage: str) -> None:
        """The office takes the step with this label; the round is in this stage afterwards."""
        page = self.at("kaohe")
        page.get_by_role("button", name=label).click()
        expect(page.locator("#messages")).to_contain_text(f"现在是“{stage}”阶段")


def log_in(page: Page, username: str, password: str) -> None:
    """Through the door."""
    page.get_by_label("登录名").fill(username)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def file(name: str, data: bytes) -> FilePayload:
    """As a file that is chosen in a form."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": data}


def waits(page: Page, text: str) -> Locator:
    """What waits for somebody on their desk: the link to it."""
    page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + "/")
    return page.locator("section", has_text="等我办的事").get_by_role("link", name=text).first


def worked(page: Page) -> None:
    """The page waits for a job; the job is done, and the page says so by itself."""
    page.wait_for_url("**/jobs/*/")
    work_off()


def picture(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"journey-{name}.png", full_page=True)
