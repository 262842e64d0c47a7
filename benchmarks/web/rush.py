"""The last day of a round against real servers: one configuration after another, and what came of each; and a worker's memory."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.web.postgresql import programs, server

from benchmarks.web.server import Server, inside, servers

SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
_WATCH = 0.25
_SLACK = 150.0
"""Seconds that the crowd may take beyond its time: the last answers, and its own start."""
_JOB = 240.0


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who comes, for how long, and how they think (least and most seconds between two acts)."""

    units: int
    items: int
    clerks: int
    logins: int
    scorers: int
    viewers: int
    cells: tuple[int, int]
    seconds: float
    ramp: float
    clerk: tuple[float, float]
    scorer: tuple[float, float]
    viewer: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rushed:
    """One configuration: what clients measured, what the database held afterwards, what the servers used."""

    database: str
    processes: int
    seconds: float
    times: dict[str, list[float]]
    failed: dict[str, int]
    errors: list[str]
    submitted: int
    checked: dict[str, int]
    processor: float
    megabytes: tuple[float, ...]

    @property
    def label(self) -> str:
        return f"{self.database}, {self.processes} 个进程 process{'es' if self.processes > 1 else ''}"


def configurations() -> list[tuple[str, int]]:
    """What there is to run on: PostgreSQL only where it is installed."""
    own = [(POSTGRESQL, 1), (POSTGRESQL, 2)] if programs() else []
    return [(SQLITE, 1), *own]


def rush(crowd: Crowd, database: str, processes: int) -> Rushed:
    """One configuration from an empty database to the check."""
    with _place(database) as (folder, environment):
        asked = {
            "units": crowd.units, "items": crowd.items, "clerks": crowd.clerks, "logins": crowd.logins,
            "scorers": crowd.scorers, "viewers": crowd.viewers, "cells": crowd.cells,
        }  # fmt: skip
        plan: Any = inside(folder, environment, "planning", asked, _JOB)
        with servers(folder, environment, processes) as found:
            think = {"clerks": crowd.clerk, "scorers": crowd.scorer, "viewers": crowd.viewer}
            plan |= {"bases": [each.url for each in found], "seconds": crowd.seconds, "ramp": crowd.ramp,
                     "think": think, "seed": 2026}  # fmt: skip
            before = sum(each.processor() for each in found)
            answer = _play(folder, environment, plan, crowd.seconds + _SLACK)
            used = sum(each.processor() for each in found) - before
            megabytes = tuple(each.megabytes() for each in found)
        told = {name: answer[name] for name in ("written", "submitted")}
        checked: Any = inside(folder, environment, "checking", told | {"rounds": plan["rounds"]}, _JOB)
    return Rushed(
        database=database, processes=processes, seconds=answer["seconds"], times=answer["times"], failed=answer["failed"],
        errors=answer["errors"], submitted=answer["submitted"], checked=checked, processor=used, megabytes=megabytes,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grown:
    """A worker's resident memory by requests answered."""

    points: tuple[tuple[int, float], ...]
    seconds: float
    failed: int


def memory(units: int, items: int, points: tuple[int, ...], most: float) -> Grown:
    """Pages in turn through one server on SQLite, a changed figure after each turn, until so many requests are answered."""
    with _place(SQLITE) as (folder, environment):
        asked = {
            "units": units,
            "items": items,
            "clerks": 4,
            "logins": 0,
            "scorers": 4,
            "viewers": 4,
            "cells": [40, 40],
        }
        plan: Any = inside(folder, environment, "planning", asked, _JOB)
        with servers(folder, environment, 1) as (only,):
            plan = _walk(plan, points[-1], most) | {"bases": [only.url]}
            found = [(0, only.megabytes())]
            (folder / "count").write_text("0", encoding="ascii")
            with _playing(folder, environment, plan) as process:
                until = time.monotonic() + most
                while process.poll() is None and time.monotonic() < until:
                    count = _count(folder / "count")
                    if found[-1][0] < points[-1] and count >= points[len(found) - 1]:
                        found.append((points[len(found) - 1], only.megabytes()))
                    time.sleep(_WATCH)
                process.wait(
                    _SLACK
                )  # its own clock started later; it writes its answer when its last pages are in
            answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
            done = sum(len(times) for times in answer["times"].values())
            if len(found) <= len(points):
                found.append((done, only.megabytes()))
    return Grown(tuple(found), answer["seconds"], sum(answer["failed"].values()))


def _walk(plan: dict[str, Any], requests: int, most: float) -> dict[str, Any]:
    """Walkers in place of the crowd: each clerk, scorer and viewer with their own pages; every clerk changes figures as well."""
    heat = [each["page"] for each in plan["viewers"]]
    walkers = []
    for clerk, scorer, viewer in zip(plan["clerks"], plan["scorers"], plan["viewers"], strict=True):
        cells = [[measure, text] for measure, text, _edition in clerk["cells"]]
        own = {"unit": clerk["unit"], "form": clerk["form"], "period": clerk["period"], "cells": cells}
        editions = {measure: edition for measure, _text, edition in clerk["cells"]}
        walkers += [
            own | {"session": clerk["session"], "pages": ["/", clerk["form"], "/me/"], "editions": editions},
            {"session": scorer["session"], "pages": ["/", scorer["matrix"]], "cells": []},
            {
                "session": viewer["session"],
                "pages": ["/", heat[0], heat[0].removesuffix("heat/")],
                "cells": [],
            },
        ]
    return {"walkers": walkers, "requests": requests, "seconds": most, "ramp": 0.5, "think": {"walkers": (0, 0)}, "seed": 1}  # fmt: skip


def _play(folder: Path, environment: Mapping[str, str], plan: dict[str, Any], seconds: float) -> Any:
    with _playing(folder, environment, plan) as process:
        if process.wait(seconds):
            raise SystemExit("the crowd ended badly")
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


@contextmanager
def _playing(
    folder: Path, environment: Mapping[str, str], plan: dict[str, Any]
) -> Iterator[subprocess.Popen[bytes]]:
    """The client's process; it ends with the block."""
    path = folder / "plan.json"
    path.write_text(json.dumps(plan | {"count": str(folder / "count")}, ensure_ascii=False), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.web.client", str(path), str(folder / "answer.json")]
    with subprocess.Popen(command, env=environment) as process:
        try:
            yield process
        finally:
            process.terminate()


@contextmanager
def _place(database: str) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder of data that goes away, and the environment that names its database."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="kaohe-rush-")))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
        environment.pop("DATABASE_URL", None)
        own = programs()
        if database == POSTGRESQL and own is not None:
            environment["DATABASE_URL"] = stack.enter_context(server(own, lasting=True))
        yield folder, environment


def _count(path: Path) -> int:
    text = path.read_text(encoding="ascii")
    return int(text) if text.isdigit() else 0


__all__ = ["Crowd", "Grown", "Rushed", "Server", "configurations", "memory", "rush"]
