"""How firmly the order stands, for the whole table and near one unit."""

from kaohe.core import Number, plain
from kaohe.reports.pictures import Look, Stability, stability_pages
from kaohe.reports.pictures.content.stability import Pair
from kaohe.reports.results_page.markup import Cell, Column, figure, h, shown, table_of, text
from kaohe.reports.results_page.view import View

_LOOK = Look(width=640, tallest=1050)
_CLOSEST = 10


def stability(view: View) -> str:
    """The picture's words and its first page; the others are folded, and left out where they would make the file large."""
    content = view.stability
    first, *rest = stability_pages(content, _LOOK)
    parts = [
        f'<p class="note">{h(first.words)}</p>',
        f'<div class="beside">{figure(first, "all by-row")}{_closest(view, content)}</div>',
    ]
    if rest and view.many:
        parts.append('<p class="note">图上是名次在前的单位；其他单位在各自的得分里说明。</p>')
    elif rest:
        inside = "".join(figure(picture, "all by-row") for picture in rest)
        parts.append(f'<details class="rest"><summary>其余{len(rest)}幅图</summary>{inside}</details>')
    return "".join(parts)


def _closest(view: View, content: Stability) -> str:
    """The neighbours whose order rests the most on judgements."""
    turning = [(pair.needed, pair) for pair in content.pairs if pair.needed is not None]
    turning.sort(key=lambda entry: entry[0])
    rows = [_pair(view, content, pair, needed) for needed, pair in turning[:_CLOSEST]]
    if not rows:
        return ""
    columns = (
        Column("前一名", "name"),
        Column("后一名"),
        Column("总分相差", "num"),
        Column("评分可拉近", "num"),
        Column("用去评分余地", "num"),
    )
    return f"<div><h4>最可能换位或并列的相邻单位</h4>{table_of(columns, rows)}</div>"


def _pair(view: View, content: Stability, pair: Pair, needed: Number) -> tuple[str, list[Cell]]:
    upper, lower = content.swings[pair.upper], content.swings[pair.lower]
    return "", [
        Cell(view.link(upper.unit, upper.name)),
        Cell(view.link(lower.unit, lower.name)),
        text(f"{view.points(pair.gap)}分", told=f"{plain(pair.gap)}分"),
        text(f"{view.points(pair.room)}分", told=f"{plain(pair.room)}分"),
        text(f"{plain(needed, 0)}%"),
    ]


def near(view: View, unit: str) -> tuple[str, ...]:
    """What is to be said of one unit: its range, and the neighbours above and below it."""
    content = view.stability
    place = view.swings.get(unit)
    if place is None:
        return ()
    swing = content.swings[place]
    told = []
    if content.judged and (swing.down or swing.up):
        low, high = (shown(format(end, "f")) for end in (swing.low, swing.high))
        told.append(f"由人评定的分都评最低时总分{low}分，都评最高时{high}分。")
    for pair in view.pairs.get(place, ()):
        told.append(_beside(content, pair, place))
    return tuple(told)


def _beside(content: Stability, pair: Pair, place: int) -> str:
    upper = pair.lower == place
    other = content.swings[pair.upper if upper else pair.lower].name
    side = "上一名" if upper else "下一名"
    if not pair.gap:
        return f"与{side}{other}总分相同。"
    verdict = (
        "评定的分怎样变动都不会换位"
        if not pair.may_turn
        else ("评定的分稍有变动就可能换位" if pair.loose else "评定的分变动较大时可能换位")
    )
    if not content.judged:
        verdict = ""
    return f"与{side}{other}相差{shown(plain(pair.gap))}分{'，' if verdict else ''}{verdict}。"
