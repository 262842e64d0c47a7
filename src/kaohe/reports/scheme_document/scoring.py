"""The scoring table of a document: names of groups merged down over what is below them."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import plain as shown
from kaohe.documents.whole import phrases
from kaohe.documents.whole.texts import enlisted
from kaohe.documents.whole.words import SUBTOTAL, TOTAL, level_head
from kaohe.documents.whole.words import Column as Word
from kaohe.reports.scheme_document.blocks import Cell, Column, Grid, figure
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable
from kaohe.scheme.model import Group, GroupKind, Item, Table

ONE = Decimal(1)
_NAME_WIDTH = 20
_WEIGHT = Column("权重", 12, True)
_COLUMNS: tuple[tuple[Word, int, bool], ...] = (
    (Word.CODE, 13, True),
    (Word.STANDARD, 45, False),
    (Word.POINTS, 11, True),
    (Word.CLAUSE, 68, False),
    (Word.RULE, 68, False),
    (Word.DEPARTMENTS, 20, True),
    (Word.METHOD, 18, True),
    (Word.REMARK, 20, False),
)
"""Behind the names: each with its width and whether it is centred."""
_NOT_PLAIN = (Word.CODE, Word.RULE)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A row: the item, as it stands in the scheme and as it was written, and the groups it stands in."""

    item: Item
    written: DraftItem
    path: tuple[tuple[Group, DraftGroup], ...]


def scoring_grid(table: Table, draft: DraftTable, say: phrases.Say, *, plain: bool) -> Grid:
    """The table. `draft`: the same, less what follows from the rest. `plain`: without codes and rules."""
    return _Writing(table, draft, say, plain=plain).grid()


