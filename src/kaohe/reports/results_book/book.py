"""The whole workbook: a table's sheets after another's, then what explains them all."""

from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from kaohe.facts import Facts, Units
from kaohe.reports.results_book.consequence_sheet import write_consequences
from kaohe.reports.results_book.department import write_departments
from kaohe.reports.results_book.guide import write_guide
from kaohe.reports.results_book.loss_sheet import write_losses
from kaohe.reports.results_book.matrix import write_matrix
from kaohe.reports.results_book.names import clean, cut
from kaohe.reports.results_book.overview import write_overview
from kaohe.reports.results_book.rank_charts import write_rank_charts
from kaohe.reports.results_book.ranking import write_ranking
from kaohe.reports.results_book.round_book import Book, Part, Round
from kaohe.reports.results_book.styles import FONT
from kaohe.reports.results_book.target_charts import write_target_charts
from kaohe.reports.results_book.target_sheet import write_targets
from kaohe.reports.results_book.targets import target_lines
from kaohe.results import RoundResult
from kaohe.results.explain import Reasons

MANY_SCORES = 20_000
"""From so many scores on the book is written as a stream, row by row, instead of being held in memory."""
_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_MOST_TITLE = 255
_DEFAULT_COLUMN = 72
"""Pixels; it tells XlsxWriter that a digit of the default font is 8 wide."""


def write_results_book(
    path: Path, result: RoundResult, facts: Facts, units: Units, reasons: Reasons | None = None
) -> None:
    """Write a round's result as a workbook; `facts` and `units` are those it was computed from.

    `reasons` may be one that has been used for the same result already; its words are then not made again.
    The same result is the same file at any hour.
    """
    names = {measure.id: measure.name for measure in result.scheme.measures.values()}
    of = Round(result, facts, units, reasons or Reasons(names), names)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": FONT, "font_size": 11, "font_scheme": "none"},
        "default_column_width": _DEFAULT_COLUMN,
        "constant_memory": _scores(result) >= MANY_SCORES,
    }
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties(
            {
                "title": cut(clean(result.scheme.title), _MOST_TITLE),
                "created": _CREATED,
                "comments": "考核结果",
            }
        )
        _fill(Book(workbook, of))


def _scores(result: RoundResult) -> int:
    return sum(len(table.standings) * sum(1 for _ in table.table.items()) for table in result.tables)


def _fill(book: Book) -> None:
    tables = book.round.result.tables
    parts = []
    for number, table in enumerate(tables, 1):
        part = Part(
            book, table, f"{number}（{cut(clean(table.table.level), 12)}）" if len(tables) > 1 else ""
        )
        ranking = write_ranking(part)
        write_rank_charts(part, ranking)
        write_matrix(part)
        write_losses(part)
        targets = target_lines(part.round, table)
        write_targets(part, targets)
        write_target_charts(part, targets)
        write_consequences(part)
        write_overview(part)
        write_departments(part)
        parts.append(part)
    write_guide(book, parts)
