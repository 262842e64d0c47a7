"""The rows of inspection as `kaohe estimate` reads them: 单位, 数据项, 检查点, 检查数, 不符数, 查得数, 检查单位, 检查组, 日期, 说明."""

from collections.abc import Iterable, Iterator

from kaohe.core import plain
from kaohe.facts.units import Units
from kaohe.fieldwork.estimates.model import Inspected

HEAD = ("单位", "数据项", "检查点", "检查数", "不符数", "查得数", "检查单位", "检查组", "日期", "说明")


def inspected_lines(rows: Iterable[Inspected], units: Units) -> Iterator[tuple[str, ...]]:
    """The head and a line a row; counts that were not taken stay empty."""
    yield HEAD
    for row in rows:
        name = units[row.unit].name if row.unit in units else row.unit
        looked, wrong = (str(row.looked), str(row.wrong)) if row.looked else ("", "")
        found = "" if row.found is None else plain(row.found)
        by = "上级" if row.above else "本级"
        yield (name, row.measure, row.place, looked, wrong, found, by, row.by, row.at, row.note)
