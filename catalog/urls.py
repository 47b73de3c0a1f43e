"""Addresses of the public catalogue."""

from django.urls import path

from catalog.views import agencies, catalogue, lists, regime

app_name = "catalog"
urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:slug>/", agencies.agency, name="agency"),
    path("agencies/<slug:slug>/rules/", regime.rules, name="rules"),
    path("agencies/<slug:slug>/departments/<slug:department>/", agencies.department, name="department"),
    path("agencies/<slug:slug>/catalogue/", catalogue.catalogue, name="catalogue"),
    path("agencies/<slug:slug>/catalogue/<str:code>/", catalogue.item, name="item"),
    path("disclosures/", lists.latest, name="latest"),
    path("owed/", lists.owed, name="owed"),
]
