"""Time commands as whole processes, from a process so small that its own memory does not count.

    python benchmarks/measure.py RUNS COMMAND… [-- COMMAND…]…

prints JSON: for each command [[seconds, peak MB, seconds of the processor], …]. Several commands run in turn, A B C A B C …, so that what else
the machine does falls on all of them; the first round is not counted.

(A child's peak memory, as Linux accounts for it, begins with its parent's; so the parent must be small.)
"""

import json
import os
import sys
import time

BETWEEN = "--"


def main() -> None:
    runs = int(sys.argv[1])
    commands: list[list[str]] = [[]]
    for word in sys.argv[2:]:
        if word == BETWEEN:
            commands.append([])
        else:
            commands[-1].append(word)
    figures: list[list[tuple[float, float, float]]] = [[] for _ in commands]
    for _ in range(runs + 1):
        for command, found in zip(commands, figures, strict=True):
            found.append(once(command))
    json.dump([found[1:] for found in figures], sys.stdout)


def once(command: list[str]) -> tuple[float, float, float]:
    """Seconds, peak memory and seconds of the processor of one run."""
    nothing = os.open(os.devnull, os.O_RDWR)
    begun = time.perf_counter()
    actions = [(os.POSIX_SPAWN_DUP2, nothing, stream) for stream in (0, 1, 2)]
    child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    taken = time.perf_counter() - begun
    os.close(nothing)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    return taken, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
