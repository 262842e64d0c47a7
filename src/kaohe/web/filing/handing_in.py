"""Decisions about forms: figures put in, handed in, returned, verified, opened again."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Role as FactRole
from kaohe.facts import State
from kaohe.facts.guard import personal_kind
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.filing.actions import Cell, Saved, save_cells
from kaohe.web.filing.models import Figure, Filing, FilingState
from kaohe.web.filing.querysets import Form, grid_of
from kaohe.web.filing.standing import REOPENABLE, due_days, due_of, reviews, submits, writable, writes
from kaohe.web.rounds.actions import locked_round, touch
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open

TO_BE_MENDED = ("filing.head-submits", "filing.wrong", "filing.incomplete")
"""Why a form is not handed in yet, though whoever is at it may go on with it."""


@transaction.atomic
def save_form(*, form: Form, cells: Sequence[Cell], by: User, place: str = "") -> list[Saved]:
    """Figures of a form that is not handed in."""
    locked = locked_round(form.round)
    _require_writer(form, by)
    filing = _row(form, locked)
    if not writable(locked, filing):
        if filing is None or filing.writable:
            require_open(locked, Thing.FIGURES)
        raise _closed(form)
    if filing is None and cells:
        _make(form, locked)
    return save_cells(round=locked, cells=cells, by=by, place=place)


@transaction.atomic
def submit(*, form: Form, missing_confirmed: bool, by: User) -> Filing:
    """Hand a form in. Twice is once. Refused with all that is wrong, and with what is missing unless that is confirmed."""
    locked = locked_round(form.round)
    filing = _row(form, locked)
    _require_writer(form, by)
    if not submits(by, form.key, form.unit):
        raise Refused(
            "filing.head-submits", _("“%(unit)s”由单位负责人报送。填好后请负责人报送。") % {"unit": form.name}
        )
    if filing is not None and not filing.writable:
        return filing
    if not writable(locked, filing):
        require_open(locked, Thing.FIGURES)
    _require_complete(form, missing_confirmed)
    filing = filing or _make(form, locked)
    due = due_of(due_days(locked), form.key.period)
    filing.state = FilingState.SUBMITTED
    filing.late = due is not None and timezone.localdate() > due
    filing.submitted_by, filing.submitted_at = by, timezone.now()
    filing.save(update_fields=["state", "late", "submitted_by", "submitted_at"])
    _figures(form).filter(state=State.RETURNED.value).update(state=State.REPORTED.value)
    touch(locked)
    late = _("（逾期）") if filing.late else ""
    _record("filing.submitted", form, by, late=late)
    return filing


@transaction.atomic
def send_back(*, form: Form, reason: str, by: User) -> Filing:
    """Return a form that was handed in: its figures count as not reported until it comes again."""
    locked = locked_round(form.round)
    require_open(locked, Thing.FIGURES)
    filing = _required(form, locked, by, FilingState.SUBMITTED)
    filing.state, filing.reason = FilingState.RETURNED, _reason(reason)
    filing.save(update_fields=["state", "reason"])
    _figures(form).update(state=State.RETURNED.value)
    touch(locked)
    _record("filing.returned", form, by, reason=filing.reason)
    return filing


@transaction.atomic
def verify(*, form: Form, by: User) -> Filing:
    """The figures were looked through and hold."""
    locked = locked_round(form.round)
    if locked.at not in REOPENABLE:
        require_open(locked, Thing.FIGURES)
    filing = _row(form, locked)
    if filing is not None and filing.state == FilingState.VERIFIED:
        return filing
    filing = _required(form, locked, by, FilingState.SUBMITTED)
    filing.state = FilingState.VERIFIED
    filing.save(update_fields=["state"])
    _figures(form).update(state=State.VERIFIED.value)
    touch(locked)
    _record("filing.verified", form, by)
    return filing


@transaction.atomic
def reopen(*, form: Form, reason: str, by: User) -> Filing:
    """Open a form again, with a reason. Its figures count as they are until somebody changes them."""
    locked = locked_round(form.round)
    if locked.at not in REOPENABLE:
        message = _("现在是“%(stage)s”阶段，填报不能再重开。") % {"stage": locked.at.label}
        raise Refused("filing.too-late", message)
    if not by.has(Role.OFFICE):
        raise Refused("filing.not-yours", _("重开填报由考核办办。"))
    filing = _required(form, locked, by, FilingState.SUBMITTED, FilingState.VERIFIED)
    filing.state, filing.reason = FilingState.OPEN, _reason(reason)
    filing.save(update_fields=["state", "reason"])
    _figures(form).update(state=State.REPORTED.value)
    touch(locked)
    _record("filing.reopened", form, by, reason=filing.reason)
    return filing


def _require_writer(form: Form, by: User) -> None:
    if not writes(by, form.key, form.unit):
        raise Refused("filing.not-yours", _("“%(unit)s”的数由它自己的人填报。") % {"unit": form.name})


def _require_complete(form: Form, missing_confirmed: bool) -> None:
    grid = grid_of(form)
    wrong: list[Problem] = [problem for problem in grid.problems if has_errors([problem])]
    if wrong:
        message = _("有 %(count)s 处填得不对，改好再报送。") % {"count": len(wrong)}
        raise Refused("filing.wrong", message, wrong)
    missing = [box for box in grid.boxes if box.missing]
    if missing and not missing_confirmed:
        names = "、".join(dict.fromkeys(box.column.field.measure.name for box in missing))
        message = _(
            "还有 %(count)s 个数没有填：%(names)s。确实没有的，请勾选“没有填的按未填报计”再报送。"
        ) % {"count": len(missing), "names": names}
        raise Refused("filing.incomplete", message)


def _required(form: Form, round: Round, by: User, *states: FilingState) -> Filing:
    """The form's row in one of these states, for somebody who may review it."""
    if not reviews(by, form.key, form.unit, form.shape):
        raise Refused("filing.not-yours", _("这份填报不由您审核。"))
    filing = _row(form, round)
    if filing is None or filing.state not in states:
        state = filing.get_state_display() if filing else _("未报")
        message = _("“%(unit)s”%(period)s的数据现在是“%(state)s”，请刷新页面再办。")
        values = {"unit": form.name, "period": form.key.period.label, "state": state}
        raise Refused("filing.moved-on", message % values)
    return filing


