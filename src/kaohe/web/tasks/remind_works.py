"""Reminders on their way out, in the background: what arrived and what did not is written on each, and shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.tasks import remind_mail, remind_robot
from kaohe.web.tasks.jobs import Told, work
from kaohe.web.tasks.models import Job, Reminder, RemindSettings
from kaohe.web.tasks.remind_actions import SENDING, TRYING
from kaohe.web.tasks.remind_mail import Letter
from kaohe.web.tasks.remind_querysets import receivers_of, settings_row
from kaohe.web.tasks.remind_robot import NotDeliveredError

MAIL, ROBOT = "邮件", "群机器人"
FAILED = "×"


@work(SENDING)
def send_out(job: Job, told: Told) -> Mapping[str, Any]:
    """By mail and by robot, whichever is set. What went out already, before an interruption, does not go out again."""
    settings = settings_row()
    rows = list(Reminder.objects.filter(pk__in=job.asked["reminders"]).select_related("round", "unit"))
    told(0, 2, _("发邮件"))
    if settings.mail_host:
        _by_mail(settings, [row for row in rows if MAIL not in row.ways])
    told(1, 2, _("发到群里"))
    if settings.robot:
        _by_robot(settings, [row for row in rows if ROBOT not in row.ways])
    told(2, 2)
    return {"url": reverse("remind:list", args=[job.round_id])}


@work(TRYING)
def try_out(job: Job, told: Told) -> Mapping[str, Any]:
    """A message to see whether it arrives."""
    settings = settings_row()
    text = _("这是一条试发的消息，收到说明设置好了。")
    told(0, 2, _("发邮件"))
    if settings.mail_host and job.by.email:
        letter = Letter((job.by.email,), _("考核催办试发"), text)
        try:
            (outcome,) = remind_mail.send(settings, [letter])
        except NotDeliveredError as error:
            outcome = str(error)
        _trouble(settings, MAIL, outcome)
    told(1, 2, _("发到群里"))
    if settings.robot:
        try:
            remind_robot.send(settings, [text])
        except NotDeliveredError as error:
            _trouble(settings, ROBOT, str(error))
        else:
            _trouble(settings, ROBOT, "")
    return {"url": reverse("remind:settings")}


def line_of(row: Reminder) -> str:
    """One thing that is owed, for a message to many."""
    who = row.unit.name if row.unit else row.department
    day = _("（期限 %(day)s）") % {"day": row.due.isoformat()} if row.due else ""
    return f"{who}：{row.text}{day}"


def _by_mail(settings: RemindSettings, rows: Sequence[Reminder]) -> None:
    """One letter to the people of each unit or department with all that is theirs."""
    people = receivers_of(rows)
    grouped: dict[tuple[int | None, str], list[Reminder]] = {}
    for row in rows:
        key = (row.unit.unit_id, "") if row.unit else (None, row.department)
        if people.get(key):
            grouped.setdefault(key, []).append(row)
        else:
            _note([row], MAIL, FAILED + _("没有人登记邮箱"))
    if not grouped:
        return
    letters = [_letter(tuple(people[key]), own) for key, own in grouped.items()]
    try:
        outcomes = remind_mail.send(settings, letters)
    except NotDeliveredError as error:
        outcomes = [str(error)] * len(letters)
    for own, letter, outcome in zip(grouped.values(), letters, outcomes, strict=True):
        words = FAILED + outcome if outcome else _("发给 %(count)s 人") % {"count": len(letter.to)}
        _note(own, MAIL, words)
    _trouble(settings, MAIL, next((outcome for outcome in outcomes if outcome), ""))


def _letter(to: tuple[str, ...], rows: Sequence[Reminder]) -> Letter:
    subject = _("催办：%(round)s（%(count)s 件）") % {"round": rows[0].round.title, "count": len(rows)}
    body = [_("请尽快办理："), "", *(line_of(row) for row in rows), "", _("请登录考核系统，在“工作台”里办。")]
    return Letter(to, subject, "\n".join(body))


def _by_robot(settings: RemindSettings, rows: Sequence[Reminder]) -> None:
    """All of it in one message to the group, in several where it is long."""
    if not rows:
        return
    head = _("【考核催办】%(round)s") % {"round": rows[0].round.title}
    try:
        remind_robot.send(settings, [head, *(line_of(row) for row in rows)])
    except NotDeliveredError as error:
        outcome = str(error)
    else:
        outcome = ""
    _note(rows, ROBOT, FAILED + outcome if outcome else _("已发"))
    _trouble(settings, ROBOT, outcome)


def _note(rows: Sequence[Reminder], way: str, words: str) -> None:
    for row in rows:
        row.ways = {**row.ways, way: words}
    Reminder.objects.bulk_update(rows, ["ways"], batch_size=200)


def _trouble(settings: RemindSettings, way: str, words: str) -> None:
    """What went wrong last by this way, for the page of settings; empty once it worked."""
    settings.troubles = {**settings.troubles, way: words}
    settings.save(update_fields=["troubles"])
