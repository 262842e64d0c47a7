"""Standards by population: bands without gaps, each bound in one of them, and the target with its reason."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Absence
from kaohe.facts import Facts, Role, Units
from kaohe.facts.quality.rules import Band
from kaohe.facts.quality.standards import required, span, standard_targets, value_on
from kaohe.facts.table_files import read_table, write_csv
from kaohe.results import score_scheme
from kaohe.results.explain import explain_item
from kaohe.rules import Fraction
from tests.unit.facts.quality.material import YEAR, D, fact, facts, good_rules, rules, scheme, town

TABLE = """
标准:
  - 数据项: 信息员人数
    按: 常住人口
    单位: 万
    依据: 配备标准第二条
    分档:
      - {不超过: 3, 为: 1}
      - {高于: 3, 不超过: 5, 为: 2}
      - {高于: 5, 为: 3, 每: 2, 增: 1, 余数: 只计整步, 最多: 6}
"""


def asked(population: int) -> int:
    standards = good_rules(TABLE).standards
    (one,) = required(standards, scheme(), Units([town("A")]), facts(fact("A", "常住人口", population)))
    assert one.value is not None
    return int(one.value)


@pytest.mark.parametrize(
    ("population", "staff"),
    [
        (0, 1), (29_999, 1), (30_000, 1), (30_001, 2), (50_000, 2), (50_001, 3),
        (69_999, 3), (70_000, 4), (89_999, 4), (90_000, 5), (110_000, 6), (2_000_000, 6),
    ],
)  # fmt: skip
def test_the_bounds_belong_to_the_band_that_says_so(population: int, staff: int) -> None:
    assert asked(population) == staff


def test_the_reason_in_words() -> None:
    standards = good_rules(TABLE).standards
    figures = facts(fact("A", "常住人口", 42300), fact("B", "常住人口", 95000), fact("C", "常住人口", 900000))
    units = Units([town("A"), town("B"), town("C")])
    assert [one.said for one in required(standards, scheme(), units, figures)] == [
        "常住人口 42300人，在高于 3万、不超过 5万一档，应为 2人（配备标准第二条）",
        "常住人口 95000人，在高于 5万一档，在 3 的基础上每增加 2万增 1，不足的不计，应为 5人（配备标准第二条）",
        "常住人口 900000人，在高于 5万一档，在 3 的基础上每增加 2万增 1，不足的不计，最多 6，应为 6人（配备标准第二条）",
    ]


def test_no_population_no_target_and_it_is_said() -> None:
    standards = good_rules(TABLE).standards
    units = Units([town("A"), town("B")])
    targets, problems = standard_targets(
        standards, scheme(), units, facts(fact("B", "常住人口", Absence.NOT_APPLICABLE))
    )
    assert targets == ()
    assert [problem.message for problem in problems] == [
        "A镇的“信息员人数”算不出标准：“常住人口”没有数。",
        "B镇的“信息员人数”算不出标准：“常住人口”不适用。",
    ]


def test_the_population_of_the_year_before() -> None:
    (standard,) = good_rules(TABLE.replace("    单位: 万\n", "    单位: 万\n    取: 上年\n")).standards
    figures = facts(fact("A", "常住人口", 42300, YEAR.years_later(-1)), fact("A", "常住人口", 90000))
    (one,) = required([standard], scheme(), Units([town("A")]), figures)
    assert one.value == D(2)
    assert one.said.startswith("上年常住人口 42300人，")


def test_a_target_that_was_given_stands() -> None:
    standards = good_rules(TABLE).standards
    figures = facts(fact("A", "常住人口", 42300), fact("A", "信息员人数", 4, role=Role.TARGET))
    targets, (problem,) = standard_targets(standards, scheme(), Units([town("A")]), figures)
    assert targets == ()
    assert "已下达目标 4，标准是 2" in problem.message
    same = facts(fact("A", "常住人口", 42300), fact("A", "信息员人数", 2, role=Role.TARGET))
    assert standard_targets(standards, scheme(), Units([town("A")]), same) == ((), ())


def test_from_the_table_to_the_score_and_its_explanation(tmp_path: Path) -> None:
    """42,300 people: two are required, one is there: 2 points off; the same through the file that `kaohe standards` writes."""
    units = Units([town("A")])
    figures = facts(fact("A", "常住人口", 42300), fact("A", "信息员人数", 1))
    targets, problems = standard_targets(good_rules(TABLE).standards, scheme(), units, figures)
    assert problems == ()
    write_csv(targets, tmp_path / "标准.csv", scheme())
    read, wrong = read_table(tmp_path / "标准.csv", scheme(), units)
    assert not wrong
    assert [(f.value, f.role, f.note) for f in read] == [(f.value, f.role, f.note) for f in targets]
    result = score_scheme(scheme(), units, Facts([*figures, *read]))
    tally = result.tables[0].standings[0].tally
    score = next(item for item in tally.items() if item.item.name == "配备")
    assert score.score == D(3)
    told = "\n".join(explain_item(score))
    assert "信息员不足" in told
    assert "信息员人数1人，比目标值2人少1人，每1人扣2分，扣2分" in told


@pytest.mark.parametrize(
    ("bands", "code", "line"),
    [
        ("{不超过: 3, 为: 1}, {高于: 4, 为: 2}", "quality.band-gap", 6),
        ("{低于: 3, 为: 1}, {高于: 3, 为: 2}", "quality.band-gap", 6),
        ("{不超过: 3, 为: 1}, {达到: 3, 为: 2}", "quality.band-overlap", 6),
        ("{不超过: 3, 为: 1}, {高于: 2, 为: 2}", "quality.band-overlap", 6),
        ("{不超过: 3, 为: 1}, {不超过: 5, 为: 2}", "quality.band-overlap", 6),
        ("{为: 1}, {高于: 3, 为: 2}", "quality.band-overlap", 6),
        ("{高于: 1, 为: 1}", "quality.band-gap", 6),
        ("{高于: 3, 达到: 3, 为: 1}", "quality.band-bounds", 6),
        ("{高于: 3, 不超过: 3, 为: 1}", "quality.band-empty", 6),
        ("{不超过: 3, 为: 1}, {高于: 3, 为: 2, 每: 1}", "quality.band-step", 6),
        ("{为: 1, 每: 1, 增: 1}", "quality.band-step", 6),
        ("{为: 1.5}", "quality.band-whole", 6),
        ("{达到: 0, 为: 1, 每: 1, 增: 1, 余数: 按比例}", "quality.band-whole", 6),
    ],
)
def test_gaps_overlaps_and_slips(bands: str, code: str, line: int) -> None:
    text = f"\n标准:\n  - 数据项: 信息员人数\n    按: 常住人口\n    分档:\n      [{bands}]"
    found, problems = rules(text)
    assert not found.standards
    assert [(problem.code, problem.where[0].line) for problem in problems] == [(code, line)]


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ("数据项: 信息员, 按: 常住人口", "quality.unknown-measure"),
        ("数据项: 弄虚作假, 按: 常住人口", "quality.no-target"),
        ("数据项: 信息员人数, 按: 服务率", "quality.base"),
        ("数据项: 信息员人数, 按: 常住人口, 单位: 亿", "quality.scale"),
        ("数据项: 信息员人数, 按: 常住人口, 层级: 村", "quality.unknown-word"),
        ("数据项: 信息员人数, 按: 常住人口, 类别: 山区", "quality.unknown-word"),
    ],
)
def test_what_a_standard_cannot_be_for(lines: str, code: str) -> None:
    found, problems = rules(f"标准:\n  - {{{lines}, 分档: [{{为: 1}}]}}")
    assert not found.standards
    assert code in [problem.code for problem in problems]


def test_two_standards_for_one_unit_are_refused_and_for_two_classes_are_not() -> None:
    one = "  - {{数据项: 信息员人数, 按: 常住人口, 类别: {}, 分档: [{{为: {}}}]}}\n"
    assert len(good_rules("标准:\n" + one.format("镇", 1) + one.format("街道", 2)).standards) == 2
    _, problems = rules("标准:\n" + one.format("镇", 1) + one.format("镇", 2))
    assert [problem.code for problem in problems] == ["quality.standard-twice"]


_BOUNDS = st.lists(st.integers(1, 100), min_size=1, max_size=5, unique=True).map(sorted)


@given(_BOUNDS, st.lists(st.booleans(), min_size=5, max_size=5), st.decimals(0, 120, places=2))
def test_every_size_lies_on_exactly_one_band(bounds: list[int], inclusive: list[bool], size: Decimal) -> None:
    words, lower = [], ""
    for number, (bound, included) in enumerate(zip(bounds, inclusive, strict=False)):
        words.append(f"{{{lower}{'不超过' if included else '低于'}: {bound}, 为: {number}}}")
        lower = f"{'高于' if included else '达到'}: {bound}, "
    words.append(f"{{{lower}为: {len(bounds)}}}")
    text = f"标准:\n  - {{数据项: 信息员人数, 按: 常住人口, 分档: [{', '.join(words)}]}}"
    (standard,) = good_rules(text).standards
    for at in (size, *map(D, bounds)):
        assert sum(band.holds(at) for band in standard.bands) == 1


@given(st.decimals(5, 100, places=3), st.decimals(0, 10, places=3), st.sampled_from(Fraction))
def test_a_larger_unit_never_needs_less(size: Decimal, more: Decimal, fraction: Fraction) -> None:
    band = Band(D(3), low=D(5), step=D("1.5"), each=D(2), fraction=fraction, most=D(60))
    assert value_on(band, size, 2) <= value_on(band, size + more, 2) <= D(60)


def test_a_begun_step_counts_as_it_is_said() -> None:
    def at(fraction: Fraction) -> Decimal:
        return value_on(Band(D(3), low=D(5), step=D(2), each=D(1), fraction=fraction), D(8), 2)

    assert (at(Fraction.WHOLE), at(Fraction.STARTED), at(Fraction.PROPORTIONAL)) == (D(4), D(5), D("4.5"))
    assert value_on(Band(D(3), low=D(5), step=D(2), each=D(1), fraction=Fraction.STARTED), D(7), 0) == D(4)
    assert span(Band(D(1))) == "全部"
    assert YEAR.label == "2026年"
