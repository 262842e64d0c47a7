"""The page of results in a real browser: sorting, filtering, one unit in all pictures, and that it asks for nothing."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from kaohe.reports.results_page import write_results_page
from tests.browser.watched import watched
from tests.unit.reports.results_page import made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example, a round of many units, and one in which every name means harm."""
    folder = tmp_path_factory.mktemp("page")
    write_results_page(folder / "example.html", made.example())
    write_results_page(folder / "many.html", made.material_of(made.many_round()))
    write_results_page(folder / "hostile.html", made.material_of(made.hostile_round()))
    return folder


def _open(
    browser: Browser,
    path: Path,
    size: tuple[int, int] = (1366, 768),
    *,
    script: bool = True,
    touch: bool = False,
) -> Iterator[Page]:
    yield from watched(browser, path.as_uri(), size, script=script, touch=touch)


@pytest.fixture
def shown(browser: Browser, folder: Path) -> Iterator[Page]:
    yield from _open(browser, folder / "example.html")


@pytest.fixture
def many(browser: Browser, folder: Path) -> Iterator[Page]:
    yield from _open(browser, folder / "many.html")


@pytest.fixture
def phone(browser: Browser, folder: Path) -> Iterator[Page]:
    yield from _open(browser, folder / "example.html", (390, 844), touch=True)


def _column(shown: Page, number: int) -> list[str]:
    return shown.locator(f"#t1 table.ranking tbody tr:visible td:nth-child({number})").all_inner_texts()


ARTICLE_NAMES = ".of-unit:visible h3:first-of-type"


def _expect_articles(shown: Page, names: list[str]) -> None:
    """The units whose articles are open; the page turns to one a moment after it is asked to."""
    expect(shown.locator(ARTICLE_NAMES)).to_have_text(names)


# ---- the ranking


def test_a_heading_sorts_up_and_down(shown: Page) -> None:
    head = shown.locator("#t1 table.ranking th", has_text="总分")
    best_first = _column(shown, 2)
    assert head.get_attribute("aria-sort") is None
    head.locator("button").focus()
    shown.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    totals = [float(text) for text in _column(shown, 5)]
    assert totals == sorted(totals, reverse=True)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    totals = [float(text) for text in _column(shown, 5)]
    assert totals == sorted(totals)
    rank = shown.locator("#t1 table.ranking th", has_text="名次").first
    rank.locator("button").click()
    assert rank.get_attribute("aria-sort") == "ascending"
    assert head.get_attribute("aria-sort") is None
    assert _column(shown, 2)[-1] == best_first[-1]
    assert _column(shown, 1)[0] == "1"


def test_filters_leave_who_fits_in_the_ranking_and_the_heat_map(shown: Page) -> None:
    filters = shown.locator("#t1 .filters")
    filters.get_by_label("等次").select_option("优秀")
    assert set(_column(shown, 9)) == {"优秀"}
    expect(shown.locator("#t1 .heat tbody tr:visible")).to_have_count(5)
    expect(filters.locator("output")).to_contain_text("20个单位中的5个")
    filters.get_by_label("类别").select_option("镇")
    assert _column(shown, 2) == ["青砚镇", "柳堰镇"]
    filters.locator("button").click()
    filters.get_by_label("名称").fill("街道")
    assert all("街道" in name for name in _column(shown, 2))
    filters.locator("button").click()
    assert len(_column(shown, 2)) == 20


def test_a_grade_of_the_overview_is_a_filter(shown: Page) -> None:
    shown.locator("#t1 a[data-grade=合格]").click()
    assert set(_column(shown, 9)) == {"合格"}


# ---- one unit


def test_a_unit_of_the_ranking_is_opened_and_lit_up_everywhere(shown: Page) -> None:
    link = shown.locator("#t1 table.ranking a", has_text="桑陌镇")
    link.scroll_into_view_if_needed()
    before = link.bounding_box()
    link.click()
    _expect_articles(shown, ["桑陌镇"])
    after = link.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 3, "what was clicked stays where it was"
    assert shown.evaluate("decodeURIComponent(location.hash)").startswith("#unit=")
    expect(shown.locator("#t1 tr.lit")).to_have_count(3)
    shade = "(field) => getComputedStyle(field).backgroundColor"
    assert shown.locator("#t1 .heat tr.lit td.s5").first.evaluate(shade) == "rgb(21, 47, 77)"
    lit = shown.locator("#t1 figure.all:visible svg.dim")
    assert lit.count() >= 2
    assert lit.first.locator("g.lit").count() >= 1
    article = shown.locator(".of-unit:visible")
    assert article.locator("figure svg").count() >= 3
    expect(article.locator("tr[data-item]")).to_have_count(37)
    shown.keyboard.press("Escape")
    _expect_articles(shown, [])
    expect(shown.locator(".lit")).to_have_count(0)
    assert shown.evaluate("location.hash") == ""


