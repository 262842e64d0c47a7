"""The file of data rules: whatever somebody writes becomes Problems with their places, never a stack trace."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kaohe.core.problem import has_errors
from kaohe.facts.quality.rules_file import parse_rules, read_rules
from tests.unit.facts.quality.material import rules, scheme

_PIECES = ("普惠托位数", "托位总数", "信息覆盖率", ".分子", "上期(", "各期合计(", "(", ")", "+", "-", "*", "/", "<=", "=", "≠", "“", "”",
           " ", "0.5", "12", "３", "九十五", "不设", "'", "#", "\u200b")  # fmt: skip
_WORDS = ("校验", "关系", "当", "名称", "允许误差", "程度", "异常", "常见范围", "对比", "四率", "标准", "数据项", "按", "单位", "分档",
          "不超过", "高于", "为", "每", "增", "取", "累计数", "时点数", "及时率", "托位总数", "常住人口", "信息员人数", "3", "万")  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=30))
def test_any_text_as_a_relation(pieces: list[str]) -> None:
    text = "".join(pieces).replace("'", "''")
    found, problems = rules(f"校验:\n  - 名称: 查\n    关系: '{text}'")
    assert bool(found.relations) is not has_errors(problems)


_NODES = st.recursive(
    st.sampled_from(_WORDS),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_WORDS), inner, max_size=3),
    max_leaves=12,
)


def _flow(node: object) -> str:
    if isinstance(node, dict):
        return "{" + ", ".join(f"{key}: {_flow(value)}" for key, value in node.items()) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(_flow(value) for value in node) + "]"
    return str(node)


@given(st.dictionaries(st.sampled_from(("校验", "异常", "四率", "标准", "累计数", "时点数")), _NODES))
def test_any_shape_of_file(content: dict[str, object]) -> None:
    _, problems = rules(_flow(content))
    assert all(problem.remedy and problem.where for problem in problems)


def test_files_that_are_none(tmp_path: Path) -> None:
    assert [p.code for p in read_rules(tmp_path / "没有.yaml", scheme())[1]] == ["scheme.no-file"]
    path = tmp_path / "数据规则.yaml"
    path.write_bytes("校验: [".encode())
    assert has_errors(read_rules(path, scheme())[1])
    path.write_bytes("校验".encode("gb18030"))
    assert has_errors(read_rules(path, scheme())[1])
    assert parse_rules("  \n", scheme())[1] == ()


def test_every_mistake_is_told_at_once() -> None:
    _, problems = rules(
        "校验: [{关系: 甲 <= 1}, {关系: 普惠托位数 <= 托位}]\n异常: {最少单位: 2, 常见范围: {托位总数: 3}}\n四率: {及时: 甲}\n累计数: [乙]\n别的: 1"
    )
    assert {problem.where[0].line for problem in problems} >= {1, 2, 3}
    assert {"quality.unknown-measure", "quality.range", "quality.unknown-rate", "scheme.unknown-key"} <= {
        p.code for p in problems
    }
