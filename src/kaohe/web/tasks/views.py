"""Pages of jobs: one with its bar, and the list for the office."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from kaohe.web.accounts.request import Request
from kaohe.web.tasks.jobs_querysets import job_for, jobs_of
from kaohe.web.tasks.models import Job, JobState

ON_A_PAGE = 50


@require_GET
def job(request: Request, job_id: int) -> HttpResponse:
    """One job. A script asks for its state each second, and is sent on when it is done."""
    found = job_for(request.user, job_id)
    url = _next(found)
    part = "#state" if request.htmx else ""
    context = {"job": found, "url": url, "running": found.state in (JobState.WAITING, JobState.RUNNING)}
    response = render(request, f"tasks/job.html{part}", context)
    if request.htmx and found.state == JobState.DONE and url and not found.outcome.get("stay"):
        response["HX-Redirect"] = url
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_GET
def jobs(request: Request) -> HttpResponse:
    """All jobs, the latest first."""
    page = Paginator(jobs_of(request.user), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tasks/jobs.html", {"page": page})


def _next(job: Job) -> str:
    """Where a job that is done leads: an address of ours, or nowhere."""
    url = str(job.outcome.get("url", ""))
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""