def test_a_bar_of_a_picture_opens_its_unit(shown: Page) -> None:
    shown.locator("#t1 figure.broad g[data-unit]").nth(3).click()
    _expect_articles(shown, ["枕溪街道"])


def test_neighbours_follow_by_button_and_going_back_returns(shown: Page) -> None:
    shown.locator("#t1 table.ranking a").first.click()
    _expect_articles(shown, ["听泉街道"])
    expect(shown.get_by_role("button", name="上一个")).to_be_disabled()
    shown.get_by_role("button", name="下一个").click()
    _expect_articles(shown, ["望鹭街道"])
    shown.go_back()
    _expect_articles(shown, ["听泉街道"])


def test_only_what_was_lost(shown: Page) -> None:
    shown.locator("#t1 table.ranking a").first.click()
    article = shown.locator(".of-unit:visible")
    shown.get_by_label("只看失分").check()
    expect(article.locator("tr[data-item]:visible")).to_have_count(
        article.locator("tr.lost[data-item]").count()
    )


def test_a_unit_is_found_by_its_name(shown: Page) -> None:
    shown.get_by_label("找单位").fill("东部片区")
    _expect_articles(shown, ["东部片区"])
    expect(shown.locator("#t2")).to_be_visible()
    expect(shown.locator("#t1")).to_be_hidden()
    shown.get_by_label("找单位").fill("桐荫")
    shown.keyboard.press("Enter")
    _expect_articles(shown, ["桐荫街道"])
    expect(shown.locator("#t1")).to_be_visible()


@pytest.mark.parametrize("name", ["W06", "青砚镇"])
def test_an_address_names_a_unit(browser: Browser, folder: Path, name: str) -> None:
    for opened in _open(browser, folder / "example.html"):
        opened.evaluate(f"location.hash = 'unit={quote(name)}'")
        expect(opened.locator(".of-unit:visible")).to_have_count(1)
        opened.evaluate("location.hash = 'unit=nobody'")
        expect(opened.locator(".of-unit:visible")).to_have_count(0)


def test_tables_are_shown_one_at_a_time(shown: Page) -> None:
    shown.locator(".tabs a").nth(1).click()
    expect(shown.locator("#t2")).to_be_visible()
    expect(shown.locator("#t1")).to_be_hidden()
    expect(shown.locator(".tabs a[aria-current]")).to_have_text("片区考核评分表")
    shown.locator(".sections.current a", has_text="得分分布").click()
    expect(shown.locator("#t2-heat")).to_be_in_viewport()


# ---- what a place means


def test_a_field_says_points_and_reason_when_pointed_at(shown: Page) -> None:
    field = shown.locator("#t1 .heat tbody tr", has_text="桑陌镇").locator("td.s5").first
    field.scroll_into_view_if_needed()
    shown.wait_for_timeout(100)
    field.hover()
    tip = shown.locator("#tip")
    expect(tip).to_contain_text("桑陌镇 · ")
    expect(tip).to_contain_text(re.compile("得[0-9.]+分，失[0-9.]+分（满分[0-9]+分）"))
    assert len(tip.locator("p").inner_text()) > 5
    shown.locator("#t1-heat h3").hover()
    expect(tip).to_be_hidden()


def test_fields_are_reached_by_arrow_keys(shown: Page) -> None:
    first = shown.locator("#t1 .heat tbody td[tabindex]")
    expect(first).to_have_count(1)
    first.focus()
    told = []
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        shown.keyboard.press(key)
        shown.wait_for_timeout(60)
        told.append(shown.locator("#tip b").inner_text())
    assert told[0].startswith("听泉街道 · ")
    assert told[1].startswith("望鹭街道 · ")
    assert told[1].split(" · ")[1] == told[0].split(" · ")[1]
    assert told[3].split(" · ")[1] == told[2].split(" · ")[1] != told[0].split(" · ")[1]
    expect(shown.locator("#t1 .heat tbody td[tabindex]")).to_have_count(1)
    shown.keyboard.press("Enter")
    _expect_articles(shown, ["听泉街道"])


