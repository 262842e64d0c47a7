"""Lists, bulletins and quarterly reports written from a ledger of tasks, and the workbook of a month."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from kaohe.core import Period
from kaohe.facts import AssessedUnit, Units
from kaohe.reports.kinds.monthly import BULLETIN, TASK_LIST
from kaohe.reports.kinds.quarterly import (
    MOST_NAMES,
    MOST_OPEN,
    QUARTERLY,
    Quarter,
    quarterly_paper,
    quarters_of,
)
from kaohe.reports.office import Office, PaperWords
from kaohe.reports.official.fields import Data
from kaohe.reports.official.fill import fill
from kaohe.reports.task_ledger import ledger_of, months_of, task_material
from kaohe.reports.tasks_book import write_tasks_book
from kaohe.tasks import Deed, Event, State, Task
from kaohe.tasks.figures import quarter_figures
from kaohe.tasks.ledger import Ledger, fold
from tests.unit.reports.kinds.material import example
from tests.unit.tasks.samples import UNITS, done, event, folded, month, programme, task, yunxi_on

ONE = programme(
    task("T1", 1, day=20, heading="甲", departments=("办公室",)),
    task("T2", 1, day=10, runs=3, heading="乙", units=("镇",)),
    task("T3", 2, heading="甲", units=("听泉街道",)),
)
RECORD = [
    done("A", "T1", 1, "2026-01-20"),
    event("B", "T1", 1, Deed.EXCUSE, "2026-01-05", note="不适用"),
    event("C", "T1", 1, Deed.SUBMIT, "2026-01-20", "回执"),
    event("C", "T1", 1, Deed.GIVE_BACK, "2026-01-22", note="缺公章"),
    done("A", "T2", 1, "2026-03-02"),
]
LEDGER = folded(ONE, RECORD, "2026-03-31")


def text_of(data: Data, kind: object = BULLETIN) -> str:
    """Everything a paper says."""
    document = fill(kind.form(), data)  # type: ignore[attr-defined]

    def texts() -> Iterator[str]:
        for block in document.blocks:
            yield getattr(block, "text", "")
            yield from (cell.text for cell in getattr(block, "cells", ()))

    return "\n".join(texts())


def test_a_task_stands_in_the_month_it_is_due() -> None:
    by_month = {each.month: each for each in months_of(LEDGER, month(3))}
    assert list(by_month) == ["2026-01", "2026-02", "2026-03"]
    (january,) = by_month["2026-01"].tasks
    assert (january.text, january.units, january.done, january.returned) == (
        "办理T1",
        ("柳堰镇", "听泉街道"),
        ("柳堰镇",),
        ("听泉街道",),
    )
    (march,) = by_month["2026-03"].tasks
    assert (march.units, march.done, march.until) == (("柳堰镇", "棠里镇"), ("柳堰镇",), "2026-03-10")


def test_a_month_is_seen_as_it_was_at_its_end() -> None:
    (january,) = months_of(LEDGER, month(1))
    assert january.tasks[0].returned == ("听泉街道",)
    running = months_of(LEDGER, month(1), running=True)
    assert [task.text for task in running[0].tasks] == ["办理T1", "办理T2"]
    assert running[0].tasks[1].done == ()


def test_a_list_shows_what_is_carried_and_how_often() -> None:
    material = task_material(LEDGER, month(2), Office(), running=True)
    papers = {paper.stem: paper for paper in TASK_LIST.papers(TASK_LIST, material)}
    rows = papers["2026-02 3 听泉街道"].data.lists["任务"]
    assert [row["任务"] for row in rows] == ["办理T3", "办理T1（2026年1月任务，结转1次）"]
    assert [row["任务"] for row in papers["2026-02 1 柳堰镇"].data.lists["任务"]] == ["办理T2"]


def test_a_bulletin_names_what_earlier_months_left() -> None:
    material = task_material(LEDGER, month(3), Office())
    bulletin = list(BULLETIN.papers(BULLETIN, material))[-1]
    text = text_of(bulletin.data)
    assert "各镇街：" in text
    assert "以前月份结转、仍没有办结的任务" in text
    assert [(row["月份"], row["未办结"], row["结转次数"]) for row in bulletin.data.lists["旧任务"]] == [
        ("2026年1月", "听泉街道", "2"),
        ("2026年2月", "听泉街道", "1"),
    ]


def test_a_date_of_another_month_is_left_blank() -> None:
    office = Office(
        date="2027-01-25", papers={"月度通报": PaperWords(date="2026-02-03", recipients="各单位")}
    )
    january = task_material(LEDGER, month(1), office).office
    assert (january.date, january.words("月度通报").date) == ("", "2026-02-03")
    march = task_material(LEDGER, month(3), office).office
    assert march.words("月度通报").date == ""
    assert march.words("月度通报").recipients == "各单位"


def test_a_quarter_in_words() -> None:
    quarter = Quarter(LEDGER, Period(2026, 1, 3), quarter_figures(LEDGER, Period(2026, 1, 3)))
    paper = quarterly_paper(QUARTERLY, task_material(LEDGER, month(3), Office()), quarter)
    text = text_of(paper.data, QUARTERLY)
    assert "应办任务5件，办结2件（其中逾期办结0件），办结率40.0%。结转下季3件" in text
    assert "与上季度" not in text.split("一、")[0]
    assert [(row["任务"], row["单位"], row["结转次数"]) for row in paper.data.lists["在办"]] == [
        ("办理T1", "听泉街道", "3"),
        ("办理T2", "棠里镇", "3"),
        ("办理T3", "听泉街道", "2"),
    ]


def test_a_quarter_beside_the_one_before() -> None:
    ledger = yunxi_on("2026-09-30")
    third = list(quarters_of(ledger))[2]
    paper = quarterly_paper(QUARTERLY, task_material(ledger, month(9), Office()), third)
    assert (paper.data.fields["上季办结率"], paper.data.fields["变化"]) == ("98.0%", "提高0.7个百分点")
    units = {row["单位"]: row for row in paper.data.lists["单位"]}
    assert (units["梅屿镇"]["办结率"], units["梅屿镇"]["比上季"]) == ("91.7%", "下降8.3个百分点")
    shown = ("应办", "办结", "未办结")
    whole = [int(paper.data.fields[name]) for name in shown]
    for rows in (paper.data.lists["单位"], paper.data.lists["类别"]):
        assert [sum(int(row[name]) for row in rows) for name in shown] == whole


def test_a_long_list_of_open_tasks_is_cut_and_said() -> None:
    tasks = tuple(Task(f"N{at}", f"任务{at}", (1,)) for at in range(MOST_OPEN + 5))
    ledger = folded(programme(*tasks), [], "2026-03-31")
    quarter = Quarter(ledger, Period(2026, 1, 3), quarter_figures(ledger, Period(2026, 1, 3)))
    paper = quarterly_paper(QUARTERLY, task_material(ledger, month(3), Office()), quarter)
    assert len(paper.data.lists["在办"]) == MOST_OPEN
    assert paper.data.fields["其余"] == "5"


def test_of_very_many_units_the_first_are_named() -> None:
    units = Units(AssessedUnit(f"U{at}", f"第{at}镇", "镇街", "镇") for at in range(MOST_NAMES + 2))
    ledger, _ = fold(programme(task("T1", 1)), units, [], date(2026, 3, 31))
    (quarter,) = quarters_of(ledger)
    paper = quarterly_paper(QUARTERLY, task_material(ledger, month(3), Office()), quarter)
    (line,) = paper.data.lists["在办"]
    assert line["单位"].endswith(f"第{MOST_NAMES - 1}镇等{MOST_NAMES + 2}个单位")


def test_months_written_by_hand_give_a_quarter_too() -> None:
    ledger = ledger_of(example())
    assert [each.month for each in ledger.months] == [month(11), month(12)]
    (quarter,) = quarters_of(ledger)
    whole = quarter.figures.whole
    assert (whole.issued, whole.done, whole.open) == (66, 22, 44)
    november = ledger.months[0].entries
    assert sum(1 for entry in november if entry.state is State.RETURNED) == 1


def _book(ledger: Ledger, path: Path, at: Period) -> openpyxl.Workbook:
    write_tasks_book(path, ledger, at)
    return openpyxl.load_workbook(path)


def test_the_workbook_of_a_month(tmp_path: Path) -> None:
    ledger = yunxi_on("2026-12-01")
    book = _book(ledger, tmp_path / "a.xlsx", month(12))
    assert book.sheetnames[:4] == ["清单", "单位", "任务", "听泉街道"]
    assert len(book.sheetnames) == 23
    current = ledger.current
    assert current is not None
    assert book["清单"].max_row == len(current.entries) + 2
    head = [cell.value for cell in book["清单"][2]]
    (row,) = [
        dict(zip(head, (cell.value for cell in cells), strict=True))
        for cells in book["清单"].iter_rows(min_row=3)
        if (cells[0].value, cells[2].value) == ("梅屿镇", "T3")
    ]
    assert (row["状态"], row["结转次数"], row["期限"]) == ("已退回（逾期）", 1, "2026-11-28")
    by_unit = [int(str(cells[1].value)) for cells in book["单位"].iter_rows(min_row=3)]
    by_task = [int(str(cells[2].value)) for cells in book["任务"].iter_rows(min_row=3)]
    assert sum(by_unit) == sum(by_task) > 0
    write_tasks_book(tmp_path / "b.xlsx", ledger, month(12))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.mark.parametrize("text", ["=1+1", "+甲", "@甲", "http://example.org"])
def test_what_was_typed_is_text(tmp_path: Path, text: str) -> None:
    one = programme(Task("=T", text, (1,), proof=text))
    ledger = folded(one, [Event("A", "=T", month(1), Deed.SUBMIT, date(2026, 1, 5), text)], "2026-01-31")
    book = _book(ledger, tmp_path / "a.xlsx", month(1))
    cells = [cell for sheet in book.worksheets for line in sheet.iter_rows() for cell in line]
    assert any(cell.value == text for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert all(cell.hyperlink is None for cell in cells)


def test_many_units_have_no_sheets_of_their_own(tmp_path: Path) -> None:
    ledger = folded(programme(task("T1", 1)), [], "2026-01-31")
    assert len(_book(ledger, tmp_path / "a.xlsx", month(1)).sheetnames) == 3 + 3
    write_tasks_book(tmp_path / "b.xlsx", ledger, month(1), sheets=False)
    assert openpyxl.load_workbook(tmp_path / "b.xlsx").sheetnames == ["清单", "单位", "任务"]
    assert len(UNITS) == 4
