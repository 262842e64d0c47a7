"""The pages of fieldwork, for those whose duties lead there."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.config.permissions import PERMITS
from kaohe.web.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Tab:
    """One page, and whether it is the one that is looked at."""

    label: str
    url: str
    lit: bool


def tabs_of(user: User, round: Round, here: str) -> list[Tab]:
    """Those that this person may open; none where there is only one."""
    pages = (
        ("fieldwork:overview", _("概况")),
        ("fieldwork:draws", _("抽样")),
        ("fieldwork:timetable", _("日程")),
        ("fieldwork:checklists", _("检查表下载")),
        ("fieldwork:form", _("填检查表")),
        ("fieldwork:visits", _("检查记录")),
        ("fieldwork:findings", _("逐项所见")),
        ("fieldwork:adopt", _("采用")),
    )
    found = [
        Tab(label, reverse(name, args=[round.pk]), name == here)
        for name, label in pages
        if PERMITS[name].mark(user.roles) != "-"
    ]
    return found if len(found) > 1 else []
