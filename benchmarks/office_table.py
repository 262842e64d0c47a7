"""A scoring table as an office's Word table or sheet, of any number of rows, with the merges that such tables have.

    一级指标 | 二级指标 | 考核内容 | 分值 | 评分标准 | 责任部门

Groups, items, points and departments are merged downwards; the heading, single items, subtotals and the remark across;
in some groups later rows begin late (gridBefore); the header is repeated; some clauses hold a table of their own.
What stands in it is made from a few lists of words, the same every time.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count, cycle, product
from pathlib import Path
from typing import Any

import docx
import xlsxwriter
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

WIDTH = 6
GROUP, ITEM, STANDARD, POINTS, CLAUSE, DEPARTMENT = range(WIDTH)
_SUBJECTS = (
    "道路养护", "河道保洁", "农田水利", "校园周边", "养老服务", "垃圾分类", "便民窗口", "档案整理", "信访接待", "食品抽检",
    "消防巡查", "路灯维护", "绿化补植", "文化站点", "图书流转", "公厕管护", "物业指导", "停车秩序", "防汛物资", "统计报表",
    "政务公开", "村务监督", "技能培训", "灾情速报",
)  # fmt: skip
_FACETS = ("台账", "时效", "覆盖", "质量", "回访", "更新", "整改", "演练", "宣传", "保障")
_GROUPS = ("组织保障", "日常管理", "服务群众", "基础建设", "安全生产", "环境治理", "队伍建设", "创新工作")
_DEPARTMENTS = ("办公室", "综合科", "建设科", "社会事务科", "财政所")
_CLAUSES = (
    "达到95%得{0}分，每低1个百分点扣0.1分，扣完为止。",
    "资料齐全的得{0}分；每缺1项扣0.5分，扣完为止。",
    "每发现1处不符合要求的，扣0.3分，扣完本项分为止。",
    "按时完成得{0}分，逾期未完成的不得分。",
    "完成率90%以上得{0}分，80%—90%的得一半分，80%以下不得分。",
)
_MORE = ("每发生1起有效投诉扣0.2分。", "月报每迟报1次扣0.1分。")
_BANDS = (("完成情况", "得分"), ("全部完成", "满分"), ("未完成", "0分"))
_POINTS = tuple(Decimal(text) for text in ("2", "3", "1.5", "4", "1", "2.5"))
_HEIGHTS = (1, 2, 1, 3, 1, 1, 2)


@dataclass(frozen=True, slots=True)
class Box:
    """A cell as it looks, at its upper left place, over so many rows and columns. `table`: rows of a table in it."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    table: tuple[tuple[str, ...], ...] = ()


@dataclass
class OfficeTable:
    """The table and what is in it. `late`: rows that begin at the second column. `items`: names and points in order."""

    boxes: list[Box] = field(default_factory=list)
    height: int = 0
    late: set[int] = field(default_factory=set)
    headers: list[int] = field(default_factory=list)
    items: list[tuple[str, Decimal]] = field(default_factory=list)

    def add(self, text: str, column: int, rows: int = 1, columns: int = 1) -> None:
        """A cell whose first row is the next one."""
        self.boxes.append(Box(text, self.height, column, rows, columns))

    def line(self, *cells: tuple[str, int]) -> None:
        """A row of cells, each so many columns wide."""
        column = 0
        for text, columns in cells:
            self.add(text, column, 1, columns)
            column += columns
        self.height += 1


def office_table(height: int, *, late: bool = True) -> OfficeTable:
    """A table of so many rows (20 at least), headers, subtotals, total and remark included; `late`: with gridBefore."""
    made = OfficeTable()
    made.line(("年度工作考核评分表", WIDTH))
    _header(made)
    names = (subject + facet for facet, subject in cycle(product(_FACETS, _SUBJECTS)))
    for number in count():
        left = height - 2 - made.height
        if left < 1:
            break
        if number % 5 == 1 and left > 9:
            _header(made)
        left = height - 2 - made.height
        if number % 3 == 2:
            _item(made, number, _next(names, made), 1, across=True)
        else:
            _group(made, number, min(left, 14), names, late=late and number % 4 == 1)
    total = sum((points for _, points in made.items), Decimal(0))
    made.line(("合计", 3), (str(total), 1), ("", 1), ("", 1))
    made.line(("备注：本表由考核办公室负责解释。", WIDTH))
    assert made.height == height
    return made


def _next(names: Iterator[str], made: OfficeTable) -> str:
    """The next name; from the second round of the words on, with its number, so that no name comes twice."""
    name, before = next(names), len(made.items)
    rounds = before // (len(_SUBJECTS) * len(_FACETS))
    return f"{name}（第{rounds + 1}批）" if rounds else name


