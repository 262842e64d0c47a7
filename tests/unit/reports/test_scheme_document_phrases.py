"""Each wording of a document and its way back; whatever stands in a cell, reading it ends."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.core import Problem
from kaohe.documents.whole import phrases, texts
from kaohe.documents.whole.phrases import GroupText, Remark, TableLine
from kaohe.documents.whole.selectors import read_extras, read_selectors, say_extras, say_selectors
from kaohe.rules import Node
from kaohe.scheme.model import (
    Consequence,
    Effect,
    Grade,
    GroupKind,
    Measure,
    MeasureKind,
    Ranking,
    Scope,
    Selector,
    WhenNotApplicable,
)

NAMES = (
    st.text(st.sampled_from("甲乙A1“”（）()，,、；;：:。「」 \n分%前名0"), min_size=1, max_size=6)
    .map(str.strip)
    .filter(bool)
)
NUMBERS = st.sampled_from([Decimal(n) for n in ("0", "5", "0.5", "12.25", "-3", "100")])
POSITIVE = NUMBERS.map(abs)
MAYBE = st.none() | NUMBERS
LISTS = st.lists(NAMES, max_size=3).map(tuple)


@given(words=LISTS)
def test_lists(words: tuple[str, ...]) -> None:
    assert texts.listed(texts.enlisted(words)) == words
    assert texts.listed(texts.enlisted(words, texts.LONG), texts.LONG) == words


def test_lists_as_people_write_them() -> None:
    assert texts.listed("办公室、 人口家庭科，规划科\n协会") == ("办公室", "人口家庭科", "规划科", "协会")
    assert texts.listed("“一老一小”专班、办公室") == ("“一老一小”专班", "办公室")
    assert texts.listed("甲“乙、丙") == ("甲“乙", "丙")
    assert texts.enlisted(("办公室", "组织、人事科")) == "办公室、“组织、人事科”"


@given(data=st.data())
def test_groups(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(list(GroupKind)))
    above = data.draw(st.sampled_from([GroupKind.BASE] if kind is GroupKind.BASE else [GroupKind.BASE, kind]))
    base = kind is GroupKind.BASE
    said = GroupText(
        data.draw(NAMES),
        None if base else kind,
        data.draw(POSITIVE) if base else None,
        data.draw(st.sampled_from((Decimal(1), Decimal("0.7")))),
        data.draw(MAYBE),
        data.draw(MAYBE),
        data.draw(st.just("") | NAMES),
    )
    read = phrases.read_group(phrases.say_group(said), above)
    assert (read.kind, read.stray) == (kind, "")
    assert read.name == said.name.strip()
    assert [getattr(read, f) for f in ("points", "weight", "floor", "cap", "code")] == [
        getattr(said, f) for f in ("points", "weight", "floor", "cap", "code")
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("组织保障（10分）", GroupText("组织保障", GroupKind.BASE, Decimal(10))),
        ("组织保障 (共１０分)", GroupText("组织保障", GroupKind.BASE, Decimal(10))),
        ("成效\n（100分，权重：70%）", GroupText("成效", GroupKind.BASE, Decimal(100), Decimal("0.7"))),
        ("宣传（含培训）", GroupText("宣传（含培训）")),
        ("（10分）", GroupText("（10分）", stray="10分")),
        ("组织保障", GroupText("组织保障")),
        ("组织保障\n（10分，另行通知）", GroupText("组织保障\n（10分，另行通知）", stray="10分，另行通知")),
    ],
)
def test_groups_as_people_write_them(text: str, meant: GroupText) -> None:
    assert phrases.read_group(text, GroupKind.BASE) == meant


@given(
    floor=st.just("") | MAYBE,
    cap=st.just("") | MAYBE,
    absent=st.none() | st.sampled_from(list(WhenNotApplicable)),
    note=st.just("") | NAMES | st.sampled_from(("最低：5分", "说明：见附件", "一\n二", "最高：甲")),
)
def test_remarks(
    floor: Decimal | str | None, cap: Decimal | str | None, absent: WhenNotApplicable | None, note: str
) -> None:
    remark = Remark(floor, cap, absent, note)
    assert phrases.read_remark(phrases.say_remark(remark)) == remark


def test_a_limit_that_is_none_is_told() -> None:
    read = phrases.read_remark("最低：不设限\n最高：四分\n合理缺项：看情况\n按季考核")
    assert read == Remark(None, "", None, "按季考核", ("最高：四分", "合理缺项：看情况"))


@given(
    level=NAMES,
    total=st.none() | POSITIVE,
    precision=st.integers(0, 4),
    absent=st.sampled_from(list(WhenNotApplicable)),
)
def test_lines_above_tables(
    level: str, total: Decimal | None, precision: int, absent: WhenNotApplicable
) -> None:
    line = TableLine(level, total, precision, absent)
    assert phrases.read_table(phrases.say_table(line)) == line


@given(effect=st.sampled_from(list(Effect)), grade=st.just("") | NAMES)
def test_effects(effect: Effect, grade: str) -> None:
    assert phrases.read_effect(phrases.say_effect(effect, grade)) == (effect, grade)


@given(at_least=st.none() | NUMBERS, share=st.none() | st.sampled_from([Decimal("0.3"), Decimal("0.125"), Decimal(1), Decimal(0)]), most=st.none() | st.integers(0, 9))  # fmt: skip
def test_grades(at_least: Decimal | None, share: Decimal | None, most: int | None) -> None:
    grade = Grade("优秀", at_least, share, most)
    assert phrases.read_line(phrases.say_line(grade)) == at_least
    assert phrases.read_quota(phrases.say_quota(grade)) == (share, most)


@given(scope=st.sampled_from(list(Scope)), tie_break=LISTS)
def test_rankings(scope: Scope, tie_break: tuple[str, ...]) -> None:
    ranking = Ranking(scope, tie_break)
    assert phrases.read_ranking(phrases.say_ranking(ranking)) == (scope, tie_break)


@given(part=NAMES, whole=NAMES, per=st.sampled_from((100, 1000, 1)), kind=st.sampled_from(list(MeasureKind)))
def test_fractions(part: str, whole: str, per: int, kind: MeasureKind) -> None:
    measure = Measure("甲", kind, part_name=part, whole_name=whole, per=per)
    assert phrases.read_fraction(phrases.say_fraction(measure)) == (part, whole, per)


@given(low=MAYBE, high=MAYBE)
def test_ranges(low: Decimal | None, high: Decimal | None) -> None:
    assert phrases.read_range(phrases.say_range(low, high)) == (low, high)


@given(names=st.lists(st.just("") | st.just("其他") | NAMES, unique=True, max_size=3), value=NUMBERS)
def test_targets(names: list[str], value: Decimal) -> None:
    targets = tuple((name, value) for name in names)
    assert phrases.read_targets(phrases.say_targets(targets)) == targets


# ---- selectors


def _never(text: str) -> Node | Problem:
    raise AssertionError(text)


@given(data=st.data())
def test_selectors(data: st.DataObject) -> None:
    number = st.none() | st.integers(1, 20)
    name = st.just("") | NAMES
    drawn = st.builds(
        Selector,
        first=number,
        last=number,
        of=name,
        scope=st.sampled_from(list(Scope)),
        classes=LISTS,
        grade=name,
        vetoed=st.booleans(),
        carded=st.booleans(),
        listed=name,
        years=st.integers(1, 3),
    )
    selectors = tuple(data.draw(st.lists(drawn, min_size=1, max_size=3)))
    assert read_selectors(say_selectors(selectors, lambda node: f"{node}"), _never) == selectors


@given(proportion=st.booleans(), over=LISTS, vetoed=st.booleans())
def test_extras(proportion: bool, over: tuple[str, ...], vetoed: bool) -> None:
    entry = Consequence("名单", "", (), None, proportion, over, vetoed)
    assert read_extras(say_extras(entry)) == (proportion, over, vetoed)


# ---- anything at all

SCRAPS = st.sampled_from(
    (
        *"“”「」（）()，、；：:。0123甲分%\n ",
        "前2名",
        "按“",
        "排名",
        "符合「",
        "最低：",
        "权重",
        "不超过",
        "至",
        "其他",
    )
)
ANY = st.lists(SCRAPS, max_size=30).map("".join) | st.text(max_size=30)
READERS = (
    texts.listed, phrases.read_remark, phrases.read_table, phrases.read_effect, phrases.read_line, phrases.read_quota,
    phrases.read_ranking, phrases.read_fraction, phrases.read_range, phrases.read_targets, read_extras,
    lambda text: phrases.read_group(text, GroupKind.BASE),
    lambda text: read_selectors(text, lambda said: Problem("x", None, said, "")),  # type: ignore[arg-type]
)  # fmt: skip


@given(text=ANY)
def test_any_text_is_read_or_not_understood(text: str) -> None:
    for reader in READERS:
        reader(text)


@pytest.mark.parametrize("text", ["“" * 99_999, "“”" * 50_000, "（" * 99_999, "「" * 99_999, "\n（" * 40_000, "前2名，" * 25_000, "1" * 99_999, "最低：" * 30_000, "最低：\n" * 25_000, "“" + "”" * 99_998, "甲至" * 40_000, "至 " * 40_000])  # fmt: skip
def test_long_texts_take_bounded_time(text: str) -> None:
    for reader in READERS:
        start = time.perf_counter()
        reader(text)
        assert time.perf_counter() - start < 2, reader
