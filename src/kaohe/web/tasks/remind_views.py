"""Pages of reminding: what is late and what is due, one's own reminders, and how they go out."""

from collections.abc import Mapping
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaohe.core import Refused
from kaohe.web.accounts.request import Request
from kaohe.web.rounds.querysets import round_for
from kaohe.web.tasks import remind_actions as actions
from kaohe.web.tasks import remind_querysets as reading
from kaohe.web.tasks.models import Reminder
from kaohe.web.tasks.remind_dues import SOON, Due, dues_of
from kaohe.web.tasks.remind_forms import SettingsForm
from kaohe.web.tasks.remind_robot import ORIGINS

_ON_A_PAGE = 50


@require_GET
def listed(request: Request, round_id: int) -> HttpResponse:
    """What is late, what is due in three days, what comes later; who was reminded of it and whether they took it."""
    found = round_for(request.user, round_id)
    today = timezone.localdate()
    last = reading.last_reminders(found)
    owed = dues_of(found)
    groups = [
        ("late", _("已逾期"), [due for due in owed if due.late(today)]),
        ("soon", _("%(days)s 天内到期") % {"days": SOON.days}, [due for due in owed if due.soon(today)]),
        (
            "later",
            _("以后到期或没有定期限"),
            [due for due in owed if not due.late(today) and not due.soon(today)],
        ),
    ]
    sent = Paginator(reading.sent_in(found), _ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "round": found,
        "groups": [
            (code, label, [(due, last.get(due.ident)) for due in rows]) for code, label, rows in groups
        ],
        "urgent": sum(_untold(due, last, today) for due in (*groups[0][2], *groups[1][2])),
        "count": len(owed),
        "today": today,
        "page": sent,
        "settings": reading.settings_row(),
    }
    return render(request, "remind/list.html", context)


@require_POST
def send(request: Request, round_id: int) -> HttpResponse:
    """Remind who is ticked, or everybody who is late or nearly so."""
    found = round_for(request.user, round_id)
    today = timezone.localdate()
    owed = dues_of(found)
    if "all" in request.POST:
        chosen: list[Due] = [due for due in owed if due.late(today) or due.soon(today)]
    else:
        one = request.POST.get("one", "")
        chosen = reading.chosen_among(owed, [one] if one else request.POST.getlist("chosen"))
    if not chosen:
        raise Refused("reminder.nothing-chosen", _("没有勾选要催办的，或者它们刚刚已经办了。"))
    sent = actions.remind(round=found, dues=chosen, by=request.user)
    if sent:
        messages.success(request, _("已催办 %(count)s 件，对方的工作台上就能看到。") % {"count": len(sent)})
    if len(sent) < len(chosen):
        count = len(chosen) - len(sent)
        messages.info(request, _("%(count)s 件今天已经催过，没有再催。") % {"count": count})
    return redirect("remind:list", round_id)


@require_GET
def mine(request: Request) -> HttpResponse:
    """Reminders to one's own units and departments, the unread ones first."""
    rows = reading.reminders_for(request.user)
    unread = list(rows.filter(read_at__isnull=True))
    earlier = rows.filter(read_at__isnull=False)[:_ON_A_PAGE]
    return render(
        request, "remind/mine.html", {"unread": unread, "earlier": earlier, "today": timezone.localdate()}
    )


@require_POST
def read(request: Request, reminder_id: int) -> HttpResponse:
    """It was seen."""
    actions.mark_read(reminder=reading.reminder_for(request.user, reminder_id), by=request.user)
    return redirect("remind:mine")


@require_http_methods(["GET", "POST"])
def settings(request: Request) -> HttpResponse:
    """The mail server and the robot."""
    row = reading.settings_row()
    form = SettingsForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        for name in form.Meta.fields:
            setattr(row, name, form.cleaned_data[name])
        actions.save_settings(settings=row, changed=form.changed, by=request.user)
        messages.success(request, _("已保存。可以点“试发”看看能不能收到。"))
        return redirect("remind:settings")
    saved = reading.settings_row()
    context = {"form": form, "settings": saved, "goes_out": actions.goes_out(saved), "origins": ORIGINS,
               "unreadable": reading.unreadable()}  # fmt: skip
    return render(request, "remind/settings.html", context)


@require_POST
def test(request: Request) -> HttpResponse:
    """One message by each way, to see whether it arrives."""
    row = reading.settings_row()
    if not actions.goes_out(row):
        raise Refused("reminder.no-way", _("还没有设邮件服务器或群机器人。"))
    if row.mail_host and not row.robot and not request.user.email:
        raise Refused(
            "reminder.no-address", _("您自己没有登记邮箱，收不到试发的信。请系统管理员在“人员”里补上。")
        )
    return redirect("tasks:job", actions.try_out(by=request.user).pk)


def _untold(due: Due, last: Mapping[str, Reminder], today: date) -> bool:
    """Whether nobody was told of it today."""
    reminder = last.get(due.ident)
    return reminder is None or reminder.day != today
