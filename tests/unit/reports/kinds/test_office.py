"""The office's file: what is read, what is wrong with its line, what is left blank."""

from pathlib import Path

import pytest

from kaohe.reports.dates import BLANK_DATE, in_words, with_weekday
from kaohe.reports.kinds import KINDS
from kaohe.reports.office import Office, read_office
from tests.unit.results.samples import plain_table

from .material import example, made


def _read(tmp_path: Path, text: str) -> tuple[Office, list[str]]:
    path = tmp_path / "公文.yaml"
    path.write_text(text, encoding="utf-8")
    office, problems = read_office(path)
    return office, [f"{problem.code} {problem.where[0].line}" for problem in problems]


def test_the_example_is_read_whole() -> None:
    office = example().office
    assert office.issuer == "芸溪区家庭支持工作考核办公室"
    assert len(office.visits) == 12
    assert office.sample is not None
    assert office.sample.drawn[0].places == ("竹溪社区", "东篱社区")
    assert office.appeals[0].corrected == {"有责投诉件数": "2"}
    assert office.words("反馈意见函").first == 11
    assert [month.month for month in office.months] == ["2026-11", "2026-12"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("日期: 明天", ["office.not-a-date 1"]),
        ("日期: 2027-02-30", ["office.not-a-date 1"]),
        ("发文机关: 甲\n发文单位: 乙", ["scheme.unknown-key 2"]),
        ("文书: {通报: {字号: 甲, 文号: 乙}}", ["scheme.unknown-key 1"]),
        ("文书: {反馈意见函: {起号: 0}}", ["scheme.out-of-range 1"]),
        ("日程:\n  - {日期: 2027-01-05, 组: 一组, 半天: 早上}", ["office.half-day 2"]),
        ("日程:\n  - {组: 一组}", ["scheme.missing-key 2"]),
        ("日程: 一组", ["scheme.not-a-list 1"]),
        ("申诉:\n  - {单位: 甲镇}", ["scheme.missing-key 2"] * 3),
        ("月度任务:\n  - 月份: 2026-11\n    清单: [{期限: 2026-11-31, 任务: 甲}]", ["office.not-a-date 3"]),
        ("只有一行字", ["scheme.not-a-mapping 1"]),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, found: list[str], tmp_path: Path) -> None:
    assert _read(tmp_path, text)[1] == found


def test_what_is_wrong_is_left_out_and_the_rest_kept(tmp_path: Path) -> None:
    office, _ = _read(
        tmp_path, "发文机关: 甲办\n日期: 明天\n日程: [{组: 一组}, {日期: 2027-01-05, 组: 二组}]"
    )
    assert office.issuer == "甲办"
    assert office.date == ""
    assert [visit.team for visit in office.visits] == ["二组"]


def test_what_an_office_does_not_say_is_blank_on_paper() -> None:
    material = made(plain_table(), {"甲": {"分": 90}})
    kind = next(kind for kind in KINDS if kind.name == "反馈意见函")
    (paper,) = kind.papers(kind, material)
    assert paper.data.fields["日期"] == BLANK_DATE
    assert paper.data.fields["发文机关"].strip("　") == ""
    assert paper.data.fields["字号"] == ""


def test_letters_are_numbered_on() -> None:
    kind = next(kind for kind in KINDS if kind.name == "反馈意见函")
    numbers = [paper.data.fields["字号"] for paper in kind.papers(kind, example())]
    assert numbers == [f"芸考函〔2027〕{number}号" for number in range(11, 34)]


def test_days_are_written_as_papers_write_them() -> None:
    assert in_words("2027-01-05") == "2027年1月5日"
    assert in_words("") == BLANK_DATE
    assert with_weekday("2027-01-05") == "1月5日（星期二）"
