"""Units × items: a table whose fields are darker the more was lost. What a field means is said by the script; the points
are in it, so it can be read without colour and without the script.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from kaohe.core import Absence, plain
from kaohe.reports.kinds.losses import points_text
from kaohe.reports.pictures.content.heat import Heat, HeatItem, HeatRow, heat_of
from kaohe.reports.pictures.heat import STEPS
from kaohe.reports.results_page.markup import h, shown
from kaohe.reports.results_page.view import View

TOGETHER = 50
"""So many units stand in one table; browsers lay out only those that are to be seen."""

ABSENT = {Absence.MISSING: "am", Absence.PENDING: "ap", Absence.NOT_APPLICABLE: "an"}
_UPRIGHT, _NUMBERED = 14, 34
"""With more items the table is printed on pages lying across; with still more without numbers."""
_ROOM, _NARROWEST, _WIDEST = 1100, 31, 64
_SIDES = (40, 104, 58)
"""Widths of the columns for rank, name and total, in pixels."""


def heat(view: View) -> str:
    """Base items only: a bonus has no full points that one could fall short of."""
    content = heat_of(view.result, view.table)
    if not content.rows or not content.items:
        return '<p class="empty">没有可以画的得分。</p>'
    width = max(_NARROWEST, min(_WIDEST, _ROOM // len(content.items)))
    blocks = [content.rows[start : start + TOGETHER] for start in range(0, len(content.rows), TOGETHER)]
    tables = "\n".join(_table(view, content, rows, width) for rows in blocks)
    size = " tight" if width < 36 else ""
    across = " across" if len(content.items) > _UPRIGHT else ""
    runs = " runs" if len(blocks) > 1 else ""
    most = " most" if len(content.items) > _NUMBERED else ""
    return (
        f'<div class="on-paper{across}">{_legend(content)}\n'
        f'<div class="scroll heat{size}{most}{runs}" data-table="{view.id}">{tables}</div></div>'
    )


def _table(view: View, content: Heat, rows: Sequence[HeatRow], width: int) -> str:
    whole = sum(_SIDES) + width * len(content.items)
    columns = "".join(f'<col width="{w}">' for w in _SIDES[:2])
    columns += f'<col width="{width}">' * len(content.items) + f'<col width="{_SIDES[2]}">'
    body = "\n".join(_row(view, content.items, row) for row in rows)
    return (
        f'<div class="run"><table width="{whole}"><colgroup>{columns}</colgroup>\n<thead>{_groups(content)}\n<tr>{_heads(content)}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody></table></div>"
    )


def _groups(content: Heat) -> str:
    runs = [(name, len(list(items))) for name, items in groupby(content.items, lambda item: item.group)]
    cells = "".join(
        f'<th scope="colgroup" colspan="{count}" title="{h(name)}"><span>{h(name)}</span></th>'
        for name, count in runs
    )
    return f'<tr class="groups"><td colspan="2"></td>{cells}<td></td></tr>'


def _heads(content: Heat) -> str:
    items = "".join(
        f'<th scope="col" data-item="{h(item.code)}" title="{h(f"{item.code} {item.name}，满分{plain(item.full)}分")}">'
        f"<span>{h(item.name)}</span></th>"
        for item in content.items
    )
    return f'<th scope="col">名次</th><th scope="col" class="name">单位</th>{items}<th scope="col">总分</th>'


def _row(view: View, items: Sequence[HeatItem], row: HeatRow) -> str:
    fields = "".join(_field(view, item, score) for item, score in zip(items, row.scores, strict=True))
    rank = "—" if row.rank is None else str(row.rank)
    total = "—" if isinstance(row.total, Absence) else shown(format(row.total, "f"))
    return (
        f'<tr data-unit="{h(row.unit)}"><td>{rank}<th scope="row" class="name">{view.link(row.unit, row.name)}</th>'
        f"{fields}<td>{total}</tr>"
    )


def _field(view: View, item: HeatItem, score: Decimal | Absence) -> str:
    if isinstance(score, Absence):
        return f'<td class="{ABSENT[score]}">'
    if score == item.full:
        return '<td class="s0">'
    return f'<td class="{_shade(score, item.full)}">{shown(points_text(score, view.places))}'


def _shade(score: Decimal, full: Decimal) -> str:
    """The class of a field: as in the picture, by the share of the full points."""
    if score < 0:
        return "sn"
    return next(
        (f"s{n}" for n, (share, _, _) in enumerate(STEPS) if score * 100 >= share * full), f"s{len(STEPS)}"
    )


def _legend(content: Heat) -> str:
    return (
        f'<p class="legend">{"".join(_signs(content))}<span class="said">格内是得分，空格是满分。</span></p>'
    )


def _signs(content: Heat) -> Iterator[str]:
    for number, (_, _, name) in enumerate(STEPS):
        yield _sign(f"s{number}", name)
    yield _sign(f"s{len(STEPS)}", "不足30%")
    scores = [score for row in content.rows for score in row.scores]
    if any(isinstance(score, Decimal) and score < 0 for score in scores):
        yield _sign("sn", "负分")
    there = {score for score in scores if isinstance(score, Absence)}
    for absence, kind in ABSENT.items():
        if absence in there:
            yield _sign(kind, absence.label)


def _sign(kind: str, name: str) -> str:
    return f'<span><i class="{kind}"></i>{h(name)}</span>'
