"""Addresses of the pages that show things of several rooms."""

from django.contrib.sitemaps import views as sitemap_views
from django.urls import path

from disclosure_portal import (
    disclosure_pages,
    evidence_pages,
    history_pages,
    log_pages,
    naming_pages,
    opening_pages,
    pages,
    preview_pages,
)
from disclosure_portal.done import done
from disclosure_portal.sitemaps import SITEMAPS

urlpatterns = [
    path("", pages.home, name="home"),
    path("search/", pages.search, name="search"),
    path("disclosures/<int:pk>/", disclosure_pages.disclosure, name="disclosure"),
    path("disclosures/<int:pk>/opinion/", disclosure_pages.opinion, name="opinion"),
    path("disclosures/<int:pk>/history/", history_pages.history, name="history"),
    path("disclosures/<int:pk>/record/", disclosure_pages.record, name="record"),
    path("evidence/", evidence_pages.evidence, name="evidence"),
    path("evidence/<int:pk>/", evidence_pages.note, name="evidence_note"),
    path("evidence/<int:pk>/right/", evidence_pages.right, name="evidence_right"),
    path("files/<int:pk>/", disclosure_pages.attachment, name="attachment"),
    path("work/bodies/", opening_pages.bodies, name="openings"),
    path("work/bodies/<slug:slug>/", opening_pages.body, name="opening"),
    path("work/bodies/<slug:slug>/preview/", preview_pages.preview, name="preview"),
    path("work/bodies/<slug:slug>/name/", naming_pages.rename, name="rename"),
    path("work/bodies/<slug:slug>/<slug:department>/name/", naming_pages.rename, name="rename_department"),
    path("done/", done, name="done"),
    path("log/", log_pages.log, name="log"),
    path("log/<int:number>/", log_pages.entry, name="log_entry"),
    path("robots.txt", pages.robots, name="robots"),
    path(
        "sitemap.xml",
        sitemap_views.index,
        {"sitemaps": SITEMAPS, "sitemap_url_name": "sitemap"},
        name="sitemaps",
    ),
    path("sitemap-<section>.xml", sitemap_views.sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
]
