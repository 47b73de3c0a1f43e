"""Every address of the portal. Chinese pages stand at the root, English ones under /en/."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from disclosure_portal.styleguide import styleguide

handler500 = "core.web.retry_pages.server_error"

urlpatterns = [
    path("", include("core.urls")),
    path("api/v1/", include("catalog.open_data_urls")),
]
urlpatterns += i18n_patterns(
    path("admin/", admin.site.urls),
    path("", include("disclosure_portal.page_urls")),
    path("", include("disclosure_portal.account_urls")),
    path("", include("catalog.urls")),
    path("", include("requests_app.urls")),
    path("", include("review.urls")),
    path("", include("supervision.urls")),
    path("", include("archive.urls")),
    *([path("styleguide/", styleguide)] if settings.DEBUG else []),
    prefix_default_language=False,
)
