"""A piece of work inside Django, in a process of its own: `python -m benchmarks.web.inside FOLDER JOB < asked.json > answer.json`.

JOB is a module of this package with `run(asked)`. The folder is the application's; DATABASE_URL holds as it does for `kaohe serve`.
"""

import importlib
import json
import os
import sys
from pathlib import Path

from kaohe.web.config.environment import HOSTS
from kaohe.web.serving import set_up

JOBS = ("planning", "checking", "pages", "rescoring")


def main() -> None:
    """Set Django up, do the work, print its answer."""
    folder, job = sys.argv[1:]
    if job not in JOBS:
        raise SystemExit(f"{job}: one of {', '.join(JOBS)}")
    os.environ[HOSTS] = "localhost,127.0.0.1,testserver"
    set_up(Path(folder))
    asked = json.loads(sys.stdin.read() or "{}")
    answer = importlib.import_module(f"benchmarks.web.{job}").run(asked)
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
