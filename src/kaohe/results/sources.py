"""Where the figures that inspection found come from: what was looked at, by whom, how sure it is.

The words are the fact's own note, as `kaohe estimate` or a checklist wrote it; a figure without one is passed over.
"""

from collections.abc import Iterable, Mapping

from kaohe.facts import Fact, Facts, Role
from kaohe.facts.needs import inside
from kaohe.rules import walk
from kaohe.scheme.model import Item, Scheme, Supply

Sources = Mapping[str, str]
"""By measure id, one line: the measure's name and what is said of its figure."""


def sources_of(unit: str, facts: Facts, scheme: Scheme) -> Sources:
    """One line for each measure of a unit that inspection found and that says where it comes from."""
    return sources_by_unit((fact for fact in facts if fact.unit == unit), scheme).get(unit, {})


def sources_by_unit(facts: Iterable[Fact], scheme: Scheme) -> dict[str, Sources]:
    """`sources_of` for everybody at once; units of whom nothing was found are left out."""
    lines: dict[str, dict[str, list[str]]] = {}
    for fact in facts:
        measure = scheme.measures.get(fact.measure)
        if measure is None or measure.supply is not Supply.FOUND or fact.role is not Role.ACTUAL:
            continue
        if fact.note and inside(fact.period, scheme.period):
            when = "" if fact.period == scheme.period else f"{fact.period.label}"
            who = "，".join(part for part in (fact.by, fact.at) if part)
            of_unit = lines.setdefault(fact.unit, {})
            of_unit.setdefault(measure.id, []).append(f"{when}{fact.note}{f'（{who}）' if who else ''}")
    return {
        unit: {name: f"{scheme.measures[name].name}：{'；'.join(texts)}" for name, texts in of_unit.items()}
        for unit, of_unit in lines.items()
    }


def sources_in(item: Item, sources: Sources | None) -> list[str]:
    """What is to be said of the figures that an item's rule looks at."""
    if not sources:
        return []
    looked_at = dict.fromkeys(getattr(node, "measure", "") for node in walk(item.rule))
    return [sources[measure] for measure in looked_at if measure in sources]
