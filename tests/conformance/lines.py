"""What a round comes to, in one form for every backend."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kaohe.core import Absence
from kaohe.results import GroupScore, RoundResult, Standing

Value = Fraction | Absence


@dataclass(frozen=True)
class Line:
    """One unit's result in one table. `vetoes` holds yes, no, or why it is not known."""

    items: dict[str, Value]
    groups: dict[str, Fraction]
    earned: Fraction
    available: Fraction
    base: Fraction
    bonus: Fraction
    deduction: Fraction
    total: Value
    provisional: bool
    vetoes: dict[str, bool]
    rank: int | None
    tied: bool
    grade: str


Lines = dict[str, dict[str, Line]]
"""By table, by unit."""


def plain(value: Decimal | Absence) -> Value:
    return value if isinstance(value, Absence) else Fraction(value)


def of_result(result: RoundResult) -> Lines:
    """The interpreter's result."""
    return {
        table.table.name: {each.tally.unit.id: _line(each) for each in table.standings}
        for table in result.tables
    }


def _line(standing: Standing) -> Line:
    tally = standing.tally
    return Line(
        items={score.item.code: plain(score.score) for score in tally.items()},
        groups={code: each for group in tally.groups for code, each in _groups(group).items()},
        earned=Fraction(tally.earned),
        available=Fraction(tally.available),
        base=Fraction(tally.base),
        bonus=Fraction(tally.bonus),
        deduction=Fraction(tally.deduction),
        total=plain(tally.total),
        provisional=tally.provisional,
        vetoes={outcome.veto.name: outcome.in_force for outcome in tally.vetoes},
        rank=standing.rank,
        tied=standing.tied,
        grade=standing.grade,
    )


def _groups(score: GroupScore) -> dict[str, Fraction]:
    found = {score.group.code: Fraction(score.score)}
    for child in score.children:
        if isinstance(child, GroupScore):
            found.update(_groups(child))
    return found
