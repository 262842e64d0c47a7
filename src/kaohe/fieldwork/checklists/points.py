"""The sample points that a form lets a team choose from: a draw's record, or a table with 单位 and 样本点."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kaohe.core import Place, Problem
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.rows import personal_problems
from kaohe.facts.units import Units
from kaohe.fieldwork.checklists.export_files import read_rows

Points = Mapping[str, tuple[str, ...]]
"""Names of sample points by unit id, in the order in which they are offered."""

RESERVE = "（候补）"
"""Behind the name of a point that stands by; it is the same point when it has taken another's place."""

DRAW = "kaohe.draw"
_UNIT, _POINT = ("单位", "所属单位"), ("样本点", "检查点", "名称")


def read_points(path: Path, units: Units) -> tuple[Points, tuple[Problem, ...]]:
    """The points of a file, and everything that is wrong with the rest of it. Of a draw: what was drawn, with
    replacements in their places, then the reserves, marked as such.
    """
    pairs, problems = _from_record(path) if path.suffix.lower() == ".json" else _from_table(path)
    found = list(problems)
    return _by_unit(pairs, units, found), tuple(found)


_Pair = tuple[str, str, Place]


def _by_unit(pairs: Iterable[_Pair], units: Units, problems: list[Problem]) -> Points:
    points: dict[str, dict[str, None]] = {}
    for unit_text, name, place in pairs:
        unit = units.find(unit_text)
        if unit is None:
            message = f"单位名单里没有{quoted(unit_text)}，样本点{quoted(name)}没有列入。"
            problems.append(error("unknown-unit", place, message, "请写名单里的编码或全称。"))
            continue
        of_unit = points.setdefault(unit.id, {})
        if name in of_unit:
            message = f"{quoted(unit.name)}的样本点{quoted(name)}写了两次，只列一次。"
            problems.append(warning("point-twice", place, message, "同名的请写成不同的名称，免得混淆。"))
        of_unit[name] = None
    return {unit: tuple(names) for unit, names in points.items()}


def _from_table(path: Path) -> tuple[list[_Pair], tuple[Problem, ...]]:
    table, problems = read_rows(path)
    if not table.rows:
        return [], problems
    refusals = personal_problems([(row.place.line, list(row.cells)) for row in table.rows], path.name)
    if refusals:
        return [], refusals
    head, *rows = table.rows
    columns = [
        next((head.cells.index(word) for word in words if word in head.cells), None)
        for words in (_UNIT, _POINT)
    ]
    if columns[0] is None or columns[1] is None:
        message, remedy = "样本点的表要有“单位”和“样本点”两栏。", "第一行请写表头：单位,样本点。"
        return [], (*problems, error("missing-column", head.place, message, remedy))
    pairs = []
    for row in rows:
        cells = (*row.cells, *("" for _ in head.cells))
        unit, name = cells[columns[0]], cells[columns[1]]
        if unit and name:
            pairs.append((unit, name, row.place))
        else:
            message = "这一行没有写单位或样本点。"
            problems = (*problems, error("missing-cell", row.place, message, "请补写，或删去这一行。"))
    return pairs, problems


def _from_record(path: Path) -> tuple[list[_Pair], tuple[Problem, ...]]:
    place = Place(file=path.name)
    remedy = "请选 kaohe draw 写出的记录，抽取以后的。"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["kind"] != DRAW:
            raise ValueError(record["kind"])
        if not record.get("drawn") and not any("drawn" in group for group in record["groups"]):
            return [], (error("not-drawn", place, "这份抽样记录还没有抽取。", remedy),)
        return list(_drawn(record, path, place)), ()
    except OSError as reason:
        return [], (error("no-file", place, f"文件打不开：{reason.strerror}。", "请核对文件名。"),)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return [], (error("not-a-draw", place, "这不是一份抽样记录。", remedy),)


def _drawn(record: dict[str, Any], path: Path, place: Place) -> Iterator[_Pair]:
    frame = record["frame"]
    lines = frame["rows"] if "rows" in frame else _beside(path, frame["file"])
    spots = {row[0]: (row[2], row[1]) for row in csv.reader(lines) if len(row) > 2}
    instead = {entry["out"]: entry["taken"] for entry in record.get("replacements", ())}
    for group in record["groups"]:
        chosen = dict.fromkeys(_last(spot, instead) for spot in group["drawn"])
        for spot in chosen:
            yield (*spots[spot], place)
        for spot in group.get("reserves", ()):
            if spot not in chosen:
                unit, name = spots[spot]
                yield unit, name + RESERVE, place


def _beside(path: Path, name: str) -> list[str]:
    """The lines of the frame's own file, which lies beside the record; only its bare name is believed."""
    return (path.parent / Path(name).name).read_text(encoding="utf-8").splitlines()


def _last(spot: str, instead: Mapping[str, str]) -> str:
    """Who stands for a spot now; a circle, which no record of ours has, ends where it closes."""
    seen = set()
    while spot in instead and spot not in seen:
        seen.add(spot)
        spot = instead[spot]
    return spot
