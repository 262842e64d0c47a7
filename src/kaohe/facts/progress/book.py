"""The progress board as a workbook: a page of lines, and one of how many stand how."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from kaohe.facts.progress.board import Line
from kaohe.facts.progress.words import HEADS, NUMBERS, STANDINGS, TROUBLED, cells, summary
from kaohe.scheme.model import Scheme

_WIDTHS = (14, 22, 12, 20, 10, 11, 18, 20, 26, 30)
_FONT = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
_BOX = {**_FONT, "border": 1, "border_color": "#A6A6A6", "text_wrap": True}


def write_book(lines: Sequence[Line], scheme: Scheme, on: date, path: Path) -> None:
    """Write it. Texts are texts: nothing from a scheme or a list of units becomes a formula or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": f"{scheme.title}进度表"})
        head = book.add_format({**_BOX, "bold": True, "align": "center", "bg_color": "#DCE6F1"})
        plain = book.add_format(_BOX)
        number = book.add_format({**_BOX, "align": "right"})
        marked = book.add_format({**_BOX, "bold": True, "font_color": "#9C0006"})
        title = book.add_format({**_FONT, "bold": True, "font_size": 14})
        sheet = book.add_worksheet("进度")
        sheet.write_string(0, 0, f"{scheme.title}进度表（截至{on.year}年{on.month}月{on.day}日）", title)
        for column, (text, width) in enumerate(zip(HEADS, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(2, column, text, head)
        for row, line in enumerate(lines, 3):
            for column, text in enumerate(cells(line)):
                troubled = column == HEADS.index("进度") and line.standing in TROUBLED
                form = marked if troubled else number if column in NUMBERS else plain
                sheet.write_string(row, column, text, form)
        sheet.freeze_panes(3, 2)
        sheet.autofilter(2, 0, 2 + len(lines), len(HEADS) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        counts = book.add_worksheet("汇总")
        counts.set_column(0, 0, 22)
        for column, text in enumerate(("进度", "项数")):
            counts.write_string(0, column, text, head)
        for row, (standing, count) in enumerate(summary(lines).items(), 1):
            counts.write_string(row, 0, STANDINGS[standing], plain)
            counts.write_number(row, 1, count, number)
