"""Pictures as PNG: of the right size, not blank, with the Chinese drawn."""

import io
from functools import cache

import pytest
from PIL import Image

from kaohe.reports.pictures import Picture
from kaohe.reports.pictures.drawing import Drawing
from kaohe.reports.pictures.raster import BATCH, png_of
from tests.unit.reports.pictures import made


@cache
def _all() -> dict[str, tuple[Picture, Image.Image]]:
    """One picture of each kind with its PNG, made in one go."""
    pictures = {name: draw()[0] for name, draw in made.EXAMPLES.items()}
    images = (Image.open(io.BytesIO(data)) for data in png_of(list(pictures.values()), 96))
    return {name: (pictures[name], image) for name, image in zip(pictures, images, strict=True)}


@pytest.mark.parametrize("which", made.EXAMPLES)
def test_each_is_drawn_in_its_size(which: str) -> None:
    picture, image = _all()[which]
    assert abs(image.width - picture.width) <= 1
    assert abs(image.height - picture.height) <= 1
    dark = sum(image.convert("L").histogram()[:128])
    assert dark > 1000
    assert len(image.convert("L").getcolors(256) or []) > 20


def _glyph(text: str) -> bytes:
    drawing = Drawing(60)
    drawing.text(5, 20, text, 30)
    (data,) = png_of([drawing.finish(40, "字", "字")], 96)
    return Image.open(io.BytesIO(data)).convert("L").tobytes()


def test_chinese_characters_are_drawn_and_not_boxes() -> None:
    """A face without a character draws the same box for each; these are all different."""
    shown = {_glyph(character) for character in "考核镇街垚犇︙−…≤"}
    assert len(shown) == len("考核镇街垚犇︙−…≤")
    assert _glyph("") not in shown


def test_many_come_in_order_across_batches() -> None:
    pictures = []
    for number in range(BATCH * 2 + 3):
        pictures.append(Drawing(20 + number).finish(10, str(number), "空"))
    widths = [Image.open(io.BytesIO(data)).width for data in png_of(pictures, 96)]
    assert widths == [20 + number for number in range(BATCH * 2 + 3)]
    assert png_of([]) == ()


def test_the_resolution_is_what_was_asked_for() -> None:
    (data,) = png_of([Drawing(96).finish(48, "英寸", "一英寸宽")], 220)
    assert Image.open(io.BytesIO(data)).size == (220, 110)


def test_signs_of_typst_in_a_name_are_only_signs() -> None:
    drawing = Drawing(200)
    drawing.text(5, 20, '#import "x"; \\u{41} ") $ \\')
    assert len(png_of([drawing.finish(40, '"#', "\\")])) == 1
