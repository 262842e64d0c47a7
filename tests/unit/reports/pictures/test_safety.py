"""What a picture is made of: only what every program draws, nothing that runs, nothing from outside, nobody's mark-up."""

import re

import pytest

from kaohe.reports.pictures import Aims, Course, Trend, bullet_pages, ranking_picture, trend_picture
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.text import escaped
from tests.unit.reports.pictures import made
from tests.unit.reports.pictures.seen import ALLOWED, elements, name, texts, titles


@pytest.mark.parametrize("which", made.ALL)
def test_it_is_plain_svg(which: str) -> None:
    for picture in made.ALL[which]():
        assert picture.svg.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ')
        assert {name(element) for element in elements(picture)} <= ALLOWED
        attributes = {key for element in elements(picture) for key in element.attrib}
        assert not {
            key
            for key in attributes
            if key.startswith("on") or "href" in key or key in ("id", "class", "style")
        }
        assert "url(" not in picture.svg
        assert picture.words
        assert picture.title


@pytest.mark.parametrize("which", made.EXAMPLES)
def test_the_same_content_is_the_same_picture(which: str) -> None:
    assert made.EXAMPLES[which]() == made.EXAMPLES[which]()


@pytest.mark.parametrize("which", made.EXAMPLES)
def test_marks_name_their_unit(which: str) -> None:
    for picture in made.EXAMPLES[which]():
        units = {element.get("data-unit") for element in elements(picture)} - {None}
        assert units <= {unit.id for unit in made.example()[3]}
        assert units
        assert titles(picture)


def test_mark_up_in_a_name_stays_a_name() -> None:
    aim = made.aims().rows[0]
    hostile = made.HOSTILE
    pictures = (
        ranking_picture(made.ranking(1)),
        trend_picture(Trend(hostile, (hostile,), (Course(hostile, (aim.target,), hostile),))),
        *bullet_pages(
            Aims(
                hostile,
                (aim.__class__(hostile, hostile, hostile, hostile, aim.target, aim.actual, True, hostile),),
            )
        ),
    )
    for picture in pictures:
        assert "<script" not in picture.svg
        assert "\x07" not in picture.svg
        assert "\u202e" not in picture.svg
        assert "<!--" not in picture.svg
        shown = "".join([*texts(picture), *titles(picture)])
        assert "乡<script>" in shown


def test_every_sign_that_is_none_is_left_out() -> None:
    assert escaped("甲\x00乙\n丙\ud800丁\u200b]]>&") == "甲 乙 丙丁]]&gt;&amp;"
    drawing = Drawing(10)
    drawing.text(0, 0, "<&\"'>", mark=Mark("\x1b", "<u>", '"i"'))
    svg = drawing.finish(10, "t", "w").svg
    assert re.search(r'data-unit="&lt;u&gt;" data-item="&quot;i&quot;"', svg)
