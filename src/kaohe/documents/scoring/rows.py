"""What the rows of a table are: header, title, section, subtotal, total, remark, form, or a row of items."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum

from kaohe.documents.figures import half_width
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.points import bracketed, one_line, whole, without
from kaohe.documents.scoring.words import Role, header_role, is_scoring


class RowKind(Enum):
    """See `classify`. FORM: a line to be filled in (签字、综合得分), with nothing in it that scores."""

    EMPTY = "empty"
    TITLE = "title"
    HEADER = "header"
    SECTION = "section"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    REMARK = "remark"
    FORM = "form"
    BODY = "body"


_PAGE = re.compile(
    r"^[-—\s]*(?:第\s*\d+\s*页[\s,;()]*(?:共\s*\d+\s*页)?|\d+(?:\s*/\s*\d+)?|共\s*\d+\s*页)[-—\s]*$"
)

LABELLED = 3
"""Sections under 第一部分, 一、 and （一） lie this deep at most; those told by figures and numbers lie below."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a grid: its number, what it is, the text that says so, and the points stated in it.

    `item`: a section row that is an item of its section too. `level`: how deep a section or an
    item lies, 1 being the outermost; 0: a section's label says, an item lies in the last section. `aside`: the first cell of a section row that is neither its name nor its points.
    """

    number: int
    kind: RowKind
    text: str = ""
    points: Decimal | None = None
    cell: Cell | None = field(default=None, compare=False)
    item: bool = False
    level: int = 0
    aside: Cell | None = field(default=None, compare=False)


_SUM = re.compile(
    r"^(?:[一二三四五六七八九十\d]+[、.])?(?P<what>.{0,12}?)(?P<word>小计|合计|共计|总计|总分值?|分值合计|总分数|合计分值?|总得分|分数合计)"
    r"(?:\(.*\))?[:\s]*(?P<n>\d+(?:\.\d+)?)?分?(?:\(.*\))?$"
)
_BLANK_SUM = re.compile(
    r"(?:综合|考核|最终|实际|自评|检查|考评|评定|合计|总)?(?:实)?得分(?:合计|小计|总计)?[:_\s]*(?:分.*)?$"
)
_REMARK = re.compile(
    r"^(?:\*|※)?(?:备\s*注|附\s*注|注\d?|说\s*明|填表说明|评分说明|考核说明|几点说明|有关说明|特别说明|注意事项|其他说明)(?:[:.、\d]|$|\s)"
)
_FORM = re.compile(
    r"(?:签字|签名|签章|盖章|公章|考核人|检查人|评分人|考评人|填表人|审核人|负责人|被考核单位|受检单位|被检查单位|单位名称|考核时间|检查时间|考核日期|检查日期|年月日|填报单位|考核组成员|组长)"
    r"(?:\([^)]*\))?[:_]|年\s{0,}月\s{0,}日$|^单位[:]|综合得分[:_]"
)
_CHAPTER = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．部章]|[(（][一二三四五六七八九十]+[)）]|[ABCDEFⅠⅡⅢⅣⅤⅥ]\d{0,2}[、.．\s])"
)
_TITLE_END = re.compile(r"(?:表|标准|细则|办法|方案|体系|总分|满分|评分|考核|评价|评估)$")
_COUNTING = {Role.POINTS, Role.WEIGHT, Role.CLAUSE}
_LISTS = re.compile(r"加分|奖分|奖励|附加|扣分|减分|倒扣|否决|创新|特色|亮点|惩")


def is_page_mark(text: str) -> bool:
    """Whether a line is nothing but the number of a page, or empty."""
    plain = half_width(text).strip()
    return not plain or bool(_PAGE.fullmatch(plain))


def is_remark(text: str) -> bool:
    """Whether a line begins with 备注, 注： or 说明."""
    return bool(_REMARK.match(half_width(text)))


def classify(grid: Grid) -> tuple[Row, ...]:
    """Each row of the grid and what it is."""
    rows: list[Row] = []
    seen_body = seen_header = False
    number = 0
    while number < grid.height:
        block = header_block(grid, number)
        if block:
            rows += [Row(number + n, RowKind.HEADER) for n in range(block)]
            seen_header = True
            number += block
            continue
        row = _row(grid, number, seen_body=seen_body)
        if row.kind is RowKind.TITLE and _heads_group(grid, row, seen_header=seen_header):
            points = bracketed(row.text, name=True)
            row = replace(row, kind=RowKind.SECTION, points=points.value if points else None)
        seen_body = seen_body or row.kind is RowKind.BODY
        rows.append(row)
        number += 1
    return tuple(_with_first_section(rows))


def _heads_group(grid: Grid, row: Row, *, seen_header: bool) -> bool:
    """Whether a row that looks like a title heads a group: a name with points below the header, or in a table without one."""
    points = bracketed(row.text, name=True)
    if points is None or header_block(grid, row.number + 1):
        return False
    return seen_header or not _TITLE_END.search(without(row.text, points))


def _with_first_section(rows: Sequence[Row]) -> Iterator[Row]:
    """“一、…” above the header is a title, unless “二、…” is a section further down: then it is the first one."""
    later = any(
        row.kind is RowKind.SECTION and row.text.startswith(("二、", "（二）", "(二)")) for row in rows
    )
    for row in rows:
        first = row.kind is RowKind.TITLE and row.text.startswith(("一、", "（一）", "(一)"))
        yield replace(row, kind=RowKind.SECTION) if first and later else row


def header_block(grid: Grid, number: int) -> int:
    """How many rows the header has that begins with this row; 0: none does."""
    cells = [cell for cell in grid.row(number) if cell.text.strip() and cell.row == number]
    if not _is_header(cells, first=number == 0 or _only_titles_above(grid, number)):
        return 0
    last = max((cell.row + cell.rows for cell in cells if cell.rows <= 3), default=number + 1)
    while last < grid.height and _goes_on(grid, last, number):
        last += 1
    return last - number


def _only_titles_above(grid: Grid, number: int) -> bool:
    """Whether nothing stands above but rows of one cell."""
    above = (cell.row for cell in grid.cells if cell.row < number and cell.text.strip())
    return number <= 4 and max(Counter(above).values(), default=0) <= 1


def _is_header(cells: Sequence[Cell], *, first: bool) -> bool:
    """Most of at least two short cells are words of a header, and they differ; half of them are enough in the first
    row of a table (`first`), or where the file says that its cells are headings.
    """
    roles = [header_role(cell.text) for cell in cells]
    known = [role for role in roles if role is not None]
    texts = {one_line(cell.text) for cell in cells}
    told = all(cell.header for cell in cells) or (first and bool(_COUNTING & set(known)))
    enough = len(known) * 2 >= len(cells) if told else len(known) * 3 >= len(cells) * 2
    if len(known) < 2 or not enough or len(texts) < 2:
        return False
    long = sum(1 for cell in cells if len(one_line(cell.text)) > 30)
    # A title may have slipped into one cell of the header; two long cells are text.
    if long > 1 or (long and len(known) < 3) or any(whole(cell.text) for cell in cells):
        return False
    sure = {
        Role.NAME,
        Role.CONTENT,
        Role.CLAUSE,
        Role.POINTS,
        Role.WEIGHT,
        Role.METHOD,
        Role.RESULT,
        Role.DEPARTMENT,
    }
    return len(sure & set(known)) >= 2 or (len(known) > 2 and bool(sure & set(known)))


def _goes_on(grid: Grid, number: int, first: int) -> bool:
    """Whether the row is a second line of the header: its cells stand only where the first line is divided or empty."""
    cells = [cell for cell in grid.row(number) if cell.row == number and cell.text.strip()]
    if not cells or any(len(one_line(cell.text)) > 14 or whole(cell.text) for cell in cells):
        return False
    for cell in cells:
        above = grid.at(first, cell.column)
        divided = above is not None and above.columns > cell.columns
        bare = above is None or not above.text.strip()
        if not (divided or bare):
            return False
    return True


def _row(grid: Grid, number: int, *, seen_body: bool) -> Row:
    covering = list(grid.row(number))
    own = [cell for cell in covering if cell.row == number and cell.text.strip()]
    if not own:
        running = any(cell.row < number and cell.text.strip() for cell in covering)
        return Row(number, RowKind.BODY if running else RowKind.EMPTY)
    first = own[0]
    text = one_line(first.text)
    plain = half_width(text)
    total = _sum_row(number, own)
    if total is not None:
        return total
    if _REMARK.match(plain) and (len(own) <= 2 or first.columns * 2 > grid.width) and first.column <= 1:
        return Row(number, RowKind.REMARK, "\n".join(cell.text for cell in own), cell=first)
    joined = half_width("".join(cell.text for cell in own))
    if (
        _FORM.search(re.sub(r"\s", "", joined))
        and not any(is_scoring(cell.text) for cell in own)
        and len(joined) < 160
    ):
        return Row(number, RowKind.FORM, joined, cell=first)
    if len(own) == 1 and len(plain) > 2 and is_page_mark(plain) and _alone(grid, first, covering):
        return Row(number, RowKind.EMPTY)
    if len(own) == 1 and _alone(grid, first, covering):
        return _single(grid, number, first, text, seen_body=seen_body)
    heading = _heading(grid, number, own, covering)
    return heading or Row(number, RowKind.BODY, cell=first)


def _alone(grid: Grid, cell: Cell, covering: Sequence[Cell]) -> bool:
    """Whether nothing else stands in the cell's row, neither beside it nor reaching down into it."""
    others = [other for other in covering if other is not cell and other.text.strip()]
    return not others and (cell.columns * 5 >= grid.width * 3 or cell.column == 0) and cell.rows == 1


