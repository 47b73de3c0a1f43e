"""What a person wants corrected in the records that a body keeps about them (art. 41)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedTextField, OwnIdField
from core.models import Sealed
from requests_app.models.applications import Application


class IdentityWay(models.TextChoices):
    """How an officer made sure that the records are about the one who asks."""

    SEEN = "seen", _("The original paper was seen at the counter")
    COPY = "copy", _("A copy that was sent was compared with the records")
    ONLINE = "online", _("Real-name login or another electronic proof")
    ORGANISATION = "organisation", _("Licence of the organisation and letter of authority")


class Rectification(Sealed):
    """The part of a case that only a request to correct records has. All of it is personal, so it lies encrypted."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="rectification")
    own_id = OwnIdField()
    wrong = EncryptedTextField(_("what the record says now"), max_length=1000)
    right = EncryptedTextField(_("what it should say"), max_length=1000)
    proof = EncryptedTextField(_("what proves it"), max_length=1000)
    identity_way = models.CharField(
        _("identity checked by"), max_length=12, choices=IdentityWay, blank=True, editable=False
    )
    identity_on = models.DateField(_("identity checked on"), null=True, editable=False)
    identity_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("request to correct records")
        verbose_name_plural = _("requests to correct records")
        constraints = [
            models.CheckConstraint(
                condition=Q(identity_way="", identity_on__isnull=True, identity_by__isnull=True)
                | (~Q(identity_way="") & Q(identity_on__isnull=False, identity_by__isnull=False)),
                name="identity_checked_by_whom_when_and_how",
            )
        ]

    def __str__(self) -> str:
        return str(self.application)
