"""One body's rules as data, in versions that never change once loaded."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core import canonical
from core.database.prepared import Prepared
from core.models.seals import Sealed, SealedQuerySet
from core.regimes import parsed


class RulesMissing(LookupError):
    """A body's rules follow those of a regime that was never loaded; the text says which, for whoever keeps them."""

    def __init__(self, followed: str) -> None:
        said = _(
            "The rules for applications follow the regime “%(code)s”, which was never loaded. Load its file first."
        )
        super().__init__(said % {"code": followed})


class Regime(Sealed):
    """The name under which a body's rules are kept through all their versions."""

    code = models.SlugField(_("code"), unique=True)

    class Meta(Sealed.Meta):
        ordering = ["code"]
        verbose_name = _("regime")
        verbose_name_plural = _("regimes")

    def __str__(self) -> str:
        return self.code

    def version_on(self, day: date) -> "RegimeVersion":
        """The version in force on ``day``; before the first one, the first: back-filled matters need rules (I-211)."""
        found = _IN_FORCE.rows(regime=self.pk, day=day)
        version = found[0] if found else self.versions.order_by("-valid_from", "-number").last()
        if version is not None:
            version.regime = self
        return version

    def followed_but_missing(self, day: date) -> str:
        """The code of the regime that is followed for applications on ``day`` and was never loaded, or empty."""
        version = self.version_on(day)
        followed = version.rules.applications.follow if version else None
        is_missing = followed and not RegimeVersion.objects.filter(regime__code=followed).exists()
        return followed if is_missing else ""


PARSED: dict[tuple[int, str], "parsed.Regime"] = {}  # of this process, by key and digest of the version
# All versions with their small columns, as this process found them to be those of the portal (``core/models/resting``).
STOOD: set[frozenset] = set()


def _rules_of(pk: int, digest: str) -> "parsed.Regime":
    """The digest is part of the key: a rolled-back load may give its number to another version. Rules whose text has
    another digest are not kept, and the version is looked at anew before a step rests on it."""
    if (pk, digest) not in PARSED:
        content = RegimeVersion.objects.values_list("content", flat=True).get(pk=pk)
        rules = parsed.parse(content)
        if canonical.sorted_digest(content) != digest:
            STOOD.clear()
            return rules
        PARSED[pk, digest] = rules
    return PARSED[pk, digest]


class RegimeVersionManager(models.Manager.from_queryset(SealedQuerySet)):
    def get_queryset(self) -> models.QuerySet:
        """Versions without their content: it is large, and ``rules`` reads it once in a process."""
        return super().get_queryset().defer("content")


class RegimeVersion(Sealed):
    """The rules as loaded from one file. What was opened under a version stays under it."""

    regime = models.ForeignKey(Regime, models.PROTECT, related_name="versions", verbose_name=_("regime"))
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=160)
    digest = models.CharField(_("digest"), max_length=64, help_text=_("SHA-256 of the content."))
    content = models.JSONField(_("content"))
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("in force until"), null=True, blank=True)
    loaded_at = models.DateTimeField(_("loaded at"))

    objects = RegimeVersionManager()

    class Meta:
        ordering = ["regime", "-number"]
        base_manager_name = "objects"
        verbose_name = _("version of a regime")
        verbose_name_plural = _("versions of regimes")
        constraints = [
            models.UniqueConstraint(fields=["regime", "number"], name="regime_version_once"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="regime_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"

    @property
    def rules(self) -> "parsed.Regime":
        """The rules, parsed. A version never changes, so one parse per process is enough."""
        return _rules_of(self.pk, self.digest)


_IN_FORCE = Prepared(
    lambda regime, day: RegimeVersion.objects.filter(regime=regime, valid_from__lte=day).order_by(
        "-valid_from", "-number"
    )[:1],
    regime=int,
    day=date,
)
