"""What a clause's own words show: awards, ends of deductions, bands, what nobody can decide."""

from decimal import Decimal

import pytest

from kaohe.checks import check_scheme, discretion_shares, subject_of
from kaohe.checks.bands import clashes
from kaohe.core import Period, Problem, Severity
from kaohe.scheme import SchemeDraft, parse_draft, read_scheme
from kaohe.scheme.complete import complete
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable
from kaohe.scheme.model import GroupKind
from tests.unit.checks.test_findings import GOLDEN


def said(clause: str, points: int = 5, kind: GroupKind = GroupKind.BASE, **fields: str) -> list[str]:
    """Codes of the findings on one clause, but for the share of points at discretion."""
    item = DraftItem(name="某项", points=Decimal(points), clause=clause, departments=("办公室",), **fields)  # type: ignore[arg-type]  # **fields holds texts only
    table = DraftTable("考核表", groups=(DraftGroup("组", (item,), kind=kind),))
    findings = check_scheme(SchemeDraft(period=Period(2026), tables=(table,)))
    return [f.code.removeprefix("check.") for f in findings if f.code != "check.discretion-share"]


GAPS = [
    ("95分及以上得8分；90-94分得6分；85-89分得4分，85分以下不得分", ["94—95", "89—90"]),
    ("９５％以上得5分，９０％—９４％得3分", ["94—95"]),
    ("优秀（90分以上）、良好（75—89分）、合格（60—74分）、不合格（60分以下）", ["89—90", "74—75"]),
    ("90分以上为优秀，予以表彰；80至89分为良好；79分以下为一般", ["89—90", "79—80"]),
    ("完成率95%以上得5分，90%以下不得分", ["90—95"]),
    ("完成率达到90%以上的得3分；完成率在80%-89%的得2分；完成率在80%以下的不得分", ["89—90"]),
]
NO_GAPS = [
    "90分以上为优秀，80分以上不足90分为良好，80分以下为一般",
    "达到95%得3分，达到90%得2分，达到85%得1分，85%以下不得分",
    "完成率不低于95%的得4分，低于95%但不低于90%的得2分，低于90%的不得分",
    "每季5-9件得2分，10件以上得3分，1-4件得1分",
    "第1-3名得5分，第4-6名得3分，其余得1分",
    "不超过5件的得3分，6至10件的得2分，超过10件的不得分",
    "完成率95%以上得5分，每低1个百分点扣1分，80%以下不得分",
    "优秀：90分（含）以上；良好：80分（含）-90分（不含）；合格：60分（含）-80分；不合格：60分以下",
    "反馈率95%以上得1分，投诉率不高于5%得1分",
    "80%得1分，100%得3分，80%—100%之间按比例计分，80%以下不得分",
    "90分以上为一等，80分至89.99分为二等，80分以下为三等",
    "2015-2016年度的得2分，2017年以上得3分",
    "满意率90%以上得3分，80%以上不足90%得2分；知晓率95%以上得3分，85%以上不足95%得2分",
]


@pytest.mark.parametrize(("text", "between"), GAPS)
def test_gaps_of_bands_as_written(text: str, between: list[str]) -> None:
    found = [clash.between for clash in clashes(text) if clash.kind == "gap"]
    assert sorted(found) == sorted(between)


@pytest.mark.parametrize("text", NO_GAPS)
def test_bands_that_meet_leave_no_gap(text: str) -> None:
    assert list(clashes(text)) == []


@pytest.mark.parametrize(
    ("text", "kind", "between"),
    [
        ("85-95分得4分，90分以上得5分", "overlap", "90—95"),
        ("90%以上得5分，80%-90%得3分，80%以下不得分", "touch", "90"),
        ("60-80分的得3分，80-100分的得5分", "touch", "80"),
    ],
)
def test_overlaps_of_bands_as_written(text: str, kind: str, between: str) -> None:
    assert [(clash.kind, clash.between) for clash in clashes(text)] == [(kind, between)]


@pytest.mark.parametrize(
    "clause",
    [
        "完成得6分，没有完成得0分",
        "质量高的得4—6分",
        "按期完成的，计７分；逾期的不得分",
    ],
)
def test_a_clause_that_awards_more_than_the_item(clause: str) -> None:
    assert "awards-too-much" in said(clause)


