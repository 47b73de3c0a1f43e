"""What is done once in the life of a database, whatever becomes of its result."""

from datetime import datetime

from django.db import models


class DoneQuerySet(models.QuerySet):
    def first_time(self, name: str, *, at: datetime) -> bool:
        """Whether nobody has done ``name`` before; from now on it is done. True for one caller only."""
        _row, made = self.get_or_create(name=name, defaults={"at": at})
        return made


class Done(models.Model):
    """Something that was done once and is not to be done again: also when its result was renamed or removed."""

    name = models.CharField(max_length=100, primary_key=True)
    at = models.DateTimeField()

    objects = DoneQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name
