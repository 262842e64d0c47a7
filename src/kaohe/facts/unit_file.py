"""The list of units, from CSV or a workbook: 编码（可缺）, 名称, 层级, 类别, 上级."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.facts.findings import advice, error, quoted
from kaohe.facts.rows import plain_text
from kaohe.facts.table_rows import read_rows
from kaohe.facts.units import AssessedUnit, Units

_COLUMNS = ("编码", "名称", "层级", "类别", "上级")
_NEEDED = ("名称", "层级")


@dataclass(frozen=True, slots=True)
class _Line:
    """One row: the cells by column, and where it stands."""

    cells: dict[str, str]
    place: Place

    @property
    def id(self) -> str:
        return self.cells.get("编码") or self.cells["名称"]


def read_units(path: Path | str) -> tuple[Units, tuple[Problem, ...]]:
    """The units that are right, in the file's order, and everything that is not right."""
    path = Path(path)
    rows, problems = read_rows(path)
    if not rows:
        return Units(()), problems
    lines, found = _lines(rows)
    problems = (*problems, *found)
    lines, repeated = _unique(lines)
    units, misplaced = _with_parents(lines)
    if not units and not problems:
        at = Place(file=path.name)
        problems = (error("no-units", at, "单位名单里没有单位。", "请在表头下面每行写一个单位。"),)
    return Units(units), (*problems, *repeated, *misplaced)


def _lines(rows: list[tuple[Place, list[str]]]) -> tuple[list[_Line], tuple[Problem, ...]]:
    """Rows below the header, by column name. A title above the header is passed over."""
    trimmed = [(place, [plain_text(cell.strip(" \t\u3000\xa0")) for cell in cells]) for place, cells in rows]
    head = next((n for n, (_, cells) in enumerate(trimmed) if set(_NEEDED) <= set(cells)), None)
    if head is None:
        missing = "、".join(f"“{name}”" for name in _NEEDED if name not in trimmed[0][1])
        remedy = "第一行请写表头：编码（可缺）、名称、层级、类别、上级。"
        return [], (error("missing-column", trimmed[0][0], f"单位名单缺少{missing}一栏。", remedy),)
    header = trimmed[head][1]
    problems = list(_header_problems(header, trimmed[head][0]))
    lines = []
    for place, cells in trimmed[head + 1 :]:
        line = _Line(dict(zip(header, cells, strict=False)), place)
        lacking = [name for name in _NEEDED if not line.cells.get(name)]
        if not any(cells):
            continue
        if lacking:
            message = f"这一行没有写{'、'.join(lacking)}。"
            problems.append(error("missing-cell", place, message, "请补写，或删去这一行。"))
        if line.cells.get("名称"):
            lines.append(line)
    return lines, tuple(problems)


def _header_problems(header: list[str], place: Place) -> Iterable[Problem]:
    for name in _COLUMNS:
        if header.count(name) > 1:
            yield error("duplicate-column", place, f"“{name}”一栏写了两次。", "请删去一栏。")
    extra = [name for name in header if name and name not in _COLUMNS]
    if extra:
        yield advice(
            "extra-column", place, f"{'、'.join(map(quoted, extra))}没有读入。", "不需要的可以不管。"
        )


def _unique(lines: list[_Line]) -> tuple[list[_Line], list[Problem]]:
    """Units whose id and name occur once; of two with one, the first is kept and the second is said."""
    kept: list[_Line] = []
    problems: list[Problem] = []
    seen: dict[str, _Line] = {}
    for line in lines:
        name = line.cells["名称"]
        clash = next((key for key in (line.id, name) if key in seen), None)
        if clash is not None:
            message = f"{quoted(clash)}在名单里出现了两次。"
            remedy = "同名的单位请用全称（如冠以县名）区别，编码不要重复。"
            problems.append(error("duplicate-unit", line.place, message, remedy, seen[clash].place))
            continue
        seen[line.id] = seen[name] = line
        kept.append(line)
    return kept, problems


def _with_parents(lines: list[_Line]) -> tuple[list[AssessedUnit], list[Problem]]:
    """The units, each with its parent's id. An unknown parent, or a circle, is said and left out."""
    ids = {line.cells["名称"]: line.id for line in lines} | {line.id: line.id for line in lines}
    units: dict[str, AssessedUnit] = {}
    problems: list[Problem] = []
    for line in lines:
        if not line.cells.get("层级"):
            continue  # said before
        parent = line.cells.get("上级", "")
        if parent and parent not in ids:
            remedy = "请把上级单位也写进名单，或改正上级的名称（编码）。"
            problems.append(error("unknown-parent", line.place, f"上级{quoted(parent)}不在名单里。", remedy))
        units[line.id] = AssessedUnit(
            line.id, line.cells["名称"], line.cells["层级"], line.cells.get("类别", ""), ids.get(parent, "")
        )
    places = {line.id: line.place for line in lines}
    for unit in list(units.values()):
        if circle := _circle(unit.id, units):
            names = " → ".join(units[key].name for key in circle)
            message = f"上级绕成了一圈：{names}。"
            problems.append(error("parent-circle", places[unit.id], message, "请改正其中一个单位的上级。"))
            for key in circle:
                units[key] = replace(units[key], parent="")
    return list(units.values()), problems


def _circle(start: str, units: dict[str, AssessedUnit]) -> list[str]:
    """The ids of the circle that begins and ends at a unit; empty where there is none."""
    path, at = [start], units[start].parent
    while at and at in units and at not in path:
        path.append(at)
        at = units[at].parent
    return [*path, start] if at == start else []
