"""The four rates: two counts each, with what they lack, and never 100 % over nothing."""

from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence, CountRatio, Period
from kaohe.facts import Facts, State, Units
from kaohe.facts.quality.deliveries import read_deliveries
from kaohe.facts.quality.rate_facts import percent, rate_facts
from kaohe.facts.quality.rates import Quality, Tally, outside, quality_of
from kaohe.facts.quality.rules import NO_RULES, DataRules, Rate
from tests.unit.facts.quality.material import (
    QUARTERS,
    YEAR,
    D,
    delivery,
    fact,
    facts,
    good_rules,
    rules,
    scheme,
    town,
)

A, B = town("A"), town("B", "街道")
UNITS = Units([A, B])
OWN = (
    "托位总数",
    "普惠托位数",
    "全年培训",
    "信息覆盖率",
    "信息完整率",
    "服务率",
    "工作经费",
    "逾期件数",
    "信息员人数",
)
"""What units report for the year; training is reported by quarter."""


def whole_year(unit: str) -> list:  # type: ignore[type-arg]
    ratios = {"信息覆盖率": "9/10", "信息完整率": "8/9"}
    return [fact(unit, name, ratios.get(name, 5)) for name in OWN]


def row(quality: Quality, unit: str, period: Period) -> dict[Rate, Tally]:
    return next(dict(r.tallies) for r in quality.rows if (r.unit, r.period) == (unit, period))


def said(quality: Quality, rate: Rate) -> list[tuple[str, str, str]]:
    return [(flaw.unit, flaw.measure, flaw.text) for flaw in quality.flaws if flaw.rate is rate]


def test_what_never_came_is_not_covered_and_has_no_completeness() -> None:
    quality = quality_of(scheme(), UNITS, Facts(whole_year("A")))
    assert row(quality, "A", YEAR)[Rate.COVERAGE] == Tally(9, 9)
    assert row(quality, "B", YEAR)[Rate.COVERAGE] == Tally(0, 9)
    assert row(quality, "B", YEAR)[Rate.COMPLETENESS].value is Absence.NOT_APPLICABLE
    assert said(quality, Rate.COVERAGE)[-1] == ("B", "", "没有报送，缺 9 个数")
    assert quality.total[Rate.COVERAGE] == Tally(9, 2 * (9 + 4))


def test_a_blank_a_returned_figure_and_one_that_does_not_apply() -> None:
    figures = [f for f in whole_year("A") if f.measure not in ("服务率", "工作经费", "托位总数")]
    figures += [fact("A", "服务率", Absence.NOT_APPLICABLE), fact("A", "工作经费", 5, state=State.RETURNED)]
    quality = quality_of(scheme(), Units([A]), Facts(figures))
    assert row(quality, "A", YEAR)[Rate.COMPLETENESS] == Tally(7, 9)
    assert said(quality, Rate.COMPLETENESS) == [
        ("A", "托位总数", "没有填"),
        ("A", "工作经费", "退回后没有重报"),
    ]


def test_a_form_that_came_empty_is_covered_and_not_complete() -> None:
    quality = quality_of(scheme(), Units([A]), Facts(), [delivery("A", YEAR, "2027-01-10", "2027-01-09")])
    assert row(quality, "A", YEAR)[Rate.COVERAGE] == Tally(9, 9)
    assert row(quality, "A", YEAR)[Rate.COMPLETENESS] == Tally(0, 9)


def test_timeliness() -> None:
    deliveries = [
        delivery("A", QUARTERS[0], "2026-04-10", "2026-04-10"),
        delivery("A", QUARTERS[1], "2026-07-10", "2026-07-13"),
        delivery("A", QUARTERS[2], "2026-10-10", ""),
        delivery("A", QUARTERS[3], "2027-01-10", ""),
    ]
    on = date(2026, 11, 1)
    quality = quality_of(scheme(), Units([A]), Facts(), deliveries, on=on)
    assert quality.total[Rate.TIMELINESS] == Tally(1, 3)  # the fourth quarter has time until January
    assert [text for _, _, text in said(quality, Rate.TIMELINESS)] == [
        "应于 2026-07-10 报送，2026-07-13 收到，迟 3 天",
        "应于 2026-10-10 报送，没有收到",
    ]
    assert quality.total[Rate.COVERAGE] == Tally(2, 3)  # the year's own form is not due either
    over = quality_of(scheme(), Units([A]), Facts(), deliveries)
    assert over.total[Rate.TIMELINESS] == Tally(1, 4)


