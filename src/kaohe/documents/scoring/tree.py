"""The groups and items of one table, from its rows, columns and merges."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from kaohe.core import Place
from kaohe.documents.marks import mark_at
from kaohe.documents.model import Grid
from kaohe.documents.scoring.columns import Column, Layout
from kaohe.documents.scoring.items import (
    ItemReader,
    Stretch,
    below,
    parts_of,
    segment_stretch,
    split_by_points,
)
from kaohe.documents.scoring.nodes import COLUMN_LEVEL, ZERO, GroupNode, ItemNode, RunningSums, StatedSum
from kaohe.documents.scoring.points import bracketed, one_line, whole, without
from kaohe.documents.scoring.rows import Row, RowKind
from kaohe.documents.scoring.segments import (
    NOWHERE,
    Segment,
    Source,
    Table,
    filled,
    has_merges,
    item_source,
    levels,
    name_segments,
    own_segments,
)
from kaohe.documents.scoring.words import Role

_LIST_HEAD = re.compile(r"^.{0,6}(?:加分|奖励|附加|扣分|减分|倒扣|否决|奖惩)")


class Tree:
    """What was read of a table: `roots` in order, the totals its rows state, rows that found no place (`loose`) or were
    taken into the item above (`merged`). `remarks` stand in one cell beside the whole table. `closed`: a sum or a remark stands behind its last item, so it does not break off.
    """

    def __init__(self) -> None:
        self.roots: list[GroupNode | ItemNode] = []
        self.sums: list[StatedSum] = []
        self.loose: list[tuple[Place, str]] = []
        self.merged: list[tuple[Place, str]] = []
        self.remarks: list[str] = []
        self.closed = False
        self.source: Source | None = None
        self.layout: Layout = Layout(())


def read_tree(grid: Grid, rows: Sequence[Row], layout: Layout, *, listed: bool = False) -> Tree | None:
    """The tree of a table; None where no points are found in it. `listed`: it is a list without points of its own."""
    body = tuple(row.number for row in rows if row.kind is RowKind.BODY or row.item)
    table = Table(grid, _blocks(rows), layout, has_merges(grid, body, layout.columns), body)
    source = Source(NOWHERE) if listed else item_source(table)
    if source is None:
        return None
    return _Builder(table, rows, source).build()


def _blocks(rows: Sequence[Row]) -> tuple[tuple[int, ...], ...]:
    """Runs of body rows between sections and sums; a repeated header or an empty row divides nothing."""
    blocks: list[list[int]] = [[]]
    for row in rows:
        if row.kind is RowKind.BODY:
            blocks[-1].append(row.number)
        elif row.kind in (RowKind.SECTION, RowKind.SUBTOTAL, RowKind.TOTAL):
            blocks.append([row.number] if row.item else [])
            if row.item:
                blocks.append([])
    return tuple(tuple(block) for block in blocks if block)


class _Builder:
    def __init__(self, table: Table, rows: Sequence[Row], source: Source) -> None:
        self.table = table
        self.rows = rows
        self.source = source
        self.tree = Tree()
        self.tree.source, self.tree.layout = source, table.layout
        stretches = self._figure_stretches()
        self.levels = levels(table, source, self._beginnings(stretches))
        self.reader = ItemReader(table, source, self.levels)
        self.stretches = self._with_loose(stretches)
        self.segments = [
            (column, name_segments(table.grid, table.blocks, column.number)) for column in self.levels
        ]
        self.attached = self._attached()
        self.divided = self._are_divided()
        self.entries_count = self._entries_count()
        self.sections: list[GroupNode] = []
        self.open: list[tuple[Segment, GroupNode]] = []
        self.since_sum: list[ItemNode] = []
        self.since_total = ZERO
        self.roots_at_sum = 0
        self.running = RunningSums()
        self.named: dict[str, GroupNode] = {}
        sums = (row.number for row in rows if row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL))
        self.last_sum = max(sums, default=0)

    def _beginnings(self, stretches: Sequence[Stretch]) -> list[int]:
        """The rows in which items begin: those with points, and each row of a merged list of bonuses or deductions."""
        starts = [stretch.start for stretch in stretches]
        for column in self.table.layout.names[:1]:
            for segment in own_segments(self.table.grid, self.table.rows, column.number):
                within = bisect_left(starts, segment.start) < bisect_left(starts, segment.end)
                if segment.end - segment.start > 1 and not within and _LIST_HEAD.search(segment.text):
                    starts += self.table.between(segment.start, segment.end)
        return sorted(starts)

    def build(self) -> Tree:
        by_start = {stretch.start: stretch for stretch in self.stretches}
        for row in self.rows:
            if row.kind is RowKind.SECTION:
                self._section(row)
                if row.number in by_start:
                    self._item(by_start[row.number])
            elif row.kind in (RowKind.SUBTOTAL, RowKind.TOTAL):
                self._sum(row)
            elif row.kind is RowKind.BODY and row.number in by_start:
                if row.level:
                    self._close_sections(row.level)
                self._item(by_start[row.number])
        last = max((row.number for row in self.rows if row.kind is RowKind.BODY), default=0)
        ends = (RowKind.TOTAL, RowKind.SUBTOTAL, RowKind.REMARK, RowKind.FORM)
        self._leave_loose()
        self.tree.remarks = self.reader.table_remarks()
        self.tree.closed = any(row.number > last and row.kind in ends for row in self.rows)
        return self.tree

    def _leave_loose(self) -> None:
        """Rows with words that neither an item nor a group's name has taken."""
        grid = self.table.grid
        levels = {column.number for column in self.levels}
        taken = self._covered(self.stretches)
        for row in self.table.rows:
            if row in taken:
                continue
            cells = [c for c in grid.row(row) if c.row == row and c.column not in levels and filled(c.text)]
            words = [cell for cell in cells if whole(cell.text) is None]
            if words:
                self.tree.loose.append((words[0].place, one_line(words[0].text)[:30]))

    def _covered(self, stretches: Iterable[Stretch]) -> set[int]:
        return {row for stretch in stretches for row in self.table.between(stretch.start, stretch.end)}

    def _figure_stretches(self) -> list[Stretch]:
        segments = own_segments(self.table.grid, self.table.rows, self.source.column)
        if not self.source.brackets:
            return [segment_stretch(segment) for segment in segments]
        return [Stretch(segment.start, segment.end) for segment in segments]

    def _with_loose(self, stretches: list[Stretch]) -> list[Stretch]:
        """The stretches together with rows that have no points: they go on with the item above, or are items without."""
        found: list[Stretch] = []
        by_start = {stretch.start: stretch for stretch in stretches}
        covered = self._covered(stretches)
        for block in self.table.blocks:
            last: Stretch | None = None
            for row in block:
                if row in by_start:
                    last = by_start[row]
                    found.append(last)
                elif row not in covered:
                    last = self._loose(row, last, found)
        return found

    def _loose(self, row: int, last: Stretch | None, found: list[Stretch]) -> Stretch | None:
        grid = self.table.grid
        texts = [*self.reader.names, *self.reader.clauses]
        own = [c for column in texts if (c := grid.at(row, column.number)) is not None and c.row == row]
        own = [cell for cell in own if filled(cell.text)]
        new_group = any(
            (cell := grid.at(row, column.number)) is not None and cell.row == row and filled(cell.text)
            for column in self.levels
        )
        if not own and not new_group:
            return last
        if last is not None and not new_group and found and self._goes_on(row, last):
            found[-1] = Stretch(last.start, row + 1, last.figure)
            if not self.table.merges:
                name = one_line(own[0].text)[:20] if own else ""
                self.tree.merged.append((own[0].place if own else Place(), name))
            return found[-1]
        if not own and not self._is_list_row(row):
            return last
        found.append(Stretch(row, row + 1))
        return found[-1]

    def _is_list_row(self, row: int) -> bool:
        """Whether a row with nothing but a group's name still says something: “一票否决事项 …”."""
        return any(_LIST_HEAD.search(self.table.grid.text(row, column.number)) for column in self.levels)

    def _goes_on(self, row: int, last: Stretch) -> bool:
        """Whether a row without points belongs to the item above it: its name does, or it has none."""
        grid = self.table.grid
        if any(
            bracketed(grid.text(row, column.number)) for column in (*self.reader.names, *self.reader.clauses)
        ):
            return False
        if not self.reader.names:
            return self.source.column != NOWHERE
        name = grid.at(row, self.reader.names[0].number)
        if name is None or not filled(name.text):
            return True
        if self.table.merges or self.source.column == NOWHERE:
            return name is grid.at(last.end - 1, self.reader.names[0].number)
        numbered = any(filled(grid.text(row, column.number)) for column in self.table.layout.of(Role.SERIAL))
        # In a dump (its places are lines) an empty cell may have been merged with the one above.
        return grid.place.line > 0 and not numbered

    def _attached(self) -> dict[int, int]:
        """For each coarser column of figures the level it belongs to: the one whose rows begin where its figures stand."""
        found: dict[int, int] = {}
        for column in self.source.coarser:
            repeated = self._repeated(column.number)
            if repeated is not None:
                found[column.number] = repeated
                continue
            figures = {s.start for s in own_segments(self.table.grid, self.table.rows, column.number)}
            scores = []
            for index, (level, segments) in enumerate(self.segments):
                starts = {segment.start for segment in segments}
                fit = len(starts & figures) * 100 // max(len(starts | figures), 1)
                distance = column.number - level.number
                scores.append((fit, -abs(distance) if distance > 0 else -99, index))
            if scores:
                found[column.number] = max(scores)[2]
        return found

    def _repeated(self, column: int) -> int | None:
        """The level of a column of figures that a dump repeats in each row: the outermost within which they are the same."""
        grid, rows = self.table.grid, self.table.rows
        filled_rows = [row for row in rows if filled(grid.text(row, column))]
        if self.table.merges or len(filled_rows) * 10 < len(rows) * 9:
            return None
        for index, (_, segments) in enumerate(self.segments):
            told = [
                {
                    text.strip()
                    for row in self.table.between(s.start, s.end)
                    if filled(text := grid.text(row, column))
                }
                for s in segments
            ]
            if all(len(texts) <= 1 for texts in told):
                return index
        return None

    def _section(self, row: Row) -> None:
        text = row.text
        read = bracketed(text, name=True)
        place = row.cell.place if row.cell else Place()
        mark = mark_at(text)
        level = row.level or _depth(mark.style if mark else "", self.sections)
        if row.aside is not None:
            self.tree.loose.append((row.aside.place, one_line(row.aside.text)[:30]))
        node = GroupNode(
            without(text, read), row.points, read.extra if read else None, where=place, level=level
        )
        if read is not None and (read.capped or read.bonus):
            node.cap = read.value
        self._close_sections(level)
        self._put(node, self.sections[-1] if self.sections else None)
        self.sections.append(node)
        self.open.clear()

    def _close_sections(self, level: int) -> None:
        while self.sections and self.sections[-1].level >= level:
            self.sections.pop()

    def _put(self, node: GroupNode | ItemNode, parent: GroupNode | None) -> None:
        (parent.children if parent is not None else self.tree.roots).append(node)
        if parent is None:
            self.named.clear()
        if isinstance(node, GroupNode):
            self.named[node.name] = self.named[one_line(node.name)] = node

    def _item(self, stretch: Stretch) -> None:
        parent = self._group(stretch.start)
        items = self.reader.read(stretch)
        if len(items) == 1 and not items[0].unread:
            if items[0].points is None or (self.source.brackets and not self.source.tiers):
                items, parent = self._split(items[0], parent)
            elif self.divided:
                items, parent = self._divide(items[0], parent)
        elif len(items) > 1 and not self.levels and all(item.head for item in items):
            # One row of names, figures and clauses line by line: its name is over all of them.
            group = GroupNode(items[0].head, where=items[0].where)
            self._put(group, parent)
            parent = group
            items = [replace(item, head="") for item in items]
        for item in items:
            self._put(item, parent)
        self.since_sum += items
        self.since_total += sum((item.points or ZERO for item in items), ZERO)

    def _split(self, item: ItemNode, parent: GroupNode | None) -> tuple[list[ItemNode], GroupNode | None]:
        """The items of a text whose entries have points in brackets, and the group they stand in.

        Where no column names a group, the item they were written in is their group.
        """
        parts, stated = self._entries(item)
        if len(parts) < 2 or (stated is not None and not self.entries_count and below(parts) != stated):
            return [item], parent
        if self.levels or not item.head:
            return parts, parent
        group = GroupNode(item.head, stated, where=item.where)
        self._put(group, parent)
        return parts, group

    def _entries(self, item: ItemNode) -> tuple[list[ItemNode], Decimal | None]:
        """The entries with points in an item's text, and what its name states that they come to."""
        own_column = self.source.brackets and self.source.column in {c.number for c in self.reader.names[:1]}
        stated = item.points if own_column and item.figure_at != item.where else None
        return split_by_points(item, stated), stated

    def _entries_count(self) -> bool:
        """Whether in most rows with several entries these come to what the name states: then one that does not is wrong."""
        if self.levels or not self.source.brackets or self.source.tiers:
            return False
        read = [self._entries(item) for stretch in self.stretches for item in self.reader.read(stretch)]
        right = [below(parts) == stated for parts, stated in read if len(parts) > 1 and stated is not None]
        return sum(right) * 2 > len(right)

    def _are_divided(self) -> bool:
        """Whether the table has no groups but items, most of which divide their points among numbered entries."""
        if self.levels or self.source.brackets:
            return False
        items = [item for stretch in self.stretches for item in self.reader.read(stretch)]
        return sum(1 for item in items if parts_of(item)) * 2 > len(items)

    def _divide(self, item: ItemNode, parent: GroupNode | None) -> tuple[list[ItemNode], GroupNode | None]:
        """The entries of an item that divides its points among them, and the item as their group."""
        parts = parts_of(item)
        if not parts:
            return [item], parent
        group = GroupNode(item.head or item.name, item.points, where=item.figure_at)
        self._put(group, parent)
        return parts, group

    def _group(self, row: int) -> GroupNode | None:
        """The innermost group of a row; groups that begin there are made."""
        path: list[tuple[int, Column, Segment]] = []
        for index, (column, segments) in enumerate(self.segments):
            position = bisect_right(segments, row, key=_start_of) - 1
            segment = segments[position] if position >= 0 else None
            if segment is None or not segment.covers(row) or (path and path[-1][2].cell is segment.cell):
                continue  # a name merged over two levels is one group
            if not ((self.sections or path) and self._is_items_own(segment)):
                path.append((index, column, segment))
        kept = 0
        while kept < len(path) and kept < len(self.open) and self.open[kept][0] is path[kept][2]:
            kept += 1
        del self.open[kept:]
        for index, _, segment in path[kept:]:
            parent = self._innermost()
            node = self._new_group(index, segment)
            self._put(node, parent)
            self.open.append((segment, node))
        return self._innermost()

    def _is_items_own(self, segment: Segment) -> bool:
        """Whether a cell over the columns of groups and of names is just an item's name: only one item stands in it."""
        names = [column.number for column in self.reader.names if column.number > segment.cell.column]
        reaches = bool(names) and names[0] < segment.cell.column + segment.cell.columns
        begun = bisect_left(self.stretches, segment.start, key=_start_of)
        return reaches and bisect_left(self.stretches, segment.end, key=_start_of) - begun == 1

    def _innermost(self) -> GroupNode | None:
        if self.open:
            return self.open[-1][1]
        return self.sections[-1] if self.sections else None

    def _new_group(self, index: int, segment: Segment) -> GroupNode:
        read = bracketed(segment.text, name=True)
        node = GroupNode(without(segment.text, read), where=segment.cell.place, level=COLUMN_LEVEL + index)
        if read is not None:
            node.points, node.extra = (ZERO, read.value) if read.bonus else (read.value, read.extra)
            if read.capped or read.bonus:
                node.cap = read.value
        for column in self.source.coarser:
            if self._is_attached(column, index, segment) and node.points is None:
                figure = whole(self.table.grid.text(segment.start, column.number))
                if figure is not None:
                    node.points = figure.value
                    node.weight = (
                        ZERO  # points or a share: `settle_weights` decides once all groups are known
                    )
        return node

    def _is_attached(self, column: Column, index: int, segment: Segment) -> bool:
        """Whether a column of figures has this group's points: they are its level's, or a deeper one's it reaches over."""
        level = self.attached.get(column.number, -1)
        if level <= index:
            return level == index
        within = self.segments[level][1]
        position = bisect_right(within, segment.start, key=_start_of) - 1
        return position >= 0 and within[position].cell is segment.cell

    def _sum(self, row: Row) -> None:
        place = row.cell.place if row.cell else Place()
        if row.points is None:
            return
        self.tree.sums.append(StatedSum(row.points, place, base=row.kind is RowKind.TOTAL))
        so_far = self.since_total
        part = sum((item.points or ZERO for item in self.since_sum), ZERO)
        groups = len(self.tree.roots) - self.roots_at_sum
        self.roots_at_sum = len(self.tree.roots)
        fresh, self.since_sum = self.since_sum, []
        whole_table = not fresh or row.points == so_far != part or groups > 1
        if row.kind is RowKind.TOTAL and (whole_table or row.number >= self.last_sum):
            return
        self.tree.sums.pop()
        group = self._subtotalled(row)
        if group is not None:
            group.subtotal = row.points

    def _subtotalled(self, row: Row) -> GroupNode | None:
        """The group a subtotal is of: the one it names, else the outermost one of the rows since the last sum."""
        last = self.tree.roots[-1] if self.tree.roots else None
        if not isinstance(last, GroupNode):
            return None
        if row.text and (named := self.named.get(one_line(row.text))) is not None:
            return named
        trail = [last]
        while trail[-1].children and isinstance(trail[-1].children[-1], GroupNode):
            trail.append(trail[-1].children[-1])
        fitting = [group for group in trail if self.running.below(group) == row.points]
        open_ones = [group for group in trail if group.subtotal is None]
        return (fitting or open_ones or [last])[0]


def _start_of(rows: Segment | Stretch) -> int:
    return rows.start


def _depth(style: str, open_sections: Iterable[GroupNode]) -> int:
    """How deep a section lies by the label in front of it; without one beside the outermost."""
    order = ("chapter", "cn", "(cn)", "n", "(n)", "circle")
    if style in order:
        return order.index(style) + 1
    return min((section.level for section in open_sections), default=1)
