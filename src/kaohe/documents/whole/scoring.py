"""A scoring table in our form → the groups of a draft.

一级指标 │ 二级指标 │ 三级指标          a name over the innermost column is an item's,
┏━━━━━━━┿━━━━━━━━━━┿━━━━━━━━━┓          one left of it is a group's, as far down as its cell goes
┃ 组    │  item (spans to the right)
┃       ├──────────┬─────────┨
┃       │  组      │  item   ┃
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaohe.core import Place, plain
from kaohe.documents.model import Cell, Grid
from kaohe.documents.whole.notes import Notes, Row, Sentences, rows_below, shown, tell_extra_columns
from kaohe.documents.whole.phrases import GroupText, read_group, read_remark
from kaohe.documents.whole.texts import listed
from kaohe.documents.whole.words import SUMS, Column, Head
from kaohe.scheme.draft import DraftGroup, DraftItem
from kaohe.scheme.model import GroupKind
from kaohe.scheme.reader import UNDECIDED

_OPEN = ("", UNDECIDED, "—", "-")
"""In the column of rules: there is none yet."""


@dataclass(slots=True)
class _Node:
    """A group while its rows are read."""

    cell: Cell
    said: GroupText
    children: "list[_Node | DraftItem]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scored:
    """What a scoring table says. `total`: in its row of totals, with the place; None: there is none."""

    groups: tuple[DraftGroup, ...]
    total: Decimal | None
    total_place: Place


def read_scoring(grid: Grid, head: Head, sentences: Sentences) -> Scored:
    """The groups and items of the table, in its order."""
    return _Reading(grid, head, sentences).run()


class _Reading:
    def __init__(self, grid: Grid, head: Head, sentences: Sentences) -> None:
        self.grid, self.head, self.sentences = grid, head, sentences
        self.notes: Notes = sentences.notes
        self.levels = [head.levels[level] for level in sorted(head.levels)]
        self.top: list[_Node | DraftItem] = []
        self.above: list[_Node] = []
        """The groups in which the last row stood, the outermost first."""
        self.last: Cell | None = None
        self.total: Decimal | None = None
        self.total_place = grid.place

    def run(self) -> Scored:
        if not self.levels:
            message, remedy = "表里没有指标名称的栏。", "请在表头写明“一级指标”“二级指标”等。"
            self.notes.error("no-names", self.grid.place, message, remedy)
            return Scored((), None, self.grid.place)
        tell_extra_columns(self.grid, self.head, self.notes)
        for row in rows_below(self.grid, self.head, self.notes):
            self._row(row)
        groups = tuple(_bare(entry) if isinstance(entry, DraftItem) else _group(entry) for entry in self.top)
        return Scored(
            tuple(_without_automatic(group, str(n)) for n, group in enumerate(groups, 1)),
            self.total,
            self.total_place,
        )

    def _row(self, row: Row) -> None:
        names = self._names(row)
        if self._is_remark(row):
            message = f"这一行（{shown(self.grid.text(row.number, 0))}）没有读入。"
            self.notes.advise("row-not-read", row.where, message, "是考核内容的，请按列填写。")
            return
        name = self._item_cell(row, names)
        if name is not None and _is_sum(name, row):
            self._sum(name, row, names)
            return
        if name is not None and name is self.last:
            message = f"“{shown(name.text)}”一项占了几行，这一行没有读入。"
            remedy = "请把几行并作一行；是几项的，请拆开，各写各的名称、分值和计分规则。"
            self.notes.error("item-over-rows", row.where, message, remedy)
            return
        self._place(self._groups(row, name), self._item(row, name))
        self.last = name

    def _names(self, row: Row) -> list[Cell]:
        """The cells with names in this row, from the outermost on."""
        cells = (self.grid.at(row.number, column) for column in self.levels)
        found = {id(cell): cell for cell in cells if cell is not None and cell.text.strip()}
        return list(found.values())

    def _is_remark(self, row: Row) -> bool:
        """Whether one cell goes over the whole row."""
        return len({id(cell) for cell in self.grid.row(row.number)}) == 1 and self.grid.width > 1

    def _item_cell(self, row: Row, names: Sequence[Cell]) -> Cell | None:
        """The name of the item: over the innermost column, else the innermost that belongs to this row alone."""
        innermost = self.grid.at(row.number, self.levels[-1])
        if innermost is not None and innermost.text.strip():
            return innermost
        last = names[-1] if names else None
        return last if last is not None and last.rows == 1 else None

    def _sum(self, name: Cell, row: Row, names: Sequence[Cell]) -> None:
        """A row of sums: the total is kept, a subtotal held against its group."""
        said = row.number_in(Column.POINTS, "分")
        groups = [cell for cell in names if cell is not name]
        if said is None:
            return
        if not groups:
            self.total, self.total_place = said, row.place(Column.POINTS)
            return
        group = read_group(groups[-1].text, GroupKind.BASE)
        if group.points is not None and group.points != said:
            message = f"“{shown(group.name)}”写明{plain(group.points)}分，小计写的是{plain(said)}分。"
            self.notes.warn("subtotal", row.place(Column.POINTS), message, "请核对这一组的分值。")

    def _groups(self, row: Row, name: Cell | None) -> list[Cell]:
        """The cells of the groups left of the item. Where somebody has split a merged cell, nothing stands there:
        the group of the row above goes on.
        """
        groups: list[Cell] = []
        for column in self.levels:
            cell = self.grid.at(row.number, column)
            if cell is name and name is not None:
                break
            if cell is not None and cell.text.strip():
                groups += [] if cell in groups else [cell]
            elif len(groups) < len(self.above):
                groups.append(self.above[len(groups)].cell)
        return groups

    def _place(self, groups: Sequence[Cell], item: DraftItem) -> None:
        """Put the item into its groups; a group goes on as far as its cell does."""
        path: list[_Node] = []
        siblings = self.top
        for cell in groups:
            known = self.above[len(path)] if len(path) < len(self.above) else None
            if known is None or known.cell is not cell:
                kind = (path[-1].said.kind or GroupKind.BASE) if path else GroupKind.BASE
                known = _Node(cell, self._said(cell, kind))
                siblings.append(known)
                self.above = path[:]
            path.append(known)
            siblings = known.children
        self.above = path
        siblings.append(item)

    def _said(self, cell: Cell, above: GroupKind) -> GroupText:
        said = read_group(cell.text, above)
        if said.stray:
            message = f"“{shown(said.name)}”里的“（{shown(said.stray)}）”没有全部读懂，照名称的一部分读入。"
            remedy = "括号里可以写：分值、权重、加分或扣分、封顶、最低、最高、编号，用逗号隔开。"
            self.notes.warn("bracket-not-understood", cell.place, message, remedy)
        return said

    def _item(self, row: Row, name: Cell | None) -> DraftItem:
        called = "" if name is None else name.text.strip()
        if not called:
            self.notes.error("no-name", row.where, "这一行没有写指标的名称。", "请补写名称。")
        points = row.number_in(Column.POINTS, "分")
        has_rule = row.text(Column.RULE) not in _OPEN
        rule = self.sentences.rule(row, Column.RULE, f"“{shown(called)}”") if has_rule else None
        remark = read_remark(row.text(Column.REMARK))
        if remark.wrong:
            row.wrong(Column.REMARK, "认识的写法", "请写成“最低：不设”“最高：4分”“合理缺项：按满分计”这样。")
        return DraftItem(
            name=called,
            code=row.text(Column.CODE),
            points=points,
            points_unread=points is None and bool(row.text(Column.POINTS)),
            rule=rule,
            unread=has_rule and rule is None,
            clause=row.text(Column.CLAUSE),
            departments=listed(row.text(Column.DEPARTMENTS)),
            method=row.text(Column.METHOD),
            floor=remark.floor,
            cap=remark.cap,
            when_not_applicable=remark.when_not_applicable,
            note=remark.note,
            standard=row.text(Column.STANDARD),
            where=row.where if name is None else name.place,
        )


def _is_sum(name: Cell, row: Row) -> bool:
    """Whether the row adds up others; an item that is called so has a rule or a number."""
    called = name.text.strip().split("（")[0]
    return called in SUMS and not row.text(Column.RULE) and row.text(Column.CODE) in ("", name.text.strip())


def _bare(item: DraftItem) -> DraftGroup:
    """A table of one level: the item is a group of its own."""
    return DraftGroup(item.name, (item,), points=item.points, where=item.where)


def _group(node: _Node) -> DraftGroup:
    said = node.said
    return DraftGroup(
        name=said.name,
        children=tuple(child if isinstance(child, DraftItem) else _group(child) for child in node.children),
        code=said.code,
        kind=said.kind or GroupKind.BASE,
        points=said.points,
        weight=said.weight,
        floor=said.floor,
        cap=said.cap,
        where=node.cell.place,
    )


def _without_automatic(group: DraftGroup, code: str) -> DraftGroup:
    """The group without the codes that follow from the order."""
    own = group.code or code
    children = tuple(
        _without_automatic(child, f"{own}.{n}")
        if isinstance(child, DraftGroup)
        else replace(child, code="" if child.code == f"{own}.{n}" else child.code)
        for n, child in enumerate(group.children, 1)
    )
    return replace(group, code="" if group.code == code else group.code, children=children)
