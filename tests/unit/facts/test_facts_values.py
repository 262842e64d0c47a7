"""What a cell means, and what is refused rather than guessed."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from kaohe.core import Absence, CountRatio, Place
from kaohe.facts.values import as_target, read_pair, read_value, value_cell
from kaohe.scheme.model import Measure, MeasureKind
from tests.unit.facts.samples import MEASURES, D

HERE = Place(file="entry.xlsx", sheet="政策科", cell="C6")
BY_ID = {measure.id: measure for measure in MEASURES}
ABOVE = replace(BY_ID["rate"], high=D(150))
SMALL = Measure("small", MeasureKind.PERCENT, high=D(1))
MILLE = Measure("mille", MeasureKind.RATIO, per=1000)

GOOD: list[tuple[str, Any, Any]] = [
    ("cover", 95, D(95)),
    ("cover", 95.5, D("95.5")),
    ("cover", "95.5", D("95.5")),
    ("cover", "　95.50 ", D("95.5")),
    ("cover", 1, D(1)),
    ("cover", 0, D(0)),
    ("cover", "-0", D(0)),
    ("cover", "0.5个百分点", D("0.5")),
    ("cover", "不适用", Absence.NOT_APPLICABLE),
    ("cover", "未填报", Absence.MISSING),
    ("growth", -12.5, D("-12.5")),
    ("growth", 250, D(250)),
    ("index", 0.1 + 0.2, D("0.3")),
    ("index", "0.125", D("0.125")),
    ("money", 1234.56, D("1234.56")),
    ("money", Decimal("12.30"), D("12.3")),
    ("cases", 3.0, D(3)),
    ("cases", "100", D(100)),
    ("views", -3, D(-3)),
    ("plan", "是", True),
    ("plan", "否", False),
    ("work", "较好", "较好"),
    ("rate", "292/300", CountRatio(D(292), D(300))),
    ("rate", "0 / 5", CountRatio(D(0), D(5))),
]

BAD: list[tuple[str, Any, str, str]] = [
    ("cover", "N/A", "not-a-number", "不适用"),
    ("cover", "见说明", "not-a-number", "留空"),
    ("cover", "—", "not-a-number", "留空"),
    ("cover", "95%", "percent-sign", "95。"),
    ("cover", "95％", "percent-sign", "95。"),
    ("cover", "0.5%", "percent-sign", "0.5个百分点"),
    ("cover", "９５％", "full-width", "95。"),
    ("cover", "９５", "full-width", "95。"),
    ("cover", "95．5", "full-width", "95.5"),
    ("cover", "0.95", "percent-as-fraction", "95% 请填 95"),
    ("cover", 0.95, "percent-as-fraction", "95% 请填 95"),
    ("cover", 0.5, "percent-as-fraction", "0.5个百分点"),
    ("cover", "95.55", "too-many-decimals", "1位"),
    ("cover", 95.123, "too-many-decimals", "1位"),
    ("cover", -1, "negative", "不小于 0"),
    ("cover", 101, "too-high", "100"),
    ("growth", -51, "too-low", "-50"),
    ("growth", 301, "too-high", "300"),
    ("cover", True, "logical-value", "数字"),
    ("cover", datetime.date(2026, 1, 2), "date-value", "数值"),
    ("cover", datetime.time(1, 2), "date-value", "数值"),
    ("cover", "#N/A", "excel-error", "留空"),
    ("cover", "#DIV/0!", "excel-error", "留空"),
    ("cover", "95\u200b", "invisible-characters", "重新输入"),
    ("cover", "约95", "not-a-number", "数字"),
    ("cover", "9 5", "not-a-number", "95"),
    ("cover", "1e2", "not-a-number", "数字"),
    ("cover", float("nan"), "not-a-number", "数字"),
    ("cover", float("inf"), "not-a-number", "数字"),
    ("money", "1,234", "not-a-number", "1234"),
    ("money", 10**13, "too-large", "位数"),
    ("money", "9" * 40, "too-large", "位数"),
    ("money", -0.5, "negative", "0"),
    ("cases", 2.5, "not-whole", "整数"),
    ("cases", "5起", "not-a-number", "单位"),
    ("cases", "95%", "percent-sign", "百分号"),
    ("cases", -2, "negative", "0"),
    ("place", 0, "too-low", "1"),
    ("plan", "有", "not-yes-or-no", "是"),
    ("plan", 1, "not-yes-or-no", "是"),
    ("plan", True, "not-yes-or-no", "是"),
    ("work", "优秀", "unknown-level", "较好"),
    ("rate", "97.3", "ratio-needs-counts", "292/300"),
    ("rate", 97.3, "ratio-needs-counts", "292/300"),
    ("rate", "２９２／３００", "full-width", "292/300"),
    ("rate", "301/300", "ratio-above-one", "填反"),
    ("rate", "0/0", "ratio-over-zero", "不适用"),
    ("rate", "2.5/3", "ratio-needs-counts", "整数"),
    ("rate", datetime.date(2026, 1, 2), "ratio-needs-counts", "292/300"),
]


@pytest.mark.parametrize(("name", "cell", "value"), GOOD, ids=lambda v: str(v)[:30])
def test_a_clean_cell_is_read(name: str, cell: Any, value: Any) -> None:
    assert read_value(cell, BY_ID[name], HERE) == (value, ())


@pytest.mark.parametrize(("name", "cell", "code", "hint"), BAD, ids=lambda v: str(v)[:30])
def test_a_doubtful_cell_is_refused_with_place_and_remedy(name: str, cell: Any, code: str, hint: str) -> None:
    value, problems = read_value(cell, BY_ID[name], HERE)
    assert value is None
    assert [problem.code for problem in problems] == [f"facts.{code}"]
    assert problems[0].where == (HERE,)
    assert hint in problems[0].message + problems[0].remedy


@pytest.mark.parametrize("cell", [None, "", "  ", "　", "\xa0\n"])
def test_blank_is_not_reported_and_no_problem(cell: Any) -> None:
    for measure in MEASURES:
        assert read_value(cell, measure, HERE) == (None, ())


def test_a_cell_shown_as_percent_is_refused_at_any_value() -> None:
    for cell, shown in ((0.95, "95%"), (1, "100%"), (1.2, "120%")):
        value, problems = read_value(cell, BY_ID["growth"], HERE, "0.00%")
        assert value is None
        assert [problem.code for problem in problems] == ["facts.percent-format"]
        assert shown in problems[0].message


def test_a_measure_that_stays_below_one_takes_a_fraction() -> None:
    assert read_value(0.95, SMALL, HERE) == (D("0.95"), ())
    assert value_cell(D("0.95"), SMALL) == D("0.95")


def test_all_that_is_wrong_with_one_number_is_said() -> None:
    _, problems = read_value(-1.55, BY_ID["cover"], HERE)
    assert [problem.code for problem in problems] == ["facts.too-many-decimals", "facts.negative"]


def test_a_negative_number_without_bounds_is_kept_and_pointed_out() -> None:
    value, problems = read_value(-2, BY_ID["index"], HERE)
    assert value == D(-2)
    assert [str(problem.severity.value) for problem in problems] == ["warning"]


def test_a_ratio_may_exceed_one_only_where_the_scheme_says_so() -> None:
    assert read_value("301/300", ABOVE, HERE)[0] == CountRatio(D(301), D(300))
    assert read_value("500/300", ABOVE, HERE)[1][0].code == "facts.too-high"
    assert read_value("500/300", MILLE, HERE)[0] == CountRatio(D(500), D(300), 1000)


@pytest.mark.parametrize(
    ("part", "whole", "codes", "where"),
    [
        (292, None, ["ratio-half"], "D6"),
        ("", 300, ["ratio-half"], "C6"),
        ("不适用", 300, ["ratio-contradiction"], "C6"),
        (2.5, 300, ["not-whole"], "C6"),
        ("N/A", "９", ["not-a-number", "full-width"], "C6"),
        (5, 0, ["ratio-over-zero"], "D6"),
        (301, 300, ["ratio-above-one"], "C6"),
        (-1, 300, ["negative"], "C6"),
        ("未填报", 300, ["not-a-number"], "C6"),
        ("95%", None, ["percent-sign", "ratio-half"], "C6"),
    ],
)
def test_two_cells_of_a_ratio(part: Any, whole: Any, codes: list[str], where: str) -> None:
    value, problems = read_pair(part, whole, BY_ID["rate"], HERE, replace(HERE, cell="D6"))
    assert value is None
    assert [problem.code.removeprefix("facts.") for problem in problems] == codes
    assert problems[0].where[0].cell == where


def test_two_cells_that_agree() -> None:
    there = replace(HERE, cell="D6")
    assert read_pair(292, "300", BY_ID["rate"], HERE, there) == (CountRatio(D(292), D(300)), ())
    assert read_pair(None, " ", BY_ID["rate"], HERE, there) == (None, ())
    for part, whole in (("不适用", None), (None, "不适用"), ("不适用", "不适用")):
        assert read_pair(part, whole, BY_ID["rate"], HERE, there) == (Absence.NOT_APPLICABLE, ())


def test_the_target_of_a_ratio_is_one_number() -> None:
    target = as_target(BY_ID["rate"])
    assert target is not None
    assert read_value(95, target, HERE) == (D(95), ())
    assert as_target(BY_ID["plan"]) is None


@pytest.mark.parametrize("cell", [13800138000, "13800138000", "110101199003070038人"])
def test_no_message_repeats_a_long_number(cell: Any) -> None:
    for measure in MEASURES:
        for problem in read_value(cell, measure, HERE)[1]:
            assert "13800138000" not in problem.message + problem.remedy
            assert "110101199003070038" not in problem.message + problem.remedy
