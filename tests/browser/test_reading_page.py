"""The two-sided page in a real browser: what a hand and an eye meet, and that it asks no host for anything."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from kaohe.cli.reading.drafts import write_page
from kaohe.reports.read_document import read_document
from tests.browser.watched import watched
from tests.unit.cli.read_samples import ROWS, page, table, written

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>每迟报1次扣1分，扣完为止。"
STATES = ("understood", "doubtful", "unread", "judged")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A long page of one table: its rows stand there ten times over, then one that means harm."""
    folder = tmp_path_factory.mktemp("page")
    rows = [(f"{name}{turn}", points, clause) for turn in range(10) for name, points, clause in ROWS]
    source = written(folder, page(table((*rows, ("报送", "3", HOSTILE.replace("<", "&lt;"))))))
    made = folder / "对照.html"
    write_page(read_document(source), made)
    return made.as_uri()


@pytest.fixture
def shown(browser: Browser, address: str) -> Iterator[Page]:
    yield from _open(browser, address, 1366, 768)


def _open(browser: Browser, address: str, width: int, height: int, *, script: bool = True) -> Iterator[Page]:
    yield from watched(browser, address, (width, height), script=script)


def _in_view(shown: Page, selector: str) -> bool:
    """Whether the first of these lies within its column and within the window."""
    found: bool = shown.locator(selector).first.evaluate(
        """(it) => {
            const at = it.getBoundingClientRect(), pane = it.closest(".pane").getBoundingClientRect();
            return at.top >= Math.max(pane.top, 0) - 1 && at.bottom <= Math.min(pane.bottom, innerHeight) + 1;
        }"""
    )
    return found


def test_parts_light_up_together_and_a_click_keeps_them(shown: Page) -> None:
    mark = shown.locator("#i1 .rule mark[data-part='i1-p4']")
    mark.hover()
    assert shown.locator("#source mark.lit").all_inner_texts() == ["4分"]
    shown.locator("h1").hover()
    expect(shown.locator("mark.lit")).to_have_count(0)
    mark.click()
    shown.locator("h1").hover()
    assert shown.locator("#source mark.lit").all_inner_texts() == ["4分"]
    shown.locator("h1").click()
    expect(shown.locator("mark.lit")).to_have_count(0)


def test_a_click_brings_the_other_side_into_view(shown: Page) -> None:
    card = shown.locator(".card").nth(30)
    card.scroll_into_view_if_needed()
    anchor = card.get_attribute("id")
    assert not _in_view(shown, f"#src-{anchor}")
    card.locator(".nature").click()
    assert _in_view(shown, f"#src-{anchor}")
    first = shown.locator("#src-i1")
    first.scroll_into_view_if_needed()
    shown.locator("#source mark[data-part='i1-n1']").first.click()
    assert _in_view(shown, "#i1 mark[data-part='i1-n1']")


@pytest.mark.parametrize("state", STATES)
def test_the_buttons_leave_the_items_of_one_state(shown: Page, state: str) -> None:
    button = shown.locator(f"button[data-show={state}]")
    button.click()
    number = int(re.findall("[0-9]+", button.inner_text())[0])
    assert button.get_attribute("aria-pressed") == "true"
    visible = shown.locator(".card:visible")
    expect(visible).to_have_count(number)
    assert {card.get_attribute("data-state") for card in visible.all()} == {state}
    shown.locator("button[data-show=all]").click()
    expect(visible).to_have_count(shown.locator(".card").count())


def test_keys_go_through_what_is_shown_on_both_sides(shown: Page) -> None:
    shown.locator("button[data-show=judged]").click()
    seen = []
    for key in "jjjk":
        shown.keyboard.press(key)
        seen.append(shown.evaluate("document.activeElement.id"))
        assert _in_view(shown, f"#src-{seen[-1]}")
    judged = [card.get_attribute("id") for card in shown.locator(".card:visible").all()]
    assert seen == [judged[0], judged[1], judged[2], judged[1]]


@pytest.mark.parametrize("script", [True, False])
def test_nothing_sticks_out_of_a_narrow_screen(browser: Browser, address: str, script: bool) -> None:
    for narrow in _open(browser, address, 390, 844, script=script):
        if script:
            assert narrow.evaluate("document.documentElement.scrollWidth") == 390
        expect(narrow.locator(".card:visible")).to_have_count(10 * len(ROWS) + 1)
        expect(narrow.locator(".filter:visible")).to_have_count(int(script))


def test_on_paper_the_rules_begin_where_the_document_has_ended(shown: Page) -> None:
    shown.set_viewport_size({"width": 718, "height": 1000})  # a sheet of A4 between its margins
    shown.emulate_media(media="print")
    ends = shown.evaluate("document.querySelector('#source').lastElementChild.getBoundingClientRect().bottom")
    begins = shown.evaluate("document.querySelector('#rules').getBoundingClientRect().top")
    assert ends <= begins
    expect(shown.locator(".filter:visible")).to_have_count(0)


def test_the_page_stands_alone(shown: Page) -> None:
    """Nothing beside it is asked for, and the harmful row is text."""
    assert "alert(2)" in shown.locator(".card").last.inner_text()
    assert shown.evaluate("performance.getEntriesByType('resource').length") == 0
    assert shown.locator("script").count() == 1
