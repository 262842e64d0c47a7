"""目标与完成: every target beside what was reached, and whether that is enough."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from kaohe.core import Absence
from kaohe.reports.results_book.figures import Cell, most_places, number_format, shown
from kaohe.reports.results_book.round_book import Part
from kaohe.reports.results_book.targets import UNMET, TargetLine

NAME = "目标与完成"
HEADS = ("数据项", "单位", "类别", "期间", "计量单位", "目标值", "完成值", "完成率", "是否达到")
TOP = 2
_NOTE = "完成值是上报或认定的数，核查修正见“失分明细”的得分说明；越低越好的数据项不计完成率。"


def write_targets(part: Part, found: Sequence[TargetLine]) -> None:
    """The sheet; none where the scheme sets this table's units no targets."""
    if not found:
        return
    widths = (24, part.unit_width, part.class_width, 14, 9, 12, 12, 11, 12)
    page = part.page(NAME, widths, "目标值、完成值、完成率、是否达到")
    page.heading(part.title(NAME), part.note(_NOTE))
    page.sheet.set_row(TOP, 22)
    page.put_row(TOP, ((text, part.styles.head()) for text in HEADS))
    row = TOP
    for _, group in groupby(found, key=lambda line: line.measure.id):
        lines = list(group)
        looks = _looks(part, lines)
        for row, line in enumerate(lines, row + 1):  # noqa: B020  # rows go on from measure to measure
            cells = _cells(line)
            page.fit(row, cells)
            page.put_row(row, zip(cells, looks, strict=True))
    page.finish(top=TOP, frozen=2, title=part.footer)
    unmet = part.styles.bare(bg_color="#EDB98A", bold=True)
    last = HEADS.index("是否达到")
    options = {"type": "cell", "criteria": "==", "value": f'"{UNMET}"', "format": unmet}
    page.sheet.conditional_format(TOP + 1, last, row, last, options)


def _looks(part: Part, lines: Sequence[TargetLine]) -> tuple[Any, ...]:
    styles = part.styles
    places = most_places(cell for line in lines for cell in (line.target, actual_cell(line)))
    text, middle = styles.text(), styles.centred()
    figure = styles.number(number_format(places), align="center")
    percent = styles.number("0.00%", align="center")
    return (text, text, middle, middle, middle, figure, figure, percent, middle)


def actual_cell(line: TargetLine) -> str | Decimal:
    """What was reached, or the word for why it is not known."""
    return line.actual.label if isinstance(line.actual, Absence) else shown(line.actual)


def _cells(line: TargetLine) -> tuple[Cell, ...]:
    unit = line.standing.tally.unit
    return (
        line.measure.name,
        unit.name,
        unit.unit_class,
        line.period.label,
        line.measure.unit.label,
        line.target,
        actual_cell(line),
        line.completion,
        line.state,
    )
