"""What changed is said, all of it, and in the office's words."""

from dataclasses import fields

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe.scheme import model, spoken
from kaohe.scheme.complete import complete
from kaohe.scheme.diff import Change, diff
from kaohe.scheme.json_form import scheme_digest
from kaohe.scheme.model import Scheme
from kaohe.scheme.reader import parse_draft
from tests.unit.scheme import drawn
from tests.unit.scheme.mutants import mutants

TEXT = """
考核办法: 某办法
考核期: 2026
单位类别: [镇, 街道]
数据项:
  核实完成率: {类型: 百分比, 目标: {镇: 90, 街道: 95}}
  每千人口托位数: {类型: 数值, 单位: 个}
  有责投诉: {类型: 计数, 单位: 件}
考核表:
  - 名称: 甲表
    对象: 镇街
    指标:
      - 名称: 监测数据
        下级:
          - {名称: 信息核实, 分值: 4, 规则: {起分: 4, 扣分: [{指标: 核实完成率, 低于: 99, 每: 1, 分: 0.5}]}}
          - {名称: 托育服务, 分值: 6, 规则: {按比例: 每千人口托位数, 终点: 4.6, 终点分: 6}}
      - 名称: 群众满意
        下级:
          - {名称: 投诉, 编码: T1, 分值: 2, 规则: {起分: 2, 扣分: [{指标: 有责投诉, 每: 1, 分: 1}]}}
    一票否决:
      - {名称: 数据造假, 条件: {指标: 有责投诉, 高于: 10}, 后果: 不计名次}
    等次:
      - {名称: 优秀, 不低于: 10, 名额: 30%}
      - {名称: 合格}
    结果运用:
      - {名单: 先进, 措施: 通报表扬, 对象: [{前: 2}], 金额: 20000}
"""


def read(text: str) -> Scheme:
    scheme, problems = complete(parse_draft(text))
    assert scheme is not None, [str(problem) for problem in problems]
    return scheme


def changes(*edits: tuple[str, str]) -> list[str]:
    text = TEXT
    for written, otherwise in edits:
        assert text.count(written) == 1, written
        text = text.replace(written, otherwise)
    return [str(change) for change in diff(read(TEXT), read(text))]


def test_nothing_changed() -> None:
    assert changes(("分值: 4,", "分值: 4.00,")) == []


@pytest.mark.parametrize(
    ("edits", "lines"),
    [
        ([("分值: 4, ", "分值: 5, ")],
         ["“甲表”的总分由12分改为13分", "“监测数据”的分值由10分改为11分", "“信息核实”的分值由4分改为5分"]),
        ([("分: 0.5", "分: 0.2")],
         ["“信息核实”的计分规则改了：原：起始4分；核实完成率低于99%的，每低1个百分点扣0.5分；扣完为止；"
          "现：起始4分；核实完成率低于99%的，每低1个百分点扣0.2分；扣完为止"]),
        ([("名称: 托育服务", "名称: 普惠托育服务")], ["指标“托育服务”疑似改名为“普惠托育服务”"]),
        ([("名称: 投诉, ", "名称: 群众投诉, ")], ["指标“投诉”改名为“群众投诉”"]),
        ([("街道: 95", "街道: 96")], ["数据项“核实完成率”的目标由镇90、街道95改为镇90、街道96"]),
        ([("单位: 个", "单位: 张, 频次: 年")],
         ["数据项“每千人口托位数”的单位由“个”改为“张”", "数据项“每千人口托位数”的频次由未写改为年"]),
        ([("不低于: 10, 名额: 30%", "不低于: 11, 名额: 5")],
         ["等次“优秀”的分数线由10分改为11分", "等次“优秀”的名额比例由30%改为不限", "等次“优秀”的名额由不限改为5个"]),
        ([("高于: 10", "高于: 9")],
         ["“数据造假”的条件由有责投诉高于10件改为有责投诉高于9件"]),
        ([("对象: [{前: 2}], 金额: 20000", "对象: [{前: 3, 类别: 镇}], 金额: 30000")],
         ["名单“先进”的对象由前2名改为前3名，镇", "名单“先进”的金额由20000元改为30000元"]),
        ([("考核期: 2026", "考核期: 2027"), ("考核办法: 某办法", "考核办法: 某办法\n版本: 2")],
         ["考核办法的版本由“1”改为“2”", "考核办法的考核期由2026年改为2027年"]),
        ([("    结果运用", "    排名: {范围: 同类, 同分: [信息核实]}\n    结果运用")],
         ["“甲表”的排名范围由全部改为同类", "“甲表”的排名同分时的比较由未写改为信息核实"]),
        ([("      - 名称: 群众满意\n        下级:\n          - {名称: 投诉, 编码: T1, 分值: 2, 规则: {起分: 2, 扣分: [{指标: 有责投诉, 每: 1, 分: 1}]}}\n", "")],
         ["“甲表”的总分由12分改为10分", "删去指标组“群众满意”：2分",
          "删去指标“投诉”（在“群众满意”下）：2分；起始2分；有责投诉每发生1件扣1分；扣完为止"]),
    ],
)  # fmt: skip
def test_a_change_in_words(edits: list[tuple[str, str]], lines: list[str]) -> None:
    assert changes(*edits) == lines


