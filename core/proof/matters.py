"""To which matter and body a row belongs, and which rows hang on a matter; of rows that are gone their seals tell."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import models

from core.models import Agency, Seal, Sealed, SealForm, hanging, seals


def sealed_models() -> list[type[models.Model]]:
    """The models whose rows leave seals, by their tables."""
    found = (model for model in apps.get_models() if issubclass(model, Sealed))
    return sorted(found, key=lambda model: model._meta.db_table)


def matter_of_gone(seal: Seal) -> tuple[str, int | None]:
    """The number of the matter of a row that is gone and the key of its body, told by what its ``seal`` hangs on; by
    the seals above it where rows above are gone too."""
    matter, agency = _above(seal)
    return matter, agency or (body_of(matter) if matter else None)


def _above(seal: Seal) -> tuple[str, int | None]:
    matter, seen = "", set()
    while seal is not None and seal.pk not in seen:
        seen.add(seal.pk)
        matter = matter or seal.matter
        table, _blank, key = seal.hangs_on.partition(" ")
        model = next((one for one in sealed_models() if one._meta.db_table == table), None)
        if model is None or not key.isdecimal():
            break
        if row := model._base_manager.order_by().filter(pk=int(key)).first():
            number, agency = matter_of(row)
            return matter or number, agency
        seal = seals.last_seals(model, [int(key)]).get(int(key))
    return matter, None


def matter_of(row: models.Model) -> tuple[str, int | None]:
    """The number of the matter that ``row`` belongs to and the key of its body, as far as they can be told."""
    seen, waiting, number = set(), [row], ""
    while waiting:
        one = waiting.pop(0)
        named = hanging.number_of(type(one))
        number = number or (str(getattr(one, named.attname) or "") if named else "")
        if number and hasattr(one, "agency_id"):
            return number, one.agency_id
        seen.add((type(one), one.pk))
        for field in one._meta.concrete_fields:
            target = field.related_model
            if target and issubclass(target, Sealed) and target._meta.app_label != "core":
                above = getattr(one, field.name)
                if above is not None and (type(above), above.pk) not in seen:
                    waiting.append(above)
    own = row.pk if isinstance(row, Agency) else getattr(row, "agency_id", None)
    return number, own or (body_of(number) if number else None)


def body_of(matter: str) -> int | None:
    """The key of the body to which the matter with this number belongs, as its seals tell."""
    seal = Seal.objects.filter(matter=matter).exclude(hangs_on="").order_by("-pk").first()
    return _above(seal)[1] if seal else None


def beneath(root: models.Model, depth: int = 2) -> Iterator[tuple[type[models.Model], list[int]]]:
    """The sealed rows that hang on ``root``, and those that hang on them: model and keys, ``root`` first.

    Those that are gone are among them: their seals say on what they hung.
    """
    tables = {model._meta.db_table: model for model in sealed_models()}
    level, seen = {type(root): {root.pk}}, {type(root)}
    yield type(root), [root.pk]
    for _step in range(depth):
        below: dict[type[models.Model], set[int]] = {}
        for model, keys in level.items():
            for link in model._meta.related_objects:
                if not issubclass(link.related_model, Sealed) or link.related_model in seen:
                    continue
                rows = link.related_model._base_manager.filter(**{f"{link.field.name}__in": keys})
                below.setdefault(link.related_model, set()).update(rows.values_list("pk", flat=True))
            for table, key in _hung_on(model, keys):
                if table in tables and tables[table] not in seen:
                    below.setdefault(tables[table], set()).add(key)
        seen |= set(below)
        yield from ((model, sorted(keys)) for model, keys in below.items() if keys)
        level = {model: keys for model, keys in below.items() if keys}


def _hung_on(model: type[models.Model], keys: Iterable[int]) -> Iterator[tuple[str, int]]:
    """Tables and keys of all rows whose seals say that they hang, or hung, on the rows ``keys`` of ``model``."""
    names, table = [f"{model._meta.db_table} {key}" for key in keys], {}
    for start in range(0, len(names), seals.AT_ONCE):
        part = Seal.objects.filter(hangs_on__in=names[start : start + seals.AT_ONCE]).order_by()
        for form, key in part.values_list("form", "key").distinct():
            table = table or dict(SealForm.objects.values_list("pk", "table"))
            yield table[form], key