def test_the_day_itself_is_in_time_and_no_day_is_no_lateness() -> None:
    late = quality_of(scheme(), Units([A]), Facts(), [delivery("A", QUARTERS[0], "2026-04-10", "2026-04-11")])
    undated = quality_of(scheme(), Units([A]), Facts(), [delivery("A", QUARTERS[0], "", "2026-04-11")])
    assert late.total[Rate.TIMELINESS] == Tally(0, 1)
    assert undated.total[Rate.TIMELINESS].value is Absence.NOT_APPLICABLE


def test_a_form_without_figures_of_the_scheme_has_only_its_timeliness() -> None:
    month = Period(2026, 5, 1)
    quality = quality_of(
        scheme(), Units([A]), Facts(), [delivery("A", month, "2026-06-05", "2026-06-09")], on=date(2026, 6, 9)
    )
    found = row(quality, "A", month)
    assert (found[Rate.TIMELINESS], found[Rate.COVERAGE], found[Rate.COMPLETENESS]) == (
        Tally(0, 1),
        Tally(),
        Tally(),
    )
    away = delivery("A", Period(2025), "2026-01-10", "2026-01-09")
    assert quality_of(scheme(), Units([A]), Facts(), [away], on=date(2026, 1, 20)).rows == ()
    assert [problem.code for problem in outside([away], scheme())] == ["facts.outside-round"]


def test_what_has_not_come_on_its_day_may_still_come() -> None:
    waiting = delivery("A", QUARTERS[0], "2026-04-10", "")
    came = facts(fact("A", "培训场次", 1, QUARTERS[0]))  # entered, not handed in as far as deliveries say

    def timely(day: int) -> Tally:
        quality = quality_of(scheme(), Units([A]), came, [waiting], on=date(2026, 4, day))
        return quality.total[Rate.TIMELINESS]

    assert (timely(10), timely(11)) == (Tally(), Tally(0, 1))


def test_what_was_decided_when_it_came_stands() -> None:
    moved = delivery("A", QUARTERS[0], "2026-05-10", "2026-04-20", late=True)
    quality = quality_of(scheme(), Units([A]), Facts(), [moved])
    assert quality.total[Rate.TIMELINESS] == Tally(0, 1)
    assert said(quality, Rate.TIMELINESS)[0][2] == "2026-04-20 收到，记为逾期"


def test_logic_counts_what_could_be_tried() -> None:
    text = "校验:\n  - {名称: 甲, 关系: 普惠托位数 <= 托位总数}\n  - {名称: 乙, 关系: 信息完整率.分母 = 信息覆盖率.分子}\n"
    checked = good_rules(text)
    figures = facts(
        fact("A", "普惠托位数", 6),
        fact("A", "托位总数", 5),
        fact("B", "信息覆盖率", "9/10"),
        fact("B", "信息完整率", "9/9"),
    )
    quality = quality_of(scheme(), UNITS, figures, rules=checked)
    assert row(quality, "A", YEAR)[Rate.LOGIC] == Tally(0, 1)
    assert row(quality, "B", YEAR)[Rate.LOGIC] == Tally(1, 1)
    assert said(quality, Rate.LOGIC)[0][:2] == ("A", "普惠托位数")
    assert quality_of(scheme(), UNITS, figures).total[Rate.LOGIC].value is Absence.NOT_APPLICABLE


def test_rates_become_facts_of_the_measures_named() -> None:
    named = good_rules("四率: {及时率: 填报及时率, 完整率: 填报完整率}")
    deliveries = [
        delivery("A", QUARTERS[0], "2026-04-10", "2026-04-10"),
        delivery("A", QUARTERS[1], "2026-07-10", "2026-07-13"),
    ]
    quality = quality_of(scheme(), UNITS, facts(fact("A", "培训场次", 1, QUARTERS[0])), deliveries, named)
    made = {(f.unit, f.measure, f.period): f for f in rate_facts(quality, named.rates, scheme(), UNITS)}
    assert made["A", "填报及时率", YEAR].value == CountRatio(D(1), D(2))
    assert made["A", "填报及时率", YEAR].note == "按系统收到的数据计算：及时率 1/2"
    assert made["B", "填报及时率", YEAR].value is Absence.NOT_APPLICABLE
    assert made["A", "填报完整率", QUARTERS[0]].value == D(100)
    assert made["A", "填报完整率", QUARTERS[1]].value == D(0)
    assert made["A", "填报完整率", QUARTERS[2]].value is Absence.NOT_APPLICABLE
    assert len(made) == 2 * (1 + 4)


