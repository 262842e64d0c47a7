"""The picture of growth: seconds over units and over items, both axes in powers, so that a straight slope of one is linear time."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.scale.contenders import OURS, Contender
from benchmarks.scale.measuring import Measured
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.drawing import Drawing, Mark, Point
from kaohe.reports.pictures.frame import BODY, MARGIN, SMALL, Sign, dot, heading, legend, note
from kaohe.reports.pictures.picture import Look, Picture

_LOOK = Look(width=920)
_HEIGHT, _GAP, _AXIS = 300.0, 56.0, 46.0
_NAMES = {True: "Kaohe", False: "手写 Polars"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its name, how it is drawn, and its points (what grows, seconds)."""

    name: str
    colour: str
    dash: str
    hollow: bool
    points: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """One of the two fields: what grows, its lines, and where it lies."""

    title: str
    label: Callable[[int], str]
    lines: tuple[Line, ...]
    left: float
    right: float
    top: float
    low: float
    high: float

    @property
    def bottom(self) -> float:
        return self.top + _HEIGHT

    def at(self, size: float, seconds: float) -> Point:
        """Where a measurement lies. (The axes are logarithms of times and counts; no points are involved.)"""
        sizes = [point[0] for line in self.lines for point in line.points]
        spread = math.log(max(sizes) / min(sizes)) or 1.0
        across = math.log(size / min(sizes)) / spread
        up = math.log(seconds / self.low) / math.log(self.high / self.low)
        return self.left + across * (self.right - self.left), self.bottom - up * _HEIGHT


def growth_picture(over_units: Sequence[Measured], over_items: Sequence[Measured]) -> Picture:
    """Two panels, one scale of seconds."""
    drawing = Drawing(_LOOK.width)
    title = "用时随单位数、指标数的增长"
    top = heading(drawing, _LOOK, title, "单位：秒。横轴、纵轴都是对数；虚斜线是正好成正比的斜率。")
    by_units, by_items = _lines(over_units, lambda m: m.units), _lines(over_items, lambda m: m.items)
    top = legend(drawing, top + 2, [Sign(line.name, line=(line.colour, line.dash)) for line in by_units]) + 26
    seconds = [point[1] for line in (*by_units, *by_items) for point in line.points]
    low, high = _decade(min(seconds), math.floor), _decade(max(seconds), math.ceil)
    middle = _LOOK.width / 2
    items, units = over_units[0].items, over_items[0].units
    panels = (
        Panel(
            f"单位数（{items}项指标）",
            _units,
            by_units,
            MARGIN + _AXIS,
            middle - _GAP / 2,
            top,
            low,
            high,
        ),
        Panel(
            f"指标数（{_units(units)}个单位）",
            str,
            by_items,
            middle + _GAP / 2 + 10,
            _LOOK.width - MARGIN - 14,
            top,
            low,
            high,
        ),
    )
    for panel in panels:
        _panel(drawing, panel)
    words = "；".join(_told(panel, panel.lines) for panel in panels) + "。"
    computing = "；".join(_told(panel, panel.lines[1::2]) for panel in panels) + "。"
    below = note(drawing, panels[0].bottom + 40, computing)
    return drawing.finish(below + 4, title, words)


def _lines(measured: Sequence[Measured], size: Callable[[Measured], int]) -> tuple[Line, ...]:
    """Whole process and computing alone, for each engine."""
    lines = []
    for contender in dict.fromkeys(each.contender for each in measured):
        mine = [each for each in measured if each.contender == contender]
        ours = contender == OURS
        colour = ink.MAIN if ours else ink.WARM
        whole = tuple((size(each), each.whole.median) for each in mine)
        compute = tuple((size(each), each.compute) for each in mine)
        lines.append(Line(f"{_name(contender)}：整个进程", colour, "", False, whole))
        lines.append(Line(f"{_name(contender)}：只算", colour, "5 3", True, compute))
    return tuple(lines)


def _name(contender: Contender) -> str:
    return _NAMES[contender == OURS]


def _decade(seconds: float, toward: Callable[[float], int]) -> float:
    """The power of ten at or beyond."""
    return 10.0 ** toward(math.log10(seconds))


def _units(count: int) -> str:
    """160000 → 16万."""
    return f"{count / 10_000:g}万" if count >= 10_000 else str(count)


def _panel(drawing: Drawing, panel: Panel) -> None:
    middle = (panel.left + panel.right) / 2
    drawing.text(middle, panel.top - 14, panel.title, BODY, anchor="middle")
    for seconds in _ticks(panel.low, panel.high):
        whole = math.isclose(math.log10(seconds), round(math.log10(seconds)))
        y = panel.at(panel.lines[0].points[0][0], seconds)[1]
        drawing.line((panel.left, y), (panel.right, y), ink.RULE if whole else ink.HAIR)
        if whole:
            drawing.text(panel.left - 8, y, f"{seconds:g}", SMALL, colour=ink.SOFT, anchor="end")
    for size in dict.fromkeys(point[0] for line in panel.lines for point in line.points):
        x = panel.at(size, panel.low)[0]
        drawing.line((x, panel.bottom), (x, panel.bottom + 5), ink.RULE)
        drawing.text(x, panel.bottom + 16, panel.label(size), SMALL, colour=ink.SOFT, anchor="middle")
    _slope(drawing, panel)
    for line in panel.lines:
        points = [panel.at(*point) for point in line.points]
        drawing.path(points, line.colour, thick=2, dash=line.dash)
        for (size, seconds), place in zip(line.points, points, strict=True):
            fill = ink.PAPER if line.hollow else line.colour
            mark = Mark(f"{line.name} · {panel.label(size)}：{seconds:.3f}秒")
            dot(drawing, *place, line.colour, fill=fill, mark=mark)


def _ticks(low: float, high: float) -> Iterator[float]:
    """1, 2, 5 of each power of ten."""
    power = low
    while power <= high * 1.001:
        for times in (1, 2, 5):
            if power * times <= high * 1.001:
                yield power * times
        power *= 10


def _slope(drawing: Drawing, panel: Panel) -> None:
    """What exact proportion would look like, through the last point of the lowest line; cut at the floor of the panel."""
    size, seconds = min((line.points[-1] for line in panel.lines), key=lambda point: point[1])
    least = min(point[0] for line in panel.lines for point in line.points)
    start = max(float(least), size * panel.low / seconds)
    ends = [panel.at(start, seconds * start / size), panel.at(size, seconds)]
    drawing.path(ends, ink.FAINT, thick=1, dash="2 4")


def _told(panel: Panel, lines: Sequence[Line]) -> str:
    """What is to be seen of these lines, in words."""
    told = []
    for line in lines:
        (first, least), (last, most) = line.points[0], line.points[-1]
        told.append(
            f"{line.name}从{panel.label(first)}的{least:.3g}秒到{panel.label(last)}的{most:.3g}秒"
            f"（{last / first:.3g}倍，用时{most / least:.3g}倍）"
        )
    return f"{panel.title}：{'，'.join(told)}"
