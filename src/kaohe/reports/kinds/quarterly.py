"""季度报告: to the level above, how a quarter's tasks went: by heading, by unit, and what is carried on; beside the quarter
before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kaohe.core import Cadence, Period
from kaohe.reports.kinds.kind import Kind, Paper
from kaohe.reports.material import Material
from kaohe.reports.official.fields import Data, Vocabulary
from kaohe.reports.task_ledger import ledger_of
from kaohe.tasks.figures import Figures, Tally, change_text, quarter_figures, rate_text
from kaohe.tasks.ledger import Ledger
from kaohe.tasks.model import Entry, MonthList, State
from kaohe.tasks.months import last_day, month_end

MOST_OPEN = 200
"""So many lines of open tasks stand on paper; where there are more, it is said, and the workbook has them all."""
MOST_NAMES = 40
"""So many units are named in one line of open tasks."""
_NUMBERS = (
    "应办",
    "上期结转",
    "新下达",
    "办结",
    "逾期办结",
    "免办",
    "未办结",
    "待审",
    "未到期",
    "退回",
    "办结率",
)
_OWN = Vocabulary(
    {
        "季度": "哪个季度，如2026年第4季度",
        **{name: f"全部任务的{name}" for name in _NUMBERS},
        "结转": "结转下季几件",
        "上季办结率": "上季度的办结率；第一个季度为空",
        "变化": "办结率与上季度相比，如提高2.5个百分点；第一个季度为空",
        "其余": "没有列出的还有几件；都列出时为空",
    },
    {
        "类别": {name: f"每类任务的{name}" for name in ("类别", *_NUMBERS, "比上季")},
        "单位": {name: f"每个单位的{name}" for name in ("序号", "单位", *_NUMBERS, "比上季")},
        "在办": {
            name: f"没有办结的每项任务的{name}"
            for name in ("序号", "任务", "单位", "下达", "期限", "结转次数")
        },
    },
)


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a ledger: what the paper is written from."""

    ledger: Ledger
    period: Period
    figures: Figures


def quarters_of(ledger: Ledger) -> Iterator[Quarter]:
    """Every quarter in which the ledger has a month, in order."""
    quarters = dict.fromkeys(
        Period(each.month.year, (each.month.month - 1) // 3 * 3 + 1, Cadence.QUARTER.months)
        for each in ledger.months
    )
    for period in quarters:
        yield Quarter(ledger, period, quarter_figures(ledger, period))


def quarterly_paper(kind: Kind, material: Material, quarter: Quarter, number: int = 1) -> Paper:
    """The report on one quarter."""
    figures, before = quarter.figures, quarter.figures.before
    lines = _open_lines(quarter)
    fields = {
        **kind.fields(material, number),
        "季度": quarter.period.label,
        **_numbers(figures.whole),
        "结转": str(figures.whole.open),
        "上季办结率": rate_text(before.whole.rate) if before else "",
        "变化": change_text(figures.whole.rate, before.whole.rate) if before else "",
        "其余": str(len(lines) - MOST_OPEN) if len(lines) > MOST_OPEN else "",
    }
    lists = {
        "类别": _heading_rows(figures, before),
        "单位": _unit_rows(figures, before),
        "在办": tuple({"序号": str(at), **line} for at, line in enumerate(lines[:MOST_OPEN], 1)),
    }
    return Paper(str(quarter.period), Data(fields, lists))


def _numbers(tally: Tally) -> dict[str, str]:
    numbers = (
        tally.due,
        tally.carried_in,
        tally.issued,
        tally.finished,
        tally.late,
        tally.excused,
        tally.open,
        tally.submitted,
        tally.not_due,
        tally.returns,
    )
    return dict(zip(_NUMBERS, (*map(str, numbers), rate_text(tally.rate)), strict=True))


def _compared(tally: Tally, before: Tally | None) -> dict[str, str]:
    return {**_numbers(tally), "比上季": change_text(tally.rate, before.rate if before else None)}


def _heading_rows(figures: Figures, before: Figures | None) -> tuple[dict[str, str], ...]:
    return tuple(
        {"类别": name or "未分类", **_compared(tally, before.of_heading(name) if before else None)}
        for name, tally in figures.headings
    )


def _unit_rows(figures: Figures, before: Figures | None) -> tuple[dict[str, str], ...]:
    earlier = {unit.id: tally for unit, tally in before.units} if before else {}
    return tuple(
        {"序号": str(at), "单位": unit.name, **_compared(tally, earlier.get(unit.id))}
        for at, (unit, tally) in enumerate(figures.units, 1)
    )


def _open_lines(quarter: Quarter) -> Sequence[dict[str, str]]:
    """What is open, a line a task and month of issue with the units it is open in, the longest carried first."""
    ledger = quarter.ledger
    tasks = ledger.programme.by_number
    over = last_day(quarter.figures.last) <= ledger.on
    still = month_end(MonthList(quarter.figures.last, quarter.figures.open)) if over else quarter.figures.open
    grouped: dict[tuple[str, Period], list[Entry]] = {}
    for entry in still:
        grouped.setdefault((entry.task, entry.month), []).append(entry)
    lines = []
    places = {number: at for at, number in enumerate(tasks)}
    for (number, month), entries in sorted(
        grouped.items(), key=lambda pair: (pair[0][1], places[pair[0][0]])
    ):
        names = [
            ledger.units[entry.unit].name + ("（待审）" if entry.state is State.SUBMITTED else "")
            for entry in entries
        ]
        due = entries[0].due
        lines.append(
            {
                "任务": tasks[number].text,
                "单位": _listed(names),
                "下达": month.label,
                "期限": f"{due.month}月{due.day}日",
                "结转次数": str(max(entry.carried for entry in entries)),
            }
        )
    return lines


def _listed(names: Sequence[str]) -> str:
    """The names; of very many the first, and how many there are."""
    return "、".join(names[:MOST_NAMES]) + (f"等{len(names)}个单位" if len(names) > MOST_NAMES else "")


def _reports(kind: Kind, material: Material) -> Iterator[Paper]:
    if not material.office.months:
        return
    for number, quarter in enumerate(quarters_of(ledger_of(material)), 1):
        yield quarterly_paper(kind, material, quarter, number)


def _lacks(material: Material) -> str:
    return "" if material.office.months else "《公文.yaml》里没有写“月度任务”"


QUARTERLY = Kind(
    "季度报告", "每季任务办结、结转情况，报上一级", _reports, _OWN, of_result=False, lacks=_lacks
)
