"""The scores of a few units from their own figures alone: what a save is answered with. The whole result of hundreds of units takes
longer to compute than a scorer should wait after each cell; it is computed when somebody looks at it.
"""

from collections.abc import Collection

from kaohe.core.numbers import exactly
from kaohe.evaluate import Setting
from kaohe.facts import Units
from kaohe.results import ItemScore
from kaohe.results.tally import Tallier
from kaohe.rules import Peer, Subordinates, walk
from kaohe.web.filing.facts import scheme_for
from kaohe.web.results.computing import figures_for
from kaohe.web.rounds.models import Round
from kaohe.web.scoring.layout import Entry
from kaohe.web.scoring.querysets import scores_of

_MANY = 20
"""Units; more than so many at once are looked up in the whole result."""


def scores_at(
    round: Round, entries: Collection[Entry], units: Collection[str]
) -> dict[tuple[str, int], ItemScore]:
    """The scores of these items for these units, the same as `scores_of` has them."""
    items = [entry for entry in entries if entry.item is not None]
    if len(units) > _MANY or any(_looks_beyond(entry) for entry in items):
        return scores_of(round)
    numbers = {(entry.table.name, entry.code): entry.number for entry in items}
    listed = round.units.filter(code__in=units)
    cohort = Units(unit.as_assessed() for unit in listed)
    scheme, facts = scheme_for(round), figures_for(round, units)
    found = {}
    for table in scheme.tables:
        setting = Setting(
            period=scheme.period, units=cohort, cohort=cohort.at(table.level), facts=facts, measures=scheme.measures
        )  # fmt: skip
        with exactly():
            tallier = Tallier(table)
            for unit in cohort.at(table.level):
                for score in tallier.tally(setting.context(unit)).items():
                    if number := numbers.get((table.name, score.item.code)):
                        found[unit.id, number] = score
    return found


def _looks_beyond(entry: Entry) -> bool:
    """Whether an item looks at other units than the one it is scored for."""
    return any(isinstance(node, Peer | Subordinates) for node in walk(entry.rule))
