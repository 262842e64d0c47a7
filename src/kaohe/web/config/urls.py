"""All addresses. Each has its row in `permissions`."""

from django.urls import include, path, re_path

from kaohe.web.interface.operations import api
from kaohe.web.interface.problems import unknown_address

urlpatterns = [
    path("", include("kaohe.web.ui.urls")),
    path("", include("kaohe.web.accounts.urls")),
    path("", include("kaohe.web.audit.urls")),
    path("", include("kaohe.web.rounds.urls")),
    path("", include("kaohe.web.schemes.urls")),
    path("", include("kaohe.web.scoring.urls")),
    path("", include("kaohe.web.tasks.urls")),
    path("", include("kaohe.web.filing.urls")),
    path("", include("kaohe.web.filing.evidence_urls")),
    path("", include("kaohe.web.interface.urls")),
    path("api/v1/", api.urls),
    re_path("^api/", unknown_address, name="api-unknown"),
    path("", include("kaohe.web.results.urls")),
    path("", include("kaohe.web.fieldwork.urls")),
    path("", include("kaohe.web.tasks.rectify_urls")),
    path("", include("kaohe.web.tasks.remind_urls")),
    path("", include("kaohe.web.tasks.monthly_urls")),
]
