"""The entry workbook for one unit or one department: out as it stands; back in, first to be looked at, then taken."""

import io
import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from openpyxl.utils.cell import coordinate_to_tuple

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.facts import Fact, Facts, Units
from kaohe.facts import Role as FactRole
from kaohe.facts.entry import read_entry
from kaohe.facts.entry_map import SHEET, MapError, read_map
from kaohe.facts.layout import Arrangement, Slot
from kaohe.facts.sheets import Cells, open_workbook
from kaohe.facts.workbook import write_template
from kaohe.scheme import Measure, scheme_digest
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.filing.actions import Cell, Saved, save_cells
from kaohe.web.filing.cells import read_cell, turned_away
from kaohe.web.filing.facts import fact_of, stored
from kaohe.web.filing.grid import Key, figures_of
from kaohe.web.filing.models import Figure, Filing
from kaohe.web.filing.querysets import Book
from kaohe.web.filing.shape import FormKey, reduced
from kaohe.web.filing.standing import standings, writable
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round

_TURNED_AWAY = ("facts.personal-data", "facts.too-long")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that the workbook would change: what stands there, and what is wrong with what would come."""

    cell: Cell
    unit: str
    name: str
    old: str
    old_note: str
    problems: tuple[Problem, ...]

    @property
    def replaces(self) -> bool:
        return bool(self.old) and self.old != self.cell.text

    @property
    def refused(self) -> bool:
        """Whether it would not even be kept as it is written."""
        return any(problem.code in _TURNED_AWAY for problem in self.problems)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a workbook would do, before anything is done."""

    file: str
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    @property
    def cells(self) -> str:
        """The changes as a page sends them back, over the editions that were looked at."""
        rows = [
            [*_key(change), change.cell.text, change.cell.edition, change.cell.note]
            for change in self.changes
            if not change.refused
        ]
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @property
    def count(self) -> int:
        return sum(not change.refused for change in self.changes)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a workbook. replaced: figures that stood there before, with what they were. changed: somebody else has changed them
    since the preview; they stay theirs.
    """

    file: str
    saved: tuple[Saved, ...]
    replaced: tuple[tuple[Saved, str], ...]
    changed: tuple[Saved, ...]
    problems: tuple[Problem, ...]


def workbook_of(book: Book) -> bytes:
    """The workbook, with what is known by now in it."""
    known = _known(book)
    before = Facts(
        fact for row in _earlier(book) if (fact := fact_of(row, book.shape.scheme)) and fact.key not in known
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entry.xlsx"
        write_template(
            reduced(book.shape.scheme, book.fields),
            _units(book),
            path,
            by=_arrangement(book),
            scheme_hash=scheme_digest(book.shape.scheme),
            last_year=before,
            facts=Facts(known.values()),
        )
        return path.read_bytes()


def read_workbook(*, book: Book, upload: "UploadedFile[bytes]") -> Proposed:
    """What a filled-in workbook would change in the forms that are open. What is not understood is proposed as it was written."""
    name = Path(upload.name or "entry.xlsx").name
    data = upload.read()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        scheme = reduced(book.shape.scheme, book.fields)
        facts, found = read_entry(path, scheme, _units(book), scheme_digest(book.shape.scheme))
    problems = list(found)
    present = figures_of(book.round, FactRole.ACTUAL, book.units, book.fields)
    allowed = {(unit.code, *field.key): field for field in book.fields for unit in book.units}
    cells: dict[Key, Cell] = {}
    for fact in facts:
        key = (fact.unit, fact.measure, str(fact.period))
        if fact.role is FactRole.TARGET or key not in allowed:
            problems.extend(_not_asked(book, fact))
            continue
        cells[key] = Cell(
            *key, stored(fact.value, allowed[key].measure), _edition(present.get(key)), fact.note or None
        )
    for key, text in _unread(data, problems).items():
        if key in allowed and key not in cells and not (present.get(key) and present[key].text):
            cells[key] = Cell(*key, text, _edition(present.get(key)))
    open_keys = _open_forms(book, book.round)
    changes = []
    for key, cell in cells.items():
        now = present.get(key)
        if now is not None and now.text == cell.text and cell.note in (None, now.note):
            continue
        if _form_of(book, key) in open_keys:
            changes.append(_change(book, allowed[key].measure, cell, now))
        else:
            problems.append(_closed(book, key))
    return Proposed(name, tuple(changes), tuple(problems))


@transaction.atomic
def take_workbook(*, book: Book, cells: Sequence[Cell], file: str, by: User) -> Taken:
    """Put what was proposed into the forms that are open. What somebody has changed since is left as it is."""
    round = locked_round(book.round)
    allowed = {(unit.code, *field.key) for field in book.fields for unit in book.units}
    if strange := [cell for cell in cells if (cell.unit, cell.measure, cell.period) not in allowed]:
        raise Refused(
            "filing.not-asked", _("“%(name)s”不在这份填报表里，请重新交回。") % {"name": strange[0].measure}
        )
    present = figures_of(round, FactRole.ACTUAL, book.units, book.fields)
    open_keys = _open_forms(book, round)
    problems: list[Problem] = []
    kept = []
    for cell in cells:
        key = (cell.unit, cell.measure, cell.period)
        if _form_of(book, key) in open_keys:
            now = present.get(key)
            kept.append((cell, now.text if now else ""))
        else:
            problems.append(_closed(book, key))
    saved = save_cells(
        round=round, cells=[cell for cell, _old in kept], by=by, place=file[:200], recorded=False
    )
    put = [(one, old) for one, (_cell, old) in zip(saved, kept, strict=True) if one.kept and not one.conflict]
    _make_filings(book, [one for one, _old in put])
    if put:
        record("filing.imported", by=by, subject=book.name, round=round.pk, unit=book.unit_code, file=file,
               count=len(put), changes=[[*_key(one), old, one.cell.text] for one, old in put])  # fmt: skip
    replaced = tuple((one, old) for one, old in put if old and old != one.cell.text)
    refused = [problem for one in saved if not one.kept for problem in one.problems]
    changed = tuple(one for one in saved if one.conflict)
    return Taken(file, tuple(one for one, _old in put), replaced, changed, (*problems, *refused))


def cells_in(text: str) -> list[Cell]:
    """What a page sent back; refused where it is not what it was given."""
    try:
        return [
            Cell(
                str(unit),
                str(measure),
                str(period),
                str(value),
                int(edition),
                None if note is None else str(note),
            )
            for unit, measure, period, value, edition, note in json.loads(text)
        ]
    except (ValueError, TypeError):
        raise Refused("filing.unreadable", _("送来的内容认不出来，请重新交回填报表。")) from None


def _change(book: Book, form: Measure, cell: Cell, now: Figure | None) -> Change:
    unit = next(unit.name for unit in book.units if unit.code == cell.unit)
    place = Place(what=f"{unit} {form.name}")
    note = cell.note if cell.note is not None else ""
    problems = turned_away(cell.text, note, place) or read_cell(cell.text, form, place)[1]
    return Change(cell, unit, form.name, now.text if now else "", now.note if now else "", problems)


def _edition(figure: Figure | None) -> int:
    return figure.edition if figure else 0


def _units(book: Book) -> Units:
    return Units(unit.as_assessed() for unit in book.units)


def _arrangement(book: Book) -> Arrangement:
    return "unit" if book.unit_code else "department"


def _known(book: Book) -> Mapping[tuple[str, str, str, str], Fact]:
    """Figures and targets as they stand."""
    names = {field.measure.id for field in book.fields}
    rows = Figure.objects.filter(round=book.round, unit__in=book.units, measure__in=names).exclude(value="")
    facts = (fact_of(row, book.shape.scheme) for row in rows.select_related("unit", "by"))
    return {fact.key: fact for fact in facts if fact is not None}


def _earlier(book: Book) -> Iterator[Figure]:
    if book.round.before_id is not None:
        codes = [unit.code for unit in book.units]
        rows = Figure.objects.filter(
            round=book.round.before_id, unit__code__in=codes, role=FactRole.ACTUAL.value
        )
        yield from rows.exclude(value="").select_related("unit", "by")


def _open_forms(book: Book, round: Round) -> set[FormKey]:
    """As the round is now: it may have gone on since the page was opened."""
    found = standings(
        round, {_form_of(book, (unit.code, *field.key)) for field in book.fields for unit in book.units}
    )
    return {key for key, standing in found.items() if writable(round, standing.filing)}


def _form_of(book: Book, key: Key) -> FormKey:
    period = next(field.period for field in book.fields if str(field.period) == key[2])
    return FormKey(period, key[0]) if book.unit_code else FormKey(period, department=book.name)


def _make_filings(book: Book, saved: Iterable[Saved]) -> None:
    by_code = {unit.code: unit for unit in book.units}
    for key in {_form_of(book, _key(one)) for one in saved if one.kept}:
        Filing.objects.get_or_create(
            round=book.round,
            unit=by_code[key.unit] if key.unit else None,
            department=key.department,
            period=str(key.period),
        )


def _key(one: Saved | Change) -> Key:
    return one.cell.unit, one.cell.measure, one.cell.period


def _not_asked(book: Book, fact: Fact) -> Iterator[Problem]:
    """A target or an earlier year's figure that was changed in the workbook: it is not theirs to set."""
    if any(known.key == fact.key and known.value == fact.value for known in book.given):
        return
    measure = book.shape.scheme.measures[fact.measure]
    standing = measure.standing_target(book.unit_class(fact.unit))
    if fact.role is FactRole.TARGET and fact.value == standing:
        return
    message = _("“%(name)s”的目标和上年的数不在这里改，没有读入。") % {"name": measure.name}
    yield Problem("filing.not-asked", Severity.ADVICE, message, _("要改请联系考核办。"), (fact.place,))


