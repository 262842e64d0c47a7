"""Waterfall of one unit's points: from the full points down to the total, each lost point where it was lost."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate

from kaohe.core import Absence, plain
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.account import Account, Step, StepKind
from kaohe.reports.pictures.drawing import Drawing, Mark
from kaohe.reports.pictures.frame import (
    BODY,
    MARGIN,
    Scale,
    Sign,
    axis,
    heading,
    label_width,
    legend,
    nothing,
    scale_over,
)
from kaohe.reports.pictures.ink import Fill, Hatch
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, points, shortened, signed

ROW, BAR = 21.0, 13.0
MOST_LOSSES = 14
"""Losses drawn one by one; the smaller ones after them are gathered into one."""

_CUT = Decimal("0.4")
"""Where nothing lies below this share of the full points, the axis begins later than at zero."""

_AROUND = 120.0
_OTHERS = 9

FILLS = {
    StepKind.LOST: ink.LOST,
    StepKind.OPEN: ink.PENDING,
    StepKind.APART: ink.NOT_APPLICABLE,
    StepKind.SCALED: Fill(ink.PALE, Hatch.LYING, ink.MAIN, ink.MAIN, gap=4.0),
    StepKind.CAPPED: ink.GHOST,
    StepKind.BONUS: ink.BONUS,
    StepKind.DEDUCTION: ink.TAKEN,
    StepKind.VETOED: Fill(ink.PAPER, Hatch.CROSSED, ink.WARM, ink.WARM),
    StepKind.ROUNDED: ink.GHOST,
}
_NAMES = {
    StepKind.LOST: "失分",
    StepKind.OPEN: "未填报或待评定，暂未得分",
    StepKind.APART: "不适用",
    StepKind.SCALED: "折算",
    StepKind.BONUS: "加分",
    StepKind.DEDUCTION: "扣分",
    StepKind.VETOED: "一票否决",
}


def waterfall_picture(content: Account, look: Look = PAGE) -> Picture:
    """One unit's account as floating bars, one step below the other."""
    title = f"{content.name}{content.period}得分构成"
    if isinstance(content.total, Absence):
        return nothing(look, title, "没有一项适用，不计总分。")
    most = min(MOST_LOSSES, max(int((look.tallest - _AROUND) / ROW) - _OTHERS, 3))
    steps = gathered(content.steps, most)
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, _subtitle(content))
    levels = list(accumulate([content.full, *(step.points for step in steps)]))
    scale, names, value = _scale(content, steps, levels, look)
    top = legend(drawing, top, list(_signs(steps, scale))) + 2
    bottom = top + (len(steps) + 2) * ROW
    below = axis(drawing, scale, top, bottom)
    y = top + ROW / 2
    _whole(drawing, content, "满分", plain(content.full), (y, scale, names, value), content.full)
    for step, before, after in zip(steps, levels, levels[1:], strict=False):
        y += ROW
        drawing.line((scale.at(before), y - ROW + BAR / 2), (scale.at(before), y - BAR / 2), ink.FAINT)
        _step(drawing, content, step, before, after, (y, scale, names, value))
    drawing.line((scale.at(levels[-1]), y + BAR / 2), (scale.at(levels[-1]), y + ROW - BAR / 2), ink.FAINT)
    total = minus(format(content.total, "f"))
    _whole(drawing, content, "总分", total, (y + ROW, scale, names, value), content.total)
    return drawing.finish(below + 4, title, _words(content))


def gathered(steps: Sequence[Step], most: int) -> tuple[Step, ...]:
    """The same steps with the smallest losses put together, so that no more than `most` of them remain."""
    losses = [step for step in steps if step.kind in (StepKind.LOST, StepKind.OPEN)]
    if len(losses) <= most:
        return tuple(steps)
    small = losses[most - 1 :]
    told = "；".join(f"{step.label}{signed(step.points)}分" for step in small)
    kind = StepKind.OPEN if all(step.kind is StepKind.OPEN for step in small) else StepKind.LOST
    rest = Step(kind, f"其余{len(small)}项", sum((s.points for s in small), Decimal(0)), reason=told)
    others = [step for step in steps if step not in losses]
    return (*losses[: most - 1], rest, *others)


