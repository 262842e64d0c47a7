"""Tables, lists and classes: caps that are missing, departments, tiers nobody reaches, and what people decide."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.checks.clause_checks import MOST_APART, left_to_somebody, says_a_cap
from kaohe.checks.finding import Finding, Level
from kaohe.checks.subject import GroupView, ItemView, Subject, TableView
from kaohe.core import Number, Place, plain, round_half_up
from kaohe.rules import ByClass, ByLevel, Const, Discretion, Given, Ledger, Node, Tiers, walk
from kaohe.rules.bounds import Interval, bounds
from kaohe.scheme.model import GroupKind
from kaohe.scheme.rule_checks import measures_of

ZERO = Decimal(0)
MOST_AT_DISCRETION = Decimal(30)
"""Percent of a table's total that people may decide before it is said."""


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a table's total people decide: the points that can move by their decision, and the items."""

    table: str
    points: Decimal
    total: Decimal
    items: tuple[str, ...]
    where: Place

    @property
    def percent(self) -> Decimal:
        """Percent of the total, with one decimal; zero where there is no total."""
        return round_half_up(self.points * 100 / self.total, 1) if self.total else ZERO


def structure_findings(subject: Subject) -> Iterator[Finding]:
    """What the tables' build shows."""
    ranges = {name: Interval(*measure.bounds) for name, measure in subject.measures.items()}
    for table in subject.tables:
        for group in table.groups:
            yield from _uncapped(group, ranges)
        yield from _departments(table, subject)
        for item in table.items():
            if item.rule is not None:
                yield from _unreachable(item, item.rule, ranges)
    yield from _classes(subject)
    for share in discretion_shares(subject):
        if share.percent > MOST_AT_DISCRETION:
            yield _finding(
                "discretion-share",
                Level.ADVICE,
                f"“{share.table}”由人酌定的分有{plain(share.points)}分，占总分的{plain(share.percent)}%（{_names(share.items)}）。",
                f"请把能数的改成按数计分，酌定的分以不超过{plain(MOST_AT_DISCRETION)}%为宜。",
                share.where,
            )


def _finding(code: str, level: Level, message: str, remedy: str, where: Place) -> Finding:
    return Finding(f"check.{code}", level.severity, message, remedy, (where,), level=level)


def _names(names: tuple[str, ...]) -> str:
    return "、".join(names[:6]) + (f"等{len(names)}项" if len(names) > 6 else "")


def discretion_shares(subject: Subject) -> tuple[Share, ...]:
    """For each table with items, what people decide; bonus and deduction lists are left out."""
    shares = []
    for table in subject.tables:
        base = [item for item in table.items() if item.kind is GroupKind.BASE and item.points is not None]
        moved = [(item, _moved(item, subject)) for item in base]
        total = table.total or sum(((item.points or ZERO) * item.weight for item in base), ZERO)
        decided = [(item, points) for item, points in moved if points]
        points = sum((points * item.weight for item, points in decided), ZERO)
        names = tuple(item.name for item, _ in decided)
        if base:
            shares.append(Share(table.name, points, total, names, table.where))
    return tuple(shares)


def _moved(item: ItemView, subject: Subject) -> Decimal:
    """How many of the item's points a person's decision can move."""
    most = item.points or ZERO
    if item.rule is None:
        return most if left_to_somebody(item.clause) else ZERO
    moved = ZERO
    for node in walk(item.rule):
        if isinstance(node, ByLevel):
            points = [level.points for level in node.levels]
            moved += max(points) - min(points)
        elif isinstance(node, Discretion):
            moved += node.high - (min(ZERO, node.low) if node.or_none else node.low)
        elif isinstance(node, Given) and node.measure in subject.judged:
            moved = most
    return min(moved, most)


def _uncapped(group: GroupView, ranges: Mapping[str, Interval]) -> Iterator[Finding]:
    """A bonus list that nothing limits."""
    if group.kind is GroupKind.BONUS and _grows(group, ranges):
        yield _finding(
            "no-cap",
            Level.WARNING,
            f"“{group.name}”没有写最多加多少分，加分可能超过基本分。",
            "请写明“封顶”，如最多加5分。",
            group.where,
        )


