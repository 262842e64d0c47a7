"""Tasks with heading, number, cadence and months, and the duties of departments."""

import pytest

from kaohe.core import Cadence
from kaohe.documents.duties import read_duties, read_duty_table
from kaohe.documents.outline import read_outline
from kaohe.documents.programme import cadences_in, months_in, read_task_table, read_tasks
from kaohe.documents.reading import Task
from tests.unit.documents.prose_samples import grid, paragraphs


def tasks(text: str, title: str = "某区整治行动方案") -> tuple[Task, ...]:
    return read_tasks(read_outline(paragraphs(text)), title)


def test_a_task_knows_its_heading_and_number() -> None:
    found = tasks(
        "一、指导思想\n牢记使命。\n二、重点工作\n（一）抓排查\n1、建立台账。\n2、分级管理。\n（二）抓整改。限期完成。\n三、工作要求\n1、加强领导。"
    )
    assert [(task.heading, task.number, task.name) for task in found] == [
        ("抓排查", "1、", "建立台账"), ("抓排查", "2、", "分级管理"), ("重点工作", "（二）", "抓整改"), ("工作要求", "1、", "加强领导"),
    ]  # fmt: skip
    assert found[0].place.line == 5


def test_of_an_appraisal_only_its_stages_are_tasks() -> None:
    found = tasks(
        "一、原则\n1、公开。\n二、步骤\n（一）自评（2026年11月）\n各镇对照自评。\n（二）评估（2026年12月）\n抽查台账。",
        "某区考核办法",
    )
    assert [(task.name, task.months) for task in found] == [("自评", (11,)), ("评估", (12,))]


@pytest.mark.parametrize("title", ["2026年工作总结", "工作情况汇报", "年度自查报告", "某区考核办法"])
def test_reports_and_appraisals_set_no_tasks(title: str) -> None:
    assert tasks("一、做法\n1、建立台账。\n2、分级管理。", title) == ()


@pytest.mark.parametrize(
    ("text", "cadences"),
    [
        ("每月25日前报送报表", "month"), ("按月通报", "month"), ("每季度末召开例会", "quarter"), ("每季向上级报送", "quarter"), ("逐季分析", "quarter"),
        ("每半年评估一次", "half"), ("半年一次评估", "half"), ("每年培训两次", "year"), ("全年不少于4次", "year"), ("一年至少2次", "year"),
        ("每月巡查，每季度通报", "month quarter"), ("2026年度示范单位", ""), ("当年完成", ""), ("三月开展", ""),
    ],
)  # fmt: skip
def test_how_often(text: str, cadences: str) -> None:
    assert " ".join(cadence.value for cadence, _ in cadences_in(text)) == cadences


def test_the_words_of_a_cadence_are_kept() -> None:
    assert cadences_in("镇里每月通报一次，每季度向区里报送；其余照旧") == (
        (Cadence.MONTH, "每月通报一次"),
        (Cadence.QUARTER, "每季度向区里报送"),
    )


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("4至5月", [4, 5]), ("6月—11月", [6, 7, 8, 9, 10, 11]), ("10月至次年2月", [10, 11, 12, 1, 2]), ("12月", [12]), ("三月", [3]),
        ("第二季度", [4, 5, 6]), ("上半年", [1, 2, 3, 4, 5, 6]), ("下半年", [7, 8, 9, 10, 11, 12]), ("5月20日-7月30日", [5, 6, 7]),
        ("3月底前", [3]), ("一季度和三季度", [1, 2, 3, 7, 8, 9]), ("全年", []), ("13月", []),
    ],
)  # fmt: skip
def test_which_months(text: str, months: list[int]) -> None:
    assert list(months_in(text)) == months


def test_steps_with_months_even_where_a_label_was_lost() -> None:
    found = tasks(
        "一、步骤\n（一）动员（4至5月）。制定方案。\n（二）实施（6月至11月）。全面排查。\n总结（12月）。总结经验。"
    )
    assert [(task.number, task.name, task.months) for task in found] == [
        ("（一）", "动员", (4, 5)), ("（二）", "实施", (6, 7, 8, 9, 10, 11)), ("", "总结", (12,)),
    ]  # fmt: skip


