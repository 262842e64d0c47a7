"""What every engine's process does: read, compute, write, and say how long each took.

    python -m benchmarks.scale.ENGINE facts.parquet units.parquet out.parquet [--items N] [--apart] [--phases FILE]

An engine that can read, compute and write in one stream does so, unless --apart asks for the three one after the other, which
is how the time of computing alone is found. Where `facts` is a folder, its files are scored one after the other into files of
the same names. The scheme file stands beside the units as scheme.yaml. The answers: one row a unit, 单位, a column an item
(points × 10,000; null where not scored), 总分 (× 100), 暂定, 名次, 等次.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

Held = TypeVar("Held")
Made = TypeVar("Made")
Phases = dict[str, float]
"""Seconds by phase: `read`, `compute` and `write`, or `whole` where they are one stream; an engine may add others."""


class Scores(Protocol):
    """What `main` runs."""

    def score(self, facts: Path, units: Path, out: Path, items: int, apart: bool) -> Phases:
        """Answers for a file of facts, or for each file of a folder."""
        ...


@dataclass(frozen=True, slots=True)
class Engine(Generic[Held, Made]):
    """Three steps, each given the number of items: `read(facts, units, items)` gives what the engine computes on,
    `compute` the answers in the engine's own form, `write` the file. `at_once(facts, units, out, items)` does all in one stream.
    """

    read: Callable[[Path, Path, int], Held]
    compute: Callable[[Held, int], Made]
    write: Callable[[Made, Path], None]
    at_once: Callable[[Path, Path, Path, int], None] | None = None

    def score(self, facts: Path, units: Path, out: Path, items: int, apart: bool) -> Phases:
        """A folder's files one after the other, their seconds added."""
        if not facts.is_dir():
            return self._file(facts, units, out, items, apart)
        out.mkdir(parents=True, exist_ok=True)
        sums: Phases = {}
        for month in sorted(facts.glob("*.parquet")):
            for phase, seconds in self._file(month, units, out / month.name, items, apart).items():
                sums[phase] = sums.get(phase, 0.0) + seconds
        return sums

    def _file(self, facts: Path, units: Path, out: Path, items: int, apart: bool) -> Phases:
        begun = time.perf_counter()
        if self.at_once is not None and not apart:
            self.at_once(facts, units, out, items)
            return {"whole": time.perf_counter() - begun}
        held = self.read(facts, units, items)
        read = time.perf_counter()
        made = self.compute(held, items)
        computed = time.perf_counter()
        self.write(made, out)
        return {"read": read - begun, "compute": computed - read, "write": time.perf_counter() - computed}


def main(engine: Scores) -> None:
    """Score what the command line names; print the phases as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("facts", type=Path)
    parser.add_argument("units", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--items", type=int, default=100)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--phases", type=Path, help="add the phases as a line to this file, too")
    given = parser.parse_args()
    line = json.dumps(engine.score(given.facts, given.units, given.out, given.items, given.apart))
    if given.phases:
        with given.phases.open("a", encoding="utf-8") as file:
            file.write(line + "\n")
    sys.stdout.write(line + "\n")
