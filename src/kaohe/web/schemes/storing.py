"""Files below MEDIA_ROOT: named by their hash, written whole or not at all, never twice."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

ORIGINALS, PAGES = "documents", "document-pages"


def keep(data: bytes, folder: str) -> tuple[str, str]:
    """Store the bytes; the path below MEDIA_ROOT, and their SHA-256. What is there already is left as it is."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = f"{folder}/{sha256[:2]}/{sha256}"
    place = absolute(path)
    if not place.is_file():
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".part", dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(place)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return path, sha256


def absolute(path: str) -> Path:
    """Where a stored file lies."""
    return Path(settings.MEDIA_ROOT) / path


def forget(path: str) -> None:
    """Take a stored file away; nothing where there is none."""
    absolute(path).unlink(missing_ok=True)
