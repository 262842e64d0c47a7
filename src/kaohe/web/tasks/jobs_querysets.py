"""Reading jobs: whose job is whose to see."""

from django.db.models import QuerySet
from django.http import Http404

from kaohe.web.accounts.models import User
from kaohe.web.accounts.roles import Role
from kaohe.web.tasks.models import Job


def jobs_of(user: User) -> QuerySet[Job]:
    """One's own; everybody's for the office and the administrator."""
    everything = Job.objects.select_related("by", "round")
    return everything if user.has(Role.ADMIN, Role.OFFICE) else everything.filter(by=user)


def job_for(user: User, job_id: int) -> Job:
    """One job; 404 where it is not theirs to see."""
    found = jobs_of(user).filter(pk=job_id).first()
    if found is None:
        raise Http404
    return found