def _grows(entry: GroupView | ItemView, ranges: Mapping[str, Interval]) -> bool:
    """Whether nothing keeps it from growing: no cap, no points, no words, no proof."""
    if isinstance(entry, GroupView):
        if entry.limit is not None or says_a_cap(entry.name):
            return False
        return any(_grows(child, ranges) for child in entry.children)
    if entry.cap is not None or says_a_cap(entry.text):
        return False
    return entry.rule is None or bounds(entry.rule, ranges).high is None


def _departments(table: TableView, subject: Subject) -> Iterator[Finding]:
    """Items that nobody is named to score; many of them are said at once."""
    items = list(table.items())
    without = [item for item in items if not item.departments and not _supplied(item, subject)]
    remedy = "请写明由哪个科室评分，写在“责任科室”。"
    if items and len(without) == len(items):
        message = f"“{table.name}”没有一项写明责任科室。"
        yield _finding("no-department", Level.ADVICE, message, remedy, table.where)
        return
    if len(without) > MOST_APART:
        message = f"“{table.name}”有{len(without)}项没有写责任科室（{_names(tuple(item.name for item in without))}）。"
        places = tuple(dict.fromkeys(item.where for item in without))
        yield replace(_finding("no-department", Level.ADVICE, message, remedy, table.where), where=places)
        return
    for item in without:
        yield _finding("no-department", Level.ADVICE, f"“{item.name}”没有写责任科室。", remedy, item.where)


def _supplied(item: ItemView, subject: Subject) -> bool:
    used = measures_of(item.rule) if item.rule is not None else ()
    return any(name in subject.measures and subject.measures[name].department for name in used)


def _unreachable(item: ItemView, rule: Node, ranges: Mapping[str, Interval]) -> Iterator[Finding]:
    """Tiers whose threshold the figure cannot reach, or that stand below one that everybody reaches."""
    for node in walk(rule):
        if not isinstance(node, Tiers):
            continue
        reach = bounds(node.of, ranges)
        best, worst = (reach.high, reach.low) if node.higher_is_better else (reach.low, reach.high)
        for position, tier in enumerate(node.tiers):
            threshold = tier.threshold
            if not isinstance(threshold, Const):
                continue
            value = threshold.value
            if best is not None and (
                _beyond(value, best, up=node.higher_is_better) or (tier.strict and value == best)
            ):
                message = f"“{item.name}”里{plain(value)}的一档谁也到不了：这个数最多{plain(best)}。"
                if not node.higher_is_better:
                    message = f"“{item.name}”里{plain(value)}的一档谁也到不了：这个数最少{plain(best)}。"
                yield _unreached(message, item)
            everybody = (
                worst is not None and not tier.strict and not _beyond(value, worst, up=node.higher_is_better)
            )
            if everybody and position + 1 < len(node.tiers):
                message = f"“{item.name}”里{plain(value)}的一档人人都到得了，后面的档用不上。"
                yield _unreached(message, item)
                break


def _unreached(message: str, item: ItemView) -> Finding:
    return _finding(
        "tier-unreachable", Level.WARNING, message, "请核对档的分数线和数据项的范围。", item.where
    )


def _beyond(value: Decimal, end: Number, *, up: bool) -> bool:
    return value > end if up else value < end


def _classes(subject: Subject) -> Iterator[Finding]:
    """A class that every item leaves out. Tables in which no item names classes are for everybody."""
    items = [item for item in subject.items() if item.kind is GroupKind.BASE]
    if not items or any(item.rule is None for item in items):
        return
    for name in subject.classes:
        if not any(_applies(item.rule, name) for item in items if item.rule is not None):
            yield _finding(
                "class-without-item",
                Level.WARNING,
                f"单位类别“{name}”没有一项指标适用，这一类单位没有得分。",
                "请核对各项的“按类别”，补上这一类或写“其他”。",
                subject.tables[0].where,
            )


def _applies(rule: Node, name: str) -> bool:
    """Whether a unit of this class gets a score from the rule: by-class choices at its top decide."""
    match rule:
        case ByClass(cases=cases, otherwise=otherwise):
            return otherwise is not None or any(case.name == name for case in cases)
        case Ledger(deductions=deductions, additions=additions):
            return any(_applies(line.points, name) for line in deductions + additions)
        case _:
            return True
