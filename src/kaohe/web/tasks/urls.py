"""Addresses of jobs."""

from django.urls import path

from kaohe.web.tasks import backup_views, views

app_name = "tasks"
urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<int:job_id>/", views.job, name="job"),
    path("backups/", backup_views.backups, name="backups"),
    path("backups/new/", backup_views.backup_new, name="backup-new"),
    path("backups/<str:name>", backup_views.backup_file, name="backup-file"),
]
