"""How many each group gets: a fixed number, a part of it, or its share of a total by largest remainders."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from kaohe.core import Problem, Severity
from kaohe.fieldwork.draws.frame import Frame, Spot
from kaohe.fieldwork.draws.plan import By, Chance, Plan, Share, label_of
from kaohe.fieldwork.draws.selection import Chosen

_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:/([0-9]{1,9}))?(%)?")


@dataclass(frozen=True, slots=True)
class Group:
    """One group of a draw. `spots`: those that may be drawn. `listed` and `barred` count all and the excluded ones;
    `planned` is how many are to be drawn, `chosen` what came out (nothing before the draw).
    """

    unit: str
    kind: str
    spots: tuple[Spot, ...]
    listed: int
    barred: int
    planned: int = 0
    chosen: Chosen = Chosen()

    @property
    def label(self) -> str:
        return label_of((self.unit, self.kind))

    @property
    def weight(self) -> int:
        """The sum of the sizes of those that may be drawn."""
        return sum(spot.size or 0 for spot in self.spots)


def groups_of(frame: Frame, plan: Plan) -> tuple[Group, ...]:
    """The groups of a plan, in the order of their first spots' ids. Nothing is planned in them yet."""
    found: dict[tuple[str, str], list[Spot]] = {}
    by_unit, by_kind = plan.by in (By.UNIT, By.BOTH), plan.by in (By.KIND, By.BOTH)
    for spot in frame.spots:
        key = (spot.unit if by_unit else "", spot.kind if by_kind else "")
        found.setdefault(key, []).append(spot)
    groups = []
    for (unit, kind), spots in found.items():
        free = tuple(spot for spot in spots if not spot.barred)
        groups.append(Group(unit, kind, free, len(spots), len(spots) - len(free)))
    return tuple(groups)


def allocate(groups: Sequence[Group], plan: Plan) -> tuple[tuple[Group, ...], tuple[Problem, ...]]:
    """The groups with their numbers, and every group that has too few for its number."""
    problems = [*_homeless(groups, plan), *_unknown_names(groups, plan)]
    if plan.total is not None:
        numbers, more = _shared_out(groups, plan, plan.total)
        problems += more
    else:
        numbers = [_number(group, plan) for group in groups]
    planned = tuple(replace(group, planned=number) for group, number in zip(groups, numbers, strict=True))
    problems += [problem for group in planned for problem in _lacks(group, plan)]
    if not problems and not any(numbers):
        problems.append(_error("draw.nothing-to-draw", "按方案一个点也不抽。", "请写明抽取的个数。"))
    return planned, tuple(problems)


