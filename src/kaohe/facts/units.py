"""The units that are appraised, and the tree they form."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssessedUnit:
    """被考核单位: a town, a street, a county. An organisation, never a person.

    `level` is its rung (镇街, 县区), `unit_class` what other points or targets may depend on (镇, 街道),
    `parent` the id of the unit it belongs to, empty at the top.
    """

    id: str
    name: str
    level: str
    unit_class: str = ""
    parent: str = ""


class Units:
    """All units of a round, in the order in which they were listed. Ids and names are unique within it."""

    def __init__(self, units: Iterable[AssessedUnit]) -> None:
        self._units = tuple(units)
        self._by_id = {unit.id: unit for unit in self._units}
        self._below: dict[str, list[AssessedUnit]] = {}
        for unit in self._units:
            self._below.setdefault(unit.parent, []).append(unit)

    def __iter__(self) -> Iterator[AssessedUnit]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    def __contains__(self, unit_id: object) -> bool:
        return unit_id in self._by_id

    def __getitem__(self, unit_id: str) -> AssessedUnit:
        return self._by_id[unit_id]

    def find(self, text: str) -> AssessedUnit | None:
        """The unit with this id, else with this name; None where there is none or the name is shared."""
        if text in self._by_id:
            return self._by_id[text]
        named = [unit for unit in self._units if unit.name == text]
        return named[0] if len(named) == 1 else None

    def at(self, level: str) -> tuple[AssessedUnit, ...]:
        """The units of one level."""
        return tuple(unit for unit in self._units if unit.level == level)

    def below(self, unit_id: str) -> tuple[AssessedUnit, ...]:
        """The units directly below one."""
        return tuple(self._below.get(unit_id, ()))
