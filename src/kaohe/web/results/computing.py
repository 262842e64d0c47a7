"""The result of a round as it stands now: computed by the library, kept until something changes."""

import time
from threading import Lock

from django.db import transaction

from kaohe.results import RoundResult, score_scheme
from kaohe.results.consequences import NO_HISTORY, History
from kaohe.results.inputs import Inputs
from kaohe.results.record import digest, result_record
from kaohe.web.filing.facts import facts_of, scheme_for
from kaohe.web.results.models import Computation
from kaohe.web.rounds.models import Round

_LATEST: dict[int, tuple[int, Inputs, RoundResult]] = {}
_MOST = 4
_LOCK = Lock()


def inputs_of(round: Round) -> Inputs:
    """Everything that the scores of a round depend on, last year's figures with it where there is a round before."""
    scheme = scheme_for(round)
    facts = facts_of(round)
    if round.before is not None and round.before.scheme is not None:
        known = {fact.key for fact in facts}
        earlier = [
            fact
            for fact in facts_of(round.before)
            if fact.key not in known and fact.measure in scheme.measures
        ]
        facts = facts.replace(*earlier)
    text = round.scheme.text if round.scheme else ""
    return Inputs(scheme, text, round.assessed, facts, history_of(round))


def history_of(round: Round) -> History:
    """Who was on which list in the years before, from what was published."""
    del round
    return NO_HISTORY


def result_of(round: Round) -> tuple[Inputs, RoundResult]:
    """Inputs and result at the round's present count of changes; computed at most once a count and process."""
    count = Round.objects.values_list("figures", flat=True).get(pk=round.pk)
    with _LOCK:
        kept = _LATEST.get(round.pk)
    if kept is not None and kept[0] == count:
        return kept[1], kept[2]
    inputs = inputs_of(round)
    result = score_scheme(inputs.scheme, inputs.units, inputs.facts, inputs.history)
    with _LOCK:
        _LATEST[round.pk] = (count, inputs, result)
        while len(_LATEST) > _MOST:
            del _LATEST[next(iter(_LATEST))]
    return inputs, result


def computation_of(round: Round) -> Computation:
    """The kept record of the present result; made where there is none yet."""
    count = Round.objects.values_list("figures", flat=True).get(pk=round.pk)
    found = Computation.objects.filter(round=round, figures=count).first()
    if found is not None:
        return found
    begun = time.monotonic()
    _inputs, result = result_of(round)
    record = result_record(result)
    with transaction.atomic():
        made, _new = Computation.objects.get_or_create(
            round=round,
            figures=count,
            defaults={
                "digest": digest(record),
                "provisional": result.provisional,
                "record": record,
                "seconds": round_up(time.monotonic() - begun),
            },
        )
        Computation.objects.filter(round=round, figures__lt=count).delete()
    return made


def round_up(seconds: float) -> int:
    """Whole seconds, at least one where any passed."""
    return int(seconds) + 1
