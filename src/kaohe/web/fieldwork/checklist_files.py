"""A checklist as files to take along."""

import io
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kaohe.fieldwork.checklists.model import Checklist
from kaohe.fieldwork.checklists.xlsform import form_of
from kaohe.fieldwork.checklists.xlsform_file import write_xlsform
from kaohe.reports.writing import file_name
from kaohe.web.fieldwork.checklists import table_of, teams_of
from kaohe.web.fieldwork.places import places_of
from kaohe.web.rounds.models import Round

KINDS: Final = {
    "xlsform": _("XLSForm（ODK、Kobo 用）"),
}
"""What a checklist may be had as."""


def written(round: Round, checklist: Checklist, kind: str) -> tuple[str, io.BytesIO]:
    """The file's name and its bytes. 404 for a kind there is not."""
    writer = _WRITERS.get(kind)
    if writer is None:
        raise Http404
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / f"{file_name(checklist.title)} {file_name(checklist.table)}.xlsx"
        writer(round, checklist, path)
        return path.name, io.BytesIO(path.read_bytes())


def _xlsform(round: Round, checklist: Checklist, path: Path) -> None:
    table = table_of(round, checklist.table)
    units = [unit for unit in round.assessed if unit.level == table.level]
    points = {unit: tuple(names) for unit, names in places_of(round).items()}
    clauses = {item.code: item.clause for item in table.items()}
    write_xlsform(form_of(checklist, units, points, teams_of(round), clauses), path)


_WRITERS: dict[str, Callable[[Round, Checklist, Path], None]] = {"xlsform": _xlsform}
