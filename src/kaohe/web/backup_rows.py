"""The rows of the database as lines of JSON, the same whatever the engine: out, in, and their hash."""

import datetime
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.apps import apps
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

LEFT_OUT = frozenset({"auth", "axes", "contenttypes", "django_tasks", "django_tasks_database", "sessions"})
"""Apps whose rows are made anew (sessions, the queue, attempts to log in) or by the migrations themselves."""
_BATCH = 400


class _Exact(DjangoJSONEncoder):
    """Moments to the microsecond, in UTC: the trail's hashes are over them. Django's own encoder cuts them short."""

    def default(self, o: Any) -> Any:
        if isinstance(o, datetime.datetime):
            return o.astimezone(datetime.UTC).isoformat()
        return super().default(o)


def tables() -> list[type[Model]]:
    """Everything that is kept, in a stated order: apps as they are installed, models as they are written."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    ]


@contextmanager
def snapshot() -> Iterator[None]:
    """All rows as of one moment, while others go on writing."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        connection.ensure_connection()
        kept = connection.transaction_mode  # type: ignore[attr-defined]
        try:
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = kept  # type: ignore[attr-defined]


def lines_of(model: type[Model]) -> Iterator[bytes]:
    """One line a row, by primary key; names sorted, so that the same row is the same line everywhere."""
    fields = [field.name for field in model._meta.local_fields]
    rows = model._base_manager.order_by("pk").iterator(chunk_size=_BATCH)
    for batch in _batches(rows):
        stream = io.StringIO()
        serializers.serialize(
            "jsonl", batch, stream=stream, fields=fields, cls=_Exact, sort_keys=True, ensure_ascii=True
        )
        yield stream.getvalue().encode("ascii")


def digest_of(model: type[Model]) -> str:
    """SHA-256 over all rows."""
    digest = hashlib.sha256()
    for lines in lines_of(model):
        digest.update(lines)
    return digest.hexdigest()


def put(model: type[Model], stream: IO[bytes]) -> int:
    """Insert the rows as they are, moments and numbers included; how many. Foreign keys are checked when the transaction ends."""
    text = io.TextIOWrapper(stream, encoding="ascii", newline="\n")
    count = 0
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    size = connection.ops.bulk_batch_size(fields, [None] * _BATCH)
    for batch in _batches(serializers.deserialize("jsonl", text), min(_BATCH, size)):
        rows = [each.object for each in batch]
        # As a model saves itself raw, many at a time: nothing is set to today, nothing computed, no signal sent.
        model._base_manager._insert(rows, fields=fields, using="default", raw=True)  # type: ignore[attr-defined]
        count += len(rows)
    return count


def reset_numbers(models: Iterable[type[Model]]) -> None:
    """PostgreSQL counts on from the greatest number that was put in; SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(models)):
            cursor.execute(statement)


def migrations() -> dict[str, list[str]]:
    """Which migrations of the kept apps the database has seen."""
    kept = {model._meta.app_label for model in tables()}
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        if app in kept:
            found.setdefault(app, []).append(name)
    return found


def name_of(model: type[Model]) -> str:
    return model._meta.label_lower


def canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _batches(rows: Iterable[Any], size: int = _BATCH) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= size:
            yield batch
            batch = []
    if batch:
        yield batch
