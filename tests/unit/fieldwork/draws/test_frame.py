"""Frames from files and from the tree of units: heads in many words, marks, and everything that is wrong with its place."""

import hashlib
from pathlib import Path

import openpyxl
import pytest

from kaohe.core import Severity
from kaohe.facts import AssessedUnit, Units
from kaohe.fieldwork.draws import Frame, Spot, frame_of, frame_of_units, read_frame
from kaohe.fieldwork.draws.plan import Exclusion, excluding

HEAD = "编码,名称,所属单位,类别,规模,上年已查,回避\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "抽样框.csv"
    path.write_text(text, encoding="utf-8")
    return path


def codes(folder: Path, text: str) -> list[str]:
    _, problems = read_frame(written(folder, text))
    return [f"{problem.code.removeprefix('draw.frame-')} {problem.where[0].line}" for problem in problems]


def test_a_frame_is_read_whole(tmp_path: Path) -> None:
    text = (
        HEAD
        + 'A2,乙村,甲镇,村,"1,200",是,\nA1,丙社区,甲镇,社区,３００,否,组员住在本村\nA3,丁村,乙镇,-,,,是\n'
    )
    frame, problems = read_frame(written(tmp_path, text))
    assert problems == ()
    assert frame.spots == (
        Spot("A1", "丙社区", "甲镇", "社区", 300, "回避：组员住在本村"),
        Spot("A2", "乙村", "甲镇", "村", 1200, "上年已查"),
        Spot("A3", "丁村", "乙镇", "", None, "回避"),
    )
    assert frame.reasons == {"上年已查": 1, "回避": 1, "回避：组员住在本村": 1}


@pytest.mark.parametrize(
    "head",
    [
        "村代码,村（社区）,所属镇街,城乡分类,常住人口（人）,去年检查过",
        "统计用区划代码,村居名称,乡镇（街道）,类型,户数,上年抽查",
        "编 码,名　称,所在乡镇,类别：,总人口(人),上年检查",
    ],
)
def test_columns_are_known_by_what_offices_call_them(head: str, tmp_path: Path) -> None:
    frame, problems = read_frame(written(tmp_path, f"某区名单,,,,,\n{head}\nA1,乙村,甲镇,村,12,√\n"))
    assert problems == ()
    assert frame.spots == (Spot("A1", "乙村", "甲镇", "村", 12, "上年已查"),)


def test_without_codes_unit_and_name_are_the_code(tmp_path: Path) -> None:
    frame, _ = read_frame(written(tmp_path, "镇街,村名\n甲镇,新村\n乙镇,新村\n"))
    assert [spot.id for spot in frame.spots] == ["乙镇/新村", "甲镇/新村"]


def test_a_workbook_is_read_as_a_csv_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(("编码", "名称", "所属单位", "人口"))
    sheet.append((110101001001, "乙村", "甲镇", 1200))
    sheet.append(("B2", "丙村", "甲镇", 7))
    book.save(tmp_path / "抽样框.xlsx")
    frame, problems = read_frame(tmp_path / "抽样框.xlsx")
    assert problems == ()
    assert frame.spots == (
        Spot("110101001001", "乙村", "甲镇", "", 1200), Spot("B2", "丙村", "甲镇", "", 7)
    )  # fmt: skip


def test_the_order_of_rows_makes_no_difference(tmp_path: Path) -> None:
    rows = ["A1,乙村,甲镇,村,1,,\n", "A2,丙村,甲镇,村,2,,\n", "A10,丁村,乙镇,村,3,,\n"]
    one, _ = read_frame(written(tmp_path, HEAD + "".join(rows)))
    other, _ = read_frame(written(tmp_path, HEAD + "".join(rows[::-1])))
    assert one.digest == other.digest
    assert [spot.id for spot in one.spots] == ["A1", "A10", "A2"]


def test_the_hash_is_that_of_the_plain_table() -> None:
    """What a notice publishes, anybody can compute of the published list."""
    frame = frame_of([Spot("A2", "丙,村", "甲镇"), Spot("A1", "乙村", "甲镇", "村", 12, "上年已查")])
    table = '编码,名称,所属单位,类别,规模,不抽的理由\nA1,乙村,甲镇,村,12,上年已查\nA2,"丙,村",甲镇,,,\n'
    assert frame.text == table
    assert frame.digest == hashlib.sha256(table.encode()).hexdigest()


