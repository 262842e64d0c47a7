"""Nothing leaves a picture, and no text runs into another, at whatever end of what may occur."""

import pytest

from kaohe.reports.pictures import PAGE, WIDE, Look, heat_pages, ranking_pages
from kaohe.reports.pictures.drawing import Drawing
from kaohe.reports.pictures.text import shortened, text_width
from tests.unit.reports.pictures import made
from tests.unit.reports.pictures.seen import colliding, outside, shape_boxes, text_boxes, titles


@pytest.mark.parametrize("name", made.ALL)
def test_nothing_lies_outside(name: str) -> None:
    for picture in made.ALL[name]():
        assert outside(picture) == []


@pytest.mark.parametrize("name", [name for name in made.ALL if not name.startswith("trend-5")])
def test_no_text_runs_into_another(name: str) -> None:
    for picture in made.ALL[name]():
        assert colliding(picture) == []


@pytest.mark.parametrize("name", made.ALL)
def test_no_picture_is_larger_than_a_page(name: str) -> None:
    for picture in made.ALL[name]():
        assert picture.width in (PAGE.width, WIDE.width)
        assert picture.height <= PAGE.tallest
        assert picture.width != WIDE.width or picture.height <= WIDE.tallest


def test_the_test_sees_what_runs_together() -> None:
    drawing = Drawing(100)
    drawing.text(90, 10, "桑陌镇")
    drawing.text(92, 14, "梅屿镇")
    picture = drawing.finish(40, "重叠", "重叠")
    assert colliding(picture) == [("桑陌镇", "梅屿镇")]
    assert len(outside(picture)) == 2


@pytest.mark.parametrize("width", [380, 620, 950, 1400])
def test_other_widths_will_do(width: int) -> None:
    look = Look(width=width, tallest=700)
    for picture in (*ranking_pages(made.ranking(40), look), *heat_pages(made.heat(40, 30), look)):
        assert (outside(picture), colliding(picture)) == ([], [])


def test_a_long_name_is_cut_and_kept_whole_beside_it() -> None:
    (first, *_) = ranking_pages(made.ranking(60))
    cut = [box.words for box in text_boxes(first) if box.words.endswith("…")]
    assert cut
    assert any(title.startswith(made.LONG[:25]) for title in titles(first))


def test_what_is_cut_fits() -> None:
    for width in range(10, 200, 7):
        assert text_width(shortened(made.LONG, 11, width), 11) <= max(width, 11)
    assert shortened("桑陌镇", 11, 40) == "桑陌镇"


def test_bars_begin_at_zero_and_end_in_the_order_of_the_totals() -> None:
    (picture,) = made.EXAMPLES["ranking"]()
    bars = [box for box in shape_boxes(picture) if 11.5 < box.bottom - box.top < 12.5]
    assert len({box.left for box in bars if box.right - box.left > 200}) == 1


def test_a_heading_can_be_left_to_the_document() -> None:
    (titled,) = ranking_pages(made.ranking(3))
    (bare,) = ranking_pages(made.ranking(3), Look(titled=False))
    assert bare.height < titled.height
    assert bare.title == titled.title
