"""Medians of whole processes and of pieces of work in turn, and what machine it was."""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import BETWEEN


@dataclass(frozen=True, slots=True)
class Timing:
    """Median, least and most of several runs, in seconds; the peak memory of the largest, in MB; and the median of the
    processor's own seconds, which other work on the machine lengthens little."""

    median: float
    least: float
    most: float
    megabytes: float = 0.0
    processor: float = 0.0

    @classmethod
    def of(cls, seconds: Sequence[float], megabytes: float = 0.0, processor: float = 0.0) -> "Timing":
        return cls(statistics.median(seconds), min(seconds), max(seconds), megabytes, processor)

    def __str__(self) -> str:
        return f"{self.median:.2f}（{self.least:.2f}–{self.most:.2f}）"


def whole_commands(commands: Sequence[Sequence[str]], runs: int) -> list[Timing]:
    """Commands as whole processes, in turn, by the operating system's own accounting (`measure.py`)."""
    words = [word for command in commands for word in (BETWEEN, *command)][1:]
    measure = [sys.executable, str(Path(__file__).with_name("measure.py")), str(runs), *words]
    figures = json.loads(subprocess.run(measure, check=True, capture_output=True, text=True).stdout)
    columns = [list(zip(*found, strict=True)) for found in figures]
    return [Timing.of(wall, max(memory), statistics.median(cpu)) for wall, memory, cpu in columns]


def in_turn(first: Callable[[], None], second: Callable[[], None], runs: int) -> tuple[Timing, Timing, float]:
    """Two pieces of work in turn, A B A B …, and the median of the ratios A/B pair by pair."""
    pairs = []
    for _ in range(runs + 1):
        times = []
        for work in (first, second):
            begun = time.perf_counter()
            work()
            times.append(time.perf_counter() - begun)
        pairs.append(times)
    ours, theirs = ([pair[side] for pair in pairs[1:]] for side in (0, 1))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    return Timing.of(ours), Timing.of(theirs), ratio


def machine() -> str:
    """Processor, cores, memory, system and Python of the machine that measured."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [
            line.split(":", 1)[1].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line
        ]
        model = names[0] if names else model
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"
