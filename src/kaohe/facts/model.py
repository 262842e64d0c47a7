"""Facts: one row a unit × measure × period (× role), with where it came from."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from operator import attrgetter

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
_RowKey = tuple[Role, str, Period]
_Rows = dict[_RowKey, dict[str, FactValue]]
_KEY = attrgetter("key")


class Facts:
    """All figures of a round (and of earlier periods that its rules look at), by unit and period.

    The order of the facts never matters. Two facts with one key are a bug here: whoever reads a file
    reports them before.
    """

    def __init__(self, facts: Iterable[Fact] = ()) -> None:
        self._rows: _Rows = {}
        self._held: dict[_RowKey, dict[str, Fact]] = {}
        self._sorted: tuple[Fact, ...] | None = None
        for fact in facts:
            key = (fact.role, fact.unit, fact.period)
            held = self._held.setdefault(key, {})
            if fact.measure in held:
                raise ValueError(f"two facts for {fact.key}")
            held[fact.measure] = fact
            self._rows.setdefault(key, {})[fact.measure] = fact.counts

    def __iter__(self) -> Iterator[Fact]:
        """By role, unit, measure and period; put in order when somebody first asks."""
        if self._sorted is None:
            self._sorted = tuple(sorted(self.each(), key=_KEY))
        return iter(self._sorted)

    def each(self) -> Iterator[Fact]:
        """All of them in no order, for where it does not matter: sorting takes longer than looking."""
        return (fact for held in self._held.values() for fact in held.values())

    def __len__(self) -> int:
        return sum(map(len, self._held.values()))

    def row(self, unit: str, period: Period, role: Role = Role.ACTUAL) -> Mapping[str, FactValue]:
        """Values by measure for one unit in one period; what was not reported is not in it."""
        return self._rows.get((role, unit, period), _EMPTY)

    def replace(self, *facts: Fact) -> "Facts":
        """The same facts with these put in the place of those with the same key (or added)."""
        return self.changed(facts)

    def changed(self, put: Iterable[Fact] = (), gone: Iterable[Fact] = ()) -> "Facts":
        """The same facts without those that are gone, and with these put in the place of those with the same key (or added). What is
        the same is shared with these facts, so that it takes as long as there are changes.
        """
        made = Facts()
        made._rows, made._held = dict(self._rows), dict(self._held)
        own: set[_RowKey] = set()
        for fact, stays in (*((fact, False) for fact in gone), *((fact, True) for fact in put)):
            key = (fact.role, fact.unit, fact.period)
            if key not in own:
                own.add(key)
                made._rows[key], made._held[key] = (
                    dict(made._rows.get(key, {})),
                    dict(made._held.get(key, {})),
                )
            if stays:
                made._rows[key][fact.measure], made._held[key][fact.measure] = fact.counts, fact
            else:
                made._rows[key].pop(fact.measure, None)
                made._held[key].pop(fact.measure, None)
        for key in own:
            if not made._held[key]:
                del made._rows[key], made._held[key]
        return made

    def above(self, others: "Facts") -> "Facts":
        """These facts, and those of the others that have no fact with the same key here."""
        made = Facts()
        for key, held in others._held.items():
            mine = self._held.get(key)
            made._held[key] = {**held, **mine} if mine else held
            made._rows[key] = {**others._rows[key], **self._rows[key]} if mine else others._rows[key]
        for key, held in self._held.items():
            if key not in made._held:
                made._held[key], made._rows[key] = held, self._rows[key]
        return made

    def units_unlike(self, others: "Facts") -> set[str]:
        """The units of which anything that scoring sees is not the same."""
        here, there = self._rows, others._rows
        return {
            key[1]
            for key in here.keys() | there.keys()
            if not _same(here.get(key, _EMPTY), there.get(key, _EMPTY))
        }

    def digest(self, measures: Iterable[str] | None = None) -> str:
        """SHA-256 over the figures (of these measures only, where they are named), order apart."""
        wanted = None if measures is None else set(measures)
        lines = hashlib.sha256()
        for fact in self:
            if wanted is None or fact.measure in wanted:
                entry = [*fact.key, value_text(fact.value), fact.state.value]
                lines.update(json.dumps(entry, ensure_ascii=False).encode() + b"\n")
        return lines.hexdigest()


def _same(mine: Mapping[str, FactValue], others: Mapping[str, FactValue]) -> bool:
    """Whether two rows are the same as they would be written: 1 and 1.0 are not, since an explanation shows them."""
    if mine is others:
        return True
    return mine.keys() == others.keys() and all(
        value is others[name] or (type(value), str(value)) == (type(others[name]), str(others[name]))
        for name, value in mine.items()
    )


def value_text(value: FactValue) -> str:
    """The one way a value is written in files and hashes: 98.5, 292/300, 是, 不适用, a level's name."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, CountRatio):
        return str(value)
    return value.label if isinstance(value, Absence) else value
