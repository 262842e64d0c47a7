"""Decisions about visits: they arrive, once however often they are sent; the office says which count."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Refused
from kaohe.core.problem import has_errors
from kaohe.facts.guard import personal_kind
from kaohe.fieldwork.checklists.model import Answers, Checklist, check_answers
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.fieldwork.checklists import table_of, wishes_problems
from kaohe.web.fieldwork.models import FormSettings, Visit, VisitEdition, VisitState
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import Thing, require_open

_LONGEST = {"place": 120, "team": 60, "at": 40, "position": 60}


class Outcome(Enum):
    """What became of something that arrived: new; there already, word for word; a later edition; made from an edition that is not
    the latest, and so not taken."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A visit as it stands now, and what became of what was sent."""

    visit: Visit
    outcome: Outcome


@transaction.atomic
def receive_visit(
    *,
    round: Round,
    checklist: Checklist,
    answers: Answers,
    base: int,
    by: User,
    source: str = "",
    above: bool = False,
) -> Arrival:
    """Take in what was filled in. `base`: the edition that it was made from (0: none had arrived as far as its sender knows)."""
    locked = locked_round(round)
    require_open(locked, Thing.INSPECTION)
    unit = _unit(locked, checklist, answers.unit, by)
    problems = check_answers(checklist, answers)
    if has_errors(problems):
        words = _("“%(unit)s”的检查记录有 %(count)s 处要改。") % {"unit": unit.name, "count": len(problems)}
        raise Refused("visit.wrong", words, problems)
    if any(len(getattr(answers, name)) > most for name, most in _LONGEST.items()):
        raise Refused("visit.too-long", _("检查点或检查组的名称太长，请写短些。"))
    content = content_of(checklist, answers)
    digest = _digest(content)
    visit = Visit.objects.select_for_update().filter(key=answers.id).first()
    if visit is None:
        made = Visit(round=locked, key=answers.id, by=by, source=source, above=above, edition=0)
        return Arrival(_put(made, unit, checklist, answers, content, digest, base, by), Outcome.NEW)
    if visit.by_id != by.pk or visit.round_id != locked.pk:
        raise Refused("visit.not-yours", _("这个编号的检查记录是别人的，请重新填一份。"))
    # What was sent before and whose answer was lost: it has arrived, whatever came after it.
    if visit.editions.filter(base=base, digest=digest).exists() or _current(visit) == digest:
        return Arrival(visit, Outcome.SAME)
    if base != visit.edition:
        return Arrival(visit, Outcome.CONFLICT)
    if visit.state != VisitState.RECEIVED:
        words = _("考核办已经认定过这份检查记录（%(state)s），要改请先请考核办退回。")
        raise Refused("visit.decided", words % {"state": visit.get_state_display()})
    return Arrival(_put(visit, unit, checklist, answers, content, digest, base, by), Outcome.CHANGED)


@transaction.atomic
def decide_visits(
    *, round: Round, editions: Mapping[int, int], state: VisitState, reason: str, by: User
) -> list[Visit]:
    """Say of visits whether they count; those that stand so already stay. `editions`: number of a visit → edition that was looked at.

    Setting aside takes a reason. Back to RECEIVED: its sender may change it again.
    """
    locked = locked_round(round)
    require_open(locked, Thing.INSPECTION)
    if not by.has(Role.OFFICE):
        raise Refused("visit.office-decides", _("检查记录由考核办认定。"))
    reason = reason.strip()[:300]
    if state is VisitState.ASIDE and not reason:
        raise Refused("visit.reason-missing", _("不采用要写明理由。"))
    if personal_kind(reason):
        raise Refused("facts.personal-data", _("理由里有身份证号或手机号码，考核不收个人信息，请删去。"))
    found = list(Visit.objects.select_for_update(of=("self",)).select_related("unit")
                 .filter(round=locked, pk__in=editions))  # fmt: skip
    if len(found) != len(editions) or any(visit.edition != editions[visit.pk] for visit in found):
        raise Refused("visit.moved-on", _("有检查记录刚刚改过，请刷新页面看了再认定。"))
    changed = [visit for visit in found if visit.state != state or visit.reason != reason]
    for visit in changed:
        visit.state, visit.reason = state, reason if state is VisitState.ASIDE else ""
        visit.decided_by, visit.decided_at = by, timezone.now()
        visit.save(update_fields=["state", "reason", "decided_by", "decided_at"])
        record("inspection.decided", by=by, subject=visit.unit.name, round=locked.pk, unit=visit.unit.code,
               place=visit.place, key=visit.key, verdict=str(state.label), reason=reason)  # fmt: skip
    return changed


@transaction.atomic
def set_form(
    *, round: Round, table: str, position: bool, teams: str, by: User, text: str = ""
) -> FormSettings:
    """What the form of a table may record and offers."""
    locked = locked_round(round)
    require_open(locked, Thing.INSPECTION)
    table_of(locked, table)
    problems = wishes_problems(locked, table, text)
    if has_errors(problems):
        raise Refused("inspection.wrong-form", _("要改的问题里有写得不对的。"), problems)
    if personal_kind(teams):
        raise Refused("facts.personal-data", _("检查组里有身份证号或手机号码，请只写组的名称。"))
    lines = [line.strip()[:60] for line in teams.splitlines() if line.strip()]
    made, _new = FormSettings.objects.update_or_create(
        round=locked,
        table=table,
        defaults={"position": position, "teams": "\n".join(lines), "text": text.strip()},
    )
    words = _("可以记录位置") if position else _("不记录位置")
    record("inspection.form-set", by=by, subject=table, round=locked.pk, what=words, teams=lines, text=text)
    return made


def content_of(checklist: Checklist, answers: Answers) -> dict[str, Any]:
    """Everything that a visit says, as it is kept."""
    return {**answers.to_json(), "table": checklist.table}


def _digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _current(visit: Visit) -> str:
    return visit.editions.filter(number=visit.edition).values_list("digest", flat=True)[0]


def _unit(round: Round, checklist: Checklist, code: str, by: User) -> RoundUnit:
    unit = round.units.filter(code=code, level=table_of(round, checklist.table).level).first()
    if unit is None:
        raise Refused("visit.no-such-unit", _("考核里没有这个单位，请重新选。"))
    if code in by.unit_codes:
        raise Refused("visit.own-unit", _("不能检查自己所在的单位（%(unit)s）。") % {"unit": unit.name})
    return unit


def _put(
    visit: Visit, unit: RoundUnit, checklist: Checklist, answers: Answers, content: dict[str, Any], digest: str,
    base: int, by: User,
) -> Visit:  # fmt: skip
    visit.unit, visit.table, visit.version = unit, checklist.table, checklist.version
    visit.place, visit.team, visit.when = answers.place.strip(), answers.team.strip(), answers.at.strip()
    visit.answers, visit.notes = content["values"], content["notes"]
    visit.photos, visit.position = content["photos"], answers.position.strip()
    visit.edition += 1
    visit.save()
    VisitEdition.objects.create(
        visit=visit, number=visit.edition, base=base, digest=digest, content=content, by=by
    )
    record("inspection.received" if visit.edition == 1 else "inspection.changed", by=by, subject=unit.name,
           round=visit.round_id, unit=unit.code, place=visit.place or unit.name, team=visit.team, key=visit.key,
           number=visit.edition, digest=digest)  # fmt: skip
    return visit
