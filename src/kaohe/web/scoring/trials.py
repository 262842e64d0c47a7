"""试算: what a unit's own reported figures alone come to, item by item. Not a score: nobody else's figures and nobody's judgement
are in it, and an item that needs either has no trial.
"""

from kaohe.core import Absence, plain
from kaohe.core.numbers import exactly
from kaohe.evaluate import Setting
from kaohe.facts import Facts
from kaohe.results.tally import Tallier
from kaohe.rules import Peer, Subordinates, walk
from kaohe.scheme.model import Supply
from kaohe.web.filing.facts import scheme_for
from kaohe.web.results.computing import figures_for
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.scoring.layout import Entry, layout_of


def trials_of(round: Round, unit: RoundUnit) -> dict[int, str]:
    """Points by number of the entry, of those items that the unit's own figures decide."""
    scheme = scheme_for(round)
    measures = scheme.measures
    looked = figures_for(round, [unit.code]).each()
    own = Facts(fact for fact in looked if measures[fact.measure].supply is Supply.REPORTED)
    assessed = unit.as_assessed()
    found = {}
    alone = {entry.code: entry for entry in layout_of(round).at(unit.level) if _alone(entry)}
    for table in scheme.tables:
        if table.level != unit.level:
            continue
        setting = Setting(
            period=scheme.period, units=round.assessed, cohort=(assessed,), facts=own, measures=measures
        )
        with exactly():
            tally = Tallier(table).tally(setting.context(assessed))
        for score in tally.items():
            entry = alone.get(score.item.code)
            if entry is not None and entry.table is table and not isinstance(score.score, Absence):
                found[entry.number] = plain(score.score)
    return found


def _alone(entry: Entry) -> bool:
    """Whether an item looks at nothing but what the unit itself reports."""
    if any(isinstance(node, Peer | Subordinates) for node in walk(entry.rule)):
        return False
    return all(column.form.supply is Supply.REPORTED for column in entry.columns)
