"""Every address of the portal. Chinese pages stand at the root, English ones under /en/."""

from importlib import import_module

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

ROOMS = (
    "disclosure_portal.page_urls",
    "disclosure_portal.account_urls",
    "catalog.urls",
    "requests_app.urls",
    "review.urls",
    "supervision.urls",
    "archive.urls",
)


def _standing():
    for room in ROOMS:
        try:
            import_module(room)
        except ImportError:
            continue
        yield path("", include(room))


urlpatterns = [
    path("", include("core.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    *_standing(),
    prefix_default_language=False,
)
