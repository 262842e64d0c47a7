"""Decisions of departments: scores saved, handed in and taken back, and read again by somebody else."""

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from kaohe.core import Period, Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Facts
from kaohe.facts.validate import validate
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.filing.actions import Cell, Saved, save_cells
from kaohe.web.filing.cells import read_cell, turned_away
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open
from kaohe.web.scoring.layout import Column, layout_of
from kaohe.web.scoring.models import HandIn, SecondReading
from kaohe.web.scoring.querysets import Bench, Lack, lacks_of
from kaohe.web.scoring.readings import disputed, newest_reading, settled

_SHOWN = 4


@transaction.atomic
def save_scores(*, bench: Bench, cells: Sequence[Cell], by: User) -> list[Saved]:
    """Save figures that a department puts in, one outcome a cell. What the rule does not allow is not saved.

    After the department has handed in, only a figure that a second reader disputes may change.
    """
    locked = locked_round(bench.round)
    require_open(locked, Thing.SCORES)
    _scorer(bench, by)
    own = {column.key: column for column in bench.columns}
    if strangers := [cell for cell in cells if (cell.measure, cell.period) not in own]:
        raise Refused("score.not-yours", _("“%(name)s”不由本科室评。") % {"name": strangers[0].measure})
    if HandIn.objects.filter(round=locked, department=bench.department).exists():
        _only_disputed(locked, cells)
    turned = {number: found for number, cell in enumerate(cells) if (found := _outside(bench, own, cell))}
    good = [cell for number, cell in enumerate(cells) if number not in turned]
    saved = iter(save_cells(round=locked, cells=good, by=by, recorded=False))
    outcomes = [
        Saved(cell, None, False, turned[number], kept=False) if number in turned else next(saved)
        for number, cell in enumerate(cells)
    ]
    _record(bench, outcomes, by)
    return outcomes


def _outside(bench: Bench, own: dict[tuple[str, str], Column], cell: Cell) -> tuple[Problem, ...]:
    """Why a value that can be read lies outside of what the rule lets somebody judge."""
    form = own[cell.measure, cell.period].form
    value, problems = read_cell(cell.text.strip(), form, Place(what=form.name))
    if value is None:
        return problems if has_errors(problems) else ()
    fact = Fact(cell.unit, cell.measure, Period.parse(cell.period), value)
    found = validate(Facts([fact]), bench.layout.scheme, bench.round.assessed)
    return tuple(
        problem for problem in found if problem.code in ("facts.outside-range", "facts.unknown-level")
    )


def _only_disputed(round: Round, cells: Sequence[Cell]) -> None:
    figures = Figure.objects.filter(
        round=round,
        unit__code__in={cell.unit for cell in cells},
        measure__in={cell.measure for cell in cells},
    ).prefetch_related("readings")
    keys = {(f.unit.code, f.measure, f.period) for f in figures.select_related("unit") if disputed(f)}
    if any((cell.unit, cell.measure, cell.period) not in keys for cell in cells):
        raise Refused("score.handed-in", _("评分已经交了。要改，请先收回。"))


def _record(bench: Bench, outcomes: Sequence[Saved], by: User) -> None:
    """One event a department and save, with every figure as it stands now."""
    done = [
        s for s in outcomes if s.kept and not s.conflict and s.figure is not None and s.figure.by_id == by.pk
    ]
    if done:
        changes = [
            [s.cell.unit, s.cell.measure, s.cell.period, s.figure.text, s.figure.note]
            for s in done
            if s.figure
        ]
        record("score.saved", by=by, subject=bench.department, round=bench.round.pk, count=len(done), changes=changes)  # fmt: skip


@transaction.atomic
def hand_in(*, bench: Bench, by: User) -> HandIn:
    """A department has scored everything. Refused while figures or reasons are missing, with their places."""
    locked = locked_round(bench.round)
    require_open(locked, Thing.SCORES)
    _scorer(bench, by)
    if found := lacks_of(replace(bench, round=locked)):
        message = _("还差 %(count)s 处：%(words)s。") % {
            "count": len(found),
            "words": "；".join(lack_words(found)),
        }
        raise Refused("score.incomplete", message)
    made, new = HandIn.objects.get_or_create(round=locked, department=bench.department, defaults={"by": by})
    if new:
        record("score.submitted", by=by, subject=locked.title, round=locked.pk, department=bench.department)
    return made


def lack_words(lacks: Sequence[Lack]) -> list[str]:
    """What is missing, a line a figure, with the units that it is missing for."""
    groups: dict[tuple[str, str, bool], list[str]] = {}
    for lack in lacks:
        groups.setdefault((lack.entry.label, lack.column.form.name, lack.reason), []).append(lack.unit.name)
    lines = []
    for (item, figure, reason), units in groups.items():
        what = _("没有理由") if reason else _("没有评")
        names = "、".join(units[:_SHOWN]) + (
            _("等 %(count)s 个单位") % {"count": len(units)} if len(units) > _SHOWN else ""
        )
        lines.append(f"{item}“{figure}”{what}（{names}）")
    return lines


