"""Decisions about a round: each checks, changes and is recorded within one transaction."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Period, Refused
from kaohe.web.accounts.models import Unit, User
from kaohe.web.audit.recording import record
from kaohe.web.rounds import states
from kaohe.web.rounds.models import Deadline, Round, RoundUnit, StageChange
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, blockers, require_open, step_back, step_from
from kaohe.web.schemes.models import Version


@transaction.atomic
def create_round(
    *, title: str, period: Period, scheme: Version | None, before: Round | None, by: User
) -> Round:
    """A new round in its first stage, with the units that are in use today."""
    made = Round.objects.create(title=title, period=str(period), scheme=scheme, before=before, created_by=by)
    _take_units(made)
    record("round.created", by=by, subject=title, round=made.pk)
    return made


@transaction.atomic
def take_units_again(*, round: Round, by: User) -> int:
    """The list of units as the register has it today, in place of the one taken before."""
    locked = locked_round(round)
    require_open(locked, Thing.UNITS)
    locked.units.all().delete()
    taken = _take_units(locked)
    touch(locked)
    record("unit.listed", by=by, subject=locked.title, round=locked.pk, added=taken, changed=0, stopped=0)
    return taken


@transaction.atomic
def use_scheme(*, round: Round, scheme: Version, by: User) -> Round:
    """Another version of a scheme for a round that has not begun."""
    locked = locked_round(round)
    require_open(locked, Thing.SCHEME)
    if not Version.objects.select_for_update().filter(pk=scheme.pk).exists():
        raise Refused("scheme.gone", _("这一稿已经被删去了，请刷新页面。"))
    locked.scheme = scheme
    locked.save(update_fields=["scheme"])
    touch(locked)
    record("scheme.draft-saved", by=by, subject=str(scheme.file), round=locked.pk, number=scheme.number,
           what=f"用于“{locked.title}”")  # fmt: skip
    return locked


@transaction.atomic
def step_forward(*, round: Round, expected: Stage, by: User) -> Round:
    """Take the one step forward. Refused with all that stands in its way, or where somebody else has taken it already."""
    locked = locked_round(round)
    step = step_from(locked.at)
    if locked.at is not expected or step is None:
        raise _moved_on(locked)
    if not by.has(*step.roles):
        raise Refused(
            "round.not-yours", _("这一步由%(who)s办。") % {"who": "、".join(str(r.label) for r in step.roles)}
        )
    if found := blockers(locked, step):
        raise Refused(
            "round.not-ready", _("还不能办：") + "；".join(blocker.text for blocker in found) + "。"
        )
    return _move(locked, step.after, str(step.label), by)


@transaction.atomic
def step_backward(*, round: Round, expected: Stage, reason: str, by: User) -> Round:
    """Undo the last step. It takes a reason; what is published stays published."""
    locked = locked_round(round)
    step = step_back(locked.at)
    if locked.at is not expected:
        raise _moved_on(locked)
    if step is None:
        raise Refused("round.no-way-back", _("“%(stage)s”阶段不能退回。") % {"stage": locked.at.label})
    if not by.has(*step.roles):
        raise Refused(
            "round.not-yours", _("退回由%(who)s办。") % {"who": "、".join(str(r.label) for r in step.roles)}
        )
    if not reason.strip():
        raise Refused("round.reason-missing", _("退回要写明理由。"))
    return _move(locked, step.before, reason.strip(), by)


@transaction.atomic
def set_deadline(*, round: Round, stage: Stage, period: str, due: date | None, by: User) -> None:
    """Until when a stage lasts or a period's figures are due; None takes the day away."""
    if round.at is Stage.ARCHIVED:
        raise Refused("round.archived", _("“%(round)s”已经归档，只供查阅。") % {"round": round.title})
    if due is None:
        Deadline.objects.filter(round=round, stage=stage, period=period).delete()
    else:
        Deadline.objects.update_or_create(round=round, stage=stage, period=period, defaults={"due": due})
    words = f"{stage.label}{period}"
    record(
        "round.deadline-set", by=by, subject=round.title, round=round.pk, stage=words, due=str(due or "无")
    )


def locked_round(round: Round) -> Round:
    """The round as it is now, held until the transaction ends: steps and changes of figures take turns."""
    return Round.objects.select_for_update().get(pk=round.pk)


def touch(round: Round) -> None:
    """Something that scores depend on has changed: what was computed before no longer holds."""
    Round.objects.filter(pk=round.pk).update(figures=F("figures") + 1)


def _move(round: Round, after: Stage, reason: str, by: User) -> Round:
    before = round.at
    round.stage = after
    round.save(update_fields=["stage"])
    StageChange.objects.create(
        round=round, before=before, after=after, reason=reason, by=by, at=timezone.now()
    )
    record("round.stage-changed", by=by, subject=round.title, round=round.pk, before=str(before.label),
           after=str(after.label), reason=reason)  # fmt: skip
    if after.place > before.place:
        for hook in states.ON_ENTER.get(after, ()):
            hook(round, by)
    return round


def _moved_on(round: Round) -> Refused:
    message = _("“%(round)s”已经在“%(stage)s”阶段，请刷新页面再办。") % {
        "round": round.title,
        "stage": round.at.label,
    }
    return Refused("round.moved-on", message)


def _take_units(round: Round) -> int:
    units = list(Unit.objects.filter(active=True).select_related("parent"))
    RoundUnit.objects.bulk_create(
        RoundUnit(
            round=round,
            unit=unit,
            code=unit.code,
            name=unit.name,
            level=unit.level,
            unit_class=unit.unit_class,
            parent_code=unit.parent.code if unit.parent else "",
            order=number,
        )
        for number, unit in enumerate(units)
    )
    return len(units)
