"""Time a command as a whole process, from a process so small that its own memory does not count.

    python benchmarks/measure.py RUNS COMMAND…      prints JSON: [[seconds, peak MB], …], the first run not counted

(A child's peak memory, as Linux accounts for it, begins with its parent's; so the parent must be small.)
"""

import json
import os
import sys
import time


def main() -> None:
    runs, command = int(sys.argv[1]), sys.argv[2:]
    nothing = os.open(os.devnull, os.O_RDWR)
    figures = []
    for _ in range(runs + 1):
        begun = time.perf_counter()
        actions = [(os.POSIX_SPAWN_DUP2, nothing, stream) for stream in (0, 1, 2)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        figures.append((time.perf_counter() - begun, usage.ru_maxrss / 1024))
        if os.waitstatus_to_exitcode(status):
            sys.exit(f"{' '.join(command)} ended with {os.waitstatus_to_exitcode(status)}")
    json.dump(figures[1:], sys.stdout)


if __name__ == "__main__":
    main()
