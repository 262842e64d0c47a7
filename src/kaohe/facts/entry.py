"""The entry workbook that comes back: facts with their places, and everything that is wrong, at once.

The hidden map says what each cell is for; the visible texts are held against it, so that a sorted or
shifted table is noticed and not read under the wrong name. Whatever is wrong costs only its own cell.
"""

import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from openpyxl.utils.cell import coordinate_to_tuple

from kaohe.core import FactValue, Period, Place, Problem
from kaohe.facts.door import check_workbook, damaged, read_bytes
from kaohe.facts.entry_map import FORMAT, LISTS, SHEET, EntryMap, MapError, read_map
from kaohe.facts.findings import advice, error, quoted, warning
from kaohe.facts.hints import labelled
from kaohe.facts.layout import Label, Slot
from kaohe.facts.model import Fact, Facts, Role
from kaohe.facts.needs import form_of
from kaohe.facts.sheets import Cells, open_workbook
from kaohe.facts.units import Units
from kaohe.facts.values import read_pair, read_value
from kaohe.scheme.model import Measure, Scheme

_Found = tuple[Problem, ...]
_MAKE_ONE = "请用 `kaohe template` 重新生成填报表，把数据填进去再导入。"
_HASH = re.compile("[0-9a-f]{32,128}")
_ROLES = {role.value: role for role in Role}


def read_entry(path: Path | str, scheme: Scheme, units: Units, scheme_hash: str) -> tuple[Facts, _Found]:
    """The facts of a filled-in workbook, and all Problems in the order of sheets and cells.

    Personal data, another scheme or another period: no facts at all, and why.
    """
    path = Path(path)
    place = Place(file=path.name)
    data, problems = read_bytes(path, place)
    problems = problems or check_workbook(data, place)
    if problems:
        return Facts(), problems
    book = open_workbook(io.BytesIO(data))
    if book is None:
        return Facts(), (damaged(place),)
    sheets = {sheet.title: Cells(sheet, path.name) for sheet in book.worksheets}
    refusals = _personal(sheets, scheme, units, scheme_hash)
    if refusals:
        return Facts(), refusals
    entry_map = _map_of(sheets, place)
    if isinstance(entry_map, Problem):
        return Facts(), (entry_map,)
    refusals = tuple(_other_scheme(entry_map, scheme, scheme_hash, place))
    if refusals:
        return Facts(), refusals
    reader = _Reader(path.name, sheets, entry_map, scheme, units)
    facts = Facts(reader.facts())
    return facts, _in_order(reader.problems, list(sheets))


def _personal(sheets: Mapping[str, Cells], scheme: Scheme, units: Units, scheme_hash: str) -> _Found:
    """Every place with personal data; what the scheme itself calls something is not suspected."""
    own = {unit.name for unit in units} | {scheme.title, scheme_hash}
    for measure in scheme.measures.values():
        own |= {measure.id, measure.name, labelled(measure), measure.part_name, measure.whole_name}
    problems = []
    for name, cells in sheets.items():
        # A hash is hexadecimal: now and then it holds eleven digits that look like a telephone number.
        hashes = {cells.text(*at) for at in cells.filled() if _HASH.fullmatch(cells.text(*at))}
        problems.extend(cells.personal_problems(own | hashes if name == SHEET else own))
    return tuple(problems)


def _map_of(sheets: Mapping[str, Cells], place: Place) -> EntryMap | Problem:
    if SHEET not in sheets:
        message = "这不是 Kaohe 生成的填报表（或者隐藏的说明页被删掉了），分不清每一格是什么数。"
        return error("not-a-template", place, message, _MAKE_ONE)
    hidden = sheets[SHEET]
    rows: dict[int, dict[int, str]] = {}
    for row, column in hidden.filled():
        rows.setdefault(row, {})[column] = hidden.text(row, column)
    try:
        texts = [[rows[row].get(column, "") for column in range(max(rows[row]) + 1)] for row in sorted(rows)]
        entry_map = read_map(texts)
    except MapError:
        return error(
            "damaged-template", place, "填报表里隐藏的说明页被改动过，分不清每一格是什么数。", _MAKE_ONE
        )
    if entry_map.format != FORMAT:
        message = f"填报表是另一个版本的程序生成的（格式 {entry_map.format}，本程序用 {FORMAT}）。"
        return error("other-format", place, message, _MAKE_ONE)
    return entry_map