def test_the_plain_table_reads_back(tmp_path: Path) -> None:
    frame = frame_of([Spot("A2", "丙,村", "甲镇"), Spot("A1", "乙村", "甲镇", "村", 12, "上年已查")])
    assert read_frame(written(tmp_path, frame.text)) == (frame, ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("编码,所属单位\nA1,甲镇\n", ["missing-column 1"]),
        (HEAD, ["no-spots 0"]),
        (HEAD + "A1,,甲镇,,,,\n", ["missing-cell 2", ]),
        (HEAD + "A1,乙村,甲镇,,,,\nA1,丙村,甲镇,,,,\n", ["spot-twice 3"]),
        ("名称,镇街\n乙村,甲镇\n乙村,甲镇\n", ["spot-twice 3"]),
        (HEAD + "A1,乙村,甲镇,,很多,,\n", ["bad-size 2"]),
        (HEAD + "A1,乙村,甲镇,,-5,,\n", ["bad-size 2"]),
        (HEAD + "A1,乙村,甲镇,,1.5,,\n", ["bad-size 2"]),
        (HEAD + "A1,乙村,甲镇,,,也许,\n", ["bad-mark 2"]),
        (HEAD + "A1,=乙村,甲镇,,,,\n", ["strange-text 2"]),
        (HEAD + 'A1,"乙\n村",甲镇,,,,\n', ["strange-text 2"]),
        (HEAD + "A1,乙\u200b村,甲镇,,,,\n", ["strange-text 2"]),
        (HEAD + "A1,乙村,甲镇,,,,,多\n", ["too-many-cells 2"]),
        ("名称,人口,户数\n乙村,1,2\n", ["columns-clash 1"]),
        ("名称,面积\n乙村,1\n", ["extra-column 1"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(text: str, found: list[str], tmp_path: Path) -> None:
    told = [
        code for code in codes(tmp_path, text) if not code.startswith("no-spots") or "no-spots 0" in found
    ]
    assert told == found


def test_our_own_word_goes_before_others_that_mean_it(tmp_path: Path) -> None:
    frame, problems = read_frame(written(tmp_path, "名称,人口,规模,户数\n乙村,1,2,3\n"))
    assert problems == ()
    assert frame.spots[0].size == 2


def test_units_that_nobody_lists_are_told_once(tmp_path: Path) -> None:
    text = HEAD + "A1,乙村,甲镇,,,,\nA2,丙村,甲阵,,,,\nA3,丁村,甲阵,,,,\nA4,戊村,,,,,\n"
    _, problems = read_frame(written(tmp_path, text), ["甲镇"])
    assert [(problem.code, problem.where[0].line) for problem in problems] == [
        ("draw.frame-unknown-unit", 3),
        ("draw.frame-unknown-unit", 5),
    ]


def test_a_file_full_of_mistakes_is_not_told_for_ever(tmp_path: Path) -> None:
    text = HEAD + "".join(f"A{number},乙村,甲镇,,许多,,\n" for number in range(1000))
    _, problems = read_frame(written(tmp_path, text))
    assert len(problems) == 201
    assert "800处" in problems[-1].message


def test_residents_are_refused(tmp_path: Path) -> None:
    number = "11010119900307" + "7758"
    frame, problems = read_frame(written(tmp_path, HEAD + f"A1,乙村,甲镇,,,,{number}\n"))
    assert (len(frame), [problem.code for problem in problems]) == (0, ["facts.personal-data"])
    assert number not in str(problems)
    _, problems = read_frame(written(tmp_path, "编码,名称,联系电话\nA1,乙村,1\n"))
    assert [problem.code for problem in problems] == ["facts.personal-data"]


def test_codes_of_places_are_no_numbers_of_persons(tmp_path: Path) -> None:
    rows = "".join(f"{110101001001 + number},第{number}村,甲镇,村,{number},,\n" for number in range(100))
    frame, problems = read_frame(written(tmp_path, HEAD + rows))
    assert (len(frame), problems) == (100, ())
    number = "1380013" + "8000"
    _, problems = read_frame(written(tmp_path, HEAD + rows + f"A1,乙村 {number},甲镇,村,,,\n"))
    assert [problem.code for problem in problems] == ["facts.personal-data"]


def test_a_missing_file_and_another_kind_of_file(tmp_path: Path) -> None:
    assert read_frame(tmp_path / "没有.csv")[1][0].severity is Severity.ERROR
    (tmp_path / "图.csv").write_bytes(b"\x89PNG\r\n\x1a\n123")
    assert read_frame(tmp_path / "图.csv")[0] == Frame(())


def test_from_the_tree_of_units() -> None:
    units = Units(
        [
            AssessedUnit("T1", "甲镇", "镇街"),
            AssessedUnit("P1", "东片", "片区", parent="T1"),
            AssessedUnit("V2", "乙村", "村", "山区", "P1"),
            AssessedUnit("V1", "丙村", "村", "平原", "T1"),
            AssessedUnit("V3", "丁村", "村", "", ""),
        ]
    )
    frame = frame_of_units(units, "村", "镇街", {"V1": 30})
    assert frame.spots == (
        Spot("V1", "丙村", "甲镇", "平原", 30),
        Spot("V2", "乙村", "甲镇", "山区"),
        Spot("V3", "丁村", "", ""),
    )
    assert [spot.unit for spot in frame_of_units(units, "村").spots] == ["甲镇", "东片", ""]


def test_two_spots_of_one_id_are_a_bug() -> None:
    with pytest.raises(ValueError, match="one id"):
        frame_of([Spot("A", "甲"), Spot("A", "乙")])


def test_exclusions_by_id_name_unit_and_class() -> None:
    frame = frame_of(
        [
            Spot("A1", "新村", "甲镇", "村"),
            Spot("A2", "乙村", "甲镇", "村", None, "上年已查"),
            Spot("B1", "新村", "乙镇", "村"),
            Spot("B2", "丙社区", "乙镇", "社区"),
            Spot("C1", "丁村", "丙镇", "村"),
            Spot("C2", "戊村", "丙镇", "村"),
        ]
    )
    barred, problems = excluding(
        frame,
        (
            Exclusion("驻点", ("乙镇/新村", "A2", "戊村")),
            Exclusion("市级查", units=("丙镇",)),
            Exclusion("另查", kinds=("社区",)),
        ),
    )
    assert problems == ()
    assert {spot.id: spot.barred for spot in barred.spots} == {
        "A1": "", "A2": "上年已查", "B1": "驻点", "B2": "另查", "C1": "市级查", "C2": "驻点"
    }  # fmt: skip


def test_exclusions_that_name_nobody_or_several_are_told() -> None:
    frame = frame_of([Spot("A1", "新村", "甲镇"), Spot("B1", "新村", "乙镇")])
    _, problems = excluding(frame, (Exclusion("驻点", ("新村", "旧村", "丙镇/新村"), ("丙镇",), ("社区",)),))
    assert [problem.code for problem in problems] == [
        "draw.name-shared", *["draw.unknown-exclusion"] * 4
    ]  # fmt: skip
