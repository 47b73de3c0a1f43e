"""Letters that are owed, and the pulse of the work that is done by the clock."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.crypto import EncryptedTextField, FingerprintField, OwnIdField, fingerprint
from core.database import claims
from core.models.events import Event
from core.models.seals import Sealed, SealedQuerySet

PLACEHOLDER = "●●●●●-●●●●●"  # where the secret stands in a letter as it is kept
CLAIM_LASTS = timedelta(minutes=10)
# How long to wait after each try that failed; the last holds for all that follow.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 40, 60, 120, 240, 360))
TOLD_AFTER = 4  # tries that failed; from then on a letter is shown as one that rests
AWAY = "away"  # begins the error of a letter that waits for the mail server, not for its own sake


def pause_after(tries: int) -> timedelta:
    """How long a letter waits that was tried so often in vain."""
    return PAUSES[min(max(tries, 1), len(PAUSES)) - 1]


class LetterQuerySet(SealedQuerySet):
    def addressed_to(self, address: str) -> "LetterQuerySet":
        """The letters to one mail address, which is encrypted in its rows."""
        return self.filter(to_key=fingerprint(address))

    @staticmethod
    def due(now: datetime) -> Q:
        """Of letters that have not left: those that matter still, and whose pause is over.

        A pause that is longer than any was put in past the portal: no letter waits for it.
        """
        matters = Q(matters_until__isnull=True) | Q(matters_until__gt=now)
        over = Q(not_before__lte=now) | Q(not_before__gt=now + PAUSES[-1])
        return Q(sent_at__isnull=True, set_aside_at__isnull=True) & over & matters

    def unsent(self) -> "LetterQuerySet":
        """What has not left and was not set aside."""
        return self.filter(sent_at__isnull=True, set_aside_at__isnull=True)

    def owed(self, now: datetime) -> "LetterQuerySet":
        """Unsent letters that still matter, whose pause is over and that nobody is sending.

        A claim of a day to come was put in past the portal, and holds no letter up.
        """
        return self.filter(self.due(now), claims.free(now, CLAIM_LASTS) | Q(claimed_at__gt=now + CLAIM_LASTS))

    def resting(self, now: datetime) -> "LetterQuerySet":
        """Letters that still matter and were tried several times in vain: somebody should know."""
        matters = Q(matters_until__isnull=True) | Q(matters_until__gt=now)
        return self.unsent().filter(matters, tries__gte=TOLD_AFTER)

    def ended(self, now: datetime) -> "LetterQuerySet":
        """Letters that never left and are of no use any more."""
        return self.unsent().filter(matters_until__lte=now)

    def bounced(self) -> "LetterQuerySet":
        """Letters that left and came back."""
        return self.filter(bounced_at__isnull=False, set_aside_at__isnull=True)

    def troubled(self, now: datetime) -> "LetterQuerySet":
        """All of which an administrator can send again or set aside."""
        over = Q(matters_until__lte=now) | Q(tries__gte=TOLD_AFTER)
        back = Q(bounced_at__isnull=False)
        return self.filter(back | (Q(sent_at__isnull=True) & over), set_aside_at__isnull=True)


class Letter(Sealed):
    """A mail that was promised inside the transaction of the change it tells about, and is sent by the clock."""

    MATTER = "about"
    NO_EVIDENCE = {
        "secret": "stands in the mail only, and is forgotten once it is sent",
        "not_before": "when the next try is due",
        "claimed_at": "who is sending it now",
        "tries": "how often it was tried",
        "error": "what the mail server said last",
    }

    name = models.CharField(_("kind"), max_length=60)
    own_id = OwnIdField()
    to = EncryptedTextField(_("to"))
    to_key = FingerprintField(of="to")
    subject = models.CharField(_("subject"), max_length=200)
    unsubscribe = models.CharField(_("address that ends the subscription"), max_length=300, blank=True)
    body = EncryptedTextField(_("text"))
    secret = EncryptedTextField(
        blank=True, editable=False
    )  # stands in the mail only; forgotten once it is sent
    about = models.CharField(_("number of the matter"), max_length=60, blank=True, db_index=True)
    owed_at = models.DateTimeField(pgettext_lazy("letter", "owed since"))
    not_before = models.DateTimeField(_("not before"))
    # Empty: until somebody sends it or sets it aside.
    matters_until = models.DateTimeField(_("of use until"), null=True, blank=True)
    claimed_at = models.DateTimeField(_("claimed at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    error = models.TextField(_("last error"), blank=True)
    bounced_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    bounce = models.CharField(_("why it came back"), max_length=20, blank=True)
    set_aside_at = models.DateTimeField(_("set aside at"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta(Sealed.Meta):
        ordering = ["-owed_at", "-pk"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        indexes = [
            models.Index(fields=["not_before"], condition=Q(sent_at__isnull=True), name="letter_unsent"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"

    def standing(self, now: datetime) -> str:
        """How it stands at ``now``: a key of ``STANDINGS``."""
        if self.set_aside_at:
            return "aside"
        if self.bounced_at:
            return "bounced"
        if self.sent_at:
            return "sent"
        if self.matters_until and self.matters_until <= now:
            return "ended"
        return "rests" if self.tries >= TOLD_AFTER else "waits"


STANDINGS = {
    "waits": _("waits to be sent"),
    "rests": _("rests after several tries"),
    "ended": _("never sent, of no use any more"),
    "bounced": _("came back"),
    "sent": _("sent"),
    "aside": pgettext_lazy("letter", "set aside"),
}


LETTER_STEPS = {
    "sent_again": _("sent again"),
    "set_aside": pgettext_lazy("letter", "set aside"),
    "came_back": _("came back"),
}


class LetterEvent(Event):
    """What somebody did with a letter that did not arrive, and that it came back. Holds no address and no text."""

    letter = models.ForeignKey(Letter, models.PROTECT, related_name="events")

    class Meta(Event.Meta):
        verbose_name = _("step of a letter")
        verbose_name_plural = _("steps of letters")


class Heartbeat(models.Model):
    """When a job of the clock last ran well, what it did then, and what last went wrong."""

    job = models.CharField(_("job"), max_length=60, primary_key=True)
    expected_from = models.DateTimeField(_("expected from"))
    runs_since = models.DateTimeField(
        null=True, blank=True
    )  # claimed by the one run of a job that runs alone
    ran_at = models.DateTimeField(_("last ran at"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    failed_at = models.DateTimeField(_("last failed at"), null=True, blank=True)
    error = models.TextField(_("last error"), blank=True)

    class Meta:
        ordering = ["job"]
        verbose_name = _("job of the clock")
        verbose_name_plural = _("jobs of the clock")

    def __str__(self) -> str:
        return self.job

    @property
    def fails(self) -> bool:
        """Whether its last run failed."""
        return bool(self.failed_at and (self.ran_at is None or self.failed_at > self.ran_at))
