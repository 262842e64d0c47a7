"""日程安排: who is visited when and by whom, from a grid (dates down or across, or a line a visit) or from prose."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kaohe.core import Place
from kaohe.documents.figures import half_width, number
from kaohe.documents.model import Cell, Grid, Paragraph
from kaohe.documents.names import looks_like_unit, unit_names
from kaohe.documents.reading import Slot, Timetable

_CN = "一二三四五六七八九十"
_DATE = re.compile(
    rf"(?:(?P<year>20\d{{2}})\s*[年./-]\s*)?(?P<month>\d{{1,2}}|[{_CN}]{{1,2}})\s*月\s*(?P<day>\d{{1,2}}|[{_CN}]{{1,3}})\s*[日号]"
    r"|(?:(?P<year2>20\d{2})[./-])?(?P<month2>\d{1,2})[./](?P<day2>\d{1,2})(?![\d%])|(?P<year3>20\d{2})-(?P<month3>\d{1,2})-(?P<day3>\d{1,2})"
)
_DAY_ONLY = re.compile(r"(?P<day>\d{1,2})\s*[日号]")
_WEEKDAY = re.compile(r"\(?(?:星期|周|礼拜)[一二三四五六日天]\)?|第[一二三四五六七八九十\d]+天")
_TO = re.compile(r"\s*[-~至到、]\s*(?:\d{1,2}\s*月)?\s*\d{1,2}\s*[日号]")
_HALF = re.compile(r"上\s*午|下\s*午|晚\s*上|全\s*天|中\s*午")
_TEAM = re.compile(
    rf"第\s*(?:[{_CN}]{{1,3}}|\d{{1,2}})\s*(?:检查|考核|调研|督查|督导|工作|评估|验收)?(?:小)?[组队]|[A-Za-z甲乙丙丁]\s*(?:小)?[组队]|"
    rf"(?:\d{{1,2}}|[{_CN}]{{1,2}})\s*(?:号)?(?:小)?[组队]|(?:检查|考核|调研|督查|督导|评估|验收|工作|巡查)(?:小)?[组队]\s*(?:\d{{1,2}}|[{_CN}A-Z]{{1,2}})?"
)
_WHEN_HEAD = re.compile(r"日\s*期|时\s*间|日\s*程|年月日|星\s*期|时段|上下午")
_TEAM_HEAD = re.compile(r"组\s*别|(?:检查|考核|调研|督查)?(?:小)?组(?:名称|序号)?$|队别|分组")
_UNIT_HEAD = re.compile(r"单位|乡镇|镇街|街镇|地点|对象|街道|镇村|村居|村\(|社区|地区|安排|路线|检查点")
_ASIDE_HEAD = re.compile(
    r"备\s*注|联系|电话|车|带队|组长|人员|成员|领导|序\s*号|负责|内容|方式|科室|形式|住宿|午餐|就餐"
)


@dataclass(frozen=True, slots=True)
class _When:
    """A date or half-day as far as one cell states it."""

    date: str = ""
    half_day: str = ""
    year: int = 0
    month: int = 0
    day: int = 0

    def over(self, other: "_When") -> "_When":
        """What the other states, filled up by this."""
        if other.date:
            return _When(other.date, other.half_day or self.half_day, other.year, other.month, other.day)
        return _When(self.date, other.half_day or self.half_day, self.year, self.month, self.day)


def read_timetable(grid: Grid, title: str = "") -> Timetable | None:
    """The grid as a timetable; None where it holds no dates with units beside or below them."""
    slots = tuple(_across(grid)) or tuple(_down(grid))
    if len(slots) < 2 or not any(slot.units for slot in slots):
        return None
    return Timetable(title or grid.caption, slots, grid.place)


def read_timetable_prose(paragraphs: Iterable[Paragraph], title: str = "") -> Timetable | None:
    """A timetable in sentences: “12月6日上午：第一组检查甲镇、乙镇；第二组检查丙镇”. None where it is none."""
    slots: list[Slot] = []
    state, team = _When(), ""
    for paragraph in paragraphs:
        text = half_width(paragraph.text)
        if not (_DATE.search(text) or _TEAM.search(text) or _HALF.search(text)):
            continue
        for piece in re.split(r"[;。\n]|,(?=\s*(?:上午|下午|第|\d{1,2}月))", text):
            when = _when(piece)
            if when is not None:
                state = state.over(when) if not when.date else _When().over(when)
            rest = _WEEKDAY.sub("", _HALF.sub("", _DATE.sub("", piece)))
            if found := _TEAM.search(rest):
                team = re.sub(r"\s", "", found[0])
                rest = rest[: found.start()] + ":" + rest[found.end() :]
            units = tuple(_units_named(rest))
            if units and state.date and (team or state.half_day):
                slots.append(_slot(state, team, units, paragraph.place))
    if len(slots) < 2:
        return None
    return Timetable(title, tuple(slots), slots[0].place)


def _units_named(text: str) -> Iterator[str]:
    for piece in re.split(r"[:、,()\s和及]+", text):
        name = re.sub(r"^.*?(?:检查|考核|到|赴|前往|督查|调研|评估|验收|为|去)(?=.{2,}$)", "", piece).strip()
        if looks_like_unit(name):
            yield name


def _slot(when: _When, team: str, units: tuple[str, ...], place: Place) -> Slot:
    return Slot(when.date, when.half_day, team, units, when.month, when.day, when.year, place)


def _when(text: str) -> _When | None:
    """The date and half-day in a cell or a piece of a sentence; None: neither is there."""
    plain = half_width(text)
    half = _HALF.search(plain)
    half_day = re.sub(r"\s", "", half[0]) if half else ""
    found = _DATE.search(plain)
    if found is None:
        word = _WEEKDAY.search(plain)
        if word:
            return _When(word[0].strip("()"), half_day)
        only = _DAY_ONLY.fullmatch(_HALF.sub("", plain).strip())
        if only:
            return _When(only[0], half_day, 0, 0, int(only["day"]))
        return _When(half_day=half_day) if half_day else None
    groups = found.groupdict()
    year, month, day = (
        next((groups[f"{name}{tail}"] for tail in ("", "2", "3") if groups.get(f"{name}{tail}")), "0")
        for name in ("year", "month", "day")
    )
    values = [int(number(each) or 0) for each in (year, month, day)]
    if not (1 <= values[1] <= 12 and 1 <= values[2] <= 31):
        return _When(half_day=half_day) if half_day else None
    end = found.end()
    if more := _TO.match(plain, end):
        end = more.end()
    week = _WEEKDAY.match(plain[end:].lstrip())
    date = re.sub(r"\s+", "", text[found.start() : end]) + (week[0] if week else "")
    return _When(date, half_day, *values)


def _is_when(cell: Cell | None) -> bool:
    """Whether a cell is nothing but a date or a half-day."""
    if cell is None or not cell.text.strip():
        return False
    plain = half_width(cell.text)
    rest = _WEEKDAY.sub("", _HALF.sub("", _TO.sub("", _DATE.sub("", plain))))
    rest = _DAY_ONLY.sub("", rest)
    return _when(plain) is not None and len(re.sub(r"[\W\d_]|[年月日号点时半]", "", rest)) <= 2


def _down(grid: Grid) -> Iterator[Slot]:
    """Dates in a column, a row a half-day (or a visit)."""
    columns = range(grid.width)
    own = {
        column: [
            r
            for r in range(grid.height)
            if (c := grid.at(r, column)) and c.row == r and c.column == column and _is_when(c)
        ]
        for column in columns
    }
    when_columns = [column for column in columns if len(own[column]) >= 2]
    if not when_columns or not any(_has_date(grid, column, own[column]) for column in when_columns):
        return
    first = min(row for column in when_columns for row in own[column])
    heads = _heads(grid, first, when_columns)
    records = [
        column for column, head in heads.items() if _TEAM_HEAD.search(head) and not _TEAM.fullmatch(head)
    ]
    state = _When()
    for row in range(first, grid.height):
        new_date = False
        for column in when_columns:
            cell = grid.at(row, column)
            when = _when(cell.text) if cell and _is_when(cell) else None
            if when is not None and cell is not None:
                new_date = new_date or (bool(when.date) and cell.row == row)
                state = (
                    _When(when.date, when.half_day, when.year, when.month, when.day)
                    if when.date and new_date and cell.row == row
                    else state.over(when)
                )
        team_cell = grid.at(row, records[0]) if records else None
        for column, head in heads.items():
            cell = grid.at(row, column)
            if cell is None or column in records or (cell.row != row and not records):
                continue
            if _is_when(cell) or not cell.text.strip() or (cell.column != column):
                continue
            team = (
                re.sub(r"\s", "", team_cell.text) if team_cell else ("" if _UNIT_HEAD.search(head) else head)
            )
            yield _slot(state, team, unit_names(cell.text), cell.place)


def _has_date(grid: Grid, column: int, rows: Sequence[int]) -> bool:
    return any((when := _when(grid.text(row, column))) is not None and when.date for row in rows)


def _heads(grid: Grid, first: int, when_columns: Sequence[int]) -> dict[int, str]:
    """The heading of each column that holds units or teams. A dump that lost a span has fewer headings than
    columns; they then go to the columns that are left, in order.
    """
    rest = [
        column
        for column in range(grid.width)
        if column not in when_columns
        and any(grid.text(row, column).strip() for row in range(first, grid.height))
    ]
    if not first:
        return dict.fromkeys(rest, "")
    head = first - 1
    texts = {column: re.sub(r"\s", "", grid.text(head, column)) for column in range(grid.width)}
    named = list(dict.fromkeys(id(cell) for cell in grid.row(head)))
    cells = [cell for cell in grid.row(head) if id(cell) in named]
    spoken = [re.sub(r"\s", "", c.text) for c in cells if c.text.strip() and not _WHEN_HEAD.search(c.text)]
    aligned = {column: texts[column] for column in rest}
    if len(spoken) == len(rest) and (
        len(set(aligned.values()) - {""}) < len(rest) or any(_WHEN_HEAD.search(t) for t in aligned.values())
    ):
        aligned = dict(zip(rest, spoken, strict=True))
    return {c: text for c, text in aligned.items() if not _ASIDE_HEAD.search(text) or _TEAM.fullmatch(text)}


def _across(grid: Grid) -> Iterator[Slot]:
    """Dates in a row, a column a half-day; teams stand in the first column."""
    head = next(
        (
            row
            for row in range(min(4, grid.height))
            if sum(_is_when(cell) for cell in grid.row(row)) >= 2
            and any((w := _when(cell.text)) and w.date for cell in grid.row(row))
        ),
        None,
    )
    if head is None:
        return
    below = head + 1
    halves = below < grid.height and sum(_is_when(cell) for cell in grid.row(below)) >= 2
    first = below + (1 if halves else 0)
    if any(_is_when(cell) for row in range(first, grid.height) for cell in grid.row(row)):
        return  # dates go on below: they are a column
    columns: dict[int, _When] = {}
    state = _When()
    for column in range(grid.width):
        cell = grid.at(head, column)
        if cell is not None and _is_when(cell):
            state = _when(cell.text) or state
        when = _when(grid.text(below, column)) if halves else None
        if _is_when(cell) or when is not None:
            columns[column] = state.over(when) if when else state
    teams = [
        column
        for column in range(min(columns))
        if not _ASIDE_HEAD.search(half_width(grid.text(head, column)))
    ]
    for row in range(first, grid.height):
        team = re.sub(r"\s", "", grid.text(row, teams[-1])) if teams else ""
        for column, when in columns.items():
            cell = grid.at(row, column)
            if cell is not None and cell.column == column and cell.row == row and cell.text.strip():
                yield _slot(when, team, unit_names(cell.text), cell.place)
