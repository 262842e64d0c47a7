"""Addresses of rounds."""

from django.urls import path

from kaohe.web.rounds import views

app_name = "rounds"
urlpatterns = [
    path("rounds/", views.rounds, name="rounds"),
    path("rounds/new/", views.round_new, name="round-new"),
    path("rounds/way/", views.way, name="way"),
    path("rounds/<int:round_id>/", views.round, name="round"),
    path("rounds/<int:round_id>/forward/", views.forward, name="forward"),
    path("rounds/<int:round_id>/backward/", views.backward, name="backward"),
    path("rounds/<int:round_id>/deadline/", views.deadline, name="deadline"),
    path("rounds/<int:round_id>/scheme/", views.scheme, name="scheme"),
    path("rounds/<int:round_id>/units/", views.units, name="units"),
]
