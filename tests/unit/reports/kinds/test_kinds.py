"""What papers are filled with: the figures are the result's, the reasons its own, and nobody is left out."""

from decimal import Decimal
from typing import Any

import pytest

from kaohe.core import Refused
from kaohe.reports.happenings import Appeal
from kaohe.reports.kinds import KINDS, Kind, Paper
from kaohe.reports.kinds.appeal import moves_by_unit
from kaohe.reports.material import Material
from kaohe.reports.office import Office
from kaohe.reports.official.blocks import Document, Table, texts_of
from kaohe.reports.official.fill import check_form, fill
from kaohe.results.tally import ItemScore
from kaohe.scheme.model import Effect, GroupKind
from tests.unit.results.samples import (
    MISSING,
    NOT_APPLICABLE,
    bonus,
    deduction,
    group,
    item,
    plain_table,
    table,
    veto,
)

from .material import example, large, made

BY_NAME = {kind.name: kind for kind in KINDS}


def papers(name: str, material: Material) -> list[Paper]:
    kind = BY_NAME[name]
    return list(kind.papers(kind, material))


def documents(name: str, material: Material) -> list[Document]:
    return [fill(BY_NAME[name].form(), paper.data) for paper in papers(name, material)]


def text(document: Document) -> str:
    return "\n".join(texts_of(document))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_our_forms_use_only_names_that_are_known(kind: Kind) -> None:
    assert check_form(kind.form(), kind.vocabulary(), kind.name) == ()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_papers_hold_every_name_of_their_vocabulary(kind: Kind) -> None:
    """So that an office may put any of them into its own form."""
    vocabulary = kind.vocabulary()
    for paper in kind.papers(kind, example()):
        assert set(paper.data.fields) >= set(vocabulary.fields)
        assert set(paper.data.lists) == set(vocabulary.lists)
        assert set(paper.data.slots) == set(vocabulary.slots)
        for name, parts in vocabulary.lists.items():
            assert all(set(entry) >= set(parts) for entry in paper.data.lists[name])


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize(("units", "items"), [(3, 60), (1, 1)])
def test_no_placeholder_is_left(kind: Kind, units: int, items: int) -> None:
    for document in documents(kind.name, large(units, items)):
        assert "{{" not in text(document)


def test_every_scored_unit_gets_a_letter_with_its_own_total() -> None:
    material = example()
    assert material.result is not None
    totals = {
        standing.tally.unit.name: format(standing.tally.total, "f")
        for result in material.result.tables
        for standing in result.standings
    }
    letters = {
        paper.data.fields["单位"]: paper.data.fields["总分"] for paper in papers("反馈意见函", material)
    }
    assert letters == totals


def test_losses_in_a_letter_add_up_to_what_the_unit_lacks() -> None:
    """Full points of what applies less base points, of every unit; bonuses and deductions stand apart."""
    material = example()
    for (_, standing), paper in zip(material.standings(), papers("反馈意见函", material), strict=True):
        tally = standing.tally
        base: list[ItemScore] = [
            score for part in tally.groups if part.group.kind is GroupKind.BASE for score in part.items()
        ]
        assert len(paper.data.lists["失分"]) == sum(score.points < score.full for score in base)
        assert abs(Decimal(paper.data.fields["失分合计"]) - (tally.available - tally.earned)) <= Decimal(
            "0.01"
        )


def test_a_unit_without_a_lost_point_is_told_so_and_gets_no_order() -> None:
    material = made(plain_table(), {"甲": {"分": 100}, "乙": {"分": 90}})
    letter = documents("反馈意见函", material)[0]
    assert "你单位各项指标都没有失分。" in text(letter)
    assert "{" not in text(letter)
    assert not any(
        isinstance(block, Table) and "原因" in block.cells[5].text
        for block in letter.blocks
        if isinstance(block, Table) and len(block.cells) > 5
    )
    assert [paper.data.fields["单位"] for paper in papers("整改通知书", material)] == ["乙镇"]


def test_a_vetoed_unit_reads_why() -> None:
    one = table(
        group("1", item("分", 100)),
        vetoes=(veto("弄虚作假", Effect.UNRANKED), veto("迟报", Effect.NOTE, card=True)),
    )
    material = made(
        one,
        {
            "甲": {"分": 90, "弄虚作假": True, "迟报": True},
            "乙": {"分": 80, "弄虚作假": False, "迟报": False},
        },
    )
    letter = text(documents("反馈意见函", material)[0])
    assert "一票否决（弄虚作假）、黄牌警示（迟报）" in letter
    assert "不计名次" in letter
    circular = text(documents("考核结果通报", material)[0])
    assert "不计名次（1个）：甲镇。" in circular


def test_what_is_still_open_is_not_lost() -> None:
    one = table(group("1", item("甲项", 40), item("乙项", 60)))
    material = made(one, {"甲": {"甲项": 30, "乙项": MISSING}})
    (paper,) = papers("反馈意见函", material)
    assert [row["指标"] for row in paper.data.lists["失分"]] == ["项甲项"]
    assert paper.data.fields["未定"].startswith("还有1项没有定分：项乙项（未填报）")
    assert "暂定结果，不得公布" in text(documents("反馈意见函", material)[0])
    circular = text(documents("考核结果通报", material)[0])
    assert "暂定结果，不得公布" in circular
    assert "公开发布" not in circular


