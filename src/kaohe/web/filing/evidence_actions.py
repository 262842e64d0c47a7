"""Decisions about evidence: a file is added, takes the place of an earlier version, or is withdrawn with a reason."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.config.refusals import Forbidden
from kaohe.web.filing.evidence_kinds import MOST_AN_ITEM, Kind
from kaohe.web.filing.evidence_querysets import CURRENT, acts_for, thing_of, words_of
from kaohe.web.filing.evidence_storing import digest_of, keep
from kaohe.web.filing.models import Evidence
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import require_open


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was checked and may be kept."""

    name: str
    kind: Kind
    data: bytes


@transaction.atomic
def add_evidence(
    *,
    round: Round,
    unit: RoundUnit,
    table: str,
    item: str,
    upload: Upload,
    note: str,
    replaces: int | None,
    by: User,
) -> Evidence:
    """One file for one item. It takes the place of the version that is named, or of the one of the same name."""
    _require_own(by, unit)
    locked = locked_round(round)
    require_open(locked, thing_of(table))
    asked = words_of(locked, unit, table, item)
    there = list(Evidence.objects.filter(CURRENT, round=locked, unit=unit, table=table, item=item))
    digest = digest_of(upload.data)
    # The same file first: what was sent twice has arrived, whatever it took the place of.
    same = next((row for row in there if row.sha256 == digest), None)
    if same is not None:
        message = _("“%(name)s”与已经传过的“%(same)s”内容一样，没有重复收。")
        raise Refused("evidence.same-file", message % {"name": upload.name, "same": same.name})
    before = _replaced(there, upload.name, replaces)
    if before is None and len(there) >= MOST_AN_ITEM:
        message = _("“%(item)s”已有 %(count)s 个文件，不能再多。请先撤回用不着的，或合并成一个文件。")
        raise Refused("evidence.too-many", message % {"item": asked, "count": len(there)})
    _digest, path = keep(upload.data)
    made = Evidence.objects.create(
        round=locked,
        unit=unit,
        table=table,
        item=item,
        name=upload.name,
        kind=upload.kind.name.lower(),
        size=len(upload.data),
        sha256=digest,
        path=path,
        number=before.number + 1 if before else 1,
        replaces=before,
        note=note[:300],
        by=by,
    )
    record("evidence.added", by=by, subject=unit.name, round=locked.pk, unit=unit.code, item=asked,
           file=upload.name, sha256=digest, version=made.number)  # fmt: skip
    return made


@transaction.atomic
def withdraw_evidence(*, evidence: Evidence, reason: str, by: User) -> Evidence:
    """It no longer counts; it stays to be seen, with the reason."""
    _require_own(by, evidence.unit)
    locked = locked_round(evidence.round)
    require_open(locked, thing_of(evidence.table))
    reason = reason.strip()
    if not reason:
        raise Refused("evidence.reason-missing", _("撤回要写明理由。"))
    held = Evidence.objects.select_for_update().get(pk=evidence.pk)
    if held.withdrawn_at is not None or Evidence.objects.filter(replaces=held).exists():
        raise Refused(
            "evidence.moved-on", _("“%(name)s”已经被撤回或换了新版，请刷新页面。") % {"name": held.name}
        )
    held.withdrawn_at, held.withdrawn_why = timezone.now(), reason[:300]
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    asked = words_of(locked, evidence.unit, held.table, held.item)
    record("evidence.withdrawn", by=by, subject=evidence.unit.name, round=locked.pk, unit=evidence.unit.code,
           item=asked, file=held.name, reason=reason)  # fmt: skip
    return held


def _replaced(there: list[Evidence], name: str, replaces: int | None) -> Evidence | None:
    """The version that gives way: the named one, else the one of the same name. Refused where the named one has gone."""
    if replaces is None:
        return next((row for row in there if row.name == name), None)
    found = next((row for row in there if row.pk == replaces), None)
    if found is None:
        raise Refused("evidence.moved-on", _("要换的那个文件已经被撤回或换了新版，请刷新页面再传。"))
    return found


def _require_own(by: User, unit: RoundUnit) -> None:
    if not acts_for(by, unit):
        raise Forbidden(
            "evidence.not-yours", _("佐证由“%(unit)s”自己的填报人或负责人上传。") % {"unit": unit.name}
        )
