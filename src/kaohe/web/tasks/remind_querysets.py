"""Reading reminders: the last one for each thing that is due, those of a person that are unread, the one row of settings."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.models import Reminder, RemindSettings
from kaohe.web.tasks.remind_dues import Due
from kaohe.web.tasks.remind_sealing import opened

SECRETS: Final = ("mail_password", "robot_url", "robot_secret")
"""Fields that lie sealed."""


def settings_row() -> RemindSettings:
    """The settings, their secrets opened; those of an office that has set nothing where there are none yet."""
    row = RemindSettings.objects.filter(pk=1).first() or RemindSettings(pk=1)
    for name in SECRETS:
        setattr(row, name, opened(getattr(row, name)) or "")
    return row


def unreadable() -> list[str]:
    """What was sealed with another key than this installation's, by its label: it has to be entered anew."""
    row = RemindSettings.objects.filter(pk=1).first()
    names = [name for name in SECRETS if row is not None and opened(getattr(row, name)) is None]
    return [str(RemindSettings._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]


def last_reminders(round: Round) -> dict[str, Reminder]:
    """The latest reminder by who and what (`Due.ident`)."""
    rows = Reminder.objects.filter(round=round).select_related("unit").order_by("at", "pk")
    return {f"{row.unit.code if row.unit else ''}/{row.department}/{row.key}": row for row in rows}


def reminded_on(round: Round, day: date) -> set[str]:
    """Who was told of what on a day."""
    rows = Reminder.objects.filter(round=round, day=day).select_related("unit")
    return {f"{row.unit.code if row.unit else ''}/{row.department}/{row.key}" for row in rows}


def sent_in(round: Round) -> QuerySet[Reminder]:
    """All that was sent in a round, the latest first."""
    return Reminder.objects.filter(round=round).select_related("unit", "by", "read_by")


def reminders_for(user: User) -> QuerySet[Reminder]:
    """Those that were sent to one's units and departments."""
    theirs = Q(unit__code__in=user.unit_codes) | Q(department__in=user.department_names)
    return Reminder.objects.filter(theirs).select_related("round", "unit", "by", "read_by")


def reminder_for(user: User, reminder_id: int) -> Reminder:
    """One; 404 where it was sent to somebody else."""
    found = reminders_for(user).filter(pk=reminder_id).first()
    if found is None:
        raise Http404
    return found


def receivers_of(reminders: Iterable[Reminder]) -> dict[tuple[int | None, str], list[str]]:
    """The offices' e-mail addresses by unit and department, each once; two queries at most."""
    rows = list(reminders)
    units = {row.unit.unit_id for row in rows if row.unit}
    names = {row.department for row in rows if row.department}
    people = User.objects.filter(
        Q(duties__unit__in=units) | Q(duties__department__name__in=names), is_active=True
    )
    listed = people.exclude(email="").values_list("duties__unit", "duties__department__name", "email")
    found: dict[tuple[int | None, str], list[str]] = {}
    for unit, department, email in listed.distinct():
        key = (unit, "") if unit else (None, department or "")
        if email not in found.setdefault(key, []):
            found[key].append(email)
    return found


def chosen_among(found: Iterable[Due], idents: Iterable[str]) -> list[Due]:
    """Those of the things due that are named."""
    wanted = set(idents)
    return [due for due in found if due.ident in wanted]
