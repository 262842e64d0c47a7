"""One meaning, one hash; another meaning, another hash."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaohe import rules as r
from kaohe.core import Cadence, Place, SourceSpan
from kaohe.scheme import model
from kaohe.scheme.complete import complete
from kaohe.scheme.json_form import canonical, scheme_digest, to_json
from kaohe.scheme.model import Measure, Scheme
from kaohe.scheme.reader import parse_draft
from tests import strategies
from tests.unit.scheme import drawn
from tests.unit.scheme.mutants import mutants

TEXT = """
考核办法: 某办法
考核期: 2026
单位类别: [镇, 街道]
数据项:
  甲率: {类型: 百分比, 目标: {镇: 90, 街道: 95}}
  乙级: {类型: 等级, 等级: [好, 差]}
考核表:
  - 名称: 甲表
    对象: 镇街
    指标:
      - 名称: 一
        分值: 4
        规则: {按类别: {镇: {指标: 甲率, 低于: 99, 每: 1, 分: 0.5}, 街道: 4}}
      - {名称: 二, 分值: 2, 规则: {评定: 乙级, 等级: {好: 2, 差: 0}}}
"""


def read(text: str) -> Scheme:
    scheme, problems = complete(parse_draft(text))
    assert scheme is not None, [str(problem) for problem in problems]
    return scheme


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("分值: 4", "分值: 4.0"),
        ("分值: 4", "分值: 4.00"),
        ("分值: 4", "分值: +4"),
        ("分: 0.5", "分: 0.500"),
        ("{镇: 90, 街道: 95}", "{街道: 95.0, 镇: 90}"),
        ("{好: 2, 差: 0}", "{差: 0, 好: 2}"),
        ("{镇: {指标: 甲率, 低于: 99, 每: 1, 分: 0.5}, 街道: 4}", "{街道: 4, 镇: {分: 0.5, 每: 1, 低于: 99, 指标: 甲率}}"),
        ("  甲率: {类型: 百分比, 目标: {镇: 90, 街道: 95}}\n  乙级: {类型: 等级, 等级: [好, 差]}",
         "  乙级: {等级: [好, 差], 类型: 等级}\n  甲率: {类型: 百分比, 目标: {镇: 90, 街道: 95}}"),
        ("考核期: 2026", "# 说明\n版本: 1\n考核期: 2026年"),
        ("名称: 甲表\n    对象: 镇街", "对象: 镇街\n    名称: 甲表\n    总分: 6"),
        ("分值: 4\n        规则", "分值: 4\n        最高: 4.0\n        最低: 0\n        规则"),
    ],
)  # fmt: skip
def test_the_same_meaning_has_the_same_hash(written: str, otherwise: str) -> None:
    assert TEXT.count(written) == 1
    assert scheme_digest(read(TEXT.replace(written, otherwise))) == scheme_digest(read(TEXT))


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("分: 0.5", "分: 0.51"),
        ("街道: 4", "街道: 3"),
        ("低于: 99", "高于: 99"),
        ("镇: 90", "镇: 91"),
        ("[镇, 街道]", "[街道, 镇]"),
        ("某办法", "某 办法"),
        ("考核期: 2026", "考核期: 2025-10/2026-09"),
        ("分: 0.5", "分: 0.5, 余数: 只计整步"),
        ("规则: {评定", "评分标准: 评定。, 规则: {评定"),
    ],
)
def test_another_meaning_has_another_hash(written: str, otherwise: str) -> None:
    assert scheme_digest(read(TEXT.replace(written, otherwise))) != scheme_digest(read(TEXT))


def test_the_hash_of_a_known_scheme_never_changes() -> None:
    """It stands in receipts: if this fails, every receipt ever given out fails."""
    assert scheme_digest(read(TEXT)) == "ed60a68411a274054b0fe073e4f21637bf01c76d5f7055e0169bbdd27d1f2a08"


@given(scheme=drawn.schemes(), data=st.data())
@settings(max_examples=60)
def test_any_change_changes_the_hash(scheme: Scheme, data: st.DataObject) -> None:
    before = scheme_digest(scheme)
    for path, mutant in mutants(data, scheme, 20):
        reordered = path[-1] in ORDERLESS and canonical(mutant) == canonical(scheme)
        assert reordered or scheme_digest(mutant) != before, path


ORDERLESS = ("cases", "levels")
"""What stands by name: another order is no change."""


@given(rule=strategies.rules(depth=4))
def test_a_rule_is_plain_json(rule: r.Node) -> None:
    form = to_json(rule)
    assert json.loads(json.dumps(form)) == form
    assert isinstance(form, dict)
    assert form["node"] == type(rule).__name__


@given(first=strategies.rules(), second=strategies.rules())
def test_rules_are_equal_when_their_forms_are(first: r.Node, second: r.Node) -> None:
    if first == second:
        assert canonical(first) == canonical(second)


def test_places_and_sources_do_not_count() -> None:
    span = SourceSpan("办法.docx", "表1 B2")
    assert to_json(r.Const(Decimal("4.00"), source=span)) == {"node": "Const", "value": "4"}
    measure = Measure("甲率", model.MeasureKind.PERCENT, where=Place(line=3))
    assert canonical(measure) == canonical(replace(measure, where=Place(line=9)))


def test_enumerations_stand_by_their_value() -> None:
    form = to_json(r.PeriodIs((Cadence.HALF,)))
    assert form == {"node": "PeriodIs", "cadences": ["half"]}


def test_what_is_no_part_of_a_scheme_has_no_form() -> None:
    with pytest.raises(TypeError, match="float"):
        to_json(0.5)
