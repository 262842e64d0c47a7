"""Heat map: which units lost points in which items. The darker, the more was lost."""

from collections.abc import Sequence
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.core.numbers import divide
from kaohe.reports.pictures import ink
from kaohe.reports.pictures.content.heat import Heat, HeatItem, HeatRow
from kaohe.reports.pictures.frame import Sign, nothing
from kaohe.reports.pictures.grid import Column, Field, Grid, Row, grid_pages
from kaohe.reports.pictures.ink import Fill
from kaohe.reports.pictures.picture import PAGE, Look, Picture
from kaohe.reports.pictures.text import minus, points

STEPS = (
    (Decimal(100), Fill("#eef3f7"), "满分"),
    (Decimal(90), Fill("#c9dbe9"), "90%以上"),
    (Decimal(75), Fill("#97b8d3"), "75%—90%"),
    (Decimal(60), Fill("#5f8db8"), "60%—75%"),
    (Decimal(30), Fill("#35618f"), "30%—60%"),
)
"""From which share of the full points on, in percent: the filling and its name."""

WORST = Fill("#152f4d")
BELOW = Fill("#152f4d", ink.Hatch.RISING, "#ffffff")
ABSENT = {
    Absence.MISSING: ink.MISSING,
    Absence.PENDING: ink.PENDING,
    Absence.NOT_APPLICABLE: ink.NOT_APPLICABLE,
}


def heat_pages(content: Heat, look: Look = PAGE) -> tuple[Picture, ...]:
    """As many pictures as units and items take; one that says so where there are none."""
    title = f"{content.period}{content.table}各项得分率"
    if not content.rows or not content.items:
        return (nothing(look, title, "没有参加考核的单位。" if not content.rows else "没有计分的指标。"),)
    grid = Grid(
        title=title,
        subtitle=f"{len(content.rows)}个单位×{len(content.items)}项基本分指标，颜色越深失分越多",
        words=_words(content),
        columns=tuple(_column(item) for item in content.items),
        rows=tuple(_row(row) for row in content.rows),
        field=lambda row, item: _field(
            content.rows[row], content.items[item], content.rows[row].scores[item]
        ),
        signs=tuple(_signs(content.rows)),
        head_before="名次",
        head_behind="总分",
        told_by_numbers="格内是得分，没有写的是满分。",
    )
    return grid_pages(grid, look)


def _column(item: HeatItem) -> Column:
    return Column(item.code, item.name, f"{item.code} {item.name}，满分{plain(item.full)}分", item.group)


def _row(row: HeatRow) -> Row:
    total = "—" if isinstance(row.total, Absence) else minus(format(row.total, "f"))
    return Row(row.unit, row.name, "—" if row.rank is None else str(row.rank), total)


def _field(row: HeatRow, item: HeatItem, score: Decimal | Absence) -> Field:
    head = f"{row.name} · {item.name}："
    if isinstance(score, Absence):
        return Field(ABSENT[score], "", f"{head}{score.label}（满分{plain(item.full)}分）")
    share = f"，得分率{plain(divide(score * 100, item.full), 2)}%" if item.full > 0 else ""
    told = f"{head}得{points(score)}分，满分{plain(item.full)}分{share}"
    return Field(_fill(score, item.full), "" if score == item.full else points(score), minus(told))


def _fill(score: Decimal, full: Decimal) -> Fill:
    if score < 0:
        return BELOW
    return next((fill for share, fill, _ in STEPS if score * 100 >= share * full), WORST)


def _signs(rows: Sequence[HeatRow]) -> list[Sign]:
    signs = [Sign(name, fill) for _, fill, name in STEPS] + [Sign("不足30%", WORST)]
    scores = [score for row in rows for score in row.scores]
    if any(isinstance(score, Decimal) and score < 0 for score in scores):
        signs.append(Sign("负分", BELOW))
    signs += [Sign(absence.label, fill) for absence, fill in ABSENT.items() if absence in scores]
    return signs


def _words(content: Heat) -> str:
    """The three items in which most was lost, by the share of what all units could have had."""
    lost: list[tuple[Decimal, str]] = []
    for place, item in enumerate(content.items):
        scores = [score for row in content.rows if isinstance(score := row.scores[place], Decimal)]
        gone = item.full * len(scores) - sum(scores, Decimal(0))
        if gone > 0:
            lost.append((gone, item.name))
    lost.sort(key=lambda entry: -entry[0])
    most = "、".join(f"{name}（{plain(gone)}分）" for gone, name in lost[:3])
    head = f"{len(content.rows)}个单位在{len(content.items)}项指标上的得分率。"
    return head + (f"合计失分最多的是{most}。" if most else "没有失分。")
