"""Reading schemes: whose version is whose to see."""

from django.db.models import QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.schemes.models import Version

SEEING_DRAFTS = (
    Role.OFFICE, Role.ADMIN, Role.AUDITOR, Role.LEADER, Role.DEPARTMENT, Role.INSPECTOR,
)  # fmt: skip


def versions_for(user: User) -> QuerySet[Version]:
    """Every version for the office and those who help it; for units, what is issued."""
    everything = Version.objects.select_related("file", "saved_by", "issued_by", "document")
    return everything if user.has(*SEEING_DRAFTS) else everything.filter(issued_at__isnull=False)


def listed_for(user: User) -> QuerySet[Version]:
    """The same for lists: without the long texts."""
    return (
        versions_for(user).defer("text", "document__found").order_by("-file__created_at", "file", "-number")
    )


def version_for(user: User, version_id: int) -> Version:
    """One version; 404 where it is not theirs to see."""
    found = versions_for(user).filter(pk=version_id).first()
    if found is None:
        raise Http404
    return found
