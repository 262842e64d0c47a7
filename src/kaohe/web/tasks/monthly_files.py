"""Files that prove an entry of the monthly list: evidence like any other, in a place of its own beside the scheme's items."""

from django.urls import reverse

from kaohe.core import Refused
from kaohe.web.filing.evidence_querysets import HOMES, Home
from kaohe.web.rounds.models import Round, RoundUnit
from kaohe.web.rounds.states import Thing
from kaohe.web.tasks.models import TaskEntry

TABLE = "#任务"
"""In place of a table's name; no table of a scheme begins so."""
_BETWEEN = " "


def place_of(row: TaskEntry) -> str:
    """In place of an item's code: month of issue and number of the task."""
    return f"{row.month}{_BETWEEN}{row.task}"


def _row(round: Round, unit: RoundUnit, place: str) -> TaskEntry:
    month, _space, task = place.partition(_BETWEEN)
    row = TaskEntry.objects.filter(round=round, unit=unit, month=month, task=task).first()
    if row is None:
        raise Refused("evidence.no-such-task", f"“{unit.name}”的清单里没有这一件任务。请从任务页面进入。")
    return row


def _words(round: Round, unit: RoundUnit, place: str) -> str:
    row = _row(round, unit, place)
    return f"{row.month} 任务 {row.task}"


def _url(round: Round, unit: RoundUnit, place: str) -> str:
    return reverse("monthly:entry", args=[round.pk, _row(round, unit, place).pk])


HOMES[TABLE] = Home(Thing.TASKS, _words, _url)
