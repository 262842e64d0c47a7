"""The second half of the year: self-assessment, scores, feedback and an appeal, the result, its papers, what is put right."""

import io
import re

from docx import Document
from playwright.sync_api import Locator, Page, expect

from tests.web.browser.journey_material import BONUS, BONUSES, CODES, CORRECTED, JUDGED, JUDGEMENTS
from tests.web.browser.journey_people import HEADS, Town, file, picture, waits, worked
from tests.web.evidence_files import pdf

LEVELS = ("好", "一般", "差")


def units_assess_themselves(town: Town) -> None:
    """Each head: every item, the last of them typed a moment before the whole is handed in."""
    for code, head in HEADS.items():
        page = town.page(head)
        waits(page, f"{CODES[code]}的自评").click()
        page.wait_for_load_state()
        boxes = page.locator("input[name^=points-]")
        for place, points in enumerate(("28", "20", "15", "10", "12")):
            boxes.nth(place).fill(points)
        page.get_by_role("button", name="提交自评").click()
        expect(page.locator("#messages")).to_contain_text("自评已提交")
        expect(page.locator("#sum")).to_have_text("85")
    picture(page, "self")
    town.forward("收齐自评", "检查评分")


def departments_score(town: Town) -> None:
    """A department: its matrix by keys, reasons where points are taken, handed in; somebody else reads it again."""
    page = town.page("bangong")
    waits(page, "“办公室”的评分").click()
    page.wait_for_load_state()
    names = page.locator("#matrix thead tr").nth(1).locator("th").all_inner_texts()
    places = {name: names.index(name) for name in (JUDGED, BONUS)}
    _cell(page, 0, places[JUDGED]).click()
    for code in CODES:
        page.keyboard.press(str(LEVELS.index(JUDGEMENTS[code]) + 1))
    _cell(page, 0, places[BONUS]).click()
    for code in CODES:
        page.keyboard.type(BONUSES[code])
        page.keyboard.press("Enter")
    expect(page.locator("#saving")).to_have_text("已保存")
    assert _column(page, places[JUDGED]) == list(JUDGEMENTS.values())
    assert _column(page, places[BONUS]) == list(BONUSES.values())
    _give_reason(page, 0, places[JUDGED], "缺一次活动记录")
    _give_reason(page, 3, places[JUDGED], "没有开展协会工作")
    _give_reason(page, 2, places[BONUS], "创新做法获市级推广")
    picture(page, "matrix")
    page.get_by_role("button", name="交评分").click()
    expect(page.locator("main").get_by_text("已交").first).to_be_visible()
    reader = town.page("bangong2")
    waits(reader, "扣分待复核 3 处").click()
    picture(reader, "readings")
    for left in (2, 1, 0):
        reader.get_by_role("button", name="同意", exact=True).first.click()
        expect(reader.get_by_text(f"还有 {left} 处没有复核一致")).to_be_visible()
    town.forward("评完", "反馈")


def _cell(page: Page, row: int, place: int) -> Locator:
    return page.locator("#matrix tbody tr").nth(row).locator("td").nth(place)


def _column(page: Page, place: int) -> list[str]:
    return page.locator(f"#matrix tbody tr td:nth-child({place + 2})").all_inner_texts()


def _give_reason(page: Page, row: int, place: int, text: str) -> None:
    _cell(page, row, place).click()
    panel = page.locator("#beside")
    expect(panel).to_contain_text(list(CODES.values())[row])
    expect(panel).to_contain_text("请写理由")
    panel.get_by_label("理由").fill(text)
    panel.get_by_role("button", name="保存").click()
    expect(panel).not_to_contain_text("请写理由")


def units_answer(town: Town) -> None:
    """Three confirm; one appeals with its evidence; nobody's rank is seen yet."""
    for code in ("T2", "T3", "T4"):
        page = town.page(HEADS[code])
        waits(page, f"看{CODES[code]}的反馈").click()
        page.get_by_role("button", name="确认，没有异议").click()
        expect(page.locator("#messages")).to_contain_text("反馈已确认")
    page = town.page(HEADS["T1"])
    waits(page, "看石笛镇的反馈").click()
    expect(page.locator("main")).not_to_contain_text("名次")
    expect(page.locator("main")).not_to_contain_text("霁川街道")
    expect(page.locator("tr", has_text="协会工作")).to_contain_text("缺一次活动记录")
    picture(page, "feedback")
    page.locator("tr", has_text="协会工作").get_by_role("link", name="申诉").click()
    page.get_by_label("申诉理由").fill("活动记录已补交，见年度总结第三页")
    expect(page.get_by_label(re.compile("年度总结"))).to_be_checked()
    page.get_by_role("button", name="提出申诉").click()
    expect(page.get_by_text("待复核", exact=True)).to_be_visible()
    assert town.page(HEADS["T1"]).request.get(f"{town.base}results/units/T3/").status == 404


