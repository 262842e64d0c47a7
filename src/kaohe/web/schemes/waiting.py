"""Drafts that wait for the office."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes.models import Version
from kaohe.web.ui.desk import Waiting, waits

_MOST = 5


@waits
def drafts(user: User) -> Iterator[Waiting]:
    """Each draft with what is still to be settled in it, or ready to be issued; the latest few."""
    if not user.has(Role.OFFICE):
        return
    found = (
        Version.objects.filter(issued_at__isnull=True)
        .select_related("file")
        .defer("text")
        .order_by("-saved_at")
    )
    for version in found[:_MOST]:
        if version.open_items:
            text = _("“%(version)s”还有 %(count)s 项要确认")
        elif version.faults:
            text = _("“%(version)s”还有 %(count)s 处要改")
        else:
            text = _("“%(version)s”可以体检、印发")
        words = text % {"version": version, "count": version.open_items or version.faults}
        name = "schemes:version" if version.open_items or version.faults else "schemes:checks"
        yield Waiting(words, reverse(name, args=[version.pk]))
