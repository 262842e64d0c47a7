"""Addresses of schemes."""

from django.urls import path

from kaohe.web.schemes import views, views_checks, views_editing

app_name = "schemes"
urlpatterns = [
    path("schemes/", views.schemes, name="schemes"),
    path("schemes/import/", views.import_document, name="import"),
    path("schemes/diff/", views_checks.difference, name="diff"),
    path("schemes/<int:version_id>/", views.version, name="version"),
    path("schemes/<int:version_id>/source/", views.source, name="source"),
    path("schemes/<int:version_id>/original/", views.original, name="original"),
    path("schemes/<int:version_id>/card/<str:way>/", views.card, name="card"),
    path("schemes/<int:version_id>/export/<str:kind>/", views.export, name="export"),
    path("schemes/<int:version_id>/item/<str:way>/", views_editing.item, name="item"),
    path("schemes/<int:version_id>/item/<str:way>/try/", views_editing.item_try, name="item-try"),
    path("schemes/<int:version_id>/particulars/", views_editing.particulars, name="particulars"),
    path("schemes/<int:version_id>/text/", views_editing.text, name="text"),
    path("schemes/<int:version_id>/text/try/", views_editing.text_try, name="text-try"),
    path("schemes/<int:version_id>/checks/", views_checks.checks, name="checks"),
    path("schemes/<int:version_id>/issue/", views_checks.issue, name="issue"),
    path("schemes/<int:version_id>/next/", views_checks.next_version, name="next"),
    path("schemes/<int:version_id>/drop/", views_checks.drop, name="drop"),
]
