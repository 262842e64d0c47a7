"""Where everything stands in an entry workbook: pages with labels and entry cells, nothing painted yet.

By department, a page has units down and that department's measures across; by unit, a page has measures
down. `目标` and `上年` are pages of the first kind. Rows and columns count from zero.

    row 0  title                          row 3  measure ────────┐ (spans its columns)
    row 1  填报人 [    ] 填报日期 [    ]    row 4  period, 分子/分母  │
    row 2  how to fill in                 row 5… one unit a row   ▼
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from kaohe.core import Refused
from kaohe.facts.hints import guidance, labelled, requirement, unit_of
from kaohe.facts.model import Role
from kaohe.facts.needs import Ask, Clause, asks, clauses, department_of, form_of, inside
from kaohe.facts.units import AssessedUnit, Units
from kaohe.scheme.model import MeasureKind, Scheme

Arrangement = Literal["department", "unit"]

FRONT, TARGETS, EARLIER = "填表说明", "目标", "上年"
HOW_TO = (
    "只填黄色格子：没有数据请留空，不适用请填“不适用”，百分比 95% 请填 95。鼠标停在项目名称上可看办法条款。"
)
_MOST_PAGES = 200
_BAD_IN_NAME = re.compile(r"[\[\]:*?/\\]")
_MOST_NAME = 31
_LEAST_WIDTH = 110.0
"""So that the title and the line on how to fill in have room above a narrow table."""


@dataclass(frozen=True, slots=True)
class Label:
    """A text that we write. `guards` says what no longer holds when somebody changed it: the cells of its
    row, of its columns, of the whole sheet, or nothing ("")."""

    sheet: str
    row: int
    column: int
    text: str
    style: str
    guards: str = ""
    last_column: int = -1
    note: str = ""
    last_row: int = -1


@dataclass(frozen=True, slots=True)
class Slot:
    """An entry cell and what it is for: a figure (value, or part and whole of a ratio), a note, a name."""

    sheet: str
    row: int
    column: int
    role: str
    unit: str = ""
    measure: str = ""
    period: str = ""
    part: str = ""


@dataclass(slots=True)
class Page:
    """One sheet while it is laid out."""

    name: str
    widths: list[float] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    freeze: tuple[int, int] = (0, 0)
    heights: dict[int, float] = field(default_factory=dict)
    about: str = ""

    def label(
        self,
        row: int,
        column: int,
        text: str,
        style: str,
        *,
        guards: str = "",
        to: int = -1,
        note: str = "",
        down_to: int = -1,
    ) -> None:
        self.labels.append(Label(self.name, row, column, text, style, guards, to, note, down_to))

    def slot(self, row: int, column: int, role: str, *what: str) -> None:
        self.slots.append(Slot(self.name, row, column, role, *what))


def lay_out(scheme: Scheme, units: Units, by: Arrangement) -> list[Page]:
    """All pages, the front page first. Only units that some table scores are asked."""
    uses = clauses(scheme)
    wanted = [
        replace(ask, measure=form) for ask in asks(scheme) if (form := form_of(scheme, ask.measure, ask.role))
    ]
    now = [ask for ask in wanted if ask.role is Role.ACTUAL and inside(ask.period, scheme.period)]
    targets = [ask for ask in wanted if ask.role is Role.TARGET and inside(ask.period, scheme.period)]
    earlier = [ask for ask in wanted if not inside(ask.period, scheme.period)]
    taken = {FRONT, TARGETS, EARLIER}
    pages: list[Page] = []
    if by == "department":
        for name, group in _by_department(now, uses).items():
            page = Page(_sheet_name(name, taken), about=f"{name}填报，{_count(group)}")
            pages.append(_grid(page, f"{name}填报表", group, units, scheme, uses))
    else:
        scored = {level for ask in now for level in ask.levels}
        for unit in units:
            if unit.level in scored:
                page = Page(_sheet_name(unit.name, taken), about=f"{unit.name}填报")
                pages.append(_unit_page(page, unit, now, scheme, uses))
    for name, group, title in ((TARGETS, targets, "目标"), (EARLIER, earlier, "上年数据")):
        if group:
            page = Page(
                name, about=f"{title}，{_count(group)}{'；已按办法预填，可改' if name == TARGETS else ''}"
            )
            pages.append(_grid(page, f"{title}表", group, units, scheme, uses))
    if len(pages) > _MOST_PAGES:
        message = (
            f"按单位要 {len(pages)} 张表，一个工作簿放不下。请改为按科室（--by department），或分批生成。"
        )
        raise Refused("facts.too-many-sheets", message)
    return [_front(pages, scheme), *pages]


def _count(group: Iterable[Ask]) -> str:
    return f"{len({ask.measure.id for ask in group})}项"


def _by_department(group: Iterable[Ask], uses: dict[str, tuple[Clause, ...]]) -> dict[str, list[Ask]]:
    found: dict[str, list[Ask]] = {}
    for ask in group:
        name = department_of(ask.measure, uses.get(ask.measure.id, ())) or "未分科室"
        found.setdefault(name, []).append(ask)
    return found


def _sheet_name(text: str, taken: set[str]) -> str:
    """A name that Excel accepts and that is not taken (it compares without regard to case)."""
    base = _BAD_IN_NAME.sub("、", text).strip("' ")[:_MOST_NAME] or "表"
    name, number = base, 2
    while name.lower() in {other.lower() for other in taken} or name.lower() in (
        "history",
        "_kaohe",
        "_lists",
    ):
        tail = f"（{number}）"
        name, number = base[: _MOST_NAME - len(tail)] + tail, number + 1
    taken.add(name)
    return name


def _head(page: Page, title: str, scheme: Scheme, columns: int, guards: str = "") -> None:
    """The three rows above a table: title, who fills in, how to."""
    when = "" if scheme.period.label in scheme.title else f"（{scheme.period.label}）"
    page.label(0, 0, f"{scheme.title}　{title}{when}", "title", to=columns - 1, guards=guards)
    page.label(1, 0, "填报人", "caption")
    page.slot(1, 1, "by")
    page.label(1, 2, "填报日期", "caption")
    page.slot(1, 3, "date")
    page.label(2, 0, HOW_TO, "hint", to=columns - 1)
    page.heights.update({0: 30, 1: 22, 2: 20})


def _grid(
    page: Page,
    title: str,
    group: Sequence[Ask],
    units: Units,
    scheme: Scheme,
    uses: dict[str, tuple[Clause, ...]],
) -> Page:
    """Units down, measures across; a ratio takes two columns, and each period its own."""
    columns = _columns(group)
    last = 2 + len(columns)
    _head(page, title, scheme, last + 1)
    widths = [18.0, 10.0, *(_width(part) for _, part in columns)]
    page.widths = [*widths, max(24.0, _LEAST_WIDTH - sum(widths))]
    for column, text in ((0, "单位"), (1, "类别"), (last, "备注")):
        page.label(3, column, text, "header", guards="column", down_to=4)
    _grid_header(page, columns, uses)
    page.freeze, page.heights[3], page.heights[4] = (5, 1), 48, 36
    asked = {level for ask in group for level in ask.levels}
    for row, unit in enumerate((unit for unit in units if unit.level in asked), 5):
        page.label(row, 0, unit.name, "unit", guards="row")
        page.label(row, 1, unit.unit_class, "center")
        for column, (ask, part) in enumerate(columns, 2):
            if unit.level in ask.levels:
                page.slot(row, column, ask.role.value, unit.id, ask.measure.id, str(ask.period), part)
            else:
                page.label(row, column, "", "off")
        page.slot(row, last, "note", unit.id)
    return page


def _columns(group: Sequence[Ask]) -> list[tuple[Ask, str]]:
    pairs: list[tuple[Ask, str]] = []
    for ask in group:
        ratio = ask.measure.kind is MeasureKind.RATIO
        pairs.extend((ask, part) for part in (("part", "whole") if ratio else ("value",)))
    return pairs


def _grid_header(page: Page, columns: list[tuple[Ask, str]], uses: dict[str, tuple[Clause, ...]]) -> None:
    start = 0
    while start < len(columns):
        measure, end = columns[start][0].measure, start
        while end + 1 < len(columns) and columns[end + 1][0].measure.id == measure.id:
            end += 1
        note = guidance(measure, uses.get(measure.id, ()))
        page.label(3, start + 2, labelled(measure, "\n"), "header", guards="column", to=end + 2, note=note)
        start = end + 1
    for column, (ask, part) in enumerate(columns, 2):
        names = {"part": ask.measure.part_name, "whole": ask.measure.whole_name}
        what = names.get(part, "目标" if ask.role is Role.TARGET else "")
        text = f"{ask.period.label}\n{what}" if what else ask.period.label
        page.label(4, column, text, "subheader", guards="column")


def _width(part: str) -> float:
    return 15 if part == "value" else 13


_UNIT_COLUMNS = (
    ("责任科室", 13),
    ("数据项", 28),
    ("计量单位", 10),
    ("期间", 14),
    ("数值", 13),
    ("分子", 11),
    ("分母", 11),
    ("填报要求", 52),
    ("备注", 22),
)


def _unit_page(
    page: Page, unit: AssessedUnit, group: Sequence[Ask], scheme: Scheme, uses: dict[str, tuple[Clause, ...]]
) -> Page:
    """One unit's own form: a row a measure and period."""
    _head(page, f"{unit.name}填报表", scheme, len(_UNIT_COLUMNS), guards="sheet")
    page.widths = [float(width) for _, width in _UNIT_COLUMNS]
    for column, (name, _) in enumerate(_UNIT_COLUMNS):
        page.label(3, column, name, "header", guards="column")
    page.freeze, page.heights[3] = (4, 2), 24
    for row, ask in enumerate((ask for ask in group if unit.level in ask.levels), 4):
        measure = ask.measure
        page.label(row, 0, department_of(measure, uses.get(measure.id, ())), "text")
        note = guidance(measure, uses.get(measure.id, ()))
        page.label(row, 1, measure.name, "unit", guards="row", note=note)
        page.label(row, 2, unit_of(measure), "center")
        page.label(row, 3, ask.period.label, "center", guards="row")
        parts = {5: "part", 6: "whole"} if measure.kind is MeasureKind.RATIO else {4: "value"}
        for column in (4, 5, 6):
            if column in parts:
                what = (unit.id, measure.id, str(ask.period), parts[column])
                page.slot(row, column, ask.role.value, *what)
            else:
                page.label(row, column, "", "off")
        page.label(row, 7, requirement(measure), "text")
        page.slot(row, 8, "note", unit.id)
    return page


