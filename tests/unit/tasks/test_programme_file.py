"""任务方案.yaml: read as it is written, every mistake with its line, and written so that it reads the same."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Period
from kaohe.tasks import Counted, CountRule, Origin, PointRule, Programme, Rhythm, Task
from kaohe.tasks.model import PROOF
from kaohe.tasks.programme_file import parse_programme
from kaohe.tasks.programme_text import programme_text
from kaohe.tasks.words import runs_to_end
from tests.unit.tasks.samples import yunxi

HEAD = "任务方案: 方案\n年度: 2026\n"


def read(body: str, head: str = HEAD) -> Programme:
    programme, problems = parse_programme(head + body, "任务方案.yaml")
    assert problems == ()
    assert programme is not None
    return programme


def one(line: str) -> Task:
    (task,) = read(f"任务:\n  - 清单:\n      - {{{line}}}\n").tasks
    return task


def codes(body: str, head: str = HEAD) -> list[str]:
    programme, problems = parse_programme(head + body, "任务方案.yaml")
    assert programme is None
    assert all(problem.remedy for problem in problems)
    return [problem.code for problem in problems]


def test_what_is_not_written_has_its_usual_value() -> None:
    task = one("编号: A, 任务: 报送月报, 频次: 每月")
    assert (task.months, task.rhythm, task.day, task.runs) == (tuple(range(1, 13)), Rhythm.MONTH, 0, 1)
    assert (task.proof, task.points, task.origin, task.units) == (PROOF, None, Origin.PROGRAMME, ())
    assert read("任务: []\n").start == Period(2026, 1, 1)


@pytest.mark.parametrize(
    ("words", "months", "runs"),
    [
        ("频次: 每季度", (3, 6, 9, 12), 1),
        ("频次: 每季度, 月份: [1, 4, 7, 10]", (1, 4, 7, 10), 1),
        ("频次: 每半年", (6, 12), 1),
        ("月份: 4至5月", (4, 5), 1),
        ("月份: [9, 3, 9]", (3, 9), 1),
        ("频次: 全年", (1,), 12),
        ("频次: 全年, 月份: 3", (3,), 10),
        ("频次: 全年, 月份: 3, 历时: 9", (3,), 9),
        ("月份: 2, 期限: 次月20日", (2,), 2),
    ],
)
def test_how_often(words: str, months: tuple[int, ...], runs: int) -> None:
    task = one(f"编号: A, 任务: 甲, {words}")
    assert (task.months, task.runs) == (months, runs)


def test_points_counts_departments_and_receivers() -> None:
    programme = read(
        "提供部门: [区民政局]\n月积分: {数据项: 积分, 满分: 不折算, 逾期扣: 30%, 结转每件扣: 2}\n"
        "计数:\n  - {数据项: 未报次数, 计: 未办结, 任务: [A]}\n"
        "任务:\n  - 类别: 信息\n    清单:\n"
        "      - {编号: A, 任务: 报送汇总数, 频次: 每季度, 单位: 区民政局, 接收: 区卫健局, 分: 1.5}\n"
    )
    assert programme.points == PointRule("积分", None, Decimal(30), Decimal(2), 2)
    assert programme.counts == (CountRule("未报次数", Counted.NOT_DELIVERED, ("A",)),)
    assert programme.departments == ("区民政局",)
    assert (programme.tasks[0].origin, programme.tasks[0].receiver) == (Origin.INFORMATION, "区卫健局")
    assert (programme.tasks[0].points, programme.tasks[0].heading) == (Decimal("1.5"), "信息")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("编号: A, 任务: 甲", "tasks.no-month"),
        ("编号: A, 任务: 甲, 月份: 春天", "tasks.not-a-month"),
        ("编号: A, 任务: 甲, 月份: 3, 期限: 尽快", "tasks.not-a-day"),
        ("编号: A, 任务: 甲, 月份: 3, 期限: 11月20日", "tasks.not-a-day"),
        ("编号: A, 任务: 甲, 频次: 全年, 月份: [1, 2]", "tasks.year-has-one-month"),
        ("编号: A, 任务: 甲, 频次: 常常", "scheme.unknown-word"),
        ("任务: 甲, 月份: 3", "scheme.missing-key"),
        ("编号: A, 任务: 甲, 月份: 3, 奖金: 5", "scheme.unknown-key"),
        ("编号: A, 任务: 甲, 月份: 3, 分: -1", "scheme.out-of-range"),
        ("编号: A, 任务: 联系13800138000, 月份: 3", "facts.personal-data"),
    ],
)
def test_a_line_that_is_wrong(line: str, code: str) -> None:
    assert code in codes(f"任务:\n  - 清单:\n      - {{{line}}}\n")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            "任务:\n  - 清单:\n      - {编号: A, 任务: 甲, 月份: 1}\n      - {编号: A, 任务: 乙, 月份: 2}\n",
            "tasks.number-twice",
        ),
        (
            "计数: [{数据项: 数, 计: 逾期, 任务: [B]}]\n任务:\n  - 清单: [{编号: A, 任务: 甲, 月份: 1}]\n",
            "tasks.unknown-number",
        ),
        ("起始月份: 2027-01\n任务: []\n", "tasks.start-outside"),
        ("月积分: {数据项: 积分, 逾期扣: 150%}\n任务: []\n", "tasks.not-an-amount"),
        ("月积分: {满分: 100}\n任务: []\n", "scheme.missing-key"),
        ("", "scheme.missing-key"),
    ],
)
def test_a_file_that_is_wrong(body: str, code: str) -> None:
    assert code in codes(body)


def test_a_year_that_is_none() -> None:
    assert codes("任务: []\n", "任务方案: 方案\n年度: 今年\n") == ["tasks.not-a-period"]


def test_a_mistake_has_its_line() -> None:
    _, problems = parse_programme(f"{HEAD}任务:\n  - 清单:\n      - {{编号: A, 任务: 甲}}\n", "方案.yaml")
    assert [str(problem.where[0]) for problem in problems] == ["方案.yaml 第5行第9列"]


def test_the_example_is_written_as_it_reads() -> None:
    programme, *_ = yunxi()
    again, problems = parse_programme(programme_text(programme, ["一句说明"]))
    assert problems == ()
    assert again == programme


_text = st.text("甲乙丙（）:#,'\" 一2", min_size=1, max_size=12).map(lambda text: f"办{text.strip()}理")
_names = st.lists(st.sampled_from(["柳堰镇", "镇", "人口家庭科", "a: b"]), unique=True, max_size=3).map(tuple)


@st.composite
def tasks(draw: st.DrawFn, number: str) -> Task:
    rhythm = draw(st.sampled_from(list(Rhythm)))
    months = draw(st.sets(st.integers(1, 12), min_size=1, max_size=1 if rhythm is Rhythm.YEAR else 5))
    ordered = tuple(sorted(months))
    usual = runs_to_end(ordered[0], Period(2026)) if rhythm is Rhythm.YEAR else 1
    receiver = draw(st.sampled_from(["", "区卫健局"]))
    return Task(
        number,
        draw(_text),
        ordered,
        rhythm,
        heading=draw(st.sampled_from(["", "托育服务", "宣传: 引导"])),
        day=draw(st.integers(0, 31)),
        runs=draw(st.sampled_from([usual, 1, 2, 3, 12])),
        departments=draw(_names),
        units=draw(_names),
        proof=draw(st.sampled_from([PROOF, "回执"])),
        points=draw(st.sampled_from([None, Decimal(0), Decimal("2.5")])),
        origin=draw(st.sampled_from(list(Origin))),
        item=draw(st.sampled_from(["", "1.2"])),
        receiver=receiver,
        note=draw(st.sampled_from(["", "说明"])),
    )


@given(st.data())
def test_any_programme_reads_back(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    made = tuple(data.draw(tasks(f"N{at}")) for at in range(count))
    programme = Programme("2026年方案", Period(2026), made, Period(2026, 4, 1), "镇街", ("区民政局",))
    again, problems = parse_programme(programme_text(programme))
    assert problems == ()
    assert again == programme
