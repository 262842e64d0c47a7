"""Addresses of monthly tasks."""

from django.urls import path

from kaohe.web.tasks import monthly_plan_views as plans
from kaohe.web.tasks import monthly_views as views

app_name = "monthly"
_AT = "rounds/<int:round_id>/tasks/"
_ENTRY = f"{_AT}entry/<int:entry_id>/"
urlpatterns = [
    path(_AT, views.overview, name="overview"),
    path(f"{_AT}list/", views.listed, name="list"),
    path(f"{_AT}accept/", views.accept, name="accept"),
    path(f"{_AT}owed/", views.owed, name="owed"),
    path(f"{_AT}of/<str:giver>/", views.giver, name="giver"),
    path(_ENTRY, views.entry, name="entry"),
    path(f"{_ENTRY}submit/", views.submit, name="submit"),
    path(f"{_ENTRY}decide/", views.decide, name="decide"),
    path(f"{_ENTRY}excuse/", views.excuse, name="excuse"),
    path(f"{_AT}programme/", plans.programme, name="programme"),
    path(f"{_AT}programme/file/", plans.file, name="programme-file"),
    path(f"{_AT}programme/upload/", plans.upload, name="programme-upload"),
    path(f"{_AT}programme/edit/", plans.edit, name="programme-edit"),
    path(f"{_AT}programme/text/", plans.text, name="programme-text"),
    path(f"{_AT}programme/issue/", plans.issue, name="issue"),
    path(f"{_AT}month-end/", plans.month_end, name="month-end"),
    path(f"{_AT}points/", plans.points, name="points"),
    path(f"{_AT}rectification/<int:rectification_id>/", plans.from_rectification, name="from-rectification"),
]
