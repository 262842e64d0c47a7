"""What a results folder holds for people: nothing in it runs when a spreadsheet opens it."""

import csv
from pathlib import Path

import pytest

from kaohe.facts import AssessedUnit, Facts, Units
from kaohe.facts.unit_file import read_units
from kaohe.results import score_scheme
from kaohe.results.consequences import NO_HISTORY
from kaohe.results.folder import disarm, write_results
from kaohe.results.inputs import Inputs
from kaohe.results.receipt import write_units
from kaohe.scheme import write_scheme
from tests.unit.results.samples import facts, group, item, scheme, table

EVIL = "=HYPERLINK(1)"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-1.5", "-1.5"),
        ("+3", "+3"),
        ("=1+1", "'=1+1"),
        ("@x", "'@x"),
        ("-甲", "'-甲"),
        ("甲", "甲"),
        ("", ""),
    ],
)
def test_text_is_disarmed_and_numbers_stay(cell: str, written: str) -> None:
    assert disarm(cell) == written


def test_no_cell_of_a_results_folder_runs(tmp_path: Path) -> None:
    one = scheme(table(group("1", item("a", 10)), name=EVIL))
    units = Units([AssessedUnit("u1", EVIL, one.tables[0].level, "@镇")])
    figures = Facts(facts({"u1": {"a": 5}}))
    text = write_scheme(one)
    result = score_scheme(one, units, figures)
    write_results(tmp_path, Inputs(one, text, units, figures, NO_HISTORY), result, ())
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert not [cell for cell in cells if cell[:1] in ("=", "+", "@")], path.name


def test_units_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    units = Units(
        [AssessedUnit("u1", "甲，乙镇", "镇街", "镇"), AssessedUnit("u2", EVIL, "镇街", "@镇", "u1")]
    )
    write_units(units, tmp_path / "units.csv")
    again, problems = read_units(tmp_path / "units.csv")
    assert not problems
    assert list(again) == list(units)
