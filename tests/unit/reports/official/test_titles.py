"""Long titles: even lines, no word torn apart, no line that begins with what belongs to the one before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.reports.official.titles import MOST, title_lines

TEXTS = (
    ("关于2026年考核结果的通报", "关于2026年考核结果的通报"),
    (
        "关于2026年家庭支持工作目标管理责任制考核结果的通报",
        "关于2026年家庭支持工作\n目标管理责任制考核结果的通报",
    ),
    (
        "听泉街道2026年家庭支持工作目标管理责任制自评报告",
        "听泉街道2026年家庭支持\n工作目标管理责任制自评报告",
    ),
    ("已经断好的\n标题已经断好的标题已经断好的标题", "已经断好的\n标题已经断好的标题已经断好的标题"),
)


@pytest.mark.parametrize(("text", "lines"), TEXTS)
def test_titles_are_broken_between_words(text: str, lines: str) -> None:
    assert title_lines(text) == lines


@pytest.mark.parametrize("mark", "的了和及与、，》”之等")
def test_no_line_begins_with_what_belongs_to_the_one_before(mark: str) -> None:
    for before in range(8, MOST + 4):
        title = "甲" * before + mark + "乙" * (MOST + 6 - before)
        assert not any(line.startswith(mark) for line in title_lines(title).split("\n")), title


@given(st.text(alphabet="甲乙丙丁关于考核结果的通报2026年《》“”", max_size=90))
def test_no_character_is_lost(text: str) -> None:
    assert title_lines(text).replace("\n", "") == text