@transaction.atomic
def take_back(*, bench: Bench, by: User) -> None:
    """A department changes its mind while the stage lasts."""
    locked = locked_round(bench.round)
    require_open(locked, Thing.SCORES)
    _scorer(bench, by)
    gone, _rows = HandIn.objects.filter(round=locked, department=bench.department).delete()
    if gone:
        record("score.taken-back", by=by, subject=locked.title, round=locked.pk, department=bench.department)


@transaction.atomic
def read_again(
    *, bench: Bench, figure: Figure, edition: int, agrees: bool, text: str, note: str, by: User
) -> SecondReading:
    """Somebody else agrees with a judged figure, or says what it should be and why. Nobody reads what they entered."""
    locked = locked_round(bench.round)
    require_open(locked, Thing.SCORES)
    now = Figure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=figure.pk)
    if now.by_id == by.pk:
        raise Refused("reading.own", _("自己评的不能自己复核，请科室里别的人或者考核办来复核。"))
    if now.edition != edition:
        raise Refused("reading.moved-on", _("这一格刚刚改过，请刷新页面看了再复核。"))
    column = next(column for column in bench.columns if column.key == (now.measure, now.period))
    if not agrees:
        _proposal(bench, column, now, text.strip(), note.strip())
    made, _new = SecondReading.objects.update_or_create(
        figure=now, edition=edition, by=by,
        defaults={"agrees": agrees, "text": "" if agrees else text.strip(), "note": note.strip()},
    )  # fmt: skip
    verdict = (
        _("同意")
        if agrees
        else _("建议改为 %(text)s：%(note)s") % {"text": text.strip(), "note": note.strip()}
    )
    record("score.read-again", by=by, subject=now.unit.name, round=locked.pk, unit=now.unit.code,
           item=column.form.name, verdict=verdict, figure=now.pk, edition=edition)  # fmt: skip
    return made


@transaction.atomic
def adopt(*, bench: Bench, figure: Figure, reading: int, note: str, by: User) -> Figure:
    """A second reader's proposal is taken as it stands, by a scorer who is not that reader: two people stand behind the value.

    reading: the proposal that was looked at; refused where the figure or the last word on it is another by now. note: the reason
    that is kept beside the new value, the reader's own where it is blank. What is adopted twice is adopted once.
    """
    locked = locked_round(bench.round)
    require_open(locked, Thing.SCORES)
    _scorer(bench, by)
    now = Figure.objects.select_for_update(of=("self",)).select_related("unit").get(pk=figure.pk)
    newest = newest_reading(now)
    if newest is not None and newest.pk == reading and settled(now) and now.text == newest.text:
        return now
    if newest is None or newest.pk != reading or not disputed(now):
        raise Refused("reading.moved-on", _("这一格或者复核意见刚刚改过，请刷新页面看了再办。"))
    if newest.by_id == by.pk:
        raise Refused("reading.own-proposal", _("自己提出的意见要由别的评分人照改，两个人都认可才算数。"))
    words = note.strip() or newest.note
    cell = Cell(now.unit.code, now.measure, now.period, newest.text, now.edition, words)
    (outcome,) = save_scores(bench=bench, cells=[cell], by=by)
    if outcome.conflict or not outcome.kept or outcome.figure is None:
        raise Refused("reading.not-adopted", _("没有照改。"), outcome.problems)
    column = next(column for column in bench.columns if column.key == (now.measure, now.period))
    record("score.proposal-adopted", by=by, subject=now.unit.name, round=locked.pk, unit=now.unit.code,
           item=column.form.name, reader=newest.by.name, before=now.text, after=newest.text)  # fmt: skip
    return outcome.figure


def _proposal(bench: Bench, column: Column, figure: Figure, text: str, note: str) -> None:
    """A proposal is another value that the rule allows, with a reason."""
    place = Place(what=f"{figure.unit.name} {column.form.name}")
    if refused := turned_away(text, note, place):
        raise Refused("reading.turned-away", _("复核意见没有保存。"), refused)
    cell = Cell(figure.unit.code, figure.measure, figure.period, text)
    problems = _outside(bench, {column.key: column}, cell)
    if not text or problems:
        raise Refused("reading.no-value", _("请写明应当评多少。"), problems)
    if text == figure.text:
        raise Refused("reading.same-value", _("建议的与原来的一样；没有不同意见请选“同意”。"))
    if not note:
        raise Refused("reading.no-reason", _("不同意要写明理由。"))


def _scorer(bench: Bench, by: User) -> None:
    """The department's own people put its scores in; the office does where nobody acts for the department."""
    if bench.department in by.department_names:
        return
    if by.has(Role.OFFICE) and bench.department not in staffed():
        return
    raise Refused("score.not-yours", _("评分由“%(name)s”的人办。") % {"name": bench.department})


def staffed() -> frozenset[str]:
    """The departments that somebody acts for."""
    found = User.objects.filter(is_active=True, duties__role=Role.DEPARTMENT).values_list(
        "duties__department__name", flat=True
    )
    return frozenset(name for name in found if name)


def all_handed_in(round: Round) -> list[str]:
    """The departments that have something to hand in and have not."""
    done = set(HandIn.objects.filter(round=round).values_list("department", flat=True))
    return [name for name in layout_of(round).scoring if name not in done]
