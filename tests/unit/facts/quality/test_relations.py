"""Relations between figures: read, refused with the place, held against one unit and against twenty thousand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence, Period, Severity
from kaohe.facts import AssessedUnit, Facts, State
from kaohe.facts.quality.checking import Checker, check_unit, relation_problems
from kaohe.facts.quality.relation import Compare, Plain, Relation, Times, holds
from tests.unit.facts.quality.material import (
    QUARTERS,
    YEAR,
    D,
    fact,
    facts,
    good_rules,
    rules,
    scheme,
    town,
    towns,
)

POOL = """
校验:
  - {名称: 普惠不多于全部, 关系: 普惠托位数 <= 托位总数, 理由: 普惠托位是全部托位的一部分。, 程度: 错误}
"""


def one(relation: str, *entries: object, extra: str = "") -> list[bool]:
    """What comes of one relation for the unit A, period by period; nothing where it could not be tried."""
    found = good_rules(f"校验:\n  - {{名称: 查, 关系: '{relation}'{extra}}}")
    outcomes = Checker(found.relations, scheme()).check_all(towns(0), Facts())
    assert list(outcomes) == []
    figures = facts(*entries)  # type: ignore[arg-type]
    look = lambda measure, period: figures.row("A", period).get(measure)  # noqa: E731
    return [outcome.holds for outcome in Checker(found.relations, scheme()).check(town("A"), look)]


def test_part_and_whole() -> None:
    assert one("普惠托位数 <= 托位总数", fact("A", "普惠托位数", 30), fact("A", "托位总数", 30)) == [True]
    assert one("普惠托位数 ≤ 托位总数", fact("A", "普惠托位数", 31), fact("A", "托位总数", 30)) == [False]
    assert one("普惠托位数 < 托位总数", fact("A", "普惠托位数", 30), fact("A", "托位总数", 30)) == [False]
    assert one("普惠托位数 ＞＝ 托位总数", fact("A", "普惠托位数", 30), fact("A", "托位总数", 30)) == [True]
    assert one("普惠托位数 != 托位总数", fact("A", "普惠托位数", 30), fact("A", "托位总数", 30)) == [False]


def test_the_counts_of_two_rates_are_one_count() -> None:
    written = (fact("A", "信息覆盖率", "90/100"), fact("A", "信息完整率", "80/90"))
    assert one("信息完整率.分母 = 信息覆盖率.已采集条数", *written) == [True]
    assert one("信息完整率.已采集条数 = 信息覆盖率.分母", *written) == [False]
    assert one("信息覆盖率 >= 90", *written) == [True]
    assert one("信息覆盖率 > 90", *written) == [False]


def test_sums_products_and_brackets() -> None:
    written = (fact("A", "普惠托位数", 30), fact("A", "托位总数", 50), fact("A", "全年培训", 10))
    assert one("普惠托位数 + 2 * 全年培训 = 托位总数", *written) == [True]
    assert one("（托位总数 - 普惠托位数）／２ = 全年培训", *written) == [True]
    assert one("托位总数 - 普惠托位数 - 全年培训 = 10", *written) == [True]
    assert one("-普惠托位数 < 0", *written) == [True]


def test_quarters_add_up_to_the_year() -> None:
    quarters = [
        fact("A", "培训场次", number, period) for number, period in zip((1, 2, 3, 4), QUARTERS, strict=True)
    ]
    year = fact("A", "全年培训", 10)
    assert one("全年培训 = 各期合计(培训场次)", *quarters, year) == [True]
    assert (
        one("全年培训 = 各期合计(培训场次)", *quarters[:3], year) == []
    )  # a quarter is owed: nobody can tell
    left_out = fact("A", "培训场次", Absence.NOT_APPLICABLE, QUARTERS[3])
    assert one("全年培训 = 各期合计(培训场次)", *quarters[:3], left_out, fact("A", "全年培训", 6)) == [True]


def test_a_running_total_never_falls_and_begins_anew_with_the_year() -> None:
    numbers = [fact("A", "培训场次", n, p) for n, p in zip((5, 5, 4), QUARTERS, strict=False)]
    before = fact("A", "培训场次", 99, Period(2025, 10, 3))
    assert one("培训场次 >= 上期(培训场次)", before, *numbers) == [True, False]


def test_last_year() -> None:
    then = fact("A", "托位总数", 40, Period(2025))
    assert one("托位总数 >= 上年(托位总数)", then, fact("A", "托位总数", 40)) == [True]
    assert one("托位总数 >= 上年(托位总数)", fact("A", "托位总数", 40)) == []


def test_tolerance_is_kept_to_the_digit() -> None:
    figures = (fact("A", "工作经费", "10.4"), fact("A", "服务率", 1))
    assert one("工作经费 = 10", *figures, extra=", 允许误差: 0.4") == [True]
    assert one("工作经费 = 10", *figures, extra=", 允许误差: 0.39") == [False]


def test_absent_figures_are_neither_right_nor_wrong() -> None:
    for absent in (Absence.MISSING, Absence.NOT_APPLICABLE, Absence.PENDING):
        assert one("普惠托位数 <= 托位总数", fact("A", "普惠托位数", absent), fact("A", "托位总数", 1)) == []
    returned = fact("A", "普惠托位数", 5, state=State.RETURNED)
    assert one("普惠托位数 <= 托位总数", returned, fact("A", "托位总数", 1)) == []
    assert one("普惠托位数 / 托位总数 <= 1", fact("A", "普惠托位数", 5), fact("A", "托位总数", 0)) == []
    assert one("普惠托位数 <= 托位总数", fact("A", "普惠托位数", 0), fact("A", "托位总数", 0)) == [True]


def test_a_case_is_tried_only_where_it_arises() -> None:
    case = ", 当: 托位总数 > 0"
    assert one("普惠托位数 > 0", fact("A", "普惠托位数", 0), fact("A", "托位总数", 0), extra=case) == []
    assert one("普惠托位数 > 0", fact("A", "普惠托位数", 0), fact("A", "托位总数", 9), extra=case) == [False]
    assert one("普惠托位数 > 0", fact("A", "普惠托位数", 0), extra=case) == []


@pytest.mark.parametrize(
    ("relation", "code"),
    [
        ("普惠托位数 <= 托位总", "quality.unknown-measure"),
        ("普惠托位数 不大于 托位总数", "quality.unreadable"),
        ("普惠托位数 <=", "quality.unreadable"),
        ("普惠托位数", "quality.unreadable"),
        ("普惠托位数 <= 服务率", "quality.units-differ"),
        ("普惠托位数 + 服务率 <= 3", "quality.units-differ"),
        ("弄虚作假 = 1", "quality.not-a-number"),
        ("1 < 2", "quality.no-figure"),
        ("服务率.分子 <= 3", "quality.no-parts"),
        ("信息覆盖率.总数 <= 3", "quality.no-parts"),
        ("各期合计(服务率) <= 3", "quality.not-added"),
        ("培训场次 <= 全年培训", "quality.never-together"),
        ("各期合计(托位总数) <= 全年培训", "quality.no-parts-to-add"),
        ("__import__('os') <= 3", "quality.unreadable"),
        ("(" * 30 + "托位总数" + ")" * 30 + " <= 3", "quality.too-long"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(relation: str, code: str) -> None:
    found, problems = rules(f'校验:\n  - 名称: 查\n    关系: "{relation}"')
    assert not found.relations
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where[0].line in (2, 3)
    assert problems[0].remedy


def test_a_rule_written_twice_and_an_unknown_key() -> None:
    text = POOL + "  - {名称: 普惠不多于全部, 关系: 普惠托位数 <= 托位总数, 程渡: 错误}"
    found, problems = rules(text)
    assert len(found.relations) == 1
    assert {problem.code for problem in problems} == {"scheme.unknown-key", "quality.name-twice"}


def test_residents_refuse_the_file() -> None:
    found, problems = rules(POOL + "  - {名称: 张三13812345678, 关系: 普惠托位数 <= 托位总数}")
    assert not found.relations
    assert [problem.code for problem in problems] == ["facts.personal-data"]


def test_the_message_has_figures_reason_and_place() -> None:
    figures = facts(fact("T00000", "普惠托位数", 30), fact("T00000", "托位总数", 25))
    (problem,) = relation_problems(good_rules(POOL).relations, scheme(), towns(1), figures)
    assert problem.severity is Severity.ERROR
    assert problem.message == (
        "T00000镇2026年：“普惠不多于全部”不成立：普惠托位数 30，托位总数 25；应当 普惠托位数 ≤ 托位总数（普惠托位是全部托位的一部分）。"
    )


def test_units_of_another_level_are_not_asked() -> None:
    figures = {("普惠托位数", YEAR): D(30), ("托位总数", YEAR): D(25)}
    area = AssessedUnit("P", "东片区", "片区")
    assert check_unit(good_rules(POOL).relations, scheme(), area, figures) == ()


def test_a_form_can_ask_for_one_unit() -> None:
    figures = {("普惠托位数", YEAR): D(30), ("托位总数", YEAR): D(25)}
    (outcome,) = check_unit(good_rules(POOL).relations, scheme(), town("A"), figures)
    assert not outcome.holds
    assert outcome.figures() == (("普惠托位数", YEAR), ("托位总数", YEAR))


_NUMBERS = st.decimals(-1000, 1000, places=2)


@given(_NUMBERS, _NUMBERS, st.decimals(0, 10, places=2))
def test_comparisons_agree_with_one_another(left: Decimal, right: Decimal, tolerance: Decimal) -> None:
    def true(compare: Compare) -> bool | None:
        relation = Relation(Plain(left), compare, Plain(right), "")
        return holds(relation, lambda _measure, _period: None, YEAR, Times((YEAR,), {}, {}), tolerance)

    assert true(Compare.EQUAL) == (abs(left - right) <= tolerance)
    assert true(Compare.EQUAL) is not true(Compare.UNEQUAL)
    assert true(Compare.AT_MOST) == (left <= right + tolerance)
    assert true(Compare.AT_LEAST) == (left >= right - tolerance)
    assert (true(Compare.AT_MOST) and true(Compare.AT_LEAST)) == true(Compare.EQUAL)
    assert true(Compare.BELOW) == (left < right + tolerance)
    assert true(Compare.ABOVE) == (left > right - tolerance)


def test_bulk_is_the_same_as_one_by_one() -> None:
    units = towns(30)
    figures = Facts(
        fact(unit.id, name, (number * step) % 37)
        for number, unit in enumerate(units)
        for name, step in (("普惠托位数", 7), ("托位总数", 5))
        if (number + step) % 11
    )
    checker = Checker(good_rules(POOL).relations, scheme())
    bulk = [(o.unit, o.holds) for o in checker.check_all(units, figures)]
    single = [
        (o.unit, o.holds)
        for unit in units
        for o in check_unit(
            good_rules(POOL).relations,
            scheme(),
            unit,
            {(f.measure, f.period): f.value for f in figures if f.unit == unit.id},
        )
    ]
    assert bulk == single
    assert {held for _, held in bulk} == {True, False}
