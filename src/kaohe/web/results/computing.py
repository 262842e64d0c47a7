"""The result of a round: what was published, once it was; until then computed by the library and kept until something changes.

What a result rests on is counted before it is read, so that a change in between makes the next look compute again. Within a
transaction nothing new is kept: its figures may never come to be.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.db import connection, transaction

from kaohe import __version__
from kaohe.facts import Facts
from kaohe.results import RoundResult, score_scheme
from kaohe.results.consequences import History
from kaohe.results.inputs import Inputs
from kaohe.results.record import digest, result_record
from kaohe.results.round import Earlier
from kaohe.web.filing.facts import facts_in, facts_of, scheme_for
from kaohe.web.results.archive import publication_of, published_result
from kaohe.web.results.models import Computation, Publication
from kaohe.web.rounds.models import Round

_LATEST: dict[int, tuple[str, Inputs, RoundResult]] = {}
_MOST = 4
_LOCK = Lock()
_TURNS: dict[int, Lock] = {}
_MOST_YEARS = 10
_BEFORE: dict[int, tuple[Facts, Facts]] = {}
"""By round, the figures of the round before as they were read, and those of them that count here."""


def result_of(round: Round) -> tuple[Inputs, RoundResult]:
    """Inputs and result: as published, or at the present state of the figures; computed at most once a state and process."""
    published = publication_of(round)
    if published is not None:
        return published_result(published)
    fresh = _fresh(round)
    basis = basis_of(fresh)
    with _turn(round.pk):  # who comes while somebody computes takes what comes out
        kept = _LATEST.get(round.pk)
        if kept is not None and kept[0] == basis:
            return kept[1], kept[2]
        inputs = inputs_of(fresh)
        earlier = Earlier(kept[1].units, kept[1].facts, kept[2]) if kept is not None else None
        result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history, earlier)
        if not connection.in_atomic_block:
            with _LOCK:
                _LATEST.pop(round.pk, None)
                _LATEST[round.pk] = (basis, inputs, result)
                while len(_LATEST) > _MOST:
                    del _LATEST[next(iter(_LATEST))]
    return inputs, result


def record_of(round: Round) -> dict[str, Any]:
    """`results.record.result_record` of the result that pages show: as published, or as the figures are now."""
    published = publication_of(round)
    record: dict[str, Any] = published.record if published is not None else computation_of(round).record
    return record


def computation_of(round: Round) -> Computation:
    """The kept record of the present result; made where there is none yet."""
    fresh = _fresh(round)
    basis = basis_of(fresh)
    found = Computation.objects.filter(round=round, basis=basis).first()
    if found is not None:
        return found
    _inputs, result = result_of(fresh)
    record = json.loads(json.dumps(result_record(result)))
    with transaction.atomic():
        made, _new = Computation.objects.get_or_create(
            round=round,
            basis=basis,
            defaults={
                "figures": fresh.figures,
                "digest": digest(record),
                "provisional": result.provisional,
                "record": record,
            },
        )
        Computation.objects.filter(round=round, pk__lt=made.pk).delete()
    return made


def inputs_of(round: Round) -> Inputs:
    """Everything that the scores of a round depend on, earlier figures with it where there is a round before."""
    text = round.scheme.text if round.scheme else ""
    return Inputs(scheme_for(round), text, round.assessed, figures_for(round), history_of(round))


def figures_for(round: Round, units: Collection[str] | None = None) -> Facts:
    """The figures that scores rest on, those of earlier years with them: of all units, or of some."""
    facts = facts_of(round, units)
    return facts if round.before_id is None else facts.above(_earlier(round, units))


def _earlier(round: Round, units: Collection[str] | None) -> Facts:
    """Figures of the round before, as far as this scheme and this list of units know what they are of."""
    assert round.before_id is not None
    scheme = scheme_for(round)
    facts = facts_in(round.before_id, scheme, units)
    kept = _BEFORE.get(round.pk)
    if units is None and kept is not None and kept[0] is facts:
        return kept[1]
    own = Facts(fact for fact in facts.each() if fact.unit in round.assessed and fact.period < scheme.period)
    if units is None:
        with _LOCK:
            _BEFORE.pop(round.pk, None)
            _BEFORE[round.pk] = facts, own
            while len(_BEFORE) > _MOST:
                del _BEFORE[next(iter(_BEFORE))]
    return own


def history_of(round: Round) -> History:
    """Who was on which list in the rounds before, last year first, from what was published; it ends where one was not."""
    return History(tuple(_members(publication.record) for publication in _chain(round)))


def _members(record: dict[str, Any]) -> dict[str, frozenset[str]]:
    """Unit codes by list, over all tables of a record."""
    lists: dict[str, set[str]] = {}
    for table in record["tables"]:
        for entry in table["lists"]:
            lists.setdefault(entry["list"], set()).update(member["unit"] for member in entry["members"])
    return {name: frozenset(units) for name, units in lists.items()}


def _chain(round: Round) -> Iterator[Publication]:
    before = round.before
    for _year in range(_MOST_YEARS):
        published = None if before is None else publication_of(before)
        if before is None or published is None:
            return
        yield published
        before = before.before


def basis_of(round: Round) -> str:
    """Everything that the result of a round rests on, as a text that is another one when any of it has changed."""
    scheme, before = round.scheme, round.before
    parts = [
        __version__,
        round.created_at.isoformat(),
        str(round.figures),
        f"{scheme.pk}.{scheme.edition}" if scheme else "",
        f"{before.pk}.{before.figures}" if before else "",
        ",".join(str(publication.pk) for publication in _chain(round)),
    ]
    return " ".join(parts)


def _fresh(round: Round) -> Round:
    """The round with its count, its scheme and the round before, as they are at one moment."""
    return Round.objects.select_related("scheme__file", "before").get(pk=round.pk)


@contextmanager
def _turn(number: int) -> Iterator[None]:
    with _LOCK:
        turn = _TURNS.setdefault(number, Lock())
    with turn:
        yield
