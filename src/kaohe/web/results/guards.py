"""What the step of publishing asks for: a result that nothing can change any more."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Severity
from kaohe.results import RoundResult, Standing
from kaohe.web.results.computing import result_of
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Blocker, guard

MOST_NAMED = 8
"""So many units are named one by one; the others are counted."""


@guard("result-final")
def result_final(round: Round) -> Iterator[Blocker]:
    """No errors, and no total that may still change. Everything that is missing is told, unit by unit."""
    _inputs, result = result_of(round)
    for problem in result.problems:
        if problem.severity is Severity.ERROR:
            yield Blocker(problem.message, reverse("results:ranking", args=[round.pk]))
    waiting = [(number, standing) for number, standing in _waiting(result)]
    for _number, standing in waiting[:MOST_NAMED]:
        url = reverse("results:unit", args=[round.pk, standing.tally.unit.id])
        yield Blocker(_("%(unit)s的结果还是暂定：%(what)s") % {"unit": standing.tally.unit.name, "what": _what(standing)}, url)  # fmt: skip
    if len(waiting) > MOST_NAMED:
        text = _("还有 %(count)s 个单位的结果是暂定的") % {"count": len(waiting) - MOST_NAMED}
        yield Blocker(text, reverse("results:ranking", args=[round.pk]))


def _waiting(result: RoundResult) -> Iterator[tuple[int, Standing]]:
    for number, table in enumerate(result.tables, 1):
        for standing in table.standings:
            if standing.tally.provisional:
                yield number, standing


def _what(standing: Standing) -> str:
    """Which items and vetoes wait; where none of its own does, that others' figures do."""
    tally = standing.tally
    names = [f"{score.item.name}（{getattr(score.score, 'label', '')}）" for score in tally.gaps]
    names += [outcome.veto.name for outcome in tally.vetoes if outcome.open]
    shown = "、".join(names[:5]) + (_("等 %(count)s 项") % {"count": len(names)} if len(names) > 5 else "")
    return shown or _("要比照的其他单位还没有报齐")
