"""What the rows of a table are: header, title, section, subtotal, total, remark, form, or a row of items."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from itertools import pairwise

from kaohe.documents.figures import half_width
from kaohe.documents.marks import mark_at
from kaohe.documents.model import Cell, Grid
from kaohe.documents.scoring.grade_words import is_grade
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
    r"^(?:[一二三四五六七八九十\d]+[、.])?(?P<what>.{0,12}?)(?P<word>小计|合计|共计|总计|总评分数?|总分值?|分值合计|总分数|合计分值?|总得分|分数合计)"
    r"(?:\(.*\))?[:\s]*(?P<n>\d+(?:\.\d+)?)?分?(?:\(.*\))?$"
)
_OF_SUM = re.compile(r"\((?:总分|满分|共计?)[:]?(?P<n>\d+(?:\.\d+)?)分?\)")
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
_SIGNED = re.compile(
    r"^.{0,10}(?:签字|签名|签章|盖章|总成绩|总评|总得分|评语|综合意见|评定意见|考核意见|评价等[级次]|考核等[级次]|评定等[级次]|综合评[价定])"
    r"(?:\(.*\))?[:_]*$"
)
"""Cells of a line to be signed or summed up by hand at the end of a form."""
_RESULT_LABEL = re.compile(
    r"(?:评估|考核|考评|检查|评定|评价|验收|自评|自查|复查|综合|总体|最终)(?:单位|小组|组)?"
    r"(?:记分|计分|得分|评分|成绩|总分|意见|结论|结果|等[级次]|情况|评语)(?:及意见|及等[级次])?[:：]?"
)
"""The label of a line behind the items in which the result is put down."""
_SHORT_LINE = 20
_CHAPTER = re.compile(
    r"^(?:第?[一二三四五六七八九十]+[、.．部章]|[(（][一二三四五六七八九十]+[)）]|[ABCDEFⅠⅡⅢⅣⅤⅥ]\d{0,2}[、.．\s])"
)
_TITLE_END = re.compile(r"(?:表|标准|细则|办法|方案|体系|总分|满分|评分|考核|评价|评估)$")
_COUNTING = {Role.POINTS, Role.WEIGHT, Role.CLAUSE}
_LISTS = re.compile(r"加分|奖分|奖励|附加|扣分|减分|倒扣|否决|创新|特色|亮点|惩")
_TO_FILL_IN = re.compile(
    r"姓\s*名|部\s*门|科\s*室|职\s*[务位称]|岗\s*位|学\s*号|班\s*级|工\s*号|专\s*业|单\s*位|时\s*间|日\s*期|年\s*月|月\s*份|年\s*度"
    r"|编\s*号|地\s*[点址]|电\s*话|联系人|负责人|(?:考核|考评|评分|评价|检查|评估|测评)\s*(?:人|者|员|对象|单位|组)"
)
"""What the lines above the header of a form ask for: who is appraised, by whom, when."""
_MOST_TO_FILL_IN = 8


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
        if seen_body and _is_of_form(grid, number, rows):
            rows.append(_form_row(grid, number))
            number += 1
            continue
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
    return tuple(_with_leaves(_with_first_section(_without_form_head(grid, rows))))


def _is_of_form(grid: Grid, number: int, above: Sequence[Row]) -> bool:
    """Whether a row behind the items is a form's: 评估记分 beside the grades or lines to be signed; or an empty row that
    such a label reaches down to."""
    cells = [cell for cell in grid.row(number) if cell.text.strip()]
    if cells and all(cell.row < number for cell in cells):
        return all(above[cell.row].kind is RowKind.FORM for cell in cells)
    own = [cell for cell in cells if cell.row == number]
    label = re.sub(r"\s", "", own[0].text).split("：")[0] if own else ""
    if not own or own[0] is not cells[0] or not _RESULT_LABEL.fullmatch(label):
        return False
    others = [one_line(cell.text) for cell in own[1:]]
    if not others and not own[0].text.strip().endswith(("意见", "结论", "评语")):
        return False  # it may head a group
    return all(len(text) <= _SHORT_LINE and not whole(text) and not is_scoring(text) for text in others)


def _form_row(grid: Grid, number: int) -> Row:
    """A form's row with its words; where it has none of its own, an empty one."""
    told = [cell for cell in grid.row(number) if cell.row == number and cell.text.strip()]
    text = "；".join(one_line(cell.text) for cell in told)
    return Row(number, RowKind.FORM if told else RowKind.EMPTY, text, cell=told[0] if told else None)


def _without_form_head(grid: Grid, rows: Sequence[Row]) -> list[Row]:
    """The rows; those above the header that ask for a name, a department or a date are a form's."""
    first = next((position for position, row in enumerate(rows) if row.kind is RowKind.HEADER), 0)
    if not 0 < first <= _MOST_TO_FILL_IN:
        return list(rows)
    return [
        replace(row, kind=RowKind.FORM)
        if (row.kind is RowKind.BODY and _asks_to_fill_in(grid, row.number)) or _is_left_blank(grid, row)
        else row
        for row in rows[:first]
    ] + list(rows[first:])


