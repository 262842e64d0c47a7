"""What every picture is, and how large it may be."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that is ready to stand in a page, a document or a file.

    `svg` is one complete <svg> element; `width` and `height` are CSS pixels (96 to the inch). `title` is what a
    caption says; `words` say in one or two sentences what is to be seen (the alternative text).
    """

    svg: str
    width: int
    height: int
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Look:
    """How large pictures are: `width`, and the height `tallest` after which a new picture begins, in CSS pixels.

    `titled` False leaves the heading out, for documents that set a caption of their own.
    """

    width: int = 620
    tallest: int = 800
    titled: bool = True


PAGE = Look()
"""The text area of an official page standing upright: 156 mm wide, 225 mm high less a caption."""

WIDE = Look(width=950, tallest=560)
"""A screen, or a page lying on its side."""
