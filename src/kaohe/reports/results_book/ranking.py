"""排名: everybody's place, total, grade, vetoes, lists and what the reader should know."""

from collections.abc import Iterable
from typing import Any

from kaohe.core import Absence
from kaohe.reports.results_book.columns import rank_cell, total_cell
from kaohe.reports.results_book.figures import Cell, most_places, number_format
from kaohe.reports.results_book.page import Page
from kaohe.reports.results_book.round_book import Part
from kaohe.reports.results_book.styles import PALE
from kaohe.results import Standing
from kaohe.scheme.model import Scope

NAME = "排名"
HEADS = ("名次", "单位", "类别", "等次", "基本分", "加分", "扣分", "总分", "否决和黄牌", "列入名单", "说明")
UNIT, TOTAL = 1, 7
TOP = 2
"""The row that heads the columns."""
_MOST_NAMES = 3
_SCOPES = {
    Scope.ALL: "",
    Scope.CLASS: "名次在同类单位里排。",
    Scope.PARENT: "名次在同一上级的单位里排。",
}


def write_ranking(part: Part) -> Page:
    """The sheet, and in it the totals as numbers at the table's decimals."""
    widths = (6, part.unit_width, part.class_width, 10, 9, 8, 8, 11, 20, 26, 30)
    page = part.page(NAME, widths, "名次、等次、总分、否决和黄牌、列入的名单")
    page.heading(part.title(NAME), part.note(_SCOPES[part.table.table.ranking.scope]))
    head = part.styles.head()
    page.sheet.set_row(TOP, 22)
    page.put_row(TOP, ((text, head) for text in HEADS))
    looks = _looks(part)
    lists = _lists(part)
    for row, standing in enumerate(part.standings, TOP + 1):
        cells = _cells(standing, lists.get(standing.tally.unit.id, ()))
        page.fit(row, cells)
        page.put_row(row, zip(cells, looks, strict=True))
    page.finish(top=TOP, frozen=2, title=part.footer)
    _bars(part, page)
    return page


def _looks(part: Part) -> tuple[Any, ...]:
    """A format a column; points stand with as many decimals as the longest of the column."""
    styles, tallies = part.styles, [standing.tally for standing in part.standings]
    middle, text = styles.centred(), styles.text()
    points = (
        styles.number(number_format(most_places(column)))
        for column in ([t.base for t in tallies], [t.bonus for t in tallies], [t.deduction for t in tallies])
    )
    total = styles.number(number_format(part.table.table.precision), bold=True)
    return (middle, text, middle, middle, *points, total, text, text, text)


def _cells(standing: Standing, lists: Iterable[str]) -> tuple[Cell, ...]:
    tally = standing.tally
    in_force = (
        f"{'黄牌' if outcome.veto.card else '一票否决'}：{outcome.veto.name}"
        for outcome in tally.vetoes
        if outcome.in_force
    )
    return (
        rank_cell(standing),
        tally.unit.name,
        tally.unit.unit_class,
        standing.grade,
        tally.base,
        tally.bonus,
        tally.deduction,
        total_cell(standing),
        "\n".join(in_force),
        "、".join(lists),
        "；".join(_notes(standing)),
    )


def _notes(standing: Standing) -> list[str]:
    tally = standing.tally
    notes = ["与其他单位并列"] if standing.tied else []
    if isinstance(tally.total, Absence):
        notes.append("没有一项适用，不计总分")
    if tally.gaps:
        names = [score.item.name for score in tally.gaps]
        more = f"等{len(names)}项" if len(names) > _MOST_NAMES else ""
        notes.append(f"暂定，还差{'、'.join(names[:_MOST_NAMES])}{more}")
    undecided = [outcome.veto.name for outcome in tally.vetoes if outcome.open]
    if undecided:
        notes.append(f"是否触发“{'”“'.join(undecided)}”尚未确定")
    if tally.provisional and not notes:
        notes.append("暂定，比照的其他单位还没有报齐")
    return notes


def _lists(part: Part) -> dict[str, list[str]]:
    """The names of the lists that each unit is on, each once."""
    found: dict[str, dict[str, None]] = {}
    for entry in part.table.lists:
        for member in entry.members:
            found.setdefault(member.unit, {})[entry.consequence.list_name] = None
    return {unit: list(names) for unit, names in found.items()}


def _bars(part: Part, page: Page) -> None:
    """A bar behind each total, from nothing to the full points: pale, so that the figure prints well over it.

    The plain kind: the newer one stands in an extension that other programs drop with a warning.
    """
    if not part.standings:
        return
    options = {
        "type": "data_bar",
        "bar_color": PALE,
        "min_type": "num",
        "min_value": 0,
        "max_type": "num",
        "max_value": float(part.table.table.total),
    }
    page.sheet.conditional_format(TOP + 1, TOTAL, TOP + len(part.standings), TOTAL, options)
