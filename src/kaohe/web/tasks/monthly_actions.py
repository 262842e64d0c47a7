"""Decisions about an entry of the monthly list: reported with its proof, accepted, given back, excused. The library says what is
allowed from which state; here it is who may, on which edition, and what is kept.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Period, Refused
from kaohe.facts.guard import personal_kind
from kaohe.tasks import Deed, Entry
from kaohe.tasks import months as library
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.config.refusals import Forbidden
from kaohe.web.filing.evidence_querysets import CURRENT
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.tasks.models import TaskEntry, TaskPlan
from kaohe.web.tasks.monthly_library import entry_of, note_deed, put
from kaohe.web.tasks.monthly_plans import roll
from kaohe.web.tasks.monthly_querysets import may_decide, may_submit

_CHANGED = "tasks.changed-meanwhile"
_MOST_WORDS = 2000


@transaction.atomic
def submit(*, entry: TaskEntry, words: str, files: Iterable[int], edition: int, by: User) -> TaskEntry:
    """报送: what was done, with files that prove it (a department has none: it names the paper by which it was delivered). The same
    sent twice is sent once.
    """
    plan = _plan(entry)
    words, wanted = _clean(words), set(files)
    if (sent := _sent_already(entry, words, wanted, edition)) is not None:
        return sent
    held = _held(entry, edition)
    if not may_submit(by, held):
        raise Forbidden("tasks.not-yours", _("任务由它要求的单位或科室自己报送。"))
    if not words:
        raise Refused("tasks.no-proof", _("请写明办了什么、办得怎样（部门报送信息的，写明文号或送达方式）。"))
    proofs = (
        Evidence.objects.filter(CURRENT, round=held.round, unit=held.unit, pk__in=wanted) if held.unit else ()
    )
    who = held.unit.name if held.unit else held.giver
    made = library.close(entry_of(held), words, who, _today())
    put(held, made)
    if held.unit:
        held.files.set(proofs)
    note_deed(plan, Deed.SUBMIT, row=held, month=made.month, day=_today(), by=by, proof=words, who=who)
    _record("task.submitted", held, by, files=[file.name for file in proofs])
    return held


@transaction.atomic
def decide(*, entry: TaskEntry, accepted: bool, reason: str, edition: int, by: User) -> TaskEntry:
    """办结 or 退回: whoever receives it, a responsible department, or the office."""
    plan, reason = _plan(entry), _clean(reason)
    held = _held(entry, edition)
    return _decided(plan, held, accepted, reason, by)


@transaction.atomic
def accept_many(*, entries: Sequence[TaskEntry], by: User) -> int:
    """Accept all that wait among these; those that somebody else has decided meanwhile are left as they are. How many."""
    if not entries:
        raise Refused("tasks.nothing-chosen", _("没有勾选要办结的任务。"))
    plan = _plan(entries[0])
    wanted = [entry.pk for entry in entries]
    rows = TaskEntry.objects.select_for_update(of=("self",)).select_related("unit", "round")
    held = [row for row in rows.filter(pk__in=wanted) if may_decide(by, row)]
    for row in held:
        _decided(plan, row, True, "", by)
    return len(held)


@transaction.atomic
def excuse(*, entry: TaskEntry, reason: str, edition: int, by: User) -> TaskEntry:
    """免办: by the office, with the reason."""
    plan, reason = _plan(entry), _clean(reason)
    held = _held(entry, edition)
    if not by.has(Role.OFFICE):
        raise Forbidden("tasks.not-yours", _("免办由考核办定。"))
    return _done(plan, held, Deed.EXCUSE, "task.excused", by, reason,
                 lambda now, day, who: library.excuse(now, reason, day, who))  # fmt: skip


def _decided(plan: TaskPlan, held: TaskEntry, accepted: bool, reason: str, by: User) -> TaskEntry:
    if not may_decide(by, held):
        raise Forbidden("tasks.not-yours", _("由考核办、责任科室或接收的科室在报送以后验收。"))
    if accepted:
        return _done(plan, held, Deed.ACCEPT, "task.accepted", by, "",
                     library.accept)  # fmt: skip
    return _done(plan, held, Deed.GIVE_BACK, "task.returned", by, reason,
                 lambda now, day, who: library.give_back(now, reason, day, who))  # fmt: skip


def _done(
    plan: TaskPlan, held: TaskEntry, deed: Deed, code: str, by: User, reason: str,
    make: Callable[[Entry, date, str], Entry],
) -> TaskEntry:  # fmt: skip
    who = _who(held, by)
    made = make(entry_of(held), _today(), who)
    put(held, made)
    note_deed(plan, deed, row=held, month=made.month, day=_today(), by=by, note=reason, who=who)
    _record(code, held, by, reason=reason)
    return held


def _plan(entry: TaskEntry) -> TaskPlan:
    """The plan, held: whatever is done with the entries of one round is done one after another. A month that is over is ended first,
    so that nothing is put down to it any more.
    """
    locked = locked_round(entry.round)
    require_open(locked, Thing.TASKS)
    plan = TaskPlan.objects.select_related("round").get(round=locked)
    roll(plan, _today())
    return plan


def _held(entry: TaskEntry, edition: int) -> TaskEntry:
    """The row as it is now; refused where it is another edition than was looked at."""
    rows = TaskEntry.objects.select_for_update(of=("self",)).select_related("unit", "round")
    held = rows.filter(pk=entry.pk).first()
    if held is None:
        raise Refused(_CHANGED, _("这一件任务已经不在清单里。"))
    if held.edition != edition:
        message = _("您打开以后，这一件已经有人办过，现在是“%(state)s”。请看过现在的内容再办。")
        raise Refused(_CHANGED, message % {"state": held.get_state_display()})
    return held


def _sent_already(entry: TaskEntry, words: str, files: set[int], edition: int) -> TaskEntry | None:
    """The row, where this very report is what stands in it."""
    now = TaskEntry.objects.select_related("unit", "round").filter(pk=entry.pk).first()
    if now is None or (now.state, now.edition, now.proof) != ("submitted", edition + 1, words):
        return None
    return now if set(now.files.values_list("pk", flat=True)) == files else None


def _who(held: TaskEntry, by: User) -> str:
    """For which department somebody decides; the office where it is for none."""
    own = sorted(by.department_names.intersection(held.departments))
    return own[0] if own else str(Role.OFFICE.label)


def _clean(text: str) -> str:
    text = text.strip()
    if kind := personal_kind(text):
        message = _("这里写有%(kind)s，考核不收个人信息，没有保存。请删去再交。")
        raise Refused("tasks.personal-data", message % {"kind": kind})
    if len(text) > _MOST_WORDS:
        raise Refused("tasks.too-long", _("写得太长，请不超过 %(most)s 字。") % {"most": _MOST_WORDS})
    return text


def _today() -> date:
    return timezone.localdate()


def _record(code: str, held: TaskEntry, by: User, **data: object) -> None:
    subject, unit = (held.unit.name, held.unit.code) if held.unit else (held.giver, "")
    record(code, by=by, subject=subject, round=held.round_id, unit=unit, task=held.task,
           month=Period.parse(held.month).label, **data)  # fmt: skip
