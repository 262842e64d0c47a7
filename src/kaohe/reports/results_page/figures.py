"""The figures that a leader asks for first: how many, how good on average, best, worst, grades, vetoes, what is open."""

from collections.abc import Iterator
from decimal import Decimal

from kaohe.core import Number, plain, round_half_up
from kaohe.reports.pictures.content.trend import mean_total
from kaohe.reports.results_page.markup import h, shown
from kaohe.reports.results_page.view import View, total_shown
from kaohe.results.standing import Standing


def figures(view: View) -> str:
    """One line of figures, the most important ones first."""
    tiles = "\n".join(_tile(*tile) for tile in _tiles(view))
    return f'<dl class="figures">\n{tiles}\n</dl>'


def _tile(label: str, number: str, words: str) -> str:
    return f"<div><dt>{h(label)}</dt><dd><b>{h(number)}</b> <span>{words}</span></dd></div>"


def _tiles(view: View) -> Iterator[tuple[str, str, str]]:
    table, everyone = view.table.table, view.standings
    apart = len(everyone) - view.ranked
    yield (
        "考核单位",
        str(len(everyone)),
        f"其中{apart}个不计名次" if apart else h(f"{table.level}，全部计名次"),
    )
    mean = mean_total(view.table)
    if mean is not None:
        yield "平均分", shown(_fixed(mean, view.places)), f"满分{plain(table.total)}分"
    ranked = [s for s in everyone if s.rank is not None]
    if ranked:
        best = max(ranked, key=_total)
        worst = min(ranked, key=_total)
        yield "最高", total_shown(best), view.link(best.tally.unit.id, best.tally.unit.name)
        if len(ranked) > 1:
            yield "最低", total_shown(worst), view.link(worst.tally.unit.id, worst.tally.unit.name)
    if table.grades and everyone:
        top = table.grades[0].name
        number = sum(1 for s in everyone if s.grade == top)
        rest = [(g.name, sum(1 for s in everyone if s.grade == g.name)) for g in table.grades[1:]]
        yield top, str(number), h(" · ".join(f"{name}{count}" for name, count in rest))
    if table.vetoes:
        yield _vetoes(view)
    if open_units := sum(1 for s in everyone if s.tally.gaps):
        gaps = sum(len(s.tally.gaps) for s in everyone)
        yield "还没有定分", f"{gaps}项", f"涉及{open_units}个单位"


def _fixed(number: Number, places: int) -> str:
    """With all its places, so that it stands beside the best and the worst as they do."""
    return format(round_half_up(number, places), "f")


def _total(standing: Standing) -> Decimal:
    """The total of a unit that is ranked, and so has one."""
    total = standing.tally.total
    assert isinstance(total, Decimal)
    return total


def _vetoes(view: View) -> tuple[str, str, str]:
    vetoed = [s for s in view.standings if s.tally.vetoed]
    carded = [s for s in view.standings if s.tally.carded]
    if not vetoed and not carded:
        return "一票否决", "0", "没有否决，没有黄牌"
    both = [s for s in view.standings if s.tally.vetoed or s.tally.carded]
    names = [view.link(s.tally.unit.id, s.tally.unit.name) for s in both]
    words = "、".join(names[:3]) + (f"等{len(names)}个" if len(names) > 3 else "")
    if not carded:
        return "一票否决", str(len(vetoed)), words
    return "一票否决 / 黄牌", f"{len(vetoed)} / {len(carded)}", words
