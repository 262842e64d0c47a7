"""Findings to figures: what each way of correcting takes, where it goes, and what is refused."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from kaohe.cli.main import main
from kaohe.core import Absence, CountRatio, Period, round_half_up
from kaohe.facts import Fact, Facts
from kaohe.fieldwork.estimates import Estimate, Inspected, Located, Settings, estimate, found_facts
from kaohe.fieldwork.estimates.chance import Basis, Verdict
from kaohe.fieldwork.estimates.found_facts import contradicted, others
from kaohe.fieldwork.estimates.uses import How, uses
from kaohe.fieldwork.estimates.words import plausibility, source_note
from tests.unit.fieldwork.estimates.samples import NO_FACTS, SCHEME, estimated, folder, units

D = Decimal
YEAR = Period(2026)


def one(rows: tuple[Estimate, ...], unit: str, measure: str) -> Estimate:
    found = [row for row in rows if (row.unit, row.measure.id) == (unit, measure)]
    assert len(found) == 1, [(row.unit, row.measure.id) for row in rows]
    return found[0]


def test_what_the_scheme_does_with_each_figure(tmp_path: Path) -> None:
    found = uses(folder(tmp_path).read())
    ways = {name: (use.how, use.above and use.above.id, use.counts_errors) for name, use in found.items()}
    assert ways == {
        "抽查差错率": (How.DISCOUNT, None, True),
        "核查托位数": (How.REPLACE, None, False),
        "本级查得不符数": (How.ITSELF, "上级查得不符数", True),
        "上级查得不符数": (How.ITSELF, "上级查得不符数", True),
    }


def test_by_error_rate(tmp_path: Path) -> None:
    """10 of 120: 8.33…%. 97.5 × (1 − 1/12) = 89.375."""
    result, problems = estimated(tmp_path)
    row = one(result.rows, "L1", "抽查差错率")
    assert (row.looked, row.wrong, row.rate) == (120, 10, D("8.33"))
    assert row.value == CountRatio(D(10), D(120))
    (figure,) = row.corrected
    assert (figure.measure.id, figure.reported, figure.corrected) == (
        "信息准确率",
        CountRatio(D(585), D(600)),
        D("89.3750"),
    )
    assert row.intervals is not None
    exact = row.intervals.exact
    assert figure.low == round_half_up(D("97.5") * (100 - exact.high) / 100, 4)
    assert figure.high == round_half_up(D("97.5") * (100 - exact.low) / 100, 4)
    assert problems == ["estimates.several-tests"]


def test_by_replacement(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path)
    row = one(result.rows, "L1", "核查托位数")
    assert (row.value, row.rate, row.intervals, row.chance) == (D(180), None, None, None)
    assert [figure.corrected for figure in row.corrected] == [D(180)]


def test_by_case_with_a_measure_of_its_own_for_the_level_above(tmp_path: Path) -> None:
    """Two rows of one measure: what the level above found goes to its own, which the scheme doubles."""
    result, _ = estimated(tmp_path)
    assert one(result.rows, "L1", "本级查得不符数").value == D(2)
    assert one(result.rows, "L1", "上级查得不符数").value == D(1)
    assert one(result.rows, "S1", "本级查得不符数").value == D(0)


def test_cases_without_the_number_looked_at(tmp_path: Path) -> None:
    result, problems = estimated(
        tmp_path, "柳堰镇,本级查得不符数,上堰村,,,3,,,,,", "柳堰镇,本级查得不符数,柳西村,9,1,,,,,,"
    )
    row = one(result.rows, "L1", "本级查得不符数")
    assert (row.value, problems) == (D(4), [])


def test_without_a_measure_of_its_own_the_level_above_counts_with_the_rest(tmp_path: Path) -> None:
    rows = ("柳堰镇,抽查差错率,甲村,10,1,,,本级,,,", "柳堰镇,抽查差错率,乙村,10,2,,,上级,,,")
    result, problems = estimated(tmp_path, *rows)
    row = one(result.rows, "L1", "抽查差错率")
    assert (row.value, problems) == (CountRatio(D(3), D(20)), [])
    assert source_note(row).startswith("本级、上级检查")


def test_a_rate_that_takes_the_place_of_a_rate_goes_the_same_way(tmp_path: Path) -> None:
    """Reported 585 of 600 right; found 100 with 6 wrong, so 94 of 100 right; the claim is 2.5% wrong."""
    scheme = SCHEME.replace("方式: 按差错率折减", "方式: 以查得为准")
    result, _ = estimated(tmp_path, "柳堰镇,抽查差错率,,100,6,,,,,,", scheme=scheme)
    row = one(result.rows, "L1", "抽查差错率")
    assert row.value == CountRatio(D(94), D(100))
    (figure,) = row.corrected
    assert figure.corrected == D(94)
    assert row.intervals is not None
    assert (figure.low, figure.high) == (100 - row.intervals.exact.high, 100 - row.intervals.exact.low)
    assert row.chance is not None
    assert (row.chance.claim.rate, row.chance.claim.basis) == (Fraction(1, 40), Basis.REPORTED)
    allowed = Settings(allowed=D("0.5"))
    result, _ = estimated(tmp_path, "柳堰镇,抽查差错率,,100,6,,,,,,", scheme=scheme, settings=allowed)
    assert result.rows[0].chance is not None
    assert result.rows[0].chance.claim.basis is Basis.REPORTED


def test_a_reported_figure_that_the_sample_makes_implausible(tmp_path: Path) -> None:
    result, problems = estimated(
        tmp_path, "柳堰镇,抽查差错率,,100,20,,,,,,", "桑陌镇,抽查差错率,,100,2,,,,,,"
    )
    row = one(result.rows, "L1", "抽查差错率")
    assert row.chance is not None
    assert row.chance.verdict(Fraction(1, 100)) is Verdict.IMPLAUSIBLE
    assert row.chance.adjusted == 2 * row.chance.exact
    assert plausibility(row) == (
        "如果上报数属实（上报数自己承认的不符率是2.5%），看100件查出20件或更多不符的可能只有不到0.01%；"
        "2个上报数一起看，校正后不到0.01%"
    )
    assert problems == ["estimates.several-tests"]


def test_the_allowed_error_takes_precedence_over_what_a_report_admits(tmp_path: Path) -> None:
    rows = ("柳堰镇,抽查差错率,,100,6,,,,,,", "柳堰镇,本级查得不符数,,100,6,,,,,,")
    result, _ = estimated(tmp_path, *rows, settings=Settings(allowed=D("0.5")))
    claims = [row.chance.claim for row in result.rows if row.chance]
    assert [(claim.rate, claim.basis) for claim in claims] == [(Fraction(1, 200), Basis.ALLOWED)] * 2
    result, _ = estimated(tmp_path, *rows)
    assert [row.chance is None for row in result.rows] == [False, True]
    assert result.rows[1].no_chance == "上报数不是可比的比率，也没有写允许的差错率（--allowed）"


def test_nothing_reported_leaves_nothing_to_correct(tmp_path: Path) -> None:
    result, _ = estimated(
        tmp_path, "青砚镇,抽查差错率,,100,6,,,,,,", reported="单位,数据项,期间,值\n青砚镇,托位数,2026,9\n"
    )
    (row,) = result.rows
    assert [figure.corrected for figure in row.corrected] == [Absence.MISSING]
    assert (row.chance, row.no_chance) == (None, "没有上报数")


def test_findings_become_facts_with_where_they_come_from(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path)
    facts = {(fact.unit, fact.measure): fact for fact in found_facts(result)}
    fact = facts["L1", "抽查差错率"]
    assert (fact.by, fact.at, fact.state.label) == ("第一组、第二组", "2026-11-18", "已核")
    assert fact.note.startswith("本级检查，3个检查点，看120件，不符10件，占8.33%；95%区间")
    assert "设计效应" in fact.note
    assert facts["L1", "上级查得不符数"].note.startswith("上级检查，1个检查点，看20件，不符1件")
    assert facts["L1", "核查托位数"].note == "本级检查，查得180"


def test_units_that_nobody_looked_at_are_written_as_not_applicable_when_asked(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path)
    scheme = folder(tmp_path).read()
    entered = Facts([Fact("Q1", "上级查得不符数", YEAR, D(7))])
    rest = {
        (fact.unit, fact.measure): fact.value
        for fact in others(result, uses(scheme).values(), scheme, units(), entered)
    }
    assert rest == {
        ("S1", "上级查得不符数"): Absence.NOT_APPLICABLE,
    }


def test_a_figure_entered_otherwise_is_noticed(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path)
    entered = Facts([Fact("L1", "核查托位数", YEAR, D(181)), Fact("S1", "核查托位数", YEAR, D(150))])
    assert [new.unit for _, new in contradicted(result, entered)] == ["L1"]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("柳堰镇,抽查差错率,甲村,10,11,,,,,,", "estimates.more-wrong-than-looked"),
        ("无名镇,抽查差错率,甲村,10,1,,,,,,", "estimates.unknown-unit"),
        ("柳堰镇,无名率,甲村,10,1,,,,,,", "estimates.unknown-measure"),
        (",抽查差错率,甲村,10,1,,,,,,", "estimates.unknown-unit"),
        ("柳堰镇,信息准确率,甲村,10,1,,,,,,", "estimates.not-found-by-inspection"),
        ("柳堰镇,抽查差错率,甲村,10,,,,,,,", "estimates.no-wrong"),
        ("柳堰镇,抽查差错率,甲村,,1,,,,,,", "estimates.no-looked"),
        ("柳堰镇,抽查差错率,甲村,,,,,,,,", "estimates.nothing-found"),
        ("柳堰镇,抽查差错率,甲村,0,0,,,,,,", "estimates.nothing-found"),
        ("柳堰镇,抽查差错率,甲村,1.5,1,,,,,,", "facts.not-whole"),
        ("柳堰镇,抽查差错率,甲村,-3,1,,,,,,", "facts.negative"),
        ("柳堰镇,抽查差错率,甲村,十,1,,,,,,", "facts.not-a-number"),
        ("柳堰镇,抽查差错率,甲村,不适用,1,,,,,,", "estimates.not-a-number"),
        ("柳堰镇,抽查差错率,甲村,10,1,,9,,,,", "estimates.more-looked-than-all"),
        ("柳堰镇,抽查差错率,甲村,10,1,,,省级,,,", "estimates.unknown-level"),
        ("柳堰镇,抽查差错率,甲村,10,1,,,,,十一月,", "estimates.bad-date"),
        ("柳堰镇,抽查差错率,,,,3,,,,,", "estimates.no-figure-here"),
        ("柳堰镇,抽查差错率,,1000000000,3,,,,,,", "estimates.too-many"),
        ("柳堰镇,核查托位数,上堰村,,,30,,,,,", "estimates.figure-of-a-point"),
        ("柳堰镇,核查托位数,,,,30.5,,,,,", "facts.not-whole"),
        ("柳堰镇,核查托位数,上堰村,20,1,,,,,,", "estimates.no-figure"),
        ("柳堰镇,上级查得不符数,上堰村,20,1,,,本级,,,", "estimates.wrong-level"),
        ("柳堰镇,本级查得不符数,上堰村,20,1,2,,,,,", "estimates.two-figures"),
    ],
)
def test_what_is_wrong_with_a_row_is_said_with_its_place(tmp_path: Path, row: str, code: str) -> None:
    result, problems = estimated(tmp_path, row, "桑陌镇,抽查差错率,甲村,10,1,,,,,,")
    assert problems == [code]
    assert ("S1", "抽查差错率") in [(kept.unit, kept.measure.id) for kept in result.rows]
    if code.startswith("estimates") and result.problems:
        assert result.problems[0].where[0].line == 2


def test_visits_written_twice(tmp_path: Path) -> None:
    row = "柳堰镇,抽查差错率,甲村,10,1,,,,第一组,2026-11-17,"
    result, problems = estimated(tmp_path, row, row)
    assert (result.rows[0].looked, problems) == (10, ["estimates.repeated"])
    result, problems = estimated(tmp_path, row, row.replace(",10,1,", ",10,2,"))
    assert (result.rows, problems) == ((), ["estimates.repeated"])
    result, problems = estimated(tmp_path, row, row.replace("-17", "-18"))
    assert (result.rows[0].looked, problems) == (20, [])


def test_different_totals_are_not_chosen_from(tmp_path: Path) -> None:
    rows = [f"柳堰镇,抽查差错率,{place},10,1,,{total},,,," for place, total in (("甲村", 40), ("乙村", 50))]
    result, problems = estimated(tmp_path, *rows)
    assert (result.rows, problems) == ((), ["estimates.bad-total"])
    rows = [f"柳堰镇,抽查差错率,{place},10,1,,15,,,," for place in ("甲村", "乙村")]
    assert estimated(tmp_path, *rows)[1] == ["estimates.bad-total"]


def test_a_share_that_does_not_say_which_way_it_counts(tmp_path: Path) -> None:
    scheme = SCHEME.replace(
        "{类型: 计数, 单位: 件, 优者: 低, 来源: 检查所得}", "{类型: 比率, 来源: 检查所得}", 1
    )
    scheme = scheme.replace(
        "指标: 本级查得不符数, 每: 1, 分: 1", "指标: 本级查得不符数, 低于: 9, 每: 1, 分: 1"
    )
    assert estimated(tmp_path, "柳堰镇,本级查得不符数,甲村,10,1,,,,,,", scheme=scheme)[1] == [
        "estimates.which-way"
    ]


def test_rows_of_a_checklist_need_no_file(tmp_path: Path) -> None:
    """Rows made in the program are held to the same; a time of day behind the date will do."""
    scheme = folder(tmp_path).read()
    rows = [
        Located(Inspected("L1", "抽查差错率", 10, wrong, place="甲村", at=at))
        for wrong, at in ((1, "2026-11-18T09:30"), (12, ""))
    ]
    result = estimate(rows, scheme, units(), NO_FACTS, Settings())
    assert [problem.code for problem in result.problems] == ["estimates.more-wrong-than-looked"]
    assert [fact.at for fact in found_facts(result)] == ["2026-11-18"]


def test_by_month_the_day_says_which(tmp_path: Path) -> None:
    scheme = SCHEME.replace(
        "指标: 本级查得不符数, 每: 1", "指标: {逐期: 季, 取: 合计, 内容: 本级查得不符数}, 每: 1"
    )
    scheme = scheme.replace("本级查得不符数: {类型: 计数,", "本级查得不符数: {类型: 计数, 频次: 季,")
    rows = [
        f"柳堰镇,本级查得不符数,甲村,10,{wrong},,,,,{day},"
        for wrong, day in ((1, "2026-02-01"), (2, "2026-11-30"))
    ]
    result, problems = estimated(tmp_path, *rows, "柳堰镇,本级查得不符数,乙村,10,3,,,,,,", scheme=scheme)
    assert [(str(row.period), row.value) for row in result.rows] == [("2026Q1", D(1)), ("2026Q4", D(2))]
    assert problems == ["estimates.which-period"]


def test_an_error_rate_may_be_doubled_where_the_level_above_found_it(tmp_path: Path) -> None:
    """3 of 100 found by the level above count as 6%: 97.5 × 94% = 91.65. The rows of the level above go to its own."""
    rate = "{类型: 比率, 分子: 差错条数, 分母: 抽查条数, 优者: 低, 来源: 检查所得}"
    scheme = SCHEME.replace("  托位数:", f"  上级抽查差错率: {rate}\n  托位数:")
    scheme = scheme.replace("查得: 抽查差错率,", "查得: {内容: 上级抽查差错率, 乘: 2},")
    result, problems = estimated(tmp_path, "柳堰镇,抽查差错率,甲村,100,3,,,上级,,,", scheme=scheme)
    row = one(result.rows, "L1", "上级抽查差错率")
    assert ([figure.corrected for figure in row.corrected], problems) == ([D("91.6500")], [])


def test_a_clean_sample_agrees_with_any_report(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path, "柳堰镇,抽查差错率,,100,0,,,,,,")
    assert plausibility(result.rows[0]) == "看100件没有查出不符，和上报数对得上"


def test_many_points_that_differ_widen_the_interval_and_soften_the_chance(tmp_path: Path) -> None:
    rows = [
        f"柳堰镇,抽查差错率,{place}村,20,{wrong},,,,,,"
        for place, wrong in zip("甲乙丙丁戊己", (0, 0, 1, 0, 9, 2), strict=True)
    ]
    spread, _ = estimated(tmp_path, *rows)
    flat, _ = estimated(tmp_path, "柳堰镇,抽查差错率,,120,12,,,,,,")
    (here,), (there,) = spread.rows, flat.rows
    assert here.intervals is not None
    assert there.intervals is not None
    assert here.design.used > 1
    assert here.intervals.exact.low < there.intervals.exact.low
    assert here.intervals.exact.high > there.intervals.exact.high
    assert here.chance is not None
    assert there.chance is not None
    assert here.chance.exact > there.chance.exact
    assert "按设计效应折成看" in plausibility(here)
    assert "相当于单独抽看" in source_note(here)
    assert "约数" not in source_note(here)


def test_the_level_aboves_figure_is_blank_too_where_only_we_have_looked(tmp_path: Path) -> None:
    result, _ = estimated(tmp_path, "柳堰镇,本级查得不符数,甲村,10,1,,,,,,")
    scheme = folder(tmp_path).read()
    rest = others(result, uses(scheme).values(), scheme, units(), NO_FACTS)
    assert [(fact.unit, fact.measure) for fact in rest] == [
        ("L1", "上级查得不符数"),
        ("Q1", "上级查得不符数"),
        ("Q1", "本级查得不符数"),
        ("S1", "上级查得不符数"),
        ("S1", "本级查得不符数"),
    ]


def test_a_measure_of_another_kind_is_no_pair(tmp_path: Path) -> None:
    """What the level above found cannot go into a share where ours is a count; nor then into ours."""
    scheme = SCHEME.replace(
        "上级查得不符数: {类型: 计数, 单位: 件, 优者: 低,", "上级查得不符数: {类型: 百分比, 优者: 低,"
    )
    found = uses(folder(tmp_path, scheme=scheme).read())
    assert [found[name].above for name in ("本级查得不符数", "上级查得不符数")] == [None, None]
    row = "柳堰镇,本级查得不符数,甲村,10,1,,,上级,,,"
    assert estimated(tmp_path, row, scheme=scheme)[1] == ["estimates.wrong-level"]


def test_a_figure_entered_otherwise_is_told(tmp_path: Path) -> None:
    made = folder(tmp_path, reported="单位,数据项,期间,值\n柳堰镇,核查托位数,2026,181\n")
    arguments = [str(path) for path in (made.scheme, made.reported, made.findings)]
    told = CliRunner().invoke(main, ["estimate", *arguments]).stderr
    assert (
        "estimates.entered-otherwise］reported.csv 第2行；findings.csv 第5行：“柳堰镇”的“核查托位数”" in told
    )
