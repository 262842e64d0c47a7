"""排名图: a bar for every total, in the order of the ranking, so many a page."""

from decimal import Decimal

from kaohe.reports.results_book.charts import DARK, Block, ChartSheet, dress, series, titled
from kaohe.reports.results_book.figures import number_format
from kaohe.reports.results_book.page import Page
from kaohe.reports.results_book.ranking import TOP, TOTAL, UNIT
from kaohe.reports.results_book.round_book import Part

NAME = "排名图"
A_PAGE = 40
"""Bars that a page holds with names that can be read."""


def write_rank_charts(part: Part, ranking: Page) -> None:
    """The sheet; none where nobody has a total. The bars are the totals of the ranking's own cells."""
    totals = [standing.tally.total for standing in part.standings]
    known = [total for total in totals if isinstance(total, Decimal)]
    if not known:
        return
    sheet = ChartSheet(part, NAME, "各单位总分的条形图", portrait=True)
    form = number_format(part.table.table.precision)
    highest = max(*known, part.table.table.total)
    pages = -(-len(totals) // A_PAGE)
    for number in range(pages):
        first = number * A_PAGE
        last = min(first + A_PAGE, len(totals)) - 1
        which = f"第{first + 1}—{last + 1}个单位" if pages > 1 else ""
        chart = part.book.chart("bar")
        rows = Block(ranking.name, TOP + 1 + first, TOP + 1 + last, 0)
        chart.add_series(series(rows.reference(TOTAL), rows.reference(UNIT), DARK, form, gap=40))
        dress(
            chart,
            titled(part, f"总分排名{which}"),
            category="单位",
            value="总分（分）",
            across=True,
            min=float(min(*known, Decimal(0))),
            max=float(highest * 11 / 10),
            major_unit=float(part.table.table.total / 5) or 1.0,
        )
        sheet.place(chart, rows=8 + last - first + 1)
    sheet.finish()
