"""One item from the rows it stands in: its name, what is asked, its clause, who scores it and how."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kaohe.core import Place
from kaohe.documents.figures import PointsKind, half_width, points_in
from kaohe.documents.marks import mark_at, marks_in
from kaohe.documents.model import Cell
from kaohe.documents.scoring.caps import to_the_end, without_end
from kaohe.documents.scoring.columns import Column
from kaohe.documents.scoring.nodes import ItemNode
from kaohe.documents.scoring.points import (
    Points,
    bracketed,
    lines_of,
    loosely,
    one_line,
    stated_in,
    whole,
    without,
)
from kaohe.documents.scoring.segments import Segment, Source, Table, filled
from kaohe.documents.scoring.words import Role, is_scoring, offices

LONGEST_NAME = 40
_REMARKS = ("备注", "附注", "注", "备考")
"""Headers that say nothing of what stands below them."""
_NAME_END = re.compile(r"[。；;！!：:，,\n]")
_LABEL = re.compile(
    r"^\s*[\"“]?(?:\d{1,2}(?:\.\d{1,2}){2,}[.．、)）]?(?!\d)|\d{1,2}(?:\.\d{1,2})*[.．、)）]?(?!\.?\d|%|％|分|个|次|人|年|月)|[①-⑳]|[（(]\d{1,2}[)）]|[（(]?[一二三四五六七八九十]{1,3}[)）、．.])\s*"
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of one item, and the cell in which its points stand (None: none)."""

    start: int
    end: int
    figure: Cell | None = None


