"""Exports of ODK's and Kobo's apps taken in as visits: each once, by the key that the app gave it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kaohe.core import Place, Problem, Refused, Severity
from kaohe.facts.units import Units
from kaohe.fieldwork.checklists.exports import Ground, take
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record_now
from kaohe.web.fieldwork.checklists import table_of, teams_of
from kaohe.web.fieldwork.models import Visit
from kaohe.web.fieldwork.places import places_of
from kaohe.web.fieldwork.visits_actions import Outcome, receive_visit
from kaohe.web.filing.evidence_kinds import clean_name
from kaohe.web.rounds.models import Round
from kaohe.web.rounds.states import Thing, require_open

MOST_BYTES = 20 * 1024 * 1024
MOST_FILES = 10


@dataclass(slots=True)
class Taken:
    """What came of an import: how many were new, known, changed; what stood in the way."""

    new: int = 0
    same: int = 0
    changed: int = 0
    problems: list[Problem] = field(default_factory=list)


def import_exports(
    *, round: Round, checklist: Checklist, files: Sequence[UploadedFile[bytes]], above: bool, by: User
) -> Taken:
    """Take in what holds, and say what does not. A visit of which the office has decided stays as it is. `above`: the level above looked."""
    require_open(round, Thing.INSPECTION)
    if not files:
        raise Refused("inspection.no-file", _("还没有选文件。"))
    if len(files) > MOST_FILES or any((file.size or 0) > MOST_BYTES for file in files):
        raise Refused("inspection.too-large", _("文件太多或太大，请分几次导入。"))
    level = table_of(round, checklist.table).level
    units = Units(unit for unit in round.assessed if unit.level == level)
    points = {unit: tuple(names) for unit, names in places_of(round).items()}
    taken = Taken()
    with TemporaryDirectory(prefix="kaohe-") as folder:
        paths = []
        for number, file in enumerate(files, 1):
            inside = Path(folder) / str(number)
            inside.mkdir()
            paths.append(inside / (clean_name(file.name or "") or "export.csv"))
            paths[-1].write_bytes(file.read())
        answers, problems = take(paths, Ground(checklist, units, points, tuple(teams_of(round))))
    taken.problems += problems
    editions = dict(Visit.objects.filter(key__in=[each.id for each in answers]).values_list("key", "edition"))
    for each in answers:
        try:
            arrival = receive_visit(
                round=round,
                checklist=checklist,
                answers=each,
                base=editions.get(each.id, 0),
                by=by,
                source=each.source.file or "导入",
                above=above,
            )
        except Refused as refused:
            place = Place(what=f"{each.unit} {each.place} {each.at[:16]}")
            taken.problems += refused.problems or [
                Problem(refused.code, Severity.ERROR, refused.message, "", (place,))
            ]
            continue
        taken.new += arrival.outcome is Outcome.NEW
        taken.same += arrival.outcome is Outcome.SAME
        taken.changed += arrival.outcome is Outcome.CHANGED
    names = "、".join(path.name for path in paths)
    record_now(
        "inspection.imported",
        by=by,
        subject=names,
        round=round.pk,
        new=taken.new,
        same=taken.same,
        changed=taken.changed,
    )
    return taken