def office_decides(town: Town) -> None:
    """The office sees what the correction does to everybody's rank before it signs."""
    page = town.office
    waits(page, "待复核的申诉 1 件").click()
    page.get_by_role("link", name="协会工作").click()
    expect(page.get_by_role("link", name="年度总结.pdf")).to_be_visible()
    page.get_by_label(f"{JUDGED} 更正为").fill(CORRECTED)
    page.locator("#words").fill("记录属实，采纳")
    page.get_by_role("button", name="采纳：试算影响").click()
    effect = page.locator("section", has=page.get_by_role("heading", name="采纳以后的影响"))
    expect(effect.locator("tbody tr")).to_have_count(len(CODES))
    expect(effect.locator("tr", has_text="石笛镇")).to_contain_text("→")
    picture(page, "effect")
    page.get_by_role("button", name="签：采纳").click()
    expect(page.get_by_text("采纳", exact=True).first).to_be_visible()
    town.forward("反馈期满", "申诉复核")
    town.forward("复核完毕", "审定")


def is_published(town: Town) -> None:
    """A leader looks at the ranking; units still do not see it; the office publishes; they do."""
    leader = town.page("lingdao")
    leader.goto(f"{town.base}results/")
    expect(leader.locator("table.ranking tbody tr")).to_have_count(len(CODES))
    unit = town.page("shidi")
    before = unit.request.get(f"{town.base}results/").text()
    assert "霁川街道" not in before
    page = town.at("kaohe")
    page.get_by_role("link", name="公布和核对").click()
    page.get_by_label("审定依据").fill("区考核领导小组第2次会议")
    page.get_by_role("button", name="公布结果").click()
    expect(page.locator("#messages")).to_contain_text("结果已经公布")
    page.get_by_role("link", name="核对", exact=True).click()
    expect(page.get_by_text("对得上", exact=True)).to_be_visible()
    unit.goto(f"{town.base}results/")
    expect(unit.locator("table.ranking tbody tr")).to_have_count(len(CODES))
    expect(unit.locator("table.ranking")).to_contain_text("霁川街道")
    picture(unit, "ranking")


def ranking_shown(page: Page) -> dict[str, tuple[str, str, str]]:
    """Rank, total and grade of each unit, as the page says them."""
    found = {}
    for row in page.locator("table.ranking tbody tr").all():
        cells = [cell.strip() for cell in row.locator("th, td").all_inner_texts()]
        total = next(
            place for place in (2, 3) if cells[place][:1].isdigit()
        )  # classes have a column where there are several
        found[cells[1]] = (cells[0], cells[total], cells[total + 1])
    return found


def papers_are_written(town: Town) -> None:
    """The circular and everybody's letter, written by a job; a unit finds its own and no other's."""
    page = town.office
    page.goto(town.base)
    page.get_by_role("link", name="文书", exact=True).click()
    page.get_by_role("checkbox", name="考核结果通报").check()
    page.get_by_role("checkbox", name="反馈意见函").check()
    page.get_by_role("button", name="写", exact=True).click()
    worked(page)
    page.wait_for_url("**/papers/**")
    with page.expect_download() as awaited:
        page.get_by_role("link", name="考核结果通报.docx").click()
    words = _words(awaited.value.path().read_bytes())
    assert all(name in words for name in CODES.values())
    picture(page, "papers")
    unit = town.at("shidi-head", "papers/")
    with unit.expect_download() as awaited:
        unit.locator(".papers a", has_text="石笛镇").first.click()
    assert "石笛镇" in _words(awaited.value.path().read_bytes())
    expect(unit.locator("main")).not_to_contain_text("槐里镇")


def _words(data: bytes) -> str:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def is_put_right(town: Town) -> None:
    """One lost item is to be put right: ordered, answered with proof, accepted; then everything goes to the archive."""
    town.forward("下达整改", "整改")
    page = town.office
    page.get_by_role("link", name="整改", exact=True).click()
    page.get_by_role("link", name="从失分下达整改").click()
    page.get_by_role("link", name="槐里镇").click()
    for box in page.locator("tbody input[type=checkbox]").all()[1:]:
        box.uncheck()
    page.get_by_label("期限").fill("2027-06-30")
    page.get_by_role("button", name="下达勾选的").click()
    expect(page.locator("tbody")).to_contain_text("槐里镇")
    unit = town.page("huaili")
    waits(unit, "槐里镇有 1 项要整改").click()
    unit.locator("tbody tr", has_text="槐里镇").locator("td a").last.click()
    unit.get_by_label("做了什么，效果怎样").fill("已逐件补办，完成率达到要求。")
    unit.get_by_label("上传新的").set_input_files([file("整改清单.pdf", pdf())])
    unit.get_by_role("button", name="报送").click()
    expect(unit.locator("#messages")).to_contain_text("整改情况已报送")
    waits(page, "整改等待验收").click()
    picture(page, "rectify")
    page.locator("tbody tr", has_text="槐里镇").locator("td a").last.click()
    page.get_by_role("button", name="认定完成，销号").click()
    expect(page.locator("#messages")).to_contain_text("已销号")
    town.forward("整改完毕", "归档")
    picture(page, "archived")
