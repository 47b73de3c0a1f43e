"""The place of ``review`` in the installed apps."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = _("Review and opinions")

    def ready(self) -> None:
        """Let the checks of this app be known, and name its jobs of the clock."""
        import_module("review.checks")
        import_module("review.verifying").register()
        import_module("core.scheduler.schedule").register(*import_module("review.jobs").JOBS)
