"""The place of ``requests_app`` in the installed apps."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Disclosure on application")
