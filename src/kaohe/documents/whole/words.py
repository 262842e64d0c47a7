"""What stands in the heads of columns and before colons: for writing (the first word) and for reading (any)."""

import re
from collections.abc import Mapping
from enum import Enum

from kaohe.documents.model import Grid


class Column(Enum):
    """A column of one of the tables; the values are its heads, the usual one first."""

    CODE = ("编号", "编码", "指标编号", "指标编码")
    STANDARD = ("考核内容", "工作要求", "考核要求")
    POINTS = ("分值", "满分", "标准分", "分值（分）")
    CLAUSE = ("评分标准", "评分细则", "计分办法", "评分办法")
    RULE = ("计分规则", "计分规则（规范句）")
    DEPARTMENTS = ("责任科室", "责任部门", "责任单位", "考核科室")
    METHOD = ("考核方式", "考核方法")
    REMARK = ("备注",)

    MATTER = ("事项", "否决事项")
    EFFECT = ("后果",)
    CONDITION = ("条件", "认定条件")
    CARD = ("类别",)
    APPROVAL = ("批准依据",)

    GRADE = ("等次",)
    LINE = ("得分线", "分数线")
    QUOTA = ("名额",)

    LIST = ("名单",)
    ACTION = ("措施",)
    SELECTORS = ("对象",)
    AMOUNT = ("金额（元）", "金额")

    MEASURE = ("数据项",)
    LABEL = ("全称",)
    KIND = ("类型",)
    UNIT = ("单位", "计量单位")
    FRACTION = ("口径",)
    PLACES = ("小数位",)
    RANGE = ("范围",)
    DIRECTION = ("优者",)
    CADENCE = ("频次",)
    SUPPLY = ("来源",)
    OFFICE = ("负责科室", "责任科室", "责任部门")
    LEVELS = ("等级",)
    TARGETS = ("目标",)
    NOTE = ("说明",)

    BASIC = ("项目",)
    CONTENT = ("内容",)

    @property
    def head(self) -> str:
        return str(self.value[0])


class Kind(Enum):
    """A table of the document: its columns, those by which it is known first."""

    SCORING = "scoring"
    VETOES = "vetoes"
    GRADES = "grades"
    LISTS = "lists"
    MEASURES = "measures"
    BASICS = "basics"


_C = Column
COLUMNS: Mapping[Kind, tuple[Column, ...]] = {
    Kind.SCORING: (
        _C.CODE, _C.STANDARD, _C.POINTS, _C.CLAUSE, _C.RULE, _C.DEPARTMENTS, _C.METHOD, _C.REMARK,
    ),
    Kind.VETOES: (_C.MATTER, _C.EFFECT, _C.CONDITION, _C.CARD, _C.APPROVAL),
    Kind.GRADES: (_C.GRADE, _C.LINE, _C.QUOTA),
    Kind.LISTS: (_C.LIST, _C.ACTION, _C.SELECTORS, _C.AMOUNT, _C.REMARK),
    Kind.MEASURES: (
        _C.MEASURE, _C.LABEL, _C.KIND, _C.UNIT, _C.FRACTION, _C.PLACES, _C.RANGE, _C.DIRECTION, _C.CADENCE,
        _C.SUPPLY, _C.OFFICE, _C.LEVELS, _C.TARGETS, _C.NOTE,
    ),
    Kind.BASICS: (_C.BASIC, _C.CONTENT),
}  # fmt: skip
_KNOWN_BY: tuple[tuple[Kind, frozenset[Column]], ...] = (
    (Kind.SCORING, frozenset({_C.POINTS, _C.RULE})),
    (Kind.MEASURES, frozenset({_C.MEASURE, _C.KIND})),
    (Kind.VETOES, frozenset({_C.MATTER, _C.CONDITION})),
    (Kind.LISTS, frozenset({_C.LIST, _C.SELECTORS})),
    (Kind.GRADES, frozenset({_C.GRADE, _C.LINE})),
    (Kind.BASICS, frozenset({_C.BASIC, _C.CONTENT})),
)
"""In the order of asking: the columns without which a table is not of the kind."""

