"""One sheet of a workbook as it looks, whatever kind of file it came from.

Rows and columns count from zero. Only cells that hold a text are kept, and which empty ones have lines
around them: a single format at the last corner of a sheet must not cost seventeen thousand million cells.
"""

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.documents.addresses import cell_address, column_letters
from kaohe.documents.limits import Limits
from kaohe.documents.number_formats import shown

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_MOST_LINED = 400_000
_MOST_PLACES = 20
_NAMED = 8
_CLOCK_EVERY = 4096

Position = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, its last row and column included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SheetContent:
    """The texts of a sheet by position, its merged areas, and what of it is hidden.

    `lined` are cells with a border, with or without text; None where there are too many to keep.
    """

    name: str
    texts: Mapping[Position, str]
    merges: tuple[Area, ...] = ()
    lined: Set[Position] | None = frozenset()
    hidden_rows: Set[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    hidden: bool = False

    def hides(self, area: Area) -> bool:
        """Whether nothing of these cells is to be seen."""
        rows = all(row in self.hidden_rows for row in range(area.top, area.bottom + 1))
        return self.hidden or rows or all(map(self._hides_column, range(area.left, area.right + 1)))

    def _hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.hidden_columns)


class SheetTooLargeError(Exception):
    """A sheet beyond the limits; its reader turns it into a Problem."""


