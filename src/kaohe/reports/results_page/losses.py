"""Where points were lost: items by what all units together lost in them."""

from dataclasses import dataclass, field
from decimal import Decimal

from kaohe.core import plain
from kaohe.core.numbers import divide
from kaohe.reports.kinds.losses import base_items, points_text
from kaohe.reports.results_page.markup import Cell, Column, bar, h, shown, table_of, text
from kaohe.reports.results_page.view import View
from kaohe.scheme.model import Item

_FEW = 5
_AT_ONCE = 15
"""So many items stand there at once; the others are folded."""


@dataclass(slots=True)
class _Lost:
    """An item: what was lost in it, of how much, by whom the most."""

    item: Item
    points: Decimal = Decimal(0)
    full: Decimal = Decimal(0)
    units: int = 0
    worst: tuple[Decimal, str, str] | None = field(default=None)


def losses(view: View) -> str:
    """A row an item, the costliest first; those in which nothing was lost are named below."""
    found = _lost(view)
    lost = sorted((one for one in found if one.points > 0), key=lambda one: -one.points)
    if not lost:
        return '<p class="empty">各项指标都没有失分。</p>'
    top, rest = lost[:_AT_ONCE], lost[_AT_ONCE:]
    parts = [_table(view, top, lost[0].points)]
    if rest:
        parts.append(
            f'<details class="rest"><summary>失分较少的{len(rest)}项</summary>{_table(view, rest, lost[0].points)}</details>'
        )
    if full := [one.item.name for one in found if one.points == 0 and one.full > 0]:
        parts.append(f'<p class="note">没有单位失分的{len(full)}项：{h("、".join(full))}。</p>')
    return "".join(parts)


def worst(view: View) -> str:
    """The few items that cost the most points, for the overview."""
    lost = sorted((one for one in _lost(view) if one.points > 0), key=lambda one: -one.points)[:_FEW]
    rows = "".join(
        f'<tr><th scope="row"><span data-item="{h(one.item.code)}">{h(one.item.name)}</span></th>'
        f'<td class="num">{shown(points_text(one.points, view.places))}分</td>'
        f'<td class="bars">{bar(int(one.points * 1000 / lost[0].points), "lost")}</td>'
        f'<td class="num">{one.units}个单位</td></tr>'
        for one in lost
    )
    return f'<h3>失分最多的指标</h3><table class="plain worst">{rows}</table>' if rows else ""


def _lost(view: View) -> list[_Lost]:
    found: dict[str, _Lost] = {}
    for standing in view.standings:
        unit = standing.tally.unit
        for score, weight in base_items(standing.tally):
            one = found.setdefault(score.item.code, _Lost(score.item))
            if score.open:
                continue
            one.full += score.full * weight
            if score.points < score.full:
                lost = (score.full - score.points) * weight
                one.points += lost
                one.units += 1
                if one.worst is None or lost > one.worst[0]:
                    one.worst = (lost, unit.id, unit.name)
    return list(found.values())


def _table(view: View, lost: list[_Lost], most: Decimal) -> str:
    columns = (
        Column("指标", "name"),
        Column("分值", "num"),
        Column("合计失分", "num"),
        Column("", "bars"),
        Column("失分单位", "num"),
        Column("平均得分率", "num"),
        Column("失分最多的单位"),
        Column("责任科室"),
    )
    return table_of(columns, [("", _cells(view, one, most)) for one in lost], "losses")


def _cells(view: View, one: _Lost, most: Decimal) -> list[Cell]:
    item = one.item
    share = shown(plain(divide((one.full - one.points) * 100, one.full), 1)) if one.full > 0 else "—"
    worst = ""
    if one.worst is not None:
        lost, unit, name = one.worst
        worst = f"{view.link(unit, name)}（{shown(points_text(lost, view.places))}分）"
    told = f"{item.code} {item.name}：{len(view.standings)}个单位合计失{plain(one.points)}分"
    return [
        Cell(f'<span data-item="{h(item.code)}" title="{h(item.clause)}">{h(item.name)}</span>'),
        text(plain(item.points)),
        text(shown(points_text(one.points, view.places)), "total", told=told),
        Cell(bar(int(one.points * 1000 / most), "lost")),
        text(f"{one.units}个"),
        text(f"{share}%"),
        Cell(worst),
        text("、".join(item.departments)),
    ]
