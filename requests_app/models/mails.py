"""Mails that came to the mailbox of a body; each waits until an officer enters it or sets it aside."""

from datetime import date

from django.conf import settings
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.crypto import EncryptedFileField, EncryptedTextField, OwnIdField
from core.database.guards import Within
from core.models import Agency, Sealed, SealedQuerySet, User
from core.permissions import Reach, reach
from requests_app import rules
from requests_app.mails.parser import REMARKS
from requests_app.models.applications import Application
from requests_app.models.files import case_path


def mail_storage():
    """Where the mails lie, encrypted as the files of cases are."""
    return storages["default"]


class Mailbox(models.Model):
    """How far a mailbox was read: up to which number of which generation of numbers."""

    address = models.CharField(_("mailbox"), max_length=200, unique=True)
    generation = models.PositiveBigIntegerField(default=0)
    last_number = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.address


class MailQuerySet(SealedQuerySet):
    def waiting(self) -> "MailQuerySet":
        """Those that nobody has entered or set aside."""
        return self.filter(application__isnull=True, set_aside_at__isnull=True)

    def handled_by(self, user: User, *, on: date) -> "MailQuerySet":
        """Those to bodies whose applications ``user`` handles."""
        return self.inside(reach(user, rules.HANDLE, on=on))

    def inside(self, found: Reach) -> "MailQuerySet":
        """Those to bodies inside a reach."""
        return self if found.everywhere else self.filter(agency__in=found.agencies)


class ArrivedMail(Sealed):
    """One mail. The whole of it is kept as a file; what it says is kept encrypted."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="arrived_mails")
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails")
    generation = models.PositiveBigIntegerField()
    number = models.PositiveBigIntegerField()
    identity = models.CharField(max_length=64, blank=True)
    contents = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(_("arrived at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    own_id = OwnIdField()
    sender = EncryptedTextField(_("sender"), blank=True)
    sender_name = EncryptedTextField(_("name of the sender"), blank=True)
    reply_to = EncryptedTextField(_("answer to"), blank=True)
    subject = EncryptedTextField(_("subject"), blank=True)
    text = EncryptedTextField(_("text"), blank=True)
    listed = EncryptedTextField(_("attached"), blank=True)
    file_count = models.PositiveIntegerField(_("number of files"), default=0)
    remarks = models.JSONField(_("remarks"), default=list)
    original = EncryptedFileField(upload_to=case_path, storage=mail_storage, max_length=100)
    application = models.OneToOneField(Application, models.PROTECT, null=True, related_name="mail")
    set_aside_at = models.DateTimeField(_("set aside at"), null=True)
    set_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    set_aside_why = models.CharField(_("why it was set aside"), max_length=300, blank=True)

    objects = MailQuerySet.as_manager()

    guards = [Within("application.agency")]

    class Meta:
        ordering = ["arrived_at", "pk"]
        verbose_name = _("mail that came")
        verbose_name_plural = _("mails that came")
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "generation", "number"], name="mail_once_by_its_number"
            ),
            models.UniqueConstraint(
                fields=["agency", "identity", "contents"], name="mail_once_by_its_contents"
            ),
            models.CheckConstraint(
                condition=Q(application__isnull=True) | Q(set_aside_at__isnull=True),
                name="mail_is_entered_or_set_aside",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agency", "arrived_at"],
                condition=Q(application__isnull=True, set_aside_at__isnull=True),
                name="mail_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.mailbox} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("requests_app:mail", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has entered it or set it aside."""
        return self.application_id is None and self.set_aside_at is None

    @property
    def said(self) -> list[str]:
        """The remarks in words."""
        return [str(REMARKS[remark]) for remark in self.remarks if remark in REMARKS]
