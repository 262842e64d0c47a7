"""The scoring tables of a document: which grids they are, what they are called, and which go on in the next grid."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from kaohe.core import Place, Problem
from kaohe.documents.figures import half_width
from kaohe.documents.marks import mark_at
from kaohe.documents.model import Block, Grid, Paragraph
from kaohe.documents.names import looks_like_unit
from kaohe.documents.reading import VetoList
from kaohe.documents.scoring.carrying import (
    carry_over,
    numbers_run_on,
    same_title,
    says_it_goes_on,
)
from kaohe.documents.scoring.columns import Layout, layout
from kaohe.documents.scoring.grade_columns import with_best_grades
from kaohe.documents.scoring.grade_words import grade_points, is_grade
from kaohe.documents.scoring.headings import with_headings
from kaohe.documents.scoring.ladder import unfolded
from kaohe.documents.scoring.lists import list_kind
from kaohe.documents.scoring.nodes import ZERO, GroupNode, StatedSum
from kaohe.documents.scoring.points import bracketed, one_line, without
from kaohe.documents.scoring.reshape import reshaped
from kaohe.documents.scoring.rows import Row, RowKind, classify, is_page_mark, is_remark
from kaohe.documents.scoring.segments import NOWHERE
from kaohe.documents.scoring.settle import Settled, settle
from kaohe.documents.scoring.several import are_of_one, as_one
from kaohe.documents.scoring.sums import stated_totals
from kaohe.documents.scoring.titles import LinesAbove, all_grids, part_heading, table_names
from kaohe.documents.scoring.tree import Tree, read_tree
from kaohe.documents.scoring.words import Role
from kaohe.scheme.draft import SchemeDraft

_RANKED = re.compile(r"名次|排名|位次|姓名|电话|手机|职务|身份证|联系人|联系方式|得票|金额\(|时间安排")
_SCORED_TITLE = re.compile(
    r"考核|考评|评分|评价|计分|记分|扣分|积分|得分|分值|测评|评定|考评|验收|评审|评议|评阅|评选|评比|打分|量化|检查|督查|创建|达标|百分"
)
_VETO = re.compile(r"否决")
_ONE_CASE = re.compile(r"(?:每[次项人处件起])?(?:扣分|加分|记分|减分|扣减|奖分)(?:值|分值|标准|数)?")

_HUNDRED = 100
_LINES_BEHIND = 12
_NEAREST = 3
"""So many lines behind a table may state its total."""
_OF_REMARKS = ("n", "(n)", "n)", "circle")


@dataclass(frozen=True, slots=True)
class ScoringReading:
    """The scoring tables of a document. `used` are the grids they stand in, `headings` the paragraphs that head a part of one."""

    drafts: tuple[SchemeDraft, ...] = ()
    vetoes: tuple[VetoList, ...] = ()
    problems: tuple[Problem, ...] = ()
    used: tuple[Grid, ...] = ()
    headings: tuple[Paragraph, ...] = ()


@dataclass
class _Piece:
    """A grid that is a scoring table, or a part of one; `source` as it stands in the document, `grid` as it is read.

    `part` is the row in it that names the part of the scheme it is (安全部分（50分）).
    """

    source: Grid
    grid: Grid
    rows: tuple[Row, ...]
    trees: list[Tree]
    layouts: list[Layout]
    title: str
    section: str
    before: Sequence[Paragraph]
    after: Sequence[Paragraph]
    part: Row | None = None
    joins: bool = False
    sums: list[StatedSum] = field(default_factory=list)


def read_scoring(blocks: Sequence[Block], title: str = "") -> ScoringReading:
    """The scoring tables among the blocks: one scheme, or one a table where they are no document's together.

    `title` is the document's; a table above which no other title stands bears it too.
    """
    pieces = list(_pieces(blocks))
    drafts: list[SchemeDraft] = []
    vetoes: list[VetoList] = []
    problems: list[Problem] = []
    for series in _series(pieces):
        settled, name = _settled(series, title, alone=len(pieces) == len(series))
        draft = SchemeDraft(
            title=name,
            tables=(settled.table,),
            note=_remarks(series),
            problems=settled.problems,
            where=settled.table.where,
        )
        drafts.append(draft)
        vetoes += settled.vetoes
        problems += settled.problems
    if are_of_one(drafts):
        drafts = [as_one(drafts, title)]
    headings = tuple(piece.before[-1] for piece in pieces if piece.section and piece.part is None)
    used = tuple(piece.source for piece in pieces)
    return ScoringReading(tuple(drafts), tuple(vetoes), tuple(problems), used, headings)


def _pieces(blocks: Sequence[Block]) -> Iterator[_Piece]:
    last_grid = -1
    previous: _Piece | None = None
    for index, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            continue
        between = [b for b in blocks[last_grid + 1 : index] if isinstance(b, Paragraph)]
        after = _following(blocks, index)
        layout_lines = LinesAbove(block)
        for grid in all_grids(block):
            above = between if grid is block else layout_lines.of(grid)
            piece = _piece(grid, above, after, previous)
            if piece is not None:
                yield piece
                previous = piece
        last_grid = index


def _following(blocks: Sequence[Block], index: int) -> list[Paragraph]:
    found: list[Paragraph] = []
    for block in blocks[index + 1 : index + 1 + _LINES_BEHIND]:
        if isinstance(block, Paragraph):
            found.append(block)
        elif len(told := [cell for cell in block.cells if cell.text.strip()]) == 1 and not told[0].grids:
            found.append(Paragraph(told[0].text, told[0].place))  # a line in a frame
        else:
            break
    return found


def _piece(
    grid: Grid, between: Sequence[Paragraph], after: Sequence[Paragraph], previous: _Piece | None
) -> _Piece | None:
    """The grid as a scoring table, or as the next part of the one before; None where it is neither."""
    source, grid = grid, reshaped(grid)
    rows = classify(grid)
    trees: list[Tree] = []
    layouts: list[Layout] = []
    for part in _parts(grid, rows):
        plan = layout(grid, part)
        if previous is not None and not plan.has_header and grid.width == previous.grid.width:
            plan = _borrowed(plan, previous.layouts[-1])
        level, rungs, plan = unfolded(*with_best_grades(grid, part, plan))
        headed = with_headings(level, rungs, plan)
        tree = read_tree(level, headed, plan) or _list(level, headed, plan)
        if tree is not None:
            trees.append(tree)
            layouts.append(plan)
    if not trees:
        return None
    title, section = table_names(grid, rows, between)
    heading = None if section else part_heading(rows)
    piece = _Piece(
        source,
        grid,
        rows,
        trees,
        layouts,
        title,
        heading.text if heading else section,
        between,
        after,
        heading,
    )
    piece.joins = previous is not None and _joins(previous, piece)
    if not piece.joins and not _is_scoring(piece):
        return None
    return piece


def _list(grid: Grid, rows: Sequence[Row], plan: Layout) -> Tree | None:
    """A part without points whose header announces bonuses, deductions or vetoes, as one group; None: it is none."""
    words = [column.header for column in plan.columns]
    titles = [row.text for row in rows if row.kind in (RowKind.SECTION, RowKind.TITLE)]
    name = next((one_line(text) for text in (*titles, *words) if list_kind(text) or _VETO.search(text)), "")
    scored = any(column.scoring >= 50 for column in plan.columns)
    if not name or not (scored or _VETO.search(name)):
        return None
    tree = read_tree(grid, rows, plan, listed=True)
    if tree is None or not tree.roots:
        return None
    sole = tree.roots[0] if len(tree.roots) == 1 else None
    if not isinstance(sole, GroupNode):
        tree.roots = [GroupNode(name, children=tree.roots, where=grid.place)]
    return tree


def _parts(grid: Grid, rows: Sequence[Row]) -> Iterator[list[Row]]:
    """A table comes apart where a header with other columns begins; a header that repeats the first divides nothing."""
    current: list[Row] = []
    known: tuple[Role | None, ...] | None = None
    position = 0
    while position < len(rows):
        row = rows[position]
        if row.kind is not RowKind.HEADER:
            current.append(row)
            position += 1
            continue
        end = position
        while end < len(rows) and rows[end].kind is RowKind.HEADER:
            end += 1
        block = list(rows[position:end])
        roles = _hard_roles(grid, block)
        if known is None or roles != known:
            if known is not None:
                yield current
                current = [] if _has_body(current) else current
            known = roles
            current += block
        position = end
    if current:
        yield current


def _has_body(rows: Sequence[Row]) -> bool:
    return any(row.kind is RowKind.BODY for row in rows)


def _hard_roles(grid: Grid, block: Sequence[Row]) -> tuple[Role | None, ...]:
    """What the header says of each column, as far as it decides how the rows are read."""
    plan = layout(grid, block)
    kept = (Role.NAME, Role.CONTENT, Role.CLAUSE, Role.POINTS, Role.WEIGHT)
    return tuple(
        column.said if column.said in kept and column.number < _last(plan) else None
        for column in plan.columns
    )


def _last(plan: Layout) -> int:
    """The column behind the last one that names or counts: headers may differ in what is to be filled in."""
    kept = (Role.CLAUSE, Role.POINTS, Role.WEIGHT)
    return max(
        (column.number + 1 for column in plan.columns if column.said in kept), default=len(plan.columns)
    )


def _borrowed(plan: Layout, earlier: Layout) -> Layout:
    """The roles of the table that goes on here, where this grid has no header of its own."""
    columns = tuple(
        replace(
            own,
            role=before.role if own.filled or before.role in (Role.POINTS,) else own.role,
            header=before.header,
        )
        for own, before in zip(plan.columns, earlier.columns, strict=False)
    )
    return Layout(columns, False)


def _joins(previous: _Piece, piece: _Piece) -> bool:
    """Whether this grid goes on with the table before it: the same columns and no title or total between, or its lists."""
    if all(tree.source is not None and tree.source.column == NOWHERE for tree in piece.trees):
        return len(piece.before) <= 3
    if piece.part is not None and previous.part is not None:
        return {c.role for c in piece.layouts[0].columns} == {c.role for c in previous.layouts[0].columns}
    told = [
        piece.title,
        *(row.text for row in piece.rows if row.kind is RowKind.TITLE and row is not piece.part),
    ]
    titles = [text for text in told if text]
    if titles and not _is_next_page(previous, piece, titles):
        return False
    finished = any(row.kind is RowKind.TOTAL and row.points is not None for row in previous.rows)
    if finished and not _is_list_piece(piece):
        return False
    if _is_list_piece(piece) and len(_gap(piece)) <= 1:
        return True  # bonuses and deductions under a heading of their own, whatever their columns
    if piece.layouts[0].has_header:
        mine = {c.role for c in piece.layouts[0].columns}
        yours = {c.role for c in previous.layouts[0].columns}
        same = mine == yours or piece.grid.width == previous.grid.width
        return same and (bool(titles) or len(_gap(piece)) <= 1)
    return piece.grid.width == previous.grid.width and (bool(titles) or len(_gap(piece)) <= 1)


def _is_next_page(previous: _Piece, piece: _Piece, titles: Sequence[str]) -> bool:
    """Whether a table under a title of its own is the next page of the one before: the title says so, or repeats that
    one's while the numbers or the group go on."""
    if not all(same_title(text, previous.title) for text in titles):
        return False
    if any(says_it_goes_on(text) for text in titles):
        return True
    last, first = previous.trees[-1].roots[-1:], piece.trees[0].roots[:1]
    same_group = bool(last and first) and isinstance(last[0], GroupNode) and last[0].name == first[0].name
    ends = (previous.grid, previous.rows, previous.layouts[-1]), (piece.grid, piece.rows, piece.layouts[0])
    return same_group or numbers_run_on(*ends)


