"""One unit's account from the full points to its total: each step exact, and all of them together the total."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import Absence, plain
from kaohe.core.numbers import exactly
from kaohe.results import GroupScore, ItemScore, RoundResult, Standing, TableResult, Tally
from kaohe.results.explain import Reasons
from kaohe.scheme.model import Effect, GroupKind

ZERO = Decimal(0)
Why = Callable[[ItemScore], str]
"""The words of an item's reason."""


class StepKind(Enum):
    """What a step is. LOST: points of an item that were not got; OPEN: those that wait for a figure or a judgement.
    APART: full points that do not count for the unit; SCALED: what scaling the rest up gives back; CAPPED:
    floors and caps of groups and rounding of weights; VETOED: a veto made the total zero; ROUNDED: to the table's places.
    """

    LOST = "lost"
    OPEN = "open"
    APART = "apart"
    SCALED = "scaled"
    CAPPED = "capped"
    BONUS = "bonus"
    DEDUCTION = "deduction"
    VETOED = "vetoed"
    ROUNDED = "rounded"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: how many points it moves the account (losses are negative). `code` where it is one item's;
    `reason` is the item's line of explanation, where the caller has one.
    """

    kind: StepKind
    label: str
    points: Decimal
    code: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """full + Σ steps = total, exactly. No total: no item applies, and there are no steps."""

    unit: str
    name: str
    table: str
    period: str
    full: Decimal
    total: Decimal | Absence
    steps: tuple[Step, ...]
    rank: int | None = None
    grade: str = ""
    provisional: bool = False


def account_of(
    result: RoundResult, table: TableResult, standing: Standing, why: Why | None = None
) -> Account:
    """The account of one unit in one table: losses largest first, then what follows in the order of the sum.

    `why` gives an item's reason, where its words have been found already.
    """
    tally = standing.tally
    why = why or Reasons({measure.id: measure.name for measure in result.scheme.measures.values()})
    with exactly():
        steps = () if isinstance(tally.total, Absence) else tuple(_steps(tally, tally.total, why))
    return Account(
        unit=tally.unit.id,
        name=tally.unit.name,
        table=table.table.name,
        period=result.scheme.period.label,
        full=tally.full,
        total=tally.total,
        steps=steps,
        rank=standing.rank,
        grade=standing.grade,
        provisional=tally.provisional,
    )


def _steps(tally: Tally, total: Decimal, why: Why) -> Iterator[Step]:
    losses = [step for group in _base(tally) for step in _losses(group, Decimal(1), why)]
    yield from sorted(losses, key=lambda step: step.points)
    lost = -sum((step.points for step in losses), ZERO)
    if capped := tally.earned - (tally.available - lost):
        yield Step(StepKind.CAPPED, "分组封顶、保底和取整", capped)
    if left_out := tally.full - tally.available:
        yield Step(StepKind.APART, "不适用，不计入满分", -left_out)
        yield Step(StepKind.SCALED, "其余各项按比例折算", tally.base - tally.earned)
    for kind, step in ((GroupKind.BONUS, StepKind.BONUS), (GroupKind.DEDUCTION, StepKind.DEDUCTION)):
        for group in tally.groups:
            if group.group.kind is kind and group.score:
                yield Step(step, group.group.name, group.score, group.group.code, _parts(group))
    raw = tally.base + tally.bonus + tally.deduction
    if tally.has(Effect.ZERO):
        vetoes = "、".join(o.veto.name for o in tally.vetoes if o.in_force and o.veto.effect is Effect.ZERO)
        yield Step(StepKind.VETOED, f"一票否决：{vetoes}", -raw)
        raw = ZERO
    if total != raw:
        yield Step(StepKind.ROUNDED, f"保留{tally.table.precision}位小数", total - raw)


def _base(tally: Tally) -> Iterator[GroupScore]:
    return (group for group in tally.groups if group.group.kind is GroupKind.BASE)


def _losses(score: GroupScore, weight: Decimal, why: Why) -> Iterator[Step]:
    """What the items below lost, weighted as it enters the sum."""
    weight *= score.group.weight
    for child in score.children:
        if isinstance(child, GroupScore):
            yield from _losses(child, weight, why)
        elif child.points != child.full:
            yield _lost(child, (child.points - child.full) * weight, why)


def _lost(score: ItemScore, change: Decimal, why: Why) -> Step:
    kind, label = (StepKind.OPEN, score.score) if score.open else (StepKind.LOST, None)
    name = f"{score.item.name}（{label.label}）" if isinstance(label, Absence) else score.item.name
    return Step(kind, name, change, score.item.code, why(score))


def _parts(group: GroupScore) -> str:
    """The items of a list of bonuses or deductions that have points."""
    return "、".join(f"{score.item.name}{plain(score.points)}分" for score in group.items() if score.points)
