"""An installation brought back from a backup: checked before anything is touched, put in whole or not at all, checked again."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from kaohe.core import Refused
from kaohe.web.audit.recording import broken_links, record
from kaohe.web.backup import FILES, FORMAT, HEAD, ROWS
from kaohe.web.backup_rows import digest_of, migrations, name_of, put, reset_numbers, tables
from kaohe.web.serving_start import has_people, migrate
from kaohe.web.tasks.jobs import begin_again

_CHUNK = 1024 * 1024
ASIDE = "before-restore"


def restore(source: Path, *, force: bool) -> dict[str, Any]:
    """Bring everything back; the backup's head. Refused where there is something already, unless forced: then that is put aside
    (files, and the database where it is a file) or replaced (PostgreSQL).
    """
    with _opened(source) as archive:
        head = _checked(archive)
        aside = _make_room(force)
        root = Path(settings.MEDIA_ROOT)
        fresh = root.with_name(f"{root.name}.restoring")
        try:
            _unpack(archive, head, fresh)
            with transaction.atomic():
                if force and connection.vendor == "postgresql":
                    _drop_tables()
                    call_command("migrate", verbosity=0, interactive=False)
                _put_rows(archive, head)
                _put_right()
            if root.is_dir():
                root.rmdir()
            fresh.rename(root)
        except BaseException:
            shutil.rmtree(fresh, ignore_errors=True)
            if aside is not None:
                _bring_back(aside)
            raise
    return head


def _opened(source: Path) -> zipfile.ZipFile:
    if not source.is_file():
        raise Refused("backup.no-file", f"没有找到备份文件 {source}。请核对路径。")
    try:
        return zipfile.ZipFile(source)
    except zipfile.BadZipFile:
        raise _damaged(source.name) from None


def _damaged(what: str) -> Refused:
    return Refused("backup.damaged", f"备份文件坏了（{what}），什么也没有动。请换一份备份。")


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    """The head, after every part was held against its hash."""
    try:
        head: dict[str, Any] = json.loads(archive.read(HEAD))
    except (KeyError, ValueError, zipfile.BadZipFile):
        raise _damaged(HEAD) from None
    if head.get("format") != FORMAT:
        raise Refused("backup.other-format", "这份备份不是这个版本写得出的格式。请用写它的版本恢复。")
    for folder, parts in ((ROWS, head["rows"]), (FILES, head["files"])):
        for name, said in parts.items():
            inside = f"{folder}/{name}.jsonl" if folder == ROWS else f"{folder}/{name}"
            path = PurePosixPath(inside)
            try:
                digest = hashlib.sha256()
                with archive.open(inside) as part:
                    while chunk := part.read(_CHUNK):
                        digest.update(chunk)
            except (KeyError, zipfile.BadZipFile, EOFError, OSError):
                raise _damaged(inside) from None
            if (
                path.is_absolute()
                or ".." in path.parts
                or "\\" in inside
                or digest.hexdigest() != said["sha256"]
            ):
                raise _damaged(inside)
    return head


def _make_room(force: bool) -> Path | None:
    """An empty database with its tables, and no files; where what was there has been put."""
    aside: Path | None = None
    if force:
        aside = Path(settings.HOME) / f"{ASIDE}-{timezone.localtime():%Y%m%d-%H%M%S}"
        _put_aside(aside)
    elif _holds_something():
        raise Refused(
            "backup.not-empty",
            "这里已经有数据了，没有恢复。请用 --folder 换一个空文件夹；确实要换掉现有的，加 --force（现有的会先移到一边）。",
        )
    if not (force and connection.vendor == "postgresql"):
        migrate()
    return aside


def _holds_something() -> bool:
    files = Path(settings.MEDIA_ROOT)
    return has_people() or (files.is_dir() and any(files.iterdir()))


def _put_aside(aside: Path) -> None:
    """Files, and the database where it is a file. PostgreSQL's tables are replaced in the transaction of the restoring."""
    connections.close_all()
    aside.mkdir(parents=True)
    for path in _places():
        if path.exists():
            path.rename(aside / path.name)


def _bring_back(aside: Path) -> None:
    connections.close_all()
    for path in _places():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
        if (aside / path.name).exists():
            (aside / path.name).rename(path)
    shutil.rmtree(aside, ignore_errors=True)


def _places() -> list[Path]:
    files = Path(settings.MEDIA_ROOT)
    if connection.vendor != "sqlite":
        return [files]
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    return [files, *(database.with_name(database.name + ending) for ending in ("", "-wal", "-shm"))]


def _drop_tables() -> None:
    """Every table and trigger function of this schema: the guards of the trail go with their tables, and come back with them."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(name)} CASCADE")
        cursor.execute(
            "SELECT proname FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace"
            " WHERE nspname = current_schema() AND prorettype = 'trigger'::regtype"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP FUNCTION {connection.ops.quote_name(name)}() CASCADE")


def _unpack(archive: zipfile.ZipFile, head: dict[str, Any], fresh: Path) -> None:
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    for name in head["files"]:
        target = fresh / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(f"{FILES}/{name}") as part, target.open("wb") as out:
            shutil.copyfileobj(part, out, _CHUNK)
        target.chmod(settings.FILE_UPLOAD_PERMISSIONS or 0o600)


def _put_rows(archive: zipfile.ZipFile, head: dict[str, Any]) -> None:
    """All rows, then every table's hash against the backup's: what comes out again is what went in, to the letter."""
    if head["migrations"] != migrations():
        raise Refused(
            "backup.other-version",
            f"备份是 {head['program']} 版写的，数据表和现在的版本不一样。请先装那个版本恢复，再升级。",
        )
    kept = tables()
    for model in kept:
        with archive.open(f"{ROWS}/{name_of(model)}.jsonl") as part:
            put(model, part)
    reset_numbers(kept)
    for model in kept:
        if digest_of(model) != head["rows"][name_of(model)]["sha256"]:
            raise Refused(
                "backup.not-the-same", f"恢复出来的数据和备份不一样（{name_of(model)}），没有恢复。"
            )
    if broken := list(broken_links()):
        raise Refused(
            "backup.trail-broken", f"备份里的留痕接不上（第 {broken[0][0]} 号：{broken[0][1]}），没有恢复。"
        )


def _put_right() -> None:
    """Jobs that were under way are done again; the trail goes on."""
    begin_again()
    record("backup.restored", by=None)
