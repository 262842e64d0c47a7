"""Numbered prose with points becomes a draft; what does not add up is told, nothing is mended."""

from decimal import Decimal

import pytest

from kaohe.documents.model import Paragraph
from kaohe.documents.outline import read_outline
from kaohe.documents.outline_scheme import OutlineScheme, read_outline_scheme
from kaohe.scheme.draft import DraftGroup, DraftItem
from tests.unit.documents.prose_samples import paragraphs, tables


def read(text: str, title: str = "某区考核办法") -> OutlineScheme:
    return read_outline_scheme(read_outline(paragraphs(text)), title)


def codes(scheme: OutlineScheme) -> list[str]:
    return [problem.code for problem in scheme.draft.problems] if scheme.draft else []


VARIATIONS = {
    "brackets behind the heading": (
        "一、组织领导（20分）\n1．机构（5分）\n2．责任（15分）\n二、排查整治（80分）\n1．排查（30分）\n2．整治（50分）",
        ["组织领导20(机构5 责任15)", "排查整治80(排查30 整治50)"],
    ),
    "a stop before the bracket": (
        "（一）责任落实。（30分）\n1、签订责任书。（10分）未签订的不得分。\n2、落实经费。（20分）\n（二）检查。（70分）",
        ["责任落实30(签订责任书10 落实经费20)", "检查70(检查70)"],
    ),
    "full-width digits and Chinese numerals": (
        "第一条 河道保洁，满分４０分。有漂浮物的扣分。\n第二条 巡河履职，满分三十分。\n第三条 群众满意，满分三十分。",
        ["河道保洁40(河道保洁40)", "巡河履职30(巡河履职30)", "群众满意30(群众满意30)"],
    ),
    "letters": (
        "A.环境整治（共40分）\na)清运（25分）\nb)治污（15分）\nB.绿化（共60分）\na)行道树（20分）\nb)公园（40分）",
        ["环境整治40(清运25 治污15)", "绿化60(行道树20 公园40)"],
    ),
    "decimals": (
        "1.1 组织（30分）\n1.1.1 会议（10分）\n1.1.2 文件（20分）\n1.2 实效（70分）\n1.2.1 整改率（40分）\n1.2.2 达标率（30分）",
        ["组织30(会议10 文件20)", "实效70(整改率40 达标率30)"],
    ),
    "circles inside a line": (
        "（一）生产（60分）\n①产量（30分）②质量（20分）③成本（10分）\n（二）安全（40分）",
        ["生产60(产量30 质量20 成本10)", "安全40(安全40)"],
    ),
    "a list inside a paragraph, no brackets": (
        "（一）基础（40分）：1.组织10分；2.制度10分；3.档案20分。\n（二）专项（60分）：1.行动30分；2.台账30分。",
        ["基础40(组织10 制度10 档案20)", "专项60(行动30 台账30)"],
    ),
    "sentences counted 一是": (
        "内容分三块：一是组织（20分），二是推进（50分），三是成效（30分）。",
        ["组织20(组织20)", "推进50(推进50)", "成效30(成效30)"],
    ),
    "points at the heading's end": (
        "一 、 培训  １５分\n缺一人扣０．５分。\n二 、 信息  ２５分\n三 、 任务  ６０分",
        ["培训15(培训15)", "信息25(信息25)", "任务60(任务60)"],
    ),
    "headings without labels": (
        "一、考核内容\n组织领导（20分）\n1、机构（10分）\n2、制度（10分）\n日常管理 80分\n1、台账（40分）\n2、档案（40分）",
        ["组织领导20(机构10 制度10)", "日常管理80(台账40 档案40)"],
    ),
    "a number alone in the bracket": (
        "一、组织保障（30）\n二、工作落实（50）\n三、工作成效（20）",
        ["组织保障30(组织保障30)", "工作落实50(工作落实50)", "工作成效20(工作成效20)"],
    ),
    "points in sentences, group known": (
        "1、领导（20分）\n（1）专题研究的，计5分；\n（2）成立专班的，计5分；\n（3）经费到位的计10分，部分到位的计5分。\n2、实绩（80分）",
        ["领导20(专题研究5 成立专班5 经费到位10)", "实绩80(实绩80)"],
    ),
    "parts inside one entry's sentences": (
        "一、协同（20分）。与镇签订的计7分；与村签订的计3分；与部门签订的计10分（以正式文本为准）。\n二、成效（80分）",
        ["协同20(与镇签订7 与村签订3 与部门签订10)", "成效80(成效80)"],
    ),
    "weights": (
        "1．党建（权重60%，百分制打分）\n（1）学习（50分）\n（2）生活（50分）\n2．业务（权重40%，百分制打分）\n（1）任务（70分）\n（2）信息（30分）",
        ["党建100×0.6(学习50 生活50)", "业务100×0.4(任务70 信息30)"],
    ),
    "groups without points of their own": (
        "一、指标\n（一）基础\n1．台账（20分）\n2．报表（20分）\n（二）重点\n1．项目（40分）\n2．招商（20分）",
        ["基础?(台账20 报表20)", "重点?(项目40 招商20)"],
    ),
    "shares of a hundred": (
        "（一）责任（占30%）。查责任书。\n（二）整治（占50%）。查整改率。\n（三）宣传（占20%）。查培训。",
        ["责任30(责任30)", "整治50(整治50)", "宣传20(宣传20)"],
    ),
    "shares of parts that make a hundred each": (
        "一、日常（占40%）\n1、台账（60分）\n2、报表（40分）\n二、年终（占60%）\n1、成效（70分）\n2、评议（30分）",
        ["日常100×0.4(台账60 报表40)", "年终100×0.6(成效70 评议30)"],
    ),
    "a department behind the points": (
        "一、党建25分（责任科室：党办）\n二、业务75分（责任科室：业务科）\n1、巡查（5项，50分）\n2、整改（每项5分，共25分）",
        ["党建25(党建25)", "业务75(巡查50 整改25)"],
    ),
    "a scoring heading inside an item": (
        "一、内容（100分）\n1、台账（40分）\n扣分标准：（1）缺一本扣1分；（2）错一处扣0.5分。\n2、报表（60分）", ["内容100(台账40 报表60)"],
    ),
    "parts without brackets": (
        "一、领导20分，其中机构5分，制度15分。\n二、实绩80分，其中任务50分，质量30分。", ["领导20(机构5 制度15)", "实绩80(任务50 质量30)"],
    ),
    "the bracket in front": ("（一）（20分）组织领导\n（二）（80分）工作实绩", ["组织领导20(组织领导20)", "工作实绩80(工作实绩80)"]),
    "points announced by name above": (
        "内容包括以下三项，其中基础工作30分，重点工作60分，创新工作10分。\n一、基础工作\n1.报送材料，每缺一次扣1分，共10分。\n2.档案规范，共20分。\n"
        "二、重点工作\n1.上级任务，40分。\n2.本级任务，20分。\n三、创新工作\n有一项创新得5分，最高10分。",
        ["基础工作30(报送材料10 档案规范20)", "重点工作60(上级任务40 本级任务20)", "创新工作10(创新工作10)"],
    ),
    "an item about vetoes is an item": (
        "一、落实一票否决制度（10分）\n二、日常巡查（90分）", ["落实一票否决制度10(落实一票否决制度10)", "日常巡查90(日常巡查90)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), VARIATIONS.values(), ids=VARIATIONS.keys())
def test_points_are_found_however_they_are_written(text: str, expected: list[str]) -> None:
    scheme = read(text)
    assert tables(scheme.draft) == [expected]
    assert codes(scheme) == []


def test_tables_with_totals_of_their_own() -> None:
    scheme = read(
        "一、内容\n（一）县级（总分100分）\n1、甲（70分）\n2、乙（30分）\n（二）镇级（总分100分）\n1、丙（60分）\n2、丁（40分）"
    )
    assert scheme.draft is not None
    assert [(table.name, table.total) for table in scheme.draft.tables] == [
        ("县级", Decimal(100)),
        ("镇级", Decimal(100)),
    ]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ("考核实行百分制。\n一、甲（40分）\n二、乙（60分）", 100),
        ("考核采取千分制：\n一、甲（400分）\n二、乙（600分）", 1000),
        ("一、甲（40分）\n二、乙（60分）\n三、附则\n总分为100分。", 100),
        ("一、甲（40分）\n二、乙（60分）\n三、附加分（10分）：获表彰的加5分。\n总分110分。", 100),
        ("一、甲（40分）\n二、乙（60分）", None),
    ],
)
def test_the_total_is_the_one_that_is_stated(text: str, total: int | None) -> None:
    scheme = read(text)
    assert scheme.draft is not None
    assert scheme.draft.tables[0].total == total
    assert codes(scheme) == []


def test_a_group_that_breaks_off_is_told_with_its_place() -> None:
    scheme = read("一、甲（60分）\n1、乙（30分）\n2、丙（30分）\n二、丁（40分）\n1、戊（15分）\n2、己（5分）")
    assert codes(scheme) == ["outline.points-do-not-add-up"]
    (problem,) = scheme.draft.problems if scheme.draft else ()
    assert [place.line for place in problem.where] == [4, 5, 6]
    assert "中断" in problem.message
    assert tables(scheme.draft) == [["甲60(乙30 丙30)", "丁40(戊15 己5)"]]


def test_a_group_in_the_middle_that_is_wrong_did_not_break_off() -> None:
    scheme = read("一、甲（60分）\n1、乙（30分）\n2、丙（20分）\n二、丁（40分）")
    assert codes(scheme) == ["outline.points-do-not-add-up"]
    assert scheme.draft is not None
    assert "中断" not in scheme.draft.problems[0].message


def test_a_total_that_differs_is_told() -> None:
    assert codes(read("总分100分。\n一、甲（40分）\n二、乙（50分）")) == ["outline.total-differs"]


def test_an_entry_without_points_among_scored_ones_is_asked_about() -> None:
    scheme = read("一、内容（100分）\n1、甲（60分）\n2、乙（40分）\n3、丙的情况")
    assert codes(scheme) == ["outline.item-without-points"]
    assert tables(scheme.draft) == [["内容100(甲60 乙40 丙的情况?)"]]


def test_sentences_that_announce_lists() -> None:
    scheme = read(
        "一、台账（100分）\n二、有下列情形之一的，予以加分：\n1、受表彰的加2分\n2、被推广的加1分\n三、有下列情形之一的，实行一票否决：\n1、发生事故的\n2、瞒报的"
    )
    assert tables(scheme.draft) == [
        ["台账100(台账100)", "＋有下列情形之一的，予以加分?(受表彰的加2分? 被推广的加1分?)"]
    ]
    assert [len(veto.entries) for veto in scheme.vetoes] == [2]


WHOLE = """一、对象
各镇。
二、考核内容和分值
总分1000分，其中：发展400分，治理600分。
（一）发展（400分）
1.投资（250分）。完成目标的得250分，每少1%扣5分，扣完为止。
2.招商（150分）。引进1个得50分，最高150分。
（二）治理（600分）
1.安全（300分）。发生一般事故1起扣20分。
2.信访（300分）
（1）办结率（180分）。每低1个百分点扣2分。
（2）越级访（120分）。每人次扣10分。
三、考核方式
（一）平时考核。占40%，每季度实施一次。
（二）年终考核。占60%，次年1月实施。
四、加分和扣分
（一）加分。获国家级表彰的加20分，累计加分不超过50分。
（二）扣分。被通报批评的，每次扣10分。
五、等次
900分以上为优秀，600分以上900分以下为合格，600分以下为不合格。
六、有下列情形之一的，直接确定为不合格等次：
（一）发生重大事故的；
（二）弄虚作假的。"""


def test_a_whole_regulation() -> None:
    scheme = read(WHOLE)
    assert tables(scheme.draft) == [
        [
            "发展400(投资250 招商150)", "治理600(安全300 信访300(办结率180 越级访120))", "＋加分?(加分?)", "－扣分?(扣分?)",
        ]
    ]  # fmt: skip
    assert scheme.draft is not None
    (table,) = scheme.draft.tables
    assert (table.total, table.groups[2].cap) == (Decimal(1000), Decimal(50))
    assert codes(scheme) == ["outline.weights-unread", "outline.veto-kept"]
    assert [len(veto.entries) for veto in scheme.vetoes] == [2]


def test_headings_of_the_file_without_labels() -> None:
    listed = (
        Paragraph("考核内容", level=1), Paragraph("组织领导（20分）", level=2), Paragraph("机构（5分）", number="1."),
        Paragraph("责任（15分）", number="2."), Paragraph("管护（80分）", level=2), Paragraph("巡河（50分）", number="1."),
        Paragraph("保洁（30分）", number="2."), Paragraph("附则", level=1), Paragraph("自印发之日起施行。"),
    )  # fmt: skip
    scheme = read_outline_scheme(read_outline(listed), "某区考核办法")
    assert tables(scheme.draft) == [["组织领导20(机构5 责任15)", "管护80(巡河50 保洁30)"]]


def test_awards_that_can_be_read_in_two_ways_are_asked_about() -> None:
    scheme = read("一、内容\n1、甲（60分）\n2、有制度得10分，有台账得15分")
    assert codes(scheme) == ["outline.points-unsettled"]


def test_lists_have_their_caps() -> None:
    text = (
        "一、甲（40分）\n二、乙（60分）\n三、加分与减分\n（一）加分\n1、受表彰的加2分；\n2、承办现场会的加1分。\n以上两项加分不超过2分。\n"
        "（二）减分\n1、弄虚作假的\n（1）虚报的扣3分；\n（2）瞒报的扣5分。\n2、被曝光的扣1分。\n上述累计减分不超过8分。"
    )
    scheme = read(text)
    assert scheme.draft is not None
    bonus, deduction = scheme.draft.tables[0].groups[2:]
    assert (bonus.cap, bonus.floor, len(bonus.children)) == (Decimal(2), None, 2)
    assert (deduction.cap, deduction.floor, len(deduction.children)) == (None, Decimal(-8), 2)
    assert "不超过8分" in scheme.draft.note


def test_a_mixed_list_comes_apart_by_what_its_entries_do() -> None:
    scheme = read(
        "一、甲（100分）\n二、加减分项\n1.受表彰的，每次加1分；\n2.被批评的，每次扣2分。\n累计加分不超过5分。\n三、附则"
    )
    assert tables(scheme.draft)[0][1:] == [
        "＋加减分项?(受表彰的，每次加1分?)",
        "－加减分项?(被批评的，每次扣2分?)",
    ]
    assert scheme.draft is not None
    assert scheme.draft.tables[0].groups[1].cap == 5


def test_a_list_in_one_line() -> None:
    scheme = read("一、甲（100分）\n加分：1.经验被推广的加3分；2.承办现场会的加2分。最高不超过4分。")
    assert tables(scheme.draft)[0][1:] == ["＋加分?(经验被推广的加3分? 承办现场会的加2分?)"]
    assert scheme.draft is not None
    assert scheme.draft.tables[0].groups[1].cap == 4


def test_a_list_that_no_table_claims_goes_to_each_and_is_told() -> None:
    scheme = read(
        "（一）县级（总分100分）\n1、甲（60分）\n2、乙（40分）\n（二）镇级（总分100分）\n1、丙（60分）\n2、丁（40分）\n（三）加分\n1、受表彰的加1分\n2、被推广的加2分"
    )
    assert [len(groups) for groups in tables(scheme.draft)] == [3, 3]
    assert codes(scheme) == ["outline.lists-for-every-table"]


def test_a_veto_list_is_kept_as_written_and_told() -> None:
    scheme = read(
        "一、甲（100分）\n二、一票否决\n有下列情形之一的，取消评优资格：\n1、发生较大事故的；\n2、瞒报事故的。"
    )
    (veto,) = scheme.vetoes
    assert [entry.text for entry in veto.entries] == ["发生较大事故的；", "瞒报事故的。"]
    assert "取消评优资格" in veto.effect
    assert codes(scheme) == ["outline.veto-kept"]


def item(scheme: OutlineScheme, name: str) -> DraftItem:
    assert scheme.draft is not None
    stack: list[DraftGroup | DraftItem] = [group for table in scheme.draft.tables for group in table.groups]
    while stack:
        entry = stack.pop()
        if isinstance(entry, DraftItem) and entry.name == name:
            return entry
        if isinstance(entry, DraftGroup):
            stack.extend(entry.children)
    raise AssertionError(name)


def test_the_clause_is_what_stands_behind_the_points() -> None:
    scheme = read(
        "一、台账（30分）。每少一本扣2分，扣完为止。\n二、巡查（70分）\n每周两次，每少一次扣1分。\n责任科室：综合科、执法大队"
    )
    assert item(scheme, "台账").clause == "每少一本扣2分，扣完为止"
    assert item(scheme, "巡查").clause.startswith("每周两次，每少一次扣1分")
    assert item(scheme, "巡查").departments == ("综合科", "执法大队")
    assert item(scheme, "巡查").where.line == 2


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("1、台账（5分，缺一本扣1分）\n2、报表（5分）", "缺一本扣1分"),
        ("1、台账齐全，每缺一本扣1分（5分）\n2、报表（5分）", "台账齐全，每缺一本扣1分"),
        (
            "1、台账（5分）\n（1）缺一本扣1分；\n（2）没有的不得分。\n2、报表（5分）",
            "（1）缺一本扣1分；\n（2）没有的不得分。",
        ),
    ],
)
def test_the_clause_wherever_it_stands(text: str, clause: str) -> None:
    scheme = read(text)
    assert scheme.draft is not None
    first = scheme.draft.tables[0].groups[0].children[0]
    assert isinstance(first, DraftItem)
    assert first.clause == clause


def test_prose_without_points_is_no_scheme() -> None:
    assert read("一、目标\n（一）到2026年达到90%以上\n二、要求\n十分重视，抓好落实。").draft is None