class ItemReader:
    """Reads items of one table; `levels` are the columns that name groups."""

    def __init__(self, table: Table, source: Source, levels: Sequence[Column]) -> None:
        self.table = table
        self.source = source
        taken = {column.number for column in levels}
        self.names = [column for column in table.layout.names if column.number not in taken]
        self.block_of = {row: number for number, block in enumerate(table.blocks) for row in block}
        self.clauses = table.layout.of(Role.CLAUSE)
        self.levels = levels
        # A column of names behind the points is no name while there is one in front of them.
        before = [c for c in self.names if c.role is Role.NAME and c.number < source.column]
        self._border = source.column if before and not source.brackets else len(table.layout.columns)

    def read(self, stretch: Stretch) -> list[ItemNode]:
        """The item of these rows; several where one cell of points holds as many lines as the text has entries."""
        item = self._item(stretch)
        text = stretch.figure.text if stretch.figure is not None else ""
        if self.source.brackets:
            self._points_from_brackets(item, stretch)
            return [item]
        read = whole(text)
        if read is None and filled(text):
            if values := lines_of(text):
                return self._several(item, values)
            if (told := loosely(text)) is not None:
                _set_points(item, told)
                item.note = "；".join(part for part in (item.note, f"分值：{one_line(text)}") if part)
            else:
                item.unread = one_line(text)
        elif read is not None:
            _set_points(item, read)
        else:
            self._points_from_brackets(item, stretch)
        return [item]

    def _cells(self, column: Column, stretch: Stretch) -> list[Cell]:
        """The filled cells of a column in these rows, each once."""
        cells = (
            self.table.grid.at(row, column.number) for row in self.table.between(stretch.start, stretch.end)
        )
        return list({id(cell): cell for cell in cells if cell is not None and filled(cell.text)}.values())

    def _item(self, stretch: Stretch) -> ItemNode:
        names = [(column, self._cells(column, stretch)) for column in self.names]
        clause_cells = [cell for column in self.clauses for cell in self._cells(column, stretch)]
        # A cell over the columns of groups and of names, in this item's rows alone, is the item's name.
        level_cells = {
            id(cell)
            for column in self.levels
            for cell in self._cells(column, stretch)
            if cell.row < stretch.start or cell.row + cell.rows > stretch.end or cell.columns == 1
        }
        elsewhere = level_cells | set(map(id, clause_cells))
        filled_names = [
            (column, [cell for cell in cells if id(cell) not in elsewhere]) for column, cells in names
        ]
        filled_names = [(column, cells) for column, cells in filled_names if cells]
        shared = self._shared_head(filled_names, stretch)
        if shared is not None:
            filled_names.insert(0, shared)
        name, standard = self._name(filled_names, stretch)
        clause = self._tiers(stretch) or _joined(clause_cells)
        standard_cells = [cell for _, cells in filled_names for cell in cells]
        where = (clause_cells or standard_cells[::-1] or ([stretch.figure] if stretch.figure else []))[:1]
        head = name
        if not name:
            name = short(clause) or self._level_name(stretch)
        if not clause:
            # Where no column says how it is scored, what is asked is all there is to read.
            long = standard or _joined(standard_cells)
            clause, standard = long, ""
        return ItemNode(
            without_end(name), clause=clause, standard=standard, stops=to_the_end(name),
            departments=self._departments(stretch), method=self._method(stretch), note=self._note(stretch),
            scoring_remark=self._scoring_remark(stretch), head=head.split("：")[0], where=where[0].place if where else Place(),
            figure_at=stretch.figure.place if stretch.figure else Place(),
        )  # fmt: skip

    def _shared_head(
        self, names: Sequence[tuple[Column, list[Cell]]], stretch: Stretch
    ) -> tuple[Column, list[Cell]] | None:
        """In a dump without merges, the name above an empty one: it was merged over both items."""
        own = [column for column in self.names if column.role is Role.NAME and column.number < self._border]
        if self.table.merges or not own or not names or any(column is own[-1] for column, _ in names):
            return None
        above = self._carried(own[-1], stretch)
        level_cells = [cell for column in self.levels for cell in self._cells(column, stretch)]
        return (own[-1], above) if above and above[0] not in level_cells else None

    def _tiers(self, stretch: Stretch) -> str:
        """A clause that stands in several rows, each with the points it gives in a column beside it: “90%以上 40分”."""
        beside = [column for column in self.table.layout.of(Role.RESULT) if column.figures >= 80]
        if len(self.clauses) != 1 or len(beside) != 1:
            return ""
        rows = self.table.between(stretch.start, stretch.end)
        grid = self.table.grid
        told = [(grid.text(row, self.clauses[0].number), grid.text(row, beside[0].number)) for row in rows]
        if len(told) < 2 or not all(filled(text) and whole(figure) for text, figure in told):
            return ""
        return "\n".join(f"{text.strip()} {figure.strip().removesuffix('分')}分" for text, figure in told)

    def _name(self, names: Sequence[tuple[Column, list[Cell]]], stretch: Stretch) -> tuple[str, str]:
        """The item's name and what is asked: the first text names it, if it is short; the others ask."""
        if not names:
            return "", ""
        # Of several columns of names the last one is the item's own; the others are above it.
        heads = [
            cells for column, cells in names if column.role is Role.NAME and column.number < self._border
        ]
        first = heads[-1] if heads else names[0][1]
        taken = {id(cell) for cells in (first, *heads) for cell in cells}
        rest = [cell for _, cells in names for cell in cells if id(cell) not in taken]
        standard = _joined(rest)
        head = "、".join(_name_text(cell.text) for cell in first)
        if rest and len(head) <= LONGEST_NAME:
            shared = any(cell.row < stretch.start or cell.row + cell.rows > stretch.end for cell in first)
            if shared and standard:
                return f"{head}：{short(standard)}", standard
            return head, standard
        full = _joined([*first, *rest])
        if len(first) == 1 and len(head) <= LONGEST_NAME and "\n" not in first[0].text.strip():
            return head, standard
        return short(full), full

    def _level_name(self, stretch: Stretch) -> str:
        cells = [cell for column in self.levels for cell in self._cells(column, stretch)]
        return _name_text(cells[-1].text) if cells else ""

    def _departments(self, stretch: Stretch) -> tuple[str, ...]:
        found = (
            name
            for column in self.table.layout.of(Role.DEPARTMENT)
            for cell in self._carried(column, stretch)
            for name in offices(cell.text)
        )
        return tuple(dict.fromkeys(found))

    def _method(self, stretch: Stretch) -> str:
        cells = [
            cell for column in self.table.layout.of(Role.METHOD) for cell in self._carried(column, stretch)
        ]
        return "；".join(dict.fromkeys(one_line(cell.text) for cell in cells))

    def _carried(self, column: Column, stretch: Stretch) -> list[Cell]:
        """The cells of a column; in a dump without merges an empty one goes on with the one above in its group."""
        cells = self._cells(column, stretch)
        if cells or self.table.merges:
            return cells
        outer = self.levels[0].number if self.levels else 0
        rows = self.table.rows
        last = bisect_right(rows, stretch.start) - 1
        for position in range(last, -1, -1):
            row = rows[position]
            if self.block_of.get(row) != self.block_of.get(stretch.start):
                break
            cell = self.table.grid.at(row, column.number)
            if cell is not None and filled(cell.text):
                return [cell]
            if filled(self.table.grid.text(row, outer)):
                break  # another group begins here
        return []

    def table_remarks(self) -> list[str]:
        """Remarks in one cell beside all rows of the table: they are the table's, not its items'."""
        found = []
        for column in self.table.layout.of(Role.REMARK):
            first = self.table.grid.at(self.table.rows[0], column.number) if self.table.rows else None
            if first is not None and filled(first.text) and self._beside_all(first):
                found.append(first.text.strip())
        for column in self.table.layout.figures:
            first = self.table.grid.at(self.table.rows[0], column.number) if self.table.rows else None
            if self.source.brackets and first is not None and filled(first.text) and self._beside_all(first):
                found.append(f"{one_line(column.header)}：{first.text.strip()}".removeprefix("："))
        return found

    def _beside_all(self, cell: Cell) -> bool:
        rows = self.table.rows
        return len(rows) > 1 and cell.row <= rows[0] and cell.row + cell.rows > rows[-1]

    def _remarks(self, column: Column, stretch: Stretch) -> list[str]:
        cells = (cell for cell in self._cells(column, stretch) if not self._beside_all(cell))
        return [one_line(cell.text) for cell in cells]

    def _note(self, stretch: Stretch) -> str:
        """What stands in columns that are neither name, clause, points, department nor method, under its header."""
        kept = self.table.layout.of(Role.REMARK, Role.TARGET, Role.UNIT, Role.RESULT, Role.OTHER)
        extra = [*kept, *self.source.alike]
        parts = []
        tiers = bool(self._tiers(stretch))
        for column in extra:
            if tiers and column.role is Role.RESULT:
                continue
            if column.role is Role.RESULT and column.filled * 3 < len(self.table.rows):
                continue
            text = "；".join(dict.fromkeys(self._remarks(column, stretch)))
            header = re.sub(r"\s", "", one_line(column.header))
            if text:
                parts.append(f"{header}：{text}" if header and header not in _REMARKS else text)
        return "；".join(parts)

    def _scoring_remark(self, stretch: Stretch) -> str:
        """A remark that speaks of how points are earned or lost, which a rule made of the clause alone would miss."""
        told = (
            text for column in self.table.layout.of(Role.REMARK) for text in self._remarks(column, stretch)
        )
        return "；".join(text for text in told if is_scoring(text))

    def _points_from_brackets(self, item: ItemNode, stretch: Stretch) -> None:
        """Points in brackets: in the source column, else in any text of the item."""
        columns = [*self.names, *self.clauses, *self.table.layout.of(Role.METHOD, Role.REMARK)]
        if self.source.brackets:
            columns.sort(key=lambda column: column.number != self.source.column)
        for column in columns:
            own = [cell for cell in self._cells(column, stretch) if stretch.start <= cell.row]
            read = [(cell, self.source.stated(cell.text, column)) for cell in own]
            values = [(cell, points) for cell, points in read if points is not None]
            if values:
                for cell, points in values:
                    _set_points(item, points)
                    item.figure_at = cell.place
                if len(values) > 1:
                    item.points = sum((points.value for _, points in values if not points.bonus), Decimal(0))
                return

    def _several(self, item: ItemNode, values: Sequence[Points]) -> list[ItemNode]:
        """An item a line of points; their texts too, where they come apart into as many entries."""
        texts = [entries(text) for text in (item.standard, item.clause)]
        found = []
        for number, points in enumerate(values):
            standard, clause = (
                parts[number] if len(parts) == len(values) else whole_text
                for parts, whole_text in zip(texts, (item.standard, item.clause), strict=True)
            )
            name = short(
                standard if len(texts[0]) == len(values) else clause if len(texts[1]) == len(values) else ""
            )
            one = ItemNode(
                name or f"{item.name}（{number + 1}）", head=item.head if name else "", clause=clause, standard=standard,
                departments=item.departments, method=item.method, note=item.note,
                where=item.where, figure_at=item.figure_at,
            )  # fmt: skip
            _set_points(one, points)
            found.append(one)
        return found


