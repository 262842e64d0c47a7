"""Addresses of the frame."""

from django.urls import path

from kaohe.web.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("language/", views.language, name="language"),
    path("health/", views.health, name="health"),
]
