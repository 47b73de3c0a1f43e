"""Failed tries at something secret, so that guessing becomes slow."""

from datetime import datetime

from django.db import models


class TryQuerySet(models.QuerySet):
    def of(self, purpose: str, source: str, *, since: datetime) -> int:
        """How often ``source`` failed at ``purpose`` since then."""
        return self.filter(purpose=purpose, source=source, at__gte=since).count()


class Try(models.Model):
    """One failed try. ``source`` is a keyed hash of the address it came from, not the address."""

    purpose = models.CharField(max_length=40)
    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    objects = TryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["purpose", "source", "at"], name="try_by_source")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.at:%Y-%m-%d %H:%M}"
