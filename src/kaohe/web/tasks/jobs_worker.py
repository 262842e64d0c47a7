"""The worker: takes jobs from the queue, one after another, in a thread of the server or in a process of its own."""

import logging
import time
from datetime import timedelta
from threading import Event

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from kaohe.web.tasks.jobs import take_up
from kaohe.web.tasks.monthly_turning import end_what_is_over

_LOOK = 0.5
"""Seconds between two looks into an empty queue."""
_ROUNDS = 15
"""Seconds between two searches for jobs that lost their process."""
_KEPT = timedelta(days=7)
_log = logging.getLogger("kaohe.jobs")


def work_until(stop: Event) -> None:
    """Work jobs off until told to stop; the one in hand is finished first. A database that is away is waited for."""
    forget_old()
    searched = 0.0
    while not stop.is_set():
        try:
            close_old_connections()
            if time.monotonic() - searched > _ROUNDS:
                take_up()
                end_what_is_over()
                searched = time.monotonic()
            # A look costs nothing; taking a task asks for the whole database on SQLite.
            if DBTaskResult.objects.ready().filter(backend_name="default").exists():
                _take_one()
                continue
        except DatabaseError:
            _log.exception("the worker cannot reach the database")
            connection.close()
            stop.wait(5)
        stop.wait(_LOOK)
    connection.close()


def _take_one() -> None:
    Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=1,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    ).run()


def forget_old() -> None:
    """Rows of the queue that are over are of no use for long; jobs themselves stay."""
    DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - _KEPT).delete()
