"""Accidents on the way: a table of Spark's that, while its rows are read, has processes killed around it."""

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

PEACE, WORKERS, EXECUTOR = "peace", "workers", "executor"


def endangered(rows: "DataFrame", markers: Path, victims: str, at: frozenset[int]) -> "DataFrame":
    """The same rows. Every reading of a part takes the next number, in a file of `markers`; at these numbers, after the first
    batch has gone on its way, the Python workers of the executor are killed, or the executor itself.
    """
    plain = rows.toDF(*(f"c{number}" for number in range(len(rows.columns))))
    return plain.mapInArrow(_trap(str(markers), victims, at), plain.schema).toDF(*rows.columns)


def _trap(markers: str, victims: str, at: frozenset[int]) -> Callable[[Iterable[Any]], Iterator[Any]]:
    """A function that Spark sends as it is: the workers do not know this module, so that all it needs stands inside."""

    def trap(batches: Iterable[Any]) -> Iterator[Any]:
        def parent(process: int) -> int:
            return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])

        def children(process: int) -> list[int]:
            every = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
            found = []
            for each in every:
                try:
                    if parent(each) == process:
                        found.append(each)
                except OSError:  # it has ended meanwhile
                    continue
            return found

        number = 1
        while True:
            try:
                os.close(os.open(f"{markers}/{number}", os.O_CREAT | os.O_EXCL))
                break
            except FileExistsError:
                number += 1
        for position, batch in enumerate(batches):
            yield batch
            if position == 0 and number in at:
                daemon = os.getppid()  # the parent of all Python workers, and the child of the executor
                if b"pyspark.daemon" in Path(f"/proc/{daemon}/cmdline").read_bytes():
                    doomed = [parent(daemon)] if victims == "executor" else []
                    for process in [*doomed, *children(daemon)]:
                        if process != os.getpid():
                            os.kill(process, signal.SIGKILL)
                os.kill(os.getpid(), signal.SIGKILL)

    return trap
