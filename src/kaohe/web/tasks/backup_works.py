"""Backups from the browser: the work, and the files that lie ready in the folder of data."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.backup import PREFIX, SUFFIX, backup, default_name, forget_old
from kaohe.web.tasks.jobs import Told, work
from kaohe.web.tasks.models import Job

KIND = "backup"
KEPT = 10
"""Backups made in the browser; older ones go."""
_NAME = re.compile(rf"{PREFIX}\d{{8}}-\d{{6}}{re.escape(SUFFIX)}")


@dataclass(frozen=True, slots=True)
class Kept:
    """One backup that lies ready."""

    name: str
    size: int
    at: datetime


def folder() -> Path:
    return Path(settings.HOME) / "backups"


def kept() -> list[Kept]:
    """The newest first."""
    found = [path for path in folder().glob("*") if _NAME.fullmatch(path.name)]
    return [
        Kept(path.name, path.stat().st_size, datetime.fromtimestamp(path.stat().st_mtime, UTC))
        for path in sorted(found, reverse=True)
    ]


def path_of(name: str) -> Path:
    """A backup by its name; 404 where it is none of ours."""
    path = folder() / name
    if _NAME.fullmatch(name) is None or not path.is_file():
        raise Http404
    return path


@work(KIND)
def make(job: Job, told: Told) -> dict[str, object]:
    """Write one. A run that was interrupted has left nothing behind."""
    name = default_name()
    backup(folder() / name, by=job.by, told=told)
    forget_old(folder(), KEPT)
    words = _("写成了 %(name)s。") % {"name": name}
    return {"url": reverse("tasks:backups"), "words": words, "label": _("去下载")}
