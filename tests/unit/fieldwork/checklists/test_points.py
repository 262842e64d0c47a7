"""Sample points from a draw's record or from a table."""

import json
from pathlib import Path
from typing import Any

import pytest

from kaohe.fieldwork.checklists.points import read_points
from kaohe.fieldwork.draws.draw import draw, prepare, replace_spot
from kaohe.fieldwork.draws.frame import Spot, frame_of
from kaohe.fieldwork.draws.plan import Plan
from kaohe.fieldwork.draws.record import write_record
from kaohe.fieldwork.draws.seeds import Seed
from tests.unit.fieldwork.checklists.material import example, points

UNITS = example()[1]


def _csv(text: str, folder: Path) -> Path:
    path = folder / "points.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_table_of_points(tmp_path: Path) -> None:
    rows = "".join(f"{unit},{name}\n" for unit, names in points().items() for name in names)
    assert read_points(_csv("单位,样本点\n" + rows, tmp_path), UNITS) == (points(), ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("单位,样本点\n没有镇,甲村\n", "facts.unknown-unit"),
        ("单位,样本点\n听泉街道,\n", "facts.missing-cell"),
        ("单位,备注\n听泉街道,甲\n", "facts.missing-column"),
        ("单位,样本点,户主\n听泉街道,甲村,某\n", "facts.personal-data"),
        ("单位,样本点,备注\n听泉街道,甲村,13812345678\n", "facts.personal-data"),
    ],
)
def test_a_wrong_table_is_said(text: str, code: str, tmp_path: Path) -> None:
    found, problems = read_points(_csv(text, tmp_path), UNITS)
    assert found == {}
    assert [problem.code for problem in problems] == [code]


def test_a_point_that_stands_twice_is_offered_once(tmp_path: Path) -> None:
    text = "单位,样本点\n听泉街道,甲村\n听泉街道,甲村\n桑陌镇,甲村\n"
    found, problems = read_points(_csv(text, tmp_path), UNITS)
    assert sorted(map(len, found.values())) == [1, 1]
    assert [problem.code for problem in problems] == ["facts.point-twice"]


def _record(path: Path, count: int = 6) -> tuple[Any, Any]:
    spots = [
        Spot(f"{unit[0]}{n:05}", f"{unit}{n}村", unit) for unit in ("桑陌镇", "柳堰镇") for n in range(count)
    ]
    prepared, problems = prepare(
        frame_of(spots), Plan("抽样", each=2, reserves=1), Seed(source="公告号", shape="00000000")
    )
    assert problems == ()
    assert prepared is not None
    done = draw(prepared, number="20261118")
    write_record(path, done)
    return prepared, done


def test_a_draws_record_gives_the_drawn_and_then_the_reserves(tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    _, done = _record(path)
    found, problems = read_points(path, UNITS)
    assert problems == ()
    for group, spots in done.sample():
        unit = UNITS.find(group.unit)
        assert unit is not None
        reserves = tuple(f"{done.frame.by_id[spot].name}（候补）" for spot in group.chosen.reserves)
        assert found[unit.id] == (*(spot.name for spot in spots), *reserves)


def test_a_replaced_point_gives_way(tmp_path: Path) -> None:
    _, done = _record(tmp_path / "draw.json")
    group, spots = next(done.sample())
    other = replace_spot(done, spots[0].id, "道路中断", "2026-11-17")
    write_record(tmp_path / "after.json", other)
    found, _ = read_points(tmp_path / "after.json", UNITS)
    unit = UNITS.find(group.unit)
    assert unit is not None
    assert spots[0].name not in found[unit.id]
    assert found[unit.id][0] == next(other.sample())[1][0].name
    assert not [name for name in found[unit.id] if name.endswith("（候补）")], (
        "the only reserve was called up"
    )


def test_a_large_frame_lies_beside_the_record(tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    _record(path, 2600)
    assert len(list(tmp_path.iterdir())) == 2
    found, problems = read_points(path, UNITS)
    assert (len(found), problems) == (2, ())


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        '{"kind": "kaohe.draw"}',
        '{"kind": "else", "groups": []}',
        '{"kind": "kaohe.draw", "groups": [3]}',
    ],
)
def test_something_else_is_said(content: str, tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    path.write_text(content, encoding="utf-8")
    found, problems = read_points(path, UNITS)
    assert (found, [problem.code for problem in problems]) == ({}, ["facts.not-a-draw"])
    assert read_points(tmp_path / "none.json", UNITS)[1][0].code == "facts.no-file"


def test_a_draw_that_has_not_been_made_is_said(tmp_path: Path) -> None:
    path = tmp_path / "draw.json"
    prepared, _ = _record(tmp_path / "done.json")
    write_record(path, prepared)
    assert [problem.code for problem in read_points(path, UNITS)[1]] == ["facts.not-drawn"]
    assert json.loads(path.read_text(encoding="utf-8"))["kind"] == "kaohe.draw"
