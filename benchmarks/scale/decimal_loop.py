"""A loop over units with Python's Decimal, as a careful programmer writes it: what all others are held to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.scale.driver import Engine, main
from benchmarks.scale.shape import (
    BLAMED,
    CITY,
    CLASS,
    GRADES,
    LATE,
    MODEL,
    NOT_APPLICABLE,
    PRAISED,
    PROVISIONAL,
    QUOTA_PERCENT,
    RANK,
    TOTAL,
    UNIT,
    VETO,
    Family,
    Item,
    answer_names,
    items,
    limits,
)
from benchmarks.scale.shape import GRADE as GRADE_COLUMN
from benchmarks.scale.tables import read_classes

Row = Mapping[str, Any]
"""One unit's figures by column, with its class."""
Score = Decimal | None
"""Points; None where the item was not scored."""

_ZERO, _FULL = Decimal(0), Decimal(4)
_PLACES, _CENTS = Decimal("0.0001"), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Account:
    """One unit: its items in order (the lists after them), its total, and whether something is still to come."""

    unit: str
    scores: tuple[Score, ...]
    total: Decimal
    provisional: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """All accounts in the order of the facts, and each unit's rank and grade."""

    accounts: Sequence[Account]
    ranks: Sequence[int]
    grades: Sequence[str]
    items: int


def _percent(item: Item, row: Row) -> Score:
    rate = row[item.figure]
    return None if rate is None else max(_FULL - max(95 - rate, _ZERO) * Decimal("0.5"), _ZERO)


def _events(item: Item, row: Row) -> Score:
    count = row[item.figure]
    return None if count is None else _FULL - min(count * Decimal("0.3"), Decimal(3))


def _tiers(item: Item, row: Row) -> Score:
    value = row[item.figure]
    if value is None:
        return None
    if value >= 95:
        return _FULL
    if value >= 90:
        return Decimal(3)
    return Decimal("1.5") if value >= 80 else _ZERO


def _share(item: Item, row: Row) -> Score:
    done = row[item.figure]
    return None if done is None else min((done / 100).quantize(_PLACES, ROUND_HALF_UP), _FULL)


def _ratio(item: Item, row: Row) -> Score:
    part, whole = row[item.part], row[item.whole]
    if part is None or whole is None:
        return None
    short = Decimal(max(99 * whole - 100 * part, 0))
    lost = (short / (2 * Decimal(whole))).quantize(_PLACES, ROUND_HALF_UP)
    return max(_FULL - lost, _ZERO)


def _task(item: Item, row: Row) -> Score:
    done, target = row[item.figure], row[item.target]
    if done is None or target is None:
        return None
    percent: Decimal = (done * 100 / target).quantize(_PLACES, ROUND_HALF_UP)
    steps = (max(100 - percent, _ZERO) / 10).to_integral_value(ROUND_FLOOR)
    each = Decimal("0.8") if row[CLASS] == CITY else Decimal("0.5")
    return max(_FULL - steps * each, _ZERO)


_SCORE: dict[Family, Callable[[Item, Row], Score]] = {
    Family.PERCENT: _percent,
    Family.EVENTS: _events,
    Family.TIERS: _tiers,
    Family.SHARE: _share,
    Family.RATIO: _ratio,
    Family.TASK: _task,
}


def _lists(row: Row) -> tuple[Score, ...]:
    """What the lists give and take, item by item."""
    praised, model, late, blamed = row[PRAISED], row[MODEL], row[LATE], row[BLAMED]
    return (
        None if praised is None else min(praised * Decimal("0.5"), Decimal(2)),
        None if model is None else Decimal(1 if model else 0),
        None if late is None else max(late * Decimal("-0.2"), Decimal(-1)),
        None if blamed is None else max(Decimal(-blamed), Decimal(-3)),
    )


def account(row: Row, chosen: Sequence[Item]) -> Account:
    """One unit's items and total."""
    scores = [_SCORE[item.family](item, row) for item in chosen]
    apart = sum(1 for item in chosen if item.state and row[item.state] == NOT_APPLICABLE)
    lists = _lists(row)
    earned = sum((score for score in scores if score is not None), _ZERO)
    full = _FULL * len(chosen)
    base = earned
    if apart:
        base = (earned * full / (full - _FULL * apart)).quantize(_PLACES, ROUND_HALF_UP)
    bonus = min(sum((score for score in lists[:2] if score is not None), _ZERO), Decimal(2))
    deduction = max(sum((score for score in lists[2:] if score is not None), _ZERO), Decimal(-3))
    total = _ZERO if row[VETO] else base + bonus + deduction
    missing = scores.count(None) - apart + lists.count(None)
    provisional = missing > 0 or row[VETO] is None
    return Account(row[UNIT], (*scores, *lists), total.quantize(_CENTS, ROUND_HALF_UP), provisional)


def standings(totals: Sequence[Decimal], count: int) -> tuple[list[int], list[str]]:
    """Ranks (1, 2, 2, 4) and grades; of units with one total that do not all fit into the quota none does."""
    order = sorted(range(len(totals)), key=lambda place: -totals[place])
    ranks, grades = [0] * len(totals), [""] * len(totals)
    best, good, fair = (Decimal(limit) / 100 for limit in limits(count))
    quota = len(totals) * QUOTA_PERCENT // 100
    start = 0
    while start < len(order):
        total = totals[order[start]]
        end = start
        while end < len(order) and totals[order[end]] == total:
            end += 1
        if total >= best and end <= quota:
            grade = GRADES[0]
        elif total >= good:
            grade = GRADES[1]
        else:
            grade = GRADES[2] if total >= fair else GRADES[3]
        for place in order[start:end]:
            ranks[place], grades[place] = start + 1, grade
        start = end
    return ranks, grades


def read(facts: Path, units: Path, _count: int) -> list[Row]:
    """One mapping a unit."""
    frame = pl.read_parquet(facts).join(read_classes(units), on=UNIT, how="left", maintain_order="left")
    return list(frame.iter_rows(named=True))


def compute(rows: list[Row], count: int) -> Answers:
    """All accounts, then the order."""
    chosen = items(count)
    accounts = [account(row, chosen) for row in rows]
    return Answers(accounts, *standings([each.total for each in accounts], count), count)


def write(answers: Answers, out: Path) -> None:
    """The answers as whole numbers."""
    columns = zip(*(each.scores for each in answers.accounts), strict=True)
    points = {
        name: pl.Series(name, [None if score is None else int(score * 10_000) for score in column], pl.Int32)
        for name, column in zip(answer_names(answers.items), columns, strict=True)
    }
    pl.DataFrame(
        {
            UNIT: [each.unit for each in answers.accounts],
            **points,
            TOTAL: pl.Series(TOTAL, [int(each.total * 100) for each in answers.accounts], pl.Int64),
            PROVISIONAL: [each.provisional for each in answers.accounts],
            RANK: pl.Series(RANK, answers.ranks, pl.Int64),
            GRADE_COLUMN: list(answers.grades),
        }
    ).write_parquet(out)


ENGINE = Engine(read, compute, write)

if __name__ == "__main__":
    main(ENGINE)