def _header(made: OfficeTable) -> None:
    made.headers += [made.height, made.height + 1]
    made.add("指标", GROUP, 1, 2)
    for column, word in (
        (STANDARD, "考核内容"),
        (POINTS, "分值"),
        (CLAUSE, "评分标准"),
        (DEPARTMENT, "责任部门"),
    ):
        made.add(word, column, 2)
    made.height += 1
    made.add("一级指标", GROUP)
    made.add("二级指标", ITEM)
    made.height += 1


def _group(made: OfficeTable, number: int, most: int, names: Iterator[str], *, late: bool) -> None:
    """Items under a group, its cell merged over them all or, where later rows begin late, only in the first row."""
    begun, first = made.height, len(made.items)
    subtotal = number % 2 == 0 and most > 4
    end = begun + most - subtotal
    for _ in range(3 + number % 3):
        left = end - made.height
        if left < 1:
            break
        _item(made, number, _next(names, made), min(left, _HEIGHTS[len(made.items) % len(_HEIGHTS)]))
    points = sum((each for _, each in made.items[first:]), Decimal(0))
    name = f"{_GROUPS[number % len(_GROUPS)]}{number + 1}（{points}分）"
    if late:
        made.late |= set(range(begun + 1, made.height))
    made.boxes.append(Box(name, begun, GROUP, 1 if late else made.height - begun))
    if subtotal:
        made.line(("小计", 3), (str(points), 1), ("", 1), ("", 1))


def _item(made: OfficeTable, number: int, name: str, rows: int, *, across: bool = False) -> None:
    """An item over so many rows, each with a clause; `across`: it takes the place of its group too."""
    index = len(made.items)
    points = _POINTS[index % len(_POINTS)]
    made.items.append((name, points))
    made.add(name, GROUP if across else ITEM, rows, 2 if across else 1)
    made.add(str(points), POINTS, rows)
    made.add(_DEPARTMENTS[(number + index) % len(_DEPARTMENTS)], DEPARTMENT, rows)
    for row in range(rows):
        clause = _MORE[row % 2] if row else name[:4] + _CLAUSES[index % len(_CLAUSES)].format(points)
        table = _BANDS if index % 8 == 5 and not row else ()
        made.add(f"{name}工作要求之{row + 1}", STANDARD)
        made.boxes.append(Box(clause, made.height, CLAUSE, table=table))
        made.height += 1


def write_docx(made: OfficeTable, path: Path) -> None:
    """The table as Word writes it: covered cells left out across (gridSpan), marked as going on downwards (vMerge)."""
    document = docx.Document()
    document.add_paragraph("年度工作考核办法")
    table = document.add_table(rows=0, cols=WIDTH)
    starts = {(box.row, box.column): box for box in made.boxes}
    running: dict[int, Box] = {}
    for row in range(made.height):
        line = table.add_row()
        cells, places = list(line.cells), list(line._tr.tc_lst)
        if row in made.headers[:2] or row == 0:
            _property(line._tr, "tblHeader")
        column = 0
        while column < WIDTH:
            box = starts.get((row, column)) or running.get(column)
            if box is None:
                assert row in made.late
                assert column == 0
                _property(line._tr, "gridBefore", "1")
                line._tr.remove(places[0])
                column += 1
                continue
            _word_cell(box, row, column, cells, places)
            running[column] = box
            if row + 1 == box.row + box.rows:
                del running[column]
            column += box.columns
    document.save(str(path))


def _word_cell(box: Box, row: int, column: int, cells: list[Any], places: list[Any]) -> None:
    for covered in places[column + 1 : column + box.columns]:
        covered.getparent().remove(covered)
    if box.columns > 1:
        places[column].grid_span = box.columns
    if box.rows > 1:
        places[column].vMerge = "restart" if row == box.row else "continue"
    if row != box.row:
        return
    cells[column].text = box.text
    if box.table:
        inner = cells[column].add_table(len(box.table), len(box.table[0]))
        for line, texts in zip(inner.rows, box.table, strict=True):
            for cell, text in zip(line.cells, texts, strict=True):
                cell.text = text


def _property(row: Any, name: str, value: str = "") -> None:
    element = OxmlElement(f"w:{name}")
    if value:
        element.set(qn("w:val"), value)
    properties = row.get_or_add_trPr()
    properties.insert(0, element)


def write_xlsx(made: OfficeTable, path: Path) -> None:
    """The table as a sheet; a table in a clause becomes lines of its cell, points are numbers."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("评分表")
        for box in made.boxes:
            text = "\n".join([box.text, *("：".join(line) for line in box.table)])
            value: str | float = float(text) if box.column == POINTS and text[:1].isdigit() else text
            if box.rows * box.columns > 1:
                last = (box.row + box.rows - 1, box.column + box.columns - 1)
                sheet.merge_range(box.row, box.column, *last, value)
            else:
                sheet.write(box.row, box.column, value)
