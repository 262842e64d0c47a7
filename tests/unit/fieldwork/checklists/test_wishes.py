"""What the office wants otherwise in a checklist, and what it cannot have."""

from pathlib import Path

import pytest

from kaohe.core import Problem
from kaohe.fieldwork.checklists.model import Asked, Checklist, Together
from kaohe.fieldwork.checklists.wishes import apply_wishes, read_wishes
from tests.unit.fieldwork.checklists.material import checklist, converted, example, form


def wished(text: str, folder: Path) -> tuple[Checklist, tuple[Problem, ...]]:
    path = folder / "检查表.yaml"
    path.write_text(text, encoding="utf-8")
    wishes, problems = read_wishes(path)
    assert problems == ()
    assert wishes is not None
    return apply_wishes(wishes, checklist(), example()[0])


ALL = """
标题: 下半年现场检查表
考核表: 镇街考核评分表
检查组: [第一组, 第二组]
位置: 是
改:
  抽查差错率: {问法: 抽查多少条、与台账不符多少条, 必填: 是, 两个数: [抽查, 不符], 照片: 否}
  核查每千人口托位数: {下限: 0.5, 上限: 20, 小数位: 1, 合并: 平均, 提示: 看备案证}
删: [协会工作评分, 整改落实]
加:
  - {名称: notice_board, 指标: 服务公开, 问法: 公示栏设在群众看得到的地方, 类型: 是否, 照片: 是}
  - {数据项: 数据弄虚作假, 问法: 发现弄虚作假}
  - {问法: 环境怎样, 类型: 等级, 等级: [好, 一般, 差]}
顺序: [notice_board, 安全监管]
"""


def test_everything_an_office_may_say(tmp_path: Path) -> None:
    made, problems = wished(ALL, tmp_path)
    assert problems == ()
    assert (made.title, made.position, made.version) == ("下半年现场检查表", True, checklist().version)
    by_name = {question.name: question for question in made.questions}
    rate = next(question for question in made.questions if question.measure == "抽查差错率")
    assert (rate.label, rate.required, rate.choices, rate.photo) == (
        "抽查多少条、与台账不符多少条",
        True,
        ("抽查", "不符"),
        False,
    )
    number = by_name["q_3_1_1"]
    assert [str(number.low), str(number.high), number.places, number.hint] == ["0.5", "20", 1, "看备案证"]
    assert number.combined is Together.MEAN
    assert not [q for q in made.questions if q.measure in ("协会工作评分", "整改落实评定")]
    board = by_name["notice_board"]
    assert (board.asked, board.item_name, board.measure) == (Asked.YES_NO, "服务公开", "")
    veto = next(question for question in made.questions if question.measure == "数据弄虚作假")
    assert (veto.asked, veto.label, veto.item_name) == (Asked.YES_NO, "发现弄虚作假", "其他")
    assert [question.name for question in made.questions[:3]] == ["notice_board", "q_3_4_1", "q_3_4_2"]
    assert len(made.questions) == len(checklist().questions) - 2 + 3


def test_a_wished_form_is_still_one_that_the_apps_take(tmp_path: Path) -> None:
    made, _ = wished(ALL, tmp_path)
    assert converted(form(made), tmp_path).warnings == ()


def test_the_file_names_table_and_teams(tmp_path: Path) -> None:
    path = tmp_path / "检查表.yaml"
    path.write_text(ALL, encoding="utf-8")
    wishes, _ = read_wishes(path)
    assert wishes is not None
    assert (wishes.table, wishes.teams) == ("镇街考核评分表", ("第一组", "第二组"))


def test_an_empty_wish_changes_nothing(tmp_path: Path) -> None:
    made, problems = wished("标题: 表\n", tmp_path)
    assert problems == ()
    assert made.questions == checklist().questions


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("改:\n  抽查差错: {必填: 是}\n", "checklist.unknown-question", 2),
        ("改:\n  服务便利: {必填: 是}\n", "checklist.several-questions", 2),
        ("改:\n  抽查差错率: {等级: [好, 差]}\n", "scheme.unknown-key", 2),
        ("改:\n  抽查差错率: {两个数: [一个]}\n", "checklist.choices", 2),
        ("改:\n  形势分析评定: {等级: [好, 差]}\n", "checklist.levels-of-scheme", 2),
        ("改:\n  抽查差错率: {合并: 平均}\n", "checklist.together", 2),
        ("改:\n  一般隐患逾期数: {下限: 9, 上限: 3}\n", "checklist.bounds", 2),
        ("改:\n  一般隐患逾期数: {问发: 几处}\n", "scheme.unknown-key", 2),
        ("改:\n  协会工作评分: {问法: 负责人姓名和电话}\n", "checklist.personal-question", 2),
        ("删: [没有的]\n", "checklist.unknown-question", 1),
        ("顺序: [没有的]\n", "checklist.unknown-question", 1),
        ("加:\n  - {问法: 走访对象身份证号, 类型: 文字}\n", "checklist.personal-question", 2),
        ("加:\n  - {问法: 户主姓名, 类型: 是否}\n", "checklist.personal-question", 2),
        ("加:\n  - {问法: 一问, 类型: 填空}\n", "scheme.unknown-word", 2),
        ("加:\n  - {问法: 一问}\n", "scheme.missing-key", 2),
        ("加:\n  - {类型: 是否}\n", "scheme.missing-key", 2),
        ("加:\n  - {问法: 一问, 类型: 等级}\n", "checklist.choices", 2),
        ("加:\n  - {数据项: 没有的数}\n", "checklist.unknown-measure", 2),
        ("加:\n  - {指标: 没有的, 问法: 一问, 类型: 是否}\n", "checklist.unknown-item", 2),
        ("加:\n  - {名称: 公示, 问法: 一问, 类型: 是否}\n", "checklist.bad-name", 2),
        ("加:\n  - {名称: q_1_1_1, 问法: 一问, 类型: 是否}\n", "checklist.name-twice", 2),
        ("加:\n  - {问法: 抽查差错率, 类型: 是否}\n", "checklist.label-twice", 1),
        ("没有这个词: 1\n", "scheme.unknown-key", 1),
        ("位置: 也许\n", "scheme.not-yes-no", 1),
    ],
)
def test_a_wish_that_cannot_be_had_is_said_with_its_line(
    text: str, code: str, line: int, tmp_path: Path
) -> None:
    made, problems = wished(text, tmp_path)
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where[0].line == line
    assert problems[0].remedy
    assert not [
        question for question in made.questions if "姓名" in question.label or "身份证" in question.label
    ]


def test_nothing_left_to_ask_is_said(tmp_path: Path) -> None:
    names = "、".join(dict.fromkeys(question.item_name for question in checklist().questions)).split("、")
    _, problems = wished(f"删: [{', '.join(names)}]\n", tmp_path)
    assert [problem.code for problem in problems] == ["checklist.empty"]


def test_a_notice_about_a_telephone_may_be_asked_for(tmp_path: Path) -> None:
    made, problems = wished("加:\n  - {问法: 监督电话已经公示, 类型: 是否}\n", tmp_path)
    assert problems == ()
    assert made.questions[-1].label == "监督电话已经公示"


@pytest.mark.parametrize("text", ["- 一\n", "改: [\n", ""])
def test_a_file_that_is_none_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "检查表.yaml"
    path.write_text(text, encoding="utf-8")
    wishes, problems = read_wishes(path)
    assert wishes is None
    assert problems
    assert read_wishes(tmp_path / "none.yaml")[1]