def _gap(piece: _Piece) -> list[Paragraph]:
    """The lines above a grid, without its heading and the numbers of pages."""
    lines = ((paragraph, paragraph.full_text.strip()) for paragraph in piece.before)
    return [paragraph for paragraph, text in lines if text != piece.section and not is_page_mark(text)]


def _is_list_piece(piece: _Piece) -> bool:
    return bool(re.search(r"加分|扣分|减分|否决|奖", piece.section))


def _is_scoring(piece: _Piece) -> bool:
    """Whether the grid scores anything: enough speaks for it, and nothing of what other tables have is in it."""
    plan, tree = piece.layouts[0], piece.trees[0]
    headers = [half_width(column.header) for column in plan.columns]
    if any(_RANKED.search(header) for header in headers):
        return False
    items = [
        item
        for t in piece.trees
        for root in t.roots
        for item in (root.items() if isinstance(root, GroupNode) else [root])
    ]
    if all(t.source is not None and t.source.column == NOWHERE for t in piece.trees):
        # Nothing but a list, or clauses that tell their points: the words of the header have already decided.
        return len(items) > 1
    scored = [item for item in items if item.points is not None or item.extra]
    if not scored or len(scored) * 2 < len([item for item in items if not item.clause]):
        return False
    if _are_units(piece):
        return False
    said = [column.said for column in plan.columns]
    source = tree.source
    signs = 0
    signs += 2 * (Role.POINTS in said) + (Role.WEIGHT in said) + 2 * (Role.CLAUSE in said)
    signs += any(column.said is Role.WEIGHT and "分" in column.header for column in plan.columns)
    signs += Role.METHOD in said
    signs += 2 * any(column.scoring >= 30 for column in plan.of(Role.CLAUSE))
    signs += any(column.scoring >= 60 for column in plan.of(Role.CLAUSE)) and bool(plan.figures)
    signs += 2 * bool(source and source.brackets) + bool(source and source.tiers) + bool(tree.sums)
    signs += _signs_of_grades(plan) + 2 * _counts_faults(tree)
    signs += any(column.marked >= 80 for column in plan.figures)
    signs += len(scored) > 2 and sum((item.points or ZERO for item in scored), ZERO) == _HUNDRED
    signs += bool(_SCORED_TITLE.search(piece.title)) + min(_adding_up(piece), 2)
    if source is not None and len(source.alike) >= 3:
        signs -= 3
    return signs >= 3 and (len(scored) >= 2 or signs >= 5)


