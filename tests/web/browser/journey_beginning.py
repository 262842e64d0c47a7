"""The first half of the year: who takes part, the scheme out of its document, the round, the targets, the figures."""

import re

from playwright.sync_api import Page, expect

from tests.web.browser.journey_material import (
    CODES,
    DEPARTMENTS,
    EVENTS,
    PLACES,
    RATIO,
    REPORTED,
    RULE,
    TARGETS,
    TITLE,
    UNITS,
    VISITS,
    word_document,
)
from tests.web.browser.journey_people import HEADS, PEOPLE, Person, Town, file, picture, waits, worked
from tests.web.evidence_files import pdf

ROUND = "2026年度家庭服务工作考核"


def lists_units_and_people(town: Town, admin: Page) -> None:
    """The administrator: units from a file, departments by name, everybody with their duty and a slip with a password."""
    admin.goto(admin.url.rsplit("/", 1)[0] + "/units/")
    admin.get_by_label("单位名单").set_input_files(file("units.csv", UNITS.encode("utf-8-sig")))
    admin.get_by_role("button", name="导入").click()
    expect(admin.locator("tbody tr")).to_have_count(len(CODES))
    admin.get_by_role("link", name="责任科室").click()
    admin.get_by_label("责任科室").fill("\n".join(DEPARTMENTS))
    admin.get_by_role("button", name="保存").click()
    admin.get_by_role("link", name="人员").first.click()
    for person in PEOPLE:
        town.slips[person.username] = _new_person(admin, person)
    picture(admin, "people")


def _new_person(admin: Page, person: Person) -> str:
    admin.get_by_role("link", name="新建人员").click()
    admin.get_by_label("登录名").fill(person.username)
    admin.get_by_label("姓名").fill(person.name)
    admin.get_by_label("角色").first.select_option(person.role.value)
    if person.unit:
        admin.get_by_label("单位", exact=True).first.select_option(label=person.unit)
    if person.department:
        admin.get_by_label("科室", exact=True).first.select_option(label=person.department)
    admin.get_by_role("button", name="保存").click()
    secret = admin.locator("code").inner_text()
    admin.get_by_role("link", name="回人员").click()
    return secret


def issues_the_scheme(town: Town) -> None:
    """The office: a document becomes a draft, its open questions are answered, it is checked and issued."""
    page = town.office
    page.get_by_role("link", name="办法", exact=True).click()
    page.get_by_role("link", name="导入原件").first.click()
    page.get_by_label("考核办法的原件").set_input_files(file("办法.docx", word_document()))
    page.get_by_role("button", name="上传并读取").click()
    worked(page)
    page.wait_for_url(re.compile(r"/schemes/\d+/$"))
    expect(page.locator("#source .document")).to_be_visible()
    picture(page, "draft")
    _answers_the_question(page)
    _names_whom_it_is_for(page)
    _mends_the_text(page)
    page.get_by_role("link", name="体检和印发").first.click()
    picture(page, "checks")
    page.get_by_label(re.compile("印发的理由")).fill("经区考核领导小组同意")
    page.get_by_role("button", name="印发").click()
    expect(page.locator("#messages")).to_contain_text("已经印发")


def _answers_the_question(page: Page) -> None:
    slot = page.locator("#rules .slot", has_text="托位建设")
    slot.get_by_role("link", name="改").click()
    form = page.locator("form.correcting")
    with page.expect_response(re.compile("/try/")):
        form.get_by_role("textbox", name="规则").fill(RULE)
    expect(form.locator(".tried")).to_contain_text("照这样保存")
    picture(page, "question")
    form.get_by_role("button", name="保存").click()
    expect(page.locator("form.correcting")).to_have_count(0)


def _names_whom_it_is_for(page: Page) -> None:
    page.get_by_role("link", name="改名称、考核期、对象").click()
    expect(page.get_by_label("办法的全称")).to_have_value(TITLE)
    page.get_by_label(re.compile("考核哪一级单位")).fill("镇街")
    page.get_by_role("button", name="保存").click()


def _mends_the_text(page: Page) -> None:
    """What the clauses do not say: a rate is given as two numbers, a figure has a part after the point, each unit has a line."""
    page.get_by_role("link", name="全文").click()
    page.wait_for_url("**/text/")
    area = page.get_by_label("办法文件")
    text = area.input_value()
    text = text.replace(
        f"{RATIO}: {{类型: 百分比", f"{RATIO}: {{类型: 比率, 分子: 按期核实件数, 分母: 应核实件数"
    )
    text = text.replace(f"{PLACES}: {{类型: 计数", f"{PLACES}: {{类型: 数值")
    text = text.replace("低于: 4,", f"低于: {{目标: {PLACES}}},")
    with page.expect_response(re.compile("/try/")):
        area.fill(text)
    page.get_by_role("button", name="保存").click()
    expect(page.locator("#messages")).to_contain_text("已保存")


