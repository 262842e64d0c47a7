"""The entry workbook: out, filled in by hand, and back."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment

from kaohe.core import Absence, Cadence, CountRatio, Period, Problem, Refused, Severity
from kaohe.facts import AssessedUnit, Fact, Facts, Role, Units
from kaohe.facts.entry import read_entry
from kaohe.facts.entry_map import SHEET
from kaohe.facts.layout import Arrangement
from kaohe.facts.workbook import write_template
from tests.unit.facts.samples import HASH, YEAR, D, at, cell_of, load, scheme, slots, units

LAST = Period(2025)
MOBILE = "13800138000"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "entry.xlsx"
    write_template(scheme(), units(), path, scheme_hash=HASH)
    return path


def read(path: Path, **changes: Any) -> tuple[Facts, tuple[Problem, ...]]:
    return read_entry(path, scheme(**changes), units(), HASH)


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code.removeprefix("facts.") for problem in problems]


def actuals(facts: Facts) -> dict[tuple[str, str, str], Any]:
    return {(f.unit, f.measure, str(f.period)): f.value for f in facts if f.role is Role.ACTUAL}


def test_an_untouched_template_gives_the_standing_targets_and_nothing_else(path: Path) -> None:
    facts, problems = read(path)
    assert problems == ()
    assert [(f.unit, f.role, f.value) for f in facts] == [
        ("t1", Role.TARGET, D(90)),
        ("t2", Role.TARGET, D(90)),
        ("t3", Role.TARGET, D(95)),
    ]


@pytest.mark.parametrize("by", ["department", "unit"])
def test_what_is_filled_in_comes_back_with_place_and_name(tmp_path: Path, by: Arrangement) -> None:
    path = tmp_path / "entry.xlsx"
    write_template(scheme(), units(), path, by=by, scheme_hash=HASH)
    book = load(path)
    filled: dict[tuple[str, str, str], Any] = {
        ("t1", "cover", "2026"): (95.5, D("95.5")),
        ("t2", "cover", "2026"): ("0.5个百分点", D("0.5")),
        ("t3", "cover", "2026"): ("不适用", Absence.NOT_APPLICABLE),
        ("t1", "money", "2026"): (120, D(120)),
        ("t1", "money", "2025"): (100.25, D("100.25")),
        ("t1", "cases", "2026Q3"): (2, D(2)),
        ("t1", "plan", "2026"): ("是", True),
        ("t1", "work", "2026"): ("较好", "较好"),
    }
    for (unit, measure, period), (written, _) in filled.items():
        cell_of(book, unit, measure, period=period).value = written
    cell_of(book, "t2", "rate", part="part").value = 292
    cell_of(book, "t2", "rate", part="whole").value = 300
    front = next(slot for slot in slots(book) if slot[3] == "by")
    book[front[0]].cell(front[1], front[2]).value = "李会计"
    where = at(cell_of(book, "t1", "cover"))
    book.save(path)
    facts, problems = read(path)
    assert problems == ()
    expected = {key: value for key, (_, value) in filled.items()}
    assert actuals(facts) == expected | {("t2", "rate", "2026"): CountRatio(D(292), D(300))}
    cover = next(fact for fact in facts if (fact.unit, fact.measure) == ("t1", "cover"))
    assert (cover.place, cover.by) == (where, "李会计")


def test_known_figures_are_filled_in_and_come_back(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    now = Facts(
        [
            Fact("t1", "rate", YEAR, CountRatio(D(7), D(9))),
            Fact("t2", "rate", YEAR, Absence.NOT_APPLICABLE),
            Fact("t1", "cover", YEAR, D("0.5")),
            Fact("t2", "cover", YEAR, D("99.9")),
            Fact("t1", "plan", YEAR, False),
            Fact("t1", "work", YEAR, "好"),
            Fact("t1", "cases", Period(2026, 4, 3), D(3)),
            Fact("t1", "rate", YEAR, D("91.5"), Role.TARGET),
            Fact("t3", "cover", YEAR, Absence.MISSING),
        ]
    )
    last = Facts([Fact("t1", "money", LAST, D("88.88"))])
    write_template(scheme(), units(), path, scheme_hash=HASH, facts=now, last_year=last)
    facts, problems = read(path)
    assert problems == ()
    expected = {f.key: f.value for f in (*now, *last) if f.value is not Absence.MISSING}
    found = {f.key: f.value for f in facts}
    assert expected.items() <= found.items()
    assert set(found) - set(expected) == {("target", "t2", "rate", "2026"), ("target", "t3", "rate", "2026")}


BAD_CELLS: list[tuple[Any, str]] = [
    ("N/A", "not-a-number"),
    ("见说明", "not-a-number"),
    ("９５％", "full-width"),
    ("95%", "percent-sign"),
    (0.95, "percent-as-fraction"),
    (95.123, "too-many-decimals"),
    (-1, "negative"),
    (10**15 - 1, "too-large"),
    ("=1+1", "formula"),
    ("=SUM(A1:A2)", "formula"),
    (True, "logical-value"),
    ("#N/A", "excel-error"),
]


@pytest.mark.parametrize(("written", "code"), BAD_CELLS, ids=str)
def test_a_bad_cell_is_named_and_its_neighbours_are_kept(path: Path, written: Any, code: str) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell.value = written
    cell_of(book, "t2", "cover").value = 88
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == [code]
    assert problems[0].where == (at(cell),)
    assert problems[0].remedy
    assert actuals(facts) == {("t2", "cover", "2026"): D(88)}


def test_a_cell_formatted_as_percent(path: Path) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell.value, cell.number_format = 0.95, "0%"
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["percent-format"]
    assert actuals(facts) == {}


def _hide_row(book: Any, cell: Any) -> None:
    cell.parent.row_dimensions[cell.row].hidden = True


def _hide_column(book: Any, cell: Any) -> None:
    cell.parent.column_dimensions[cell.column_letter].hidden = True


def _hide_sheet(book: Any, cell: Any) -> None:
    cell.parent.sheet_state = "hidden"


@pytest.mark.parametrize("hide", [_hide_row, _hide_column, _hide_sheet])
def test_a_hidden_figure_is_not_read(path: Path, hide: Callable[[Any, Any], None]) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell.value = 95
    hide(book, cell)
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["hidden-cell"]
    assert problems[0].where == (at(cell),)
    assert actuals(facts) == {}


def test_a_merge_over_two_units_is_not_read_for_either(path: Path) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell.value = 95
    below = cell_of(book, "t2", "cover").coordinate
    cell.parent.merge_cells(f"{cell.coordinate}:{below}")
    cell_of(book, "t3", "cover").value = 70
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["merged-cell"]
    assert problems[0].where == (at(cell),)
    assert actuals(facts) == {("t3", "cover", "2026"): D(70)}


def test_half_a_ratio(path: Path) -> None:
    book = load(path)
    cell_of(book, "t1", "rate", part="part").value = 292
    where = at(cell_of(book, "t1", "rate", part="whole"))
    book.save(path)
    _, problems = read(path)
    assert codes(problems) == ["ratio-half"]
    assert problems[0].where == (where,)


def test_sorted_rows_are_noticed_and_not_read(path: Path) -> None:
    book = load(path)
    first, second = cell_of(book, "t1", "cover"), cell_of(book, "t2", "cover")
    sheet = first.parent
    first.value, second.value = 80, 90
    cell_of(book, "t3", "cover").value = 70
    top, below = sheet.cell(first.row, 1), sheet.cell(second.row, 1)
    top.value, below.value = below.value, top.value
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["shifted", "shifted"]
    assert [problem.where for problem in problems] == [(at(top),), (at(below),)]
    assert actuals(facts) == {("t3", "cover", "2026"): D(70)}


def test_a_changed_header_costs_its_column_only(path: Path) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell.value = 95
    cell_of(book, "t1", "plan").value = "是"
    cell.parent.cell(4, cell.column).value = "别的率"
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["shifted"]
    assert actuals(facts) == {("t1", "plan", "2026"): True}


def test_what_stands_elsewhere_is_said(path: Path) -> None:
    book = load(path)
    sheet = cell_of(book, "t1", "cover").parent
    sheet["C20"] = 77
    book.create_sheet("补充")["B2"] = "另报"
    book.save(path)
    _, problems = read(path)
    assert codes(problems) == ["extra-cell", "extra-sheet"]
    assert [problem.severity for problem in problems] == [Severity.WARNING] * 2
    assert [(p.where[0].sheet, p.where[0].cell) for p in problems] == [(sheet.title, "C20"), ("补充", "B2")]


def test_a_sheet_that_is_gone_or_renamed(path: Path) -> None:
    book = load(path)
    cell_of(book, "t1", "cover").value = 95
    book["财务科"].title = "财政科"
    book.save(path)
    facts, problems = read(path)
    assert sorted(codes(problems)) == ["extra-sheet", "sheet-missing"]
    assert actuals(facts) == {("t1", "cover", "2026"): D(95)}


def test_another_scheme_and_another_year_are_named_together(path: Path) -> None:
    other = scheme(title="邻县办法", version="3", period=Period(2027))
    facts, problems = read_entry(path, other, units(), "cd" * 32)
    assert codes(problems) == ["wrong-period", "other-scheme"]
    assert "2026年" in problems[0].message
    assert "2027年" in problems[0].message
    assert "青河县" in problems[1].message
    assert "邻县办法" in problems[1].message
    assert len(facts) == 0


def test_a_workbook_of_somebody_else(tmp_path: Path) -> None:
    from openpyxl.workbook import Workbook

    path = tmp_path / "other.xlsx"
    book = Workbook()
    book.create_sheet("数据")["A1"] = "单位"
    book.save(path)
    assert codes(read(path)[1]) == ["not-a-template"]


@pytest.mark.parametrize("row", [1, 9, 40])
def test_a_tampered_map(path: Path, row: int) -> None:
    book = load(path)
    book[SHEET].cell(row, 1).value = "x"
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["damaged-template"]
    assert len(facts) == 0


def test_a_newer_format(path: Path) -> None:
    book = load(path)
    book[SHEET]["B1"] = "9"
    book.save(path)
    assert codes(read(path)[1]) == ["other-format"]


def test_units_and_measures_that_are_gone(path: Path) -> None:
    book = load(path)
    cell_of(book, "t1", "cover").value = 95
    cell_of(book, "t2", "cover").value = 96
    book.save(path)
    fewer = Units(unit for unit in units() if unit.id != "t1")
    facts, problems = read_entry(path, scheme(), fewer, HASH)
    assert codes(problems) == ["unknown-unit"]
    assert actuals(facts) == {("t2", "cover", "2026"): D(96)}


@pytest.mark.parametrize("hiding", ["value", "note", "extra", "header", "comment", "by", "hidden"])
def test_personal_data_anywhere_refuses_the_file(path: Path, hiding: str) -> None:
    book = load(path)
    cell = cell_of(book, "t1", "cover")
    cell_of(book, "t2", "cover").value = 95
    sheet = cell.parent
    target = {"extra": sheet["H40"], "header": sheet["H40"]}.get(hiding, cell)
    if hiding in ("note", "by"):
        slot = next(s for s in slots(book) if s[3] == hiding)
        target = book[slot[0]].cell(slot[1], slot[2])
    if hiding == "hidden":
        extra = book.create_sheet("存档")
        extra.sheet_state = "veryHidden"
        target = extra["A1"]
    if hiding == "comment":
        cell.comment = Comment(f"问 {MOBILE}", "x")
    else:
        target.value = "户主" if hiding == "header" else int(MOBILE) if hiding == "value" else f"王 {MOBILE}"
    where = at(target)
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["personal-data"]
    assert (problems[0].where[0].sheet, problems[0].where[0].cell) == (where.sheet, where.cell)
    assert MOBILE not in str(problems[0])
    assert len(facts) == 0


def test_everything_at_once_in_order(path: Path) -> None:
    book = load(path)
    for unit, written in (("t1", "N/A"), ("t2", "95%"), ("t3", 200)):
        cell_of(book, unit, "cover").value = written
    cell_of(book, "t1", "plan").value = "有"
    cell_of(book, "t3", "cases", period="2026Q1").value = 1.5
    cell_of(book, "t3", "cases", period="2026Q2").value = 4
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["not-a-number", "not-yes-or-no", "percent-sign", "too-high", "not-whole"]
    assert actuals(facts) == {("t3", "cases", "2026Q2"): D(4)}


def test_a_note_goes_with_the_figures_of_its_row(path: Path) -> None:
    book = load(path)
    for unit in ("t1", "t2"):
        slot = next(s for s in slots(book) if s[3] == "note" and s[4] == unit and s[0] == "政策科")
        book[slot[0]].cell(slot[1], slot[2]).value = f"{unit}说明"
    cell_of(book, "t1", "cover").value = 95
    book.save(path)
    facts, problems = read(path)
    assert [f.note for f in facts if f.measure == "cover"] == ["t1说明"]
    assert codes(problems) == ["note-without-value"]


def test_names_never_run_as_formulas(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    evil = '=HYPERLINK("http://x","y")'
    town = AssessedUnit("t9", evil, "镇街", "=1+1")
    named = dict(scheme().measures)
    named["cover"] = replace(named["cover"], label="@SUM(A1)", department="=cmd|'/c calc'!A0")
    write_template(scheme(title="=1+2", measures=named), Units([town]), path, scheme_hash=HASH)
    book = load(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and cell.hyperlink is None for cell in row)


def test_only_entry_cells_are_open_and_checks_hold(path: Path) -> None:
    book = load(path)
    asked = {(sheet, row, column) for sheet, row, column, *_ in slots(book)}
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        for row in sheet.iter_rows():
            for cell in row:
                open_cell = not cell.protection.locked
                assert open_cell == ((sheet.title, cell.row, cell.column) in asked), (sheet.title, cell)
    assert book[SHEET].sheet_state == "veryHidden"
    department = book["政策科"]
    assert department.freeze_panes == "B6"
    assert "每低1个百分点扣0.5分" in department["C4"].comment.text
    formulas = {v.formula1 for v in department.data_validations.dataValidation}
    assert '"是,否,不适用"' in formulas
    assert any("不适用" in f and "ROUND(E6,1)=E6" in f and "E6<=100" in f for f in formulas)


def test_long_lists_of_levels_stand_in_a_sheet_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    named = dict(scheme().measures)
    levels = tuple(f"第{number}档，说明很长的一个等级名称" for number in range(40))
    named["work"] = replace(named["work"], levels=levels)
    write_template(scheme(measures=named), units(), path, scheme_hash=HASH)
    book = load(path)
    validation = book["宣传科"].data_validations.dataValidation[0]
    assert validation.formula1 == "_lists!$A$1:$AO$1"
    assert book["_lists"]["AO1"].value == "不适用"


def test_months_of_a_statistical_year(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    year = Period(2025, 10, 12)
    named = dict(scheme().measures)
    named["place"] = replace(named["place"], cadence=Cadence.MONTH)
    asked = scheme(measures=named, period=year)
    write_template(asked, units(), path, scheme_hash=HASH)
    book = load(path)
    cell_of(book, "t1", "place", period="2026-02").value = 3
    cell_of(book, "t1", "money", period="2024-10/2025-09").value = 5
    book.save(path)
    facts, problems = read_entry(path, asked, units(), HASH)
    assert problems == ()
    assert actuals(facts) == {("t1", "place", "2026-02"): D(3), ("t1", "money", "2024-10/2025-09"): D(5)}


def test_sheet_names_that_excel_would_refuse(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    odd = [AssessedUnit(str(n), f"[{'长' * 40}]/{n}", "镇街") for n in range(3)]
    odd.append(AssessedUnit("x", "目标", "镇街"))
    write_template(scheme(), Units(odd), path, by="unit", scheme_hash=HASH)
    names = load(path).sheetnames
    assert len({name.lower() for name in names}) == len(names)
    assert all(len(name) <= 31 for name in names)
    assert read_entry(path, scheme(), Units(odd), HASH)[1] == ()


def test_a_cell_at_the_far_end_costs_nothing(path: Path) -> None:
    book = load(path)
    book["政策科"]["XFD1048576"] = 1
    book.save(path)
    assert codes(read(path)[1]) == ["extra-cell"]


def test_a_workbook_is_readable_after_its_drawings_are_looked_at(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/drawings/drawing9.xml", f"<a:t>{MOBILE}</a:t>")
    assert codes(read(path)[1]) == ["personal-data"]


def test_changes_beside_the_figures_are_pointed_out(path: Path) -> None:
    book = load(path)
    cell_of(book, "t1", "cover").value = 95
    sheet = cell_of(book, "t1", "cover").parent
    sheet["B6"] = "大镇"
    book.save(path)
    facts, problems = read(path)
    assert [(p.code, p.severity) for p in problems] == [("facts.label-changed", Severity.WARNING)]
    assert len(actuals(facts)) == 1


def test_one_units_form_under_another_units_name(tmp_path: Path) -> None:
    path = tmp_path / "entry.xlsx"
    write_template(scheme(), units(), path, by="unit", scheme_hash=HASH)
    book = load(path)
    cell_of(book, "t1", "cover").value = 95
    cell_of(book, "t2", "cover").value = 96
    book["城关镇"].title, book["河东镇"].title = "临时", "城关镇"
    book["临时"].title = "河东镇"
    book.save(path)
    facts, problems = read(path)
    assert codes(problems) == ["shifted", "shifted"]
    assert [p.where[0].cell for p in problems] == ["A1", "A1"]
    assert actuals(facts) == {}


def test_too_many_units_for_one_sheet_each(tmp_path: Path) -> None:
    many = Units(AssessedUnit(str(n), f"镇{n}", "镇街") for n in range(250))
    with pytest.raises(Refused, match="按科室"):
        write_template(scheme(), many, tmp_path / "entry.xlsx", by="unit", scheme_hash=HASH)


def test_the_two_counts_carry_their_names(path: Path) -> None:
    sheet = load(path)["政策科"]
    assert (sheet["C5"].value, sheet["D5"].value) == ("2026年\n按时办结件数", "2026年\n应办件数")
