"""The figures of a round as the library's Facts, and back. What counts is decided here once, for all pages."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from kaohe.core import Absence, FactValue, Period, Place, Refused, plain
from kaohe.facts import Fact, Facts, State, value_text
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import form_of
from kaohe.facts.values import read_value, value_cell
from kaohe.scheme import Measure, Scheme
from kaohe.web.accounts.models import User
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of

_Row = tuple[Any, ...]
_COLUMNS = (
    "pk",
    "unit__code",
    "measure",
    "period",
    "role",
    "value",
    "state",
    "place",
    "by__name",
    "at",
    "note",
)
_Mark = tuple[Any, ...]
"""What is another one whenever a figure is: its edition, its state, when it was entered and by whom (by the name of today)."""
_AT_ONCE = 900


@dataclass(slots=True)
class _Read:
    """A round's figures as they were last read by one scheme (which is held, so that its number stays its own)."""

    scheme: Scheme
    marks: dict[int, _Mark] = field(default_factory=dict)
    by_row: dict[int, Fact] = field(default_factory=dict)
    facts: Facts = field(default_factory=Facts)


_READ: dict[tuple[int, int], _Read] = {}
_LOCK = Lock()
_MOST = 8


def scheme_for(round: Round) -> Scheme:
    """The scheme a round goes by. Refused where there is none yet, or it has errors."""
    if round.scheme is None:
        raise Refused("round.no-scheme", f"“{round.title}”还没有选定办法。")
    scheme, problems = scheme_of(round.scheme.text)
    if scheme is None:
        raise Refused("scheme.has-errors", f"“{round.scheme.file.title}”还有错误，先改好再用。", problems)
    return scheme


def facts_of(round: Round, units: Collection[str] | None = None) -> Facts:
    """Every figure that was understood, reported or not yet handed in, with who entered it and when; of all units, or of some.

    A blank cell and one that was not understood are not in it: not reported.
    """
    return facts_in(round.pk, scheme_for(round), units)


def facts_in(number: int, scheme: Scheme, units: Collection[str] | None = None) -> Facts:
    """The figures of a round (by its number) as a scheme reads them, its own or a later year's; what it does not know is left out.

    Of all units, only what has changed since this process last looked is read; a figure that stands as it stood is the same Fact as
    then. Everything that changes a figure counts its edition up, or changes its state.
    """
    rows = Figure.objects.filter(round=number).exclude(value="")
    if units is not None:
        return Facts(fact for _pk, fact in _as_facts(rows.filter(unit__code__in=units), scheme))
    before = _READ.get((number, id(scheme))) or _Read(scheme)
    marks = _marks(rows)
    new = [pk for pk, mark in marks.items() if before.marks.get(pk) != mark]
    gone = {pk for pk in (*before.marks, *before.by_row) if pk not in marks}.union(new)
    if not gone:
        return before.facts
    # What comes between the two looks is in the second alone: it has no mark yet, or an older one, and is read again next time.
    if len(new) > len(marks) // 2:
        by_row = dict(_as_facts(rows, scheme))
        facts = Facts(by_row.values())
    else:
        put = {pk: fact for part in _parts(new) for pk, fact in _as_facts(rows.filter(pk__in=part), scheme)}
        by_row = {pk: fact for pk, fact in before.by_row.items() if pk not in gone} | put
        facts = before.facts.changed(put.values(), [before.by_row[pk] for pk in gone if pk in before.by_row])
    with _LOCK:
        _READ.pop((number, id(scheme)), None)
        _READ[number, id(scheme)] = _Read(scheme, marks, by_row, facts)
        while len(_READ) > _MOST:
            del _READ[next(iter(_READ))]
    return facts


def _marks(rows: QuerySet[Figure]) -> dict[int, _Mark]:
    names = dict(User.objects.values_list("pk", "name"))
    # The time as the database writes it: nothing is read of it but whether it is the same.
    columns = rows.annotate(entered=Cast("at", CharField())).values_list(
        "pk", "edition", "state", "entered", "by"
    )
    return {
        pk: (edition, state, entered, names.get(by))
        for pk, edition, state, entered, by in columns.iterator(chunk_size=10_000)
    }


def _parts(numbers: list[int]) -> Iterator[list[int]]:
    for first in range(0, len(numbers), _AT_ONCE):
        yield numbers[first : first + _AT_ONCE]


def _as_facts(rows: QuerySet[Figure], scheme: Scheme) -> Iterator[tuple[int, Fact]]:
    """Every row by its number, with the fact it is; what the scheme does not know is left out."""
    for pk, *row in rows.values_list(*_COLUMNS).iterator(chunk_size=5000):
        fact = _fact(scheme, *row)
        if fact is not None:
            yield pk, fact


def fact_of(row: Figure, scheme: Scheme) -> Fact | None:
    """One figure; None where the scheme (a later version, say) does not know its measure, or its value no longer fits."""
    by = row.by.name if row.by else None
    return _fact(scheme, row.unit.code, row.measure, row.period, row.role, row.value, row.state, row.place, by, row.at, row.note)  # fmt: skip


def _fact(
    scheme: Scheme, unit: str, name: str, period: str, role: str, text: str, state: str, place: str, by: str | None,
    at: datetime, note: str,
) -> Fact | None:  # fmt: skip
    measure = scheme.measures.get(name)
    form = None if measure is None else form_of(scheme, measure, FactRole(role))
    if form is None:
        return None
    value = value_of(text, form)
    if value is None:
        return None
    return Fact(unit, name, _period(period), value, FactRole(role), State(state),
                Place(what=place), by or "", at.isoformat(timespec="seconds"), note)  # fmt: skip


@lru_cache(maxsize=256)
def _period(text: str) -> Period:
    return Period.parse(text)


def stored(value: FactValue | None, form: Measure) -> str:
    """A value as a figure keeps it: what reads back as the same (half a percent as 0.5个百分点); nothing where none was reported."""
    if value is None or value is Absence.MISSING:
        return ""
    cell = value_cell(value, form)
    return cell if isinstance(cell, str) else plain(cell)


def value_of(text: str, form: Measure) -> FactValue | None:
    """What `stored` wrote, read again by the one place that decides what a cell means."""
    value, _ = read_value(text, form, Place())
    return value


def shown(value: FactValue | None) -> str:
    """A value for a page; nothing where nothing was reported."""
    return "" if value is None or value is Absence.MISSING else value_text(value)
