"""Writing the trail, and checking that nobody has touched it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kaohe.web.accounts.models import User
from kaohe.web.audit.models import Event
from kaohe.web.audit.sentences import SENTENCES

_LOCK = 0x4B414F48
"""The number of PostgreSQL's lock that writers of the trail queue at."""


def record(
    code: str, *, by: User | None, subject: str = "", round: int = 0, unit: str = "", **data: Any
) -> Event:
    """Add one event within the transaction of what it tells of: both are kept, or neither.

    `data` fills the code's sentence and is kept as JSON. A code without a sentence is a bug.
    """
    if code not in SENTENCES:
        raise KeyError(f"no sentence for the event {code}")
    if not connection.in_atomic_block:
        raise RuntimeError(f"{code} recorded outside a transaction")
    _queue()
    last = Event.objects.order_by("-number").values_list("number", "digest").first()
    number, previous = (last[0] + 1, last[1]) if last else (1, "")
    event = Event(
        number=number,
        at=timezone.now(),
        actor=by.username if by else "",
        actor_name=by.name if by else "",
        code=code,
        subject=subject[:300],
        round=round,
        unit=unit,
        data=json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        previous=previous,
    )
    event.digest = digest_of(event)
    event.save(force_insert=True)
    return event


def _queue() -> None:
    """One writer at a time: SQLite has only one; PostgreSQL is asked to wait until this transaction ends."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def digest_of(event: Event) -> str:
    """SHA-256 over everything that the event says, and over the one before it."""
    parts = [
        event.number,
        event.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        event.actor,
        event.actor_name,
        event.code,
        event.subject,
        event.round,
        event.unit,
        event.data,
        event.previous,
    ]
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()


def broken_links() -> Iterator[tuple[int, str]]:
    """The trail read from its beginning: every number at which it does not hold, with what is wrong there."""
    expected, previous = 1, ""
    for event in Event.objects.order_by("number").iterator(chunk_size=2000):
        if event.number != expected:
            yield expected, f"第 {expected} 号到第 {event.number - 1} 号不见了"
        elif event.previous != previous:
            yield event.number, "与上一条接不上"
        if digest_of(event) != event.digest:
            yield event.number, "内容被改动过"
        expected, previous = event.number + 1, event.digest


def sentence(event: Event) -> str:
    """The event in words."""
    data: Mapping[str, Any] = json.loads(event.data)
    words = {"subject": event.subject, **data}
    return SENTENCES[event.code].format_map(_Lenient(words))


class _Lenient(dict[str, Any]):
    """An old event may lack a word that its sentence has come to have since."""

    def __missing__(self, key: str) -> str:
        return f"（{key}）"


@transaction.atomic
def record_now(code: str, *, by: User | None, **data: Any) -> Event:
    """An event that stands alone (a log-in, say), in a transaction of its own."""
    return record(code, by=by, **data)