def test_a_rate_that_a_unit_would_report_itself_is_refused() -> None:
    for text, code in (
        ("四率: {及时率: 服务率}", "quality.reported-rate"),
        ("四率: {及时率: 常住人口}", "quality.no-rate"),
        ("四率: {准确率: 填报及时率}", "quality.unknown-rate"),
        ("四率: {及时率: 填报及}", "quality.unknown-measure"),
    ):
        found, problems = rules(text)
        assert [problem.code for problem in problems] == [code]
        assert not found.rates


def test_percent_is_rounded_half_away_from_zero() -> None:
    assert percent(Tally(1, 16), 1) == "6.3%"
    assert percent(Tally(0, 0)) == "—"


def test_deliveries_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "送达.csv"
    path.write_text(
        "单位,期间,应报日期,收到日期,报表\n"
        "A,2026Q1,2026-04-10,2026年4月9日,\n"
        "A镇,2026Q2,2026/7/10,2026-07-13 16:20,\n"
        "A,2026Q2,2026-07-10,2026-07-10,附表\n"
        "A,2026Q2,2026-07-10,2026-07-10,附表\n"
        "丙,2026Q1,2026-04-10,,\n"
        "B街道,2026年五季度,2026-04-10,,\n"
        "B街道,2026Q1,2026-02-30,,\n",
        encoding="utf-8",
    )
    found, problems = read_deliveries(path, UNITS)
    assert [(d.unit, d.period, d.due, d.received, d.form) for d in found] == [
        ("A", QUARTERS[0], date(2026, 4, 10), date(2026, 4, 9), ""),
        ("A", QUARTERS[1], date(2026, 7, 10), date(2026, 7, 13), ""),
        ("A", QUARTERS[1], date(2026, 7, 10), date(2026, 7, 10), "附表"),
    ]
    assert [(problem.code, problem.where[0].line) for problem in problems] == [
        ("facts.duplicate-delivery", 5),
        ("facts.unknown-unit", 6),
        ("facts.unknown-period", 7),
        ("facts.not-a-date", 8),
    ]


def test_a_delivery_file_without_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "送达.csv"
    path.write_text("单位,期间,姓名\nA,2026Q1,某某\n", encoding="utf-8")
    assert {p.code for p in read_deliveries(path, UNITS)[1]} == {"facts.personal-data"}
    path.write_text("单位,期间\nA,2026Q1\n", encoding="utf-8")
    assert {p.code for p in read_deliveries(path, UNITS)[1]} == {"facts.missing-column"}


_GIVEN = st.sets(st.tuples(st.sampled_from("AB"), st.sampled_from(OWN)))


@given(_GIVEN, st.sampled_from([None, date(2026, 1, 1), date(2026, 8, 1), date(2027, 6, 1)]))
def test_counts_stay_within_their_bounds_and_agree_with_the_flaws(
    given_figures: set[tuple[str, str]], on: date | None
) -> None:
    ratios = {"信息覆盖率": "9/10", "信息完整率": "8/9"}
    figures = Facts(fact(unit, name, ratios.get(name, 5)) for unit, name in given_figures)
    quality = quality_of(scheme(), UNITS, figures, rules=NO_RULES, on=on)
    total = quality.total
    for tally in total.values():
        assert 0 <= tally.part <= tally.whole
    assert total[Rate.COMPLETENESS].part == len(given_figures)
    missing = sum(flaw.rate is Rate.COMPLETENESS for flaw in quality.flaws)
    assert total[Rate.COMPLETENESS].whole - total[Rate.COMPLETENESS].part == missing
    assert total[Rate.COMPLETENESS].whole == total[Rate.COVERAGE].part
    by_unit, by_period = quality.by_unit().values(), quality.by_period().values()
    for rate in Rate:
        assert (
            sum((t[rate].whole for t in by_unit), 0)
            == total[rate].whole
            == sum((t[rate].whole for t in by_period), 0)
        )


def test_rules_are_data() -> None:
    assert good_rules("") == DataRules() == NO_RULES
