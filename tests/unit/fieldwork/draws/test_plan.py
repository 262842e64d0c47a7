"""Plans: a file that a clerk writes, and how many each group gets."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kaohe.core.problem import has_errors
from kaohe.fieldwork.draws import (
    By,
    Chance,
    Exclusion,
    Plan,
    SeedTerms,
    Share,
    Spot,
    frame_of,
    parse_terms,
    read_terms,
)
from kaohe.fieldwork.draws.allocation import allocate, groups_of, largest_remainders, part, with_least

from .spots import spot, towns

WHOLE = """
标题: 某区抽样
分组: 单位和类别
每类: {村: 2, 社区: 1}
例外: {甲镇/村: 0}
抽法: 按规模
候补: 2
不抽:
  - {理由: 上级已查, 单位: [乙镇]}
  - {理由: 驻点, 名单: [A1, 丙村]}
种子: {公开号码: 某日开出的号码, 形式: 00-00, 次序: 从小到大, 承诺: 是}
"""


def test_a_plan_is_read_whole() -> None:
    terms, problems = parse_terms(WHOLE)
    assert problems == ()
    assert terms is not None
    assert terms.plan == Plan(
        "某区抽样", By.BOTH, Chance.SIZE, by_kind={"村": 2, "社区": 1}, exceptions={"甲镇/村": 0}, reserves=2
    )
    assert terms.exclusions == (Exclusion("上级已查", units=("乙镇",)), Exclusion("驻点", ("A1", "丙村")))
    assert terms.seed == SeedTerms("某日开出的号码", "00-00", True, True)


def test_the_least_that_makes_a_plan() -> None:
    terms, problems = parse_terms("每组: 2")
    assert problems == ()
    assert terms is not None
    assert terms.plan == Plan(each=2)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("分组: 单位", "draw.how-many"),
        ("每组: 2\n总数: 5", "draw.how-many"),
        ("每组: 2\n每组至少: 1", "draw.no-total"),
        ("每组: 2\n分摊: 按规模", "draw.no-total"),
        ("总数: 5\n例外: {甲镇: 1}", "draw.total-exceptions"),
        ("每类: {村: 2}", "draw.by-class"),
        ("比例: 很多", "draw.rate"),
        ("比例: 120%", "draw.rate"),
        ("每组: 两个", "scheme.not-a-number"),
        ("每组: 1.5", "scheme.not-whole"),
        ("每组: -1", "scheme.out-of-range"),
        ("每组: 2\n分组: 镇", "scheme.unknown-word"),
        ("每组: 2\n抽发: 等概率", "scheme.unknown-key"),
        ("每组: 2\n不抽: [{理由: 驻点}]", "draw.exclusion-empty"),
        ("每组: 2\n不抽: [{名单: [A1]}]", "scheme.missing-key"),
        ("每组: 2\n种子: {形式: 00}", "draw.shape"),
        ("每组: 2\n种子: {公开号码: 某, 形式: 12-34}", "draw.shape"),
        ("[1, 2]", "scheme.not-a-mapping"),
        ("每组: [", "scheme.not-yaml"),
        ("", "scheme.empty"),
    ],
)
def test_what_is_wrong_with_a_plan_is_told(text: str, code: str) -> None:
    terms, problems = parse_terms(text, "方案.yaml")
    assert terms is None
    assert [problem.code for problem in problems] == [code]
    assert problems[0].where[0].file == "方案.yaml"


def test_numbers_of_persons_are_refused(tmp_path: Path) -> None:
    number = "1380013" + "8000"
    path = tmp_path / "方案.yaml"
    path.write_text(f"每组: 2\n不抽: [{{理由: 联系{number}, 名单: [A1]}}]", encoding="utf-8")
    terms, problems = read_terms(path)
    assert terms is None
    assert [(problem.code, problem.where[0].line) for problem in problems] == [("facts.personal-data", 2)]


@pytest.mark.parametrize(
    ("text", "value"),
    [("10%", "1/10"), ("0.5%", "1/200"), ("1/3", "1/3"), ("12.5％", "1/8"), ("100%", "1"), ("1", "1")],
)
def test_parts_are_exact(text: str, value: str) -> None:
    assert part(text) == Fraction(value)


@pytest.mark.parametrize("text", ["", "0", "0%", "101%", "1/0", "1e-9", "-1%", "一成", "1/2/3", "9" * 20])
def test_what_is_no_part(text: str) -> None:
    assert part(text) is None


def planned(frame_counts: dict[str, int], plan: Plan) -> dict[str, int]:
    groups, problems = allocate(groups_of(towns(**frame_counts), plan), plan)
    assert not has_errors(problems), problems
    return {group.label: group.planned for group in groups}


def test_two_each_and_one_town_one() -> None:
    plan = Plan(each=2, exceptions={"丙镇": 1})
    assert planned({"甲镇": 5, "乙镇": 4, "丙镇": 3}, plan) == {"甲镇": 2, "乙镇": 2, "丙镇": 1}


def test_a_part_of_each_is_rounded_up() -> None:
    assert planned({"甲镇": 30, "乙镇": 31, "丙镇": 1}, Plan(rate=Fraction(1, 10))) == {
        "甲镇": 3, "乙镇": 4, "丙镇": 1
    }  # fmt: skip


def test_a_total_by_largest_remainders_worked_by_hand() -> None:
    """10 of 17, 9 and 4 (30): shares 5 ⅔, 3, 1 ⅓; the one left goes to the largest remainder."""
    assert planned({"甲镇": 17, "乙镇": 9, "丙镇": 4}, Plan(total=10)) == {"甲镇": 6, "乙镇": 3, "丙镇": 1}


def test_a_total_by_size() -> None:
    """Sizes 100 + … + 400 = 1000, 300: of 4, 3.08 and 0.92."""
    assert planned({"甲镇": 4, "乙镇": 2}, Plan(total=4, share=Share.SIZE)) == {"甲镇": 3, "乙镇": 1}


def test_at_least_so_many_each() -> None:
    """6 of 90, 5, 5 by count: 5.4, 0.3, 0.3. With one each at least, the large one gets what is left."""
    assert planned({"甲镇": 90, "乙镇": 5, "丙镇": 5}, Plan(total=6, least=1)) == {
        "甲镇": 4,
        "乙镇": 1,
        "丙镇": 1,
    }
    assert planned({"甲镇": 90, "乙镇": 5, "丙镇": 5}, Plan(total=6)) == {"甲镇": 6, "乙镇": 0, "丙镇": 0}


def test_equal_remainders_go_to_the_larger_then_to_the_first() -> None:
    assert largest_remainders(1, [1, 1, 2]) == [0, 0, 1]
    assert largest_remainders(1, [1, 1]) == [1, 0]
    assert largest_remainders(3, [1, 1]) == [2, 1]
    assert largest_remainders(2, [1, 3]) == [0, 2]  # both remainders are 2 of 4


def test_where_nobody_is_below_the_least_nothing_is_changed() -> None:
    assert with_least(7, [1, 1, 3], 1) == largest_remainders(7, [1, 1, 3]) == [2, 1, 4]


@given(some.lists(some.integers(0, 40), min_size=1, max_size=9), some.integers(0, 60), some.integers(0, 3))
def test_shares_add_up_and_stand_within_one_of_the_quota(weights: list[int], total: int, least: int) -> None:
    some_weight = sum(1 for weight in weights if weight)
    if not some_weight:
        return
    shares = largest_remainders(total, weights)
    assert sum(shares) == total
    assert all(
        abs(share - Fraction(total * weight, sum(weights))) < 1
        for share, weight in zip(shares, weights, strict=True)
    )
    if total >= least * some_weight:
        raised = with_least(total, weights, least)
        assert sum(raised) == total
        assert all(
            number >= least if weight else number == 0 for number, weight in zip(raised, weights, strict=True)
        )


@pytest.mark.parametrize(
    ("plan", "code", "words"),
    [
        (Plan(each=3), "draw.too-few", "“乙镇”要抽3个，不够：名单2个"),
        (Plan(each=1, exceptions={"丙镇": 1}), "draw.unknown-exception", "丙镇"),
        (Plan(each=0), "draw.nothing-to-draw", "一个点也不抽"),
        (Plan(total=1, least=1), "draw.total-too-small", "不够2组"),
        (Plan(total=7), "draw.too-few", "要抽"),
        (Plan(by=By.KIND, by_kind={"社区": 1}), "draw.unknown-class", "社区"),
    ],
)
def test_what_a_frame_cannot_give_is_told_by_group(plan: Plan, code: str, words: str) -> None:
    _, problems = allocate(groups_of(towns(甲镇=4, 乙镇=2), plan), plan)
    assert problems[0].code == code
    assert words in problems[0].message


def test_what_is_barred_does_not_count() -> None:
    spots = [spot(1), spot(2, barred="上年已查"), spot(3)]
    plan = Plan(each=3)
    _, problems = allocate(groups_of(frame_of(spots), plan), plan)
    assert "名单3个，不抽1个，可抽的2个" in problems[0].message


@pytest.mark.parametrize(
    ("by", "words"),
    [
        (By.UNIT, "没有写所属单位（乙村）"),
        (By.KIND, "没有写类别（乙村）"),
        (By.BOTH, "没有写所属单位（乙村）"),
    ],
)
def test_a_spot_that_belongs_to_no_group_is_told(by: By, words: str) -> None:
    frame = frame_of([spot(1), Spot("A", "乙村")])
    _, problems = allocate(groups_of(frame, Plan(by=by, each=1)), Plan(by=by, each=1))
    assert problems[0].code == "draw.no-group"
    assert words in problems[0].message
    assert "有1个点" in problems[0].message


def test_by_size_only_those_with_a_size_count() -> None:
    spots = [spot(1, size=5), spot(2, size=0), spot(3)]
    plan = Plan(each=2, chance=Chance.SIZE)
    _, problems = allocate(groups_of(frame_of(spots), plan), plan)
    assert "可抽而且规模大于0的1个" in problems[0].message


def test_a_class_without_a_number_is_told() -> None:
    plan = Plan(by=By.KIND, by_kind={"村": 1})
    _, problems = allocate(groups_of(frame_of([spot(1), spot(2, kind="社区")]), plan), plan)
    assert [problem.code for problem in problems] == ["draw.class-without-number"]


def test_too_few_reserves_are_a_warning() -> None:
    plan = Plan(each=2, reserves=2)
    groups, problems = allocate(groups_of(towns(甲镇=3), plan), plan)
    assert [problem.code for problem in problems] == ["draw.few-reserves"]
    assert not has_errors(problems)
    assert groups[0].planned == 2


def test_groups_stand_in_the_order_of_their_first_codes() -> None:
    frame = frame_of([spot(3, "丙镇"), spot(1, "甲镇"), spot(2, "乙镇", "社区"), spot(9, "甲镇", "社区")])
    assert [group.label for group in groups_of(frame, Plan(by=By.BOTH, each=1))] == [
        "丙镇/村", "乙镇/社区", "甲镇/村", "甲镇/社区"
    ]  # fmt: skip
    assert [group.label for group in groups_of(frame, Plan(by=By.NOTHING, each=1))] == ["全部"]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        (
            Plan(each=2, exceptions={"榉坪镇": 1}, reserves=1),
            "每个单位抽取2个（榉坪镇1个），另抽候补1个；同组各点机会相等。",
        ),
        (
            Plan(by=By.BOTH, by_kind={"村": 2, "社区": 1}),
            "每个单位的每类抽取：村2个、社区1个；同组各点机会相等。",
        ),
        (Plan(rate=Fraction(1, 8)), "每个单位抽取可抽个数的12.5%，不足1个的按1个；同组各点机会相等。"),
        (
            Plan(total=40, least=1),
            "共抽取40个，每个单位的个数按可抽的个数用最大余数法分配，至少1个；同组各点机会相等。",
        ),
        (Plan(by=By.NOTHING, total=9, chance=Chance.SIZE), "共抽取9个；同组各点的机会与规模成正比。"),
    ],
)
def test_plans_in_words(plan: Plan, words: str) -> None:
    assert plan.in_words() == words
