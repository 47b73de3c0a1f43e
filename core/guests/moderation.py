"""Why something that came over the website is held back until a person has looked at it; nothing is lost by it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

AN_HOUR = timedelta(hours=1)


class Doubt(models.TextChoices):
    """What speaks against taking it unseen."""

    STAMP = "stamp", _("It did not come from a page of this website.")
    FLOOD = "flood", _("More came within the hour than the body takes unseen.")


def doubt_about(sent: models.QuerySet, *, most: int, doubtful: bool, now: datetime) -> str:
    """Why what comes now is held back, or "" when it is not.

    ``sent`` is what came over the website on the same matter from anybody, of which ``most`` are taken in an hour;
    ``doubtful`` says that this one has no stamp of a page of ours.
    """
    if doubtful:
        return Doubt.STAMP
    return Doubt.FLOOD if sent.filter(received_at__gt=now - AN_HOUR).order_by()[:most].count() >= most else ""
