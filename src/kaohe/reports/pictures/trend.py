"""Trend over years: lines of totals, or of ranks with the first place at the top."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.core import Number, plain, round_half_up
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.trend import Course, Trend, TrendOf
from kaohe.reports.pictures.drawing import Drawing, Mark, Point
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    SMALL,
    Scale,
    dot,
    heading,
    label_width,
    nothing,
    scale_over,
)
from kaohe.reports.pictures.ink import Fill
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, text_width

_HEIGHT = 210.0
_MANY_YEARS = 12
STROKES = (
    (ink.MAIN, "", 2.2),
    (ink.WARM, "5 3", 1.6),
    (ink.INK, "1.5 2.5", 1.6),
    (ink.MIDDLE, "11 3", 1.8),
    (ink.SOFT, "8 3 2 3", 1.4),
)
"""Colour, dash and thickness of the lines, one after the other."""

Placed = list[Point | None]


def trend_picture(content: Trend, look: Look = PAGE) -> Picture:
    """The courses as lines; a year without a value leaves a gap."""
    known = [value for course in content.courses for value in course.values if value is not None]
    if not known:
        return nothing(look, content.title, "各年都没有结果。")
    drawing = Drawing(look.width)
    top = (
        heading(drawing, look, content.title, "名次，1为最好" if content.of is TrendOf.RANK else "单位：分")
        + 14
    )
    names = label_width([course.name for course in content.courses], BODY, 120)
    left, right = MARGIN + 40, look.width - MARGIN - names - 26
    scale = _scale(content, known, top)
    _ground(drawing, content, scale, (left, right), top)
    xs = _across(len(content.years), left, right)
    placed = [
        [None if v is None else (x, scale.at(v)) for x, v in zip(xs, c.values, strict=True)]
        for c in content.courses
    ]
    for place in reversed(range(len(content.courses))):
        _line(drawing, content, place, placed[place])
    _values(drawing, content, placed)
    _names(drawing, content, placed, right + 14, names)
    return drawing.finish(top + _HEIGHT + 28, content.title, _words(content))


def _scale(content: Trend, known: Sequence[Number], top: float) -> Scale:
    """From the top down for ranks, from the bottom up for points; not from zero, for it is the change that is shown."""
    numbers = [round_half_up(value, 4) for value in known]
    low, high = min(numbers), max(numbers)
    if content.of is TrendOf.RANK:
        step = max((high - 1) // 6, Decimal(1))
        last = 1 + ((high - 1) / step).to_integral_value(rounding="ROUND_CEILING") * step
        return Scale(Decimal(1), max(last, Decimal(3)), top, top + _HEIGHT, step)
    spare = max((high - low) / 4, Decimal(1))
    return scale_over(low - spare, high + spare, top + _HEIGHT, top, 5)


def _ground(drawing: Drawing, content: Trend, scale: Scale, sides: tuple[float, float], top: float) -> None:
    """Lines at round numbers, and the years."""
    left, right = sides
    for tick in scale.ticks():
        y = scale.at(tick)
        drawing.line((left, y), (right, y), ink.HAIR)
        drawing.text(left - 8, y, minus(plain(tick)), SMALL, colour=ink.SOFT, anchor="end")
    xs = _across(len(content.years), left, right)
    every = -(-len(xs) // _MANY_YEARS)
    room = (right - left) / max(len(xs) / every, 1)
    for place, (x, year) in enumerate(zip(xs, content.years, strict=True)):
        if place % every == 0:
            drawing.text(x, top + _HEIGHT + 16, year, SMALL, colour=ink.SOFT, anchor="middle", room=room)
        drawing.line((x, top + _HEIGHT), (x, top + _HEIGHT + 5), ink.RULE)


def _across(count: int, left: float, right: float) -> list[float]:
    """The middles of as many equal fields."""
    return [left + (right - left) * (place + 0.5) / count for place in range(count)]


def _line(drawing: Drawing, content: Trend, place: int, points: Placed) -> None:
    course = content.courses[place]
    colour, dash, thick = STROKES[place % len(STROKES)]
    with drawing.group(Mark(unit=course.unit)):
        for run in _runs(points):
            if len(run) > 1:
                drawing.path(run, colour, thick=thick, dash=dash)
        for year, point, value in zip(content.years, points, course.values, strict=True):
            if point is not None and value is not None:
                fill = colour if place == 0 else ink.PAPER
                mark = Mark(f"{course.name} · {year}：{_text(content, value)}", course.unit)
                dot(drawing, *point, colour, size=3.6, fill=fill, mark=mark)


def _runs(points: Placed) -> Iterator[list[Point]]:
    """Stretches without a gap."""
    run: list[Point] = []
    for point in points:
        if point is None:
            if run:
                yield run
            run = []
        else:
            run.append(point)
    if run:
        yield run


def _values(drawing: Drawing, content: Trend, placed: Sequence[Placed]) -> None:
    """The numbers beside the points of one or two courses: above the upper one, below the lower one."""
    if len(content.courses) > 2 or len(content.years) > _MANY_YEARS:
        return
    for year in range(len(content.years)):
        here = [(course, line[year]) for course, line in zip(content.courses, placed, strict=True)]
        points = sorted(
            ((point, course) for course, point in here if point is not None), key=lambda e: e[0][1]
        )
        for order, (point, course) in enumerate(points):
            value = course.values[year]
            if value is not None:
                y = point[1] + (-12 if order == 0 else 12)
                half = text_width(_number(value), SMALL) / 2
                drawing.area(point[0] - half, y - 5, 2 * half, 10, Fill(ink.PAPER))
                drawing.text(point[0], y, _number(value), SMALL, anchor="middle")


def _names(drawing: Drawing, content: Trend, placed: Sequence[Placed], x: float, room: float) -> None:
    """The courses' names at the right, each at the height of its last point, pushed apart where they would meet."""
    ends = [(next((p[1] for p in reversed(line) if p), None), place) for place, line in enumerate(placed)]
    level = -1.0
    for y, place in sorted((y, place) for y, place in ends if y is not None):
        level = max(y, level + 14)
        colour, dash, thick = STROKES[place % len(STROKES)]
        course = content.courses[place]
        drawing.line((x - 12, level), (x + 2, level), colour, thick=thick, dash=dash)
        drawing.text(x + 7, level, course.name, BODY, room=room, mark=Mark(course.name, course.unit))


def _number(value: Number) -> str:
    return minus(plain(value) if isinstance(value, Decimal) else plain(value, 2))


def _text(content: Trend, value: Number) -> str:
    return f"第{_number(value)}名" if content.of is TrendOf.RANK else f"{_number(value)}分"


def _words(content: Trend) -> str:
    return "".join(_course_words(content, course) for course in content.courses[:2])


def _course_words(content: Trend, course: Course) -> str:
    known = [
        (year, value) for year, value in zip(content.years, course.values, strict=True) if value is not None
    ]
    if not known:
        return f"{course.name}各年都没有结果。"
    told = "、".join(
        f"{year}{_text(content, value)}"
        for year, value in (known if len(known) < 4 else [known[0], known[-1]])
    )
    missing = len(content.years) - len(known)
    return f"{course.name}：{told}{f'，{missing}年没有结果' if missing else ''}。"