@pytest.mark.parametrize(
    "clause",
    [
        "完成得5分，没有完成得0分",
        "考核得95分以上的得5分",
        "满分为100分，得90分以上计5分",
        "按百分制评价得100分的，折算为5分",
        "每篇得2分，最高不超过5分",
        "每件扣10分，扣完为止",
        "得分在90分以上的得5分",
    ],
)
def test_a_clause_that_awards_what_the_item_has(clause: str) -> None:
    assert "awards-too-much" not in said(clause)


def test_points_that_are_weights_are_not_held_against_the_clause() -> None:
    items = tuple(
        DraftItem(
            name=f"项{n}",
            points=Decimal(25),
            clause=f"达到{n}个得100分，少1个扣10分，扣完为止。",
            departments=("办",),
        )
        for n in range(1, 5)
    )
    table = DraftTable("考核表", groups=(DraftGroup("组", items),))
    assert check_scheme(SchemeDraft(period=Period(2026), tables=(table,))) == ()


@pytest.mark.parametrize(
    "clause",
    ["每低1个百分点扣1分", "发生1起扣2分", "每迟报一次扣0.5分，每错一处扣0.1分", "每少1场减1分"],
)
def test_deductions_without_an_end(clause: str) -> None:
    assert said(clause) == ["floor-missing"]


@pytest.mark.parametrize(
    "clause",
    [
        "每低1个百分点扣1分，扣完为止",
        "每低1个百分点扣1分，最多扣3分",
        "每迟报一次扣0.5分，不计负分",
        "每低1个百分点扣0.5分，低于95%的不得分",
        "没有发生的得5分，发生的不得分",
        "计划、总结、台账3项，每缺一项扣1分",
    ],
)
def test_deductions_that_end(clause: str) -> None:
    assert said(clause) == []


def test_one_word_for_all_items_settles_where_deductions_end() -> None:
    item = DraftItem(name="某项", points=Decimal(5), clause="每低1个百分点扣1分", departments=("办公室",))
    table = DraftTable("考核表", groups=(DraftGroup("组", (item,)),))
    draft = SchemeDraft(period=Period(2026), tables=(table,), note="各项扣分扣完为止，不计负分。")
    assert check_scheme(draft) == ()


def test_below_zero_by_its_own_clause() -> None:
    assert said("每件扣1分，扣分不封顶，可以得负分") == ["below-zero"]
    assert said("每件扣1分，上不封顶扣分，可为负分") == ["below-zero"]
    assert said("每件扣1分，不得为负分") == []


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        ("没有做到的，酌情扣分", "no-range"),
        ("未达到要求的，视情况扣分", "no-range"),
        ("根据工作情况，结合实际评分", "no-range"),
        ("工作好的得5分，较好的得3分，一般的得1分", "no-criteria"),
        ("推进不力的扣2分，扣完为止", "no-criteria"),
        ("有显著成效的得5分", "no-criteria"),
        ("落实“五个统一”得5分", "undefined-term"),
        ("达到有关要求的得5分", "undefined-term"),
    ],
)
def test_clauses_that_nobody_can_decide(clause: str, code: str) -> None:
    assert said(clause) == [code]


@pytest.mark.parametrize(
    "clause",
    [
        "没有做到的，酌情扣0.5—2分",
        "视情况扣分，最多扣2分",
        "在1—3分范围内酌情给分",
        "按《评定办法》评定，好的得5分，一般的得3分",
        "组织、计划、总结“三个到位”得5分",
        "查处“两非”案件，没有案件的得5分",
        "达到《规范》规定标准的得5分",
        "积极开展计生宣传，全年4场以上得5分",
        "群众满意度较高，排名前3名的得5分",
    ],
)
def test_clauses_that_can_be_decided(clause: str) -> None:
    assert said(clause) == []


def test_bonus_lists_need_a_cap() -> None:
    assert "no-cap" in said("每获一次表彰加1分", 0, GroupKind.BONUS)
    assert "no-cap" not in said("每获一次表彰加1分，最多加3分", 0, GroupKind.BONUS)
    assert "no-cap" not in said("每获一次表彰加1分", 3, GroupKind.BONUS)


def test_traces_are_told_from_results() -> None:
    assert "law.traces-only" in said("台账齐全的得5分", method="查阅台账")
    assert "law.traces-only" in said("有照片、有记录的得5分")
    assert "law.traces-only" not in said("台账齐全的得5分", method="台账、现场")
    assert "law.traces-only" not in said("建立账户资料交接制度的得5分")
    assert "law.traces-only" not in said("材料真实，完成率达到90%得5分")


