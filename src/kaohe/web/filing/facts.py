"""The figures of a round as the library's Facts, and back. What counts is decided here once, for all pages."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from kaohe.core import Absence, FactValue, Period, Place, Refused, plain
from kaohe.facts import Fact, Facts, State, value_text
from kaohe.facts import Role as FactRole
from kaohe.facts.needs import form_of
from kaohe.facts.values import read_value, value_cell
from kaohe.scheme import Measure, Scheme
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
_Known = dict[int, tuple[_Row, Fact | None]]
_READ: dict[tuple[int, int], tuple[Scheme, _Known]] = {}
"""By round and scheme (which is held, so that its number stays its own): every figure as it was last read, whole, and its fact. A row
that is not the same is read anew, so what is kept here is never out of date.
"""
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
    return Facts(facts_in(round.pk, scheme_for(round), units))


def facts_in(number: int, scheme: Scheme, units: Collection[str] | None = None) -> Iterator[Fact]:
    """The figures of a round (by its number) as a scheme reads them, its own or a later year's; what it does not know is left out.

    A figure that stands as it stood when this process last read it is the same Fact as then: after one change, one is made.
    """
    rows = Figure.objects.filter(round=number).exclude(value="").values_list(*_COLUMNS)
    if units is not None:
        rows = rows.filter(unit__code__in=units)
    key = number, id(scheme)
    _scheme, known = _READ.get(key, (scheme, {}))
    now = dict(_as_facts(rows.iterator(chunk_size=5000), known, scheme))
    if units is None:
        with _LOCK:
            _READ.pop(key, None)
            _READ[key] = (scheme, now)
            while len(_READ) > _MOST:
                del _READ[next(iter(_READ))]
    return (fact for _row, fact in now.values() if fact is not None)


def _as_facts(
    rows: Iterator[_Row], known: _Known, scheme: Scheme
) -> Iterator[tuple[int, tuple[_Row, Fact | None]]]:
    """Every row by its number, with the fact it is; what was known of the very same row holds."""
    for row in rows:
        before = known.get(row[0])
        yield row[0], before if before is not None and before[0] == row else (row, _fact(scheme, *row[1:]))


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
