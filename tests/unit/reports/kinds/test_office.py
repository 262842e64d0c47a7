"""The office's file: what is read, what is wrong with its line, what is left blank."""

from pathlib import Path

import pytest

from kaohe.reports.dates import BLANK_DATE, in_words, with_weekday
from kaohe.reports.kinds import KINDS
from kaohe.reports.office import Office, read_office
from kaohe.reports.office_check import check_office
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
    assert office.sample.drawn[0].places == ("泉北社区", "东篱社区")
    assert office.draw_plan is not None
    assert office.draw_plan.fingerprint == office.sample.fingerprint
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
        ("月度任务:\n  - {月份: 2026-9}", ["office.not-a-month 2"]),
        ("月度任务:\n  - {月份: 2026-13}", ["office.not-a-month 2"]),
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


def test_names_that_the_round_does_not_have_are_told(tmp_path: Path) -> None:
    office, found = _read(
        tmp_path,
        """
文书: {反馈意见: {字号: 甲}}
日程: [{日期: 2027-01-05, 组: 一组, 单位: [听泉街道, 听泉镇]}]
抽样: {样本: [{单位: 望鹭}]}
申诉: [{单位: 桑陌镇, 指标: 信访办结, 理由: 甲, 核查: 乙, 更正: {投诉件数: '2'}}]
整改: [{单位: 梅屿, 指标: 托位建设, 要求: 甲}]
月度任务: [{月份: 2026-11, 清单: [{编号: 一, 任务: 甲, 办结: [青砚]}]}]
""",
    )
    assert found == []
    material = example()
    kinds = [kind.name for kind in KINDS]
    problems = check_office(office, material.scheme, material.units, kinds, "公文.yaml")
    assert [(problem.code, problem.where[0].what) for problem in problems] == [
        ("office.unknown-paper", "文书"),
        ("office.unknown-unit", "日程 2027-01-05 一组"),
        ("office.unknown-unit", "抽样"),
        ("office.unknown-item", "申诉 桑陌镇"),
        ("office.unknown-measure", "申诉 桑陌镇 更正"),
        ("office.unknown-unit", "整改"),
        ("office.unknown-unit", "月度任务 2026-11 一"),
    ]
    assert "反馈意见函" in problems[0].remedy


def test_the_example_names_nobody_unknown() -> None:
    material = example()
    kinds = [kind.name for kind in KINDS]
    assert check_office(material.office, material.scheme, material.units, kinds, "公文.yaml") == ()


def test_residents_numbers_are_refused_with_their_place(tmp_path: Path) -> None:
    number = "11010119900307" + "7758"
    text = f"发文机关: 甲办\n申诉:\n  - {{单位: 甲镇, 指标: 乙, 理由: 居民{number}反映, 核查: 丙}}"
    office, found = _read(tmp_path, text)
    assert office == Office()
    assert found == ["facts.personal-data 3"]


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
