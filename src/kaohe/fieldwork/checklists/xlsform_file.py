"""The workbook of an XLSForm, and the same as plain text for people who compare."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import xlsxwriter

from kaohe.fieldwork.checklists.xlsform import CHOICES, SETTINGS, SURVEY, Row, XlsForm

_WIDTHS = {
    "label": 44,
    "hint": 36,
    "constraint": 30,
    "constraint_message": 30,
    "type": 20,
    "name": 22,
    "form_title": 40,
}


def write_xlsform(form: XlsForm, path: Path) -> None:
    """Three sheets of texts; nothing is ever a formula or a link."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with path.open("wb") as stream, xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"title": form.settings["form_title"], "comments": "由 Kaohe 考核生成"})
        head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "border_color": "#A6A6A6"})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for name, columns, rows in _sheets(form):
            sheet = book.add_worksheet(name)
            for column, title in enumerate(columns):
                sheet.set_column(column, column, _WIDTHS.get(title, 16))
                sheet.write_string(0, column, title, head)
            for number, row in enumerate(rows, 1):
                for column, title in enumerate(columns):
                    if row.get(title):
                        sheet.write_string(number, column, row[title], text)
            sheet.freeze_panes(1, 0)


def form_text(form: XlsForm) -> str:
    """The sheets as text: a row a line, what is empty left out."""
    return "\n".join(_lines(form)) + "\n"


def _lines(form: XlsForm) -> Iterator[str]:
    for name, columns, rows in _sheets(form):
        yield f"[{name}]"
        for row in rows:
            yield " | ".join(f"{title}={row[title]}" for title in columns if row.get(title))


def _sheets(form: XlsForm) -> Iterator[tuple[str, Sequence[str], Sequence[Row]]]:
    yield "survey", _used(SURVEY, form.survey), form.survey
    yield "choices", _used(CHOICES, form.choices), form.choices
    yield "settings", SETTINGS, (form.settings,)


def _used(columns: Sequence[str], rows: Sequence[Row]) -> list[str]:
    return [column for column in columns if any(row.get(column) for row in rows)]
