"""The list of units as a table, from Parquet or as `read_units` reads it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kaohe.batch.roster import Roster, read_roster, roster_of, unmatched
from kaohe.core import Problem, Refused
from kaohe.facts import AssessedUnit
from tests.unit.batch.wide import SCHEME, TOWNS, UNITS

COLUMNS = ("编码", "名称", "层级", "类别", "上级")
GOOD = [
    ("q", "青河县", "县区", None, None),
    ("t1", "城关镇", "镇街", "镇", "q"),
    ("t2", " 新华街道 ", "镇街", "街道", "青河县"),
]


def _file(folder: Path, rows: list[tuple[Any, ...]], columns: tuple[str, ...] = COLUMNS) -> Path:
    schema = dict.fromkeys(columns, pl.String)
    pl.DataFrame(rows, schema=schema, orient="row").write_parquet(folder / "units[1].parquet")
    return folder / "units[1].parquet"


def _units(roster: Roster) -> list[AssessedUnit | None]:
    return [roster.unit(unit) for unit in roster.table["单位"]]


def _problems(path: Path) -> tuple[Problem, ...]:
    with pytest.raises(Refused) as refused:
        read_roster(path)
    assert refused.value.code in ("units.has-errors", "units.not-a-table")
    return refused.value.problems


def _told(path: Path) -> list[str]:
    return [f"{p.code.removeprefix('facts.')}@{p.where[0].line}:{p.where[0].what}" for p in _problems(path)]


EXPECTED = [
    AssessedUnit("q", "青河县", "县区"),
    AssessedUnit("t1", "城关镇", "镇街", "镇", "q"),
    AssessedUnit("t2", "新华街道", "镇街", "街道", "q"),
]


def test_parquet_csv_and_memory_are_the_same(tmp_path: Path) -> None:
    roster, problems = read_roster(_file(tmp_path, GOOD))
    assert (_units(roster), problems) == (EXPECTED, ())
    (tmp_path / "units.csv").write_text(
        "编码,名称,层级,类别,上级\nq,青河县,县区,,\nt1,城关镇,镇街,镇,q\nt2,新华街道,镇街,街道,青河县\n", encoding="utf-8"
    )  # fmt: skip
    assert _units(read_roster(tmp_path / "units.csv")[0]) == EXPECTED
    assert _units(roster_of(EXPECTED)) == EXPECTED


def test_units_are_found_by_id_or_by_a_name_that_only_they_bear() -> None:
    roster = roster_of([*UNITS, AssessedUnit("t1b", "第1镇", "镇街"), AssessedUnit("x", "t3", "镇街")])
    assert [(found := roster.unit(text)) and found.id for text in ("t1", "第1镇", "第2镇", "t3", "无")] == [
        "t1", None, "t2", "t3", None,
    ]  # fmt: skip
    assert roster.at("县区").height == 1


def test_columns_that_may_be_left_out(tmp_path: Path) -> None:
    roster, _ = read_roster(_file(tmp_path, [("甲镇", "镇街"), ("乙镇", "镇街")], ("名称", "层级")))
    assert _units(roster) == [AssessedUnit("甲镇", "甲镇", "镇街"), AssessedUnit("乙镇", "乙镇", "镇街")]


def test_whole_numbers_for_ids(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {"编码": [110101001001, 5], "名称": ["甲", "乙"], "层级": ["村", "镇"], "上级": [5, None]}
    )
    frame.write_parquet(tmp_path / "u.parquet")
    assert _units(read_roster(tmp_path / "u.parquet")[0])[0] == AssessedUnit(
        "110101001001", "甲", "村", "", "5"
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([("a", "甲", "镇", "", ""), ("a", "乙", "镇", "", "")], ["duplicate-unit@1:", "duplicate-unit@2:"]),
        ([("", "甲", "镇", "", ""), ("b", "乙", "镇", "", "")], ["duplicate-unit@1:"]),
        ([("a", "", "镇", "", ""), ("b", "乙", None, "", "")], ["missing-cell@1:", "missing-cell@2:"]),
        ([("a", "甲", "镇", "", "无此县")], ["unknown-parent@1:"]),
        ([("a", "甲", "镇", "", "a")], ["parent-circle@1:"]),
        ([("c", "丙", "村", "", "a"), ("a", "甲", "镇", "", "乙"), ("b", "乙", "县", "", "a")], ["parent-circle@1:"]),
        ([("a", "甲", "镇", "", ""), ("13800138000", "乙", "镇", "", "")], ["personal-data@2:编码"]),
        ([("a", "甲 138-0013-8000", "镇", "", "")], ["personal-data@1:名称"]),
        ([(f"{n:012}", "甲", "镇", "", "") for n in range(2000)] + [("a", "11010519491231002X", "镇", "", "")], ["personal-data@2001:名称"]),
    ],
)  # fmt: skip
def test_lists_that_are_wrong(tmp_path: Path, rows: list[tuple[Any, ...]], told: list[str]) -> None:
    path = _file(tmp_path, rows)
    assert _told(path) == told
    assert "13800138000" not in str(_problems(path))


def test_two_units_with_one_name_have_children_by_id(tmp_path: Path) -> None:
    rows = [("a", "甲", "镇", "", ""), ("b", "甲", "镇", "", ""), ("c", "丙", "村", "", "甲")]
    assert _told(_file(tmp_path, rows)) == ["unknown-parent@3:"]


def test_lists_of_people_and_lists_without_columns(tmp_path: Path) -> None:
    assert _told(_file(tmp_path, [("a", "甲", "镇", "某")], ("编码", "名称", "层级", "户主"))) == [
        "personal-data@0:"
    ]
    assert _told(_file(tmp_path, [("a", "镇")], ("编码", "类别"))) == [
        "missing-column@0:",
        "missing-column@0:",
    ]


@pytest.mark.parametrize("data", [b"", b"PAR1" + b"x" * 50, b"\x89PNG"])
def test_files_that_are_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "u.parquet").write_bytes(data)
    assert _problems(tmp_path / "u.parquet") == ()
    (tmp_path / "u.csv").write_bytes(data)
    assert _problems(tmp_path / "u.csv")


def test_columns_of_other_types(tmp_path: Path) -> None:
    pl.DataFrame({"名称": [["甲"]], "层级": ["镇"]}).write_parquet(tmp_path / "u.parquet")
    _problems(tmp_path / "u.parquet")
    with pytest.raises(Refused):
        read_roster(tmp_path / "没有.parquet")


def test_what_list_and_scheme_do_not_know_of_one_another() -> None:
    assert unmatched(roster_of(UNITS), SCHEME) == []
    other = roster_of([*UNITS, AssessedUnit("z", "丙镇", "镇街", "山区")])
    (problem,) = unmatched(other, SCHEME)
    assert (problem.code, problem.message) == ("facts.unknown-class", "单位“丙镇”的类别“山区”，办法里没有。")
    assert unmatched(other, replace(SCHEME, classes=())) == []
    villages = replace(SCHEME, tables=(replace(TOWNS, level="村"),))
    assert [p.code for p in unmatched(roster_of(UNITS), villages)] == ["facts.no-units"]
