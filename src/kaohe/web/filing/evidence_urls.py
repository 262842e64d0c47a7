"""Addresses of evidence."""

from django.urls import path

from kaohe.web.filing import evidence_views as views

app_name = "evidence"
urlpatterns = [
    path("rounds/<int:round_id>/evidence/", views.overview, name="overview"),
    path("rounds/<int:round_id>/evidence/unit/<str:unit>/", views.unit, name="unit"),
    path("rounds/<int:round_id>/evidence/unit/<str:unit>/item/", views.item, name="item"),
    path("rounds/<int:round_id>/evidence/unit/<str:unit>/files/", views.fragment, name="fragment"),
    path("rounds/<int:round_id>/evidence/unit/<str:unit>/add/", views.add, name="add"),
    path("rounds/<int:round_id>/evidence/file/<int:evidence_id>/", views.show, name="show"),
    path("rounds/<int:round_id>/evidence/file/<int:evidence_id>/content/", views.content, name="content"),
    path("rounds/<int:round_id>/evidence/file/<int:evidence_id>/download/", views.download, name="download"),
    path("rounds/<int:round_id>/evidence/file/<int:evidence_id>/withdraw/", views.withdraw, name="withdraw"),
]
