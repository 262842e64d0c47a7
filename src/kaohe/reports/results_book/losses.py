"""What each point was lost or given for: one line a unit × item (and veto, and cap of a group) that is not plain full points."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, plain
from kaohe.evaluate.narrate import narrate_line
from kaohe.reports.results_book.columns import KINDS, ItemColumn, lost_of, open_of
from kaohe.reports.results_book.figures import ZERO
from kaohe.results import GroupScore, ItemScore, Standing
from kaohe.results.explain import Reasons
from kaohe.results.tally import VetoOutcome
from kaohe.scheme.model import Effect, Group, GroupKind

LOST, GIVEN, TAKEN, OVER = "失分", "加分", "扣分", "超过满分"
CAPPED, VETOED, CARDED = "限额", "一票否决", "黄牌"
_EFFECTS = {
    Effect.UNRANKED: "不计名次",
    Effect.LAST: "排在末位",
    Effect.ZERO: "总分计0分",
    Effect.GRADE: "限定等次",
    Effect.NOTE: "仅列名",
}


@dataclass(frozen=True, slots=True)
class Loss:
    """One line. `lost` are points lost for good, `waiting` those that may still be earned; None: nothing to say."""

    group: str
    code: str
    name: str
    departments: tuple[str, ...]
    kind: str
    points: Decimal | None
    score: Decimal | None
    lost: Decimal | None
    waiting: Decimal | None
    state: str
    reason: str


def losses(
    standing: Standing, columns: tuple[ItemColumn, ...], reasons: Reasons, names: Mapping[str, str]
) -> Iterator[Loss]:
    """A unit's lines: vetoes first, items in order, then groups whose sum was kept at a bound.

    `names` gives measures' names by id.
    """
    for outcome in standing.tally.vetoes:
        if outcome.in_force or outcome.open:
            yield _veto(outcome, names)
    for column, score in zip(columns, standing.tally.items(), strict=True):
        if score.score != score.full or score.open:
            yield _item(column, score, reasons(score))
    for group in standing.tally.groups:
        yield from _bounded(group, ())


def _item(column: ItemColumn, score: ItemScore, reason: str) -> Loss:
    lost, waiting = lost_of(score), open_of(score)
    return Loss(
        group=column.path,
        code=score.item.code,
        name=score.item.name,
        departments=score.item.departments,
        kind=KINDS[column.kind],
        points=score.item.points,
        score=None if isinstance(score.score, Absence) else score.score,
        lost=lost or None,
        waiting=waiting or None,
        state=_state(score, column.kind),
        reason=reason,
    )


def _state(score: ItemScore, kind: GroupKind) -> str:
    if isinstance(score.score, Absence):
        return score.score.label
    if score.score > score.full:
        return OVER if kind is GroupKind.BASE else GIVEN
    return LOST if kind is GroupKind.BASE else TAKEN


def _bounded(score: GroupScore, above: tuple[Group, ...]) -> Iterator[Loss]:
    """A group whose items add up to more (or less) than it may count: what its bound took away."""
    path = (*above, score.group)
    for child in score.children:
        if isinstance(child, GroupScore):
            yield from _bounded(child, path)
    if score.kept_at is None:
        return
    base = score.group.kind is GroupKind.BASE
    taken = max(score.raw - score.kept_at, ZERO)
    side = "最多" if score.raw > score.kept_at else "最少"
    yield Loss(
        group=" / ".join(group.name for group in path),
        code=score.group.code,
        name=score.group.name,
        departments=(),
        kind=KINDS[score.group.kind],
        points=score.group.points if base else None,
        score=score.kept_at,
        lost=None,
        waiting=None,
        state=CAPPED,
        reason=f"各项合计{plain(score.raw)}分，本组{side}计{plain(score.kept_at)}分"
        + (f"，有{plain(taken)}分没有计入。" if taken else "。"),
    )


def _veto(outcome: VetoOutcome, names: Mapping[str, str]) -> Loss:
    veto = outcome.veto
    word = CARDED if veto.card else VETOED
    account = narrate_line(outcome.trace, names)
    grade = f"，等次最高为“{veto.grade}”" if veto.grade else ""
    undecided = "所需数据未报或未评，是否触发尚未确定。" if outcome.open else ""
    return Loss(
        group=word,
        code="",
        name=veto.name,
        departments=(),
        kind=word,
        points=None,
        score=None,
        lost=None,
        waiting=None,
        state="未定" if outcome.open else word,
        reason=undecided or f"{_EFFECTS[veto.effect]}{grade}。{account}",
    )
