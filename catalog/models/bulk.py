"""Tables of proposals that were sent in: the file, what its check found, its rows and what became of each."""

from uuid import uuid4

from django.conf import settings
from django.core.files.storage import storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.disclosures import Disclosure
from catalog.models.obligations import Obligation
from core.crypto import EncryptedFileField
from core.statuses import Tone, Toned


def table_path(_table: "BulkTable", _name: str) -> str:
    """A place that tells nothing of the table; its content lies there encrypted."""
    drawn = uuid4().hex
    return f"tables/{drawn[:2]}/{drawn}.bin"


def table_storage():
    """Where the tables lie: never under an address that is served."""
    return storages["default"]


class State(Toned):
    """How far a table is. Nothing of it is stored: it follows from what was done."""

    WAITING = "waiting", Tone.WARN, pgettext_lazy("table of proposals", "Waits for its check")
    FAULTY = "returned", Tone.BAD, pgettext_lazy("table of proposals", "Must be corrected")
    READY = "due", Tone.WARN, pgettext_lazy("table of proposals", "Checked: say what becomes of it")
    MAKING = "in_preparation", Tone.INFO, pgettext_lazy("table of proposals", "Its drafts are being made")
    DONE = "approved", Tone.GOOD, pgettext_lazy("table of proposals", "Done")


class BulkTableQuerySet(models.QuerySet):
    def owed(self, free: Q) -> "BulkTableQuerySet":
        """Those that wait for a worker among the ``free`` ones (``core.database.claims.free``), the oldest first."""
        to_do = Q(checked_at__isnull=True) | Q(ordered_at__isnull=False, done_at__isnull=True)
        return self.filter(to_do, free).order_by("sent_at", "pk")


class BulkTable(models.Model):
    """A table that somebody sent. Only they see it; its rows become drafts when they say so."""

    State = State

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("sent by")
    )
    name = models.CharField(_("name"), max_length=200)
    file = EncryptedFileField(_("file"), upload_to=table_path, storage=table_storage, max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    language = models.CharField(_("language"), max_length=10)
    sent_at = models.DateTimeField(_("sent at"))
    claimed_at = models.DateTimeField(_("begun at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    trouble = models.CharField(_("why it is no such table"), max_length=300, blank=True)
    faults = models.JSONField(_("faults"), default=list)
    more_faults = models.PositiveIntegerField(_("further faults"), default=0)
    ordered_at = models.DateTimeField(_("ordered at"), null=True)
    proposes = models.BooleanField(_("complete rows are proposed"), default=False)
    done_at = models.DateTimeField(_("done at"), null=True)

    objects = BulkTableQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-pk"]
        verbose_name = _("table of proposals")
        verbose_name_plural = _("tables of proposals")
        constraints = [
            models.CheckConstraint(
                condition=Q(ordered_at__isnull=True) | Q(checked_at__isnull=False, trouble=""),
                name="only_a_checked_table_is_carried_out",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalog:bulk_sent", args=[self.pk])

    @property
    def state(self) -> State:
        """How far it is."""
        if self.checked_at is None:
            return State.WAITING
        if self.trouble or self.faults:
            return State.FAULTY
        if self.ordered_at is None:
            return State.READY
        return State.MAKING if self.done_at is None else State.DONE


class BulkRow(models.Model):
    """A row of a table: what it says about its duty, what it still lacks, and what became of it."""

    class Outcome(Toned):
        NONE = "", pgettext_lazy("row of a table", "Waits")
        DRAFTED = "drafted", Tone.INFO, pgettext_lazy("row of a table", "Draft")
        PROPOSED = "in_review", Tone.INFO, pgettext_lazy("row of a table", "Proposed")
        REFUSED = "returned", Tone.BAD, pgettext_lazy("row of a table", "Not made")

    table = models.ForeignKey(
        BulkTable, models.CASCADE, related_name="rows", verbose_name=_("table of proposals")
    )
    row = models.PositiveIntegerField(_("row"))
    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="+", verbose_name=_("obligation"))
    title = models.CharField(_("title"), max_length=200)
    content = models.JSONField(_("content"), encoder=DjangoJSONEncoder)
    lacks = models.JSONField(_("what it lacks before it can be proposed"), default=list)
    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, null=True, related_name="+", verbose_name=_("disclosure")
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    says = models.JSONField(_("reasons"), default=list)
    settled_at = models.DateTimeField(_("settled at"), null=True)

    class Meta:
        ordering = ["table", "row"]
        verbose_name = _("row of a table")
        verbose_name_plural = _("rows of tables")
        constraints = [
            models.UniqueConstraint(fields=["table", "row"], name="row_once_in_a_table"),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(outcome="returned", disclosure__isnull=True)
                | Q(outcome__in=["drafted", "in_review"], disclosure__isnull=False),
                name="made_row_has_its_disclosure",
            ),
        ]

    def __str__(self) -> str:
        return self.title
