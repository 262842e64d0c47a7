"""What was delivered when: one row a unit × period (× form), from CSV or from whoever keeps the forms."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kaohe.core import Period, Place, Problem
from kaohe.facts.findings import error, quoted, warning
from kaohe.facts.rows import Row, plain_text, read_csv
from kaohe.facts.units import Units

NEEDED = ("单位", "期间", "应报日期", "收到日期")
OPTIONAL = ("报表", "说明")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One form of one unit for one period. due None: no day was set. received None: it has not come.

    late: as it was decided when it came (the day may have been moved since); None: by its days. form: which, where a unit
    delivers several for a period.
    """

    unit: str
    period: Period
    due: date | None
    received: date | None
    form: str = ""
    late: bool | None = None
    place: Place = Place()

    @property
    def key(self) -> tuple[str, Period, str]:
        """What may occur only once."""
        return self.unit, self.period, self.form

    def days_late(self, on: date | None = None) -> int | None:
        """Days after its day: zero in time; of what has not come, by the day `on`; None where no day was set or has come yet."""
        if self.due is None or (self.received is None and (on is None or on <= self.due)):
            return None
        come = self.received or on
        assert come is not None
        return max(0, (come - self.due).days)


def read_deliveries(path: Path, units: Units) -> tuple[tuple[Delivery, ...], tuple[Problem, ...]]:
    """The deliveries that are right, in the file's order, and everything that is wrong with the rest."""
    rows, problems = read_csv(path)
    if not rows:
        return (), problems
    header = [plain_text(cell.strip()) for cell in rows[0][1]]
    found = list(_header_problems(header, Place(file=path.name, line=rows[0][0])))
    if any(problem.code == "facts.missing-column" for problem in found):
        return (), (*problems, *found)
    kept: dict[tuple[str, Period, str], Delivery] = {}
    for row in rows[1:]:
        delivery = _delivery(row, header, path.name, units, found)
        if delivery is None:
            continue
        first = kept.setdefault(delivery.key, delivery)
        if first is not delivery:
            form = f"的“{delivery.form}”" if delivery.form else ""
            message = f"“{units[delivery.unit].name}”{delivery.period.label}{form}写了两行，先写的算数。"
            found.append(
                error(
                    "duplicate-delivery",
                    delivery.place,
                    message,
                    "请只留一行；一期有几张表的，请加“报表”一栏区别。",
                    first.place,
                )
            )
    return tuple(kept.values()), (*problems, *found)


def _header_problems(header: Sequence[str], place: Place) -> Iterator[Problem]:
    for name in NEEDED:
        if name not in header:
            remedy = f"第一行请写表头：{'、'.join(NEEDED)}（之后可写{'、'.join(OPTIONAL)}）。"
            yield error("missing-column", place, f"缺少“{name}”一栏。", remedy)
    for name in NEEDED + OPTIONAL:
        if header.count(name) > 1:
            yield error("duplicate-column", place, f"“{name}”一栏写了两次。", "请删去一栏。")
    extra = [name for name in header if name and name not in NEEDED + OPTIONAL]
    if extra:
        message = f"{'、'.join(map(quoted, extra))}没有读入。"
        yield warning("extra-column", place, message, "不需要的可以不管，需要的请并入“说明”。")


def _delivery(
    row: Row, header: Sequence[str], file: str, units: Units, problems: list[Problem]
) -> Delivery | None:
    line, cells = row
    place = Place(file=file, line=line)
    texts = dict(zip(header, (plain_text(cell.strip()) for cell in cells), strict=False))
    before = len(problems)
    unit = units.find(texts.get("单位", ""))
    if unit is None:
        message = f"单位名单里没有{quoted(texts.get('单位', ''))}。"
        problems.append(
            error("unknown-unit", place, message, "请写名单里的编码或全称；新增的单位请先补进名单。")
        )
    try:
        period: Period | None = Period.parse(texts.get("期间", ""))
    except ValueError:
        period = None
        remedy = "请写成 2026、2026H1、2026Q3、2026-07 或 2025-10/2026-09。"
        problems.append(
            error("unknown-period", place, f"认不出期间{quoted(texts.get('期间', ''))}。", remedy)
        )
    due = _day(texts.get("应报日期", ""), "应报日期", place, problems)
    received = _day(texts.get("收到日期", ""), "收到日期", place, problems)
    if unit is None or period is None or len(problems) > before:
        return None
    return Delivery(unit.id, period, due, received, texts.get("报表", ""), place=place)


def _day(text: str, word: str, place: Place, problems: list[Problem]) -> date | None:
    """A day as offices write it; blank: none."""
    if not text:
        return None
    found = _DATE.fullmatch(text)
    try:
        if found:
            return date(*(int(group) for group in found.groups()))
    except ValueError:
        pass  # such as 30 February; said below with all others
    remedy = "请写成 2026-04-08 的样子；还没有收到的，“收到日期”留空。"
    problems.append(error("not-a-date", place, f"“{word}”里{quoted(text)}不是一个日期。", remedy))
    return None
