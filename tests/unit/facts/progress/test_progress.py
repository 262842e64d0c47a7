"""Progress against the letter: shares, time, the same months of last year, and units of change never confused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence, CountRatio, Period, plain
from kaohe.facts import Fact, Facts, Role, Units
from kaohe.facts.progress import Line, progress_of
from kaohe.facts.progress.compare import ChangeKind, NoGrowth, change
from kaohe.facts.progress.schedule import Standing, time_passed
from kaohe.facts.progress.words import cells, change_words, record, sentence, summary
from kaohe.facts.quality.rules import NO_RULES, DataRules
from kaohe.scheme.model import Measure, MeasureKind
from tests.unit.facts.quality.material import QUARTERS, YEAR, D, fact, good_rules, scheme, town

LAST = Period(2025)
HALF = date(2026, 6, 30)
END = date(2026, 12, 31)


def line(measure: str, *entries: Fact, on: date = HALF, rules: DataRules = NO_RULES, of: str = "镇") -> Line:
    lines = progress_of(scheme(), Units([town("A", of)]), Facts(entries), on, rules)
    return next(found for found in lines if found.measure.id == measure)


def quarters(*numbers: int, year: int = 2026) -> list[Fact]:
    return [
        fact("A", "培训场次", n, p.years_later(year - 2026)) for n, p in zip(numbers, QUARTERS, strict=False)
    ]


def test_counts_of_quarters_add_up_against_time() -> None:
    found = line("培训场次", *quarters(3, 2, 9), *quarters(2, 2, 4, 4, year=2025))
    assert (found.done.value, found.target, found.share) == (
        D(5),
        D(8),
        D("62.5"),
    )  # the third quarter has not ended
    assert plain(found.passed, 4) == "49.589"  # 181 of 365 days
    assert found.standing is Standing.AHEAD
    assert (found.before.value, found.change.kind, found.change.value) == (
        D(4),
        ChangeKind.PERCENT,
        D("25.0000"),
    )
    assert (
        sentence(found) == "A镇培训场次完成 5场，占目标 8场 的 62.5%，时间已过 49.6%，快于序时；同比 +25%。"
    )


def test_a_running_total_is_not_added() -> None:
    found = line(
        "培训场次", *quarters(3, 5), *quarters(2, 4, year=2025), rules=good_rules("累计数: [培训场次]")
    )
    assert (found.done.value, found.before.value) == (D(5), D(4))


def test_a_quarter_that_is_owed_is_named_and_spoils_the_comparison() -> None:
    entries = [fact("A", "培训场次", 3, QUARTERS[0]), *quarters(2, 2, year=2025)]
    found = line("培训场次", *entries)
    assert (found.done.value, found.done.missing) == (D(3), (QUARTERS[1],))
    assert found.change.why is NoGrowth.PARTS_MISSING
    assert "缺2026年第2季度的数" in cells(found)[-1]


def test_behind_on_time_and_reached() -> None:
    assert line("培训场次", *quarters(1, 1)).standing is Standing.BEHIND
    assert line("培训场次", *quarters(4, 4)).standing is Standing.REACHED
    assert line("培训场次", *quarters(1, 1, 1, 4), on=END).standing is Standing.BEHIND
    year = line("普惠托位数", fact("A", "普惠托位数", 100), on=END)
    assert (year.share, year.standing) == (D(100), Standing.REACHED)


def test_percentages_are_held_against_the_target_and_not_against_time() -> None:
    found = line("服务率", fact("A", "服务率", "87.5"), fact("A", "服务率", 80, LAST))
    assert (found.standing, found.judged and found.judged.short, found.judged and found.judged.lead) == (
        Standing.SHORT, D("2.5"), None,
    )  # fmt: skip
    assert (found.change.kind, found.change.value) == (ChangeKind.PERCENTAGE_POINTS, D("7.5"))
    row = dict(zip(("占", "时间", "进度", "上年", "同比", "说明"), cells(found)[4:], strict=True))
    assert row["同比"] == "+7.5个百分点"
    assert row["时间"] == "—"
    assert row["说明"] == "距目标 2.5个百分点"


def test_rates_of_two_counts_are_compared_exactly() -> None:
    found = line(
        "信息覆盖率",
        fact("A", "信息覆盖率", "2/3"),
        fact("A", "信息覆盖率", "1/3", LAST),
        fact("A", "信息覆盖率", "66.6", role=Role.TARGET),
    )
    assert found.given
    assert found.standing is Standing.REACHED
    assert found.change.value is not None
    assert plain(found.change.value, 2) == "33.33"
    assert change_words(found.change, found.measure) == "+33.33个百分点"


def test_less_is_better_is_a_limit() -> None:
    assert line("逾期件数", fact("A", "逾期件数", 1)).standing is Standing.WITHIN
    assert line("逾期件数", fact("A", "逾期件数", 3)).standing is Standing.FAST
    assert line("逾期件数", fact("A", "逾期件数", 5)).standing is Standing.EXCEEDED
    assert line("逾期件数", fact("A", "逾期件数", 4), on=END).standing is Standing.WITHIN


def test_targets_of_the_class_and_of_the_unit() -> None:
    assert line("普惠托位数", of="街道").target == D(200)
    assert line("普惠托位数", fact("A", "普惠托位数", 50, role=Role.TARGET)).target == D(50)


def test_a_target_of_zero_has_no_share() -> None:
    found = line("逾期件数", fact("A", "逾期件数", 0, role=Role.TARGET), fact("A", "逾期件数", 0))
    assert (found.share, found.standing) == (None, Standing.WITHIN)
    over = line("逾期件数", fact("A", "逾期件数", 0, role=Role.TARGET), fact("A", "逾期件数", 1))
    assert over.standing is Standing.EXCEEDED


def test_absent_figures() -> None:
    assert line("服务率").standing is Standing.NO_FIGURE
    assert line("服务率", fact("A", "服务率", Absence.NOT_APPLICABLE)).standing is Standing.NOT_APPLICABLE
    assert "没有数" in sentence(line("服务率"))
    assert line("服务率").change.why is NoGrowth.NOW_ABSENT


def test_last_year_zero_absent_or_of_the_whole_year() -> None:
    now = fact("A", "普惠托位数", 40)
    assert line("普惠托位数", now).change.why is NoGrowth.BASE_ABSENT
    zero = line("普惠托位数", now, fact("A", "普惠托位数", 0, LAST), on=END)
    assert (zero.change.value, zero.change.why) == (None, NoGrowth.BASE_ZERO)
    assert change_words(zero.change, zero.measure) == "上年同期为 0，不算增长率，增加 40个"
    part = line("普惠托位数", now, fact("A", "普惠托位数", 80, LAST))
    assert part.change.why is NoGrowth.BASE_OF_WHOLE_YEAR
    assert change_words(part.change, part.measure) == "上年只有全年数，不是同期"
    whole = line("普惠托位数", now, fact("A", "普惠托位数", 80, LAST), on=END)
    assert change_words(whole.change, whole.measure) == "−50%"


@pytest.mark.parametrize(
    ("kind", "per", "now", "then", "said"),
    [
        (MeasureKind.PERCENT, 100, "95", "90", "+5个百分点"),
        (MeasureKind.PERCENT, 100, "90", "95", "−5个百分点"),
        (MeasureKind.COUNT, 100, "95", "90", "+5.6%"),
        (MeasureKind.MONEY, 100, "9.5", "10", "−5%"),
        (MeasureKind.NUMBER, 100, "3", "-1", "上年同期为负，不算增长率，增加 4个"),
        (MeasureKind.POINTS, 100, "88.5", "90", "−1.5个"),
        (MeasureKind.COUNT, 100, "7", "7", "持平"),
        (MeasureKind.COUNT, 100, "0", "0", "上年同期为 0，不算增长率"),
        (MeasureKind.PERCENT, 100, "5", "0", "+5个百分点"),
    ],
)
def test_percent_and_percentage_points_are_never_confused(
    kind: MeasureKind, per: int, now: str, then: str, said: str
) -> None:
    measure = Measure("甲", kind, unit_label="" if kind is MeasureKind.PERCENT else "个", per=per)
    assert change_words(change(measure, D(now), D(then)), measure) == said


def test_per_mille() -> None:
    measure = Measure("甲", MeasureKind.RATIO, per=1000)
    found = change(measure, CountRatio(D(12), D(1000), 1000), CountRatio(D(10), D(1000), 1000))
    assert change_words(found, measure) == "+2个千分点"


def test_plain_data_and_counts() -> None:
    lines = progress_of(scheme(), Units([town("A")]), Facts([fact("A", "服务率", 95)]), HALF)
    data = record(lines, HALF)
    assert data["on"] == "2026-06-30"
    assert sum(summary(lines).values()) == len(lines) == 5
    first = next(entry for entry in data["lines"] if entry["measure"] == "服务率")  # type: ignore[attr-defined]
    assert (first["standing"], first["share"], first["change"], first["no_change_because"]) == (
        "reached", "105.5556", None, "base_absent",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("on", "share"),
    [
        ("2025-12-31", "0"),
        ("2026-01-01", "0.274"),
        ("2026-06-30", "49.589"),
        ("2026-12-31", "100"),
        ("2027-03-01", "100"),
    ],
)
def test_time_passed(on: str, share: str) -> None:
    assert plain(time_passed(YEAR, date.fromisoformat(on)), 4) == share


def test_a_leap_year_has_a_day_more() -> None:
    assert plain(time_passed(Period(2028), date(2028, 2, 29)), 4) == "16.3934"  # 60 of 366


@given(st.integers(0, 400), st.integers(0, 400))
def test_time_never_runs_back(one: int, other: int) -> None:
    first, second = (date.fromordinal(date(2025, 12, 20).toordinal() + days) for days in sorted((one, other)))
    assert 0 <= time_passed(YEAR, first) <= time_passed(YEAR, second) <= 100


@given(st.decimals(1, 10000, places=2), st.decimals(1, 10000, places=2), st.integers(2, 9))
def test_growth_does_not_depend_on_the_unit_of_counting(now: Decimal, then: Decimal, factor: int) -> None:
    measure = Measure("甲", MeasureKind.MONEY)
    assert change(measure, now, then).value == change(measure, now * factor, then * factor).value


def test_a_sentence_of_a_percentage_has_no_share_of_a_percentage() -> None:
    found = line("服务率", fact("A", "服务率", "87.5"), fact("A", "服务率", 80, LAST))
    assert (
        sentence(found) == "A镇服务率完成 87.5%，目标 90%，未达目标，距目标 2.5个百分点；同比 +7.5个百分点。"
    )


def test_a_number_on_a_day_is_held_against_the_target_and_not_against_time() -> None:
    stock = good_rules("时点数: [培训场次]")
    found = line("培训场次", *quarters(3, 5), rules=stock)
    assert (found.done.value, found.adds_up, found.standing) == (D(5), False, Standing.SHORT)


def test_a_measure_with_a_standard_is_a_number_on_a_day() -> None:
    standard = good_rules("标准: [{数据项: 信息员人数, 按: 常住人口, 分档: [{为: 2}]}]")
    given_target = fact("A", "信息员人数", 2, role=Role.TARGET)
    assert (
        line("信息员人数", given_target, fact("A", "信息员人数", 1), rules=standard).standing
        is Standing.SHORT
    )