def _closed(book: Book, key: Key) -> Problem:
    measure = book.shape.scheme.measures[key[1]]
    message = _("“%(name)s”%(period)s的数已经报送或者不能再改，没有读入。") % {
        "name": measure.name,
        "period": _form_of(book, key).period.label,
    }
    return Problem(
        "filing.closed", Severity.ERROR, message, _("要改请考核办退回或重开。"), (Place(what=book.name),)
    )


def _unread(data: bytes, problems: Sequence[Problem]) -> dict[Key, str]:
    """What stands in the cells that could not be read, as it was written, so that it is not lost."""
    wanted = {
        (place.sheet, *(number - 1 for number in coordinate_to_tuple(place.cell)))
        for problem in problems
        if problem.severity is Severity.ERROR
        for place in problem.where[:1]
        if place.cell
    }
    if not wanted:
        return {}
    book = open_workbook(io.BytesIO(data))
    if book is None:
        return {}
    sheets = {sheet.title: Cells(sheet, "") for sheet in book.worksheets}
    groups: dict[Key, list[Slot]] = {}
    for slot in _slots(sheets):
        groups.setdefault((slot.unit, slot.measure, slot.period), []).append(slot)
    return {
        key: "/".join(sheets[slot.sheet].text(slot.row, slot.column).strip() for slot in slots)
        for key, slots in groups.items()
        if any((slot.sheet, slot.row, slot.column) in wanted for slot in slots)
    }


def _slots(sheets: Mapping[str, Cells]) -> Iterator[Slot]:
    """The cells for figures, of sheets that are there; a ratio's part comes before its whole."""
    if SHEET not in sheets:
        return
    rows: dict[int, dict[int, str]] = {}
    for row, column in sheets[SHEET].filled():
        rows.setdefault(row, {})[column] = sheets[SHEET].text(row, column)
    try:
        entry_map = read_map(
            [[row.get(n, "") for n in range(max(row) + 1)] for _n, row in sorted(rows.items())]
        )
    except MapError:
        return
    for slot in sorted(entry_map.slots, key=lambda slot: (slot.sheet, slot.row, slot.column)):
        if slot.role == FactRole.ACTUAL.value and slot.sheet in sheets:
            yield slot


def require_upload(upload: "UploadedFile[bytes] | None") -> "UploadedFile[bytes]":
    """Refused where no file was chosen."""
    if upload is None:
        raise Refused("filing.no-file", _("请先选填好的填报表（.xlsx）。"))
    return upload
