"""Which column of a scoring table is what: by the words of its header and by what stands in it.

The header is believed where the content does not contradict it. 考核办法 heads a column of scoring clauses in one
office and a column of inspection methods in the next; 权重 may be points; a table may have no header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.points import Points, bracketed, is_figure, whole
from kaohe.documents.scoring.rows import Row, RowKind
from kaohe.documents.scoring.words import Role, header_role, is_office, is_scoring, is_way

_DASHES = " \t\n\u3000/\\—-－―"
"""A cell with nothing but these is an empty cell."""

_DOTTED = re.compile(r"\d{1,2}(?:\.\d{1,2}){1,3}\.?")
_NEARLY_ALL = 90
_SUMS = re.compile(
    r"(?:小|合|总|共)计(?:分值?|得分)?|总分值?|(?:类别|大项|分类|本类|单项|项目)(?:小计|合计|总分|分值)"
)
OUTER_LABEL = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．]?|[A-HⅠⅡⅢⅣⅤⅥ][、.．]?")
INNER_LABEL = re.compile(r"[(（]?\d{1,3}(?:[.\-]\d{1,2})*[)）]?[、.．]?|[①-⑳]")
_TEXTUAL = (Role.NAME, Role.CONTENT, Role.OTHER, Role.TARGET, Role.UNIT)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, the header's words for it, and what was counted in its cells.

    Shares are of the cells with text, in hundredths. `figures`: nothing but points; `scoring`: say how points
    are earned; `brackets`: have points in brackets; `offices`, `ways`: name offices, ways of inspecting; `marked`: points behind which 分 stands.
    """

    number: int
    role: Role
    header: str = ""
    said: Role | None = None
    filled: int = 0
    length: int = 0
    figures: int = 0
    scoring: int = 0
    brackets: int = 0
    offices: int = 0
    ways: int = 0
    serial: bool = False
    percent: bool = False
    marked: int = 0

    @property
    def named(self) -> bool:
        """Whether a bare figure in brackets behind its texts is points: behind names, and where nearly all have one."""
        return self.role is Role.NAME or (self.role is Role.CONTENT and self.brackets >= _NEARLY_ALL)


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a table; each tuple from left to right. `graded`: the points are those of the best grade."""

    columns: tuple[Column, ...]
    has_header: bool = False
    graded: bool = False

    def of(self, *roles: Role) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.role in roles)

    @property
    def names(self) -> tuple[Column, ...]:
        """Columns that name groups and items or say what is asked."""
        return self.of(Role.NAME, Role.CONTENT)

    @property
    def figures(self) -> tuple[Column, ...]:
        return self.of(Role.POINTS, Role.WEIGHT)


@dataclass
class _Draft:
    """A column while its role is found."""

    number: int
    header: str
    said: Role | None
    cells: list[Cell] = field(default_factory=list)
    role: Role = Role.OTHER

    def share(self, count: int) -> int:
        return 100 * count // max(len(self.cells), 1)

    def finish(self) -> Column:
        texts = [cell.text for cell in self.cells]
        points = [whole(text) for text in texts]
        return Column(
            self.number,
            self.role,
            self.header,
            self.said,
            len(texts),
            sum(map(len, texts)) // max(len(texts), 1),
            self.share(sum(1 for text in texts if is_figure(text))),
            self.share(sum(1 for text in texts if is_scoring(text))),
            self.share(sum(1 for text in texts if bracketed(text, name=True))),
            self.share(sum(1 for text in texts if is_office(text))),
            self.share(sum(1 for text in texts if is_way(text))),
            _is_serial(points) or _is_dotted(texts) or _is_labels(texts),
            any(read and read.percent for read in points),
            self.share(sum(1 for read in points if read and read.marked and not read.percent)),
        )


def layout(grid: Grid, rows: Sequence[Row]) -> Layout:
    """The roles of the columns, from the rows given: the header rows among them and the rows of items."""
    header = [row.number for row in rows if row.kind is RowKind.HEADER]
    first = _first_block(header)
    body = [row.number for row in rows if row.kind is RowKind.BODY]
    drafts = [_draft(grid, column, first, body) for column in range(grid.width)]
    counted = [draft.finish() for draft in drafts]
    roles = _roles(counted)
    columns = tuple(replace(column, role=role) for column, role in zip(counted, roles, strict=True))
    return Layout(columns, bool(first))


def _first_block(header: Sequence[int]) -> list[int]:
    block = list(header[:1])
    for number in header[1:]:
        if number != block[-1] + 1:
            break
        block.append(number)
    return block


def _draft(grid: Grid, column: int, header: Sequence[int], body: Sequence[int]) -> _Draft:
    words = [grid.text(row, column).strip() for row in reversed(header)]
    said = next((role for text in words if (role := header_role(text)) is not None), None)
    text = next((text for text in words if text), "")
    draft = _Draft(column, text, said)
    seen: set[int] = set()
    for row in body:
        cell = grid.at(row, column)
        if cell is not None and id(cell) not in seen and cell.text.strip(_DASHES) and cell.column == column:
            seen.add(id(cell))
            # A cell over several columns says little about any of them; over the name columns it is a name.
            if cell.columns == 1 or not draft.cells:
                draft.cells.append(cell)
    return draft


def _is_serial(points: Sequence[Points | None]) -> bool:
    """1, 2, 3 … down the column (it may begin again in each group)."""
    points = (
        points[1:] if len(points) > 3 and points[0] is None else points
    )  # a header that is not known as one
    values = [read.value for read in points if read is not None]
    if len(values) < 2 or len(values) < len(points):
        return False
    steps = sum(1 for one, two in pairwise(values) if two == one + 1 or two == 1)
    return values[0] == 1 and steps == len(values) - 1 and values[1] == Decimal(2)


def _is_dotted(texts: Sequence[str]) -> bool:
    """1.1, 1.2, 2.1 … down the column."""
    labels = [
        tuple(map(int, text.strip(" .").split("."))) for text in texts if _DOTTED.fullmatch(text.strip())
    ]
    rising = all(one < two for one, two in pairwise(labels))
    return len(labels) == len(texts) > 1 and rising and labels[0][:2] == (1, 1)


def _is_labels(texts: Sequence[str]) -> bool:
    """Labels of two kinds down the column: 一、 above 1, 2, 3."""
    plain = [re.sub(r"\s", "", text) for text in texts]
    outer = sum(1 for text in plain if OUTER_LABEL.fullmatch(text))
    return 0 < outer < len(plain) and all(
        OUTER_LABEL.fullmatch(text) or INNER_LABEL.fullmatch(text) for text in plain
    )


def _roles(columns: Sequence[Column]) -> list[Role]:
    """What each column is. The order of the questions is that of their certainty."""
    roles = [_first_role(column) for column in columns]
    _find_points(columns, roles)
    _find_clauses(columns, roles)
    _find_names(columns, roles)
    return roles


def _first_role(column: Column) -> Role:
    said = column.said
    if not column.filled:
        return Role.RESULT
    if said is Role.SERIAL or (said is None and column.serial):
        return Role.SERIAL
    if said in (Role.POINTS, Role.WEIGHT):
        # 评分标准及分值 in one word, or a column of text headed 分: the content decides.
        return said if column.figures >= 30 or (column.brackets < 50 and column.length < 12) else Role.CONTENT
    if said is not None:
        return said
    return Role.OTHER


def _find_points(columns: Sequence[Column], roles: list[Role]) -> None:
    """Points where no header says so: a column of figures that are no serial numbers."""
    known = [c for c in columns if roles[c.number] in (Role.POINTS, Role.WEIGHT)]
    for column in columns if known else ():
        if _is_sums(column, known):
            roles[column.number] = Role.POINTS
    if known:
        return
    likely = [
        column
        for column in columns
        if column.figures >= 60 and not column.serial and column.filled > 1
        and roles[column.number] in (Role.OTHER, Role.RESULT, Role.NAME, Role.CONTENT, Role.CLAUSE, Role.REMARK)
    ]  # fmt: skip
    for column in likely:
        roles[column.number] = Role.POINTS


def _is_sums(column: Column, points: Sequence[Column]) -> bool:
    """Whether a column beside the points, headed 小计 or 合计, holds what groups come to: fewer figures than those."""
    said = re.sub(r"\s", "", column.header)
    fewer = 0 < column.filled < max(other.filled for other in points)
    return bool(_SUMS.fullmatch(said)) and fewer and column.figures == 100


def _find_clauses(columns: Sequence[Column], roles: list[Role]) -> None:
    """The column that says how points are earned, whatever its header; a column that never does is none."""
    apart = (Role.POINTS, Role.WEIGHT, Role.SERIAL, Role.DEPARTMENT)
    best = max((c.scoring for c in columns if roles[c.number] is Role.CLAUSE), default=0)
    most = max((c.filled for c in columns), default=0)
    for column in columns:
        role = roles[column.number]
        if role in apart:
            continue
        if _is_clause_anyway(column, role, most):
            roles[column.number] = Role.CLAUSE
        elif role is Role.CLAUSE and column.scoring < 15 and _way_or_content(columns, column):
            roles[column.number] = Role.METHOD if column.ways >= 50 else Role.CONTENT
        elif (
            role is not Role.CLAUSE
            and column.scoring >= 50
            and best < 40
            and column.length > 3
            and column.filled * 4 >= most
        ):
            roles[column.number] = Role.CLAUSE
    clauses = [c for c in columns if roles[c.number] is Role.CLAUSE and c.said is not Role.CLAUSE]
    if len(clauses) > 1:
        strongest = max(clauses, key=lambda c: (c.scoring, c.number))
        for column in clauses:
            if column is not strongest and column.scoring * 10 < strongest.scoring * 9:
                roles[column.number] = column.said if column.said in _TEXTUAL else Role.CONTENT


def _is_clause_anyway(column: Column, role: Role, most: int) -> bool:
    """Whether a column is one of clauses beside others: 扣分依据 beside 加分依据, filled in with what is taken; or one
    headed like a name in which long clauses stand."""
    if column.scoring < 80 or column.length <= 10:
        return False
    if role is Role.RESULT:
        return column.filled * 2 >= most and column.filled > 1
    return role is Role.NAME and column.length > 60


def _way_or_content(columns: Sequence[Column], column: Column) -> bool:
    """Whether another column says how it is scored, so that this one need not."""
    return any(other.scoring >= 40 for other in columns if other is not column)


def _is_faults(column: Column) -> bool:
    """Whether a column headed 存在问题 lists faults; in a form it stands empty, behind the points."""
    return "问题" in column.header and column.filled > 1 and column.figures < 30


def _find_names(columns: Sequence[Column], roles: list[Role]) -> None:
    """Columns without a word of their own: offices, ways of inspecting, or names left of the points."""
    figures = [n for n, role in enumerate(roles) if role in (Role.POINTS, Role.WEIGHT)]
    clauses = [n for n, role in enumerate(roles) if role is Role.CLAUSE]
    border = max((*figures, *clauses), default=len(roles))
    for column in columns:
        if roles[column.number] is Role.RESULT and column.number < border and _is_faults(column):
            roles[column.number] = Role.CONTENT
        if roles[column.number] is not Role.OTHER or not column.filled:
            continue
        if column.figures >= 60:
            continue
        if column.offices >= 60 and column.number > 0:
            roles[column.number] = Role.DEPARTMENT
        elif column.ways >= 60 and column.length <= 25 and column.number > 0:
            roles[column.number] = Role.METHOD
        elif column.said is None and column.number < border:
            roles[column.number] = Role.CONTENT if column.length > 20 else Role.NAME
        elif column.said is None:
            roles[column.number] = Role.REMARK
    if any(role in (Role.NAME, Role.CONTENT) for role in roles):
        return
    for column in columns:
        # A table of nothing but “目标 | 分值”: what is left must be the name.
        if roles[column.number] in (Role.TARGET, Role.UNIT, Role.REMARK, Role.METHOD) and column.figures < 30:
            roles[column.number] = Role.NAME
            return
