"""Which figures a caller may write, and the writing itself: each for itself, with what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Period, Place, Problem, Severity
from kaohe.core.problem import has_errors
from kaohe.facts import Role as FactRole
from kaohe.facts.guard import check_cell
from kaohe.scheme.model import Supply
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.filing.actions import save_cells
from kaohe.web.filing.cells import Cell, Saved, period_text, read_cell
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.filing.shape import Field, FormKey, shape_for
from kaohe.web.filing.standing import REOPENABLE, writable, writes
from kaohe.web.interface.problems import Unreadable
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.querysets import units_for
from kaohe.web.rounds.stages import Stage
from kaohe.web.rounds.states import Thing, is_open, require_open

Key = tuple[str, str, str, FactRole]
"""Unit, measure, period, role."""
_WRITABLE = REOPENABLE | {Stage.TARGETS}


@dataclass(frozen=True, slots=True)
class Wish:
    """A figure that a caller wants to write. text: as a cell would take it, empty to take it back."""

    unit: str
    measure: str
    period: str
    role: FactRole
    text: str
    note: str | None = None
    edition: int | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a wish: created, updated, unchanged, conflict or refused. figure: as it stands now."""

    wish: Wish
    outcome: str
    figure: Figure | None
    problems: tuple[Problem, ...] = ()


@transaction.atomic
def receive(*, round: Round, wishes: Sequence[Wish], by: User, dry: bool = False) -> list[Done]:
    """Write what may be written, one outcome a wish in their order. Residents' data anywhere turns all of it away.

    `dry`: say what would become of them, and write nothing.
    """
    refuse_personal_data(wishes)
    locked = locked_round(round)
    if locked.at not in _WRITABLE:
        require_open(locked, Thing.FIGURES)
    judge = _Judge(locked, by)
    before = _editions(locked, wishes)
    verdicts = [judge.problems(wish) for wish in wishes]
    done: dict[int, Done] = {}
    for number, (wish, found) in enumerate(zip(wishes, verdicts, strict=True)):
        if has_errors(found):
            done[number] = Done(wish, "refused", judge.seen(before.get(key_of(wish)), wish), found)
    for role in FactRole:
        numbers = [n for n, wish in enumerate(wishes) if n not in done and wish.role is role]
        cells = [_cell(wishes[number]) for number in numbers]
        saved = save_cells(round=locked, cells=cells, by=by, role=role, place=_("接口")) if cells else []
        for number, outcome in zip(numbers, saved, strict=True):
            done[number] = _done(wishes[number], outcome, before)
    _begin_forms(locked, judge, done.values())
    written = sum(each.outcome in ("created", "updated") for each in done.values())
    if dry:
        transaction.set_rollback(True)
    elif written:
        record("api.facts-received", by=by, subject=locked.title, round=locked.pk, count=written)
    return [done[number] for number in range(len(wishes))]


def refuse_personal_data(wishes: Sequence[Wish]) -> None:
    """Refused as a whole where any text carries a resident's number, with every place named and no number repeated."""
    problems = []
    for number, wish in enumerate(wishes):
        for what, text in (("value", wish.text), ("note", wish.note)):
            if found := check_cell(text, Place(what=f"{number + 1} {what}")):
                problems.append(found)
    if problems:
        message = _("里面有居民的个人信息，全部没有收下。考核只收单位的数据。")
        raise Unreadable("facts.personal-data", message, problems[:100])