def _signs_of_grades(plan: Layout) -> int:
    """What the columns of grades speak for: bare figures below them may be prices, points in words or header may not."""
    grades = [column for column in plan.columns if is_grade(column.header)]
    stated = sum(1 for column in grades if grade_points(column.header) is not None) > 1
    if plan.graded:
        return 3 if stated or any(column.filled and column.figures < 60 for column in grades) else 2
    return 2 * stated


def _counts_faults(tree: Tree) -> bool:
    """Whether the items' points stand in a column headed 扣分 or 加分, filled in for each of them."""
    source, columns = tree.source, tree.layout.columns
    if source is None or source.brackets or not 0 <= source.column < len(columns):
        return False
    column = columns[source.column]
    most = max(other.filled for other in columns)
    return bool(_ONE_CASE.fullmatch(one_line(column.header))) and column.filled * 10 >= most * 9


def _are_units(piece: _Piece) -> bool:
    """Whether the rows are units: then it is a table of results or targets, not of rules."""
    plan = piece.layouts[0]
    names = plan.names
    if not names or any(column.scoring >= 30 for column in plan.of(Role.CLAUSE)):
        return False
    texts = [
        one_line(piece.grid.text(row.number, names[0].number))
        for row in piece.rows
        if row.kind is RowKind.BODY
    ]
    texts = [text for text in texts if text]
    return bool(texts) and sum(1 for text in texts if looks_like_unit(text)) * 2 > len(texts)


