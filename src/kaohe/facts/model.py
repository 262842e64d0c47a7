"""Facts: one row a unit × measure × period (× role), with where it came from."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kaohe.core import Absence, CountRatio, FactValue, Period, Place, plain


class Role(Enum):
    """What the figure is: what the unit did, or what was asked of it."""

    ACTUAL = "actual"
    TARGET = "target"


class State(Enum):
    """Where the figure stands on its way. A RETURNED figure counts as not reported."""

    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"
    CORRECTED = "corrected"

    @property
    def label(self) -> str:
        return {"reported": "已报", "returned": "退回", "verified": "已核", "corrected": "更正"}[self.value]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure. `unit` and `measure` are ids; `place`, `by` and `at` say where, from whom and when.

    Provenance is kept and shown, but does not enter the content hash: the same figures give the same
    result whoever typed them.
    """

    unit: str
    measure: str
    period: Period
    value: FactValue
    role: Role = Role.ACTUAL
    state: State = State.REPORTED
    place: Place = Place()
    by: str = ""
    at: str = ""
    note: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What may occur only once."""
        return (self.role.value, self.unit, self.measure, str(self.period))

    @property
    def counts(self) -> FactValue:
        """The value that scoring sees."""
        return Absence.MISSING if self.state is State.RETURNED else self.value


_EMPTY: Mapping[str, FactValue] = {}


class Facts:
    """All figures of a round (and of earlier periods that its rules look at), by unit and period.

    The order of the facts never matters. Two facts with one key are a bug here: whoever reads a file
    reports them before.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._facts = tuple(sorted(facts, key=lambda fact: fact.key))
        self._rows: dict[tuple[Role, str, Period], dict[str, FactValue]] = {}
        for fact in self._facts:
            row = self._rows.setdefault((fact.role, fact.unit, fact.period), {})
            if fact.measure in row:
                raise ValueError(f"two facts for {fact.key}")
            row[fact.measure] = fact.counts

    def __iter__(self) -> Iterator[Fact]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def row(self, unit: str, period: Period, role: Role = Role.ACTUAL) -> Mapping[str, FactValue]:
        """Values by measure for one unit in one period; what was not reported is not in it."""
        return self._rows.get((role, unit, period), _EMPTY)

    def replace(self, *facts: Fact) -> "Facts":
        """The same facts with these put in the place of those with the same key (or added)."""
        keys = {fact.key for fact in facts}
        return Facts([*(fact for fact in self._facts if fact.key not in keys), *facts])

    def digest(self, measures: Iterable[str] | None = None) -> str:
        """SHA-256 over the figures (of these measures only, where they are named), order apart."""
        wanted = None if measures is None else set(measures)
        lines = hashlib.sha256()
        for fact in self._facts:
            if wanted is None or fact.measure in wanted:
                entry = [*fact.key, value_text(fact.value), fact.state.value]
                lines.update(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        return lines.hexdigest()


def value_text(value: FactValue) -> str:
    """The one way a value is written in files and hashes: 98.5, 292/300, 是, 不适用, a level's name."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, CountRatio):
        return str(value)
    return value.label if isinstance(value, Absence) else value
