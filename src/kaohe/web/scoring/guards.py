"""What the steps of self-assessment, scoring, feedback and appeals ask for."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.web.rounds.models import Round
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Blocker, guard
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import AppealState
from kaohe.web.scoring.querysets import Bench, Material, deadline_of, lacks_of, scored_units
from kaohe.web.scoring.readings import to_read
from kaohe.web.scoring.score_actions import all_handed_in

_NAMED = 6


@guard("self-in")
def self_in(round: Round) -> Iterator[Blocker]:
    """Every unit that is scored has handed its self-assessment in."""
    done = set(round.self_assessments.values_list("unit__code", flat=True))
    waiting = [unit.name for unit in scored_units(round) if unit.code not in done]
    if waiting:
        text = _("还有 %(count)s 个单位没有交自评：%(names)s") % {
            "count": len(waiting),
            "names": _some(waiting),
        }
        yield Blocker(text, reverse("scoring:self-list", args=[round.pk]))


@guard("scores-in")
def scores_in(round: Round) -> Iterator[Blocker]:
    """Every department that has something to put in has handed it in, and nothing has gone missing since."""
    layout, material = layout_of(round), Material(round)
    waiting = all_handed_in(round)
    for name in waiting:
        yield Blocker(_("“%(name)s”还没有交评分") % {"name": name}, _matrix(round, layout.number_of(name)))
    for name in layout.scoring:
        bench = Bench(round, layout, layout.number_of(name), name)
        if name not in waiting and (count := len(lacks_of(bench, material))):
            text = _("“%(name)s”还差 %(count)s 处评分或理由") % {"name": name, "count": count}
            yield Blocker(text, _matrix(round, bench.number))


@guard("second-readings-done")
def second_readings_done(round: Round) -> Iterator[Blocker]:
    """Everything that takes points by somebody's judgement has been read by somebody else, and they agree."""
    layout, material = layout_of(round), Material(round)
    for name in layout.scoring:
        bench = Bench(round, layout, layout.number_of(name), name)
        waiting = sum(not each.done for each in to_read(bench, material))
        if waiting:
            text = _("“%(name)s”有 %(count)s 处扣分还没有复核一致") % {"name": name, "count": waiting}
            yield Blocker(text, reverse("scoring:readings", args=[round.pk, bench.number]))


@guard("feedback-over")
def feedback_over(round: Round) -> Iterator[Blocker]:
    """Every unit has confirmed or appealed, or the time for it is over."""
    deadline = deadline_of(round, Stage.FEEDBACK)
    if deadline is not None and deadline.due < timezone.localdate():
        return
    silent = unanswered(round)
    if silent:
        text = _("还有 %(count)s 个单位没有确认反馈，也没有申诉：%(names)s") % {"count": len(silent), "names": _some(silent)}  # fmt: skip
        yield Blocker(text, reverse("scoring:feedback-list", args=[round.pk]))


def unanswered(round: Round) -> list[str]:
    """The names of units that have neither confirmed nor appealed."""
    said = set(round.confirmations.values_list("unit__code", flat=True))
    said |= set(round.appeals.exclude(state=AppealState.WITHDRAWN).values_list("unit__code", flat=True))
    return [unit.name for unit in scored_units(round) if unit.code not in said]


@guard("appeals-decided")
def appeals_decided(round: Round) -> Iterator[Blocker]:
    """No appeal is open."""
    count = round.appeals.filter(state=AppealState.OPEN).count()
    if count:
        text = _("还有 %(count)s 件申诉没有复核") % {"count": count}
        yield Blocker(text, reverse("scoring:appeals", args=[round.pk]))


def _matrix(round: Round, number: int) -> str:
    return reverse("scoring:matrix", args=[round.pk, number])


def _some(names: list[str]) -> str:
    return "、".join(names[:_NAMED]) + ("……" if len(names) > _NAMED else "")
