"""Addresses of core."""

from django.urls import path

from core import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("healthz/clock", views.healthz_clock, name="healthz_clock"),
    path("display/large/", views.display, {"size": "large"}, name="large_type"),
    path("display/ordinary/", views.display, {"size": "ordinary"}, name="ordinary_type"),
]
