"""From a result to what has to be put right: the items in which a unit lost points, each with its reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import plain
from kaohe.reports.kinds.losses import besides, losses, points_text
from kaohe.results.explain import Reasons
from kaohe.results.tally import Tally
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.tasks.models import Rectification

Key = tuple[str, str, str]
"""Unit's code, table, item."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One lost point that nobody has been asked to mend yet. `lost` in points of the total, weighted; `full` of the item."""

    unit: RoundUnit
    table: str
    item: str
    name: str
    departments: tuple[str, ...]
    lost: Decimal
    shown: str
    full: str
    why: str

    @property
    def key(self) -> Key:
        return self.unit.code, self.table, self.item

    @property
    def ident(self) -> str:
        """The key in one word, for a form."""
        return "/".join(self.key)


@dataclass(frozen=True, slots=True)
class UnitProposals:
    """One unit's proposals, the largest loss first."""

    unit: RoundUnit
    proposals: tuple[Proposal, ...]

    @property
    def lost(self) -> str:
        return plain(sum((proposal.lost for proposal in self.proposals), Decimal(0)))


def proposals_of(round: Round, least: Decimal) -> list[UnitProposals]:
    """By unit, in the order of the list: items in which at least so many points were lost, ordered ones left out."""
    inputs, result = result_of(round)
    reasons = Reasons({measure.id: measure.name for measure in inputs.scheme.measures.values()})
    ordered = set(
        Rectification.objects.filter(round=round).order_by().values_list("unit__code", "table", "item")
    )
    units = {unit.code: unit for unit in round.units.all()}
    found: dict[str, list[Proposal]] = {}
    for table in result.tables:
        for standing in table.standings:
            unit = units.get(standing.tally.unit.id)
            if unit is None:
                continue
            for proposal in _lost(unit, standing.tally, reasons):
                if proposal.lost >= least and proposal.lost > 0 and proposal.key not in ordered:
                    found.setdefault(unit.code, []).append(proposal)
    return [UnitProposals(unit, tuple(found[code])) for code, unit in units.items() if code in found]


def _lost(unit: RoundUnit, tally: Tally, reasons: Reasons) -> Iterator[Proposal]:
    """Items below their full points, and deductions on top."""
    table, places = tally.table, tally.table.precision
    for loss in losses(tally, reasons):
        item = loss.score.item
        yield Proposal(unit, table.name, item.code, item.name, item.departments, loss.lost,
                       points_text(loss.lost, places), plain(item.points), loss.reason)  # fmt: skip
    for score in besides(tally):
        if score.points < 0:
            item = score.item
            yield Proposal(unit, table.name, item.code, item.name, item.departments, -score.points,
                           points_text(-score.points, places), "", reasons(score))  # fmt: skip