class _Judge:
    """Knows what the round asks for, what is open, and what this caller may write: all as the pages of forms and targets have it."""

    def __init__(self, round: Round, by: User) -> None:
        self._round, self._by = round, by
        shape = shape_for(round)
        self._known = shape.scheme.measures
        self._targets = {field.key: field for field in shape.targets}
        self._reported = {field.key: field for field in shape.reported}
        self._supplied = {field.key: field for field in shape.supplied}
        self._mine = {unit.code: unit for unit in units_for(by, round)}
        self._filings = {
            FormKey(Period.parse(row.period), row.unit.code if row.unit else "", row.department): row
            for row in Filing.objects.filter(round=round).select_related("unit")
        }
        self._writes: dict[tuple[str, str], bool] = {}
        self._seen: set[Key] = set()

    def problems(self, wish: Wish) -> tuple[Problem, ...]:
        """Everything that speaks against writing it; warnings may be among them."""
        place = Place(what=f"{wish.unit} {wish.measure} {wish.period}")
        unit = self._mine.get(wish.unit)
        if unit is None:
            return (_problem("unknown-unit", place, _("考核里没有这个单位，或者它不归这个令牌管。")),)
        if wish.measure not in self._known:
            return (_problem("unknown-measure", place, _("办法里没有这个数据项。")),)
        if reason := self._decided_elsewhere(wish):
            return (_problem("not-writable", place, reason),)
        field = self.field(wish)
        if field is None or unit.level not in field.levels:
            return (_problem("wrong-period", place, _("办法不要这个单位这一期的这个数。")),)
        key = key_of(wish)
        if key in self._seen:
            return (_problem("repeated", place, _("同一个数在这次请求里出现了两次，只看第一次。")),)
        self._seen.add(key)
        if reason := self._kept_from(unit, wish):
            return (_problem("not-writable", place, reason),)
        return read_cell(wish.text, field.measure, place)[1]

    def seen(self, figure: Figure | None, wish: Wish) -> Figure | None:
        """The figure as it stands, where the caller sees its unit."""
        return figure if wish.unit in self._mine else None

    def field(self, wish: Wish) -> Field | None:
        """What the round asks for there."""
        key = (wish.measure, period_text(wish.period))
        if wish.role is FactRole.TARGET:
            return self._targets.get(key)
        return self._reported.get(key) or self._supplied.get(key)

    def form(self, wish: Wish) -> FormKey:
        """The form it stands in."""
        key = (wish.measure, period_text(wish.period))
        period = Period.parse(wish.period)
        if key in self._reported:
            return FormKey(period, wish.unit)
        return FormKey(period, department=self._supplied[key].department)

    def _decided_elsewhere(self, wish: Wish) -> str:
        """Points that people award and what inspections find have pages of their own, with reasons."""
        supply = self._known[wish.measure].supply
        if wish.role is FactRole.ACTUAL and supply in (Supply.JUDGED, Supply.FOUND):
            return _("检查所得和评分在各自的页面录入，不经接口。")
        return ""

    def _kept_from(self, unit: RoundUnit, wish: Wish) -> str:
        """Why this caller may not write it now; empty where they may."""
        if wish.role is FactRole.TARGET:
            if not is_open(self._round, Thing.TARGETS):
                return _("现在不是下达目标的阶段。")
            return "" if self._by.has(Role.OFFICE) else _("目标由考核办下达。")
        key = self.form(wish)
        if not self._may(key, unit):
            return _("这个数不由这个令牌填报。")
        filing = self._filings.get(key)
        if writable(self._round, filing):
            return ""
        if filing is not None and not filing.writable:
            return _("这一期已经报送，要改请先退回或重开。")
        return _("现在不是填报的阶段。")

    def _may(self, key: FormKey, unit: RoundUnit) -> bool:
        """Asked once a unit or department."""
        asked = (key.unit, key.department)
        if asked not in self._writes:
            self._writes[asked] = writes(self._by, key, unit if key.unit else None)
        return self._writes[asked]


def _begin_forms(round: Round, judge: _Judge, done: Iterable[Done]) -> None:
    """The forms in which something now stands are begun."""
    units = {unit.code: unit for unit in round.units.all()}
    keys = {
        judge.form(each.wish)
        for each in done
        if each.wish.role is FactRole.ACTUAL and each.outcome in ("created", "updated")
    }
    for key in sorted(keys):
        Filing.objects.get_or_create(
            round=round, unit=units.get(key.unit), department=key.department, period=str(key.period)
        )


def _editions(round: Round, wishes: Sequence[Wish]) -> dict[Key, Figure]:
    """The figures as they were before."""
    found = Figure.objects.filter(
        round=round,
        unit__code__in={wish.unit for wish in wishes},
        measure__in={wish.measure for wish in wishes},
    ).select_related("unit")
    return {(each.unit.code, each.measure, each.period, FactRole(each.role)): each for each in found}


def _done(wish: Wish, saved: Saved, before: dict[Key, Figure]) -> Done:
    old = before.get(key_of(wish))
    if saved.conflict:
        return Done(wish, "conflict", saved.figure, saved.problems)
    if not saved.kept:
        return Done(wish, "refused", saved.figure, saved.problems)
    if saved.figure is None or (old is not None and old.edition == saved.figure.edition):
        return Done(wish, "unchanged", saved.figure, saved.problems)
    return Done(wish, "created" if old is None else "updated", saved.figure, saved.problems)


def key_of(wish: Wish) -> Key:
    return (wish.unit, wish.measure, period_text(wish.period), wish.role)


def _cell(wish: Wish) -> Cell:
    return Cell(wish.unit, wish.measure, wish.period, wish.text, wish.edition, wish.note)


def _problem(code: str, place: Place, message: str) -> Problem:
    return Problem(f"facts.{code}", Severity.ERROR, message, "", (place,))
