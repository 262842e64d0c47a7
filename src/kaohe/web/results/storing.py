"""Files below MEDIA_ROOT that are named by what is in them: written whole or not at all, and never changed."""

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kaohe.core import Refused

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o600 << 16


def keep(data: bytes, folder: str, suffix: str) -> tuple[str, str]:
    """Put some bytes away; returns the path below MEDIA_ROOT and their SHA-256. What is there already stays as it is."""
    digest = hashlib.sha256(data).hexdigest()
    relative = f"{folder}/{digest[:2]}/{digest}.{suffix}"
    path = kept(relative)
    if path.is_file() and path.stat().st_size == len(data):
        return relative, digest
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return relative, digest


def kept(relative: str) -> Path:
    """Where a stored file lies."""
    return Path(settings.MEDIA_ROOT) / relative


def read_kept(relative: str, digest: str, code: str) -> bytes:
    """A stored file's bytes. Refused where it is gone, or is not what was put there."""
    try:
        data = kept(relative).read_bytes()
    except FileNotFoundError:
        raise Refused(f"{code}-missing", _("文件不见了。请从备份恢复。")) from None
    if hashlib.sha256(data).hexdigest() != digest:
        raise Refused(f"{code}-changed", _("文件与存入时的哈希值不符：被改动或损坏。请从备份恢复。"))
    return data


def zip_folder(folder: Path) -> bytes:
    """A folder as an archive: the same files give the same bytes, whenever and wherever it is made."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return b"".join(zipped((path.relative_to(folder).as_posix(), path) for path in files))


def zipped(files: Iterable[tuple[str, Path]]) -> Iterator[bytes]:
    """Files under these names as an archive without the times of the day, piece by piece: only one file is held at a time."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files:
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            archive.writestr(entry, path.read_bytes())
            yield sink.taken()
    yield sink.taken()


class _Sink(RawIOBase):
    """What an archive is written into when it goes out at once: it cannot be sought in."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self._pieces.append(piece)
        return len(piece)

    def taken(self) -> bytes:
        """What was written since the last time."""
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data
