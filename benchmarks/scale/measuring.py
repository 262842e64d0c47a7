"""Runs engines on material, holds their answers together, and only then times them."""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.scale.compare import Wrong, wrong_in
from benchmarks.scale.contenders import Contender
from benchmarks.scale.material import Paths
from benchmarks.timing import Timing, whole_commands


@dataclass(frozen=True, slots=True)
class Measured:
    """One engine at one size: the whole process, seconds by phase (apart), and what it got wrong."""

    contender: Contender
    units: int
    items: int
    whole: Timing
    phases: Mapping[str, Timing]
    wrong: Wrong

    @property
    def compute(self) -> float:
        """Seconds of computing alone; for an engine that says how long it compiled, with compiling."""
        return sum(self.phases[phase].median for phase in ("compile", "compute") if phase in self.phases)

    @property
    def a_second(self) -> float:
        """Units computed in a second."""
        return self.units / self.compute


@dataclass(frozen=True, slots=True)
class Bench:
    """A folder to work in, how often everything is run, and the material that is scored."""

    folder: Path
    runs: int
    paths: Paths
    units: int
    items: int

    def once(self, contender: Contender) -> float:
        """Run an engine once for its answers; seconds of its phases, without the start of the process, which does not grow."""
        done = subprocess.run(self._command(contender), capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{contender.module}: {done.stderr}")
        phases: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
        return sum(phases.values())

    def out(self, contender: Contender) -> Path:
        """Where an engine's answers are."""
        return self.folder / f"{contender.module}.parquet"

    def compared(self, contenders: Sequence[Contender], right: Contender) -> dict[Contender, Wrong]:
        """What each got wrong, beside the answers of `right`; an exact engine that got anything wrong ends the run."""
        found = {each: wrong_in(self.out(each), self.out(right), self.items) for each in contenders}
        for contender, wrong in found.items():
            if contender.exact and not wrong.nothing:
                raise SystemExit(
                    f"{contender.module} does not agree with {right.module}; nothing is timed: {wrong}"
                )
        return found

    def timed(self, found: Mapping[Contender, Wrong]) -> list[Measured]:
        """Whole processes in turn; then those that stream, in turn, with their phases apart."""
        contenders = list(found)
        wholes = whole_commands([self._command(each, "whole") for each in contenders], self.runs)
        streaming = [each for each in contenders if each.streams]
        if streaming:
            whole_commands([self._command(each, "apart") for each in streaming], self.runs)
        return [
            Measured(each, self.units, self.items, whole, self._phases(each), found[each])
            for each, whole in zip(contenders, wholes, strict=True)
        ]

    def wholes(self, contenders: Sequence[Contender]) -> list[Timing]:
        """Whole processes in turn, and nothing else."""
        return whole_commands([self._command(each) for each in contenders], self.runs)

    def _command(self, contender: Contender, phases: str = "") -> list[str]:
        paths = self.paths
        command = [sys.executable, "-m", f"benchmarks.scale.{contender.module}", str(paths.facts)]
        command += [str(paths.units), str(self.out(contender)), "--items", str(self.items)]
        if phases:
            command += ["--phases", str(self._phase_file(contender, phases))]
        return [*command, "--apart"] if phases == "apart" else command

    def _phase_file(self, contender: Contender, phases: str) -> Path:
        return self.folder / f"{contender.module}.{phases}.jsonl"

    def _phases(self, contender: Contender) -> dict[str, Timing]:
        """Seconds by phase over the runs; the first, which is not counted, left out."""
        file = self._phase_file(contender, "apart" if contender.streams else "whole")
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()][1:]
        return {phase: Timing.of([line[phase] for line in lines]) for phase in lines[0]}
