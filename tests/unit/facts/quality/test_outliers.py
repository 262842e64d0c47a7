"""Who stands out among peers, in exact numbers and in words."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence, Period
from kaohe.facts import Fact, Facts, Units
from kaohe.facts.quality.outliers import (
    Scale,
    fence_of,
    find_outliers,
    median,
    outlier_problems,
    relative,
)
from kaohe.facts.quality.rules import STANDARD, Against, Fences
from tests.unit.facts.quality.material import QUARTERS, D, fact, good_rules, rules, scheme, town, towns

LAST = Period(2025)


def grown(measure: str, then: list[str], now: list[str], unit_class: str = "镇") -> tuple[Units, Facts]:
    units = towns(len(now), unit_class)
    entries: list[Fact] = []
    for unit, before, after in zip(units, then, now, strict=True):
        entries += [fact(unit.id, measure, before, LAST)] if before else []
        entries += [fact(unit.id, measure, after)] if after else []
    return units, Facts(entries)


def found(measure: str, then: list[str], now: list[str], fences: Fences = STANDARD) -> list[str]:
    units, figures = grown(measure, then, now)
    return [outlier.unit for outlier in find_outliers(scheme(), units, figures, fences)]


CALM = ["100", "102", "98", "105", "101", "95", "110", "97", "103"]


def test_a_figure_that_grew_unlike_its_peers() -> None:
    units, figures = grown("托位总数", ["100"] * 10, [*CALM, "440"])
    (outlier,) = find_outliers(scheme(), units, figures)
    assert (outlier.unit, outlier.scale, outlier.change) == ("T00009", Scale.GROWTH, D("340.0000"))
    (problem,) = outlier_problems(scheme(), units, figures)
    assert problem.severity.value == "warning"
    assert problem.message == (
        "T00009镇2026年的“托位总数”比上年增长 340%（100 → 440），10个同类镇里9个的增长在 −5% 到 10% 之间。"
    )
    assert "说明" in problem.remedy


def test_percentages_change_by_percentage_points() -> None:
    now = ["90", "91", "89", "90.5", "90", "89.5", "91.5", "90", "90", "70"]
    units, figures = grown("服务率", ["90"] * 10, now)
    (outlier,) = find_outliers(scheme(), units, figures)
    assert (outlier.unit, outlier.scale, outlier.change) == ("T00009", Scale.DIFFERENCE, D(-20))
    (problem,) = outlier_problems(scheme(), units, figures)
    assert "比上年下降 20 个百分点" in problem.message
    assert "%" not in problem.message


def test_too_few_peers_say_nothing() -> None:
    assert found("托位总数", ["100"] * 7, ["100"] * 6 + ["900"]) == []
    assert found("托位总数", ["100"] * 8, ["100"] * 7 + ["900"]) == ["T00007"]


def test_all_alike_but_one() -> None:
    """More than half have not changed: the MAD is zero, and the mean deviation takes its place."""
    assert found("托位总数", ["100"] * 12, ["100"] * 11 + ["300"]) == ["T00011"]
    assert found("托位总数", ["100"] * 12, ["100"] * 12) == []
    assert found("托位总数", ["100"] * 12, ["100"] * 11 + ["101"]) == []  # a per cent is nothing to ask about


def test_the_year_before_was_zero() -> None:
    units, figures = grown("托位总数", ["0"] + ["100"] * 9, ["500", *CALM])
    (outlier,) = find_outliers(scheme(), units, figures)
    assert (outlier.unit, outlier.scale, outlier.change) == ("T00000", Scale.DIFFERENCE, D(500))
    assert "上年是 0，比上年增加 500 个" in outlier_problems(scheme(), units, figures)[0].message


def test_small_counts_double_by_chance() -> None:
    assert found("逾期件数", ["1"] * 9 + ["1"], ["1"] * 9 + ["9"]) == []


def test_classes_and_levels_are_apart() -> None:
    calm, wild = towns(10), [town(f"S{number}", "街道") for number in range(10)]
    entries = [fact(u.id, "托位总数", 100, LAST) for u in (*calm, *wild)]
    entries += [fact(u.id, "托位总数", 100 + n) for n, u in enumerate(calm)]
    entries += [fact(u.id, "托位总数", 300 + n) for n, u in enumerate(wild)]
    assert find_outliers(scheme(), Units([*calm, *wild]), Facts(entries)) == ()


def test_absent_figures_are_no_peers() -> None:
    units, figures = grown("托位总数", ["100"] * 10, [*CALM, "440"])
    away = Facts([*(f for f in figures if f.unit not in ("T00000", "T00001", "T00002") or f.period == LAST)])
    assert find_outliers(scheme(), units, away) == ()
    applied = away.replace(*(fact(f"T0000{n}", "托位总数", Absence.NOT_APPLICABLE) for n in range(3)))
    assert find_outliers(scheme(), units, applied) == ()


def test_one_period_against_the_one_before() -> None:
    units = towns(9)
    entries = [fact(u.id, "培训场次", 20, QUARTERS[0]) for u in units]
    entries += [
        fact(u.id, "培训场次", 90 if u.id == "T00004" else 20 + n % 3, QUARTERS[1])
        for n, u in enumerate(units)
    ]
    (outlier,) = find_outliers(scheme(), units, Facts(entries), against=Against.BEFORE)
    assert (outlier.unit, outlier.period) == ("T00004", QUARTERS[1])


def test_each_figure_is_asked_about_once_and_the_period_before_only_where_it_is_wanted() -> None:
    units = towns(9)
    entries = [
        fact(u.id, "培训场次", 20, p) for u in units for p in (QUARTERS[0], QUARTERS[1].years_later(-1))
    ]
    entries += [
        fact(u.id, "培训场次", 90 if u.id == "T00004" else 20 + n % 3, QUARTERS[1])
        for n, u in enumerate(units)
    ]
    both = good_rules("异常: {对比: [上期, 上年]}").fences
    assert both.against == (Against.BEFORE, Against.LAST_YEAR)
    (problem,) = outlier_problems(scheme(), units, Facts(entries), both)
    assert "比上期增长 350%（20 → 90）" in problem.message
    (problem,) = outlier_problems(scheme(), units, Facts(entries))
    assert "比上年增长 350%" in problem.message
    _, problems = rules("异常: {对比: 前年}")
    assert [problem.code for problem in problems] == ["quality.unknown-word"]


def test_an_explained_figure_is_not_asked_about_again() -> None:
    units, figures = grown("托位总数", ["100"] * 10, [*CALM, "440"])
    explained = figures.replace(fact("T00009", "托位总数", 440, note="新建两所托育园"))
    assert outlier_problems(scheme(), units, explained) == ()


def test_usual_ranges() -> None:
    fences = good_rules("异常: {常见范围: {工作经费: [5, 不设]}}").fences
    units = towns(2)
    figures = Facts([fact("T00000", "工作经费", "4.9"), fact("T00001", "工作经费", 5)])
    (problem,) = outlier_problems(scheme(), units, figures, fences)
    assert (problem.code, problem.message) == (
        "facts.unusual",
        "T00000镇2026年的“工作经费”是 4.9，一般在 5 到 不设 之间。",
    )


def test_settings_from_the_file() -> None:
    fences = good_rules("异常: {最少单位: 20, 倍数: 5, 增长: 50, 百分点: 0, 增减: 3}").fences
    assert (fences.fewest, fences.times, fences.least_growth, fences.least_points, fences.least_count) == (
        20, D(5), D(50), D(0), D(3),
    )  # fmt: skip
    assert found("托位总数", ["100"] * 10, [*CALM, "440"], fences) == []


_SAMPLES = st.lists(st.decimals(-1000, 1000, places=2), min_size=8, max_size=40)


@given(_SAMPLES)
def test_the_fence_lies_round_the_median_and_holds_most(changes: list[Decimal]) -> None:
    fence = fence_of(changes, Fences(), D(0))
    if fence is None:
        assert len(set(changes)) == 1
        return
    assert fence.low <= fence.median <= fence.high
    assert fence.median == median(changes)
    assert 2 * fence.inside >= len(changes)
    assert fence.low <= fence.least <= fence.most <= fence.high
    assert fence.inside == sum(fence.low <= change <= fence.high for change in changes)


@given(_SAMPLES, st.decimals(-100, 100, places=2), st.integers(1, 50))
def test_shifting_and_stretching_all_shifts_and_stretches_the_fence(
    changes: list[Decimal], shift: Decimal, factor: int
) -> None:
    fence, moved = fence_of(changes, Fences(), D(0)), fence_of([c + shift for c in changes], Fences(), D(0))
    assert (fence is None) == (moved is None)
    if fence is not None and moved is not None:
        assert (moved.low, moved.high) == (fence.low + shift, fence.high + shift)
        wide = fence_of([c * factor for c in changes], Fences(), D(0))
        assert wide is not None
        assert abs(wide.high - wide.median - (fence.high - fence.median) * factor) <= D("0.0001") * factor


@given(st.permutations(range(10)))
def test_the_order_of_units_and_facts_is_nothing(order: list[int]) -> None:
    units, figures = grown("托位总数", ["100"] * 10, [*CALM, "440"])
    listed = list(units)
    shuffled = Units([listed[n] for n in order])
    assert find_outliers(scheme(), shuffled, figures) == find_outliers(scheme(), units, figures)


def test_what_grows_and_what_moves_by_points() -> None:
    kinds = {name: relative(measure) for name, measure in scheme().measures.items()}
    assert kinds["托位总数"]
    assert kinds["工作经费"]
    assert not kinds["服务率"]
    assert not kinds["信息覆盖率"]
