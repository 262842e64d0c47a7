"""Targets against actual figures as bullet bars: the bar is what was done, the black stroke what was asked."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.core import Absence, CountRatio, Number, plain, round_half_up
from kaohe.core.numbers import divide, multiply
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.targets import Aim, Aims
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    SMALL,
    Scale,
    Sign,
    axis,
    heading,
    label_width,
    legend,
    nothing,
    numbered,
    scale_over,
)
from kaohe.reports.pictures.ink import Fill
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus

REACHED, SHORT, UNKNOWN = ink.BASE, ink.LOST, Fill(ink.LIGHT, edge=ink.MIDDLE)
_ROW, _BAR, _AROUND = 24.0, 11.0, 120.0
_MOST = Decimal(150)
_HUNDRED = Decimal(100)
_PLACES = 4


def bullet_pages(content: Aims, look: Look = PAGE) -> tuple[Picture, ...]:
    """Every target with its figure, in as many pictures as it takes."""
    if not content.rows:
        return (nothing(look, content.title, "没有下达目标。"),)
    most = max(int((look.tallest - _AROUND) / _ROW), 4)
    portions = [content.rows[start : start + most] for start in range(0, len(content.rows), most)]
    return tuple(
        _picture(content, rows, look, numbered(content.title, place, len(portions)))
        for place, rows in enumerate(portions, 1)
    )


def _picture(content: Aims, rows: Sequence[Aim], look: Look, title: str) -> Picture:
    drawing = Drawing(look.width)
    subtitle = "" if content.alike else "以各自目标为100%"
    top = legend(drawing, heading(drawing, look, title, subtitle), list(_signs(rows))) + 4
    labels = label_width([aim.label for aim in content.rows], BODY, look.width * 0.28)
    figures = label_width([_figures(aim) for aim in content.rows], SMALL, look.width * 0.24)
    results = label_width([_result(aim) for aim in content.rows], SMALL, 84)
    right = look.width - MARGIN - results - 12 - figures - 24
    scale = _scale(content, MARGIN + labels + 10, right)
    below = axis(drawing, scale, top, top + len(rows) * _ROW, rows[0].sign if content.alike else "%")
    for place, aim in enumerate(rows):
        y = top + (place + 0.5) * _ROW
        with drawing.group(Mark(_told(aim), aim.unit, aim.measure)):
            drawing.text(MARGIN + labels, y, aim.label, BODY, anchor="end", room=labels)
            _bar(drawing, content, aim, scale, y)
            drawing.text(
                look.width - MARGIN - results - 12, y, _figures(aim), SMALL, anchor="end", room=figures
            )
            drawing.text(
                look.width - MARGIN, y, _result(aim), SMALL, colour=ink.SOFT, anchor="end", room=results
            )
    return drawing.finish(below + 4, title, _words(content))


def _scale(content: Aims, left: float, right: float) -> Scale:
    """The measure's own axis, or percent of the target up to half as much again."""
    if not content.alike:
        return Scale(Decimal(0), _MOST, left, right, Decimal(50))
    numbers = [
        round_half_up(number, _PLACES)
        for aim in content.rows
        for number in (aim.target, aim.figure)
        if not isinstance(number, Absence)
    ]
    return scale_over(min([Decimal(0), *numbers]), max(numbers), left, right, 4)


def _bar(drawing: Drawing, content: Aims, aim: Aim, scale: Scale, y: float) -> None:
    """The bar and the stroke; a target of zero has no percentage, so its row has the numbers alone."""
    target = aim.target if content.alike else _share(aim, aim.target)
    figure = aim.figure
    if isinstance(figure, Absence):
        fill = ink.MISSING if figure is not Absence.NOT_APPLICABLE else ink.NOT_APPLICABLE
        drawing.area(scale.left, y - _BAR / 2, 26, _BAR, fill)
        drawing.text(scale.left + 32, y, figure.label, SMALL, colour=ink.SOFT)
    else:
        done = figure if content.alike else _share(aim, figure)
        if done is not None:
            zero, end = scale.at(Decimal(0)), scale.at(done)
            drawing.area(min(zero, end), y - _BAR / 2, abs(end - zero), _BAR, _fill(aim))
            if done > scale.high:
                head = [(end + 3, y - 4), (end + 7, y), (end + 3, y + 4)]
                drawing.path(head, ink.INK, thick=1.4)
    if target is not None:
        x = scale.at(target)
        drawing.line((x, y - 9), (x, y + 9), ink.INK, thick=2.4)


def _share(aim: Aim, number: Number) -> Number | None:
    """The number in percent of the target."""
    return divide(multiply(number, _HUNDRED), aim.target) if aim.target > 0 else None


def _fill(aim: Aim) -> Fill:
    if aim.short is None:
        return UNKNOWN
    return SHORT if aim.short else REACHED


def _signs(rows: Sequence[Aim]) -> Iterator[Sign]:
    fills = [_fill(aim) for aim in rows if not isinstance(aim.figure, Absence)]
    for fill, name in ((REACHED, "达到目标"), (SHORT, "没有达到"), (UNKNOWN, "实绩")):
        if fill in fills:
            yield Sign(name, fill)
    yield Sign("目标", Fill(ink.INK))
    if any(aim.higher_is_better is False for aim in rows):
        yield Sign("≤：越低越好")


def _figures(aim: Aim) -> str:
    """Actual over target: 95.2381% / 95%."""
    way = "≤" if aim.higher_is_better is False else ""
    actual = aim.figure.label if isinstance(aim.figure, Absence) else _number(aim.figure)
    return f"{actual} / {way}{_number(aim.target)}{aim.sign}"


def _result(aim: Aim) -> str:
    if aim.short is None:
        return "" if isinstance(aim.figure, Absence) else "—"
    if not aim.short:
        return "达到"
    return f"{'差' if aim.higher_is_better else '超'}{_number(aim.short)}"


def _number(number: Number) -> str:
    return minus(plain(number))


def _told(aim: Aim) -> str:
    counts = f"（{aim.actual}）" if isinstance(aim.actual, CountRatio) else ""
    actual = (
        aim.figure.label
        if isinstance(aim.figure, Absence)
        else f"实绩{_number(aim.figure)}{aim.sign}{counts}"
    )
    result = _result(aim)
    told = f"，{result}" if result not in ("", "—") else ""
    return f"{aim.told}：目标{_number(aim.target)}{aim.sign}，{actual}{told}"


def _words(content: Aims) -> str:
    known = [aim for aim in content.rows if aim.short is not None]
    short = [aim.label for aim in known if aim.short]
    head = f"{len(content.rows)}个目标，达到{len(known) - len(short)}个，没有达到{len(short)}个"
    unknown = len(content.rows) - len(known)
    head += f"，{unknown}个还不能判断。" if unknown else "。"
    return head + (f"没有达到的：{'、'.join(short[:5])}{'等' if len(short) > 5 else ''}。" if short else "")