def test_the_share_that_people_decide_is_counted() -> None:
    scheme, _ = read_scheme(GOLDEN.parents[2] / "examples" / "first" / "scheme.yaml")
    assert scheme is not None
    (share,) = discretion_shares(subject_of(scheme))
    assert [share.points, share.total, share.percent] == [Decimal(4), Decimal(100), Decimal(4)]
    assert share.items == ("协会工作",)


def test_a_figure_and_its_progress_are_two_questions() -> None:
    """水平 and 进步 of one measure are not the same asked twice; two items on its level are."""
    level = "{按比例: 满意度, 终点: 100, 终点分: 4}"
    progress = "{按比例: {变化: 满意度, 对比: {上年: 满意度}}, 终点: 5, 终点分: 4}"
    assert "law.asked-twice" not in _pair(level, progress)
    assert "law.asked-twice" in _pair(level, "{如果: {指标: 满意度, 不低于: 90}, 则: 4, 否则: 0}")


def _pair(first: str, second: str) -> set[str]:
    draft = parse_draft(
        f"""
考核办法: 某办法
考核期: 2026
数据项: {{满意度: {{类型: 百分比, 责任科室: 办公室}}}}
考核表:
  - 名称: 表
    对象: 镇
    指标:
      - 名称: 组
        下级:
          - {{名称: 甲, 分值: 4, 规则: {first}}}
          - {{名称: 乙, 分值: 4, 规则: {second}}}
"""
    )
    scheme, problems = complete(draft)
    assert scheme is not None, problems
    return {finding.code for finding in check_scheme(scheme)}


def test_a_merged_cell_is_not_the_same_asked_twice() -> None:
    text = "按时按质报送各类统计报表，数据准确率达到98%。"
    rows = tuple(DraftItem(name=f"项{n}", standard=text, departments=("办",)) for n in range(3))
    other = DraftItem(name="另项", standard="托位目标完成情况按月调度。", departments=("办",))
    merged = DraftTable("表", groups=(DraftGroup("组", (*rows, other)),))
    apart = DraftTable("表", groups=(DraftGroup("组", (rows[0], other, rows[1])),))
    assert check_scheme(SchemeDraft(period=Period(2026), tables=(merged,))) == ()
    codes = [f.code for f in check_scheme(SchemeDraft(period=Period(2026), tables=(apart,)))]
    assert codes == ["law.asked-twice"]


def test_what_the_reader_has_said_of_the_grades_is_not_said_again() -> None:
    note = "90分以上为优秀，80-89分为良好，80分以下为一般。"
    told = Problem("grades.gap", Severity.WARNING, "有空当。", "请改。")
    assert [f.code for f in check_scheme(SchemeDraft(period=Period(2026), note=note))] == ["check.band-gap"]
    assert check_scheme(SchemeDraft(period=Period(2026), note=note, problems=(told,))) == ()


def test_many_items_without_a_department_are_said_at_once() -> None:
    with_one = DraftItem(name="甲", departments=("办公室",))
    without = tuple(DraftItem(name=f"项{n}") for n in range(4))
    table = DraftTable("表", groups=(DraftGroup("组", (with_one, *without)),))
    (finding,) = check_scheme(SchemeDraft(period=Period(2026), tables=(table,)))
    assert finding.message == "“表”有4项没有写责任科室（项0、项1、项2、项3）。"


def test_many_items_scored_by_traces_are_said_at_once() -> None:
    items = tuple(
        DraftItem(name=f"项{n}", clause="台账齐全的得2分", method="查台账", departments=("办",))
        for n in range(5)
    )
    table = DraftTable("表", groups=(DraftGroup("组", items),))
    (finding,) = check_scheme(SchemeDraft(period=Period(2026), tables=(table,)))
    assert finding.code == "law.traces-only"
    assert finding.message.startswith("“项0”等5项：")
    quantities = DraftItem(name="死亡率", clause="死亡率不高于1的得2分", method="查资料", departments=("办",))
    table = DraftTable("表", groups=(DraftGroup("组", (quantities,)),))
    assert check_scheme(SchemeDraft(period=Period(2026), tables=(table,))) == ()
