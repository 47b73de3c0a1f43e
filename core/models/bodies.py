"""What became of a body: the acts that opened, closed and renamed it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.models.events import Event
from core.models.people import Agency


class AgencyEvent(Event):
    """An act about a body itself. ``previous`` and ``current`` say whether it was prepared, open or closed."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="events", verbose_name=_("agency"))

    class Meta(Event.Meta):
        abstract = False
        verbose_name = _("act about an agency")
        verbose_name_plural = _("acts about agencies")