def _single(grid: Grid, number: int, cell: Cell, text: str, *, seen_body: bool) -> Row:
    points = bracketed(text, name=True)
    wide = cell.columns * 5 >= grid.width * 3
    listed = _CHAPTER.match(text) or points is not None or (_LISTS.search(text) and len(text) <= 30)
    following = number + 1 < grid.height and header_block(grid, number + 1)
    labelled = _CHAPTER.match(text) and (points is not None or not following)
    heads = labelled or (listed and number > 2 and points is None)
    if not seen_body and not heads and (number <= 1 or following or not points):
        return Row(number, RowKind.TITLE, text, cell=cell)
    if len(text) <= 80 and (listed or len(text) <= 30):
        return Row(number, RowKind.SECTION, text, points.value if points else None, cell)
    if is_scoring(text) and not wide:
        return Row(number, RowKind.BODY, cell=cell)
    return Row(number, RowKind.REMARK, cell.text, cell=cell)


def _heading(grid: Grid, number: int, own: Sequence[Cell], covering: Sequence[Cell]) -> Row | None:
    """A row that only names a group and its points: “一、组织领导 | | 20 | |”."""
    if len(own) != 2 or any(cell.row < number and cell.text.strip() for cell in covering):
        return None
    label, figure = own
    points = whole(figure.text)
    text = one_line(label.text)
    if points is None or len(text) > 40 or not (_CHAPTER.match(text) or label.columns > 1) or grid.width < 4:
        return None
    if label.column > 0 or label.rows > 1 or figure.rows > 1:
        return None
    return Row(number, RowKind.SECTION, text, points.value, label)


