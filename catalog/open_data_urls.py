"""Addresses of the open interface for programs. They carry a version and no language, and stay."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView

from catalog.views import open_data

app_name = "open_data"
urlpatterns = [
    path("agencies/", open_data.Agencies.as_view(), name="agencies"),
    path("agencies/<slug:slug>/", open_data.AgencyDetail.as_view(), name="agency"),
    path("items/", open_data.Items.as_view(), name="items"),
    path("disclosures/", open_data.Disclosures.as_view(), name="disclosures"),
    path("disclosures/<int:pk>/", open_data.DisclosureDetail.as_view(), name="disclosure"),
    path("log/", open_data.Log.as_view(), name="log"),
    path("schema.json", SpectacularJSONAPIView.as_view(), name="schema"),
]