Place = tuple[float, Scale, float, float]
"""The middle of a row, the axis, the room for names, and where the points end."""


def _scale(
    content: Account, steps: Sequence[Step], levels: Sequence[Decimal], look: Look
) -> tuple[Scale, float, float]:
    names = label_width(["满分", "总分", *(step.label for step in steps)], BODY, look.width * 0.32)
    values = [plain(content.full), points(content.total), *(signed(step.points) for step in steps)]
    room = label_width(values, BODY, 80)
    left, right = MARGIN + names + 10, look.width - MARGIN - room - 22
    low, high = min(levels), max(levels)
    if low >= content.full * _CUT:
        span = max(high - low, content.full / 10)
        low = max(high - span * Decimal("1.25"), Decimal(0))
    else:
        low = min(low, Decimal(0))
    return scale_over(low, high, left, right), names, look.width - MARGIN


def _whole(drawing: Drawing, content: Account, name: str, text: str, place: Place, level: Decimal) -> None:
    """The bar of the full points or of the total; torn at its left where the axis does not begin at zero."""
    y, scale, names, value = place
    zero = scale.at(Decimal(0))
    end = scale.at(level)
    with drawing.group(Mark(f"{content.name}：{name}{text}分", content.unit)):
        drawing.text(MARGIN + names, y, name, BODY, anchor="end")
        drawing.area(min(zero, end), y - BAR / 2, abs(end - zero), BAR, ink.BASE)
        if scale.low > 0:
            _tear(drawing, zero + 5, y)
        drawing.text(value, y, text, BODY, anchor="end")


def _tear(drawing: Drawing, x: float, y: float) -> None:
    half = BAR / 2 + 1
    for shift in (0.0, 4.0):
        points_down = [
            (x + shift, y - half),
            (x + shift + 3, y - half / 3),
            (x + shift - 1, y + half / 3),
            (x + shift + 2, y + half),
        ]
        drawing.path(points_down, ink.PAPER, thick=1.6)


def _step(
    drawing: Drawing, content: Account, step: Step, before: Decimal, after: Decimal, place: Place
) -> None:
    y, scale, names, value = place
    told = f"{content.name} · {step.label}：{signed(step.points)}分"
    mark = Mark(f"{told}。{step.reason}" if step.reason else told, content.unit, step.code)
    left, right = sorted((scale.at(before), scale.at(after)))
    with drawing.group(mark):
        shown = shortened(step.label, BODY, names)
        drawing.text(MARGIN + names, y, shown, BODY, anchor="end")
        drawing.area(left, y - BAR / 2, max(right - left, 1.2), BAR, FILLS[step.kind])
        drawing.text(value, y, signed(step.points), BODY, anchor="end")


def _signs(steps: Sequence[Step], scale: Scale) -> Iterator[Sign]:
    yield Sign("满分、总分", ink.BASE)
    kinds = {step.kind for step in steps}
    for kind, name in _NAMES.items():
        if kind in kinds:
            yield Sign(name, FILLS[kind])
    if scale.low > 0:
        yield Sign(f"横轴从{plain(scale.low)}分起")


def _subtitle(content: Account) -> str:
    rank = "不计名次" if content.rank is None else f"第{content.rank}名"
    parts = [content.table, rank, content.grade, "暂定" if content.provisional else ""]
    return " · ".join(part for part in parts if part)


def _words(content: Account) -> str:
    losses = [step for step in content.steps if step.kind in (StepKind.LOST, StepKind.OPEN)]
    head = f"{content.name}满分{plain(content.full)}分，总分{points(content.total)}分。"
    if not losses:
        return f"{head}基本分没有失分。"
    most = "、".join(f"{step.label}（{signed(step.points)}分）" for step in losses[:3])
    return f"{head}{len(losses)}项失分，最多的是{most}。"
