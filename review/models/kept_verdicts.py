"""What a reviewer typed about a matter and has not said yet: it waits while they look at the gate."""

from django.conf import settings
from django.db import models

from catalog.models import Disclosure
from core.crypto import EncryptedTextField, OwnIdField


class KeptVerdict(models.Model):
    """The fields of the forms of one matter, as one person typed them. Nobody else sees it; it is no verdict."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="+")
    own_id = OwnIdField()
    typed = EncryptedTextField()
    kept_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "disclosure"], name="one_kept_verdict_of_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.kept_at:%Y-%m-%d}"
