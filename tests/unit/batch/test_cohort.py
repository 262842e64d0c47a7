"""Units lined up with the roster: by id or name, of this table or another, with rows or without, in blocks of any size."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaohe.batch.cohort import CohortReader
from kaohe.batch.layout import UNIT
from kaohe.batch.roster import roster_of
from kaohe.batch.sources import Source, open_sources
from kaohe.core import Absence, Period, Refused
from kaohe.facts import AssessedUnit
from tests.property.running import examples
from tests.unit.batch.wide import COUNTY, ROSTER, SCHEME, TOWNS, UNITS, YEAR, of_frame, outcome

MISSING = Absence.MISSING


def _of(units: list[object], **also: Any) -> dict[str, Any]:
    frame = pl.DataFrame({"单位": units, "cover": range(1, len(units) + 1)}, strict=False)
    found = of_frame(frame, **also)
    assert found.problems == ()
    return {unit: value for unit, value in found.of("cover").items() if value is not MISSING}


def test_units_by_id_and_by_name() -> None:
    assert _of(["t2", "第1镇", " t3 "]) == {"t2": 1, "t1": 2, "t3": 3}


def test_units_that_the_list_does_not_have() -> None:
    found = of_frame(pl.DataFrame({"单位": ["t1", "无此镇", "第1", "T2"], "cover": [1, 2, 3, 4]}))
    assert found.told() == ["unknown-unit@2:", "unknown-unit@3:", "unknown-unit@4:"]
    assert found.problems[0].message == "单位名单里没有“无此镇”。"
    found = of_frame(pl.DataFrame({"单位": [1234567890123], "cover": [1]}))
    assert "1234567890123" not in str(found.problems)


def test_a_name_that_two_units_bear_names_neither() -> None:
    roster = roster_of([*UNITS, AssessedUnit("x", "第1镇", "镇街")])
    found = of_frame(pl.DataFrame({"单位": ["t1", "第1镇"], "cover": [1, 2]}), roster=roster)
    assert found.told() == ["unknown-unit@2:"]


def test_an_id_comes_before_a_name() -> None:
    """A unit is called what another has for its id."""
    roster = roster_of([*UNITS, AssessedUnit("x", "t1", "镇街")])
    assert _of(["t1", "第2镇"], roster=roster) == {"t1": 1, "t2": 2}


def test_units_of_another_rung_are_passed_over() -> None:
    assert _of(["q", "t1"]) == {"t1": 2}


def test_units_without_a_row_are_missing() -> None:
    found = of_frame(pl.DataFrame({"单位": ["t5"], "cover": [1], "cover.状态": [None]}))
    assert list(found.of("cover").values()).count(MISSING) == 11
    assert found.of("money") == {}


def test_nobody_and_nothing() -> None:
    empty = pl.DataFrame(schema={"单位": pl.String, "cover": pl.Int8, "work": pl.String})
    assert set(of_frame(empty).of("cover").values()) == {MISSING}
    reader = CohortReader(SCHEME, ROSTER, {})
    (block,) = reader.read(TOWNS).blocks()
    assert sorted(block.collect()[UNIT]) == sorted(unit.id for unit in UNITS if unit is not COUNTY)
    alone = CohortReader(SCHEME, roster_of([COUNTY]), {}).read(TOWNS)
    assert (alone.count, list(alone.blocks())) == (0, [])


def test_other_periods_are_lined_up_by_unit(tmp_path: Path) -> None:
    pl.DataFrame({"单位": ["t3", "t1"], "money": [3, 1]}).write_parquet(tmp_path / "a.parquet")
    last = pl.DataFrame(
        {"单位": ["t1", "t2"], "期间": ["2025"] * 2, "money": [10, 20], "money.状态": [None, None]}
    )
    last.write_parquet(tmp_path / "b.parquet")
    found = outcome(tmp_path / "a.parquet", tmp_path / "b.parquet")
    assert [found.of("money")[unit] for unit in ("t1", "t2", "t3")] == [1, MISSING, 3]
    before = found.of("money", period=Period(2025))
    assert [before[unit] for unit in ("t1", "t2", "t3")] == [10, 20, MISSING]


def test_a_table_of_another_rung() -> None:
    counties = replace(SCHEME, tables=(replace(TOWNS, level="县区"),))
    assert _of(["t1", "q"], scheme=counties) == {"q": 2}


@given(data=st.data())
@examples(1)
def test_any_order_and_any_block_come_to_the_same(data: st.DataObject) -> None:
    """`of_frame` reads blocks of three and all at once; here in any order, with gaps, by id or name."""
    names = {unit.id: unit.name for unit in UNITS}
    chosen = data.draw(st.lists(st.sampled_from(sorted(names)), unique=True))
    written = [data.draw(st.sampled_from((unit, names[unit]))) for unit in chosen]
    figures = {unit: at for at, unit in enumerate(chosen, 1) if unit != "q"}
    assert _of([*written]) == figures


def test_a_bug_is_no_damage(tmp_path: Path) -> None:
    """What Polars says of a file that can be read to its end is ours to mend."""
    pl.DataFrame({"单位": ["t1"], "cover": [1]}).write_parquet(tmp_path / "a.parquet")
    rows = pl.scan_parquet(tmp_path / "a.parquet")
    wrong = Source("a.parquet", rows, {"单位": pl.String(), "cover": pl.String(), "money": pl.Int8()})
    with pytest.raises(pl.exceptions.PolarsError):
        CohortReader(SCHEME, ROSTER, {YEAR: wrong}).read(TOWNS)


def test_damage_that_shows_late_is_a_refusal(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"单位": ["t1", "t2"], "cover": [1, 2]}).write_parquet(path)
    sources, _ = open_sources([path], SCHEME)
    content = path.read_bytes()
    path.write_bytes(content[:8] + b"\0" * (len(content) - 300) + content[-292:])
    with pytest.raises(Refused) as refused:
        CohortReader(SCHEME, ROSTER, sources).read(TOWNS)
    assert refused.value.code == "facts.damaged-file"