def test_a_shape_says_its_title_once(shown: Page) -> None:
    shown.locator("#t1 figure.broad g[data-unit] rect").first.hover()
    expect(shown.locator("#tip")).to_contain_text("听泉街道：第1名")
    assert shown.locator("#t1 figure.broad g[data-unit]").first.locator("title").count() == 0


def test_a_finger_is_told_too_and_nothing_sticks_out(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    field = phone.locator("#t1 .heat tbody tr", has_text="望鹭街道").locator("td.s2").first
    field.scroll_into_view_if_needed()
    phone.wait_for_timeout(100)
    field.tap()
    expect(phone.locator("#tip")).to_contain_text("望鹭街道 · ")
    expect(phone.locator(".of-unit:visible")).to_have_count(0)
    field.tap()
    expect(phone.locator(".of-unit:visible h3")).to_have_text("望鹭街道")
    assert phone.evaluate("document.querySelector('#units').scrollWidth") <= 390


# ---- many units, harmful names, no script, paper


def test_of_many_units_the_chosen_one_is_set_by_the_script(many: Page) -> None:
    expect(many.locator(".of-unit")).to_have_count(0)
    link = many.locator("#t1 table.ranking a").nth(40)
    name = link.inner_text()
    link.click()
    _expect_articles(many, [name])
    article = many.locator(".of-unit:visible")
    expect(article.locator("table.items tr[data-item]")).to_have_count(12)
    assert article.locator("table.steps tr").count() >= 3
    shown_total = many.locator("#t1 table.ranking tr.lit td.total").inner_text()
    expect(article.locator("dd").first).to_contain_text(f"{shown_total}分")
    many.get_by_role("button", name="下一个").click()
    expect(many.locator(".of-unit")).to_have_count(1)
    expect(many.locator(ARTICLE_NAMES)).not_to_have_text([name])


def test_harmful_names_do_nothing(browser: Browser, folder: Path) -> None:
    for opened in _open(browser, folder / "hostile.html"):
        links = opened.locator("#t1 table.ranking a")
        for place, name in enumerate(links.all_inner_texts()):
            links.nth(place).click()
            _expect_articles(opened, [" ".join(name.split())])
        field = opened.locator("#t1 .heat tbody td").nth(3)
        field.scroll_into_view_if_needed()
        opened.wait_for_timeout(100)
        field.hover()
        expect(opened.locator("#tip")).to_be_visible()
        assert opened.locator("img, iframe, b:text-is('粗')").count() == 0


def test_without_the_script_everything_can_be_read(browser: Browser, folder: Path) -> None:
    for opened in _open(browser, folder / "example.html", script=False):
        expect(opened.locator(".part:visible")).to_have_count(2)
        expect(opened.locator(".of-unit:visible")).to_have_count(23)
        expect(opened.locator("#t1 table.ranking tbody tr:visible")).to_have_count(20)
        opened.locator("#t1 table.ranking a", has_text="桑陌镇").click()
        expect(opened.locator(".of-unit", has_text="桑陌镇").first).to_be_visible()
        expect(opened.locator(".filters, .tools, #tip")).to_have_count(0)
    for opened in _open(browser, folder / "many.html", script=False):
        expect(opened.locator("#t1 .heat tbody tr:visible")).to_have_count(70)


def test_on_paper_both_tables_are_printed_and_no_tools(shown: Page) -> None:
    shown.emulate_media(media="print")
    expect(shown.locator(".part:visible")).to_have_count(2)
    expect(shown.locator(".top:visible, .filters:visible, .tools:visible, .of-unit:visible")).to_have_count(0)


@pytest.mark.parametrize("size", [(1366, 768), (390, 844), (1920, 1080)])
def test_no_text_of_the_page_is_wider_than_it(browser: Browser, folder: Path, size: tuple[int, int]) -> None:
    for name in ("example", "many", "hostile"):
        for opened in _open(browser, folder / f"{name}.html", size):
            assert opened.evaluate("document.documentElement.scrollWidth") <= size[0]
