"""Decisions about rectifications: demanded, changed, answered with proof, accepted or returned. Each says which edition it was
made on; who comes too late is told so and overwrites nothing.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.facts.guard import personal_kind
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.config.refusals import Forbidden
from kaohe.web.filing.evidence_querysets import CURRENT
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.tasks.models import Rectification, RectificationState
from kaohe.web.tasks.rectify_proposing import Proposal
from kaohe.web.tasks.rectify_querysets import may_answer, may_decide

_CHANGED = "rectification.changed-meanwhile"


@transaction.atomic
def order(*, round: Round, proposals: Sequence[Proposal], demand: str, due: date, by: User) -> int:
    """Demand that these points be put right. What was demanded already stays as it is. How many are new."""
    locked = locked_round(round)
    require_open(locked, Thing.RECTIFICATION)
    _no_residents(demand)
    there = set(
        Rectification.objects.filter(round=locked).order_by().values_list("unit__code", "table", "item")
    )
    wanted = [proposal for proposal in proposals if proposal.key not in there]
    if not wanted:
        raise Refused("rectification.nothing-chosen", _("没有选中要整改的事项，或者都已经下达。"))
    Rectification.objects.bulk_create(
        Rectification(
            round=locked,
            unit=each.unit,
            table=each.table,
            item=each.item,
            name=each.name,
            departments=list(each.departments),
            lost=each.shown,
            why=each.why,
            demand=demand.strip() or _("针对失分原因逐条整改，达到评分标准的要求。"),
            due=due,
            by=by,
            at=timezone.now(),
        )
        for each in wanted
    )
    for unit in dict.fromkeys(each.unit for each in wanted):
        items = "、".join(each.name for each in wanted if each.unit == unit)
        record("rectification.ordered", by=by, subject=unit.name, round=locked.pk, unit=unit.code, item=items,
               due=str(due))  # fmt: skip
    return len(wanted)


@transaction.atomic
def change(*, round: Round, ids: Iterable[int], demand: str, due: date | None, by: User) -> int:
    """Another demand or day for those chosen; empty leaves it as it is. What is closed is not touched."""
    locked = locked_round(round)
    require_open(locked, Thing.RECTIFICATION)
    _no_residents(demand)
    rows = Rectification.objects.filter(round=locked, pk__in=list(ids)).exclude(
        state=RectificationState.CLOSED
    )
    fields: dict[str, object] = {}
    if demand.strip():
        fields["demand"] = demand.strip()
    if due is not None:
        fields["due"] = due
    if not fields:
        raise Refused("rectification.nothing-given", _("要求和期限都没有填，没有可改的。"))
    names = list(rows.values_list("unit__name", "name"))
    if not names:
        raise Refused("rectification.nothing-chosen", _("没有选中还没销号的事项。"))
    rows.update(edition=F("edition") + 1, by=by, at=timezone.now(), **fields)
    what = "，".join(
        text for text in (demand.strip() and f"要求：{demand.strip()}", due and f"期限：{due}") if text
    )
    record("rectification.changed", by=by, subject=locked.title, round=locked.pk, count=len(names), what=what,
           items=[f"{unit} {name}" for unit, name in names])  # fmt: skip
    return len(names)


@transaction.atomic
def cancel(*, round: Round, ids: Iterable[int], by: User) -> int:
    """Take demands back that nobody has answered yet."""
    locked = locked_round(round)
    require_open(locked, Thing.RECTIFICATION)
    rows = Rectification.objects.filter(
        round=locked, pk__in=list(ids), state=RectificationState.ORDERED, answered_at__isnull=True
    )
    found = list(rows.select_related("unit"))
    if not found:
        raise Refused("rectification.nothing-chosen", _("没有选中可以撤销的事项：单位报送过的不能撤销。"))
    for row in found:
        record("rectification.cancelled", by=by, subject=row.unit.name, round=locked.pk, unit=row.unit.code,
               item=row.name)  # fmt: skip
    rows.delete()
    return len(found)


@transaction.atomic
def answer(
    *, rectification: Rectification, text: str, proof: Iterable[int], edition: int, by: User
) -> Rectification:
    """What the unit has done about it, with files that prove it. The same sent twice is sent once."""
    proof = list(proof)
    if (sent := _sent_already(rectification, text.strip(), set(proof), edition, by)) is not None:
        return sent
    held = _held(rectification, edition)
    if not may_answer(by, held):
        raise Forbidden("rectification.not-yours", _("整改情况由被要求的单位在待整改时报送。"))
    text = text.strip()
    if not text:
        raise Refused("rectification.answer-missing", _("请写明做了什么、效果怎样。"))
    _no_residents(text)
    files = Evidence.objects.filter(CURRENT, round=held.round, unit=held.unit, pk__in=list(proof))
    if not files:
        raise Refused("rectification.proof-missing", _("请至少附一个佐证文件，证明已经整改。"))
    held.answer, held.state, held.verdict = text, RectificationState.ANSWERED, ""
    held.answered_at = timezone.now()
    _save(held, "answer", "state", "verdict", "answered_at")
    held.proof.set(files)
    record("rectification.answered", by=by, subject=held.unit.name, round=held.round_id, unit=held.unit.code,
           item=held.name, files=[file.name for file in files])  # fmt: skip
    return held


@transaction.atomic
def decide(
    *, rectification: Rectification, accepted: bool, verdict: str, edition: int, by: User
) -> Rectification:
    """Closed, or returned with the reason."""
    held = _held(rectification, edition)
    if held.state != RectificationState.ANSWERED:
        raise Refused("rectification.not-answered", _("单位还没有报送整改情况，或者已经有人验收过。"))
    if not may_decide(by, held):
        raise Forbidden("rectification.not-yours", _("由考核办或这一项的责任科室验收。"))
    verdict = verdict.strip()
    if not accepted and not verdict:
        raise Refused("rectification.reason-missing", _("退回要写明理由：差什么、怎样才算整改到位。"))
    _no_residents(verdict)
    held.verdict = verdict
    held.state = RectificationState.CLOSED if accepted else RectificationState.RETURNED
    held.closed_at = timezone.now() if accepted else None
    _save(held, "verdict", "state", "closed_at")
    code = "rectification.accepted" if accepted else "rectification.returned"
    record(code, by=by, subject=held.unit.name, round=held.round_id, unit=held.unit.code, item=held.name,
           reason=verdict)  # fmt: skip
    return held


def _held(rectification: Rectification, edition: int) -> Rectification:
    """The row as it is now, held until the transaction ends; refused where it is another edition than was looked at."""
    require_open(locked_round(rectification.round), Thing.RECTIFICATION)
    rows = Rectification.objects.select_for_update(of=("self",)).select_related("unit", "round")
    held = rows.filter(pk=rectification.pk).first()
    if held is None:
        raise Refused(_CHANGED, _("这一项整改已经被撤销。"))
    if held.edition != edition:
        raise Refused(
            _CHANGED,
            _("您打开以后，这一项已经有人改过，现在是“%(state)s”。请看过现在的内容再办。")
            % {"state": held.get_state_display()},
        )
    return held


def _sent_already(
    rectification: Rectification, text: str, proof: set[int], edition: int, by: User
) -> Rectification | None:
    """The row, where this very answer is what stands in it; None where it is not."""
    locked_round(rectification.round)
    now = Rectification.objects.select_related("unit", "round").filter(pk=rectification.pk).first()
    if now is None or now.unit.code not in by.unit_codes:
        return None
    same = (now.state, now.edition, now.answer) == (RectificationState.ANSWERED, edition + 1, text)
    return now if same and set(now.proof.values_list("pk", flat=True)) == proof else None


def _save(held: Rectification, *fields: str) -> None:
    held.edition += 1
    held.save(update_fields=[*fields, "edition", "at"])


def _no_residents(text: str) -> None:
    if kind := personal_kind(text):
        message = _("这里写有%(kind)s，考核不收个人信息，没有保存。请删去再交。")
        raise Refused("rectification.personal-data", message % {"kind": kind})
