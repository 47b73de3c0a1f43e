"""Addresses of the public catalogue."""

from django.urls import path

from catalog.views import (
    agencies,
    bulk,
    catalogue,
    collections,
    compliance,
    consultations,
    gate,
    lists,
    obligations,
    regime,
    subscriptions,
    withheld,
)

app_name = "catalog"
urlpatterns = [
    path("agencies/", agencies.agencies, name="agencies"),
    path("agencies/<slug:slug>/", agencies.agency, name="agency"),
    path("agencies/<slug:slug>/rules/", regime.rules, name="rules"),
    path("agencies/<slug:slug>/departments/<slug:department>/", agencies.department, name="department"),
    path("agencies/<slug:slug>/catalogue/", catalogue.catalogue, name="catalogue"),
    path("agencies/<slug:slug>/catalogue/<str:code>/", catalogue.item, name="item"),
    path("agencies/<slug:slug>/calendar/", compliance.page, name="agency_compliance"),
    path("agencies/<slug:slug>/calendar.ics", compliance.as_feed, name="agency_compliance_ics"),
    path("agencies/<slug:slug>/calendar.csv", compliance.as_csv, name="agency_compliance_csv"),
    path("agencies/<slug:slug>/topics/", collections.listing, name="collections"),
    path("agencies/<slug:slug>/topics/<slug:collection>/", collections.collection, name="collection"),
    path("agencies/<slug:slug>/withheld/", withheld.register, name="withheld"),
    path("matters/<int:pk>/", collections.matter, name="matter"),
    path("calendar/", compliance.page, name="compliance"),
    path("calendar.ics", compliance.as_feed, name="compliance_ics"),
    path("calendar.csv", compliance.as_csv, name="compliance_csv"),
    path("consultations/", consultations.listing, name="consultations"),
    path("consultations/<int:pk>/", consultations.page, name="consultation"),
    path("consultations/<int:pk>/opinion/", consultations.opinion, name="consultation_opinion"),
    path("consultations/<int:pk>/comparison/", consultations.comparison, name="consultation_comparison"),
    path("consultations/files/<int:pk>/", consultations.file, name="consultation_file"),
    path("subscribe/", subscriptions.ask, name="subscribe"),
    path("subscribe/<str:link>/", subscriptions.confirm, name="confirm_subscription"),
    path("unsubscribe/<str:link>/", subscriptions.end, name="end_subscription"),
    path("gate/<int:pk>/", gate.page, name="gate"),
    path("gate/files/<int:pk>/clean/", gate.clean, name="clean"),
    path("work/table/", bulk.page, name="bulk"),
    path("work/table/<int:pk>.xlsx", bulk.template, {"kind": "xlsx"}, name="bulk_xlsx"),
    path("work/table/<int:pk>.csv", bulk.template, {"kind": "csv"}, name="bulk_csv"),
    path("disclosures/", lists.latest, name="latest"),
    path("owed/", lists.owed, name="owed"),
    path("owed/<int:pk>/", obligations.explained, name="obligation"),
]
