"""失分明细: one row a unit and item where something was lost, given or is open, to be filtered."""

from collections.abc import Iterator
from typing import Any

from kaohe.reports.results_book.figures import Cell, most_places, number_format
from kaohe.reports.results_book.losses import Loss, losses
from kaohe.reports.results_book.page import Page, fitting
from kaohe.reports.results_book.round_book import Part
from kaohe.results import Standing

NAME = "失分明细"
HEADS = (
    "单位",
    "类别",
    "指标组",
    "编码",
    "指标",
    "责任科室",
    "性质",
    "分值",
    "得分",
    "失分",
    "待定",
    "状态",
    "得分说明",
)
TOP = 2
_WIDTHS = (14, 8, 14, 7, 16, 11, 7, 7, 7, 7, 7, 9, 54)
_NOTE = "失分是已经确定少得的分，待定是还没有报数或评定的分；按“单位”“责任科室”“状态”筛选。"


def write_losses(part: Part) -> Page:
    """The sheet; figures are the items' own, before a group's weight."""
    widths = [part.unit_width, part.class_width, *_WIDTHS[2:]]
    departments = ("、".join(column.item.departments) for column in part.columns)
    widths[HEADS.index("责任科室")] = fitting(departments, 10, 20)
    page = part.page(NAME, widths, "每一分失在哪里、为什么，可筛选")
    page.heading(part.title(NAME), part.note(_NOTE))
    page.sheet.set_row(TOP, 22)
    page.put_row(TOP, ((text, part.styles.head()) for text in HEADS))
    looks = _looks(part)
    row = TOP
    for row, (standing, loss) in enumerate(_lines(part), TOP + 1):
        cells = _cells(standing, loss)
        page.fit(row, cells)
        page.put_row(row, zip(cells, looks, strict=True))
    if row == TOP and part.standings:
        row += 1
        page.put_row(
            row, (("各单位各项都得满分。" if n == 0 else None, looks[-1]) for n in range(len(HEADS)))
        )
        page.merge(row, 0, row, len(HEADS) - 1)
    page.finish(top=TOP, frozen=1, title=part.footer)
    return page


def _lines(part: Part) -> Iterator[tuple[Standing, Loss]]:
    for standing in part.standings:
        for loss in losses(standing, part.columns, part.round.reasons, part.round.names):
            yield standing, loss


def _looks(part: Part) -> tuple[Any, ...]:
    styles = part.styles
    places = max((column.places for column in part.columns), default=0)
    bounded = (g.score for s in part.standings for g in s.tally.groups)
    places = max(places, most_places(bounded))
    text, middle, points = styles.text(), styles.centred(), styles.number(number_format(places))
    lost = styles.number(number_format(places), bold=True)
    return (text, middle, text, middle, text, text, middle, points, points, lost, points, middle, text)


def _cells(standing: Standing, loss: Loss) -> tuple[Cell, ...]:
    unit = standing.tally.unit
    return (
        unit.name,
        unit.unit_class,
        loss.group,
        loss.code,
        loss.name,
        "、".join(loss.departments),
        loss.kind,
        loss.points,
        loss.score,
        loss.lost,
        loss.waiting,
        loss.state,
        loss.reason,
    )
