"""What one unit lost and won, as the rows of its papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, Number, plain, round_half_up
from kaohe.core.numbers import divide
from kaohe.results.explain import Reasons
from kaohe.results.round import TableResult
from kaohe.results.standing import Standing
from kaohe.results.tally import GroupScore, ItemScore, Tally
from kaohe.scheme.model import Group, GroupKind, Table

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Loss:
    """An item of the base in which points were lost: how many of the total (weighted), and why."""

    score: ItemScore
    lost: Decimal
    reason: str


def base_items(tally: Tally) -> Iterator[tuple[ItemScore, Decimal]]:
    """The items that make up the full points (no bonuses, no deduction lists), each with the weight at which it counts."""
    for group in tally.groups:
        if group.group.kind is GroupKind.BASE:
            yield from _weighted(group, ONE)


def _weighted(group: GroupScore, weight: Decimal) -> Iterator[tuple[ItemScore, Decimal]]:
    weight *= group.group.weight
    for child in group.children:
        if isinstance(child, GroupScore):
            yield from _weighted(child, weight)
        else:
            yield child, weight


def losses(tally: Tally, reasons: Reasons) -> tuple[Loss, ...]:
    """Items with points lost, the largest first; what is still open is not lost yet."""
    found = [
        Loss(score, (score.full - score.points) * weight, reasons(score))
        for score, weight in base_items(tally)
        if not score.open and score.points < score.full
    ]
    return tuple(sorted(found, key=lambda loss: -loss.lost))


def besides(tally: Tally) -> tuple[ItemScore, ...]:
    """Bonuses and deductions that changed something."""
    return tuple(
        score
        for group in tally.groups
        if group.group.kind is not GroupKind.BASE
        for score in group.items()
        if score.points != 0
    )


def points_text(points: Number, places: int) -> str:
    """Points as papers show them: at the table's precision (四舍五入), without zeros at the end."""
    return plain(round_half_up(points, places))


def total_text(standing: Standing) -> str:
    """The total at the table's precision, or why there is none."""
    total = standing.tally.total
    return total.label if isinstance(total, Absence) else format(total, "f")


def score_text(score: ItemScore, places: int) -> str:
    """The item's points, or why there are none."""
    return score.score.label if isinstance(score.score, Absence) else points_text(score.score, places)


def place_text(result: TableResult, standing: Standing) -> str:
    """“列第3位（共19个单位），等次为优秀”, as far as there is a rank and a grade."""
    ranked = sum(1 for each in result.standings if each.rank is not None)
    parts = []
    if standing.rank is None:
        parts.append("不计名次")
    else:
        shared = "（并列）" if standing.tied else ""
        parts.append(f"在{ranked}个参加排名的单位中列第{standing.rank}位{shared}")
    if standing.grade:
        parts.append(f"等次为{standing.grade}")
    return "，".join(parts)


def rounding_text(table: Table) -> str:
    """The remark below figures that are shown rounded, and weighted where there are weights."""
    weighted = any(entry.weight != ONE for entry in table.entries() if isinstance(entry, Group))
    more = "失分按权重折成计入总分的数。" if weighted else ""
    return f"得分四舍五入显示到{table.precision}位小数，合计按未舍入的数计算。{more}"


def make_up(tally: Tally) -> str:
    """“其中基本分91.2分，加分3分，扣分0.5分。” Nothing where there is nothing but the base."""
    if not tally.bonus and not tally.deduction:
        return ""
    places = tally.table.precision
    parts = [f"基本分{points_text(tally.base, places)}分"]
    parts += [f"加分{points_text(tally.bonus, places)}分"] if tally.bonus else []
    parts += [f"扣分{points_text(-tally.deduction, places)}分"] if tally.deduction else []
    return f"其中{'，'.join(parts)}。"


def mean_of_group(result: TableResult, code: str) -> str:
    """The mean score of a group over the units it applies to, at the table's precision."""
    scores = [
        score.score
        for standing in result.standings
        for score in standing.tally.groups
        if score.group.code == code and score.full > 0
    ]
    return (
        points_text(divide(sum(scores, ZERO), Decimal(len(scores))), result.table.precision)
        if scores
        else "—"
    )


def group_rows(result: TableResult, tally: Tally) -> tuple[dict[str, str], ...]:
    """One row a group of the base."""
    return tuple(_group_row(result, group) for group in tally.groups if group.group.kind is GroupKind.BASE)


def _group_row(result: TableResult, group: GroupScore) -> dict[str, str]:
    applies, places = group.full > 0, result.table.precision
    return {
        "名称": group.group.name,
        "满分": plain(group.full) if applies else "不适用",
        "得分": points_text(group.score, places) if applies else "—",
        "失分": points_text(max(group.full - group.score, ZERO), places) if applies else "—",
        "平均": mean_of_group(result, group.group.code),
    }


def standard_of(table: Table, code: str) -> str:
    """The clause of an item."""
    return next((item.clause for item in table.items() if item.code == code), "")
