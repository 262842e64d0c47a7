"""The result in a real browser: pages fit a screen and a phone, charts are drawn, and without a script all is still there."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.results.actions import publish
from kaohe.web.rounds.stages import Stage
from kaohe.web.tasks.jobs import work_off
from tests.web.browser.conftest import Opener
from tests.web.scored import scored_round


def picture(page: Page, name: str) -> None:
    """Kept where KAOHE_SHOTS names a folder, for people to look at."""
    if folder := os.environ.get("KAOHE_SHOTS"):
        page.screenshot(path=Path(folder) / f"results-{name}.png")


@pytest.mark.parametrize("size", [(1366, 768), (390, 844)])
def test_pages_fit(open_as: Opener, people: dict[Role, User], size: tuple[int, int]) -> None:
    office = people[Role.OFFICE]
    before = scored_round(office, Stage.APPROVAL)
    now = scored_round(office, Stage.SCORING, "2026", before=before)
    unit = now.units.filter(level="镇街").order_by("order")[3].code
    change = "?unit=柳堰镇&measure=专题会议已召开&role=actual&period=&value=否"
    paths = {
        "ranking": f"/rounds/{now.pk}/results/",
        "heat": f"/rounds/{now.pk}/results/heat/",
        "unit": f"/rounds/{now.pk}/results/units/{unit}/",
        "item": f"/rounds/{now.pk}/results/units/{unit}/1/1.1/",
        "whatif": f"/rounds/{now.pk}/results/whatif/{change}",
        "stability": f"/rounds/{now.pk}/results/stability/",
        "years": f"/rounds/{now.pk}/results/years/",
        "ready": f"/rounds/{before.pk}/results/published/",
        "papers": f"/rounds/{now.pk}/papers/",
        "words": f"/rounds/{now.pk}/papers/words/",
    }
    for name, path in paths.items():
        page = open_as(Role.OFFICE, path, size=size)
        if name == "unit":
            expect(page.locator(".waterfall svg")).to_be_visible()
        picture(page, f"{name}-{size[0]}")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path


def test_publishing_and_papers(open_as: Opener, people: dict[Role, User]) -> None:
    round = scored_round(people[Role.OFFICE], Stage.APPROVAL)
    page = open_as(Role.OFFICE, f"/rounds/{round.pk}/results/published/")
    page.on("dialog", lambda asked: asked.accept())
    page.get_by_label("审定依据").fill("区考核领导小组第2次会议")
    page.get_by_role("button", name="公布结果").click()
    expect(page.get_by_text("结果已经公布")).to_be_visible()
    page.get_by_role("link", name="核对", exact=True).click()
    expect(page.get_by_text("对得上", exact=True)).to_be_visible()
    picture(page, "verify")
    page.get_by_role("link", name="文书", exact=True).click()
    page.get_by_role("checkbox", name="考核结果通报").check()
    page.get_by_role("checkbox", name="反馈意见函").check()
    page.get_by_role("button", name="写", exact=True).click()
    expect(page.get_by_text("排队")).to_be_visible()
    work_off()
    page.get_by_role("link", name="去看结果").or_(
        page.get_by_role("link", name="考核结果通报.docx")
    ).first.wait_for()
    page.goto(page.url.split("/jobs/")[0].split("/rounds/")[0] + f"/rounds/{round.pk}/papers/")
    expect(page.get_by_role("link", name="考核结果通报.docx")).to_be_visible()
    picture(page, "papers-written")


def test_without_a_script(open_as: Opener, people: dict[Role, User]) -> None:
    round = scored_round(people[Role.OFFICE], Stage.APPROVAL)
    publish(round=round, approval="", by=people[Role.OFFICE])
    unit = round.units.filter(level="镇街").order_by("order")[0].code
    page = open_as(Role.HEAD, f"/rounds/{round.pk}/results/units/{unit}/", script=False)
    expect(page.get_by_text("从满分到总分", exact=True)).to_be_visible()
    expect(page.locator(".waterfall")).to_be_hidden()


def test_a_cell_of_the_map_leads_to_its_steps(open_as: Opener, people: dict[Role, User]) -> None:
    round = scored_round(people[Role.OFFICE], Stage.APPROVAL)
    page = open_as(Role.OFFICE, f"/rounds/{round.pk}/results/heat/")
    page.locator("#heat tbody tr[data-i] td:not(.number)").first.click()
    expect(page.get_by_text("以上就是计算过程本身")).to_be_visible()