def _set_points(item: ItemNode, points: Points) -> None:
    item.points, item.extra = (Decimal(0), points.value) if points.bonus else (points.value, points.extra)
    item.slip = item.slip or points.slip
    item.negative = points.negative


def _joined(cells: Iterable[Cell]) -> str:
    return "\n".join(dict.fromkeys(cell.text.strip() for cell in cells))


def _name_text(text: str) -> str:
    """A name on one line without its points and number."""
    plain = without(text, bracketed(text, name=True))
    return _LABEL.sub("", plain).strip(" 。；;：:") or plain


def short(text: str) -> str:
    """The first words of a text, as a name: up to a stop, at most `LONGEST_NAME` characters."""
    first = next((line for line in text.strip().split("\n") if line.strip()), "")
    plain = _LABEL.sub("", without(first, bracketed(first)))
    if len(plain) <= LONGEST_NAME:
        return plain.strip('"“”。；;：:，, ')
    stop = _NAME_END.search(plain, 4)
    end = stop.start() if stop and stop.start() <= LONGEST_NAME else LONGEST_NAME - 1
    return plain[:end].strip('"“”') + ("" if stop and stop.start() <= LONGEST_NAME else "…")


def entries(text: str) -> list[str]:
    """The numbered entries of a text (1. 2. …, on lines of their own or running on), else its lines."""
    if not text.strip():
        return []
    first = mark_at(text)
    marks = marks_in(text, first)
    starts = sorted({mark.start for mark in marks} | ({first.start} if first else set()))
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    line_starts = [line for line in lines if mark_at(line)]
    if len(line_starts) >= max(len(starts), 2) and len(line_starts) == len(lines):
        return lines
    if len(starts) > 1 and starts[0] == 0:
        return [text[a:b].strip() for a, b in zip(starts, [*starts[1:], len(text)], strict=True)]
    return lines


