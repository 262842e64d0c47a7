"""Addresses of rectification."""

from django.urls import path

from kaohe.web.tasks import rectify_views as views

app_name = "rectify"
urlpatterns = [
    path("rounds/<int:round_id>/rectify/", views.listed, name="list"),
    path("rounds/<int:round_id>/rectify/propose/", views.propose, name="propose"),
    path("rounds/<int:round_id>/rectify/order/", views.order, name="order"),
    path("rounds/<int:round_id>/rectify/change/", views.change, name="change"),
    path("rounds/<int:round_id>/rectify/cancel/", views.cancel, name="cancel"),
    path("rounds/<int:round_id>/rectify/<int:rectification_id>/", views.one, name="one"),
    path("rounds/<int:round_id>/rectify/<int:rectification_id>/answer/", views.answer, name="answer"),
    path("rounds/<int:round_id>/rectify/<int:rectification_id>/decide/", views.decide, name="decide"),
]
