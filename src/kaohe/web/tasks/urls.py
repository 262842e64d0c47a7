"""Addresses of jobs."""

from django.urls import path

from kaohe.web.tasks import views

app_name = "tasks"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
]
