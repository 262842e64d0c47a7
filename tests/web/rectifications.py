"""Rectifications for tests, made by hand or demanded from the example's result."""

from datetime import timedelta

from django.utils import timezone

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import RoundUnit
from kaohe.web.tasks.models import Rectification, Reminder
from tests.web.evidence_files import ITEM, TABLE


def one_of(
    unit: RoundUnit, departments: list[str], item: str = ITEM, name: str = "责任落实"
) -> Rectification:
    """One that waits for the unit; the same each time."""
    made, _new = Rectification.objects.get_or_create(
        round=unit.round,
        unit=unit,
        table=TABLE,
        item=item,
        defaults={
            "name": name,
            "departments": departments,
            "lost": "1",
            "why": "少开一次会",
            "demand": "补开",
            "due": timezone.localdate() + timedelta(days=10),
            "by": User.objects.get(username="office"),
        },
    )
    return made


def a_reminder_to(unit: RoundUnit) -> Reminder:
    """One that the unit has not read; the same each time."""
    made, _new = Reminder.objects.get_or_create(
        round=unit.round,
        unit=unit,
        key="self",
        day=timezone.localdate(),
        defaults={"text": "交自评", "by": User.objects.get(username="office")},
    )
    return made
