"""任务记录: the file of events, a line each, added to and never rewritten. CSV (opens in Excel) or JSON lines.

Columns: 日期, 单位, 任务编号, 月份 (of issue), 事项 (报送, 办结, 退回, 免办, 月结), 证明, 说明, 经办.
"""

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from kaohe.core import Period, Place, Problem
from kaohe.facts import AssessedUnit, Units
from kaohe.facts.door import read_bytes
from kaohe.facts.findings import error, quoted
from kaohe.facts.rows import Row, personal_problems, plain_text, read_csv, safe_text
from kaohe.tasks.model import Deed, Event

COLUMNS = ("日期", "单位", "任务编号", "月份", "事项", "证明", "说明", "经办")
_NEEDED = COLUMNS[:5]
_DEEDS = {deed.label: deed for deed in Deed}
JSON_LINES = ".jsonl"


def read_record(path: Path, units: Units) -> tuple[tuple[Event, ...], tuple[Problem, ...]]:
    """The events of a file in its order, and everything wrong with the rest. `units` are `everyone`.

    Residents' numbers or lists of people refuse the file as a whole.
    """
    rows, problems = _json_rows(path) if path.suffix == JSON_LINES else read_csv(path)
    if not rows:
        only_empty = all(problem.code == "facts.empty-file" for problem in problems)
        return (), () if only_empty and path.is_file() else problems
    header = [cell.strip() for cell in rows[0][1]]
    missing = [name for name in _NEEDED if name not in header]
    if missing:
        place = Place(file=path.name, line=rows[0][0])
        message = f"任务记录缺少{'、'.join(map(quoted, missing))}一栏。"
        return (), (*problems, error("missing-column", place, message, f"表头请写：{'、'.join(COLUMNS)}。"))
    reader = _Reader(path.name, units, header)
    events = [event for line, cells in rows[1:] if (event := reader.read(line, cells)) is not None]
    return tuple(events), (*problems, *reader.problems)


def append_record(path: Path, events: Iterable[Event], units: Units) -> None:
    """Add lines at the end; a new file gets its header and the mark by which Excel knows Chinese."""
    lines = [_cells(event, units) for event in events]
    new = not path.is_file() or path.stat().st_size == 0
    if path.suffix == JSON_LINES:
        with path.open("a", encoding="utf-8", newline="\n") as stream:
            for cells in lines:
                fields = {name: cell for name, cell in zip(COLUMNS, cells, strict=True) if cell}
                stream.write(json.dumps(fields, ensure_ascii=False) + "\n")
        return
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    if new:
        writer.writerow(COLUMNS)
    elif not path.read_bytes().endswith((b"\n", b"\r")):
        text.write("\r\n")  # a hand left the last line open
    writer.writerows([safe_text(cell) for cell in cells] for cells in lines)
    with path.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as stream:
        stream.write(text.getvalue())


def _cells(event: Event, units: Units) -> tuple[str, ...]:
    unit = units[event.unit].name if event.unit in units else event.unit
    fields = (unit, event.task, str(event.month), event.deed.label, event.proof, event.note, event.by)
    return (event.at.isoformat(), *fields)


def _json_rows(path: Path) -> tuple[list[Row], tuple[Problem, ...]]:
    """Lines of JSON as rows under the header; a line that is none is a Problem."""
    data, problems = read_bytes(path, Place(file=path.name))
    if problems:
        return [], problems
    rows: list[Row] = [(1, list(COLUMNS))]
    found: list[Problem] = []
    for number, line in enumerate(data.decode("utf-8-sig", "replace").splitlines(), 1):
        if not line.strip():
            continue
        place = Place(file=path.name, line=number)
        try:
            fields = json.loads(line)
        except ValueError:
            fields = None
        if not isinstance(fields, dict) or not all(isinstance(value, str) for value in fields.values()):
            remedy = '每行写成 {"日期": "2026-11-05", "单位": "…", …} 的样子。'
            found.append(error("not-a-line", place, "这一行不是一条记录。", remedy))
            continue
        if unknown := [name for name in fields if name not in COLUMNS]:
            message = f"不认识{'、'.join(map(quoted, unknown))}。"
            found.append(error("unknown-field", place, message, f"可以写：{'、'.join(COLUMNS)}。"))
            continue
        rows.append((number, [fields.get(name, "") for name in COLUMNS]))
    refusals = personal_problems(rows, path.name)
    return ([], refusals) if refusals else (rows, tuple(found))


class _Reader:
    """Reads line after line. Each distinct text is looked up once: files repeat themselves."""

    def __init__(self, file: str, units: Units, header: list[str]) -> None:
        self.problems: list[Problem] = []
        self._file = file
        self._at = {name: header.index(name) for name in COLUMNS if name in header}
        self._units = _by_word(units)
        self._months: dict[str, Period | None] = {}
        self._days: dict[str, date | None] = {}

    def read(self, line: int, cells: list[str]) -> Event | None:
        """One line: an event, or Problems."""
        text = {
            name: plain_text(cells[at].strip()) if at < len(cells) else "" for name, at in self._at.items()
        }
        if not any(text.values()):
            return None
        deed = _DEEDS.get(text["事项"])
        day, month = self._day(text["日期"]), self._month(text["月份"])
        unit = self._units.get(text["单位"])
        place = Place(file=self._file, line=line)
        ends = deed is Deed.MONTH_END
        if deed and day and month and (ends or (unit and text["任务编号"])):
            words = (text.get("证明", ""), text.get("说明", ""), text.get("经办", ""))
            return Event(unit.id if unit else "", text["任务编号"], month, deed, day, *words, place=place)
        self._say(
            place,
            text,
            事项=(deed is None, f"可以写：{'、'.join(_DEEDS)}。"),
            日期=(day is None, "请写成 2026-11-05 的样子。"),
            月份=(month is None, "请写任务下达的月份，写成 2026-11 的样子。"),
            单位=(unit is None and not ends, "请写单位表里的编码或全称。"),
            任务编号=(not text["任务编号"] and not ends, "请写任务方案里的编号。"),
        )
        return None

    def _say(self, place: Place, text: dict[str, str], **cells: tuple[bool, str]) -> None:
        """What is wrong with which cells of a line."""
        for name, (bad, remedy) in cells.items():
            if bad:
                written = f"写的是{quoted(text[name])}，看不懂" if text[name] else "没有写"
                self.problems.append(error("bad-cell", place, f"“{name}”{written}。", remedy))

    def _day(self, text: str) -> date | None:
        if text not in self._days:
            self._days[text] = _read_day(text)
        return self._days[text]

    def _month(self, text: str) -> Period | None:
        if text not in self._months:
            try:
                month = Period.parse(text)
            except ValueError:
                month = None
            self._months[text] = month if month and month.months == 1 else None
        return self._months[text]


def _read_day(text: str) -> date | None:
    """2026-11-05, and what Excel makes of it: 2026/11/5."""
    try:
        year, month, day = (int(part) for part in text.replace("/", "-").split("-"))
        return date(year, month, day)
    except ValueError:
        return None


def _by_word(units: Units) -> dict[str, AssessedUnit]:
    """Units by id, and by name where it names one only."""
    names: dict[str, list[AssessedUnit]] = {}
    for unit in units:
        names.setdefault(unit.name, []).append(unit)
    found = {name: named[0] for name, named in names.items() if len(named) == 1}
    return found | {unit.id: unit for unit in units}
