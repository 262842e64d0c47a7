"""目标分解表: measures by units, with units across or down.

内容 \\ 单位   甲镇   乙镇   丙街道            单位     甲率%   乙数
甲率%           98     98     99       or     甲镇      98      110
乙数           110     50     25               乙镇      98      50
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaohe.core import Place
from kaohe.documents.figures import NUMBER, half_width, number
from kaohe.documents.model import Cell, Grid
from kaohe.documents.names import looks_like_unit
from kaohe.documents.reading import TargetKind, TargetMatrix, TargetRow, TargetValue

_SCORING = re.compile(r"分值|评分|扣分|得分|计分|标准分|考核标准|考核方式|满分|权重|赋分")
_CORNER = re.compile(r"单位|乡镇|镇街|街镇|街道|地区|区域|县区|县\(?市|辖区|名称|部门")
_TOTAL = re.compile(r"合\s*计|总\s*计|小\s*计|总数|平均|全县|全市|全区|全镇|全街道")
_ORDINAL = re.compile(r"序\s*号|编\s*号|^号$|^NO\.?$", re.IGNORECASE)
_REMARK = re.compile(r"备\s*注|说\s*明|责任(?:科室|部门|单位|人)|完成时限|牵头|数据来源")
_UNIT_SIGN = re.compile(
    r"%|‰|人次|人|个|户|对|例|件|次|万元|元|亿元|亩|公里|平方米|吨|家|所|场|篇|条|名|项|万人|千人|岁|天|座|处|辆|台"
)
_EMPTY = re.compile(r"[\s/\\~-]*|无|不考核|不下达")
_WORDS = re.compile(
    rf"(?:≥|>=|>|不低于|不少于|达到|达|高于|大于|超过)\s*(?P<least>{NUMBER})"
    rf"|(?:≤|<=|<|不高于|不超过|低于|小于|控制在|不大于)\s*(?P<most>{NUMBER})"
)
_MOST_HEAD_ROWS = 5


@dataclass(frozen=True, slots=True)
class _View:
    """The grid with units across, whichever way it stands in the document."""

    grid: Grid
    down: bool

    @property
    def height(self) -> int:
        return self.grid.width if self.down else self.grid.height

    @property
    def width(self) -> int:
        return self.grid.height if self.down else self.grid.width

    def at(self, row: int, column: int) -> Cell | None:
        return self.grid.at(column, row) if self.down else self.grid.at(row, column)

    def text(self, row: int, column: int) -> str:
        cell = self.at(row, column)
        return _flat(cell.text) if cell else ""


def read_targets(grid: Grid, title: str = "") -> TargetMatrix | None:
    """The grid as a matrix of targets; None where it is none (a scoring table, a timetable, one column of text).

    `title` is what stands above the grid.
    """
    if any(_SCORING.search(_flat(cell.text)) for row in range(min(3, grid.height)) for cell in grid.row(row)):
        return None
    best: tuple[int, _View, int, list[int]] | None = None
    for down in (False, True):
        view = _View(grid, down)
        for row in range(min(_MOST_HEAD_ROWS, view.height)):
            columns = _unit_columns(view, row)
            score = sum(looks_like_unit(view.text(row, column)) for column in columns)
            if len(columns) >= 2 and (best is None or score > best[0]):
                best = (score, view, row, columns)
    if best is None:
        return None
    _, view, head, columns = best
    rows = _rows(view, head, columns)
    values = [value for row in rows for value in row.values if value.kind is not TargetKind.NONE]
    figures = sum(value.kind is not TargetKind.TEXT for value in values)
    if not rows or not values or figures * 3 < len(values):
        return None
    units = tuple(view.text(head, column) for column in columns)
    return TargetMatrix(title or grid.caption, units, tuple(rows), grid.place)


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _unit_columns(view: _View, row: int) -> list[int]:
    """The columns that this row heads with units: those named like units, and all between them; a corner that says
    单位 makes every heading of the row one.
    """
    texts = [view.text(row, column) for column in range(view.width)]
    own = [view.at(row, column) for column in range(view.width)]
    single = [c is not None and (c.column if not view.down else c.row) == i for i, c in enumerate(own)]
    named = [i for i, text in enumerate(texts) if looks_like_unit(text) and single[i]]
    if len(named) >= 2:
        inside = range(min(named), max(named) + 1)
        return [i for i in inside if texts[i] and single[i] and not _TOTAL.search(texts[i])]
    corner = half_width(texts[0]) if texts else ""
    if not (_CORNER.search(corner) and len(corner) <= 24 and row == 0):
        return []
    rest = [i for i in range(1, len(texts)) if texts[i] and single[i]]
    plausible = [i for i in rest if len(texts[i]) <= 6 and not re.search(r"\d|率|数|额|比|度", texts[i])]
    plausible = [
        i
        for i in plausible
        if not (_TOTAL.search(texts[i]) or _REMARK.search(texts[i]) or _ORDINAL.search(texts[i]))
    ]
    return plausible if len(plausible) >= 2 and len(plausible) >= len(rest) - 2 else []


def _rows(view: _View, head: int, columns: Sequence[int]) -> list[TargetRow]:
    labels = [column for column in range(view.width) if column < columns[0]]
    totals = [
        c for c in range(view.width) if c not in columns and _TOTAL.search(half_width(view.text(head, c)))
    ]
    rows = []
    for row in range(head + 1, view.height):
        name, group, unit, place = _label(view, head, row, labels)
        if not name or _ORDINAL.search(name):
            continue
        values = _values(view, row, columns, unit or ("%" if name.endswith("率") else ""))
        if not values:
            continue
        merged = (
            all(value.merged for value in values)
            and len({(value.text, value.place) for value in values}) == 1
        )
        total = None
        if totals and (cell := view.at(row, totals[0])):
            total = _value(cell, unit, False)
        short, sign, _ = _split_label(name)
        rows.append(TargetRow(short, values, name, group, unit or sign, merged, total, place))
    return rows


def _label(view: _View, head: int, row: int, columns: Sequence[int]) -> tuple[str, str, str, Place]:
    """Name, group, unit of measure and place of a row, from the columns before the first unit."""
    texts: list[tuple[str, Place]] = []
    unit = ""
    for column in columns:
        heading, cell = view.text(head, column), view.at(row, column)
        if cell is None or not cell.text.strip() or _REMARK.search(heading):
            continue
        text = _flat(cell.text)
        if _ORDINAL.search(heading) or re.fullmatch(
            r"\d{1,3}|[一二三四五六七八九十]{1,3}|\(?\d{1,2}\)?[.、]?", half_width(text)
        ):
            continue
        if _UNIT_SIGN.fullmatch(half_width(text)):
            unit = half_width(text)
            continue
        if not texts or texts[-1][0] != text:
            texts.append((text, cell.place))
    if not texts:
        return "", "", unit, Place()
    name, place = texts[-1]
    group = texts[0][0] if len(texts) > 1 else ""
    return name, group, unit or _split_label(name)[1], place


def _split_label(label: str) -> tuple[str, str, str]:
    """“甲率%（两年一轮）” → (甲率, %, 两年一轮); “人数（人）” → (人数, 人, )."""
    plain = half_width(label)
    if found := re.fullmatch(r"(.+?)\(?([%‰])\)?\s*(?:\((.*)\))?", plain):
        return label[: found.end(1)], found[2], found[3] or ""
    if found := re.fullmatch(rf"(.+?)\(((?:单位:)?(?:{_UNIT_SIGN.pattern}))\)", plain):
        return label[: found.end(1)], found[2].removeprefix("单位:"), ""
    return label, "", ""


def _values(view: _View, row: int, columns: Sequence[int], unit: str) -> tuple[TargetValue, ...]:
    """One value a unit. One cell alone in the row, where a dump has lost its span, holds for all."""
    label = view.at(row, columns[0] - 1) if columns[0] else None
    cells = [view.at(row, column) for column in columns]
    there = list(dict.fromkeys(cell for cell in cells if cell is not None and cell is not label))
    if not there:
        return ()
    lost = cells[0] is there[0] and len([cell for cell in cells if cell is not None]) == 1
    if len(there) == 1 and len(columns) > 1 and (lost or any(cell is label for cell in cells)):
        return tuple(_value(there[0], unit, True) for _ in columns)
    values = []
    for cell in cells:
        if cell is None:
            values.append(TargetValue("", TargetKind.NONE))
        else:
            values.append(_value(cell, unit, sum(other is cell for other in cells) > 1))
    return tuple(values)


def _value(cell: Cell, unit: str, merged: bool) -> TargetValue:
    text = cell.text.strip()
    plain = re.sub(r"\s+", "", half_width(text))
    if _EMPTY.fullmatch(plain):
        return TargetValue(text, TargetKind.NONE, merged=merged, place=cell.place)
    sign = rf"(?:{_UNIT_SIGN.pattern})?"
    kind = TargetKind.RATE if re.search("[%‰]", plain + unit) else TargetKind.COUNT
    digits = r"-?\d+(?:\.\d+)?"
    if found := re.fullmatch(rf"({digits}){sign}(?:[-~至到])({digits}){sign}(?:之间|以内)?", plain):
        return TargetValue(
            text, TargetKind.RANGE, None, Decimal(found[1]), Decimal(found[2]), merged, cell.place
        )
    if found := re.fullmatch(rf"({digits})±({digits}){sign}", plain):
        middle, around = Decimal(found[1]), Decimal(found[2])
        return TargetValue(text, TargetKind.RANGE, None, middle - around, middle + around, merged, cell.place)
    if found := re.fullmatch(rf"({digits}){sign}", plain):
        return TargetValue(text, kind, Decimal(found[1]), merged=merged, place=cell.place)
    if found := re.fullmatch(rf"({digits}){sign}(?:及)?(以上|以下|以内)", plain):
        value = Decimal(found[1])
        low, high = (value, None) if found[2] == "以上" else (None, value)
        return TargetValue(text, kind, value, low, high, merged, cell.place)
    if (found := _WORDS.match(plain)) and re.fullmatch(
        rf"{sign}(?:以上|以下|以内|之内)?", plain[found.end() :]
    ):
        least, most = found["least"], found["most"]
        bound = number(least or most)
        if bound is not None:
            return TargetValue(
                text, kind, bound, bound if least else None, bound if most else None, merged, cell.place
            )
    return TargetValue(text, TargetKind.TEXT, merged=merged, place=cell.place)
