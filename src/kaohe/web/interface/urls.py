"""Addresses of the interface's pages. The operations have theirs below /api/v1/."""

from django.urls import path

from kaohe.web.interface import views

app_name = "interface"
urlpatterns = [
    path("interface/", views.tokens, name="tokens"),
    path("interface/new/", views.token_new, name="token-new"),
    path("interface/<int:token_id>/withdraw/", views.token_withdraw, name="token-withdraw"),
    path("interface/codes/", views.codes, name="codes"),
    path("interface/guide/", views.guide, name="guide"),
]
