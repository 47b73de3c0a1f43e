"""What a column holds as JSON would hold it, and whether the database gives back just what it was given.

A decimal number comes back filled up or rounded to its places, and each database rounds in its own way.
"""

from datetime import UTC, date, datetime

from django.db import models

from core.crypto import EncryptedTextField, Token

# Kinds of columns that give back what they were given, as ``to_python`` makes it: no number that is rounded.
FAITHFUL = (models.BooleanField, models.CharField, models.DateField, models.FileField)
FAITHFUL += (models.ForeignKey, models.IntegerField, models.TextField)


def plain(field: models.Field, value: object) -> object:
    """``value`` of ``field`` as JSON would hold it, the same before it is written and after it is read."""
    if isinstance(field, models.FileField):
        return str(value) if value else ""
    value = field.to_python(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


def is_kept_as_given(field: models.Field, value: object) -> bool:
    """Whether ``plain`` tells of ``value`` what it tells of it once the database gives it back."""
    if isinstance(field, models.JSONField):
        return _is_plain_json(value)
    if isinstance(field, EncryptedTextField):
        return isinstance(value, str) and not isinstance(value, Token)
    return isinstance(field, FAITHFUL) and not hasattr(value, "resolve_expression")


def _is_plain_json(value: object) -> bool:
    """Whether every JSON gives ``value`` back: numbers with a point and keys that are no texts may come otherwise."""
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_plain_json(one) for key, one in value.items())
    if isinstance(value, list):
        return all(_is_plain_json(one) for one in value)
    return value is None or isinstance(value, str | int)
