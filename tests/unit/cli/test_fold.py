"""Chinese lines on the terminal: full, whole, and broken where a reader expects it."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kaohe.cli.reading.fold import fold

TEXT = st.text(alphabet="考核得扣分每低率，。；：“”（）「」%0123456789. abc\n", max_size=80)


def test_no_line_begins_with_a_closing_mark_and_no_number_is_torn() -> None:
    folded = fold("完成率达到97.5%得3分，每低1个百分点扣0.25分（不足的不计）；扣完为止。", 14)
    assert folded.split("\n") == [
        "完成率达到",
        "97.5%得3分，每",
        "低1个百分点扣",
        "0.25分（不足的",
        "不计）；扣完为",
        "止。",
    ]


def test_lines_of_the_text_stay_lines_and_empty_text_stays_empty() -> None:
    assert fold("一\n二", 20) == "一\n二"
    assert fold("", 20) == ""


@given(TEXT, st.integers(4, 40))
def test_every_line_fits_and_nothing_is_lost(text: str, width: int) -> None:
    folded = fold(text, width)
    assert all(cell_len(line) <= width for line in folded.split("\n"))
    assert "".join(folded.split()) == "".join(text.split())
