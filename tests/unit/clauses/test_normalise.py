"""One spelling for many, and where each character came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.clauses.normalise import BREAK, NormalText, entries_in, normalise

_CHARACTERS = st.sampled_from(
    "扣得分每低百点率项次个的未没为一二十半两百1290０１９．.。，；：,;:()（）①⑴一、%％～-—OlI \n\t\r\u3000\u200b“”甲乙丙"
)
_TEXTS = st.text(_CHARACTERS | st.characters(exclude_categories=["Cs"]), max_size=120)


# ---- where each character came from --------------------------------------------------------------------------------


def _holds_together(normal: NormalText) -> None:
    """Each character of the normal text stands for a stretch of the original that is not empty, in the order of the original."""
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    for start, end in zip(normal.starts, normal.ends, strict=True):
        assert 0 <= start < end <= len(normal.original)
    assert list(normal.starts) == sorted(normal.starts)
    assert list(normal.ends) == sorted(normal.ends)
    for slip in normal.slips:
        assert normal.original[slip.start : slip.end] == slip.written


def _kept_stand_for_themselves(normal: NormalText) -> None:
    """A character that the original has at that place is the same character there (nothing slides by one)."""
    for character, start, end in zip(normal.text, normal.starts, normal.ends, strict=True):
        stretch = normal.original[start:end]
        if (
            end - start == 1
            and character != BREAK
            and "一" <= character <= "龥"
            and character not in "未每下达的分百点个"
        ):
            assert stretch == character, (character, stretch)


@given(_TEXTS)
def test_every_character_knows_its_place(text: str) -> None:
    normal = normalise(text)
    assert normal.original == text
    _holds_together(normal)
    _kept_stand_for_themselves(normal)


@given(_TEXTS)
def test_stretches_of_the_normal_text_are_found_in_the_original(text: str) -> None:
    normal = normalise(text)
    for start in range(0, len(normal.text), 7):
        end = min(len(normal.text), start + 3)
        first, last = normal.place(start, end)
        assert normal.words(start, end) == text[first:last]
    assert normal.place(len(normal.text), len(normal.text)) == (len(text), len(text))


@pytest.mark.parametrize(
    ("text", "part", "words"),
    [
        ("每下降１个百分点，扣０．５分", "0.5分", "０．５分"),
        ("每缺一百零五份扣2分", "105份", "一百零五份"),
        ("合格率 达到 百分之九十", "90%", "百分之九十"),
        ("每下降1个比例点扣1分", "1百分点", "1个比例点"),
        ("80%至90%得2分", "80%-90%", "80%至90%"),
        ("扣O.5分", "扣0.5分", "扣O.5分"),
        ("大于或等于95%", "≥95%", "大于或等于95%"),
        ("甲，\n乙", "甲，乙", "甲，\n乙"),
    ],
)
def test_what_was_rewritten_points_at_what_stood_there(text: str, part: str, words: str) -> None:
    normal = normalise(text)
    at = normal.text.index(part)
    assert normal.words(at, at + len(part)) == words


# ---- marks, blanks, breaks -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("合格率≥９５％,得５分;", "合格率≥95%，得5分；"),
        ("甲 乙\u3000丙\u200b丁", "甲乙丙丁"),
        ("[甲](乙)【丙】〔丁〕", "（甲）（乙）（丙）（丁）"),
        ("80～90分", "80-90分"),
        ("80—90分", "80-90分"),
        ("80--90分", "80-90分"),
        ("甲\t乙", "甲，乙"),
        ("≧95%，≦5%，＞1，＜2", "≥95%，≤5%，>1，<2"),
        ("完成率*5分", "完成率×5分"),
        ("损失1,200万元", "损失1200万元"),
        ("扣1,2,3分", "扣1、2、3分"),
    ],
)
def test_one_mark_for_each(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("甲扣1分\n乙扣2分", "甲扣1分§乙扣2分"),
        ("①甲②乙", "§甲§乙"),
        ("1.甲；2.乙", "§甲；§乙"),
        ("（1）甲；（2）乙", "§甲；§乙"),
        ("一、甲。二、乙", "§甲。§乙"),
        ("甲得3分2.乙得2分", "甲得3分§乙得2分"),
        ("甲得2.5分", "甲得2.5分"),
        ("95.5%以上", "95.5%以上"),
        ("开展工作\n（8分）", "开展工作（8分）"),
    ],
)
def test_labels_and_lines_are_breaks_and_decimals_are_not(text: str, normal: str) -> None:
    assert normalise(text).text == normal


def test_whether_a_text_has_entries() -> None:
    assert entries_in(normalise("1.甲\n2.乙").text)
    assert not entries_in(normalise("甲，乙").text)


# ---- numerals ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("每缺一项扣两分", "每缺1项扣2分"),
        ("扣十分，", "扣10分，"),
        ("得一百分", "得100分"),
        ("百分之九十五", "95%"),
        ("百分之九十五点五", "95.5%"),
        ("百分之80", "80%"),
        ("扣零点五分", "扣0.5分"),
        ("扣半分，", "扣0.5分，"),
        ("排名第三名", "排名第3名"),
        ("前五名", "前5名"),
        ("三次及以上", "3次及以上"),
        ("二十四小时", "24小时"),
    ],
)
def test_numbers_in_characters_become_digits(text: str, normal: str) -> None:
    assert normalise(text).text == normal


@pytest.mark.parametrize(
    "text",
    [
        "第一书记",
        "一般",
        "统一",
        "三公经费",
        "百姓",
        "一定",
        "一起工作",
        "十分重视",
        "一次性告知",
        "一律",
        "万众一心",
        "进一步",
        "百货",
    ],
)
def test_numerals_in_other_words_stay(text: str) -> None:
    assert normalise(text + "的扣1分").text == text + "的扣1分"


@pytest.mark.parametrize("take", ["扣", "减", "扣除", "扣减", "倒扣", "加", "得", "计", "记", "给", "奖"])
def test_points_in_characters_after_any_verb(take: str) -> None:
    assert normalise(f"每次{take}二分。").text == f"每次{take}2分。"


# ---- slips ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "normal", "written", "meant"),
    [
        ("扣O.5分", "扣0.5分", "O", "0"),
        ("扣o.5分", "扣0.5分", "o", "0"),
        ("得1O分", "得10分", "O", "0"),
        ("扣l分", "扣1分", "l", "1"),
        ("扣I分", "扣1分", "I", "1"),
        ("缺l项扣1分", "缺1项扣1分", "l", "1"),
        ("扣0。5分", "扣0.5分", "。", "."),
        ("扣0·5分", "扣0.5分", "·", "."),
        ("扣2分分", "扣2分", "分分", "分"),
        ("扣2份", "扣2分", "份", "分"),
        ("没人扣1分", "每人扣1分", "没", "每"),
        ("没少1次扣1分", "每少1次扣1分", "没", "每"),
        ("为按时上报的扣1分", "未按时上报的扣1分", "为", "未"),
        ("下大的任务", "下达的任务", "下大的", "下达的"),
    ],
)
def test_slips_are_read_as_meant_and_kept(text: str, normal: str, written: str, meant: str) -> None:
    found = normalise(text)
    assert found.text == normal
    assert [(slip.written, slip.meant) for slip in found.slips] == [(written, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "没有制度扣1分",
        "没按要求做扣1分",
        "为民服务好得1分",
        "每人1份，缺1份扣1分",
        "WIFI未开通扣1分",
        "CO超标扣1分",
        "A级得1分",
        "没收违法所得",
        "扣1分。5月检查",
    ],
)
def test_what_is_no_slip_stays(text: str) -> None:
    found = normalise(text)
    assert found.slips == ()
    assert found.text == text
