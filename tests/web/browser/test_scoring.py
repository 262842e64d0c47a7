"""Scoring in a real browser: the matrix by keys and by paste, two people at one cell, a broken line; self-assessment as it is typed;
an appeal from the feedback to the signature. A picture of each page where a folder is named for them.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from kaohe.web.accounts.models import Unit, User
from kaohe.web.accounts.roles import Role
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import Appeal, SelfScore
from tests.web.browser.conftest import Opener
from tests.web.browser.test_frame import picture
from tests.web.scoring_material import entry_named, fill

RoundAt = Callable[[Stage], Round]
NAME = "规划信息科"
JUDGED = "形势分析评定"
SIZES = [(1366, 768), (390, 844)]


@pytest.fixture
def department(listed: None) -> str:
    return NAME


def paste(page, text: str) -> None:  # type: ignore[no-untyped-def]
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
        }""",
        text,
    )


def test_the_matrix_by_keys(open_as: Opener, round_at: RoundAt, people: dict[Role, User]) -> None:
    round = round_at(Stage.SCORING)
    fill(round, people[Role.OFFICE], entered=False)
    number = layout_of(round).number_of(NAME)
    page = open_as(Role.DEPARTMENT, f"/rounds/{round.pk}/scoring/{number}/")
    head = page.locator("#matrix thead tr").nth(1).locator("th")
    place = head.all_inner_texts().index(JUDGED) + 1
    first = page.locator("#matrix tbody tr").nth(0).locator("td").nth(place - 1)
    first.click()
    expect(page.locator("#beside")).to_contain_text("评分标准")
    page.keyboard.press("2")  # the second level; the cursor goes down
    page.keyboard.press("Enter")
    page.keyboard.type("一般")
    page.keyboard.press("Enter")
    paste(page, "好\n差\n")
    expect(page.locator("#saving")).to_have_text("已保存")
    column = page.locator(f"#matrix tbody tr td:nth-child({place + 1})")
    assert column.all_inner_texts()[:4] == ["较好", "一般", "好", "差"]
    assert "q" in (column.nth(0).get_attribute("class") or "")
    expect(page.locator(f"#matrix tbody tr:nth-child(4) td:nth-child({place})")).to_have_text("0")
    first.click()
    panel = page.locator("#beside")
    expect(panel).to_contain_text("扣了分，请写理由")
    panel.get_by_label("理由").fill("缺一样：没有写建议")
    panel.get_by_role("button", name="保存").click()
    expect(panel).not_to_contain_text("扣了分，请写理由")
    expect(first).not_to_have_class("f q")
    picture(page, "scoring-matrix-1366")
    assert Figure.objects.filter(measure=JUDGED).count() == 4


def test_two_people_and_a_broken_line(open_as: Opener, round_at: RoundAt, people: dict[Role, User]) -> None:
    round = round_at(Stage.SCORING)
    fill(round, people[Role.OFFICE], entered=False)
    number = layout_of(round).number_of(NAME)
    page = open_as(Role.DEPARTMENT, f"/rounds/{round.pk}/scoring/{number}/")
    unit = round.units.filter(level="镇街").first()
    assert unit is not None
    Figure.objects.create(round=round, unit=unit, measure=JUDGED, period="2026", text="差", value="差",
                          by=people[Role.OFFICE], note="缺三样")  # fmt: skip
    place = page.locator("#matrix thead tr").nth(1).locator("th").all_inner_texts().index(JUDGED)
    cell = page.locator("#matrix tbody tr").nth(0).locator("td").nth(place)
    cell.click()
    page.keyboard.press("1")
    expect(page.locator(".clash-note")).to_contain_text("已有人填了“差”")
    page.get_by_role("button", name="用我的").click()
    expect(page.locator("#saving")).to_have_text("已保存")
    expect(cell).to_have_text("好")
    page.evaluate("() => { window.fetch = () => Promise.reject(new TypeError('no line')); }")
    second = page.locator("#matrix tbody tr").nth(1).locator("td").nth(place)
    second.click()
    page.keyboard.press("1")
    expect(page.locator("#saving")).to_contain_text("没有连上")
    page.reload()
    expect(page.locator("#saving")).to_have_text("已保存")
    expect(page.locator("#matrix tbody tr").nth(1).locator("td").nth(place)).to_have_text("好")


