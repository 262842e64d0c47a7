"""Long work in the background: started by a press, told of by a bar, taken up again where the process died in its middle.

    @work("papers")                                  # in <app>/works.py, which is imported when Django starts
    def write(job: Job, told: Told) -> dict[str, object]:
        for number, kind in enumerate(kinds):
            told(number, len(kinds), str(kind))
        return {"url": reverse(...)}                 # where the page goes on; with "stay": True it shows a link instead

    job = start("papers", key=f"papers-{round.pk}-{round.figures}", title=…, asked={…}, by=user, round=round)
    return redirect("tasks:job", job.pk)

A work may be run again after it was interrupted: it leaves its traces in one transaction, or such that a second run finds them.
"""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Event, Thread
from typing import Any, Final

from django.db import OperationalError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from kaohe.core import Refused
from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import Job, JobState

SILENCE: Final = timedelta(seconds=60)
"""A job that has said nothing for so long has lost its process."""
MOST_ATTEMPTS: Final = 3
_PULSE: Final = 1.0
"""Seconds between two signs of life, and between two steps of the bar."""
_log = logging.getLogger("kaohe.jobs")


class Told:
    """What a work says of its progress. Called as often as one likes: it is written once a second.

    `done` of `total` (0: unknown), and what is being done now. With a pulse it is written by a thread with a connection of its
    own, so that the bar moves while the work is inside a transaction; without one, by the caller.
    """

    def __init__(self, job: Job, pulse: bool) -> None:
        self._mine = Q(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING)
        self._pulse = pulse
        self._last = (0, 0, "")
        self._written = time.monotonic()

    def __call__(self, done: int, total: int, words: str = "") -> None:
        self._last = (done, total, words[:200])
        if not self._pulse and (done >= total or time.monotonic() - self._written > _PULSE):
            self.write()

    def write(self) -> None:
        """The latest that was said, and that the work lives."""
        done, total, words = self._last
        Job.objects.filter(self._mine).update(done=done, total=total, words=words, beat=timezone.now())
        self._written = time.monotonic()


Work = Callable[[Job, Told], Mapping[str, Any]]
WORKS: Final[dict[str, Work]] = {}


def work(kind: str) -> Callable[[Work], Work]:
    """Register what is done for jobs of a kind. It returns the outcome, as JSON."""

    def register(function: Work) -> Work:
        WORKS[kind] = function
        return function

    return register


@transaction.atomic
def start(
    kind: str, *, key: str, title: str, asked: Mapping[str, Any], by: User, round: Round | None = None
) -> Job:
    """The job of this key: a new one, the one that was started by an earlier press, or one that failed, begun anew."""
    if kind not in WORKS:
        raise KeyError(f"no work for jobs of the kind {kind}")
    fields = {"kind": kind, "title": title[:200], "asked": dict(asked), "by": by, "round": round}
    job, made = Job.objects.select_for_update().get_or_create(key=key, defaults=fields)
    if made:
        _enqueue(job)
    elif job.state == JobState.FAILED:
        for name, value in fields.items():
            setattr(job, name, value)
        job.state, job.attempts, job.done, job.total, job.words = JobState.WAITING, 0, 0, 0, ""
        job.outcome, job.problems, job.beat = {}, [], None
        job.save()
        _enqueue(job)
    return job


def run(job_id: int, *, pulse: bool = False) -> None:
    """Do one job that waits or has fallen silent; nothing where somebody else does it or it is over."""
    job = _claim(job_id)
    if job is None:
        return
    told = Told(job, pulse)
    over = Event()
    heart = Thread(target=_beat, args=(told, over), daemon=True) if pulse else None
    if heart is not None:
        heart.start()
    try:
        ended = _attempt(job, told)
    finally:
        over.set()
        if heart is not None:
            heart.join()
    # Who was thought dead and has been replaced meanwhile has nothing to say any more.
    Job.objects.filter(pk=job.pk, attempts=job.attempts, state=JobState.RUNNING).update(
        beat=timezone.now(), **ended
    )


def take_up() -> int:
    """Put jobs that lost their process back into the queue; those that were tried often enough fail. How many were put back."""
    silent = Job.objects.filter(state=JobState.RUNNING, beat__lt=timezone.now() - SILENCE)
    # A job whose row is held is being written to by its own process: it lives.
    found = 0
    with transaction.atomic():
        for job in silent.select_for_update(skip_locked=True):
            if job.attempts >= MOST_ATTEMPTS:
                words = _("中途断了 %(count)s 次，没有做成。请联系系统管理员。")
                job.state, job.words = JobState.FAILED, words % {"count": job.attempts}
                job.save(update_fields=["state", "words"])
                continue
            job.state = JobState.WAITING
            job.save(update_fields=["state"])
            _enqueue(job)
            found += 1
    return found


def begin_again() -> None:
    """After a restoring there is no queue and no worker: what was waiting or under way is put into the queue anew."""
    for job in Job.objects.filter(state__in=(JobState.WAITING, JobState.RUNNING)):
        job.state = JobState.WAITING
        job.save(update_fields=["state"])
        _enqueue(job)


def work_off() -> int:
    """Do everything that waits, here and now: for tests and for commands that have no worker. How many jobs were done."""
    waiting = list(Job.objects.filter(state=JobState.WAITING).order_by("pk").values_list("pk", flat=True))
    for job_id in waiting:
        run(job_id)
    return len(waiting)


@task()
def run_queued(job_id: int) -> None:
    """What lies in the queue."""
    run(job_id, pulse=True)


def _enqueue(job: Job) -> None:
    """Within the transaction of the press: the queue is a table, so both are kept or neither, and workers see it afterwards."""
    run_queued.enqueue(job.pk)


def _claim(job_id: int) -> Job | None:
    """The job, ours from now on; None where it is not to be had."""
    now = timezone.now()
    free = Q(state=JobState.WAITING) | Q(state=JobState.RUNNING, beat__lt=now - SILENCE)
    claimed = Job.objects.filter(free, pk=job_id).update(
        state=JobState.RUNNING, attempts=F("attempts") + 1, beat=now, words="", done=0, total=0
    )
    return Job.objects.select_related("by", "round").get(pk=job_id) if claimed else None


def _attempt(job: Job, told: Told) -> dict[str, Any]:
    """Run the work: the fields that its end changes."""
    try:
        outcome = WORKS[job.kind](job, told)
    except Refused as refused:
        problems = [problem.as_json() for problem in refused.problems]
        return {"state": JobState.FAILED, "words": refused.message[:200], "problems": problems}
    except Exception:
        _log.exception("job %s (%s) failed", job.pk, job.kind)
        words = _("程序出了错，没有做成，什么也没有改动。请把编号 %(number)s 告诉系统管理员。") % {
            "number": job.pk
        }
        return {"state": JobState.FAILED, "words": words}
    return {"state": JobState.DONE, "outcome": dict(outcome), "words": "", "done": F("total")}


def _beat(told: Told, over: Event) -> None:
    """Write what was told, until the work is over, on a connection of this thread."""
    while not over.wait(_PULSE):
        try:
            told.write()
        except OperationalError:
            close_old_connections()  # the database is busy or was restarted; the next beat tries again
    connection.close()