def _is_left_blank(grid: Grid, row: Row) -> bool:
    """“项目名称 | ____ | 设计单位 | ____” above the header: short labels without figures, each with an empty cell beside it."""
    if row.kind not in (RowKind.BODY, RowKind.SECTION) or row.points is not None:
        return False
    cells = sorted(
        (cell for cell in grid.row(row.number) if cell.row == row.number), key=lambda cell: cell.column
    )
    texts = [one_line(cell.text) for cell in cells]
    labels = [text for text in texts if text]
    plain = any(
        len(text) > _SHORT_LINE or whole(text) or is_scoring(text) or _CHAPTER.match(text) for text in labels
    )
    beside = all(not behind for text, behind in pairwise([*texts, "?"]) if text)
    return bool(labels) and not plain and beside


def _asks_to_fill_in(grid: Grid, number: int) -> bool:
    texts = [one_line(cell.text) for cell in grid.row(number) if cell.text.strip()]
    plain = any(len(text) > 30 or whole(text) or is_scoring(text) for text in texts)
    return not plain and any(len(text) <= 12 and _TO_FILL_IN.search(text) for text in texts)


def _with_leaves(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows; where most sections with points have nothing below them, such rows are the table's items."""
    every = list(rows)
    pointed = {row.number for row in every if row.kind is RowKind.SECTION and row.points is not None}
    leaves = leaf_sections(every) & pointed
    bodies = sum(row.kind is RowKind.BODY for row in every)
    items = len(leaves) > 1 and len(leaves) * 2 >= len(pointed) and len(leaves) > bodies
    for row in every:
        leaf = items and row.number in leaves
        yield Row(row.number, RowKind.BODY, cell=row.cell) if leaf else row


def leaf_sections(rows: Sequence[Row]) -> set[int]:
    """The numbers of the section rows with nothing below them: neither rows of items, nor sections under a label of
    an inner kind. Which kind is the inner one is told by which comes first.
    """
    listed = [row for row in rows if row.kind is not RowKind.EMPTY]
    styles = [_style(row.text) if row.kind is RowKind.SECTION else "" for row in listed]
    depths: dict[str, int] = {}
    for row, style in zip(listed, styles, strict=True):
        if row.kind is RowKind.SECTION:
            depths.setdefault(style, len(depths))
    found: set[int] = set()
    for position, row in enumerate(listed):
        if row.kind is not RowKind.SECTION:
            continue
        behind = listed[position + 1] if position + 1 < len(listed) else None
        inner = (
            behind is not None
            and behind.kind is RowKind.SECTION
            and depths[styles[position + 1]] > depths[styles[position]]
        )
        if behind is None or not (behind.kind is RowKind.BODY or inner):
            found.add(row.number)
    return found


def _style(text: str) -> str:
    mark = mark_at(text)
    return mark.style if mark is not None else ""


def _heads_group(grid: Grid, row: Row, *, seen_header: bool) -> bool:
    """Whether a row that looks like a title heads a group: a name with points below the header, or in a table without one."""
    points = bracketed(row.text, name=True)
    if points is None or _header_soon(grid, row.number + 1):
        return False
    return seen_header or not _TITLE_END.search(without(row.text, points))


def _header_soon(grid: Grid, number: int) -> bool:
    """Whether a header begins here, or below lines to be filled in."""
    while number + 1 < grid.height and not header_block(grid, number):
        if _row(grid, number, seen_body=False).kind not in (RowKind.FORM, RowKind.EMPTY, RowKind.TITLE):
            return False
        number += 1
    return bool(header_block(grid, number))


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
    if first:
        roles = [
            role or (Role.RESULT if is_grade(cell.text) else None)
            for role, cell in zip(roles, cells, strict=True)
        ]
    known = [role for role in roles if role is not None]
    texts = {one_line(cell.text) for cell in cells}
    if first and len(cells) > 2 and roles[0] is Role.SERIAL and len(known) > 1:
        # Below 序号 the others are headings too, whatever their words.
        return all(len(text) <= 14 for text in texts) and not any(whole(text) for text in texts)
    told = all(cell.header for cell in cells) or (first and bool(_COUNTING & set(known)))
    enough = len(known) * 2 >= len(cells) if told else len(known) * 3 >= len(cells) * 2
    if len(known) < 2 or not enough or len(texts) < 2:
        return False
    named = [cell for cell in cells if not is_grade(cell.text)]
    if sum(1 for cell in named if bracketed(cell.text, name=True)) > 1:
        return False  # “规范（4分）” beside “较规范（2分）” is a row of items
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
    if len(cells) > 1 and cells[0].column > 0 and all(is_grade(cell.text) for cell in cells):
        return True  # 优 | 良 | 差 below “评价等级”, which a dump leaves in the first of their columns
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
    if all(_SIGNED.search(re.sub(r"\s", "", half_width(cell.text))) for cell in own):
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
    if (len(text) <= 80 and (listed or len(text) <= 30)) or (points is not None and not wide):
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
        if found["what"] and found["word"] in ("合计", "共计", "分值合计", "总评分", "总评分数"):
            kind = RowKind.SUBTOTAL
        figures = (whole(other.text) for other in (*own[position + 1 :], *own[:position]))
        points = next((figure.value for figure in figures if figure is not None), None)
        stated = _OF_SUM.search(plain)
        if stated or found["n"]:  # “得分合计（总分50）：0”: what was earned is no total
            points = Decimal(stated["n"] if stated else found["n"])
        named = next(
            (one_line(other.text) for other in own[:position] if not whole(other.text)), found["what"]
        )
        return Row(number, kind, named, points, cell)
    return None
