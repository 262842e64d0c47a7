"""A worker that is killed in the middle of a job: the next one takes the job up again and ends it."""

import os
import subprocess
import sys
import time
from pathlib import Path

WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from threading import Event, Timer
from kaohe.web.serving import set_up
home = Path(sys.argv[1])
set_up(home)
from kaohe.web import serving_start
from kaohe.web.accounts.models import User
from kaohe.web.tasks import jobs
from kaohe.web.tasks.jobs_worker import work_until
jobs.SILENCE = timedelta(seconds=3)

@jobs.work("slow")
def slow(job, told):
    with (home / "runs").open("a") as runs:
        runs.write("run\\n")
    for number in range(100):
        told(number, 100, "slowly")
        time.sleep(0 if job.attempts > 1 else 0.1)
    return {"attempts": job.attempts}

if sys.argv[2] == "press":
    serving_start.migrate()
    by = User.objects.create_user("office", "office")
    jobs.start("slow", key="once", title="slow", asked={}, by=by)
elif sys.argv[2] == "work":
    stop = Event()
    Timer(60, stop.set).start()
    work_until(stop)
else:
    job = jobs.Job.objects.get()
    print(job.state, job.attempts, job.done, flush=True)
"""


def environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KAOHE_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    kept.pop("DATABASE_URL", None)
    return kept


def command(home: Path, what: str) -> list[str]:
    return [sys.executable, "-c", WORKER, str(home), what]


def asked(home: Path, what: str) -> list[str]:
    done = subprocess.run(command(home, what), env=environment(), capture_output=True, text=True, check=True)
    return done.stdout.split()


def wait_until(home: Path, state: str, seconds: float = 60) -> list[str]:
    until = time.monotonic() + seconds
    while (said := asked(home, "look"))[0] != state or (state == "running" and said[2] == "0"):
        assert time.monotonic() < until, said
        time.sleep(0.2)
    return said


def test_a_killed_job_is_taken_up_again(tmp_path: Path) -> None:
    home = tmp_path / "data"
    asked(home, "press")
    first = subprocess.Popen(command(home, "work"), env=environment())
    try:
        wait_until(home, "running")
    finally:
        first.kill()
        first.wait()
    assert asked(home, "look")[:2] == ["running", "1"]
    second = subprocess.Popen(command(home, "work"), env=environment())
    try:
        assert wait_until(home, "done")[1] == "2"
    finally:
        second.kill()
        second.wait()
    assert (home / "runs").read_text().count("run") == 2
