"""The target that a clause names is the unit's own, and no figure that somebody reports."""

from decimal import Decimal

import pytest
from click.testing import CliRunner

from kaohe.clauses import Compiled, compile_draft
from kaohe.cli.main import main
from kaohe.rules import Given, Target, walk
from kaohe.scheme.draft import DraftGroup, DraftItem, DraftTable, SchemeDraft


def compiled(clause: str) -> Compiled:
    item = DraftItem("覆盖", points=Decimal(20), clause=clause)
    return compile_draft(SchemeDraft(tables=(DraftTable("", groups=(DraftGroup("", (item,)),)),)))


@pytest.mark.parametrize(
    ("clause", "measure"),
    [
        ("夜间门诊覆盖率低于目标值的，每低1个百分点扣1分。", "夜间门诊覆盖率"),
        ("夜间门诊覆盖率达到目标值得20分，低于目标值的，每低1个百分点扣1分。", "夜间门诊覆盖率"),
        ("重复投诉件数不超过控制数得20分，超过控制数的，每超1件扣2分。", "重复投诉件数"),
    ],
)
def test_a_figure_that_is_only_called_the_target_is_the_target(clause: str, measure: str) -> None:
    done = compiled(clause)
    rule = done.readings[0].item.rule
    assert rule is not None
    assert {node.measure for node in walk(rule) if isinstance(node, Target)} == {measure}
    assert {node.measure for node in walk(rule) if isinstance(node, Given)} == {measure}
    assert [entry.id for entry in done.draft.measures] == [measure]
    assert len(done.readings[0].reading.inputs) == 2


@pytest.mark.parametrize("other", ["全省平均水平", "招商引资目标值"])
def test_another_figure_stays_one(other: str) -> None:
    done = compiled(f"夜间门诊覆盖率低于{other}的，每低1个百分点扣1分。")
    assert [entry.id for entry in done.draft.measures] == ["夜间门诊覆盖率", other]


def test_the_target_can_be_given_for_a_trial() -> None:
    clause = "夜间门诊覆盖率低于目标值的，每低1个百分点扣1分。"
    told = CliRunner().invoke(main, ["clause", clause, "--points", "20", "--given", "88,90"]).output
    assert "得分：夜间门诊覆盖率 88；夜间门诊覆盖率的目标值 90 → 18分" in told
    assert "夜间门诊覆盖率低于目标值的" in told
