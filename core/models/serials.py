"""Running numbers of an agency, without gaps that a rollback would not explain."""

from django.db import models

from core.models.people import Agency
from core.models.seals import Sealed


class Serial(Sealed):
    """The last number given in a series of an agency and year."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    series = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta(Sealed.Meta):
        constraints = [models.UniqueConstraint(fields=["agency", "series", "year"], name="serial_once")]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"
