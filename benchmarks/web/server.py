"""A real `kaohe serve` on a folder that goes away, watched through /proc; and DATABASE_URL's server where one is wanted."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

KAOHE = (sys.executable, "-c", "from kaohe.cli.main import main; main()")
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Server:
    """One process: where it answers, and what it has used so far."""

    url: str
    pid: int

    def megabytes(self) -> float:
        """Resident memory now."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))

    def processor(self) -> float:
        """Seconds of the processor, from its start."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


@contextmanager
def servers(folder: Path, environment: Mapping[str, str], count: int) -> Iterator[list[Server]]:
    """So many processes on one folder and database; the first works off the jobs. They end with the block."""
    with ExitStack() as stack:
        found = []
        for number in range(count):
            options = ["--no-jobs"] if number else []
            found.append(stack.enter_context(_serving(folder, environment, options)))
        yield found


@contextmanager
def _serving(folder: Path, environment: Mapping[str, str], options: list[str]) -> Iterator[Server]:
    command = [*KAOHE, "serve", "--folder", str(folder), "--port", "0", "--json", *options]
    log = (folder / f"server{len(list(folder.glob('server*.log')))}.log").open("wb")
    with log, subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log) as process:
        try:
            assert process.stdout is not None
            yield Server(_url(process.stdout), process.pid)
        finally:
            process.terminate()
            try:
                process.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()


def _url(lines: Iterator[bytes]) -> str:
    """Where it says it is to be reached."""
    for line in lines:
        told = json.loads(line)
        if urls := told.get("urls"):
            return str(urls[0]).rstrip("/")
    raise SystemExit("kaohe serve did not start; its log is in the folder of data")


def inside(folder: Path, environment: Mapping[str, str], job: str, asked: object, seconds: float) -> object:
    """A job of `inside.py`; what it answers."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "benchmarks.web.inside", str(folder), job]
    done = subprocess.run(
        command, env=environment, input=json.dumps(asked), stdout=subprocess.PIPE, text=True, timeout=seconds, check=True
    )  # fmt: skip
    sys.stderr.write(f"  {job}: {time.monotonic() - begun:.1f} s\n")
    answer: object = json.loads(done.stdout)
    return answer