def _sum_row(number: int, own: Sequence[Cell]) -> Row | None:
    """A row of sums: one of its first cells says 小计, 合计 or 总分, and little else stands in it."""
    for position, cell in enumerate(own[:3]):
        plain = re.sub(r"\s+", "", half_width(cell.text))
        if len(plain) > 40:
            continue
        found = _SUM.match(plain)
        if not found:
            if len(own) <= 2 and _BLANK_SUM.fullmatch(plain):
                return Row(number, RowKind.FORM, plain, cell=cell)
            continue
        # “合计100分” reads like a clause; “一、设备 小计30分” is the heading of what follows.
        said = [other for other in own if other is not cell or found["what"]]
        if any(is_scoring(other.text) for other in said) or found["what"].endswith(("得", "扣", "加", "的")):
            return None
        kind = RowKind.SUBTOTAL if found["word"] == "小计" else RowKind.TOTAL
        if found["what"] and found["word"] in ("合计", "共计", "分值合计"):
            kind = RowKind.SUBTOTAL
        figures = (whole(other.text) for other in (*own[position + 1 :], *own[:position]))
        points = next((figure.value for figure in figures if figure is not None), None)
        if found["n"]:
            points = Decimal(found["n"])
        named = next(
            (one_line(other.text) for other in own[:position] if not whole(other.text)), found["what"]
        )
        return Row(number, kind, named, points, cell)
    return None
