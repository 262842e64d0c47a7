"""Measure all engines and write docs/benchmarks-scale.md with its picture: `python -m benchmarks.scale.run [--quick] [--docs FOLDER]`.

It makes its own data in a temporary folder (TMPDIR says where; some gigabytes) and holds all answers together before it times
anything. `--quick` tries everything at small sizes and writes nothing unless --docs says where.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale import page
from benchmarks.scale.compare import wrong_in
from benchmarks.scale.contenders import BY_HAND, LOOP, NUMPY, OURS, Contender, absent, present
from benchmarks.scale.growth import growth_picture
from benchmarks.scale.material import write_material
from benchmarks.scale.measuring import Bench, Measured
from benchmarks.scale.page import Results, Streamed
from benchmarks.scale.section import put, section

DOCS = Path(__file__).resolve().parents[2] / "docs"


@dataclass(frozen=True, slots=True)
class Plan:
    """Which sizes, and how often: `runs` counted runs of each engine at each size, one more before them.

    `months` of `month_units` are streamed. Growth is measured over `units_grow` at `items` and over `items_grow` at
    `items_units`. Who would take longer than `patience` seconds for a size, by what it took for the one before, is not asked.
    """

    sizes: tuple[int, ...]
    items: int
    months: int
    month_units: int
    units_grow: tuple[int, ...]
    items_grow: tuple[int, ...]
    items_units: int
    runs: int
    patience: float = 60.0


FULL = Plan(
    sizes=(1_000, 40_000, 690_000),
    items=100,
    months=12,
    month_units=690_000,
    units_grow=tuple(10_000 * 2**step for step in range(7)),
    items_grow=(25, 50, 100, 200, 300),
    items_units=100_000,
    runs=3,
)
QUICK = Plan(
    sizes=(200, 2_000),
    items=100,
    months=2,
    month_units=2_000,
    units_grow=(1_000, 2_000, 4_000),
    items_grow=(25, 50, 100),
    items_units=1_000,
    runs=1,
)


@contextmanager
def _bench(plan: Plan, units: int, items: int, months: int = 0) -> Iterator[Bench]:
    """Material of one size in a folder that goes afterwards."""
    with tempfile.TemporaryDirectory(prefix="kaohe-scale-") as folder:
        paths = write_material(Path(folder) / "material", units, items, months)
        yield Bench(Path(folder), plan.runs, paths, units, items)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def measure(plan: Plan) -> Results:
    """Everything, in turn."""
    contenders = present()
    if NUMPY not in contenders:
        raise SystemExit("NumPy 没有安装，没有可核对的答案：请先安装 requirements/bench.txt。")
    measured, left_out = _sizes(plan, contenders)
    growing = [each for each in (OURS, BY_HAND) if each in contenders]
    streamed = _months(plan, growing)
    units = [each for size in plan.units_grow for each in _grown(plan, growing, size, plan.items)]
    items = [each for count in plan.items_grow for each in _grown(plan, growing, plan.items_units, count)]
    return Results(contenders, absent(), measured, left_out, streamed, units, items, plan.runs)


def _sizes(
    plan: Plan, contenders: Sequence[Contender]
) -> tuple[list[Measured], list[tuple[Contender, int, float]]]:
    """All engines at all sizes; and who was not asked: engine, units, the seconds it would take (0: by rule)."""
    measured: list[Measured] = []
    left_out: list[tuple[Contender, int, float]] = []
    before: dict[Contender, float] = {}
    for place, units in enumerate(plan.sizes):
        grown = units / plan.sizes[place - 1] if place else 1.0
        with _bench(plan, units, plan.items) as bench:
            asked = []
            for contender in contenders:
                expected = before.get(contender, 0.0) * grown
                beyond = contender.most is not None and units > contender.most
                if beyond or expected > plan.patience or (place and contender not in before):
                    left_out.append((contender, units, 0.0 if beyond else expected))
                    before.pop(contender, None)
                    continue
                _say(f"{units} × {plan.items}: {contender.module}")
                before[contender] = bench.once(contender)
                asked.append(contender)
            right = NUMPY if place else LOOP
            found = bench.compared(asked, right)
            _say(f"{units} × {plan.items}: answers compared with {right.module}; timing")
            measured += bench.timed(found)
    return measured, left_out


def _months(plan: Plan, contenders: Sequence[Contender]) -> list[Streamed]:
    """A folder of monthly files, scored one after the other in one process; each month held against NumPy first."""
    _say(f"{plan.month_units} × {plan.months} months")
    with _bench(plan, plan.month_units, plan.items, plan.months) as bench:
        bench.once(NUMPY)
        for contender in contenders:
            bench.once(contender)
            for month in sorted(bench.out(NUMPY).glob("*.parquet")):
                wrong = wrong_in(bench.out(contender) / month.name, month, plan.items)
                if not wrong.nothing:
                    raise SystemExit(f"{contender.module} does not agree in {month.name}: {wrong}")
        shutil.rmtree(bench.out(NUMPY))
        timings = bench.wholes(contenders)
    pairs = zip(contenders, timings, strict=True)
    return [Streamed(contender, plan.month_units, plan.months, timing) for contender, timing in pairs]


def _grown(plan: Plan, contenders: Sequence[Contender], units: int, items: int) -> list[Measured]:
    """Ours and the one by hand at one size, equal first."""
    _say(f"growth: {units} × {items}")
    with _bench(plan, units, items) as bench:
        for contender in contenders:
            bench.once(contender)
        return bench.timed(bench.compared(contenders, BY_HAND))


def main() -> None:
    """Measure, write the page and the picture, and print the page."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--docs", type=Path)
    given = parser.parse_args()
    results = measure(QUICK if given.quick else FULL)
    docs = given.docs or (None if given.quick else DOCS)
    text = page.text(results)
    if docs is not None:
        (docs / "images").mkdir(parents=True, exist_ok=True)
        (docs / "benchmarks-scale.md").write_text(text, encoding="utf-8")
        picture = growth_picture(results.over_units, results.over_items)
        (docs / "images" / "scale.svg").write_text(picture.svg, encoding="utf-8")
        if (report := docs / "benchmarks.md").is_file():
            report.write_text(put(section(text), report.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