def _adding_up(piece: _Piece) -> int:
    """How many groups add up to what they state."""
    roots = [root for tree in piece.trees for root in tree.roots if isinstance(root, GroupNode)]
    groups = [group for root in roots for group in root.groups()]
    return sum(group.points is not None and group.points == group.sum_below() for group in groups)


def _series(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    current: list[_Piece] = []
    for piece in pieces:
        if current and not piece.joins:
            yield current
            current = []
        current.append(piece)
    if current:
        yield current


def _settled(series: Sequence[_Piece], title: str, *, alone: bool) -> tuple[Settled, str]:
    first = series[0]
    name = first.title or (title if alone else "") or first.grid.page or title
    around = list(_around(series, alone=alone))
    for piece in series:
        if piece.section:
            _under_section(piece)
    for before, behind in pairwise(series):
        if not behind.section and not _is_list_piece(behind):
            carry_over(before.trees[-1], behind.trees[0])
    trees = [tree for piece in series for tree in piece.trees]
    settled = settle(trees, name, first.grid.place, around)
    return settled, name


def _remarks(series: Sequence[_Piece]) -> str:
    """The remarks of a table, in its rows and in the lines behind it, as written; nothing of them is lost."""
    inside = [row.text.strip() for piece in series for row in piece.rows if row.kind is RowKind.REMARK]
    beside = [text for piece in series for tree in piece.trees for text in tree.remarks]
    return "\n".join([*beside, *inside, *_remarks_behind(series[-1].after)])


def _remarks_behind(lines: Sequence[Paragraph]) -> Iterator[str]:
    """“备注：…” right behind a table, and the numbered lines that go on with it."""
    begun = False
    for line in lines:
        text = line.full_text.strip()
        mark = mark_at(text)
        begun = is_remark(text) or (begun and mark is not None and mark.style in _OF_REMARKS)
        if not begun:
            return
        yield text


def _under_section(piece: _Piece) -> None:
    """What the grid holds stands under the heading above it."""
    read = bracketed(piece.section, name=True)
    where = piece.before[-1].place if piece.before else Place()
    if piece.part is not None and piece.part.cell is not None:
        where = piece.part.cell.place
    for tree in piece.trees:
        node = GroupNode(
            without(piece.section, read), read.value if read else None, where=where, children=tree.roots
        )
        tree.roots = [node]
        if piece.part is not None and tree.sums:  # what the part comes to, and not the whole
            node.subtotal = tree.sums.pop().value


def _around(series: Sequence[_Piece], *, alone: bool) -> Iterator[StatedSum]:
    """Totals stated in titles and remarks of the table, and in the words beside it where it is the only one."""
    for piece in series:
        yield from stated_totals(piece.title, piece.grid.place)
        for row in piece.rows:
            if row is not piece.part and row.kind in (RowKind.TITLE, RowKind.REMARK, RowKind.FORM):
                yield from stated_totals(row.text, row.cell.place if row.cell else piece.grid.place)
        if alone:
            for paragraph in (*piece.before, *piece.after[:_NEAREST]):
                yield from stated_totals(paragraph.full_text, paragraph.place)
