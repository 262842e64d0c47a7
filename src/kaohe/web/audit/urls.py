"""Addresses of the trail."""

from django.urls import path

from kaohe.web.audit import views

app_name = "audit"
urlpatterns = [
    path("trail/", views.trail, name="trail"),
    path("trail/check/", views.check, name="check"),
]