def _row(form: Form, round: Round) -> Filing | None:
    return Filing.objects.filter(
        round=round, unit=form.unit, department=form.key.department, period=str(form.key.period)
    ).first()


def _make(form: Form, round: Round) -> Filing:
    made, _new = Filing.objects.get_or_create(
        round=round, unit=form.unit, department=form.key.department, period=str(form.key.period)
    )
    return made


def _figures(form: Form) -> QuerySet[Figure]:
    """Those of a form. What inspection has corrected stays corrected, whatever becomes of the form."""
    return Figure.objects.exclude(state=State.CORRECTED.value).filter(
        round=form.round,
        role=FactRole.ACTUAL.value,
        unit__in=[unit.pk for unit in form.units],
        measure__in=[field.measure.id for field in form.fields],
        period=str(form.key.period),
    )


def _closed(form: Form) -> Refused:
    message = _("“%(unit)s”%(period)s的数据已经报送，要改请考核办退回或重开。")
    return Refused("filing.closed", message % {"unit": form.name, "period": form.key.period.label})


def _reason(text: str) -> str:
    if not text.strip():
        raise Refused("filing.reason-missing", _("请写明理由，让填报的人知道要改什么。"))
    if personal_kind(text):
        raise Refused("facts.personal-data", _("理由里有身份证号或手机号码，考核不收个人信息，请删去。"))
    return text.strip()


def _record(code: str, form: Form, by: User, **data: str) -> None:
    record(
        code,
        by=by,
        subject=form.name,
        round=form.round.pk,
        unit=form.unit.code if form.unit else "",
        period=form.key.period.label,
        **data,
    )
