"""What the reader of such a document says, and what its parts share."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from enum import Enum
from typing import TypeVar

from kaohe.clauses.canonical import Names, read_sentence
from kaohe.core import Place, Problem, Severity
from kaohe.documents.model import Cell, Grid
from kaohe.documents.whole.phrases import number
from kaohe.documents.whole.texts import joined
from kaohe.documents.whole.words import Column, Head
from kaohe.rules import Node

Choice = TypeVar("Choice", bound="Enum | bool")
_SHOWN = 30


class Notes:
    """The problems met while a document is read, and the places of the entries that they cast doubt on."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.doubtful: set[Place] = set()

    def error(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(f"document.{code}", Severity.ERROR, message, remedy, (place,)))

    def warn(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(f"document.{code}", Severity.WARNING, message, remedy, (place,)))

    def advise(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.problems.append(Problem(f"document.{code}", Severity.ADVICE, message, remedy, (place,)))


def shown(text: str) -> str:
    """The beginning of a text, for a message."""
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


class Row:
    """A row of a table by its columns. `where` is its first cell."""

    def __init__(self, grid: Grid, head: Head, number: int, notes: Notes) -> None:
        self._grid, self._head, self._notes = grid, head, notes
        self.number = number
        first = next(iter(grid.row(number)), None)
        self.where = first.place if first else grid.place

    def cell(self, column: Column) -> Cell | None:
        at = self._head.columns.get(column)
        return None if at is None else self._grid.at(self.number, at)

    def text(self, column: Column) -> str:
        """What stands there; nothing: the empty string."""
        cell = self.cell(column)
        return "" if cell is None else cell.text.strip()

    def place(self, column: Column) -> Place:
        cell = self.cell(column)
        return self.where if cell is None else cell.place

    def wrong(self, column: Column, what: str, remedy: str) -> None:
        """Say that the cell was not understood."""
        self._notes.doubtful.add(self.where)
        message = f"“{column.head}”这一格写的是“{shown(self.text(column))}”，不是{what}。"
        self._notes.error("cell-not-understood", self.place(column), message, remedy)

    def number_in(self, column: Column, *units: str) -> Decimal | None:
        """The number there; None where nothing stands there or, which is said, none."""
        text = self.text(column)
        found = number(text, *units) if text else None
        if text and found is None:
            self.wrong(column, "一个数", "请写成阿拉伯数字，如 4 或 0.5。")
        return found

    def choice(self, column: Column, known: Mapping[str, Choice]) -> Choice | None:
        """One of the words; None where nothing stands there or, which is said, another word."""
        text = self.text(column)
        if text and text not in known:
            self.wrong(column, "认识的词", f"可以写：{'、'.join(known)}。")
        return known.get(text)


def rows_below(grid: Grid, head: Head, notes: Notes) -> Iterator[Row]:
    """The rows below the head that say something; a head that is repeated is none of them."""
    words = [grid.text(head.row, column).strip() for column in range(grid.width)]
    for row in range(head.row + 1, grid.height):
        texts = [grid.text(row, column).strip() for column in range(grid.width)]
        if any(texts) and texts != words:
            yield Row(grid, head, row, notes)


def tell_extra_columns(grid: Grid, head: Head, notes: Notes) -> None:
    """Columns that we do not know are left out, and said."""
    for column, word in head.extra:
        filled = any(grid.text(row, column).strip() for row in range(head.row + 1, grid.height))
        cell = grid.at(head.row, column)
        if filled:
            message = f"“{shown(word)}”这一栏没有读入。"
            remedy = "这一栏的内容要计入办法的，请写到已有的栏里。"
            notes.advise("column-not-read", cell.place if cell else grid.place, message, remedy)


class Sentences:
    """Reads canonical sentences against the measures of the document."""

    def __init__(self, names: Names, notes: Notes) -> None:
        self.names, self.notes = names, notes

    def node(self, text: str) -> Node | Problem:
        """The rule that the sentence says, breaks and a missing full stop put right."""
        read = read_sentence(text, self.names)
        if isinstance(read, Problem) and joined(text) != text:
            text = joined(text)
            read = read_sentence(text, self.names)
        if isinstance(read, Problem) and not text.endswith("。"):
            return read_sentence(f"{text}。", self.names)
        return read

    def rule(self, row: Row, column: Column, what: str) -> Node | None:
        """The rule in a cell; None, which is said, where its sentence cannot be read."""
        read = self.node(row.text(column))
        if not isinstance(read, Problem):
            return read
        self.tell(read, row.place(column), what)
        self.notes.doubtful.add(row.where)
        return None

    def tell(self, problem: Problem, place: Place, what: str) -> None:
        """The problem of a sentence, at the cell in which it stands."""
        near = problem.where[0].what if problem.where else ""
        message = f"{what}的规范句读不懂：{problem.message}"
        where = replace(place, what=near)
        self.notes.problems.append(Problem(problem.code, problem.severity, message, problem.remedy, (where,)))
