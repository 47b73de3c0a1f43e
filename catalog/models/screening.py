"""The gate between proposal and publication: scans, what they find, who overrules it, who signs the secrecy review."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.disclosures import Disclosure
from core.database.guards import OnlyGrows, Refuses
from core.models import Sealed, SealedQuerySet
from core.statuses import Toned

User_ = settings.AUTH_USER_MODEL


class Scan(Sealed):
    """One content, of the text or of a file, that is looked through once. Owed until a worker has done it.

    ``content`` is the SHA-256 of what is scanned: another content is another scan, and asks again.
    """

    class Status(Toned):
        OWED = "owed", pgettext_lazy("scan status", "Waits for its scan")
        DONE = "done", pgettext_lazy("scan status", "Scanned")

    class Virus(models.TextChoices):
        UNCHECKED = "unchecked", pgettext_lazy("virus scan", "Not looked through for viruses")
        CLEAN = "clean", pgettext_lazy("virus scan", "No virus found")
        FOUND = "found", pgettext_lazy("virus scan", "Virus found")

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="scans", verbose_name=_("disclosure")
    )
    content = models.CharField("SHA-256", max_length=64)
    is_text = models.BooleanField(_("the text itself"), default=False)
    name = models.CharField(_("name"), max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OWED)
    virus = models.CharField(_("viruses"), max_length=10, choices=Virus, default=Virus.UNCHECKED)
    owed_at = models.DateTimeField(_("owed since"))
    claimed_at = models.DateTimeField(_("begun at"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done_at = models.DateTimeField(_("done at"), null=True)
    fault = models.CharField(_("why it failed last"), max_length=200, blank=True)

    class Meta:
        ordering = ["-is_text", "pk"]
        verbose_name = _("scan")
        verbose_name_plural = _("scans")
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "content"], name="content_is_scanned_once"),
            models.CheckConstraint(
                condition=Q(status="owed") | Q(done_at__isnull=False), name="done_scan_has_a_time"
            ),
        ]
        indexes = [
            models.Index(fields=["owed_at"], condition=Q(status="owed"), name="scans_that_are_owed"),
        ]

    def __str__(self) -> str:
        return self.name or str(_("Text"))


class Kind(models.TextChoices):
    """What a scan can find. The codes are those of ``core.scanning``."""

    IDENTITY_NUMBER = "identity_number", _("Identity number")
    MOBILE = "mobile", _("Mobile telephone number")
    LANDLINE = "landline", _("Telephone number")
    BANK_CARD = "bank_card", _("Number of a bank card")
    PLATE = "plate", _("Number plate of a vehicle")
    ADDRESS = "address", _("Home address")
    HEALTH = "health", _("Health of a person")
    MINOR = "minor", _("Person under eighteen")
    NAME_COLUMN = "name_column", _("Column with names of persons")
    ADDRESS_COLUMN = "address_column", _("Column with addresses of persons")
    BIRTH_COLUMN = "birth_column", _("Column with days of birth")
    HEALTH_COLUMN = "health_column", _("Column with health data")
    IDENTITY_COLUMN = "identity_column", _("Column with numbers of identity papers")
    MINOR_COLUMN = "minor_column", _("Column on children")
    AUTHOR = "author", _("Name of a person in the properties of the file")
    GPS = "gps", _("Place where a photograph was taken")
    HIDDEN_SHEET = "hidden_sheet", _("Hidden sheet")
    VERY_HIDDEN_SHEET = "very_hidden_sheet", _("Sheet that the program itself does not show")
    HIDDEN_ROW = "hidden_row", _("Hidden rows")
    HIDDEN_COLUMN = "hidden_column", _("Hidden columns")
    HIDDEN_TEXT = "hidden_text", _("Hidden text")
    COMMENT = "comment", _("Remark in the file")
    TRACKED_CHANGE = "tracked_change", _("Tracked change")
    COVERED_TEXT = "covered_text", _("Text under a box: covered, not removed")
    EARLIER_EDITION = (
        "earlier_edition",
        _("Earlier edition inside the file: what was changed can be read there"),
    )
    CARRIED_ALONG = "carried_along", _("Part that is carried along without being shown")
    EMBEDDED_FILE = "embedded_file", _("Embedded file")
    MACRO = "macro", _("Macro")
    EXTERNAL_LINK = "external_link", _("Link to another file")
    PROGRAM = "program", _("Formula or order that starts a program")
    PICTURE = "picture", _("Picture: words in it were not read, look at it with your own eyes")
    UNREADABLE = "unreadable", _("Could not be read to its end: look at it with your own eyes")
    VIRUS = "virus", _("Virus")


class FindingQuerySet(SealedQuerySet):
    def standing(self) -> "FindingQuerySet":
        """Findings that nobody has overruled."""
        return self.filter(overruling__isnull=True)


class Finding(Sealed):
    """What a scan found, and where. Only a masked glimpse is kept, never the number itself. Append-only."""

    Kind = Kind

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="findings", verbose_name=_("scan"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    place = models.JSONField(pgettext_lazy("of a finding", "place"), default=dict)
    shown = models.CharField(_("glimpse"), max_length=80, blank=True)
    further = models.PositiveIntegerField(_("further ones of the kind"), default=0)

    objects = FindingQuerySet.as_manager()

    guards = [
        OnlyGrows(
            ("shown",),
            ("place",),
            proof="catalog.Erasure",
            by="disclosure_id",
            matter="(SELECT disclosure_id FROM catalog_scan WHERE id = OLD.scan_id)",
        )
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("finding")
        verbose_name_plural = _("findings")

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def may_be_overruled(self) -> bool:
        """Whether a person may take it upon them. A virus goes nowhere, whatever anybody says."""
        return self.kind != Kind.VIRUS


OF_FINDING = (
    "(SELECT s.disclosure_id FROM catalog_finding f JOIN catalog_scan s ON s.id = f.scan_id"
    " WHERE f.id = OLD.finding_id)"
)


class Overruling(Sealed):
    """A named person lets a finding stand, with a reason that stays on record. Append-only."""

    finding = models.OneToOneField(
        Finding, models.PROTECT, related_name="overruling", verbose_name=_("finding")
    )
    proposer = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("overruled by"))
    reason = models.CharField(_("reason"), max_length=500)
    at = models.DateTimeField(_("at"))

    guards = [
        OnlyGrows(("reason",), proof="catalog.Erasure", by="disclosure_id", matter=OF_FINDING),
        Refuses(
            "nobody_overrules_what_they_edited",
            "EXISTS (SELECT 1 FROM catalog_editor"
            " JOIN catalog_scan ON catalog_scan.disclosure_id = catalog_editor.disclosure_id"
            " JOIN catalog_finding ON catalog_finding.scan_id = catalog_scan.id"
            " WHERE catalog_finding.id = NEW.finding_id AND catalog_editor.person_id = NEW.by_id)",
        ),
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("overruling")
        verbose_name_plural = _("overrulings")
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("proposer")), name="nobody_overrules_what_they_proposed"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="overruling_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.finding}: {self.by}"


class Cleaning(Sealed):
    """A copy of a file without names and places takes its place; the original stays in the storage, out of reach."""

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="cleanings", verbose_name=_("disclosure")
    )
    name = models.CharField(_("name"), max_length=200)
    original = models.CharField(_("where the original lies"), max_length=200)
    original_sha256 = models.CharField(_("SHA-256 of the original"), max_length=64)
    cleaned_sha256 = models.CharField(_("SHA-256 of the copy"), max_length=64, blank=True)
    by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("asked for by"))
    asked_at = models.DateTimeField(_("asked for at"))
    claimed_at = models.DateTimeField(_("begun at"), null=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    fault = models.CharField(_("why it failed last"), max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cleaned copy")
        verbose_name_plural = _("cleaned copies")
        constraints = [
            models.UniqueConstraint(
                fields=["disclosure", "original_sha256"],
                condition=Q(done_at__isnull=True),
                name="file_is_cleaned_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Ground(models.TextChoices):
    """Why something is not disclosed: articles 14 to 16 of the Regulation of 2019."""

    STATE_SECRET = "state_secret", _("State secret (art. 14)")
    FORBIDDEN = "forbidden", _("Forbidden by law or administrative regulation (art. 14)")
    HARM = "harm", _("Would harm the safety of the state, the public, the economy or society (art. 14)")
    TRADE_SECRET = "trade_secret", _("Trade secret of a third party (art. 15)")
    PRIVACY = "privacy", _("Privacy of a third party (art. 15)")
    INTERNAL = "internal", _("Internal affairs (art. 16)")
    PROCESS = "process", _("Made in the course of discussion or of a case (art. 16)")


class SecrecyReview(Sealed):
    """保密审查: a named person says whether this text with these files may be disclosed (art. 17). Append-only."""

    class Result(models.TextChoices):
        OPEN = "open", pgettext_lazy("secrecy review", "May be disclosed")
        CLOSED = "closed", pgettext_lazy("secrecy review", "Must not be disclosed")

    Ground = Ground

    disclosure = models.ForeignKey(
        Disclosure, models.PROTECT, related_name="secrecy_reviews", verbose_name=_("disclosure")
    )
    content = models.CharField(_("SHA-256 of text and files"), max_length=64)
    result = models.CharField(_("result"), max_length=10, choices=Result)
    ground = models.CharField(_("ground"), max_length=20, choices=Ground, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    proposer = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    by = models.ForeignKey(User_, models.PROTECT, related_name="+", verbose_name=_("reviewed by"))
    at = models.DateTimeField(_("at"))

    guards = [
        OnlyGrows(("note",), proof="catalog.Erasure", by="disclosure_id"),
        Refuses(
            "nobody_signs_the_secrecy_of_what_they_edited",
            "EXISTS (SELECT 1 FROM catalog_editor WHERE disclosure_id = NEW.disclosure_id AND person_id = NEW.by_id)",
        ),
    ]

    class Meta:
        ordering = ["pk"]
        verbose_name = _("secrecy review")
        verbose_name_plural = _("secrecy reviews")
        constraints = [
            models.CheckConstraint(
                condition=~Q(by=F("proposer")), name="nobody_signs_the_secrecy_of_their_own"
            ),
            models.CheckConstraint(
                condition=Q(result="open", ground="") | (Q(result="closed") & ~Q(ground="")),
                name="closed_secrecy_review_has_a_ground",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_result_display()} · {self.by}"