def split_by_points(item: ItemNode, stated: Decimal | None = None) -> list[ItemNode]:
    """The items of a text in which each entry has points of its own in brackets; the item itself where none do.

    `stated` is what they come to, where it is known: it tells whether an entry with several brackets is worth the last
    one or all of them.
    """
    counted = sum(1 for part in entries(item.clause) if _entry_points(part) is not None)
    asked = max(counted, len(_own_points(item.clause))) < 2
    parts = entries(item.standard if asked else item.clause)
    read = [_entry_points(part) for part in parts]
    if len(parts) < 2 or not all(read):
        return [item]
    together = [_own_together(part) or points for part, points in zip(parts, read, strict=True)]
    if stated is not None and _added(read) != stated and _added(together) == stated:
        read = together
    found = []
    for part, points in zip(parts, read, strict=True):
        before = short(part[: points.start]) if points is not None else ""
        one = replace(item, name=before or short(part), head="", figure_at=item.where)
        one.standard, one.clause = (part, item.clause) if asked and item.clause else ("", part)
        if points is not None:
            _set_points(one, points)
        found.append(one)
    return found


def _entry_points(text: str) -> Points | None:
    """What one entry of several states for itself: its bracket, what its last bracket comes to (“每次1分，合计6分”), or
    the brackets of its sentences together."""
    read = stated_in(text)
    if read is not None:
        return read
    together = _own_together(text)
    if together is not None:
        return together
    mentions = points_in(text)
    plain = half_width(text).rstrip(" \n。;,、")
    begin = plain.rfind("(")
    last = mentions[-1] if mentions else None
    if last is None or last.kind is not PointsKind.TOTAL or not 0 <= begin < last.start:
        return None
    if plain[last.end :].strip() != ")":
        return None
    return Points(last.value, start=begin, end=len(plain), marked=True)


def _own_together(text: str) -> Points | None:
    """The points of a text with several brackets: their sum, or the first where it is the sum of several others."""
    own = [mention for mention in points_in(text) if mention.kind is PointsKind.OWN]
    if len(own) < 2:
        return None
    rest = sum((mention.value for mention in own[1:]), Decimal(0))
    value = own[0].value if len(own) > 2 and own[0].value == rest else own[0].value + rest
    return Points(value, start=own[0].start, end=own[0].end, marked=True)


def _added(points: Iterable[Points | None]) -> Decimal:
    return sum((each.value for each in points if each is not None), Decimal(0))


def _own_points(text: str) -> list[Decimal]:
    return [mention.value for mention in points_in(text) if mention.kind is PointsKind.OWN]


def parts_of(item: ItemNode) -> list[ItemNode]:
    """The entries with points in brackets that make up the item's points exactly; none: they do not."""
    parts = split_by_points(item, item.points)
    return parts if len(parts) > 1 and below(parts) == item.points else []


def below(parts: Iterable[ItemNode]) -> Decimal:
    """What these come to."""
    return sum((part.points or Decimal(0) for part in parts), Decimal(0))


def segment_stretch(segment: Segment) -> Stretch:
    return Stretch(segment.start, segment.end, segment.cell)
