"""One unit's groups against the mean of all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Absence, Number
from kaohe.core.numbers import add, divide
from kaohe.results import GroupScore, RoundResult, Standing, TableResult
from kaohe.scheme.model import GroupKind


@dataclass(frozen=True, slots=True)
class Spoke:
    """One group: what the unit has of the points that count for it (NOT_APPLICABLE where none do), and the mean of
    all units' shares, in percent.
    """

    code: str
    name: str
    score: Decimal | Absence
    full: Decimal
    mean: Number | Absence

    @property
    def share(self) -> Number | Absence:
        """The unit's share of the full points, in percent."""
        return self.score if isinstance(self.score, Absence) else divide(self.score * 100, self.full)


@dataclass(frozen=True, slots=True)
class Profile:
    """A unit's base groups at the top of a table. `compared` is the number of units behind the mean."""

    unit: str
    name: str
    table: str
    period: str
    spokes: tuple[Spoke, ...]
    compared: int


def profile_of(result: RoundResult, table: TableResult, standing: Standing) -> Profile:
    """The profile of one unit; the mean is over all units of the table that have a total."""
    everyone = [s for s in table.standings if isinstance(s.tally.total, Decimal)]
    return Profile(
        unit=standing.tally.unit.id,
        name=standing.tally.unit.name,
        table=table.table.name,
        period=result.scheme.period.label,
        spokes=tuple(_spokes(standing, everyone)),
        compared=len(everyone),
    )


def _spokes(standing: Standing, everyone: Sequence[Standing]) -> Iterator[Spoke]:
    for place, score in enumerate(standing.tally.groups):
        if score.group.kind is GroupKind.BASE:
            counts = score.full > 0
            shares = [share for s in everyone if (share := _share(s.tally.groups[place])) is not None]
            yield Spoke(
                score.group.code,
                score.group.name,
                score.score if counts else Absence.NOT_APPLICABLE,
                score.full,
                _mean(shares),
            )


def _share(score: GroupScore) -> Number | None:
    return divide(score.score * 100, score.full) if score.full > 0 else None


def _mean(shares: Sequence[Number]) -> Number | Absence:
    if not shares:
        return Absence.NOT_APPLICABLE
    total: Number = Decimal(0)
    for share in shares:
        total = add(total, share)
    return divide(total, Decimal(len(shares)))
