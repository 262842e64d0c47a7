"""The checklist of a scheme: what is asked, of what kind, and nothing twice."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kaohe.core import PERCENT
from kaohe.fieldwork.checklists.making import (
    ON_SITE,
    bounds_words,
    checklist_of,
    counts_wrong,
    on_site,
    tables_on_site,
)
from kaohe.fieldwork.checklists.model import Asked, Checklist, Together
from kaohe.rules import ByLevel, Given, Level
from kaohe.scheme import scheme_digest
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply
from tests.unit.fieldwork.checklists.material import TOWNS, checklist, example
from tests.unit.results.samples import group, item, scheme, table


def _measured(*measures: Measure, method: str = "现场") -> Scheme:
    items = [item(str(n), rule=Given(m.id, m.unit), method=method) for n, m in enumerate(measures, 1)]
    made = scheme(table(group("A", *items)))
    return replace(made, measures={m.id: m for m in measures})


def _only(made: Scheme) -> Checklist:
    return checklist_of(made, made.tables[0].name)


def test_the_example_asks_what_inspection_finds() -> None:
    asked = {question.measure: question for question in checklist().questions}
    assert asked["抽查差错率"].asked is Asked.CHECKED
    assert asked["抽查差错率"].choices == ("抽查条数", "差错条数")
    assert asked["一般隐患逾期数"].combined is Together.SUM
    assert asked["线上预约已开通"].asked is Asked.YES_NO
    number = asked["核查每千人口托位数"]
    assert (number.asked, number.places, number.low, number.high) == (
        Asked.NUMBER,
        2,
        Decimal(0),
        Decimal(50),
    )
    assert number.combined is None
    assert asked["形势分析评定"].choices == ("好", "较好", "一般", "差")


def test_what_the_unit_reports_is_asked_only_where_nothing_is_found() -> None:
    asked = {question.measure for question in checklist().questions}
    assert "母婴设施配置率" in asked
    assert "每千人口托位数" not in asked, "the item has a figure of its own that inspection finds"
    assert "信息准确率" not in asked
    assert "群众满意度" not in asked, "a figure of a third party"


def test_a_measure_of_two_items_is_asked_for_once() -> None:
    measures = [question.measure for question in checklist().questions]
    assert len(measures) == len(set(measures))
    assert not [q for q in checklist().questions if q.item_name == "超额建设托位"]


def test_names_are_stable_and_carry_the_schemes_hash() -> None:
    made = checklist()
    assert made.version == scheme_digest(example()[0])[:12]
    assert made.questions[0].name == "q_1_1_1"
    assert len({question.name for question in made.questions}) == len(made.questions)
    assert all(question.name.isascii() for question in made.questions)


def test_items_of_another_method_are_left_out() -> None:
    found = Measure("数", MeasureKind.COUNT, supply=Supply.FOUND)
    assert _only(_measured(found, method="系统、台账")).questions == ()
    for word in ON_SITE:
        assert len(_only(_measured(found, method=f"系统、{word}")).questions) == 1
    assert [found.name for found in tables_on_site(example()[0])] == [TOWNS, "片区考核评分表"]
    assert not on_site(item("1", rule=Given("数", PERCENT)))


def test_an_unknown_table_is_a_bug() -> None:
    with pytest.raises(KeyError):
        checklist_of(example()[0], "没有这张表")


def test_codes_in_other_letters_and_codes_that_differ_only_in_signs() -> None:
    measures = [Measure(name, MeasureKind.YES_NO, supply=Supply.FOUND) for name in "甲乙丙"]
    items = [
        item(code, rule=Given(m.id, m.unit), method="现场")
        for code, m in zip(("一", "a.1", "a-1"), measures, strict=True)
    ]
    made = replace(scheme(table(group("A", *items))), measures={m.id: m for m in measures})
    names = [question.name for question in _only(made).questions]
    assert len(set(names)) == 3
    assert names[1:] == ["q_a_1_1", "q_a_1x_1"]
    assert names[0].startswith("q_h")


@pytest.mark.parametrize(
    ("better", "kind", "name", "expected"),
    [
        (True, MeasureKind.RATIO, "差错率", False),
        (False, MeasureKind.PERCENT, "合格率", True),
        (None, MeasureKind.RATIO, "合格率", True),
        (None, MeasureKind.PERCENT, "合格率", False),
        (None, MeasureKind.PERCENT, "差错率", True),
    ],
)
def test_whether_a_share_is_of_the_wrong_ones(
    better: bool | None, kind: MeasureKind, name: str, expected: bool
) -> None:
    measure = Measure(name, kind, higher_is_better=better, supply=Supply.FOUND)
    assert counts_wrong(_measured(measure), measure) is expected


def test_a_ratio_of_the_right_ones_asks_for_those_that_are_not() -> None:
    measure = Measure(
        "配置率",
        MeasureKind.RATIO,
        part_name="已配",
        whole_name="应配",
        higher_is_better=True,
        supply=Supply.FOUND,
    )
    assert _only(_measured(measure)).questions[0].choices == ("应配", "其中不是“已配”的")


def test_levels_stand_from_the_best_to_the_worst() -> None:
    levels = tuple(Level(name, Decimal(points)) for name, points in (("差", 0), ("好", 3), ("中", 2)))
    measure = Measure("评", MeasureKind.LEVEL, levels=("差", "好", "中"))
    made = scheme(table(group("A", item("1", rule=ByLevel("评", levels), method="现场"))))
    made = replace(made, measures={"评": measure})
    assert _only(made).questions[0].choices == ("好", "中", "差")


def test_points_that_somebody_awards_become_words() -> None:
    question = next(q for q in checklist().questions if q.measure == "协会工作评分")
    assert question.asked is Asked.TEXT
    assert question.combined is None


def test_bounds_in_words() -> None:
    number = next(q for q in checklist().questions if q.measure == "核查每千人口托位数")
    assert bounds_words(number) == "0 到 50 之间，最多 2 位小数"
    assert bounds_words(replace(number, low=None, high=None, places=0)) == ""
    assert bounds_words(replace(number, low=None)) == "不大于 50，最多 2 位小数"
    assert bounds_words(replace(number, asked=Asked.COUNT, low=Decimal(0), high=None)) == ""