class Budget:
    """What one workbook may cost, counted over all its sheets."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._visits = self._texts = 0
        self._until = time.monotonic() + limits.seconds

    def visit(self) -> None:
        """One more cell looked at, with or without text."""
        self._visits += 1
        if self._visits > self.limits.visited_cells:
            raise Refused(
                "document.too-large",
                "工作簿里设了格式的空单元格太多，没有读入。请删去表格以外的行和列，再读入。",
            )
        if self._visits % _CLOCK_EVERY == 0 and time.monotonic() > self._until:
            raise Refused(
                "document.too-slow",
                f"读了 {self.limits.seconds} 秒还没有读完，没有读入。请只保留要读的工作表，另存后再读入。",
            )

    def text(self) -> None:
        """One more cell with text."""
        self._texts += 1
        if self._texts > self.limits.sheet_cells:
            most = self.limits.sheet_cells
            raise SheetTooLargeError(f"有字的单元格超过 {most} 个")

    def give_back(self, texts: int) -> None:
        """A sheet was left out: its cells do not count against the others."""
        self._texts -= texts


class SheetBuilder:
    """Takes the cells of one sheet as a reader finds them, and what is odd about them."""

    def __init__(self, name: str, file: str, budget: Budget, *, hidden: bool) -> None:
        self.name, self.hidden = name, hidden
        self.merges: list[Area] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self._file, self._budget = file, budget
        self._texts: dict[Position, str] = {}
        self._rows: set[int] = set()
        self._lined: set[Position] | None = set()
        self._errors: list[Position] = []
        self._uncalculated: list[Position] = []
        self._rounded: list[tuple[Position, str, str]] = []

    def put_text(self, row: int, column: int, text: str) -> None:
        """A text as it stands; blank ones are nothing."""
        if not text.strip():
            return
        if not (0 <= row < LAST_ROW and 0 <= column < LAST_COLUMN):
            raise ValueError(f"no such cell: {row}, {column}")
        limits = self._budget.limits
        if len(text) > limits.cell_characters:
            raise SheetTooLargeError(f"{cell_address(row, column)} 有 {len(text)} 个字")
        self._rows.add(row)
        if len(self._rows) > limits.sheet_rows:
            raise SheetTooLargeError(f"有字的行超过 {limits.sheet_rows} 行")
        self._budget.text()
        self._texts[row, column] = "\n".join(line.rstrip() for line in text.strip().split("\n"))

    def put_number(self, row: int, column: int, value: Decimal, code: str, *, from_1904: bool) -> None:
        look = shown(value, code, from_1904=from_1904)
        if look.rounded:
            self._rounded.append(((row, column), look.text, look.rounded))
        self.put_text(row, column, look.text)

    def put_error(self, row: int, column: int, text: str) -> None:
        """What a formula that failed shows (#DIV/0!)."""
        self._errors.append((row, column))
        self.put_text(row, column, text)

    def put_uncalculated(self, row: int, column: int, formula: str) -> None:
        """A formula whose value nobody ever computed."""
        self._uncalculated.append((row, column))
        self.put_text(row, column, f"={formula}")

    def merge(self, area: Area) -> None:
        """A merged area; one of a single cell is none."""
        if len(self.merges) >= self._budget.limits.merges:
            raise SheetTooLargeError(f"合并的区域超过 {self._budget.limits.merges} 个")
        if area.top != area.bottom or area.left != area.right:
            self.merges.append(area)

    def line(self, row: int, column: int) -> None:
        """A cell with a border."""
        if self._lined is not None:
            self._lined.add((row, column))
            if len(self._lined) > _MOST_LINED:
                self._lined = None

    def visit(self) -> None:
        self._budget.visit()

    def leave_out(self) -> None:
        """The sheet is too large and will not be read."""
        self._budget.give_back(len(self._texts) + 1)

    def content(self) -> SheetContent:
        lined = None if self._lined is None else frozenset(self._lined)
        columns = tuple(self.hidden_columns)
        hidden_rows = frozenset(self.hidden_rows)
        return SheetContent(
            self.name, self._texts, tuple(self.merges), lined, hidden_rows, columns, self.hidden
        )

    def problems(self) -> list[Problem]:
        """What is to be said of this sheet, whatever is made of it."""
        found = self._hidden_problems()
        if self._errors:
            message = f"工作表“{self.name}”有 {len(self._errors)} 格是出错的公式，照显示的样子读入。"
            remedy = "请改正公式，保存后再读入。"
            found.append(
                _problem("formula-error", Severity.WARNING, message, remedy, self._places(self._errors))
            )
        if self._uncalculated:
            message = f"工作表“{self.name}”有 {len(self._uncalculated)} 格公式从没有算过，读入的是公式本身。"
            remedy = "请用 Excel 或 WPS 打开，保存一次，再读入。"
            places = self._places(self._uncalculated)
            found.append(_problem("not-calculated", Severity.ERROR, message, remedy, places))
        if self._rounded:
            (row, column), look, value = self._rounded[0]
            message = (
                f"工作表“{self.name}”有 {len(self._rounded)} 格显示的数是取整过的，照显示的样子读入："
                f"{cell_address(row, column)} 显示 {look}，实际是 {value}。"
            )
            remedy = "请核对以哪个为准；要用实际的数，请把单元格格式改为显示全部小数。"
            places = self._places([position for position, _, _ in self._rounded])
            found.append(_problem("rounded", Severity.WARNING, message, remedy, places))
        return found

    def _hidden_problems(self) -> list[Problem]:
        remedy = "请核对这些内容是否仍然有效；无效的请删去后再读入。"
        if self.hidden:
            message = f"工作表“{self.name}”是隐藏的，内容照样读入。"
            place = (Place(file=self._file, sheet=self.name),)
            return [_problem("hidden", Severity.ADVICE, message, remedy, place)] if self._texts else []
        rows = sorted(self._rows & self.hidden_rows)
        used = {column for _, column in self._texts}
        columns = sorted({c for c in used if any(a <= c <= b for a, b in self.hidden_columns)})
        parts = []
        if rows:
            parts.append(f"第 {_some([str(row + 1) for row in rows])} 行")
        if columns:
            parts.append(f"第 {_some([column_letters(column) for column in columns])} 列")
        if not parts:
            return []
        message = f"工作表“{self.name}”的{'、'.join(parts)}是隐藏的，内容照样读入。"
        hidden = [p for p in sorted(self._texts) if p[0] in rows or p[1] in columns]
        return [_problem("hidden", Severity.ADVICE, message, remedy, self._places(hidden))]

    def _places(self, positions: Sequence[Position]) -> tuple[Place, ...]:
        return tuple(
            Place(file=self._file, sheet=self.name, cell=cell_address(*position))
            for position in positions[:_MOST_PLACES]
        )


def _problem(code: str, severity: Severity, message: str, remedy: str, where: tuple[Place, ...]) -> Problem:
    return Problem(f"sheet.{code}", severity, message, remedy, where)


def _some(names: Sequence[str]) -> str:
    """The first few of them, and how many there are."""
    shown_names = "、".join(names[:_NAMED])
    return shown_names if len(names) <= _NAMED else f"{shown_names} 等 {len(names)} "
