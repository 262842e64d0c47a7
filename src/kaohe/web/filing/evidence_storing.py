"""Files of evidence below MEDIA_ROOT, each under its own hash: the same file lies there once, however often it is used.

A file has no extension there and is never run or served by its path. It is whole or not there: written beside its place first.
"""

import hashlib
import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.http import Http404

from kaohe.web.filing.models import Evidence

FOLDER = "evidence"


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def keep(data: bytes) -> tuple[str, str]:
    """Put the bytes where their hash says. Returns the hash and the path below MEDIA_ROOT."""
    digest = digest_of(data)
    path = f"{FOLDER}/{digest[:2]}/{digest}"
    place = Path(settings.MEDIA_ROOT) / path
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f"{digest}.{uuid4().hex}.part")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, settings.FILE_UPLOAD_PERMISSIONS)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    return digest, path


def file_of(evidence: Evidence) -> Path:
    """Where the file lies; 404 where it is gone or the path leads elsewhere."""
    root = Path(settings.MEDIA_ROOT).resolve()
    place = (root / evidence.path).resolve()
    if not place.is_relative_to(root / FOLDER) or not place.is_file():
        raise Http404
    return place


def content_of(evidence: Evidence) -> bytes:
    """The bytes. Where they are not those that were kept, that is a bug or somebody's doing: not shown."""
    data = file_of(evidence).read_bytes()
    if digest_of(data) != evidence.sha256:
        raise Http404
    return data