def _other_scheme(entry_map: EntryMap, scheme: Scheme, scheme_hash: str, place: Place) -> Iterator[Problem]:
    """The workbook was made for another period, or for another scheme or version of it."""
    if entry_map.period != str(scheme.period):
        message = f"填报表是{_label(entry_map.period)}的，现在考核的是{scheme.period.label}。"
        yield error(
            "wrong-period", place, message, f"请核对文件；要报{scheme.period.label}的数，{_MAKE_ONE[1:]}"
        )
    if entry_map.hash != scheme_hash:
        theirs, ours = (f"“{s.title}”（版本 {s.version or '未注明'}）" for s in (entry_map, scheme))
        message = f"填报表是按另一个办法生成的：填报表用的是{theirs}，现在用的是{ours}，内容不一致。"
        remedy = f"请核对办法文件；办法改过的，{_MAKE_ONE[1:]}"
        yield error("other-scheme", place, message, remedy)


def _label(period: str) -> str:
    try:
        return Period.parse(period).label
    except ValueError:
        return quoted(period)


class _Reader:
    """Reads every mapped cell of one workbook. `problems` is complete once `facts` has run through."""

    def __init__(
        self, file: str, sheets: Mapping[str, Cells], entry_map: EntryMap, scheme: Scheme, units: Units
    ) -> None:
        self.problems: list[Problem] = []
        self._file, self._scheme, self._units = file, scheme, units
        self._sheets, self._map = sheets, entry_map
        self._unknown: set[str] = set()

    def facts(self) -> Iterator[Fact]:
        """The facts, sheet by sheet."""
        labels, slots = defaultdict[str, list[Label]](list), defaultdict[str, list[Slot]](list)
        for label in self._map.labels:
            labels[label.sheet].append(label)
        for slot in self._map.slots:
            slots[slot.sheet].append(slot)
        front_by, front_date = "", ""
        seen: set[tuple[str, str, str, str]] = set()
        for number, (name, own) in enumerate(slots.items()):
            if name not in self._sheets:
                remedy = "请恢复这张表和它的表名，或重新生成填报表再填。"
                at = Place(file=self._file, sheet=name)
                self.problems.append(
                    error("sheet-missing", at, f"表“{name}”不见了（删掉或改名了）。", remedy)
                )
                continue
            cells = self._sheets[name]
            by, date = self._text(cells, own, "by"), self._text(cells, own, "date")
            if number == 0:
                front_by, front_date = by, date
            shifted = self._shifted(cells, labels[name])
            for fact in self._sheet_facts(cells, own, shifted, by or front_by, date or front_date):
                if fact.key not in seen:
                    seen.add(fact.key)
                    yield fact
            self._extra(cells, labels[name], own)
        self._extra_sheets(set(labels) | set(slots))

    def _sheet_facts(
        self, cells: Cells, slots: list[Slot], shifted: list[Label], by: str, date: str
    ) -> Iterator[Fact]:
        groups: dict[tuple[str, str, str, str], list[Slot]] = {}
        for slot in slots:
            if slot.role in _ROLES and not any(_guarded(label, slot) for label in shifted):
                groups.setdefault((slot.role, slot.unit, slot.measure, slot.period), []).append(slot)
        notes = self._notes(cells, slots)
        used_notes: set[int] = set()
        for (role, unit, name, period), group in groups.items():
            measure = self._measure(unit, name, _ROLES[role], cells, group[0])
            value = self._value(cells, group, measure) if measure else None
            if value is not None:
                first = group[0]
                used_notes.add(first.row)
                place, note = cells.place(first.row, first.column), notes.get(first.row, "")
                what = (unit, name, Period.parse(period), value, _ROLES[role])
                yield Fact(*what, place=place, by=by, at=date, note=note)
        for row in notes.keys() - used_notes:
            at = next(slot for slot in slots if slot.role == "note" and slot.row == row)
            remedy = "没有数的可以不管；有数请补填。"
            place = cells.place(row, at.column)
            self.problems.append(
                advice("note-without-value", place, "有备注而这一行没有数，备注没有读入。", remedy)
            )

    def _measure(self, unit: str, name: str, role: Role, cells: Cells, slot: Slot) -> Measure | None:
        """How the cell is to be read; None, said once, where unit or measure are no longer known."""
        measure = self._scheme.measures.get(name)
        form = form_of(self._scheme, measure, role) if measure else None
        place = cells.place(slot.row, slot.column)
        if unit not in self._units and unit not in self._unknown:
            self._unknown.add(unit)
            remedy = "请核对单位名单；名单改过的，请重新生成填报表。"
            message = f"填报表里的单位{quoted(unit)}不在现在的单位名单里。"
            self.problems.append(error("unknown-unit", place, message, remedy))
        if form is None and name not in self._unknown:
            self._unknown.add(name)
            message = f"填报表里的数据项{quoted(name)}不在现在的办法里。"
            self.problems.append(error("unknown-measure", place, message, _MAKE_ONE))
        return form if unit in self._units else None

    def _value(self, cells: Cells, group: list[Slot], measure: Measure) -> FactValue | None:
        """One value cell, or the two cells of a ratio."""
        readable = [self._readable(cells, slot) for slot in group]
        if not all(readable):
            return None
        parts = {slot.part: slot for slot in group}
        if set(parts) == {"part", "whole"}:
            at = [(parts[name].row, parts[name].column) for name in ("part", "whole")]
            stored, places = [cells.value(*one) for one in at], [cells.place(*one) for one in at]
            value, problems = read_pair(stored[0], stored[1], measure, places[0], places[1])
        else:
            one = (group[0].row, group[0].column)
            value, problems = read_value(
                cells.value(*one), measure, cells.place(*one), cells.number_format(*one)
            )
        self.problems.extend(problems)
        return value

    def _readable(self, cells: Cells, slot: Slot) -> bool:
        """Whether the cell may be read. Blank may, unless a merge with its neighbour says something."""
        if cells.value(slot.row, slot.column) is None:
            return not cells.merged(slot.row, slot.column)  # said at the cell that shows the figure
        problem = cells.unreadable(slot.row, slot.column)
        if problem is not None:
            self.problems.append(problem)
        return problem is None

    def _text(self, cells: Cells, slots: list[Slot], role: str) -> str:
        """Who filled in the sheet, or when."""
        slot = next((slot for slot in slots if slot.role == role), None)
        if slot is None or not self._readable(cells, slot):
            return ""
        return cells.text(slot.row, slot.column).strip()

    def _notes(self, cells: Cells, slots: list[Slot]) -> dict[int, str]:
        notes = {}
        for slot in slots:
            if slot.role == "note" and self._readable(cells, slot):
                notes[slot.row] = cells.text(slot.row, slot.column).strip()
        return {row: text for row, text in notes.items() if text}

    def _shifted(self, cells: Cells, labels: Iterable[Label]) -> list[Label]:
        """Names that no longer stand where they stood: what they guard is not read."""
        shifted = []
        for label in labels:
            now = cells.text(label.row, label.column)
            if "".join(now.split()) == "".join(label.text.split()):
                continue
            place = cells.place(label.row, label.column)
            wrote = f"现在是{quoted(now)}" if now else "现在是空的"
            if not label.guards:
                if now:
                    message = f"这里原来写的是{quoted(label.text)}，{wrote}，改动没有读入。"
                    self.problems.append(warning("label-changed", place, message, "要说明情况请写在备注栏。"))
                continue
            shifted.append(label)
            lost = {"row": "这一行", "column": "这一栏", "sheet": "这张表"}[label.guards]
            message = f"这里应当写{quoted(label.text)}，{wrote}，{lost}的数没有读入。"
            remedy = "多半是排过序、增删过行列或粘贴时错了位；请把名称恢复原样，数据与名称对齐后再导入。"
            self.problems.append(error("shifted", place, message, remedy))
        return shifted

    def _extra(self, cells: Cells, labels: Iterable[Label], slots: Iterable[Slot]) -> None:
        """What stands where nothing is asked."""
        known = {(label.row, label.column) for label in labels} | {(slot.row, slot.column) for slot in slots}
        for row, column in cells.filled():
            if (row, column) not in known:
                message = f"这里不是填报的格子，写的{quoted(cells.text(row, column))}没有读入。"
                remedy = "请填到对应的黄色格子里，说明请写在备注栏；不需要的请删去。"
                self.problems.append(warning("extra-cell", cells.place(row, column), message, remedy))

    def _extra_sheets(self, known: set[str]) -> None:
        for name, cells in self._sheets.items():
            if name not in known and name not in (SHEET, LISTS) and cells.filled():
                place = cells.place(*cells.filled()[0])
                message = f"表“{name}”不是填报表里的，没有读入。"
                self.problems.append(warning("extra-sheet", place, message, "要报的数请填到原有的表里。"))


def _guarded(label: Label, slot: Slot) -> bool:
    """Whether a slot stands or falls with a label."""
    if label.guards == "column":
        return label.column <= slot.column <= max(label.column, label.last_column) and slot.row > label.row
    return label.guards == "sheet" or (label.guards == "row" and label.row == slot.row)


def _in_order(problems: Iterable[Problem], sheets: list[str]) -> _Found:
    order = {name: number for number, name in enumerate(sheets)}

    def key(problem: Problem) -> tuple[int, tuple[int, int]]:
        place = problem.where[0]
        at = coordinate_to_tuple(place.cell) if place.cell else (0, 0)
        return order.get(place.sheet, -1), at

    return tuple(sorted(problems, key=key))
