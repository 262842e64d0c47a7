"""Reminders on the desk of who was reminded, until they have been read."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import OF_A_UNIT, Role
from kaohe.web.tasks.models import Reminder
from kaohe.web.tasks.remind_querysets import reminders_for
from kaohe.web.ui.desk import Waiting, waits


@waits
def reminder_waits(user: User) -> Iterator[Waiting]:
    """One line a round, with the most urgent."""
    if not user.has(*OF_A_UNIT, Role.DEPARTMENT):
        return
    unread: dict[int, list[Reminder]] = {}
    for row in reminders_for(user).filter(read_at__isnull=True).order_by("due", "pk"):
        unread.setdefault(row.round_id, []).append(row)
    for rows in unread.values():
        text = _("考核办催办：%(text)s") % {"text": rows[0].text}
        if len(rows) > 1:
            text += _("，等 %(count)s 件") % {"count": len(rows)}
        yield Waiting(text, reverse("remind:mine"), rows[0].due, rows[0].round.title)
