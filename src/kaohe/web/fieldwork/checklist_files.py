"""A checklist as files to take along: to print, and for the apps of ODK and Kobo."""

import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from kaohe.facts import Facts
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.fieldwork.checklists.xlsform import form_of
from kaohe.fieldwork.checklists.xlsform_file import write_xlsform
from kaohe.reports.kinds.checklist_form import CHECKLIST_FORM, checklist_paper
from kaohe.reports.material import Material
from kaohe.reports.office import Office
from kaohe.reports.official.fill import fill
from kaohe.reports.official.word import write_docx
from kaohe.reports.writing import file_name
from kaohe.web.fieldwork.checklists import table_of, teams_of
from kaohe.web.fieldwork.places import places_of
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round

KINDS: Final = {
    "docx": _("打印（Word，空白）"),
    "zip": _("打印（每个单位一份，带检查点）"),
    "xlsform": _("XLSForm（ODK、Kobo 用）"),
}
"""What a checklist may be had as."""


def written(round: Round, checklist: Checklist, kind: str) -> tuple[str, io.BytesIO]:
    """The file's name and its bytes. 404 for a kind there is not."""
    writer, suffix = _WRITERS.get(kind, (None, ""))
    if writer is None:
        raise Http404
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / f"{file_name(checklist.title)} {file_name(checklist.table)}{suffix}"
        writer(round, checklist, path)
        return path.name, io.BytesIO(path.read_bytes())


def _xlsform(round: Round, checklist: Checklist, path: Path) -> None:
    table = table_of(round, checklist.table)
    units = [unit for unit in round.assessed if unit.level == table.level]
    points = {unit: tuple(names) for unit, names in places_of(round).items()}
    clauses = {item.code: item.clause for item in table.items()}
    write_xlsform(form_of(checklist, units, points, teams_of(round), clauses), path)


def _print(
    round: Round, checklist: Checklist, path: Path, unit: str = "", points: Sequence[str] = ()
) -> None:
    """One form; `unit` empty: to be written in."""
    common = CHECKLIST_FORM.fields(Material(scheme_for(round), round.assessed, Facts(), Office()))
    write_docx(fill(CHECKLIST_FORM.form(), checklist_paper(checklist, common, unit, points)), path)


def _print_all(round: Round, checklist: Checklist, path: Path) -> None:
    """A form for each unit, with the places that were drawn."""
    points, level = places_of(round), table_of(round, checklist.table).level
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, unit in enumerate(round.units.filter(level=level), 1):
            one = path.with_name("one.docx")
            _print(round, checklist, one, unit.name, points.get(unit.code, ()))
            archive.write(one, f"{number:02} {file_name(unit.name)}.docx")


_WRITERS: dict[str, tuple[Callable[[Round, Checklist, Path], None], str]] = {
    "docx": (_print, ".docx"),
    "zip": (_print_all, ".zip"),
    "xlsform": (_xlsform, ".xlsx"),
}