def largest_remainders(total: int, weights: Sequence[int]) -> list[int]:
    """`total` shared out in proportion to weights, whole numbers that add up (最大余数法, Hamilton's rule).

    Each first gets the whole part of its share; what is left goes one by one to the largest remainders, of equal ones
    to the larger weight, then to the one that stands first. Some weight must be positive.
    """
    whole = sum(weights)
    shares = [total * weight // whole for weight in weights]
    left = total - sum(shares)
    by_remainder = sorted(
        range(len(weights)), key=lambda at: (-(total * weights[at] % whole), -weights[at], at)
    )
    for at in by_remainder[:left]:
        shares[at] += 1
    return shares


def with_least(total: int, weights: Sequence[int], least: int) -> list[int]:
    """`largest_remainders`, with nobody of any weight below `least`: who would be gets `least`, and the rest share what
    is left, until nobody is below. The total must be enough for that.
    """
    raised: set[int] = set()
    while True:
        others = [at for at, weight in enumerate(weights) if weight and at not in raised]
        numbers = [least if at in raised else 0 for at in range(len(weights))]
        if others:
            shares = largest_remainders(total - least * len(raised), [weights[at] for at in others])
            for at, share in zip(others, shares, strict=True):
                numbers[at] = share
        below = {at for at in others if numbers[at] < least}
        if not below:
            return numbers
        raised |= below


def _shared_out(groups: Sequence[Group], plan: Plan, total: int) -> tuple[list[int], tuple[Problem, ...]]:
    by_count = plan.share is Share.COUNT
    weights = [len(group.spots) if by_count else group.weight for group in groups]
    some = sum(1 for weight in weights if weight)
    if not some:
        message = "可抽的一个也没有。" if by_count else "没有一个点写了规模，不能按规模分配。"
        return [0] * len(groups), (_error("draw.nothing-to-share", message, "请核对抽样框和不抽的名单。"),)
    if total < plan.least * some:
        message = f"总数{total}个，不够{some}组每组至少{plan.least}个。"
        return [0] * len(groups), (_error("draw.total-too-small", message, "请改总数或“每组至少”。"),)
    return with_least(total, weights, plan.least), ()


def _number(group: Group, plan: Plan) -> int:
    if group.label in plan.exceptions:
        return plan.exceptions[group.label]
    if plan.each is not None:
        return plan.each
    if plan.rate is not None:
        return -(-plan.rate.numerator * len(group.spots) // plan.rate.denominator)
    return plan.by_kind.get(group.kind, 0)


def _homeless(groups: Sequence[Group], plan: Plan) -> list[Problem]:
    """Spots that belong to no group, because the unit or class that makes it is not written."""
    problems = []
    for word, makes, lacking in (
        ("所属单位", (By.UNIT, By.BOTH), [group for group in groups if not group.unit]),
        ("类别", (By.KIND, By.BOTH), [group for group in groups if not group.kind]),
    ):
        if plan.by in makes and lacking:
            names = "、".join(spot.name for group in lacking for spot in group.spots[:3])
            count = sum(group.listed for group in lacking)
            message = f"按{plan.by.label}分组，抽样框里有{count}个点没有写{word}（{names}）。"
            problems.append(_error("draw.no-group", message, f"请补写{word}，或改“分组”。"))
    return problems


def _unknown_names(groups: Sequence[Group], plan: Plan) -> list[Problem]:
    labels, kinds = {group.label for group in groups}, {group.kind for group in groups}
    problems = [
        _error(
            "draw.unknown-exception",
            f"例外“{name}”不是这次抽样的组（按{plan.by.label}分组）。",
            f"请核对名称；有：{'、'.join(sorted(labels)[:8])}……",
        )
        for name in plan.exceptions
        if name not in labels
    ]
    problems += [
        _error("draw.unknown-class", f"抽样框里没有类别“{kind}”。", f"有：{'、'.join(sorted(kinds))}。")
        for kind in plan.by_kind
        if kind not in kinds
    ]
    unplanned = sorted(kinds - set(plan.by_kind)) if plan.by_kind else []
    problems += [
        _error("draw.class-without-number", f"方案没有写类别“{kind}”抽几个。", "不抽的请写0。")
        for kind in unplanned
    ]
    return problems


def _lacks(group: Group, plan: Plan) -> list[Problem]:
    """Too few to draw; too few left in reserve; everybody drawn."""
    by_size = plan.chance is Chance.SIZE
    usable = sum(1 for spot in group.spots if spot.size) if by_size else len(group.spots)
    what = "可抽而且规模大于0的" if by_size else "可抽的"
    counted = f"名单{group.listed}个，不抽{group.barred}个，{what}{usable}个"
    if usable < group.planned:
        message = f"“{group.label}”要抽{group.planned}个，不够：{counted}。"
        remedy = "请用“例外”写明这一组抽几个，或减少不抽的。"
        return [_error("draw.too-few", message, remedy)]
    if group.planned and usable - group.planned < plan.reserves:
        message = f"“{group.label}”抽{group.planned}个以后只剩{usable - group.planned}个候补，方案要{plan.reserves}个：{counted}。"
        return [Problem("draw.few-reserves", Severity.WARNING, message, "候补用完就没有可替换的了。")]
    return []


def _error(code: str, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, message, remedy)


def part(text: str) -> Fraction | None:
    """10%, 0.1 or 1/10 as an exact part between 0 (not itself) and 1; None for anything else."""
    found = _PART.fullmatch(text.strip().replace("％", "%"))
    if found is None or not int(found[2] or 1):
        return None
    number = Fraction(found[1]) / int(found[2] or 1) / (100 if found[3] else 1)
    return number if 0 < number <= 1 else None
