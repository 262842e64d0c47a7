"""A plan as a workbook: teams down, half-days across, to be changed by hand and read back; in a second sheet the visits as
they were planned, so that what was changed by hand is known.
"""

import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import xlsxwriter

from kaohe.core import Place, Problem, Refused
from kaohe.core.problem import has_errors
from kaohe.facts.door import check_workbook, read_bytes
from kaohe.facts.sheets import Cells, open_workbook
from kaohe.fieldwork.timetables.cost import loads_of, routes
from kaohe.fieldwork.timetables.model import Arrangement, Half, Slot, Stop, by_cell

MATRIX, LIST, TEAMS = "日程", "原排清单", "各组"
_TEAM_HEAD = "组"
_LIST_HEAD = ("日期", "半天", "组", "单位", "编码", "固定")
_HEAD = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2}).*(上午|下午)", re.DOTALL)
_SEPARATORS = re.compile(r"[、，,；;\n]+")
_HALVES = {half.label: half for half in Half}
_NOTE = "换日程：把单位名称剪切、粘贴到别的格；一格里有几个单位的，用顿号隔开。改过的，再排时不动。“原排清单”请不要改。"


def write_book(arrangement: Arrangement, stops: tuple[Stop, ...], path: Path) -> None:
    """Write the workbook, replacing what is there."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "in_memory": True,
    }
    book = xlsxwriter.Workbook(str(path), options)
    line = {
        "border": 1,
        "border_color": "#999999",
        "valign": "vcenter",
        "text_wrap": True,
        "font_name": "宋体",
    }
    forms = {
        "title": book.add_format({"bold": True, "font_size": 16, "font_name": "宋体"}),
        "head": book.add_format({**line, "bold": True, "align": "center", "bg_color": "#E8EEF4"}),
        "cell": book.add_format(line),
        "fixed": book.add_format({**line, "bold": True, "bg_color": "#FFF4CE"}),
        "note": book.add_format({"font_color": "#555555", "font_name": "宋体"}),
    }
    _matrix(book.add_worksheet(MATRIX), arrangement, stops, forms)
    _listing(book.add_worksheet(LIST), arrangement, stops, forms)
    _teams(book.add_worksheet(TEAMS), arrangement, stops, forms)
    book.close()


def _matrix(sheet, arrangement: Arrangement, stops: tuple[Stop, ...], forms: Mapping) -> None:  # type: ignore[no-untyped-def, type-arg]
    names = {need.unit: need.name for need in arrangement.needs}
    sheet.write_string(0, 0, arrangement.title, forms["title"])
    sheet.write_string(1, 0, _NOTE, forms["note"])
    sheet.write_string(2, 0, _TEAM_HEAD, forms["head"])
    for column, slot in enumerate(arrangement.slots, 1):
        sheet.write_string(2, column, slot.with_weekday.replace(" ", "\n"), forms["head"])
    cells = by_cell(stops)
    for row, team in enumerate(arrangement.teams, 3):
        sheet.write_string(row, 0, team.name, forms["head"])
        for column, slot in enumerate(arrangement.slots, 1):
            there = cells.get((team.name, slot), [])
            text = "、".join(names.get(stop.unit, stop.unit) for stop in there)
            sheet.write_string(
                row, column, text, forms["fixed" if any(stop.fixed for stop in there) else "cell"]
            )
    sheet.set_column(0, 0, 10)
    sheet.set_column(1, len(arrangement.slots), 15)
    sheet.set_row(2, 32)
    sheet.freeze_panes(3, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _listing(sheet, arrangement: Arrangement, stops: tuple[Stop, ...], forms: Mapping) -> None:  # type: ignore[no-untyped-def, type-arg]
    names = {need.unit: need.name for need in arrangement.needs}
    rows = [
        (stop.slot.day.isoformat(), stop.slot.half.label, stop.team, names.get(stop.unit, stop.unit), stop.unit,
         "是" if stop.fixed else "")
        for stop in stops
    ]  # fmt: skip
    _table(sheet, [_LIST_HEAD, *rows], forms)


def _teams(sheet, arrangement: Arrangement, stops: tuple[Stop, ...], forms: Mapping) -> None:  # type: ignore[no-untyped-def, type-arg]
    loads, ways, travel = loads_of(arrangement, stops), routes(arrangement, stops), arrangement.travel
    rows = []
    for team in arrangement.teams:
        length = sum(n for (name, _), (n, _) in ways.items() if name == team.name)
        units = {stop.unit for stop in stops if stop.team == team.name}
        members = "、".join(member.name for member in team.members)
        shown = "" if travel is None else travel.shown(length)
        rows.append((team.name, members, str(loads[team.name]), str(len(units)), shown))
    _table(sheet, [("组", "成员", "半天数", "单位数", "路程"), *rows], forms)


def _table(sheet, rows: list[tuple[str, ...]], forms: Mapping) -> None:  # type: ignore[no-untyped-def, type-arg]
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, forms["cell" if number else "head"])
    sheet.set_column(0, len(rows[0]) - 1, 16)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)


def read_book(path: Path, arrangement: Arrangement) -> tuple[tuple[Stop, ...], tuple[Problem, ...]]:
    """The stops of a workbook as it now is. Those that were fixed, or that stand elsewhere than they were planned, are
    fixed. Refused where it is no such workbook; a name that nobody knows is a stop of that name, for the check to find.
    """
    sheets = _sheets(path)
    matrix = sheets.get(MATRIX)
    heads = {} if matrix is None else dict(_heads(matrix))
    if matrix is None or not heads:
        message = f"{path.name} 里没有“{MATRIX}”表，或者表头的日期改掉了。"
        raise Refused("timetable.not-a-plan", message)
    ids = {need.name: need.unit for need in arrangement.needs}
    names = {need.unit: need.name for need in arrangement.needs}
    problems: list[Problem] = []
    now: list[Stop] = []
    top = next(row for row, _ in heads)
    for row, column in matrix.filled():
        team = matrix.text(row, 0).strip()
        if row <= top or column == 0 or not team or (top, column) not in heads:
            continue
        if found := matrix.unreadable(row, column):
            problems.append(found)
            continue
        slot = heads[top, column]
        for word in filter(None, (part.strip() for part in _SEPARATORS.split(matrix.text(row, column)))):
            now.append(Stop(slot, team, word if word in names else ids.get(word, word)))
    planned = _planned(sheets.get(LIST))
    if planned is None:
        return tuple(now), tuple(problems)
    return tuple(Stop(s.slot, s.team, s.unit, planned.get(s, True)) for s in now), tuple(problems)


def _sheets(path: Path) -> dict[str, Cells]:
    """The sheets by name; personal data anywhere refuses the file."""
    place = Place(file=path.name)
    if not path.is_file():
        raise Refused("timetable.no-plan", f"没有找到日程 {path}。请核对文件名和所在文件夹。")
    data, problems = read_bytes(path, place)
    problems = problems or check_workbook(data, place)
    book = None if has_errors(problems) else open_workbook(io.BytesIO(data))
    if book is None:
        raise Refused("timetable.not-a-plan", f"{path.name} 读不了。请核对是不是日程的工作簿。", problems)
    cells = [Cells(sheet, path.name) for sheet in book.worksheets]
    refusals = [problem for sheet in cells for problem in sheet.personal_problems(())]
    if refusals:
        raise Refused("timetable.personal-data", f"{path.name} 里有个人信息，没有读入。", refusals)
    return {sheet.name: sheet for sheet in cells}


def _heads(sheet: Cells) -> Iterator[tuple[tuple[int, int], Slot]]:
    """The half-day of each column, from the first row that has any."""
    top = -1
    for row, column in sheet.filled():
        found = _HEAD.search(sheet.text(row, column))
        if found is None or top not in (-1, row):
            continue
        try:
            slot = Slot(date(int(found[1]), int(found[2]), int(found[3])), _HALVES[found[4]])
        except ValueError:
            continue
        top = row
        yield (row, column), slot


def _planned(sheet: Cells | None) -> dict[Stop, bool] | None:
    """The stops as they were written, and whether each was fixed; None where the list is gone."""
    if sheet is None or [sheet.text(0, column) for column in range(len(_LIST_HEAD))] != list(_LIST_HEAD):
        return None
    planned = {}
    for row in sorted({row for row, _ in sheet.filled()} - {0}):
        day, half, team, _, unit, fixed = (
            sheet.text(row, column).strip() for column in range(len(_LIST_HEAD))
        )
        try:
            planned[Stop(Slot(date.fromisoformat(day), _HALVES[half]), team, unit)] = fixed == "是"
        except (ValueError, KeyError):
            continue  # a line that was spoilt: its visit counts as changed by hand, and stays
    return planned