def test_self_assessment_as_it_is_typed(
    open_as: Opener, round_at: RoundAt, own: Unit, people: dict[Role, User]
) -> None:
    round = round_at(Stage.SELF)
    fill(round, people[Role.OFFICE])
    page = open_as(Role.REPORTER, f"/rounds/{round.pk}/self/{own.code}/")
    number = entry_named(round, "责任落实").number
    page.locator(f"[name=points-{number}]").fill("2.5")
    page.locator(f"[name=note-{number}]").fill("都做了")
    page.locator(f"[name=points-{number + 1}]").fill("9")
    page.locator(f"[name=points-{number + 1}]").blur()
    expect(page.locator(f"#i{number + 1} .said")).to_contain_text("超出了本项的分值")
    expect(page.locator("#given")).to_have_text("1")
    assert SelfScore.objects.get().points == "2.5"
    picture(page, "scoring-self-open-1366")
    page.context.close()
    page = open_as(Role.REPORTER, f"/rounds/{round.pk}/self/{own.code}/", size=(390, 844))
    picture(page, "scoring-self-open-390")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("size", SIZES)
def test_pages_fit(
    open_as: Opener, round_at: RoundAt, own: Unit, people: dict[Role, User], size: tuple[int, int]
) -> None:
    round = round_at(Stage.FEEDBACK)
    fill(round, people[Role.OFFICE])
    Figure.objects.filter(round=round, measure=JUDGED).update(by=people[Role.DEPARTMENT])
    Figure.objects.filter(round=round, unit__code=own.code, measure="专题会议已召开").update(
        text="否", value="否"
    )
    touch(round)
    entry = entry_named(round, "责任落实")
    unit = round.units.get(code=own.code)
    appeal = Appeal.objects.create(round=round, unit=unit, table=entry.table.name, item=entry.code,
                                   text="会议开了，有纪要", filed_by=people[Role.HEAD])  # fmt: skip
    bench = f"/rounds/{round.pk}/scoring/{layout_of(round).number_of(NAME)}"
    judged = entry_named(round, "形势分析").number
    pages = {
        "self-list": (Role.OFFICE, f"/rounds/{round.pk}/self/"),
        "departments": (Role.OFFICE, f"/rounds/{round.pk}/scoring/"),
        "matrix": (Role.DEPARTMENT, f"{bench}/"),
        "item": (Role.DEPARTMENT, f"{bench}/item/{judged}/"),
        "cell": (Role.DEPARTMENT, f"{bench}/cell/{own.code}/{judged}/"),
        "readings": (Role.DEPARTMENT, f"{bench}/readings/"),
        "self": (Role.HEAD, f"/rounds/{round.pk}/self/{own.code}/"),
        "feedback-list": (Role.OFFICE, f"/rounds/{round.pk}/feedback/"),
        "feedback": (Role.HEAD, f"/rounds/{round.pk}/feedback/{own.code}/"),
        "why": (Role.HEAD, f"/rounds/{round.pk}/feedback/{own.code}/why/{judged}/"),
        "appeal-new": (Role.HEAD, f"/rounds/{round.pk}/appeals/new/{own.code}/{judged}/"),
        "appeals": (Role.OFFICE, f"/rounds/{round.pk}/appeals/"),
        "appeal": (Role.OFFICE, f"/rounds/{round.pk}/appeals/{appeal.pk}/"),
    }
    for name, (role, path) in pages.items():
        page = open_as(role, path, size=size)
        picture(page, f"scoring-{name}-{size[0]}")
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
        page.context.close()


@pytest.mark.parametrize("script", [True, False])
def test_an_appeal_from_feedback_to_signature(
    open_as: Opener, round_at: RoundAt, own: Unit, people: dict[Role, User], script: bool
) -> None:
    round = round_at(Stage.FEEDBACK)
    fill(round, people[Role.OFFICE])
    Figure.objects.filter(round=round, unit__code=own.code, measure="专题会议已召开").update(
        text="否", value="否"
    )
    touch(round)
    page = open_as(Role.HEAD, f"/rounds/{round.pk}/feedback/{own.code}/", script=script)
    page.locator("tr", has_text="责任落实").get_by_role("link", name="申诉").click()
    page.get_by_label("申诉理由").fill("会议开了，有纪要")
    page.get_by_role("button", name="提出申诉").click()
    expect(page.get_by_text("待复核")).to_be_visible()
    office = open_as(Role.OFFICE, f"/rounds/{round.pk}/appeals/", script=script)
    office.get_by_role("link", name="责任落实").click()
    office.get_by_label("专题会议已召开 更正为").fill("是")
    office.locator("#words").fill("纪要属实")
    office.get_by_role("button", name="采纳：试算影响").click()
    expect(office.get_by_role("heading", name="采纳以后的影响")).to_be_visible()
    picture(office, "scoring-effect-1366")
    office.get_by_role("button", name="签：采纳").click()
    expect(office.get_by_text("采纳", exact=True)).to_be_visible()
    assert Appeal.objects.get().state == "upheld"
