"""Where the figures that inspection found come from: what was looked at, by whom, how sure it is.

The words are the fact's own note, as `kaohe estimate` or a checklist wrote it; a figure without one is passed over.
"""

from collections.abc import Mapping

from kaohe.facts import Facts, Role
from kaohe.facts.needs import inside
from kaohe.scheme.model import Scheme, Supply


def sources_of(unit: str, facts: Facts, scheme: Scheme) -> Mapping[str, str]:
    """One line for each measure of a unit that inspection found and that says where it comes from, by measure id."""
    lines: dict[str, list[str]] = {}
    for fact in facts:
        measure = scheme.measures.get(fact.measure)
        if fact.unit != unit or fact.role is not Role.ACTUAL or not fact.note:
            continue
        if measure is not None and measure.supply is Supply.FOUND and inside(fact.period, scheme.period):
            when = "" if fact.period == scheme.period else f"{fact.period.label}"
            who = "，".join(part for part in (fact.by, fact.at) if part)
            lines.setdefault(measure.id, []).append(f"{when}{fact.note}{f'（{who}）' if who else ''}")
    return {name: f"{scheme.measures[name].name}：{'；'.join(texts)}" for name, texts in lines.items()}
