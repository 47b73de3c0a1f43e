"""What a row hangs on, told by its own columns: so that one that is gone is still known by its matter and its body."""

from collections.abc import Iterator
from functools import cache

from django.db import models

NUMBERS = ("index_number", "number")  # columns that name a matter, in a model that belongs to a body


def leaves_seals(model: type[models.Model]) -> bool:
    """Whether ``model`` is ``Sealed``, which stands above this file."""
    return hasattr(model, "NO_EVIDENCE")


@cache
def _above(model: type[models.Model]) -> list[models.Field]:
    """The columns by which a row of ``model`` hangs on another, the nearest to a matter first; its body comes last."""
    ways = [(_distance(field.related_model), at, field) for at, field in enumerate(_ways_up(model))]
    ways = [one for one in ways if one[0] is not None and one[2].related_model is not model]
    named = {field.name: field for field in model._meta.concrete_fields}
    bodies = [named[name] for name in ("agency", "department") if name in named]
    return [field for _far, _at, field in sorted(ways, key=lambda one: one[:2])] + bodies


def _ways_up(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if target and leaves_seals(target) and target._meta.app_label != "core":
            yield field


def number_of(model: type[models.Model]) -> models.Field | None:
    """The column of ``model`` that names the matter: its number where it belongs to a body, or what ``MATTER`` says."""
    fields = {field.name: field for field in model._meta.concrete_fields}
    names = NUMBERS if "agency" in fields else ()
    names = (getattr(model, "MATTER", ""), *names)
    return next((fields[name] for name in names if isinstance(fields.get(name), models.CharField)), None)


def _distance(model: type[models.Model]) -> int | None:
    """How many steps up from ``model`` a matter is; None when there is none."""
    seen, level, far = {model}, [model], 0
    while level:
        if any(number_of(one) for one in level):
            return far
        level = [field.related_model for one in level for field in _ways_up(one)]
        level = [one for one in dict.fromkeys(level) if one not in seen]
        seen |= set(level)
        far += 1
    return None


def hanging(model: type[models.Model], held: dict[str, object]) -> tuple[str, str]:
    """Table and key of what a row hangs on, and the number of the matter that it names itself, from its columns."""
    number = number_of(model)
    matter = str(held.get(number.attname) or "")[:120] if number else ""
    for field in _above(model):
        if (key := held.get(field.attname)) is not None:
            return f"{field.related_model._meta.db_table} {key}", matter
    return "", matter


def leading_fields(model: type[models.Model]) -> list[models.Field]:
    """The columns that ``hanging`` asks."""
    number = number_of(model)
    return [*_above(model), *([number] if number else [])]
