"""A round and one table of it, as the sections of the page want them."""

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaohe.core import Absence
from kaohe.reports.kinds.losses import points_text
from kaohe.reports.material import Material
from kaohe.reports.pictures import Stability, stability_of
from kaohe.reports.pictures.content.stability import Pair
from kaohe.reports.results_page.markup import clean, h, shown
from kaohe.results.explain import Reasons
from kaohe.results.round import RoundResult, TableResult
from kaohe.results.standing import Standing, scope_of

MANY = 60
"""With more units than that (over all tables) the page holds no pictures of each, and the script sets the units' articles."""


@dataclass(frozen=True)
class View:
    """One table of a round. `number` counts from 1; `many` is said of the whole round."""

    material: Material
    result: RoundResult
    table: TableResult
    number: int
    reasons: Reasons
    many: bool
    before: TableResult | None = None

    @property
    def id(self) -> str:
        return f"t{self.number}"

    @property
    def places(self) -> int:
        return self.table.table.precision

    @property
    def standings(self) -> Sequence[Standing]:
        return self.table.standings

    @cached_property
    def ranked(self) -> int:
        return sum(1 for standing in self.standings if standing.rank is not None)

    def peers(self, standing: Standing) -> int:
        """How many are ranked together with it: all, those of its class, or those of the same parent."""
        return self._peers[scope_of(self.table.table.ranking.scope)(standing.tally)]

    @cached_property
    def _peers(self) -> Mapping[Hashable, int]:
        together = scope_of(self.table.table.ranking.scope)
        return Counter(together(s.tally) for s in self.standings if s.rank is not None)

    @cached_property
    def stability(self) -> Stability:
        return stability_of(self.result, self.table, self.material.units, self.material.facts)

    @cached_property
    def swings(self) -> Mapping[str, int]:
        """Each ranked unit's place among the swings."""
        return {swing.unit: place for place, swing in enumerate(self.stability.swings)}

    @cached_property
    def pairs(self) -> Mapping[int, tuple[Pair, ...]]:
        """The pair above and the pair below each place."""
        found: dict[int, tuple[Pair, ...]] = {}
        for pair in self.stability.pairs:
            for place in (pair.upper, pair.lower):
                found[place] = (*found.get(place, ()), pair)
        return {place: tuple(sorted(pairs, key=lambda pair: pair.upper)) for place, pairs in found.items()}

    @cached_property
    def lists(self) -> Mapping[str, tuple[str, ...]]:
        """The lists that each unit is on."""
        found: dict[str, dict[str, None]] = {}
        for entry in self.table.lists:
            for member in entry.members:
                found.setdefault(member.unit, {})[entry.consequence.list_name] = None
        return {unit: tuple(names) for unit, names in found.items()}

    @cached_property
    def places_of(self) -> Mapping[str, int]:
        """Each unit's place in the order of the standings, from 1: what articles are named by."""
        return {standing.tally.unit.id: place for place, standing in enumerate(self.standings, 1)}

    def points(self, value: Decimal | Absence) -> str:
        """Points at the table's precision, or why there are none."""
        return value.label if isinstance(value, Absence) else shown(points_text(value, self.places))

    def link(self, unit: str, name: str) -> str:
        """A unit's name that leads to its article (where it is in the page) or has the script set it."""
        target = f"unit={h(unit)}" if self.many else f"{self.id}-u{self.places_of[unit]}"
        return f'<a href="#{target}" class="unit" data-unit="{h(unit)}">{h(name)}</a>'

    def parent(self, standing: Standing) -> str:
        """The name of the unit it belongs to; empty where there is none."""
        parent, units = standing.tally.unit.parent, self.material.units
        return clean(units[parent].name) if parent in units else ""


def views(material: Material, result: RoundResult) -> Iterator[View]:
    """The tables of a round, one after the other."""
    reasons = material.reasons()
    many = sum(len(table.standings) for table in result.tables) > MANY
    earlier = material.last_year.result.tables if material.last_year else ()
    by_name = {table.table.name: table for table in earlier}
    for number, table in enumerate(result.tables, 1):
        yield View(material, result, table, number, reasons, many, by_name.get(table.table.name))


def order_of(values: Sequence[Decimal | int | None]) -> list[int]:
    """The place of each value among them, the smallest 1; what is not there comes first."""
    places = {value: place for place, value in enumerate(sorted({v for v in values if v is not None}), 1)}
    return [0 if value is None else places[value] for value in values]


def in_force(standing: Standing) -> list[str]:
    """Vetoes and cards in force, by name."""
    return [
        f"{'黄牌' if outcome.veto.card else '一票否决'}：{outcome.veto.name}"
        for outcome in standing.tally.vetoes
        if outcome.in_force
    ]


def total_shown(standing: Standing) -> str:
    """The total at the table's precision, with its zeros, so that a column of them stands straight."""
    total = standing.tally.total
    return "—" if isinstance(total, Absence) else shown(format(total, "f"))


def rank_shown(standing: Standing) -> str:
    return "—" if standing.rank is None else str(standing.rank)
