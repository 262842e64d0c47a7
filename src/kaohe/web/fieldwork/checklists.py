"""The checklists of a round: made by the library from the scheme, changed as the office has said."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.http import Http404

from kaohe.core import Problem
from kaohe.fieldwork.checklists.making import checklist_of
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.fieldwork.checklists.wishes import apply_wishes, read_wishes
from kaohe.scheme.model import Table
from kaohe.web.fieldwork.models import FormSettings
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of

WISHES = "检查表.yaml"


def checklists_for(round: Round) -> list[Checklist]:
    """One a table that has anything to look at on the spot. Refused where the round has no scheme, or one with errors."""
    scheme = scheme_for(round)
    assert round.scheme is not None
    settings = {each.table: each for each in FormSettings.objects.filter(round=round)}
    made = []
    for table in scheme.tables:
        own = settings.get(table.name)
        checklist, _problems = _made(round.scheme.text, table.name, own.text if own else "")
        if checklist.questions:
            made.append(replace(checklist, position=checklist.position or bool(own and own.position)))
    return made


def checklist_for(round: Round, table: str) -> Checklist:
    """The checklist of one table; 404 where the scheme has none of the name, or it has nothing to look at."""
    found = next((each for each in checklists_for(round) if each.table == table), None)
    if found is None:
        raise Http404
    return found


def wishes_problems(round: Round, table: str, text: str) -> tuple[Problem, ...]:
    """Everything that is wrong with what the office wants asked otherwise."""
    scheme_for(round)
    assert round.scheme is not None
    return _made(round.scheme.text, table, text)[1]


def table_of(round: Round, name: str) -> Table:
    """The table of this name; 404 where there is none."""
    found = scheme_for(round).table(name)
    if found is None:
        raise Http404
    return found


def teams_of(round: Round) -> list[str]:
    """The teams that the office has named, in its order."""
    rows = FormSettings.objects.filter(round=round).order_by("pk").values_list("teams", flat=True)
    return list(dict.fromkeys(line.strip() for text in rows for line in text.splitlines() if line.strip()))


@lru_cache(maxsize=32)
def _made(scheme_text: str, table: str, text: str) -> tuple[Checklist, tuple[Problem, ...]]:
    scheme, _problems = scheme_of(scheme_text)
    assert scheme is not None
    checklist = checklist_of(scheme, table)
    if not text.strip():
        return checklist, ()
    with TemporaryDirectory(prefix="kaohe-") as folder:
        path = Path(folder) / WISHES
        path.write_text(text, encoding="utf-8")
        wishes, problems = read_wishes(path)
    return (checklist, problems) if wishes is None else apply_wishes(wishes, checklist, scheme)
