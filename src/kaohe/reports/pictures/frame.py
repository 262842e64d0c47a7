"""What pictures share around what they show: heading, legend, axis, note."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Number, plain
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.ink import FAINT, HAIR, INK, RULE, SOFT, Fill
from kaohe.reports.pictures.picture import Look, Picture
from kaohe.reports.pictures.text import minus, text_width

MARGIN = 8.0
TITLE, SUBTITLE, BODY, SMALL = 15.0, 11.0, 11.0, 9.5
_BREAKS = "，。；、）"


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of a legend: an area's filling, or a line (colour, dash, whether its points are hollow), and its meaning."""

    label: str
    fill: Fill | None = None
    line: tuple[str, str] | None = None


def heading(drawing: Drawing, look: Look, title: str, subtitle: str = "") -> float:
    """Title and subtitle at the top; the height below them."""
    top = MARGIN
    room = drawing.width - 2 * MARGIN
    if look.titled:
        drawing.text(MARGIN, top + TITLE / 2 + 1, title, TITLE, room=room)
        top += TITLE + 9
    if subtitle:
        for line in wrapped(subtitle, SUBTITLE, room):
            drawing.text(MARGIN, top + SUBTITLE / 2, line, SUBTITLE, colour=SOFT)
            top += SUBTITLE + 5
    return top + 1


def legend(drawing: Drawing, top: float, signs: Sequence[Sign]) -> float:
    """What the areas and lines mean, in as many lines as it takes; the height below."""
    x, y, swatch = MARGIN, top + 8, 20.0
    for sign in signs:
        width = (swatch + 5 if sign.fill or sign.line else 0) + text_width(sign.label, SMALL)
        if x > MARGIN and x + width > drawing.width - MARGIN:
            x, y = MARGIN, y + 17
        start = x
        if sign.fill is not None:
            drawing.area(x, y - 5.5, swatch, 11, sign.fill)
        elif sign.line is not None:
            drawing.line((x, y), (x + swatch, y), sign.line[0], thick=1.8, dash=sign.line[1])
        if sign.fill or sign.line:
            start += swatch + 5
        drawing.text(start, y, sign.label, SMALL, colour=SOFT, room=drawing.width - MARGIN - start)
        x += width + 14
    return y + 14 if signs else top


def note(drawing: Drawing, top: float, words: str) -> float:
    """Small print below a picture; the height below it."""
    for line in wrapped(words, SMALL, drawing.width - 2 * MARGIN):
        drawing.text(MARGIN, top + SMALL / 2, line, SMALL, colour=SOFT)
        top += SMALL + 5
    return top


def wrapped(words: str, size: float, room: float) -> list[str]:
    """The text in lines that fit; a line does not begin with a stop."""
    lines, line = [], ""
    for character in words:
        if text_width(line + character, size) > room and line and character not in _BREAKS:
            lines.append(line)
            line = ""
        line += character
    return [*lines, line] if line else lines


def nothing(look: Look, title: str, words: str) -> Picture:
    """A picture that says that there is nothing to be shown."""
    drawing = Drawing(look.width)
    top = heading(drawing, look, title)
    drawing.area(MARGIN, top + 2, drawing.width - 2 * MARGIN, 60, Fill("#ffffff", edge=RULE, dashed=True))
    drawing.text(
        drawing.width / 2, top + 32, words, 12, colour=SOFT, anchor="middle", room=drawing.width - 40
    )
    return drawing.finish(top + 70, title, words)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight axis: exact numbers from `low` to `high` laid on pixels from `left` to `right`."""

    low: Decimal
    high: Decimal
    left: float
    right: float
    step: Decimal = Decimal(1)

    def at(self, value: Number) -> float:
        """Where a number lies; what lies outside is held at the edge. (A position may be a float, points never.)"""
        low, high = float(self.low), float(self.high)
        share = (min(max(float(value), low), high) - low) / (high - low)
        return self.left + share * (self.right - self.left)

    def ticks(self) -> Iterator[Decimal]:
        tick = self.low
        while tick <= self.high:
            yield tick
            tick += self.step


def scale_over(low: Decimal, high: Decimal, left: float, right: float, ticks: int = 6) -> Scale:
    """An axis over these numbers that begins and ends at round ones."""
    if high <= low:
        high = low + 1
    rough = (high - low) / ticks
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR") * step
    last = (high / step).to_integral_value(rounding="ROUND_CEILING") * step
    return Scale(first, last, left, right, step)


def axis(drawing: Drawing, scale: Scale, top: float, bottom: float, unit: str = "分") -> float:
    """Hair lines at round numbers from top to bottom, with the numbers below; the height below those."""
    for tick in scale.ticks():
        x = scale.at(tick)
        drawing.line((x, top), (x, bottom), RULE if tick == 0 else HAIR)
        drawing.text(x, bottom + 9, minus(plain(tick)), SMALL, colour=SOFT, anchor="middle")
    if unit:
        drawing.text(scale.right + 12, bottom + 9, unit, SMALL, colour=FAINT)
    return bottom + 18


def numbered(title: str, number: int, of: int) -> str:
    """The title of one of several pictures."""
    return title if of == 1 else f"{title}（{number}/{of}）"


def label_width(texts: Sequence[str], size: float, most: float) -> float:
    """The room that a column of labels takes, no more than `most`."""
    return min(max((text_width(text, size) for text in texts), default=0.0) + 2, most)


def dot(
    drawing: Drawing,
    x: float,
    y: float,
    colour: str = INK,
    *,
    size: float = 3.2,
    fill: str = "",
    mark: Mark | None = None,
) -> None:
    """A point of a line: a small diamond, hollow where `fill` is paper."""
    corners = [(x, y - size), (x + size, y), (x, y + size), (x - size, y)]
    drawing.path(corners, colour, thick=1.4, fill=fill or colour, closed=True, mark=mark or Mark())
