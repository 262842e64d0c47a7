"""All addresses. Each has its row in `permissions`."""

from django.urls import include, path

urlpatterns = [
    path("", include("kaohe.web.ui.urls")),
    path("", include("kaohe.web.accounts.urls")),
    path("", include("kaohe.web.audit.urls")),
    path("", include("kaohe.web.rounds.urls")),
    path("", include("kaohe.web.tasks.urls")),
]
