"""The findings file that people write: one row a unit × figure × sample point, CSV or Excel.

Needed: 单位, 数据项. Besides: 检查点, 检查数, 不符数, 查得数, 总数 (all cases the unit has), 检查单位 (本级, the default,
or 上级), 检查组, 日期, 说明. A blank count is not zero: who looked at something writes 不符数 0.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from kaohe.core import Place, Problem
from kaohe.core.problem import has_errors
from kaohe.facts import Units
from kaohe.facts.findings import quoted
from kaohe.facts.rows import plain_text
from kaohe.facts.table_files import find_measure
from kaohe.facts.table_rows import read_rows
from kaohe.facts.values import is_blank, read_value
from kaohe.fieldwork.estimates.checking import Located, error, warning
from kaohe.fieldwork.estimates.model import Inspected
from kaohe.fieldwork.estimates.uses import ABOVE, OURS
from kaohe.scheme.model import Measure, MeasureKind, Scheme

NEEDED = ("单位", "数据项")
OPTIONAL = ("检查点", "检查数", "不符数", "查得数", "总数", "检查单位", "检查组", "日期", "说明")
_BLANKS = " \t\r\n\u3000\xa0"
_LEVELS = {"": False, OURS: False, ABOVE: True}


def read_findings(
    path: Path | str, scheme: Scheme, units: Units
) -> tuple[tuple[Located, ...], tuple[Problem, ...]]:
    """The rows that can be read, and everything wrong with the others. Whether they hold is for `checking`."""
    path = Path(path)
    rows, problems = read_rows(path)
    if not rows:
        return (), problems
    trimmed = [(place, [plain_text(cell.strip(_BLANKS)) for cell in cells]) for place, cells in rows]
    head = next((n for n, (_, cells) in enumerate(trimmed) if set(NEEDED) <= set(cells)), None)
    if head is None:
        remedy = f"第一行请写表头：{'、'.join(NEEDED + OPTIONAL)}。"
        missing = "、".join(f"“{name}”" for name in NEEDED if name not in trimmed[0][1])
        return (), (
            *problems,
            error("missing-column", trimmed[0][0], f"检查结果缺少{missing}一栏。", remedy),
        )
    header = trimmed[head][1]
    found = [*problems, *_header_problems(header, trimmed[head][0])]
    located = []
    for place, cells in trimmed[head + 1 :]:
        if any(cells):
            entry = _row(
                dict.fromkeys(NEEDED, "") | dict(zip(header, cells, strict=False)),
                place,
                scheme,
                units,
                found,
            )
            located += [] if entry is None else [entry]
    if len(trimmed) == head + 1:
        message = "检查结果只有表头，没有数据。"
        found.append(error("no-findings", trimmed[head][0], message, "请在表头下面每个检查点写一行。"))
    return tuple(located), tuple(found)


def _header_problems(header: Sequence[str], place: Place) -> Iterator[Problem]:
    for name in NEEDED + OPTIONAL:
        if header.count(name) > 1:
            yield error("duplicate-column", place, f"“{name}”一栏写了两次。", "请删去一栏。")
    extra = [name for name in header if name and name not in NEEDED + OPTIONAL]
    if extra:
        message = f"{'、'.join(map(quoted, extra))}没有读入。"
        yield warning("extra-column", place, message, "不需要的可以不管，需要的请并入“说明”。")


def _row(
    cells: dict[str, str], place: Place, scheme: Scheme, units: Units, problems: list[Problem]
) -> Located | None:
    """One row as it was written; None where a cell cannot be read."""
    found: list[Problem] = []
    unit_text, measure_text = cells["单位"], cells["数据项"]
    unit, measure = units.find(unit_text), find_measure(scheme, measure_text)
    looked, wrong, total = (_whole(cells, name, place, found) for name in ("检查数", "不符数", "总数"))
    figure = _figure(cells.get("查得数", ""), measure, place, found)
    found += _half(cells, place)
    level = cells.get("检查单位", "")
    if level not in _LEVELS:
        message = f"检查单位没有{quoted(level)}这一种。"
        found.append(error("unknown-level", place, message, f"请写“{OURS}”或“{ABOVE}”。"))
    problems += found
    if has_errors(found):
        return None
    row = Inspected(
        unit=unit.id if unit else unit_text,
        measure=measure.id if measure else measure_text,
        looked=looked or 0,
        wrong=wrong or 0,
        found=figure,
        place=cells.get("检查点", ""),
        by=cells.get("检查组", ""),
        above=_LEVELS[level],
        at=cells.get("日期", ""),
        note=cells.get("说明", ""),
    )
    return Located(row, place, total)


def _whole(cells: dict[str, str], name: str, place: Place, problems: list[Problem]) -> int | None:
    """A count; None where nothing was written or it cannot be read."""
    text = cells.get(name, "")
    if is_blank(text):
        return None
    value, found = read_value(text, Measure(name, MeasureKind.COUNT), place)
    problems += found
    if isinstance(value, Decimal):
        return int(value)
    if not has_errors(found):
        message = f"{name}要填数，这里写的是{quoted(text)}。"
        problems.append(error("not-a-number", place, message, "没有检查的，请删去这一行。"))
    return None


def _figure(text: str, measure: Measure | None, place: Place, problems: list[Problem]) -> Decimal | None:
    """The figure found, read with the measure's own care; None where nothing was written."""
    if is_blank(text) or measure is None:
        return None
    if measure.kind in (MeasureKind.RATIO, MeasureKind.YES_NO, MeasureKind.LEVEL):
        message = f"“{measure.name}”没有查得数可填。"
        remedy = "比率请填检查数和不符数；是否、等级请填在填报表里。"
        problems.append(error("no-figure-here", place, message, remedy))
        return None
    value, found = read_value(text, measure, place)
    problems += found
    if isinstance(value, Decimal):
        return value
    if not has_errors(found):
        message = f"查得数要填数，这里写的是{quoted(text)}。"
        problems.append(error("not-a-number", place, message, "没有检查的，请删去这一行。"))
    return None


def _half(cells: dict[str, str], place: Place) -> Iterable[Problem]:
    """One of the two counts without the other: neither may be guessed."""
    looked, wrong = (not is_blank(cells.get(name, "")) for name in ("检查数", "不符数"))
    if looked and not wrong:
        yield error("no-wrong", place, "写了检查数，没有写不符数。", "一件不符都没有的，请写 0。")
    if wrong and not looked:
        remedy = "请补写检查数；只知道查出几件、不知道看了几件的，写在“查得数”一栏。"
        yield error("no-looked", place, "写了不符数，没有写检查数。", remedy)
