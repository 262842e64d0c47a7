"""申诉: filed and withdrawn by a unit, decided by the office with the effect before its eyes."""

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Place, Refused
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.filing.cells import MOST_NOTE, turned_away
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.actions import locked_round, touch
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.scoring.effects import Change, correct_figures, effect_of
from kaohe.web.scoring.layout import Entry, layout_of
from kaohe.web.scoring.models import Appeal, AppealState, Confirmation
from kaohe.web.scoring.querysets import deadline_of
from kaohe.web.scoring.self_actions import of_the_unit


@transaction.atomic
def file_appeal(
    *, round: Round, unit: RoundUnit, entry: Entry, text: str, evidence: Sequence[Evidence], by: User
) -> Appeal:
    """A unit disputes one item, once at a time, within the time set for feedback."""
    locked = locked_round(round)
    require_open(locked, Thing.APPEALS)
    of_the_unit(unit, by)
    words = _words(text, unit.name, _("请写明申诉的理由。"))
    deadline = deadline_of(locked, Stage.FEEDBACK)
    if deadline is not None and deadline.due < timezone.localdate():
        raise Refused("appeal.too-late", _("申诉的期限是 %(due)s，已经过了。") % {"due": deadline.due})
    if Confirmation.objects.filter(round=locked, unit=unit).exists():
        raise Refused("appeal.confirmed", _("本单位已经确认反馈，不能再申诉。"))
    same = locked.appeals.filter(unit=unit, table=entry.table.name, item=entry.code)
    if same.exclude(state=AppealState.WITHDRAWN).exists():
        raise Refused("appeal.already", _("这一项已经申诉过了。"))
    appeal = Appeal.objects.create(
        round=locked, unit=unit, table=entry.table.name, item=entry.code, text=words, filed_by=by
    )
    appeal.evidence.set(evidence)
    record("appeal.filed", by=by, subject=unit.name, round=locked.pk, unit=unit.code, item=entry.label, appeal=appeal.pk)  # fmt: skip
    return appeal


@transaction.atomic
def withdraw_appeal(*, appeal: Appeal, by: User) -> Appeal:
    """The unit takes it back before it is decided."""
    locked = locked_round(appeal.round)
    require_open(locked, Thing.DECISIONS)
    of_the_unit(appeal.unit, by)
    now = _still_open(appeal)
    now.state, now.decided_by, now.decided_at = AppealState.WITHDRAWN, by, timezone.now()
    now.save(update_fields=["state", "decided_by", "decided_at"])
    record("appeal.withdrawn", by=by, subject=now.unit.name, round=locked.pk, unit=now.unit.code, item=label_of(now),
           appeal=now.pk)  # fmt: skip
    return now


@transaction.atomic
def decide_appeal(
    *,
    appeal: Appeal,
    upheld: bool,
    words: str,
    changes: Sequence[Change],
    figures: int,
    digest: str,
    by: User,
) -> Appeal:
    """Sign a decision. With changes: refused where the effect is no longer the one that was shown (`figures`, `digest`).

    The figures, the decision and its effect are written together or not at all.
    """
    locked = locked_round(appeal.round)
    require_open(locked, Thing.DECISIONS)
    now = _still_open(appeal)
    entry = layout_of(locked).find(now.table, now.item)
    if entry is None:
        raise Refused("appeal.no-item", _("办法里没有这个指标了。"))
    text = _words(words, now.unit.name, _("请写明复核意见。"))
    if upheld and not changes:
        raise Refused("appeal.no-change", _("采纳申诉要写明更正哪个数；不更正的，请选“维持原评”。"))
    if not upheld and changes:
        raise Refused("appeal.change-without-reason", _("维持原评的不能更正数据。"))
    if upheld:
        effect = effect_of(locked, now.unit, entry, changes)
        if (effect.figures, effect.digest) != (figures, digest):
            raise Refused(
                "appeal.moved-on", _("您看过以后数据又有变动，影响可能不同。请重新试算、看过再签。")
            )
        place = f"{_('申诉复核')} {now.pk}"
        correct_figures(locked, now.unit, changes, note=text, by=by, place=place)
        touch(locked)
        now.changes, now.effect = [asdict(change) for change in changes], effect.record
    now.state = AppealState.UPHELD if upheld else AppealState.REJECTED
    now.decision, now.decided_by, now.decided_at = text, by, timezone.now()
    now.save(update_fields=["state", "decision", "changes", "effect", "decided_by", "decided_at"])
    record("appeal.decided", by=by, subject=now.unit.name, round=locked.pk, unit=now.unit.code, item=entry.label,
           decision=str(AppealState(now.state).label), appeal=now.pk, changes=now.changes)  # fmt: skip
    return now


def label_of(appeal: Appeal) -> str:
    """The item of an appeal as people name it."""
    entry = layout_of(appeal.round).find(appeal.table, appeal.item)
    return entry.label if entry else appeal.item


def _still_open(appeal: Appeal) -> Appeal:
    now = Appeal.objects.select_for_update(of=("self",)).select_related("unit", "round").get(pk=appeal.pk)
    if now.state != AppealState.OPEN:
        raise Refused("appeal.closed", _("这件申诉已经是“%(state)s”。") % {"state": now.get_state_display()})
    return now


def _words(text: str, subject: str, missing: str) -> str:
    words = text.strip()
    if not words:
        raise Refused("appeal.no-words", missing)
    if refused := turned_away("", words, Place(what=subject)):
        raise Refused("appeal.turned-away", _("没有保存。文字不超过 %(most)s 个字，不写个人信息。") % {"most": MOST_NOTE}, refused)  # fmt: skip
    return words
