"""Pictures as PNG, for what cannot draw SVG. Fonts come with a package, so that every machine draws the same."""

from collections.abc import Iterator, Sequence
from functools import cache

import pylopdf_fonts_zh_cn
import typst

from kaohe.reports.pictures.picture import Picture

BATCH = 4
"""Pictures in one compilation. typst keeps what its last ten compilations made: forty pages of pixels are 0.4 GB."""

_POINTS = 0.75
"""Of a point, 72 to the inch, in a CSS pixel."""


def png_of(pictures: Sequence[Picture], ppi: int = 220) -> tuple[bytes, ...]:
    """Each picture as a PNG of its own size at so many pixels to the inch, in the same order."""
    return tuple(png_each(pictures, ppi))


def png_each(pictures: Sequence[Picture], ppi: int = 220) -> Iterator[bytes]:
    """The same one after the other, a batch in memory at a time: for a thousand pictures."""
    for start in range(0, len(pictures), BATCH):
        yield from _compiled(pictures[start : start + BATCH], ppi)


def _compiled(pictures: Sequence[Picture], ppi: int) -> list[bytes]:
    source = "#set page(margin: 0pt)\n" + "\n".join(map(_page, pictures))
    made = typst.compile(source.encode(), format="png", ppi=ppi, font_paths=_fonts())
    pages: object = made  # one page comes as bytes, several as a list; the stub knows only the first
    return [made] if isinstance(pages, bytes) else list(pages) if isinstance(pages, list) else []


def _page(picture: Picture) -> str:
    size = f"width: {picture.width * _POINTS}pt, height: {picture.height * _POINTS}pt"
    quoted = picture.svg.replace("\\", "\\\\").replace('"', '\\"')
    return f'#page({size}, image(bytes("{quoted}"), format: "svg", {size}))'


@cache
def _fonts() -> typst.Fonts:
    """The packaged fonts alone; none of the machine's."""
    folder = str(pylopdf_fonts_zh_cn.sans_path().parent)
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
