"""The results as one plain workbook: ranking, units × items, reasons for all that is not the full points, lists.

Numbers are numbers at their exact decimals; every text is written as text, so that nothing that a user
typed can run as a formula. (The office's own layouts are made by `reports`.)
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from kaohe.core import Absence, plain
from kaohe.results.explain import Reasons
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.tally import ItemScore

RANKING = ("名次", "单位", "类别", "等次", "基本分", "加分", "扣分", "总分", "说明")
REASONS = ("单位", "编码", "指标", "分值", "得分", "失分", "状态", "得分说明")
REASON_WIDTH = 76
LISTS = ("名单", "措施", "单位", "金额（元）")


def write_workbook(path: Path, result: RoundResult, reasons: Reasons) -> None:
    """Four sheets a table of the scheme."""
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": result.scheme.title})
        for number, table in enumerate(result.tables, 1):
            mark = "" if len(result.tables) == 1 else f"{number}（{_plain_name(table.table.level)}）"
            pages = _Pages(book, table, reasons)
            pages.ranking(f"排名{mark}")
            pages.matrix(f"各项得分{mark}")
            pages.reasons(f"加减分说明{mark}")
            pages.lists(f"结果运用{mark}")


def _plain_name(level: str) -> str:
    """The level as a part of a sheet's name, which Excel bounds in length and characters."""
    return re.sub(r"[\[\]:*?/\\']", "", level)[:12]


def _height(text: str, width: float) -> float:
    """How high a row must be for a text to stand wrapped in a column: Excel does not always find out itself."""
    wide = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)
    return 15.0 * max(1, -(-wide // int(width - 2)))


class _Pages:
    """The sheets of one table."""

    def __init__(self, book: Any, table: TableResult, reasons: Reasons) -> None:
        self.book = book
        self.table = table
        self.why = reasons
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.head = book.add_format(
            {
                "bold": True,
                "border": 1,
                "bg_color": "#E7EEF7",
                "text_wrap": True,
                "valign": "vcenter",
                "align": "center",
            }
        )
        self.cell = book.add_format({"border": 1, "valign": "top", "text_wrap": True})
        places = "0" if not table.table.precision else f"0.{'0' * table.table.precision}"
        self.total = book.add_format({"border": 1, "valign": "top", "bold": True, "num_format": places})
        self.lost = book.add_format({"border": 1, "valign": "top", "bg_color": "#F3E3D3"})
        self.open = book.add_format({"border": 1, "valign": "top", "italic": True, "font_color": "#666666"})

    def _sheet(self, name: str, columns: Sequence[str], widths: Sequence[float], frozen: int) -> Any:
        sheet = self.book.add_worksheet(name)
        state = "（暂定结果，不能公布）" if self.table.provisional else ""
        sheet.write_string(0, 0, f"{self.table.table.name} {name}{state}", self.title)
        for column, (text, width) in enumerate(zip(columns, widths, strict=True)):
            sheet.write_string(1, column, text, self.head)
            sheet.set_column(column, column, width)
        sheet.freeze_panes(2, frozen)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.set_margins(left=0.5, right=0.5)
        sheet.set_footer("&C第 &P 页 共 &N 页")
        return sheet

    def ranking(self, name: str) -> None:
        sheet = self._sheet(name, RANKING, (7, 18, 10, 12, 10, 10, 10, 10, 46), 2)
        for row, standing in enumerate(self.table.standings, 2):
            tally = standing.tally
            notes = [outcome.veto.name for outcome in tally.vetoes if outcome.in_force]
            notes += ["与其他单位并列"] if standing.tied else []
            notes += [f"还差：{'、'.join(s.item.name for s in tally.gaps)}"] if tally.gaps else []
            total = tally.total.label if isinstance(tally.total, Absence) else tally.total
            cells = (
                "—" if standing.rank is None else standing.rank,
                tally.unit.name,
                tally.unit.unit_class,
                standing.grade,
                tally.base,
                tally.bonus,
                tally.deduction,
                total,
                "；".join(notes),
            )
            self._row(sheet, row, cells)
            self._put(sheet, row, RANKING.index("总分"), total, self.total)

    def matrix(self, name: str) -> None:
        items = list(self.table.table.items())
        columns = ["名次", "单位", *(f"{item.name}\n（{plain(item.points)}分）" for item in items), "总分"]
        sheet = self._sheet(name, columns, [7, 18, *([10.0] * len(items)), 10], 2)
        sheet.set_row(1, 62)
        sheet.fit_to_pages(0, 1)  # as many pages across as it takes, the units repeated on each
        sheet.repeat_columns(0, 1)
        for row, standing in enumerate(self.table.standings, 2):
            rank = "—" if standing.rank is None else standing.rank
            self._row(sheet, row, (rank, standing.tally.unit.name))
            column = 2
            for column, score in enumerate(standing.tally.items(), 2):
                self._score(sheet, row, column, score)
            total = standing.tally.total
            self._put(
                sheet, row, column + 1, total.label if isinstance(total, Absence) else total, self.total
            )
        last = max(len(self.table.standings) + 1, 2)
        sheet.autofilter(1, 0, last, len(columns) - 1)

    def _score(self, sheet: Any, row: int, column: int, score: ItemScore) -> None:
        if isinstance(score.score, Absence):
            sheet.write_string(row, column, score.score.label, self.open)
        else:
            self._put(sheet, row, column, score.score, self.lost if score.score < score.full else self.cell)

    def reasons(self, name: str) -> None:
        sheet = self._sheet(name, REASONS, (16, 8, 18, 7, 9, 9, 9, REASON_WIDTH), 3)
        row = 1
        for standing in self.table.standings:
            for score in standing.tally.items():
                if score.score == score.full and not score.open:
                    continue  # nothing lost, nothing given beyond: scores.csv has these lines too
                row += 1
                absent = isinstance(score.score, Absence)
                lost = (
                    "" if isinstance(score.score, Absence) else max(score.full - score.score, score.full * 0)
                )
                reason = self.why(score)
                cells = (
                    standing.tally.unit.name,
                    score.item.code,
                    score.item.name,
                    score.item.points,
                    "" if isinstance(score.score, Absence) else score.score,
                    lost,
                    score.score.label if isinstance(score.score, Absence) else "已计",
                    reason,
                )
                self._row(sheet, row, cells, self.open if absent else self.cell)
                sheet.set_row(row, _height(reason, REASON_WIDTH))
        sheet.autofilter(1, 0, max(row, 2), len(REASONS) - 1)

    def lists(self, name: str) -> None:
        sheet = self._sheet(name, LISTS, (22, 40, 22, 14), 1)
        row = 1
        for entry in self.table.lists:
            for member in entry.members:
                standing = self.table.of(member.unit)
                row += 1
                cells = (
                    entry.consequence.list_name,
                    entry.consequence.action,
                    member.unit if standing is None else standing.tally.unit.name,
                    "" if member.amount is None else member.amount,
                )
                self._row(sheet, row, cells)

    def _row(self, sheet: Any, row: int, cells: Iterable[Any], style: Any = None) -> None:
        for column, cell in enumerate(cells):
            self._put(sheet, row, column, cell, style or self.cell)

    def _put(self, sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, style)
        else:
            sheet.write_number(row, column, cell, style)