def test_what_does_not_apply_is_neither_lost_nor_full() -> None:
    one = table(group("1", item("甲项", 40)), group("2", item("乙项", 60)))
    material = made(one, {"甲": {"甲项": 40, "乙项": NOT_APPLICABLE}})
    (paper,) = papers("反馈意见函", material)
    assert paper.data.lists["失分"] == []
    assert [row["满分"] for row in paper.data.lists["部分"]] == ["40", "不适用"]


def test_bonuses_and_deductions_are_told_apart_from_losses() -> None:
    one = table(group("1", item("分", 100)), bonus("2", item("加", 5)), deduction("3", item("扣", 5)))
    material = made(one, {"甲": {"分": 100, "加": "1.25", "扣": -2}})
    (paper,) = papers("反馈意见函", material)
    assert [(row["指标"], row["计分"]) for row in paper.data.lists["加分"]] == [
        ("项加", "1.25"),
        ("项扣", "-2"),
    ]
    assert paper.data.fields["构成说明"] == "其中基本分100分，加分1.25分，扣分2分。"


def test_points_are_shown_at_the_tables_precision_half_up() -> None:
    one = table(group("1", item("分", 100)), precision=1)
    (paper,) = papers("反馈意见函", made(one, {"甲": {"分": "89.25"}}))
    assert [row["失分"] for row in paper.data.lists["失分"]] == ["10.8"]


def test_an_appeal_shows_what_it_moves() -> None:
    figures: dict[str, Any] = {"甲": {"分": 90}, "乙": {"分": 88}, "丙": {"分": 70}}
    appeal = Appeal("乙镇", "项分", "漏计", "属实", {"分": "95"})
    measures = _measures()
    material = made(plain_table(), figures, office=Office(appeals=(appeal,)), measures=measures)
    (paper,) = papers("申诉处理决定", material)
    rows = {row["项目"]: (row["原"], row["新"]) for row in paper.data.lists["变化"]}
    assert rows["总分"] == ("88", "95")
    assert rows["名次"] == ("第2位", "第1位")
    assert paper.data.fields["影响"] == "甲镇由第1位变为第2位。"


def test_an_appeal_that_is_not_granted_moves_nothing() -> None:
    appeal = Appeal("乙镇", "项分", "漏计", "不属实")
    material = made(plain_table(), {"甲": {"分": 90}, "乙": {"分": 88}}, office=Office(appeals=(appeal,)))
    (document,) = documents("申诉处理决定", material)
    assert "维持原评分" in text(document)
    assert not any(isinstance(block, Table) for block in document.blocks)


@pytest.mark.parametrize(
    "appeal",
    [
        Appeal("某镇", "项分", "甲", "乙", {"分": "95"}),
        Appeal("甲镇", "项分", "甲", "乙", {"别的": "95"}),
        Appeal("甲镇", "项分", "甲", "乙", {"分": "很高"}),
    ],
)
def test_an_appeal_that_cannot_be_computed_is_refused(appeal: Appeal) -> None:
    material = made(plain_table(), {"甲": {"分": 90}}, measures=_measures())
    with pytest.raises(Refused):
        moves_by_unit(material, appeal)


def _measures() -> dict[str, Any]:
    from kaohe.scheme.model import Measure, MeasureKind

    return {"分": Measure("分", MeasureKind.POINTS, high=Decimal(100))}


def test_tasks_left_open_are_carried_into_the_next_month() -> None:
    lists = {paper.stem: paper.data.lists["任务"] for paper in papers("月度任务清单", example())}
    assert [row["任务"] for row in lists["2026-12 14 梅屿镇"]][2:] == [
        "完成四季度家庭发展监测信息核实（2026年11月任务，结转1次）",
        "检查托育机构安全隐患整改情况（2026年11月任务，结转1次）",
    ]
    assert [row["办结"] for row in lists["2026-11 01 听泉街道"]] == ["√", "√"]
    assert [row["任务"] for row in lists["2026-12 01 听泉街道"] if "结转" in row["任务"]] == []


def test_a_bulletin_counts_each_unit_and_task_once() -> None:
    (november, _) = papers("月度通报", example())
    fields = november.data.fields
    assert (fields["件数"], fields["办结数"], fields["结转数"], fields["办结率"]) == (
        "26",
        "22",
        "4",
        "84.6%",
    )
    rows = november.data.lists["单位"]
    assert sum(int(row["应办"]) for row in rows) == 26
    assert sum(int(row["办结"]) for row in rows) == 22


def test_a_year_is_set_against_the_one_before() -> None:
    (document,) = documents("年度对比分析", example())
    table_ = next(block for block in document.blocks if isinstance(block, Table))
    first = [cell.text for cell in table_.cells if cell.row == 1]
    assert first[0] == "听泉街道"
    assert Decimal(first[2]) - Decimal(first[1]) == Decimal(first[3])
    assert Decimal(first[4]) + Decimal(first[5]) == Decimal(first[3])


def test_targets_are_those_that_hold_for_the_unit() -> None:
    rows = {
        paper.data.fields["单位"]: {row["名称"]: row["目标值"] for row in paper.data.lists["目标"]}
        for paper in papers("目标管理责任书", example())
    }
    assert rows["听泉街道"]["服务告知覆盖率"] == "95"
    assert rows["梅屿镇"]["服务告知覆盖率"] == "90"
    assert rows["东部片区"] == {}


def test_a_department_gets_all_its_items_in_tables_that_fit() -> None:
    for paper in papers("评分表", large(3, 60)):
        tables = [block for block in paper.data.slots["评分表"] if isinstance(block, Table)]
        assert all(len(each.columns) <= 10 for each in tables)
