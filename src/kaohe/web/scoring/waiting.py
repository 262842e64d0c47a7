"""What of self-assessment, scoring, feedback and appeals waits for somebody."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.scoring.layout import layout_of
from kaohe.web.scoring.models import AppealState, HandIn
from kaohe.web.scoring.querysets import Bench, Material, benches_for, deadline_of, scored_units
from kaohe.web.scoring.readings import to_read
from kaohe.web.ui.desk import Waiting, waits


def _rounds(stage: Stage) -> Iterator[tuple[Round, date | None]]:
    for round in Round.objects.filter(stage=stage).exclude(scheme=None).select_related("scheme")[:4]:
        deadline = deadline_of(round, stage)
        yield round, deadline.due if deadline else None


def _own_units(user: User, round: Round) -> list[RoundUnit]:
    return [unit for unit in scored_units(round) if unit.code in user.unit_codes]


@waits
def self_to_hand_in(user: User) -> Iterator[Waiting]:
    """A unit's self-assessment that has not been handed in."""
    if not user.unit_codes:
        return
    for round, due in _rounds(Stage.SELF):
        done = set(round.self_assessments.values_list("unit_id", flat=True))
        for unit in _own_units(user, round):
            if unit.pk not in done:
                url = reverse("scoring:self", args=[round.pk, unit.code])
                yield Waiting(_("%(unit)s的自评") % {"unit": unit.name}, url, due, round.title)


@waits
def scores_to_hand_in(user: User) -> Iterator[Waiting]:
    """A department's scores that have not been handed in."""
    if not user.department_names:
        return
    for round, due in _rounds(Stage.SCORING):
        done = set(HandIn.objects.filter(round=round).values_list("department", flat=True))
        for name in layout_of(round).scoring:
            if name in user.department_names and name not in done:
                url = reverse("scoring:matrix", args=[round.pk, layout_of(round).number_of(name)])
                yield Waiting(_("“%(name)s”的评分") % {"name": name}, url, due, round.title)


@waits
def scores_to_read_again(user: User) -> Iterator[Waiting]:
    """Judged figures that somebody else put in, handed in, and waiting for a second reader."""
    if not (user.department_names or user.has(Role.OFFICE)):
        return
    for round, due in _rounds(Stage.SCORING):
        done = set(HandIn.objects.filter(round=round).values_list("department", flat=True))
        material = Material(round)
        for bench in benches_for(user, round):
            if bench.department in done and (count := _readable(bench, user, material)):
                url = reverse("scoring:readings", args=[round.pk, bench.number])
                text = _("“%(name)s”的扣分待复核 %(count)s 处") % {"name": bench.department, "count": count}
                yield Waiting(text, url, due, round.title)


def _readable(bench: Bench, user: User, material: Material) -> int:
    waiting = (each for each in to_read(bench, material) if not each.done and not each.disputed)
    return sum(each.readable_by(user) for each in waiting)


@waits
def feedback_to_answer(user: User) -> Iterator[Waiting]:
    """Feedback that a head has neither confirmed nor appealed against."""
    if not user.has(Role.HEAD):
        return
    for round, due in _rounds(Stage.FEEDBACK):
        said = set(round.confirmations.values_list("unit_id", flat=True))
        said |= set(round.appeals.exclude(state=AppealState.WITHDRAWN).values_list("unit_id", flat=True))
        for unit in _own_units(user, round):
            if unit.pk not in said:
                url = reverse("scoring:feedback", args=[round.pk, unit.code])
                yield Waiting(
                    _("看%(unit)s的反馈，确认或者申诉") % {"unit": unit.name}, url, due, round.title
                )


@waits
def appeals_to_decide(user: User) -> Iterator[Waiting]:
    """Appeals that the office has not decided."""
    if not user.has(Role.OFFICE):
        return
    for stage in (Stage.FEEDBACK, Stage.APPEALS):
        for round, due in _rounds(stage):
            if count := round.appeals.filter(state=AppealState.OPEN).count():
                url = reverse("scoring:appeals", args=[round.pk])
                text = _("待复核的申诉 %(count)s 件") % {"count": count}
                yield Waiting(text, url, due if stage is Stage.APPEALS else None, round.title)
