"""Addresses of reminding."""

from django.urls import path

from kaohe.web.tasks import remind_views as views

app_name = "remind"
urlpatterns = [
    path("rounds/<int:round_id>/remind/", views.listed, name="list"),
    path("rounds/<int:round_id>/remind/send/", views.send, name="send"),
    path("reminders/", views.mine, name="mine"),
    path("reminders/<int:reminder_id>/read/", views.read, name="read"),
    path("reminders/settings/", views.settings, name="settings"),
    path("reminders/settings/test/", views.test, name="test"),
]
