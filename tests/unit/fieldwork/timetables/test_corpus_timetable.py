"""The timetable of a real document, planned from its structure: its units, teams and half-days, and nothing else."""

import json
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kaohe.core.problem import has_errors
from kaohe.documents.reading import Timetable
from kaohe.documents.recognise import recognise
from kaohe.documents.text import read_text
from kaohe.fieldwork.timetables import Arrangement, Half, Limits, Need, Slot, Stop, Team, Travel, check_plan
from kaohe.fieldwork.timetables.region import OPTIMAL
from kaohe.fieldwork.timetables.solve import Settings, solve

CORPUS = Path(__file__).resolve().parents[5] / "shared" / "corpus"
KNOWN: dict[str, Any] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(CORPUS.glob("expected/*.json"))
}
HALVES = {half.label: half for half in Half}


def read(name: str) -> tuple[Arrangement, tuple[Stop, ...]]:
    """The arrangement, and the plan that the document has."""
    (table,) = recognise(read_text(CORPUS / KNOWN[name]["document"])).timetables
    plan = tuple(
        Stop(Slot(date(2016, slot.month, slot.day), HALVES[slot.half_day]), slot.team, unit)
        for slot in table.slots
        for unit in slot.units
    )
    return _arrangement(table, plan), plan


def _arrangement(table: Timetable, plan: tuple[Stop, ...]) -> Arrangement:
    """Units that share a half-day in the document are small; distances by the place in the list."""
    cells = [(stop.team, stop.slot) for stop in plan]
    small = {stop.unit for stop in plan if cells.count((stop.team, stop.slot)) > 1}
    units = list(table.units)
    rows = [[abs(one - other) * 37 % 101 for other in range(len(units))] for one in range(len(units))]
    return Arrangement(
        "检查",
        tuple(sorted({stop.slot for stop in plan})),
        tuple(Team(name) for name in table.teams),
        tuple(Need(unit, unit, small=unit in small) for unit in units),
        (),
        Limits(per_half_day=2),
        travel=Travel({unit: number for number, unit in enumerate(units)}, rows),
    )


@pytest.mark.parametrize("name", [name for name, known in KNOWN.items() if "timetable" in known])
def test_a_real_timetable_is_planned_at_once(name: str) -> None:
    known, (asked, plan) = KNOWN[name]["timetable"], read(name)
    assert (len(asked.teams), len(asked.slots), len(asked.needs)) == (
        known["teams"], known["half_days"], known["units"],
    )  # fmt: skip
    assert not has_errors(check_plan(asked, plan))
    begun = time.process_time()
    outcome = solve(asked, (), Settings(workers=1))
    assert outcome.status == OPTIMAL
    assert not has_errors(check_plan(asked, outcome.stops))
    assert time.process_time() - begun < 5  # a second on an idle machine; a test shares its machine
