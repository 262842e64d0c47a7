"""Papers written in the background."""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.core import Problem, Refused
from kaohe.reports.material import Material
from kaohe.reports.results_book import write_results_book
from kaohe.reports.results_page import write_results_page
from kaohe.reports.writing import write_papers
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.results.models import Paper
from kaohe.web.results.papers import EXTRAS, PAGE, WORKBOOK, kinds_named, material_for, unit_of
from kaohe.web.results.storing import keep
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.jobs import Told, work
from kaohe.web.tasks.models import Job
from kaohe.web.tasks.monthly_library import plan_of
from kaohe.web.tasks.monthly_papers import MONTHLY, write_monthly


@dataclass(frozen=True, slots=True)
class _File:
    """A written file and what it is called."""

    kind: str
    name: str
    path: Path


@work("papers.write")
def write(job: Job, told: Told) -> dict[str, object]:
    """Write papers into a folder of the job's own (an interrupted job goes on there), put them away, and list them, all at once."""
    assert job.round is not None
    material, problems = material_for(job.round)
    folder = Path(settings.MEDIA_ROOT) / "papers" / f"job-{job.pk}"
    names: list[str] = job.asked["kinds"]
    plan = plan_of(job.round)
    monthly = [name for name in names if name in MONTHLY] if plan and plan.month else []
    others = kinds_named([name for name in names if name not in monthly])
    written = write_papers(material, others, folder, job.asked["formats"], told=told)
    files = [_named(path, folder) for path in (*written.written, *written.kept)]
    found: list[Problem] = [*problems, *written.problems]
    if plan and monthly:
        paths, told_of = write_monthly(
            job.round, plan, monthly, material.office, material.scheme, folder, job.asked["formats"], told
        )
        files += [_named(path, folder) for path in paths]
        found += told_of
    files += _extras(names, material, folder, told)
    listed = _put_away(job.round, files, material, job.by)
    shutil.rmtree(folder, ignore_errors=True)
    return {
        "url": reverse("results:papers", args=[job.round.pk]) + f"?job={job.pk}",
        "words": _("写好 %(count)s 个文件。") % {"count": len(listed)},
        "problems": [problem.as_json() for problem in dict.fromkeys(found)],
    }


def _named(path: Path, folder: Path) -> _File:
    """A kind of one paper lies in the folder itself, others in a folder of the kind's name."""
    parts = path.relative_to(folder).parts
    return _File(parts[0] if len(parts) > 1 else path.stem, path.stem, path)


def _extras(names: list[str], material: Material, folder: Path, told: Told) -> Iterator[_File]:
    for name in EXTRAS:
        if name not in names or material.result is None:
            continue
        told(0, 0, name)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.{EXTRAS[name][1]}"
        if name == WORKBOOK:
            write_results_book(path, material.result, material.facts, material.units)
        elif name == PAGE:
            write_results_page(path, material)
        yield _File(name, name, path)


def _put_away(round: Round, files: list[_File], material: Material, by: User) -> list[Paper]:
    """Files first, rows after; what is written anew takes the place of what bore its name."""
    if not files:
        raise Refused("paper.nothing-written", _("选的文书现在都写不出来：还缺要写的内容。"))
    provisional = bool(material.result and material.result.provisional)
    stored = []
    for file in files:
        data = file.path.read_bytes()
        path, sha256 = keep(data, "papers", file.path.suffix[1:])
        stored.append((file, {"path": path, "sha256": sha256, "size": len(data)}))
    with transaction.atomic():
        rows = [
            Paper.objects.update_or_create(
                round=round, kind=file.kind, name=file.name, format=file.path.suffix[1:],
                defaults={**where, "unit": unit_of(round, file.kind, file.name), "by": by,
                          "provisional": provisional and _of_result(file.kind)},
            )[0]
            for file, where in stored
        ]  # fmt: skip
        kinds = "、".join(dict.fromkeys(file.kind for file in files))
        record("paper.written", by=by, subject=round.title, round=round.pk, kinds=kinds)
    return rows


def _of_result(name: str) -> bool:
    return name in EXTRAS or any(kind.of_result for kind in kinds_named([name]))


def key_of(round: Round, token: str) -> str:
    """One press, one job: the page gives each form a token of its own."""
    return f"papers-{round.pk}-{hashlib.sha256(token.encode()).hexdigest()[:40]}"
