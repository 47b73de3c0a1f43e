"""Addresses of the archive."""

from django.urls import path

from archive import views

app_name = "archive"
urlpatterns = [
    path("archive/", views.files, name="shelf"),
    path("archive/<int:pk>/", views.file, name="file"),
    path("archive/<int:pk>/manifest.json", views.manifest, name="manifest"),
    path("archive/<int:pk>/volumes/<int:position>.json", views.supplement, name="supplement"),
    path("archive/<int:pk>/report.pdf", views.matter_pdf, name="matter_report"),
    path("archive/display/<int:pk>/", views.end_display, name="end_display"),
    path("archive/seal/disclosure/<int:pk>/", views.seal_disclosure, name="seal_disclosure"),
    path("archive/seal/application/<int:pk>/", views.seal_application, name="seal_application"),
    path("archive/seal/correction/<int:pk>/", views.seal_supplement, name="seal_supplement"),
    path("archive/reports/<slug:slug>/", views.reports, name="reports"),
    path("archive/reports/<slug:slug>/report.pdf", views.period_pdf, name="period_report"),
]
