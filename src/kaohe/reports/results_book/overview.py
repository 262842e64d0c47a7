"""图表: what the round shows as a whole: rates by group, the items that lost most, how grades are spread."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from kaohe.reports.results_book.charts import DARK, LIGHT, ChartSheet, dress, series, titled
from kaohe.reports.results_book.columns import lost_of
from kaohe.reports.results_book.figures import ZERO, most_places, number_format, share
from kaohe.reports.results_book.round_book import Part
from kaohe.results import GroupScore
from kaohe.scheme.model import Group, GroupKind

NAME = "图表"
MOST_ITEMS = 20
UNGRADED = "未定等次"


def write_overview(part: Part) -> None:
    """The sheet; none where nobody was scored."""
    if not part.standings:
        return
    sheet = ChartSheet(part, NAME, "各组平均得分率、失分最多的指标、等次分布")
    _rates(part, sheet)
    _lost(part, sheet)
    _grades(part, sheet)
    sheet.finish()


def group_rates(part: Part) -> list[tuple[str, Decimal]]:
    """Each group's points as a share of its full points, over the units all of whose items there are settled."""
    rates = []
    for group in _groups(part):
        scores = [score for score in _scores_of(part, group) if not any(item.open for item in score.items())]
        full = sum((score.full for score in scores), ZERO)
        if full > 0:
            rates.append((group.name, share(sum((score.score for score in scores), ZERO), full)))
    return rates


def lost_by_item(part: Part) -> list[tuple[str, Decimal]]:
    """The points that all units together lost in each item, most first; items that lost nothing are left out."""
    sums = [
        (f"{column.item.code} {column.item.name}".strip(), sum(map(lost_of, column.scores), ZERO))
        for column in part.columns
    ]
    return sorted((entry for entry in sums if entry[1]), key=lambda entry: -entry[1])


def grade_counts(part: Part) -> list[tuple[str, int]]:
    """How many units have each grade, best first."""
    counts = Counter(standing.grade or UNGRADED for standing in part.standings)
    names = [grade.name for grade in part.table.table.grades]
    return [(name, counts[name]) for name in dict.fromkeys([*names, *counts])]


def _rates(part: Part, sheet: ChartSheet) -> None:
    rates = group_rates(part)
    if not rates:
        return
    block = sheet.data(("指标组", "平均得分率"), rates, "0.0%")
    chart = part.book.chart("column")
    chart.add_series(series(block.reference(1), block.reference(0), DARK, "0.0%"))
    dress(
        chart,
        titled(part, "各组指标平均得分率"),
        category="指标组",
        value="得分占分值的比例",
        num_format="0%",
    )
    sheet.place(chart)


def _lost(part: Part, sheet: ChartSheet) -> None:
    lost = lost_by_item(part)
    if not lost:
        return
    block = sheet.data(("指标", "失分合计"), lost[:MOST_ITEMS])
    chart = part.book.chart("bar")
    form = number_format(most_places(points for _, points in lost[:MOST_ITEMS]))
    chart.add_series(series(block.reference(1), block.reference(0), LIGHT, form, gap=40))
    which = f"失分最多的{MOST_ITEMS}项" if len(lost) > MOST_ITEMS else "失分在哪里"
    dress(
        chart, titled(part, f"{which}：各单位失分合计"), category="指标", value="失分合计（分）", across=True
    )
    sheet.place(chart)


def _grades(part: Part, sheet: ChartSheet) -> None:
    if not part.table.table.grades:
        return
    block = sheet.data(
        ("等次", "单位数"), [(name, Decimal(count)) for name, count in grade_counts(part)], "0"
    )
    chart = part.book.chart("column")
    chart.add_series(series(block.reference(1), block.reference(0), DARK, "0", gap=100))
    dress(chart, titled(part, "等次分布"), category="等次", value="单位数（个）", num_format="0")
    sheet.place(chart)


def _groups(part: Part) -> Sequence[Group]:
    """The table's base groups; where all stand below a single one, those."""
    groups: list[Group] = [group for group in part.table.table.groups if group.kind is GroupKind.BASE]
    while len(groups) == 1:
        below = [child for child in groups[0].children if isinstance(child, Group)]
        if not below:
            break
        groups = below
    return groups


def _scores_of(part: Part, group: Group) -> Iterator[GroupScore]:
    for standing in part.standings:
        found = _find(standing.tally.groups, group)
        if found is not None:
            yield found


def _find(scores: Sequence[GroupScore], group: Group) -> GroupScore | None:
    for score in scores:
        if score.group is group:
            return score
        below = _find([child for child in score.children if isinstance(child, GroupScore)], group)
        if below is not None:
            return below
    return None
