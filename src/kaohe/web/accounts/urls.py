"""Addresses of people and organisations."""

from django.urls import path

from kaohe.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("second/", views.second, name="second"),
    path("me/", views.me, name="me"),
    path("me/password/", views.password, name="password"),
    path("me/totp/", views.totp, name="totp"),
    path("me/totp/off/", views.totp_off, name="totp-off"),
    path("people/", views.people, name="people"),
    path("people/new/", views.person_new, name="person-new"),
    path("people/<int:user_id>/", views.person, name="person"),
    path("people/<int:user_id>/active/", views.person_active, name="person-active"),
    path("people/<int:user_id>/password/", views.person_password, name="person-password"),
    path("people/<int:user_id>/totp/off/", views.person_totp_off, name="person-totp-off"),
    path("units/", views.units, name="units"),
    path("departments/", views.departments, name="departments"),
]