def makes_the_round(town: Town) -> None:
    """The office: a round of the issued scheme, its calendar."""
    page = town.office
    page.get_by_role("link", name="考核", exact=True).last.click()
    page.get_by_role("link", name="建立考核").click()
    page.get_by_label("名称").fill(ROUND)
    page.get_by_label("考核期").fill("2026")
    page.get_by_label("办法", exact=True).select_option(index=1)
    page.get_by_role("button", name="建立", exact=True).click()
    page.wait_for_url(re.compile(r"/rounds/\d+/$"))
    town.base = page.url
    for stage in ("填报", "自评", "反馈"):
        page.get_by_label("阶段").select_option(label=stage)
        page.locator("input[type=date]").last.fill("2027-01-31")
        page.get_by_role("button", name="定期限").click()
    expect(page.get_by_text("2027-01-31").first).to_be_visible()
    picture(page, "round")
    town.forward("印发办法", "下达")


def pastes_the_targets(town: Town) -> None:
    """The office: from its desk to the targets, a column of Excel pasted in; then figures are asked for."""
    page = town.office
    waits(page, "的目标没有定").click()
    first = page.get_by_label(f"石笛镇 {PLACES}", exact=False).first
    first.focus()
    first.evaluate(
        """(element, text) => {
          const data = new DataTransfer();
          data.setData("text/plain", text);
          element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        "\r\n".join(TARGETS.values()) + "\r\n",
    )
    expect(page.locator("#state")).to_have_text("已保存")
    expect(page.locator("td small.error")).to_have_count(0)
    picture(page, "targets")
    town.forward("目标定齐", "填报")


def units_report(town: Town) -> None:
    """Units: figures as they are typed, an error mended beside its box, evidence, and the head hands in."""
    page = town.page("shidi")
    waits(page, "石笛镇").click()
    fill_in(page, REPORTED["T1"] | {VISITS: "九成"})
    expect(page.locator("td small.error").first).to_be_visible()
    picture(page, "report-error")
    fill_in(page, {VISITS: REPORTED["T1"][VISITS]})
    expect(page.locator("td small.error")).to_have_count(0)
    expect(page.get_by_text("填好后由单位负责人报送")).to_be_visible()
    page.get_by_role("link", name="佐证").click()
    page.get_by_role("link", name="协会工作").click()
    page.locator("#evidence-files").set_input_files([file("年度总结.pdf", pdf())])
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_role("link", name="年度总结.pdf")).to_be_visible()
    for code, head in HEADS.items():
        page = town.page(head)
        waits(page, CODES[code]).click()
        if code != "T1":
            fill_in(page, REPORTED[code] | ({EVENTS: "30"} if code == "T2" else {}))
        page.get_by_role("button", name="报送").click()
        expect(page.locator("#messages")).to_contain_text("已经报送")
    picture(page, "reported")


def fill_in(page: Page, figures: dict[str, str]) -> None:
    """Type figures into a unit's form and wait until they are kept."""
    for measure, value in figures.items():
        part, _slash, whole = value.partition("/")
        boxes = page.locator("tr", has=page.get_by_text(measure, exact=False)).locator("td input")
        boxes.nth(0).fill(part)
        if whole:
            boxes.nth(1).fill(whole)
        boxes.nth(0).press("Tab")
    expect(page.locator("#state")).to_have_text("已保存")


def office_returns_one(town: Town) -> None:
    """The office: one form goes back with the reason, is mended and comes again; all are verified; self-assessment begins."""
    page = town.at("kaohe", "filing/")
    page.locator("tr", has_text="荇湖镇").get_by_role("link").first.click()
    page.get_by_label("退回的理由").fill("宣传活动30场，与月报不符，请核对")
    page.get_by_role("button", name="退回").click()
    expect(page.locator("#messages")).to_contain_text("已经退回")
    unit = town.page("xinghu")
    waits(unit, "与月报不符").click()
    expect(unit.locator(".alert-warning").first).to_contain_text("与月报不符")
    fill_in(unit, {EVENTS: REPORTED["T2"][EVENTS]})
    unit.get_by_role("button", name="报送").click()
    expect(unit.locator("#messages")).to_contain_text("已经报送")
    for name in CODES.values():
        page = town.at("kaohe", "filing/")
        page.locator("tr", has_text=name).get_by_role("link").first.click()
        page.get_by_role("button", name="核定").click()
        expect(page.locator("#messages")).to_contain_text("已经核定")
    town.forward("收齐报送", "自评")
