"""From an office's document to the draft of a programme."""

import pytest

from kaohe.core import Cadence, Period, Place
from kaohe.documents.reading import Duty
from kaohe.documents.reading import Task as ReadTask
from kaohe.tasks import Origin, Rhythm
from kaohe.tasks.drafting import draft_programme
from kaohe.tasks.programme_file import parse_programme
from kaohe.tasks.programme_text import programme_text

YEAR = Period(2026)


def one(**fields: object) -> tuple[object, list[str]]:
    read = ReadTask("重点工作", "1", "核实监测信息", place=Place(file="方案.docx", line=3), **fields)  # type: ignore[arg-type]
    programme, problems = draft_programme("2026年方案", YEAR, [read], [])
    (task,) = programme.tasks
    assert task.place.line == 3
    return (task.rhythm, task.months, task.day, task.runs), [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("fields", "when", "codes"),
    [
        ({"cadences": (Cadence.MONTH,)}, (Rhythm.MONTH, tuple(range(1, 13)), 0, 1), []),
        (
            {"cadences": (Cadence.QUARTER,), "deadline": "每月25日前"},
            (Rhythm.QUARTER, (3, 6, 9, 12), 25, 1),
            [],
        ),
        ({"months": (5, 4), "deadline": "5月20日前"}, (Rhythm.ONCE, (4, 5), 20, 1), []),
        ({"cadences": (Cadence.YEAR,)}, (Rhythm.YEAR, (1,), 0, 12), []),
        ({"months": (6,), "deadline": "6月底前"}, (Rhythm.ONCE, (6,), 0, 1), []),
        ({}, (Rhythm.YEAR, (1,), 0, 12), ["tasks.no-time"]),
        (
            {"cadences": (Cadence.MONTH, Cadence.QUARTER), "rhythm": ("每月一次", "每季一次")},
            (Rhythm.MONTH, tuple(range(1, 13)), 0, 1),
            ["tasks.several-rhythms"],
        ),
        (
            {"cadences": (Cadence.MONTH,), "deadline": "适时"},
            (Rhythm.MONTH, tuple(range(1, 13)), 0, 1),
            ["tasks.deadline-unread"],
        ),
    ],
)
def test_what_a_task_becomes(fields: dict[str, object], when: object, codes: list[str]) -> None:
    assert one(**fields) == (when, codes)


def test_a_duty_is_a_task_and_what_it_owes_is_one_of_its_own() -> None:
    duties = [
        Duty("妇联", "组织家庭教育指导，开展宣传"),
        Duty("教育局、民政局", "配合做好托育工作。每季度向卫健部门提供托班招收的汇总数。"),
        Duty("公安局", "每月报送迁入人员信息名单"),
    ]
    programme, problems = draft_programme("2026年分工", YEAR, [], duties)
    duty, owed, names = programme.tasks
    assert (duty.origin, duty.units, duty.rhythm) == (Origin.DUTY, ("妇联",), Rhythm.YEAR)
    assert (owed.origin, owed.units, owed.rhythm) == (
        Origin.INFORMATION,
        ("教育局", "民政局"),
        Rhythm.QUARTER,
    )
    assert owed.receiver == "卫健部门"
    assert (names.rhythm, names.receiver) == (Rhythm.MONTH, "")
    assert [problem.code for problem in problems] == ["tasks.no-receiver", "tasks.cases-owed"]
    assert programme.departments == ("妇联", "教育局", "民政局", "公安局")


def test_a_document_without_tasks_is_said() -> None:
    programme, problems = draft_programme("2026年办法", YEAR, [], [])
    assert programme.tasks == ()
    assert [problem.code for problem in problems] == ["tasks.nothing-found"]


def test_a_draft_reads_as_it_was_written() -> None:
    long = "为做好工作，" + "各单位要认真核实信息，" * 12
    tasks = [ReadTask("一、数据", "1", long), ReadTask("二、服务", "1", "巡查设施", months=(3, 9))]
    programme, problems = draft_programme("2026年方案", YEAR, tasks, [], "镇街")
    again, wrong = parse_programme(programme_text(programme, map(str, problems)))
    assert wrong == ()
    assert again == programme
    assert len(programme.tasks[0].text) <= 60
    assert programme.tasks[0].note.endswith("信息，")
