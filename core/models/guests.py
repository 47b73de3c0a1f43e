"""What is kept for people without an account: their receipts for an hour, ended links, and which page was sent."""

from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction

from core.crypto import BoundQuerySet, EncryptedTextField, OwnIdField

LINK_LASTS = timedelta(hours=1)
RECEIPT_SHOWN = timedelta(hours=1)
STAMP_LASTS = timedelta(days=1)


class Receipt(models.Model):
    """A receipt that one browser may show: the matter and its query code, for an hour.

    ``key`` is a keyed hash of the secret in a cookie of its own, drawn when the receipt was kept. So no receipt stands
    in the way of another, nothing that a page sends beside it can overwrite it, and who planted a cookie sees nothing.
    """

    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    matter = models.BigIntegerField()
    own_id = OwnIdField()
    code = EncryptedTextField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "matter"], name="receipts_of_a_matter")]

    def __str__(self) -> str:
        return f"{self.kind} {self.matter}"


class EndedLinks(models.Model):
    """All links to a matter that were made up to a moment lead nowhere any more."""

    house = models.CharField(max_length=40)
    matter = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["house", "matter"], name="links_of_a_matter_end_once")]

    def __str__(self) -> str:
        return f"{self.house} {self.matter}"


class SentQuerySet(BoundQuerySet["Sent"]):
    def claim(self, token: str, **said) -> tuple["Sent", bool]:
        """Use ``token`` up: the new row and True, or the row of whoever was first and False.

        Who is second waits until the transaction of the first is over. Raises ``Sent.DoesNotExist`` when the first one
        gave the token back in between: the next claim may succeed.
        """
        try:
            with transaction.atomic():
                return self.create(token=token, **said), True
        except IntegrityError:
            return self.select_related("receipt").get(token=token), False


class Sent(models.Model):
    """A page that was sent and taken: its stamp is used up, and sent again it brings the first answer.

    ``token`` is a keyed hash of the stamp and of what was sent for; ``content`` one of the fields, ``sender`` one of
    who was signed in. ``to`` and ``said`` are the first answer; while ``to`` is empty somebody is at work on it.
    Without its receipt somebody said "I am done" meanwhile, or its hour is over.
    """

    token = models.CharField(max_length=64, unique=True)
    content = models.CharField(max_length=64)
    own_id = OwnIdField()
    to = EncryptedTextField(blank=True)
    said = EncryptedTextField(blank=True)
    receipt = models.ForeignKey(Receipt, models.SET_NULL, null=True, related_name="+")
    sender = models.CharField(max_length=64, blank=True, db_index=True)
    sent_at = models.DateTimeField(db_index=True)

    objects = SentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.sent_at:%Y-%m-%d %H:%M}"


def expired(now: datetime) -> tuple[models.QuerySet, ...]:
    """The rows that are of no use any more: nothing in them can be shown or come back."""
    return (
        Sent.objects.filter(sent_at__lt=now - 2 * STAMP_LASTS),
        Receipt.objects.filter(until__lt=now),
        EndedLinks.objects.filter(at__lt=now - 2 * LINK_LASTS),
    )
