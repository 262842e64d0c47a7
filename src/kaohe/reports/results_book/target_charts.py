"""目标完成图: how many units reached each target; for few units each measure's targets beside what was reached."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from kaohe.reports.results_book.charts import DARK, LIGHT, ChartSheet, dress, series, titled
from kaohe.reports.results_book.figures import Cell
from kaohe.reports.results_book.names import clean, cut
from kaohe.reports.results_book.round_book import Part
from kaohe.reports.results_book.target_sheet import actual_cell
from kaohe.reports.results_book.targets import MET, UNMET, TargetLine

NAME = "目标完成图"
MOST_BARS = 40
"""Units of which a chart can still tell one from another."""
MOST_CHARTS = 12
_STATES = (MET, UNMET, "未报、未定或不适用")


def write_target_charts(part: Part, found: Sequence[TargetLine]) -> None:
    """How many reached each target; then, while units are few, target and actual side by side."""
    if not found:
        return
    sheet = ChartSheet(part, NAME, "各数据项达标情况，目标值与完成值对比")
    by_measure = [
        (f"{name}{'' if only else f'（{period}）'}", lines) for name, period, only, lines in _groups(found)
    ]
    _write_counts(part, sheet, by_measure)
    if len(part.standings) <= MOST_BARS:
        for label, lines in by_measure[:MOST_CHARTS]:
            _write_pairs(part, sheet, label, lines)
    sheet.finish()


def _groups(found: Sequence[TargetLine]) -> list[tuple[str, str, bool, list[TargetLine]]]:
    """Lines by measure and period: the measure's name, the period's, whether it is the only one, the lines."""
    groups = [
        (key, list(lines)) for key, lines in groupby(found, key=lambda line: (line.measure.id, line.period))
    ]
    times = [measure for (measure, _), _ in groups]
    return [
        (lines[0].measure.name, period.label, times.count(measure) == 1, lines)
        for (measure, period), lines in groups
    ]


def _write_counts(part: Part, sheet: ChartSheet, by_measure: Sequence[tuple[str, list[TargetLine]]]) -> None:
    rows: list[tuple[Cell, ...]] = []
    for label, lines in by_measure:
        states = [line.state if line.state in _STATES else _STATES[-1] for line in lines]
        rows.append((label, *(Decimal(states.count(state)) for state in _STATES)))
    block = sheet.data(("数据项", *_STATES), rows, "0")
    chart = part.book.chart("bar", "stacked")
    for number, colour in enumerate((DARK, LIGHT, "#FFFFFF"), 1):
        of_state = series(block.reference(number), block.reference(0), colour, name=block.head(number))
        chart.add_series(of_state)
    dress(
        chart,
        titled(part, "达到目标的单位数"),
        category="数据项",
        value="单位数（个）",
        across=True,
        legend=True,
    )
    sheet.place(chart, rows=10 + 2 * len(rows))


def _write_pairs(part: Part, sheet: ChartSheet, label: str, lines: Sequence[TargetLine]) -> None:
    rows: list[tuple[Cell, ...]] = [
        (line.standing.tally.unit.name, line.target, actual_cell(line)) for line in lines
    ]
    unit = lines[0].measure.unit.label
    block = sheet.data((label, "目标值", "完成值"), rows)
    chart = part.book.chart("column")
    for number, colour in ((1, LIGHT), (2, DARK)):
        chart.add_series(series(block.reference(number), block.reference(0), colour, name=block.head(number)))
    title = f"目标值与完成值：{cut(clean(label), 30, '…')}"
    dress(chart, title, category="单位", value=f"数值{f'（{clean(unit)}）' if unit else ''}", legend=True)
    sheet.place(chart)