class _Writing:
    def __init__(self, table: Table, draft: DraftTable, say: phrases.Say, *, plain: bool) -> None:
        self.table, self.draft, self.say, self.plain = table, draft, say, plain
        self.depth = max((_depth(group) for group in draft.groups), default=1)
        self.weighted = plain and self.depth > 1 and any(group.weight != ONE for group in table.groups)
        """Whether the weights of the outermost groups have a column of their own, behind their names."""
        self.names = self.depth + self.weighted
        entries = [entry for pair in self._pairs() for entry in _entries(*pair, ())]
        self.words = [word for word in _COLUMNS if self._is_shown(word[0], entries)]
        self.at = {word: self.names + number for number, (word, _, _) in enumerate(self.words)}
        self.width = self.names + len(self.words)
        self.cells: list[Cell] = []
        self.row = 0

    def grid(self) -> Grid:
        """All rows: the groups in their order, a subtotal below each, the total below the last that counts."""
        pairs = self._pairs()
        last = max((n for n, (g, _) in enumerate(pairs) if g.kind is GroupKind.BASE), default=-1)
        for number, (group, written) in enumerate(pairs):
            self._top(group, written)
            if number == last:
                self._sum(TOTAL, self.table.total, 0)
        names = [Column(level_head(level), _NAME_WIDTH, True) for level in range(1, self.depth + 1)]
        names[1:1] = [_WEIGHT] if self.weighted else []
        columns = (*names, *(Column(word.head, width, centred) for word, width, centred in self.words))
        return Grid(columns, tuple(self.cells), self.row, self.names)

    def _column_of(self, level: int) -> int:
        """The column of names at this depth, 0 being the outermost."""
        return level + 1 if self.weighted and level else level

    def _pairs(self) -> list[tuple[Group, DraftGroup]]:
        return list(zip(self.table.groups, self.draft.groups, strict=True))

    def _is_shown(self, word: Word, entries: list[_Entry]) -> bool:
        if self.plain and word in _NOT_PLAIN:
            return False
        if word is Word.STANDARD:
            return any(entry.item.standard for entry in entries)
        if word is Word.REMARK and self.plain:
            return any(entry.item.note for entry in entries)
        return True

    def _top(self, group: Group, written: DraftGroup) -> None:
        entries = list(_entries(group, written, ()))
        start = self.row
        for entry in entries:
            self._item(entry)
        items = sum(1 for _ in group.items())
        has_sum = group.kind is GroupKind.BASE and self.depth > 1 and items > 1
        if has_sum:
            self._sum(SUBTOTAL, group.points, self._column_of(1))
        self._groups(entries, start, self.row - start if has_sum else None)

    def _item(self, entry: _Entry) -> None:
        """The cells of one item, its name over what is left of the columns of names."""
        column = self._column_of(len(entry.path))
        item = entry.item
        self.cells.append(Cell(item.name, self.row, column, columns=self.names - column))
        texts = {
            Word.CODE: item.code,
            Word.STANDARD: item.standard,
            Word.CLAUSE: item.clause,
            Word.RULE: "" if self.plain else self.say(item.rule),
            Word.DEPARTMENTS: enlisted(item.departments),
            Word.METHOD: item.method,
            Word.REMARK: item.note if self.plain else _remark(entry.written),
        }
        for word, at in self.at.items():
            if word is Word.POINTS:
                points = entry.written.points
                self.cells.append(figure(points, shown(item.points), self.row, at))
            else:
                self.cells.append(Cell(texts[word], self.row, at))
        self.row += 1

    def _groups(self, entries: list[_Entry], start: int, whole: int | None) -> None:
        """The cells of the groups, each over its rows. `whole`: rows of the outermost where a subtotal ends it."""
        for level in range(self.depth):
            run: list[int] = []
            for number, entry in enumerate(entries):
                here = entry.path[level][0] if len(entry.path) > level else None
                before = entries[run[-1]].path[level][0] if run else None
                if run and here is not before:
                    self._group(entries[run[0]].path[level], start + run[0], level, len(run))
                    run = []
                if here is not None:
                    run.append(number)
            if run:
                rows = whole if level == 0 and whole is not None else len(run)
                self._group(entries[run[0]].path[level], start + run[0], level, rows)

    def _group(self, pair: tuple[Group, DraftGroup], row: int, level: int, rows: int) -> None:
        group, written = pair
        said = phrases.GroupText(
            group.name,
            None if group.kind is GroupKind.BASE else group.kind,
            written.points,
            written.weight,
            written.floor,
            written.cap,
            written.code,
        )
        apart = self.weighted and level == 0
        text = phrases.say_plain_group(said, weight=not apart) if self.plain else phrases.say_group(said)
        self.cells.append(Cell(text, row, self._column_of(level), rows=rows, strong=True))
        if apart:
            weight = f"{shown(group.weight * 100)}%" if group.kind is GroupKind.BASE else ""
            self.cells.append(Cell(weight, row, 1, rows=rows))

    def _sum(self, label: str, points: Decimal, column: int) -> None:
        """A row that adds up: its label over the names and the code."""
        names = self.at.get(Word.CODE, self.names - 1) + 1
        self.cells.append(Cell(label, self.row, column, columns=names - column, strong=True))
        for at in range(names, self.width):
            if at == self.at[Word.POINTS]:
                self.cells.append(figure(points, shown(points), self.row, at, strong=True))
            else:
                self.cells.append(Cell("", self.row, at))
        self.row += 1


def _remark(written: DraftItem) -> str:
    return phrases.say_remark(
        phrases.Remark(written.floor, written.cap, written.when_not_applicable, written.note)
    )


def _is_bare(written: DraftGroup) -> bool:
    """Whether the group is nothing but the one item in it."""
    child = written.children[0] if len(written.children) == 1 else None
    return isinstance(child, DraftItem) and written == DraftGroup(child.name, (child,), points=child.points)


def _depth(written: DraftGroup | DraftItem) -> int:
    """How many columns of names it takes."""
    if isinstance(written, DraftItem) or _is_bare(written):
        return 1
    return 1 + max((_depth(child) for child in written.children), default=0)


def _entries(
    group: Group, written: DraftGroup, above: tuple[tuple[Group, DraftGroup], ...]
) -> Iterator[_Entry]:
    """The items below, each with the groups around it."""
    here = above if not above and _is_bare(written) else (*above, (group, written))
    for child, draft in zip(group.children, written.children, strict=True):
        if isinstance(child, Item):
            assert isinstance(draft, DraftItem)
            yield _Entry(child, draft, here)
        else:
            assert isinstance(draft, DraftGroup)
            yield from _entries(child, draft, here)
