"""SVG written down, shape by shape: what browsers, Word and typst all draw alike.

Only rect, line, path, text, tspan, g and title: no style sheet, no script, no reference to
anything outside. Hatches are lines that are cut to their area here, so no picture needs an id and two of them
never get in each other's way on a page.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kaohe.reports.pictures.ink import INK, Fill, Hatch
from kaohe.reports.pictures.picture import Picture
from kaohe.reports.pictures.text import FONTS, escaped, shortened

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a shape stands for: its full text, and the unit and item that a page may look for."""

    title: str = ""
    unit: str = ""
    item: str = ""

    @property
    def attributes(self) -> str:
        unit = f' data-unit="{escaped(self.unit)}"' if self.unit else ""
        return unit + (f' data-item="{escaped(self.item)}"' if self.item else "")

    @property
    def told(self) -> str:
        return f"<title>{escaped(self.title)}</title>" if self.title else ""


NOTHING = Mark()

_UPRIGHT = dict(zip("（）()《》“”—-…", "︵︶︵︶︽︾﹃﹄︱︱︙", strict=True))
"""How signs look in a text that is written downwards."""


def number(value: float) -> str:
    """A position to a tenth of a pixel, the same on every machine."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


class Drawing:
    """The shapes of one picture, in the order in which they are laid upon one another."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._parts: list[str] = []

    def area(self, x: float, y: float, width: float, height: float, fill: Fill, mark: Mark = NOTHING) -> None:
        """A filled rectangle, its hatch and its edge."""
        edge = f' stroke="{fill.edge}" stroke-width="0.8"' if fill.edge else ""
        dash = ' stroke-dasharray="3 2"' if fill.dashed else ""
        width, height = max(width, 0.0), max(height, 0.0)
        place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}"'
        self._shape("rect", f'{place} fill="{fill.colour}"{edge}{dash}', mark)
        if fill.hatch is not None:
            lines = "".join(_hatched(fill.hatch, x, y, width, height, fill.gap))
            if lines:
                stroke = f'fill="none" stroke="{fill.lines}" stroke-width="0.7" pointer-events="none"'
                self._parts.append(f'<path d="{lines}" {stroke}/>')

    def line(
        self,
        start: Point,
        end: Point,
        colour: str,
        *,
        thick: float = 1.0,
        dash: str = "",
        mark: Mark = NOTHING,
    ) -> None:
        place = f'x1="{number(start[0])}" y1="{number(start[1])}" x2="{number(end[0])}" y2="{number(end[1])}"'
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._shape("line", f'{place} stroke="{colour}" stroke-width="{number(thick)}"{dashed}', mark)

    def path(
        self,
        points: Sequence[Point],
        colour: str,
        *,
        thick: float = 1.0,
        dash: str = "",
        fill: str = "none",
        opacity: str = "",
        closed: bool = False,
        mark: Mark = NOTHING,
    ) -> None:
        """Straight strokes from point to point; `closed` joins the last to the first."""
        steps = "L".join(f"{number(x)} {number(y)}" for x, y in points)
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        seen = f' fill-opacity="{opacity}"' if opacity else ""
        ends = ' stroke-linejoin="round"'
        place = f'd="M{steps}{"Z" if closed else ""}" fill="{fill}"{seen}'
        self._shape("path", f'{place} stroke="{colour}" stroke-width="{number(thick)}"{dashed}{ends}', mark)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float = 11.0,
        *,
        colour: str = INK,
        anchor: str = "start",
        room: float | None = None,
        mark: Mark = NOTHING,
    ) -> None:
        """A line of text with its middle at height `y`. Where it does not fit into `room` it is shortened and
        keeps the whole of itself as its title.
        """
        shown = words if room is None else shortened(words, size, room)
        if shown != words and not mark.title:
            mark = Mark(words, mark.unit, mark.item)
        place = f'x="{number(x)}" y="{number(y + size * 0.36)}" font-size="{number(size)}" fill="{colour}"'
        side = "" if anchor == "start" else f' text-anchor="{anchor}"'
        self._parts.append(f"<text {place}{side}{mark.attributes}>{escaped(shown)}{mark.told}</text>")

    def stacked(
        self,
        x: float,
        top: float,
        words: str,
        size: float,
        most: int,
        *,
        colour: str = INK,
        mark: Mark = NOTHING,
    ) -> None:
        """A text written downwards, a character below the other, at most so many of them."""
        shown = words if len(words) <= most else f"{words[: most - 1]}︙"
        step = size * 1.08
        spans = "".join(
            f'<tspan x="{number(x)}" y="{number(top + size * 0.88 + place * step)}">{escaped(_UPRIGHT.get(character, character))}</tspan>'
            for place, character in enumerate(shown)
            if character.strip()
        )
        if shown != words and not mark.title:
            mark = Mark(words, mark.unit, mark.item)
        look = f'font-size="{number(size)}" fill="{colour}" text-anchor="middle"'
        self._parts.append(f"<text {look}{mark.attributes}>{spans}{mark.told}</text>")

    @contextmanager
    def group(self, mark: Mark) -> Iterator[None]:
        """Shapes that belong to one unit or item; what has no title of its own shares the group's."""
        self._parts.append(f"<g{mark.attributes}>{mark.told}")
        yield
        self._parts.append("</g>")

    def finish(self, height: float, title: str, words: str) -> Picture:
        """The picture, as high as what was drawn."""
        tall = int(height + 0.999)
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {tall}" width="{self.width}" '
            f'height="{tall}" role="img" aria-label="{escaped(words)}" font-family="{FONTS}">'
        )
        paper = f'<rect x="0" y="0" width="{self.width}" height="{tall}" fill="#ffffff"/>'
        body = "\n".join([head, paper, *self._parts, "</svg>"])
        return Picture(body, self.width, tall, title, words)

    def _shape(self, name: str, attributes: str, mark: Mark) -> None:
        told = mark.told
        end = f">{told}</{name}>" if told else "/>"
        self._parts.append(f"<{name} {attributes}{mark.attributes}{end}")


def _hatched(hatch: Hatch, x: float, y: float, width: float, height: float, gap: float) -> Iterator[str]:
    """The strokes of a hatch inside a rectangle. They lie on one grid of the whole picture, so that
    areas beside one another join.
    """
    right, bottom = x + width, y + height
    if hatch is Hatch.LYING:
        level = _first(y + 1, gap)
        while level < bottom - 0.5:
            yield f"M{number(x)} {number(level)}H{number(right)}"
            level += gap
    if hatch in (Hatch.RISING, Hatch.CROSSED):
        total = _first(x + y, gap)
        while total < right + bottom:
            left, far = max(x, total - bottom), min(right, total - y)
            if far - left > 0.3:
                yield f"M{number(left)} {number(total - left)}L{number(far)} {number(total - far)}"
            total += gap
    if hatch in (Hatch.FALLING, Hatch.CROSSED):
        shift = _first(x - bottom, gap)
        while shift < right - y:
            left, far = max(x, y + shift), min(right, bottom + shift)
            if far - left > 0.3:
                yield f"M{number(left)} {number(left - shift)}L{number(far)} {number(far - shift)}"
            shift += gap


def _first(start: float, gap: float) -> float:
    """The first place of the grid at or behind the start."""
    return -(-start // gap) * gap
