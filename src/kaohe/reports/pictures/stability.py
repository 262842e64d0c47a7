"""Stability of ranks: each total with the range that other judgements would give it, and the neighbours who might change places."""

from collections.abc import Iterator

from kaohe.core import plain
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.stability import Pair, Stability, Swing
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
    note,
    nothing,
    numbered,
    scale_over,
)
from kaohe.reports.pictures.ink import Fill, Hatch
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, points, signed

DOWN = Fill(ink.PALE, edge=ink.MIDDLE)
UP = Fill(ink.LIGHT, Hatch.RISING, ink.MAIN, ink.MAIN)
_ROW, _BAR, _AROUND = 25.0, 10.0, 150.0


def stability_pages(content: Stability, look: Look = PAGE) -> tuple[Picture, ...]:
    """The ranked units from the top, in as many pictures as it takes."""
    title = f"{content.period}{content.table}名次稳定程度"
    if not content.swings:
        return (nothing(look, title, "没有参加排名的单位。"),)
    most = max(int((look.tallest - _AROUND) / _ROW), 4)
    portions = [
        range(start, min(start + most, len(content.swings))) for start in range(0, len(content.swings), most)
    ]
    return tuple(
        _picture(content, places, look, numbered(title, number, len(portions)))
        for number, places in enumerate(portions, 1)
    )


def _picture(content: Stability, places: range, look: Look, title: str) -> Picture:
    drawing = Drawing(look.width)
    top = heading(drawing, look, title, _subtitle(content))
    top = legend(drawing, top, list(_signs(content))) + 14
    swings = [content.swings[place] for place in places]
    names = label_width([swing.name for swing in content.swings], BODY, look.width * 0.24)
    totals = label_width([_total(swing) for swing in content.swings], BODY, 70)
    rooms = label_width([_room(swing) for swing in content.swings] + ["可降/可升"], SMALL, 100)
    gaps = label_width([_gap(pair) for pair in content.pairs] + ["与下一名"], SMALL, 110) + 18
    ends = [MARGIN + 26 + names + 10, look.width - MARGIN - gaps - rooms - totals - 38]
    low, high = min(s.low for s in content.swings), max(s.high for s in content.swings)
    scale = scale_over(low, high, ends[0], ends[1], 5)
    bottom = top + len(swings) * _ROW
    below = axis(drawing, scale, top, bottom, "")
    columns = (names, look.width - MARGIN - gaps - rooms - 18, look.width - MARGIN - gaps - 8)
    for x, head in ((columns[1], "总分"), (columns[2], "可降/可升")):
        drawing.text(x, top - 8, head, SMALL, colour=ink.SOFT, anchor="end")
    drawing.text(look.width - MARGIN, top - 8, "与下一名", SMALL, colour=ink.SOFT, anchor="end")
    for place, swing in enumerate(swings):
        _row(drawing, swing, top + (place + 0.5) * _ROW, scale, columns)
    for pair in content.pairs:
        if pair.upper in places and pair.lower in places:
            _pair(
                drawing,
                content,
                pair,
                top + (pair.upper - places[0] + 1) * _ROW,
                pair.lower - pair.upper == 1,
            )
    if content.unbounded:
        below = note(drawing, below + 2, f"没有写评分范围、没有变动的：{'、'.join(content.unbounded)}。")
    return drawing.finish(below + 4, title, _words(content))


def _row(drawing: Drawing, swing: Swing, y: float, scale: Scale, columns: tuple[float, float, float]) -> None:
    names, total, room = columns
    with drawing.group(Mark(_told(swing), swing.unit)):
        drawing.text(MARGIN + 18, y, str(swing.rank), BODY, colour=ink.SOFT, anchor="end")
        drawing.text(MARGIN + 26, y, swing.name, BODY, room=names)
        low, middle, high = scale.at(swing.low), scale.at(swing.total), scale.at(swing.high)
        drawing.area(low, y - _BAR / 2, middle - low, _BAR, DOWN)
        drawing.area(middle, y - _BAR / 2, high - middle, _BAR, UP)
        drawing.line((middle, y - 8), (middle, y + 8), ink.INK, thick=2.4)
        drawing.text(total, y, _total(swing), BODY, anchor="end")
        drawing.text(room, y, _room(swing), SMALL, colour=ink.SOFT, anchor="end")


def _pair(drawing: Drawing, content: Stability, pair: Pair, y: float, beside: bool) -> None:
    """Between the rows of two neighbours: the gap, and two arrows where they might change places."""
    above, below = content.swings[pair.upper], content.swings[pair.lower]
    verdict = f"用去其中{_needed(pair)}就会换位或并列" if pair.may_turn else "不会换位"
    told = f"{above.name}与{below.name}相差{points(pair.gap)}分，由人评定的分最多可拉近{points(pair.room)}分：{verdict}"
    right = drawing.width - MARGIN
    with drawing.group(Mark(told, above.unit)):
        name = _gap(pair) if beside else f"{_gap(pair)}↓"
        drawing.text(right - 16, y, name, SMALL, colour=ink.INK if pair.loose else ink.SOFT, anchor="end")
        if pair.may_turn:
            colour, thick = (ink.WARM, 1.8) if pair.loose else (ink.FAINT, 0.9)
            for x, tip in ((right - 9, -1), (right - 3, 1)):
                drawing.line((x, y - 6), (x, y + 6), colour, thick=thick)
                drawing.path(
                    [(x - 2.5, y + tip * 3), (x, y + tip * 6.5), (x + 2.5, y + tip * 3)], colour, thick=thick
                )


def _signs(content: Stability) -> Iterator[Sign]:
    yield Sign("总分", Fill(ink.INK))
    yield Sign("评得最低时", DOWN)
    yield Sign("评得最高时", UP)
    if any(pair.may_turn for pair in content.pairs):
        yield Sign("双箭头：两个单位可能换位或并列；百分数：要用去评分余地的多少，不超过25%的箭头加粗")


def _total(swing: Swing) -> str:
    return minus(format(swing.total, "f"))


def _room(swing: Swing) -> str:
    return f"{signed(-swing.down)}/{signed(swing.up)}"


def _gap(pair: Pair) -> str:
    return f"差{plain(pair.gap)}" + (f" · {_needed(pair)}" if pair.may_turn else "")


def _needed(pair: Pair) -> str:
    return "" if pair.needed is None else f"{plain(pair.needed, 0)}%"


def _told(swing: Swing) -> str:
    total = f"{swing.name}：第{swing.rank}名，总分{_total(swing)}分"
    return f"{total}；由人评定的分都评得最低时{points(swing.low)}分，都评得最高时{points(swing.high)}分"


def _subtitle(content: Stability) -> str:
    if not content.judged:
        return "没有由人评定的指标，名次全由数据决定"
    return f"由人评定的{len(content.judged)}项如果评得不同，总分会在什么范围"


def _words(content: Stability) -> str:
    turning = [pair for pair in content.pairs if pair.may_turn]
    loose = sum(pair.loose for pair in turning)
    head = f"{_subtitle(content)}。相邻的{len(content.pairs)}对单位中，{len(turning)}对可能换位或并列，其中{loose}对只要评分稍有变动"
    closest = sorted(turning, key=lambda pair: pair.gap / pair.room)[:3]
    names = "、".join(
        f"{content.swings[p.upper].name}与{content.swings[p.lower].name}（差{plain(p.gap)}分）"
        for p in closest
    )
    return f"{head}{f'，最接近的是{names}' if names else ''}。"
