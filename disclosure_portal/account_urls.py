"""Addresses of those who sign in."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from disclosure_portal.workplace import workplace

urlpatterns = [
    path("login/", LoginView.as_view(), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    path("work/", workplace, name="workplace"),
]
