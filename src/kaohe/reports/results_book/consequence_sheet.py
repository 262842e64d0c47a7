"""结果运用: every list that follows from the result, with what is done, for whom, how much."""

from kaohe.reports.results_book.columns import rank_cell, total_cell
from kaohe.reports.results_book.figures import Cell, most_places, number_format
from kaohe.reports.results_book.page import Page
from kaohe.reports.results_book.round_book import Part
from kaohe.results import ListResult

NAME = "结果运用"
HEADS = ("名单", "措施", "单位", "类别", "名次", "等次", "总分", "金额（元）")
TOP = 2
NOBODY = "（没有单位）"


def write_consequences(part: Part) -> None:
    """The sheet; none where the table says nothing about what follows."""
    if not part.table.lists:
        return
    widths = (22, 44, part.unit_width, part.class_width, 7, 10, 11, 14)
    page = part.page(NAME, widths, "名单、措施、单位、金额")
    page.heading(part.title(NAME), part.note())
    page.sheet.set_row(TOP, 22)
    page.put_row(TOP, ((text, part.styles.head()) for text in HEADS))
    row = TOP + 1
    for entry in part.table.lists:
        row = _write_list(part, page, entry, row)
    page.finish(top=TOP, frozen=1, title=part.footer)


def _write_list(part: Part, page: Page, entry: ListResult, row: int) -> int:
    """The list's rows, or one that says that nobody is on it; the row after them."""
    styles, text, middle = part.styles, part.styles.text(), part.styles.centred()
    total = styles.centred(num_format=number_format(part.table.table.precision))
    amounts = [member.amount for member in entry.members]
    money = styles.number("#,##" + number_format(most_places(amounts)))
    looks = (text, text, text, middle, middle, middle, total, money)
    what = (entry.consequence.list_name, entry.consequence.action)
    rows: list[tuple[Cell, ...]] = [(*what, NOBODY, "", "", "", None, None)] if not entry.members else []
    for member in entry.members:
        standing = part.by_unit.get(member.unit)
        if standing is not None:
            unit = standing.tally.unit
            place = (unit.name, unit.unit_class, rank_cell(standing), standing.grade, total_cell(standing))
            rows.append((*what, *place, member.amount))
    for at, cells in enumerate(rows, row):
        page.fit(at, cells)
        page.put_row(at, zip(cells, looks, strict=True))
    return row + len(rows)
