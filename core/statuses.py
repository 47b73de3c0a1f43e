"""Statuses that know how they look and what they mean: each carries its tone beside its words."""

from django.db import models
from django.db.models import Model, TextChoices


class Tone(models.TextChoices):
    """What a status means to the eye; the words beside it say the same."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    QUIET = "quiet"


class Toned(models.TextChoices):
    """Choices of which each has a tone, quiet unless it says otherwise, and may have a sentence for outsiders.

    ``CORRECTING = "correcting", Tone.WARN, _("We wait for you."), _("Waiting for your correction")``: the label stands
    last, as Django wants it. What the database keeps is the first word.
    """

    tone: Tone
    sentence: str

    def __new__(cls, value: str, tone: Tone = Tone.QUIET, sentence: str = "") -> "Toned":
        member = str.__new__(cls, value)
        member._value_ = value
        member.tone, member.sentence = tone, sentence
        return member


def standing(thing: Model, field: str = "status") -> TextChoices:
    """The choice that ``thing`` has in ``field``; its class declares them under the name of the field (``Status``)."""
    return getattr(type(thing), field.capitalize())(getattr(thing, field))