FIRST = "          - {名称: 信息核实, 分值: 4, 规则: {起分: 4, 扣分: [{指标: 核实完成率, 低于: 99, 每: 1, 分: 0.5}]}}\n"
SECOND = "          - {名称: 托育服务, 分值: 6, 规则: {按比例: 每千人口托位数, 终点: 4.6, 终点分: 6}}\n"
THIRD = (
    "          - {名称: 投诉, 编码: T1, 分值: 2, 规则: {起分: 2, 扣分: [{指标: 有责投诉, 每: 1, 分: 1}]}}\n"
)


def test_another_order() -> None:
    assert changes((FIRST + SECOND, SECOND + FIRST)) == [
        "“监测数据”下各项的次序由信息核实、托育服务改为托育服务、信息核实"
    ]


def test_moved_into_another_group() -> None:
    assert changes((SECOND, ""), (THIRD, THIRD + SECOND)) == [
        "“监测数据”的分值由10分改为4分",
        "“群众满意”的分值由2分改为8分",
        "“托育服务”的位置由“监测数据”之下改为“群众满意”之下",
    ]


def test_put_in_between() -> None:
    """What follows gets another automatic code; that alone is no news."""
    new = "          - {名称: 新项, 分值: 1, 规则: {起分: 1, 扣分: [{指标: 有责投诉, 每: 1, 分: 1}]}}\n"
    assert changes((FIRST, new + FIRST)) == [
        "“甲表”的总分由12分改为13分",
        "新增指标“新项”（在“监测数据”下）：1分；起始1分；有责投诉每发生1件扣1分；扣完为止",
        "“监测数据”的分值由10分改为11分",
    ]


def test_a_change_as_json() -> None:
    (change,) = diff(read(TEXT), read(TEXT.replace("某办法", "新办法")))
    assert isinstance(change, Change)
    assert change.as_json() == {
        "kind": "changed",
        "what": "考核办法的名称",
        "old": "“某办法”",
        "new": "“新办法”",
        "text": "考核办法的名称由“某办法”改为“新办法”",
    }


@given(scheme=drawn.schemes(), data=st.data())
@settings(max_examples=60)
def test_no_change_goes_unsaid(scheme: Scheme, data: st.DataObject) -> None:
    digest = scheme_digest(scheme)
    assert diff(scheme, scheme) == ()
    for path, mutant in mutants(data, scheme, 12):
        found = diff(scheme, mutant)
        assert bool(found) == (scheme_digest(mutant) != digest), (path, found)
        assert all(change.old != change.new for change in found), (path, found)


@given(old=drawn.schemes(), new=drawn.schemes())
@settings(max_examples=60)
def test_any_two_schemes_can_be_compared(old: Scheme, new: Scheme) -> None:
    assert bool(diff(old, new)) == (scheme_digest(old) != scheme_digest(new))


SPOKEN = {
    model.Scheme: (spoken.SCHEME, {"measures", "tables"}),
    model.Measure: (spoken.MEASURE, {"id"}),
    model.Table: (spoken.TABLE, {"name", "groups", "vetoes", "grades", "ranking", "consequences"}),
    model.Group: (spoken.GROUP, {"name", "code", "children"}),
    model.Item: (spoken.item_fields({}), {"name", "code"}),
    model.Veto: (spoken.veto_fields({}), {"name", "card"}),
    model.Grade: (spoken.GRADE, {"name"}),
    model.Ranking: (spoken.RANKING, set()),
    model.Consequence: (spoken.consequence_fields({}), {"list_name"}),
}


@pytest.mark.parametrize("kind", SPOKEN, ids=lambda kind: kind.__name__)
def test_every_field_has_a_word(kind: type) -> None:
    words, apart = SPOKEN[kind]
    assert {field.name for field in fields(kind)} - {"where"} == set(words) | apart


def test_several_of_one_name_in_another_order() -> None:
    first, second = FIRST.replace("信息核实", "同名, 编码: A"), SECOND.replace("托育服务", "同名, 编码: B")
    old, new = (read(TEXT.replace(FIRST + SECOND, lines)) for lines in (first + second, second + first))
    assert [str(change) for change in diff(old, new)] == [
        "“监测数据”下各项的次序由同名（原第1）、同名（原第2）改为同名（原第2）、同名（原第1）"
    ]
