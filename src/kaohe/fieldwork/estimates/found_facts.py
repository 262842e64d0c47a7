"""Estimates as facts: what `kaohe score` takes beside the entry workbook."""

from collections.abc import Iterable

from kaohe.core import Absence
from kaohe.facts import Fact, Facts, Role, State, Units
from kaohe.facts.needs import asks
from kaohe.fieldwork.estimates.estimate import Estimates
from kaohe.fieldwork.estimates.uses import Use
from kaohe.fieldwork.estimates.words import finders, source_note
from kaohe.scheme.model import Scheme

NOT_LOOKED_AT = "本次没有检查到"


def found_facts(estimates: Estimates) -> Facts:
    """One verified figure for each estimate that has one, with who found it, when and from how many."""
    return Facts(
        Fact(
            unit=row.unit,
            measure=row.measure.id,
            period=row.period,
            value=row.value,
            state=State.VERIFIED,
            place=row.findings[0].place,
            by=finders(row),
            at=max(finding.row.at for finding in row.findings)[:10],
            note=source_note(row),
        )
        for row in estimates.rows
        if row.value is not None
    )


def others(estimates: Estimates, known: Iterable[Use], scheme: Scheme, units: Units, facts: Facts) -> Facts:
    """不适用 for every unit that a figure of these findings was wanted of and nobody looked at.

    The figures are those that the findings touch, and their pair for the level above. What the entry
    workbook says already, and what the findings say, stays.
    """
    touched = {row.use.measure.id for row in estimates.rows}
    for use in known:
        if use.above is not None and touched & {use.measure.id, use.above.id}:
            touched |= {use.measure.id, use.above.id}
    taken = {fact.key for fact in (*facts, *found_facts(estimates))}
    blank = []
    for ask in asks(scheme):
        if ask.measure.id in touched and ask.role is Role.ACTUAL:
            blank += [
                Fact(unit.id, ask.measure.id, ask.period, Absence.NOT_APPLICABLE, note=NOT_LOOKED_AT)
                for level in ask.levels
                for unit in units.at(level)
            ]
    return Facts(fact for fact in blank if fact.key not in taken)


def contradicted(estimates: Estimates, facts: Facts) -> tuple[tuple[Fact, Fact], ...]:
    """Where the entry workbook holds another figure for what was found: (the entry's, the findings')."""
    entered = {fact.key: fact for fact in facts}
    pairs = ((entered.get(fact.key), fact) for fact in found_facts(estimates))
    return tuple((old, new) for old, new in pairs if old is not None and old.value != new.value)