_NUMERALS = "一二三四五六七八九十"
_LEVEL = re.compile(rf"([{_NUMERALS}]|[1-9]\d?)级指标")
_NAMES = ("指标", "指标名称", "考核指标", "考核项目", "指标项目")
"""Heads of a column of names that do not say how deep it is: it is the innermost."""
_INNERMOST = 99
_SERIAL = re.compile(r"序号")
_SEARCHED = 5
"""Rows in which the head of a table is looked for."""


def level_head(level: int) -> str:
    """The head of the column of names at this depth, 1 being the outermost."""
    return f"{_NUMERALS[level - 1] if level <= len(_NUMERALS) else level}级指标"


def level_of(head: str) -> int | None:
    """The depth that a head names; None where it names none."""
    found = _LEVEL.fullmatch(head)
    if found is None:
        return _INNERMOST if head in _NAMES else None
    return _NUMERALS.index(found[1]) + 1 if found[1] in _NUMERALS else int(found[1])


def numeral(number: int) -> str:
    """1 → 一, 12 → 十二, 20 → 二十; figures beyond 99."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if tens < 2 else _NUMERALS[tens - 1]
    return head + ("十" if tens else "") + (_NUMERALS[ones - 1] if ones else "")


class Head:
    """The head of a table: which row it is, and which column is what. `levels`: depth → column of names."""

    def __init__(self, kind: Kind, row: int) -> None:
        self.kind = kind
        self.row = row
        self.columns: dict[Column, int] = {}
        self.levels: dict[int, int] = {}
        self.extra: list[tuple[int, str]] = []


def head_of(grid: Grid) -> Head | None:
    """The head of a table in our form; None where it is another table."""
    for row in range(min(grid.height, _SEARCHED)):
        words = _words(grid, row)
        for kind, due in _KNOWN_BY:
            here = {
                column for column in COLUMNS[kind] if any(word in column.value for word in words.values())
            }
            if due <= here and (kind is not Kind.BASICS or grid.width == len(due)):
                return _head(kind, row, words)
    return None


def _words(grid: Grid, row: int) -> dict[int, str]:
    """The words of a row by column, without the space that widens or breaks them."""
    return {cell.column: "".join(cell.text.split()) for cell in grid.row(row)}


def _head(kind: Kind, row: int, words: Mapping[int, str]) -> Head:
    head = Head(kind, row)
    for number, word in words.items():
        level = level_of(word) if kind is Kind.SCORING else None
        column = next((c for c in COLUMNS[kind] if word in c.value), None)
        if level is not None and level not in head.levels:
            head.levels[level] = number
        elif column is not None and column not in head.columns:
            head.columns[column] = number
        elif word and not _SERIAL.fullmatch(word):
            head.extra.append((number, word))
    return head


# ---- labels before colons, and captions

VERSION_LABELS = ("版本",)
PERIOD_LABELS = ("考核周期", "考核期", "考核年度")
CLASS_LABELS = ("单位类别", "被考核单位类别")
BASIS_LABELS = ("依据", "制定依据")
NOTE_LABELS = ("说明",)
LEVEL_LABEL = "考核对象"
TOTAL_LABEL = "总分"
RANKING_LABEL = "排名"

VETO_CAPTION = "一票否决和黄牌警告"
GRADE_CAPTION = "等次"
RANKING_CAPTION = "排名规则"
LIST_CAPTION = "结果运用"
MEASURE_CAPTION = "附表：数据项说明"
CAPTIONS = (VETO_CAPTION, GRADE_CAPTION, RANKING_CAPTION, LIST_CAPTION)
RESULTS = "：一票否决、等次、排名和结果运用"
"""Behind a table's name: the sheet with what follows from its scores."""
RULE_REMARK = (
    "注：“评分标准”是原文；“计分规则”一栏是程序照着算的规范句，两栏意思应当相同。"
    "修改评分标准的，请同时修改计分规则，或把该格清空，重新读入时由程序按评分标准拟出规则，供核对。"
)
REMARKS = (RULE_REMARK,)
SUBTOTAL, TOTAL = "小计", "合计"
SUMS = frozenset({SUBTOTAL, TOTAL, "总计", "总分"})

_COUNTED = re.compile(rf"(?:[{_NUMERALS}]+、|（[{_NUMERALS}]+）)")


def without_number(text: str) -> str:
    """A heading without the number before it: “一、”, “（二）”."""
    found = _COUNTED.match(text)
    return text[found.end() :] if found else text
