"""Decisions of a unit about itself: its own scores, handed in by its head, and its word on the feedback."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused, Severity, plain
from kaohe.facts.values import NOT_APPLICABLE
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.filing.cells import turned_away
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.scoring.layout import Entry, layout_of
from kaohe.web.scoring.models import AppealState, Confirmation, SelfAssessment, SelfScore
from kaohe.web.scoring.querysets import self_scores_of

_NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,4})?", re.ASCII)
_NARROW = str.maketrans("０１２３４５６７８９．－", "0123456789.-")


@dataclass(frozen=True, slots=True)
class Own:
    """What a unit wrote for one item. edition: that of the score which was shown (0: there was none)."""

    item: int
    points: str
    note: str
    edition: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: the score as it stands now; in conflict with somebody else's; or with problems, and not saved."""

    own: Own
    score: SelfScore | None
    conflict: bool = False
    problems: tuple[Problem, ...] = ()


@transaction.atomic
def save_self(*, round: Round, unit: RoundUnit, entries: Sequence[Own], by: User) -> list[Kept]:
    """Save a unit's scores of itself, one outcome an item."""
    locked = locked_round(round)
    require_open(locked, Thing.SELF)
    of_the_unit(unit, by)
    _not_handed_in(locked, unit)
    known = {entry.number: entry for entry in layout_of(locked).at(unit.level)}
    scores = self_scores_of(locked, unit.code)
    outcomes, count = [], 0
    for own in entries:
        entry = known.get(own.item)
        if entry is None:
            raise Refused("self.no-such-item", _("没有这个指标，请刷新页面再填。"))
        kept, changed = _save_one(locked, unit, entry, own, scores.get((entry.table.name, entry.code)), by)
        outcomes.append(kept)
        count += changed
    if count:
        record("self.assessed", by=by, subject=unit.name, round=locked.pk, unit=unit.code, count=count)
    return outcomes


def _save_one(
    round: Round, unit: RoundUnit, entry: Entry, own: Own, score: SelfScore | None, by: User
) -> tuple[Kept, bool]:
    points, note = tidy(own.points), own.note.strip()
    if (points, note) == ((score.points, score.note) if score else ("", "")):
        return Kept(own, score), False
    if problems := problems_of(entry, points, note, unit):
        return Kept(own, score, problems=problems), False
    if own.edition != (score.edition if score else 0):
        return Kept(own, score, conflict=True), False
    if score is None:
        score = SelfScore(round=round, unit=unit, table=entry.table.name, item=entry.code, edition=0)
    score.points, score.note, score.by = points, note, by
    score.edition += 1
    score.save()
    return Kept(own, score), True


def tidy(points: str) -> str:
    """Points as they are kept: narrow digits, no needless zeros; what is no number stays as it was written."""
    text = points.strip().translate(_NARROW)
    return plain(Decimal(text)) if _NUMBER.fullmatch(text) else text


def problems_of(entry: Entry, points: str, note: str, unit: RoundUnit) -> tuple[Problem, ...]:
    """Why a unit's score of itself cannot be taken; blank and 不适用 can."""
    place = Place(what=f"{unit.name} {entry.label}")
    if refused := turned_away(points, note, place):
        return refused
    if points in ("", NOT_APPLICABLE):
        return ()
    low, high = entry.bounds()
    bounds = _("%(low)s 到 %(high)s 分") % {
        "low": _("不限") if low is None else plain(low),
        "high": _("不限") if high is None else plain(high),
    }
    remedy = _("请填 %(bounds)s；不适用的填“不适用”。") % {"bounds": bounds}
    if not _NUMBER.fullmatch(points):
        return (_error("not-points", place, _("自评分要填一个数，最多四位小数。"), remedy),)
    number = Decimal(points)
    if (low is not None and number < low) or (high is not None and number > high):
        return (_error("out-of-bounds", place, _("自评分超出了本项的分值。"), remedy),)
    return ()


def unscored(round: Round, unit: RoundUnit) -> list[Entry]:
    """The items that a unit has not scored yet; lists of bonuses and deductions may stay empty."""
    scores = self_scores_of(round, unit.code)
    base = (entry for entry in layout_of(round).at(unit.level) if entry.kind.value == "base")
    return [
        entry
        for entry in base
        if not ((score := scores.get((entry.table.name, entry.code))) is not None and score.points)
    ]


@transaction.atomic
def hand_in_self(*, round: Round, unit: RoundUnit, by: User) -> SelfAssessment:
    """The head hands the whole in. Refused while items are missing, with their names."""
    locked = locked_round(round)
    require_open(locked, Thing.SELF)
    _heads_only(unit, by)
    if missing := unscored(locked, unit):
        names = "、".join(entry.label for entry in missing[:10]) + ("……" if len(missing) > 10 else "")
        message = _("还有 %(count)s 项没有自评：%(names)s。") % {"count": len(missing), "names": names}
        raise Refused("self.incomplete", message)
    made, new = SelfAssessment.objects.get_or_create(round=locked, unit=unit, defaults={"submitted_by": by})
    if new:
        record("self.submitted", by=by, subject=unit.name, round=locked.pk, unit=unit.code)
    return made


@transaction.atomic
def take_back_self(*, round: Round, unit: RoundUnit, by: User) -> None:
    """The head takes it back to change something, while the stage lasts."""
    locked = locked_round(round)
    require_open(locked, Thing.SELF)
    _heads_only(unit, by)
    gone, _rows = SelfAssessment.objects.filter(round=locked, unit=unit).delete()
    if gone:
        record("self.taken-back", by=by, subject=unit.name, round=locked.pk, unit=unit.code)


@transaction.atomic
def confirm_feedback(*, round: Round, unit: RoundUnit, by: User) -> Confirmation:
    """The head has read the feedback and has nothing against it. Refused while an appeal is open."""
    locked = locked_round(round)
    require_open(locked, Thing.APPEALS)
    _heads_only(unit, by)
    if locked.appeals.filter(unit=unit, state=AppealState.OPEN).exists():
        raise Refused("feedback.appealed", _("还有申诉没有复核。要确认反馈，请先撤回申诉。"))
    made, new = Confirmation.objects.get_or_create(round=locked, unit=unit, defaults={"by": by})
    if new:
        record("feedback.confirmed", by=by, subject=unit.name, round=locked.pk, unit=unit.code)
    return made


def _not_handed_in(round: Round, unit: RoundUnit) -> None:
    if SelfAssessment.objects.filter(round=round, unit=unit).exists():
        raise Refused("self.handed-in", _("自评已经提交。要改，请单位负责人先收回。"))


def of_the_unit(unit: RoundUnit, by: User) -> None:
    """A unit speaks for itself."""
    if unit.code not in by.unit_codes:
        raise Refused("account.not-your-unit", _("这件事由“%(unit)s”自己办。") % {"unit": unit.name})


def is_head(unit: RoundUnit, user: User) -> bool:
    """Whether somebody heads this unit."""
    return any(
        duty.role == Role.HEAD and duty.unit is not None and duty.unit.code == unit.code
        for duty in user.charged
    )


def _heads_only(unit: RoundUnit, by: User) -> None:
    if not is_head(unit, by):
        raise Refused("account.heads-only", _("这件事由单位负责人办。"))


def _error(code: str, place: Place, message: str, remedy: str) -> Problem:
    return Problem(f"self.{code}", Severity.ERROR, message, remedy, (place,))
