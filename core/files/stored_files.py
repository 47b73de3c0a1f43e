"""The files that rows name: whether each is there and is what was kept."""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.core.exceptions import SuspiciousFileOperation
from django.db import models
from django.utils.translation import gettext as _

from core import crypto

BATCH = 500


def columns() -> Iterator[tuple[type[models.Model], models.FileField]]:
    """Every column that names a file."""
    for model in apps.get_models():
        if not model._meta.proxy:
            for field in model._meta.local_concrete_fields:
                if isinstance(field, models.FileField):
                    yield model, field


def faults() -> Iterator[str]:
    """A sentence for each file that is missing or is not what its row says."""
    for model, field in columns():
        has_digest = any(one.name == "sha256" for one in model._meta.concrete_fields)
        names = ["pk", field.name, *(["sha256"] if has_digest else [])]
        rows = model._base_manager.exclude(**{field.name: ""}).order_by("pk").values_list(*names)
        for pk, name, *digest in rows.iterator(chunk_size=BATCH):
            if said := _fault(field, name, digest[0] if digest else ""):
                place = {"row": f"{model._meta.label} {pk}", "name": name}
                yield said % place


def _fault(field: models.FileField, name: str, digest: str) -> str:
    try:
        with field.storage.open(name, "rb") as file:
            content = file.read()
        if isinstance(field, crypto.EncryptedFileField):
            content = crypto.decrypt_bytes(content)
    except FileNotFoundError:
        return _("%(row)s: the file %(name)s is missing.")
    except (OSError, SuspiciousFileOperation):
        return _("%(row)s: the file %(name)s cannot be read.")
    except ValueError:
        return _("%(row)s: the file %(name)s was altered, or encrypted with another key.")
    if digest and hashlib.sha256(content).hexdigest() != digest:
        return _("%(row)s: the file %(name)s was altered.")
    return ""