def test_headings_of_months() -> None:
    found = tasks("一月份：\n1.签订责任书\n2.召开会议\n二月份：\n1.开展培训\n2.组织检查")
    assert [(task.heading, task.months) for task in found] == [("一月份", (1,))] * 2 + [("二月份", (2,))] * 2


def test_a_deadline_and_the_departments() -> None:
    (first, second) = tasks(
        "一、任务\n1、每月25日前报送进度（责任单位：办公室、综合科）；\n2、6月底前完成评估。"
    )
    assert (first.deadline, first.cadences, first.departments) == (
        "每月25日前",
        (Cadence.MONTH,),
        ("办公室", "综合科"),
    )
    assert (second.deadline, second.months) == ("6月底前", (6,))


def test_sentences_counted_one_by_one_stay_with_their_task() -> None:
    (task,) = tasks("一、做法\n1、抓培训。一是分级；二是分类；三是分批。")
    assert "三是分批" in task.text


def test_a_list_of_tasks_as_a_grid() -> None:
    found = read_task_table(
        grid([
            ["序号", "工作任务", "完成时限", "责任科室"],
            ["1", "修订预案", "3月底前", "应急科"],
            ["2", "报送报表", "每月25日前", "办公室、综合科"],
            ["3", "通报进度", "每季度", "督查科"],
        ])
    )  # fmt: skip
    assert [(task.number, task.months, task.deadline, task.departments) for task in found] == [
        ("1", (3,), "3月底前", ("应急科",)), ("2", (), "每月25日前", ("办公室", "综合科")), ("3", (), "", ("督查科",)),
    ]  # fmt: skip
    assert [task.cadences for task in found] == [(), (Cadence.MONTH,), (Cadence.QUARTER,)]


def test_a_scoring_table_is_no_list_of_tasks() -> None:
    assert read_task_table(grid([["工作任务", "责任科室", "分值"], ["台账", "应急科", "5"]])) == ()
    assert read_task_table(grid([["姓名", "电话"], ["某某", "无"]])) == ()


DUTIES = {
    "colon": "区财政局：保障经费，监督使用。\n区教育局：负责校园安全，定期演练。\n区人力资源和社会保障局：组织培训，兑现政策。",
    "labels": "（一）区财政局\n保障经费，监督使用。\n（二）区教育局\n1.负责校园安全。\n2.定期演练。\n（三）区人力资源和社会保障局：组织培训，兑现政策。",
    "verb": "区财政局负责经费保障和监督使用。\n区教育局牵头校园安全工作。\n区人力资源和社会保障局配合做好培训。",
}


@pytest.mark.parametrize("text", DUTIES.values(), ids=DUTIES.keys())
def test_duties_of_departments(text: str) -> None:
    found = read_duties(read_outline(paragraphs(text)), "成员单位职责")
    assert [duty.department for duty in found] == ["区财政局", "区教育局", "区人力资源和社会保障局"]
    assert all(len(duty.text) > 5 and duty.place.line for duty in found)


def test_a_second_paragraph_belongs_to_the_department_before() -> None:
    text = "区财政局：保障经费，监督使用。\n每年对使用情况检查一至两次，并通报结果。\n区教育局：负责校园安全，定期演练。"
    first, second = read_duties(read_outline(paragraphs(text)), "部门职责")
    assert "检查一至两次" in first.text
    assert second.department == "区教育局"


def test_duties_in_a_grid() -> None:
    found = read_duty_table(
        grid([["序号", "部门", "工作职责"], ["1", "区财政局", "保障经费"], ["2", "区教育局", "校园安全"]])
    )
    assert [(duty.department, duty.text) for duty in found] == [
        ("区财政局", "保障经费"),
        ("区教育局", "校园安全"),
    ]


def test_other_prose_holds_no_duties() -> None:
    text = "各镇人民政府：\n现将办法印发给你们，请执行。\n联系人：某办公室\n一、听取汇报：听取各镇情况。\n二、查阅台账：查阅记录。"
    assert read_duties(read_outline(paragraphs(text)), "某通知") == ()
