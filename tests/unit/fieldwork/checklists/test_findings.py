"""From answers to figures: how several places make one, said in the note; and the estimate sees the same."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Cadence, CountRatio, Period, Place
from kaohe.core.problem import has_errors
from kaohe.facts import Fact, Facts, State, Units
from kaohe.fieldwork.checklists.findings import OBSERVED, facts_found, inspected, observations
from kaohe.fieldwork.checklists.making import checklist_of
from kaohe.fieldwork.checklists.model import Answers, Checklist, Together
from kaohe.fieldwork.estimates.checking import Located
from kaohe.fieldwork.estimates.estimate import Settings, estimate
from kaohe.fieldwork.estimates.found_facts import found_facts
from kaohe.rules import Gather, Given, OverPeriods
from kaohe.scheme.model import Measure, MeasureKind, Scheme, Supply
from tests.unit.fieldwork.checklists.material import checklist, example
from tests.unit.results.samples import group, item, scheme, table, town

SCHEME, UNITS = example()
UNIT = next(unit for unit in UNITS if unit.name == "听泉街道").id
NAMES = {question.measure: question.name for question in checklist().questions}


def visit(place: str = "甲村", number: int = 1, day: str = "2026-11-18", **values: str) -> Answers:
    """One visit; values by measure."""
    by_name = {NAMES[measure]: value for measure, value in values.items()}
    return Answers(
        f"id-{number:08}",
        UNIT,
        place,
        "第一组",
        f"{day}T09:30:00",
        by_name,
        source=Place("a.csv", line=number),
    )


def found(*visits: Answers, of: Checklist | None = None) -> dict[str, Fact]:
    facts, _ = facts_found(of or checklist(), SCHEME, UNITS, visits)
    return {fact.measure: fact for fact in facts}


def codes(*visits: Answers) -> list[str]:
    return [problem.code for problem in facts_found(checklist(), SCHEME, UNITS, visits)[1]]


def test_two_counts_are_added_up_over_the_places() -> None:
    fact = found(visit("甲村", 1, 抽查差错率="20/3"), visit("乙村", 2, "2026-11-19", 抽查差错率="40/1"))[
        "抽查差错率"
    ]
    assert fact.value == CountRatio(Decimal(4), Decimal(60))
    assert (fact.state, fact.by, fact.at, fact.period) == (
        State.VERIFIED,
        "第一组",
        "2026-11-19",
        Period(2026),
    )
    assert fact.note == "现场检查：2处（甲村、乙村），抽查合计60，其中不符4"
    assert fact.place == Place("a.csv", line=1)


def test_every_visit_adds_its_two_counts() -> None:
    fact = found(visit("甲村", 1, 抽查差错率="20/3"), visit("甲村", 2, "2026-11-20", 抽查差错率="20/1"))[
        "抽查差错率"
    ]
    assert str(fact.value) == "4/40"
    assert fact.note.startswith("现场检查：1处、2次（甲村）")


def test_cases_are_added_up_and_a_second_visit_counts_anew() -> None:
    visits = (
        visit("甲村", 1, "2026-05-01", 一般隐患逾期数="3"),
        visit("乙村", 2, "2026-05-01", 一般隐患逾期数="2"),
        visit("甲村", 3, "2026-11-01", 一般隐患逾期数="1"),
    )
    fact = found(*visits)["一般隐患逾期数"]
    assert fact.value == 3
    assert fact.note == "现场检查：2处（甲村、乙村），按“合计”合并"
    rows = inspected(checklist(), SCHEME, visits)
    assert [(row.place, row.found) for row in rows] == [("甲村", Decimal(1)), ("乙村", Decimal(2))]


@pytest.mark.parametrize(
    ("said", "expected"), [(("是", "是"), True), (("是", "否"), False), (("否", "否"), False)]
)
def test_yes_only_where_every_place_says_so(said: tuple[str, str], expected: bool) -> None:
    visits = [
        visit(place, n, 线上预约已开通=value)
        for n, (place, value) in enumerate(zip("甲乙", said, strict=True))
    ]
    fact = found(*visits)["线上预约已开通"]
    assert fact.value is expected
    assert fact.note == "现场检查：2处（甲、乙），按“全部”合并"


def test_a_number_of_single_points_is_not_the_units() -> None:
    only = visit("甲村", 1, 核查每千人口托位数="3.5")
    assert found(only) == {}
    assert codes(only) == ["facts.figure-of-a-point"]
    whole = visit("", 2, 核查每千人口托位数="3.65")
    fact = found(only, whole)["核查每千人口托位数"]
    assert fact.value == Decimal("3.65")
    assert fact.note == "现场检查：1处（单位本身）"
    assert [row.place for row in inspected(checklist(), SCHEME, [only, whole])] == [""]


@pytest.mark.parametrize(
    ("together", "expected"),
    [(Together.MEAN, "3.34"), (Together.SUM, "10.01"), (Together.LEAST, "3.33"), (Together.MOST, "3.34")],
)
def test_the_office_may_say_how_numbers_are_put_together(together: Together, expected: str) -> None:
    name = NAMES["核查每千人口托位数"]
    questions = tuple(replace(q, together=together) if q.name == name else q for q in checklist().questions)
    numbers = ("3.33", "3.34", "3.34")
    visits = [
        visit(p, n, 核查每千人口托位数=text)
        for n, (p, text) in enumerate(zip("甲乙丙", numbers, strict=True))
    ]
    fact = found(*visits, of=replace(checklist(), questions=questions))["核查每千人口托位数"]
    assert fact.value == Decimal(expected)
    assert fact.note.endswith(f"按“{together.label}”合并")


def test_figures_that_the_unit_reports_or_somebody_judges_are_no_findings() -> None:
    one = visit("甲村", 1, 母婴设施配置率="10/1", 形势分析评定="好", 年度计划已印发="否")
    assert found(one) == {}
    assert inspected(checklist(), SCHEME, [one]) == ()
    assert len(list(observations(checklist(), UNITS, [one]))) == 3


def test_many_places_are_named_in_part() -> None:
    visits = [visit(f"{n}村", n, 抽查差错率="10/0") for n in range(1, 12)]
    note = found(*visits)["抽查差错率"].note
    assert note == "现场检查：11处（1村、2村、3村、4村、5村、6村、7村、8村等），抽查合计110，其中不符0"


def test_rows_for_the_estimate_carry_everything() -> None:
    one = replace(visit("甲村", 1, 抽查差错率="20/3"), notes={NAMES["抽查差错率"]: "日期对不上"})
    (row,) = inspected(checklist(), SCHEME, [one], above=True)
    assert (row.unit, row.measure, row.looked, row.wrong, row.found) == (UNIT, "抽查差错率", 20, 3, None)
    assert (row.place, row.by, row.above, row.at, row.note) == (
        "甲村",
        "第一组",
        True,
        "2026-11-18",
        "日期对不上",
    )


@given(
    st.lists(st.tuples(st.integers(1, 300), st.integers(0, 300), st.integers(0, 9)), min_size=1, max_size=8)
)
def test_the_estimate_comes_to_the_same_figures(seen: list[tuple[int, int, int]]) -> None:
    visits = [
        visit(f"{n}村", n, 抽查差错率=f"{looked}/{min(looked, wrong)}", 一般隐患逾期数=str(cases))
        for n, (looked, wrong, cases) in enumerate(seen)
    ]
    rows = [Located(row) for row in inspected(checklist(), SCHEME, visits)]
    estimates = estimate(rows, SCHEME, UNITS, Facts(), Settings())
    assert not has_errors(estimates.problems)
    theirs = {fact.measure: (fact.value, fact.period) for fact in found_facts(estimates)}
    ours = {measure: (fact.value, fact.period) for measure, fact in found(*visits).items()}
    assert ours == theirs


def test_everything_that_came_back_can_be_read() -> None:
    one = replace(
        visit("甲村", 1, 抽查差错率="20/3"), photos={"q_1_1_1": ("1.jpg", "2.jpg")}, notes={"q_1_1_1": "记"}
    )
    lines = list(observations(checklist(), UNITS, [one]))
    assert all(len(line) == len(OBSERVED) for line in lines)
    by_question = {line[OBSERVED.index("问题")]: line for line in lines}
    assert by_question["抽查差错率"][OBSERVED.index("查得")] == "20/3"
    first = by_question["年度计划已印发（现场核对）"]
    assert (first[OBSERVED.index("照片")], first[OBSERVED.index("说明")]) == ("1.jpg、2.jpg", "记")


def _share_scheme(better: bool | None, kind: MeasureKind, places: int) -> tuple[Scheme, Units]:
    measure = Measure("查得率", kind, places=places, higher_is_better=better, supply=Supply.FOUND)
    made = scheme(table(group("A", item("1", rule=Given("查得率", measure.unit), method="现场"))))
    return replace(made, measures={"查得率": measure}), Units([town("a")])


@pytest.mark.parametrize(
    ("better", "kind", "expected", "words"),
    [
        (False, MeasureKind.PERCENT, Decimal("33.33"), "合33.33%，取2位小数，四舍五入"),
        (True, MeasureKind.PERCENT, Decimal("66.67"), "合66.67%，取2位小数，四舍五入"),
        (True, MeasureKind.RATIO, CountRatio(Decimal(2), Decimal(3)), "抽查合计3，其中不符1"),
        (False, MeasureKind.RATIO, CountRatio(Decimal(1), Decimal(3)), "抽查合计3，其中不符1"),
    ],
)
def test_a_share_goes_the_way_the_measure_counts(
    better: bool, kind: MeasureKind, expected: object, words: str
) -> None:
    made, units = _share_scheme(better, kind, 2)
    of = checklist_of(made, made.tables[0].name)
    one = Answers("id-00000001", "a", "甲村", "一组", "2026-11-18T09:00:00", {of.questions[0].name: "3/1"})
    (fact,) = facts_found(of, made, units, [one])[0]
    assert fact.value == expected
    assert fact.note.endswith(words)


def _by_quarters() -> tuple[Scheme, Checklist]:
    measure = Measure("缺项数", MeasureKind.COUNT, cadence=Cadence.QUARTER, supply=Supply.FOUND)
    rule = OverPeriods(Given("缺项数", measure.unit), Cadence.QUARTER, Gather.SUM)
    made = scheme(table(group("A", item("1", rule=rule, method="暗访"))))
    made = replace(made, measures={"缺项数": measure})
    return made, checklist_of(made, made.tables[0].name)


def test_a_figure_by_quarters_goes_by_the_day() -> None:
    made, of = _by_quarters()
    name = of.questions[0].name
    days = ("2026-02-03", "2026-03-31", "2026-04-01", "2027-01-01")
    visits = [
        Answers(f"id-{n:08}", "a", f"{n}村", "一组", f"{day}T09:00:00", {name: str(n)})
        for n, day in enumerate(days, 1)
    ]
    facts, problems = facts_found(of, made, Units([town("a")]), visits)
    assert [(str(fact.period), fact.value) for fact in facts] == [("2026Q1", 3), ("2026Q2", 3)]
    assert [problem.code for problem in problems] == ["facts.which-period"]


def test_the_worst_level_of_the_places_holds() -> None:
    measure = Measure("面貌", MeasureKind.LEVEL, levels=("好", "中", "差"), supply=Supply.FOUND)
    made = scheme(table(group("A", item("1", rule=Given("面貌", measure.unit), method="实地"))))
    made = replace(made, measures={"面貌": measure})
    of = checklist_of(made, made.tables[0].name)
    name = of.questions[0].name
    visits = [
        Answers(f"id-{n:08}", "a", f"{n}村", "一组", "2026-11-18T09:00:00", {name: level})
        for n, level in enumerate(("好", "差", "中"))
    ]
    (fact,) = facts_found(of, made, Units([town("a")]), visits)[0]
    assert (fact.value, fact.note) == ("差", "现场检查：3处（0村、1村、2村），按“最差”合并")


def test_what_the_level_above_found_goes_to_its_own_measure() -> None:
    ours = Measure("本级查得数", MeasureKind.COUNT, supply=Supply.FOUND)
    theirs = replace(ours, id="上级查得数")
    items = [item(m.id, rule=Given(m.id, m.unit), method="现场") for m in (ours, theirs)]
    made = replace(scheme(table(group("A", *items))), measures={m.id: m for m in (ours, theirs)})
    of = checklist_of(made, made.tables[0].name)
    assert [question.measure for question in of.questions] == ["本级查得数"], "asked once, whoever asks"
    name = of.questions[0].name
    one = Answers("id-00000001", "a", "甲村", "一组", "2026-11-18T09:00:00", {name: "2"})
    units = Units([town("a")])
    for above, expected in ((False, "本级查得数"), (True, "上级查得数")):
        (fact,) = facts_found(of, made, units, [one], above=above)[0]
        assert (fact.measure, fact.value) == (expected, 2)
        rows = [Located(row) for row in inspected(of, made, [one], above=above)]
        (same,) = found_facts(estimate(rows, made, units, Facts(), Settings()))
        assert (same.measure, same.value) == (expected, 2)
