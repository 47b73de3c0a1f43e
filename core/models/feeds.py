"""The secret addresses of calendars that people subscribe to."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FeedAddress(models.Model):
    """A person's own calendar feed. Only a keyed hash of the secret in its address is kept: it can be shown once."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_address", verbose_name=_("person")
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("address of a calendar feed")
        verbose_name_plural = _("addresses of calendar feeds")

    def __str__(self) -> str:
        return str(self.user)