_RULES = (
    "只填黄色格子，其余格子已锁定；列宽、行高可以调整，请不要增删、排序行列，也不要改表名。",
    "没有数据就留空（未填报，以后再补）；不该由本单位承担的填“不适用”（合理缺项）；确实是零的填 0。三者计分不同。",
    "百分比按百分点填：95% 请填 95，不要填 0.95 或 95%。不到 1% 的写成“0.5个百分点”。",
    "比率按两个数填：分子和分母各一格，由程序计算，不要自己折成百分比。",
    "有下拉的格子从下拉里选；鼠标停在项目名称上，可以看到办法的条款和填报口径。",
    "只填数字，不带单位；请用半角数字；不要用公式，不要合并单元格，不要隐藏行列。",
    "只收单位的数据。请勿填入居民的姓名、身份证号、手机号码等个人信息，否则整个文件退回。",
)


def _front(pages: Sequence[Page], scheme: Scheme) -> Page:
    """填表说明: what this is, how to fill it in, and what is on which sheet."""
    front = Page(FRONT, widths=[16, 30, 16, 30])
    front.label(0, 0, f"{scheme.title}　填报表", "title", to=3)
    front.heights[0] = 32
    for column, name, text in ((0, "考核期", scheme.period.label), (2, "办法版本", scheme.version)):
        front.label(1, column, name, "caption")
        front.label(1, column + 1, text, "text")
    front.label(2, 0, "填报人", "caption")
    front.slot(2, 1, "by")
    front.label(2, 2, "填报日期", "caption")
    front.slot(2, 3, "date")
    front.label(4, 0, "怎样填", "section", to=3)
    for number, rule in enumerate(_RULES, 1):
        front.label(4 + number, 0, f"{number}. {rule}", "rule", to=3)
        front.heights[4 + number] = 32
    row = 6 + len(_RULES)
    front.label(row, 0, "本工作簿的表", "section", to=3)
    for offset, page in enumerate(pages, 1):
        front.label(row + offset, 0, page.name, "unit")
        front.label(row + offset, 1, page.about, "text", to=3)
    return front
