"""Measure the web application and write docs/benchmarks-web.md: `python -m benchmarks.web.run [--quick] [--only PART…] [--docs FOLDER]`.

Half an hour on two cores. It works in temporary folders (TMPDIR says where), starts its servers and ends them. It ends badly
where anything failed or was lost. `--quick` tries everything at small sizes and writes nothing unless --docs says where.
"""

import argparse
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.web.page import Everything, text, wrong
from benchmarks.web.rush import Crowd, Rushed, configurations, memory, rush
from benchmarks.web.server import inside

DOCS = Path(__file__).resolve().parents[2] / "docs"
PARTS = ("rush", "pages", "memory", "rescoring")
_JOB = 420.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How much of everything. memory_seconds: the most that the walk may take."""

    crowd: Crowd
    looked: tuple[tuple[int, int], ...]
    runs: int
    page_seconds: float
    walked: tuple[int, int]
    points: tuple[int, ...]
    memory_seconds: float
    rescored: tuple[tuple[int, int], ...]
    changes: int


FULL = Plan(
    crowd=Crowd(units=300, items=60, clerks=300, logins=30, scorers=20, viewers=5, cells=(10, 30), seconds=300,
                ramp=30, clerk=(5, 12), scorer=(6, 12), viewer=(5, 10)),
    looked=((20, 100), (1300, 100)),
    runs=20,
    page_seconds=0.7,
    walked=(20, 60),
    points=(1000, 5000, 10000),
    memory_seconds=420,
    rescored=((20, 60), (300, 60), (1300, 100)),
    changes=5,
)  # fmt: skip
QUICK = Plan(
    crowd=Crowd(units=30, items=60, clerks=30, logins=3, scorers=4, viewers=2, cells=(3, 6), seconds=20, ramp=3,
                clerk=(1.5, 3), scorer=(2, 4), viewer=(3, 6)),
    looked=((20, 24), (60, 24)),
    runs=5,
    page_seconds=0.3,
    walked=(20, 24),
    points=(100, 300, 500),
    memory_seconds=60,
    rescored=((20, 24), (60, 24)),
    changes=3,
)  # fmt: skip


def measure(plan: Plan, parts: tuple[str, ...]) -> Iterator[Everything]:
    """All that is asked for, one part after another; what there is so far after each, so that a later part that breaks
    costs nothing of the earlier ones.
    """
    rushed: list[Rushed] = []
    looked: list[tuple[int, int, Any]] = []
    rescored: list[tuple[int, int, Any]] = []
    found = Everything(plan.crowd, rushed, looked, None, plan.walked, rescored)
    for database, processes in configurations() if "rush" in parts else ():
        _say(f"rush: {database}, {processes}")
        rushed.append(rush(plan.crowd, database, processes))
        yield found
    for units, items in plan.looked if "pages" in parts else ():
        _say(f"pages: {units} × {items}")
        asked = {"units": units, "items": items, "runs": plan.runs, "seconds": plan.page_seconds}
        looked.append((units, items, _alone("pages", asked)))
        yield found
    for units, items in plan.rescored if "rescoring" in parts else ():
        _say(f"rescoring: {units} × {items}")
        asked = {"units": units, "items": items, "runs": plan.changes}
        rescored.append((units, items, _alone("rescoring", asked)))
        yield found
    if "memory" in parts:
        _say("memory")
        yield replace(found, grown=memory(*plan.walked, plan.points, plan.memory_seconds))


def _alone(job: str, asked: dict[str, Any]) -> Any:
    """A job in a fresh process on a folder that goes away."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
    environment.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="kaohe-web-") as folder:
        return inside(Path(folder), environment, job, asked, _JOB)


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def main() -> None:
    """Measure, write the page, say what should not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--docs", type=Path)
    options = parser.parse_args()
    if find_spec("aiohttp") is None:
        raise SystemExit("aiohttp 没有安装：请先安装 requirements/bench.txt。")
    signal.signal(
        signal.SIGTERM, lambda _number, _frame: sys.exit("stopped")
    )  # so that servers are ended as well
    folder = options.docs or (None if options.quick or options.only else DOCS)
    found = None
    for found in measure(QUICK if options.quick else FULL, tuple(options.only or PARTS)):
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "benchmarks-web.md").write_text(text(found), encoding="utf-8")
    assert found is not None
    if folder is None:
        sys.stdout.write(text(found))
    if words := wrong(found):
        raise SystemExit("\n".join(words))


if __name__ == "__main__":
    main()
