"""Decisions about figures and forms: each checks, changes and is recorded within one transaction."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kaohe.core import Period, Place, Refused
from kaohe.facts import Role as FactRole
from kaohe.facts import State
from kaohe.facts.needs import form_of
from kaohe.scheme import Measure, Scheme
from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.audit.recording import record
from kaohe.web.filing.cells import Cell, Saved, period_text, read_cell, tidy_text, turned_away, unknown
from kaohe.web.filing.facts import scheme_for, stored
from kaohe.web.filing.models import Figure
from kaohe.web.rounds.actions import locked_round, touch
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import Thing, require_open

__all__ = ["Cell", "Saved", "save_cells", "save_targets"]

_FIELDS = ("text", "value", "state", "note", "place", "edition", "by", "at")


@transaction.atomic
def save_cells(
    *, round: Round, cells: Sequence[Cell], by: User, role: FactRole = FactRole.ACTUAL, place: str = "",
    recorded: bool = True
) -> list[Saved]:  # fmt: skip
    """Save what was entered, one outcome a cell in their order: saved, in conflict with somebody else's, or with problems.

    What is not understood is kept as it was typed and counts as not reported. Saving the same twice changes nothing and is no
    conflict, so that a lost answer may be asked for again. Who may write which measure, and whether the stage is right, callers
    have checked. `place`: where it came from (a file's name). `recorded` false: the caller tells the trail.
    """
    locked = locked_round(round)  # savers of one round take turns: two cannot both make the same figure
    writer = _Writer(locked, scheme_for(locked), role, by, place)
    writer.load(list(cells))
    outcomes = [writer.save(cell) for cell in cells]
    writer.flush()
    if writer.changes:
        touch(locked)
        if recorded:
            _record_changes(locked, role, writer.changes, by)
    return outcomes


@transaction.atomic
def save_targets(*, round: Round, cells: Sequence[Cell], by: User) -> list[Saved]:
    """Targets, while they are set, by the office."""
    locked = locked_round(round)
    require_open(locked, Thing.TARGETS)
    if not by.has(Role.OFFICE):
        raise Refused("filing.not-yours", _("目标由考核办定。"))
    return save_cells(round=locked, cells=cells, by=by, role=FactRole.TARGET)


class _Writer:
    """Holds the figures that are being changed; writes them with two statements."""

    def __init__(self, round: Round, scheme: Scheme, role: FactRole, by: User, place: str) -> None:
        self.changes: list[tuple[RoundUnit, str, str, str, str]] = []
        self._round, self._scheme, self._role, self._by, self._place = round, scheme, role, by, place
        self._units: dict[str, RoundUnit] = {}
        self._figures: dict[tuple[str, str, str], Figure] = {}
        self._new: dict[tuple[str, str, str], Figure] = {}
        self._old: dict[tuple[str, str, str], Figure] = {}

    def load(self, wanted: Sequence[Cell]) -> None:
        """The units and figures as they are now."""
        codes = {cell.unit for cell in wanted}
        self._units = {unit.code: unit for unit in self._round.units.filter(code__in=codes)}
        found = Figure.objects.filter(
            round=self._round,
            role=self._role.value,
            unit__code__in=codes,
            measure__in={cell.measure for cell in wanted},
        ).select_related("unit", "by")
        self._figures = {(figure.unit.code, figure.measure, figure.period): figure for figure in found}

    def save(self, cell: Cell) -> Saved:
        """One cell."""
        period = period_text(cell.period)
        unit, form = self._units.get(cell.unit), self._form(cell.measure)
        if unit is None or form is None or not period:
            return Saved(cell, None, False, unknown(cell), kept=False)
        place = Place(what=f"{unit.name} {form.name} {Period.parse(period).label}")
        key = (cell.unit, cell.measure, period)
        figure = self._figures.get(key)
        text = tidy_text(cell.text, form)
        note = (figure.note if figure else "") if cell.note is None else cell.note.strip()
        if refusals := turned_away(text, note, place):
            return Saved(cell, figure, False, refusals, kept=False)
        value, problems = read_cell(text, form, place)
        if _same(figure, text, note):
            return Saved(cell, figure, False, problems)
        if cell.edition is not None and cell.edition != (figure.edition if figure else 0):
            return Saved(cell, figure, True, problems)
        if figure is None:
            figure = Figure(round=self._round, unit=unit, measure=cell.measure, period=period,
                            role=self._role.value, edition=0)  # fmt: skip
            self._figures[key] = self._new[key] = figure
        elif key not in self._new:
            self._old[key] = figure
        self.changes.append((unit, cell.measure, period, figure.text, text))
        self._put(figure, text, stored(value, form), note)
        return Saved(cell, figure, False, problems)

    def flush(self) -> None:
        """Write what has changed."""
        Figure.objects.bulk_create(self._new.values())
        Figure.objects.bulk_update(self._old.values(), _FIELDS, batch_size=200)

    def _put(self, figure: Figure, text: str, value: str, note: str) -> None:
        figure.text, figure.value, figure.note = text, value, note
        figure.state, figure.place = State.REPORTED.value, self._place
        figure.edition += 1
        figure.by, figure.at = self._by, timezone.now()

    def _form(self, name: str) -> Measure | None:
        measure = self._scheme.measures.get(name)
        return None if measure is None else form_of(self._scheme, measure, self._role)


def _same(figure: Figure | None, text: str, note: str) -> bool:
    """Whether nothing would change by it."""
    return (text, note) == ((figure.text, figure.note) if figure else ("", ""))


def _record_changes(
    round: Round, role: FactRole, changes: Sequence[tuple[RoundUnit, str, str, str, str]], by: User
) -> None:
    """One event a unit, with every figure before and after."""
    by_unit: dict[RoundUnit, list[tuple[str, str, str, str]]] = {}
    for unit, *change in changes:
        by_unit.setdefault(unit, []).append((change[0], change[1], change[2], change[3]))
    for unit, own in by_unit.items():
        periods = "、".join(Period.parse(period).label for period in dict.fromkeys(each[1] for each in own))
        code = "target.saved" if role is FactRole.TARGET else "filing.saved"
        record(code, by=by, subject=unit.name, round=round.pk, unit=unit.code, period=periods, count=len(own),
               changes=own)  # fmt: skip
