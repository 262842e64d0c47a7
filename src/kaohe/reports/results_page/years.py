"""This year beside last year's round: totals and ranks of the units that were in both."""

from dataclasses import replace
from decimal import Decimal

from kaohe.core import plain
from kaohe.reports.pictures import Look, ranks_over, trend_picture
from kaohe.reports.pictures.content.trend import mean_total
from kaohe.reports.pictures.text import signed
from kaohe.reports.results_page.markup import Cell, Column, figure, h, shown, table_of, text
from kaohe.reports.results_page.view import View, order_of, rank_shown, total_shown
from kaohe.results.round import TableResult
from kaohe.results.standing import Standing

_LOOK = Look(width=440)
_LINES = 5
"""So many lines can be told apart."""


def years(view: View) -> str:
    """Nothing where there is no table of the same name in the year before."""
    last, before = view.material.last_year, view.before
    if last is None or before is None:
        return ""
    pairs = [(b, s) for s in view.standings if (b := before.of(s.tally.unit.id)) is not None]
    if not pairs:
        return ""
    parts = [f'<p class="note">{h(_sentence(view, before, len(pairs)))}</p>']
    moved = sorted(pairs, key=lambda pair: -abs(_climb(*pair) or 0))
    units = [standing.tally.unit.id for _, standing in moved[:_LINES] if standing.rank is not None]
    trend = ranks_over([last.result, view.result], view.table.table.name, units)
    if len(moved) > _LINES:
        trend = replace(trend, title=f"名次变化最大的{len(units)}个单位")
    picture = figure(trend_picture(trend, _LOOK), "all") if units else ""
    return f'{"".join(parts)}<div class="beside">{picture}{_table(view, pairs)}</div>'


def _sentence(view: View, before: TableResult, both: int) -> str:
    last, this = mean_total(before), mean_total(view.table)
    words = f"两年都参加考核的单位{both}个。"
    if last is not None and this is not None:
        words += f"全部单位的平均分：上年{shown(plain(last))}分，今年{shown(plain(this))}分。"
    return words + "两年的办法不完全相同时，总分的变化里有办法的变化。"


def _table(view: View, pairs: list[tuple[Standing, Standing]]) -> str:
    columns = (
        Column("单位", "name"),
        Column("上年总分", "num"),
        Column("今年总分", "num"),
        Column("总分变化", "num"),
        Column("上年名次", "mid"),
        Column("今年名次", "mid"),
        Column("名次变化", "mid"),
    )
    changes = [_change(before, now) for before, now in pairs]
    climbs = [_climb(before, now) for before, now in pairs]
    by_change, by_climb = order_of(changes), order_of(climbs)
    last, this = (order_of([_total(pair[at]) for pair in pairs]) for at in (0, 1))
    ranks = [[pair[at].rank or len(pairs) + 1 for pair in pairs] for at in (0, 1)]
    rows = [
        (
            now.tally.unit.id,
            [
                Cell(view.link(now.tally.unit.id, now.tally.unit.name)),
                text(total_shown(before), order=last[n]),
                text(total_shown(now), order=this[n]),
                text(signed_or_none(changes[n]), order=by_change[n]),
                text(rank_shown(before), order=ranks[0][n]),
                text(rank_shown(now), order=ranks[1][n]),
                text(climb_text(climbs[n]), order=by_climb[n]),
            ],
        )
        for n, (before, now) in enumerate(pairs)
    ]
    return table_of(columns, rows, "sorted")


def _total(standing: Standing) -> Decimal | None:
    total = standing.tally.total
    return total if isinstance(total, Decimal) else None


def _change(before: Standing, now: Standing) -> Decimal | None:
    last, this = _total(before), _total(now)
    return None if last is None or this is None else this - last


def _climb(before: Standing, now: Standing) -> int | None:
    """How many places up."""
    return None if before.rank is None or now.rank is None else before.rank - now.rank


def signed_or_none(change: Decimal | None) -> str:
    """The change, with its sign and its zeros."""
    if not change:
        return "—" if change is None else "0"
    return f"{'+' if change > 0 else '−'}{format(abs(change), 'f')}"


def climb_text(climb: int | None) -> str:
    if climb is None:
        return "—"
    return "不变" if climb == 0 else f"升{climb}" if climb > 0 else f"降{-climb}"


def since_last_year(view: View, standing: Standing) -> str:
    """“94.20分、第5名，今年总分+2.28分，名次升2” for one unit; empty where it was not in the round before."""
    before = view.before.of(standing.tally.unit.id) if view.before else None
    if before is None:
        return ""
    rank = "不计名次" if before.rank is None else f"第{before.rank}名"
    parts = [f"{total_shown(before)}分、{rank}"]
    change, climb = _change(before, standing), _climb(before, standing)
    parts += [f"今年总分{signed(change)}分"] if change is not None else []
    parts += [f"名次{climb_text(climb)}"] if climb is not None else []
    return "，".join(parts)
