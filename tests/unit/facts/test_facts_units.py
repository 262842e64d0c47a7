"""The list of units, from CSV and workbooks, good and bad."""

from pathlib import Path

import pytest
from openpyxl.workbook import Workbook

from kaohe.facts.unit_file import read_units

HEADER = "编码,名称,层级,类别,上级\n"
GOOD = HEADER + "q,青河县,县区,,\nt1,城关镇,镇街,镇,青河县\nt2,河东镇,镇街,镇,q\n"
EXPECTED = [
    ("q", "青河县", "县区", "", ""),
    ("t1", "城关镇", "镇街", "镇", "q"),
    ("t2", "河东镇", "镇街", "镇", "q"),
]


def _read(path: Path) -> tuple[list[tuple[str, str, str, str, str]], list[str]]:
    units, problems = read_units(path)
    rows = [(u.id, u.name, u.level, u.unit_class, u.parent) for u in units]
    return rows, [f"{p.code.removeprefix('facts.')}@{p.where[0].line or p.where[0].cell}" for p in problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_excel(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "units.csv"
    path.write_text(GOOD, encoding=encoding)
    assert _read(path) == (EXPECTED, [])


def test_a_workbook_with_a_title(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "units.xlsx"
    sheet = book.create_sheet("名单", 0)
    sheet.append(["青河县被考核单位名单"])
    for line in GOOD.splitlines():
        sheet.append([cell or None for cell in line.split(",")])
    book.save(path)
    assert _read(path) == (EXPECTED, [])


def test_ids_may_be_left_out(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("名称,层级,上级\n青河县,县区,\n城关镇,镇街,青河县\n", encoding="utf-8")
    assert [row[0] for row in _read(path)[0]] == ["青河县", "城关镇"]


@pytest.mark.parametrize(
    ("text", "problems", "kept"),
    [
        ("", ["empty-file@"], []),
        ("\ufeff", ["empty-file@"], []),
        (HEADER, ["no-units@"], []),
        ("单位,级别\na,b\n", ["missing-column@1"], []),
        (HEADER + "a,甲镇,镇街,,\na,乙镇,镇街,,\n", ["duplicate-unit@3"], ["a"]),
        (HEADER + "a,甲镇,镇街,,\nb,甲镇,镇街,,\n", ["duplicate-unit@3"], ["a"]),
        (HEADER + "a,甲镇,镇街,,无此县\n", ["unknown-parent@2"], ["a"]),
        (HEADER + "a,甲,县,,b\nb,乙,县,,a\nc,丙,镇,,a\n", ["parent-circle@2"], ["a", "b", "c"]),
        (HEADER + "a,甲,县,,a\n", ["parent-circle@2"], ["a"]),
        (HEADER + "a,甲镇,,,\nb,乙镇,镇街,,\n", ["missing-cell@2"], ["b"]),
        (HEADER + "a,,镇街,,\n\n,,,,\nb,乙镇,镇街,,\n", ["missing-cell@2"], ["b"]),
        ("名称,层级,备用\n甲镇,镇街,x\n", ["extra-column@1"], ["甲镇"]),
        ("名称,层级,名称\n甲镇,镇街,甲镇\n", ["duplicate-column@1"], ["甲镇"]),
        ("名称,层级,联系电话\n甲镇,镇街,12345\n", ["personal-data@1"], []),
        ("名称,层级\n甲镇13800138000,镇街\n乙镇,镇街\n", ["personal-data@2"], []),
        (HEADER + 'a,"甲"镇,镇街,,\n', ["damaged-file@2"], []),
    ],
)
def test_bad_lists(tmp_path: Path, text: str, problems: list[str], kept: list[str]) -> None:
    path = tmp_path / "units.csv"
    path.write_text(text, encoding="utf-8")
    rows, found = _read(path)
    assert found == problems
    assert [row[0] for row in rows] == kept


def test_a_picture_and_a_workbook_under_another_name(tmp_path: Path) -> None:
    for data, code in ((b"\x89PNG1234", "not-a-table@"), (b"\xff\xfe\x00\xd8", "unknown-encoding@")):
        path = tmp_path / "units.csv"
        path.write_bytes(data)
        assert _read(path) == ([], [code])
    path = tmp_path / "units.xlsx"
    path.write_bytes(b"\x89PNG1234")
    assert _read(path) == ([], ["not-a-workbook@"])
    Workbook().save(path)
    assert _read(path) == ([], ["empty-file@"])
    path.rename(tmp_path / "renamed.csv")
    assert _read(tmp_path / "renamed.csv") == ([], ["not-a-table@"])


def test_formulas_and_people_in_a_workbook(tmp_path: Path) -> None:
    book, path = Workbook(), tmp_path / "units.xlsx"
    sheet = book.create_sheet("名单", 0)
    for row in (["名称", "层级"], ["甲镇", "镇街"], ["=A2", "镇街"]):
        sheet.append(row)
    book.save(path)
    assert "formula@A3" in _read(path)[1]
    sheet["D9"] = "户主"
    book.save(path)
    assert _read(path) == ([], ["personal-data@D9"])
