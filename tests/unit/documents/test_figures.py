"""Numbers in digits and Chinese numerals, and what a mention of points says."""

from decimal import Decimal

import pytest

from kaohe.documents.figures import half_width, number, points_in


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", "12"), ("１２．５", "12.5"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"), ("两", "2"),
        ("零点五", "0.5"), ("一千二百", "1200"),
    ],
)  # fmt: skip
def test_a_number_is_read(text: str, value: str) -> None:
    assert number(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "二三", "十分重", "1.2.3", "abc", "-"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number(text) is None


def test_making_plain_keeps_every_position() -> None:
    text = "（２０分），“很好”——９８％"
    assert len(half_width(text)) == len(text)
    assert half_width(text).startswith("(20分),")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("组织领导（20分）", "own 20"), ("（满分：10分）", "own 10"), ("【共30分】", "own 30"), ("(70分，主要看进度)", "own 70"),
        ("（十五分）", "own 15"), ("（5分，缺一项扣1分）", "own 5, deduct 1"), ("（每次扣2分）", "deduct 2"),
        ("得五分，一般得3分", "award 5, award 3"), ("加3—5分", "add 5"), ("以上加分不超过5分", "cap 5"), ("最高加10分", "cap 10"),
        ("共计三十分", "total 30"), ("90分以上为优秀", "line 90"), ("低于60分的", "line 60"), ("扣零点五分", "deduct 0.5"),
        ("工作十分重要", ""), ("每降1个百分点", ""), ("实行百分制", ""), ("5分钟", ""), ("三分之二", ""), ("第3分局", ""),
    ],
)  # fmt: skip
def test_points_are_told_from_what_only_looks_like_them(text: str, said: str) -> None:
    assert ", ".join(f"{m.kind.value} {m.value}" for m in points_in(text)) == said


def test_a_mention_keeps_its_place_in_the_text() -> None:
    text = "一、组织领导（２０分）"
    (mention,) = points_in(text)
    assert text[mention.start : mention.end] == "（２０分）"
