"""Decisions about reminders: sent, read, and how they go out besides the desk."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from kaohe.web.accounts.models import User
from kaohe.web.audit.recording import record
from kaohe.web.rounds.actions import locked_round
from kaohe.web.rounds.models import Round
from kaohe.web.tasks.jobs import start
from kaohe.web.tasks.models import Job, Reminder, RemindSettings
from kaohe.web.tasks.remind_dues import Due
from kaohe.web.tasks.remind_querysets import SECRETS, reminded_on, settings_row
from kaohe.web.tasks.remind_sealing import sealed

SENDING = "remind"
TRYING = "remind-try"


@transaction.atomic
def remind(*, round: Round, dues: Sequence[Due], by: User) -> list[Reminder]:
    """Tell everybody what they owe, on the desk at once and by the other ways in a job. Who was told of the same today is not
    told again. Returns what was sent.
    """
    locked = locked_round(round)  # two who press at once take turns
    today = timezone.localdate()
    told = reminded_on(locked, today)
    sent = [
        Reminder(
            round=locked,
            unit=due.unit,
            department=due.department,
            key=due.key,
            day=today,
            due=due.due,
            url=due.url,
            text=due.text,
            by=by,
        )
        for due in dues
        if due.ident not in told
    ]
    if not sent:
        return []
    made = Reminder.objects.bulk_create(sent)
    for who in dict.fromkeys((due.unit, due.department) for due in dues if due.ident not in told):
        texts = [row.text for row in sent if (row.unit, row.department) == who]
        name, code = (who[0].name, who[0].code) if who[0] else (who[1], "")
        record("reminder.sent", by=by, subject=name, round=locked.pk, unit=code, text="；".join(texts[:20]))
    if goes_out(settings_row()):
        ids = sorted(row.pk for row in made)
        start(SENDING, key=f"remind-{ids[0]}", title=f"{locked.title}：催办 {len(ids)} 件",
              asked={"reminders": ids}, by=by, round=locked)  # fmt: skip
    return made


@transaction.atomic
def mark_read(*, reminder: Reminder, by: User) -> None:
    """Somebody of the unit or department has seen it; it leaves the desk."""
    Reminder.objects.filter(pk=reminder.pk, read_at__isnull=True).update(read_at=timezone.now(), read_by=by)


@transaction.atomic
def save_settings(*, settings: RemindSettings, changed: Sequence[str], by: User) -> RemindSettings:
    """How reminders go out. The trail names what was changed, never a password, key or address of a robot."""
    settings.pk = 1
    settings.troubles = {}
    plain = {name: getattr(settings, name) for name in SECRETS}
    for name, secret in plain.items():
        setattr(settings, name, sealed(secret))
    settings.save()
    for name, secret in plain.items():
        setattr(settings, name, secret)
    labels = [str(RemindSettings._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
    record("settings.changed", by=by, changes=f"催办：{'、'.join(labels) or '没有改动'}")
    return settings


@transaction.atomic
def try_out(*, by: User) -> Job:
    """One message by every way that is set, to oneself and to the group."""
    now = timezone.now()
    return start(TRYING, key=f"{TRYING}-{by.pk}-{now.timestamp()}", title="催办试发", asked={}, by=by)


def goes_out(settings: RemindSettings) -> bool:
    """Whether there is any way besides the desk."""
    return bool(settings.mail_host or settings.robot)
