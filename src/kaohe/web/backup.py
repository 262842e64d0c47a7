"""Everything of an installation in one file, from which it comes back on either database: rows, uploaded files, hashes of all.

The archive: `backup.json` (what it is, with the hash of every part), `rows/<model>.jsonl`, `files/…` as below MEDIA_ROOT. Not in it: the
key of sessions, sessions themselves, and what is made anew. It holds passwords' hashes and everything people entered: keep it safe.
"""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from kaohe import __version__
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record_now
from kaohe.web.backup_rows import canonical, lines_of, migrations, name_of, snapshot, tables

FORMAT = 1
HEAD, ROWS, FILES = "backup.json", "rows", "files"
PREFIX, SUFFIX = "kaohe-", ".zip"
_CHUNK = 1024 * 1024
Telling = Callable[[int, int, str], None]


def default_name() -> str:
    """By the moment: kaohe-20260305-093000.zip."""
    return f"{PREFIX}{timezone.localtime():%Y%m%d-%H%M%S}{SUFFIX}"


def backup(
    target: Path, *, by: User | None, told: Telling = lambda _done, _total, _words: None
) -> dict[str, Any]:
    """Write a backup, whole or not at all, readable by its owner alone; returns its head. The trail tells of it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            head = _write(stream, told)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    record_now("backup.made", by=by)
    return head


def _write(stream: IO[bytes], told: Telling) -> dict[str, Any]:
    head: dict[str, Any] = {
        "format": FORMAT,
        "program": __version__,
        "at": timezone.localtime().isoformat(timespec="seconds"),
        "engine": connection.vendor,
        "rows": {},
        "files": {},
    }
    told(0, 0, "读出数据")
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        with snapshot():
            head["migrations"] = migrations()
            for model in tables():
                name = name_of(model)
                with archive.open(f"{ROWS}/{name}.jsonl", "w", force_zip64=True) as part:
                    head["rows"][name] = _pour(part, lines_of(model))
        # Files are named by what is in them and never change: those that the rows name are there still.
        found = list(_files())
        for number, path in enumerate(found):
            told(number, len(found), "收集文件")
            relative = path.relative_to(settings.MEDIA_ROOT).as_posix()
            # One of a job's own folder may go while its neighbours are copied.
            with suppress(FileNotFoundError), path.open("rb") as source:
                chunks = iter(partial(source.read, _CHUNK), b"")
                with archive.open(f"{FILES}/{relative}", "w", force_zip64=True) as part:
                    head["files"][relative] = _pour(part, chunks)
        archive.writestr(HEAD, canonical(head))
    return head


def _files() -> Iterator[Path]:
    """Everything below MEDIA_ROOT that is whole."""
    root = Path(settings.MEDIA_ROOT)
    yield from sorted(path for path in root.rglob("*") if path.is_file() and path.suffix != ".part")


def _pour(part: IO[bytes], chunks: Iterator[bytes]) -> dict[str, Any]:
    """Write everything; its length in bytes and its hash."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        part.write(chunk)
        digest.update(chunk)
        size += len(chunk)
    return {"bytes": size, "sha256": digest.hexdigest()}


def forget_old(folder: Path, keep: int) -> list[Path]:
    """Remove all backups of a folder but the newest; those that were removed. Their names sort by their moments."""
    old = sorted(folder.glob(f"{PREFIX}*{SUFFIX}"), reverse=True)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    return old
