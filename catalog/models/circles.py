"""Those concerned (行政管理相对人, I-230): who was let in to read what is for them, and each time they read it."""

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.disclosures import Disclosure
from core.crypto import EncryptedTextField, OwnIdField
from core.database.guards import Keeps, OnlyGrows
from core.models import Sealed, SealedQuerySet

User_ = settings.AUTH_USER_MODEL


class AdmissionQuerySet(SealedQuerySet):
    def open_on(self, day: date) -> "AdmissionQuerySet":
        """Those whose code opens something on ``day``: not ended, not over."""
        return self.filter(revoked_at__isnull=True, expires_on__gte=day)


class Admission(Sealed):
    """That one of those concerned may read one disclosure, with number and code, until a day.

    Of the code only its keyed hash is kept; name and contact are encrypted.
    """

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="admissions", verbose_name=_("disclosure")
    )
    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    code_hash = models.CharField(max_length=64, editable=False)
    own_id = OwnIdField()
    name = EncryptedTextField(pgettext_lazy("person", "name"), max_length=120)
    contact = EncryptedTextField(_("contact"), max_length=254, blank=True)
    admitted_by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("admitted by"))
    admitted_at = models.DateTimeField(_("admitted at"))
    expires_on = models.DateField(_("may read until"))
    revoked_by = models.ForeignKey(
        User_, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    revoked_at = models.DateTimeField(_("ended at"), null=True)
    revoked_because = models.CharField(_("ended because"), max_length=300, blank=True)

    objects: ClassVar = AdmissionQuerySet.as_manager()

    guards = [Keeps("admission_stays_with_its_matter", "disclosure_id")]

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("admission of one concerned")
        verbose_name_plural = _("admissions of those concerned")
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True, revoked_because="")
                | Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_because=""),
                name="ended_admission_has_person_and_reason",
            )
        ]

    def __str__(self) -> str:
        return self.number  # never the name: this stands in titles and records

    @property
    def agency_id(self) -> int:
        return self.disclosure.agency_id

    @property
    def department(self):
        return self.disclosure.department


class Reading(Sealed):
    """That what is for those concerned was read: the page, or one of its files. Append-only; no address is kept."""

    admission = models.ForeignKey(
        Admission, models.PROTECT, related_name="readings", verbose_name=_("admission of one concerned")
    )
    file = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    at = models.DateTimeField(_("read at"))

    guards = [OnlyGrows()]

    class Meta(Sealed.Meta):
        ordering = ["pk"]
        verbose_name = _("reading by one concerned")
        verbose_name_plural = _("readings by those concerned")

    def __str__(self) -> str:
        return f"{self.admission} · {self.at}"
