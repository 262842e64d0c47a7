"""The checklists of a round: made by the library from the scheme, with what the office has said of them."""

from dataclasses import replace
from functools import lru_cache

from django.http import Http404

from kaohe.fieldwork.checklists.making import checklist_of
from kaohe.fieldwork.checklists.model import Checklist
from kaohe.scheme.model import Table
from kaohe.web.fieldwork.models import FormSettings
from kaohe.web.filing.facts import scheme_for
from kaohe.web.rounds.models import Round
from kaohe.web.schemes.reading import scheme_of


def checklists_for(round: Round) -> list[Checklist]:
    """One a table that has anything to look at on the spot. Refused where the round has no scheme, or one with errors."""
    scheme_for(round)
    assert round.scheme is not None
    positions = dict(FormSettings.objects.filter(round=round).values_list("table", "position"))
    return [replace(each, position=positions.get(each.table, False)) for each in _made(round.scheme.text)]


def checklist_for(round: Round, table: str) -> Checklist:
    """The checklist of one table; 404 where the scheme has none of the name, or it has nothing to look at."""
    found = next((each for each in checklists_for(round) if each.table == table), None)
    if found is None:
        raise Http404
    return found


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


@lru_cache(maxsize=8)
def _made(text: str) -> tuple[Checklist, ...]:
    scheme, _problems = scheme_of(text)
    assert scheme is not None
    made = (checklist_of(scheme, table.name) for table in scheme.tables)
    return tuple(each for each in made if each.questions)
