"""Encrypt whom letters go to and what they say; the keyed hash of the address finds them."""

from django.db import migrations, models

import core.crypto
from core.crypto import decrypt, encrypt, fingerprint

BATCH = 500


def _rewrite(apps, change) -> None:
    letters, last = apps.get_model("core", "Letter").objects, 0
    while batch := letters.filter(pk__gt=last).order_by("pk").values_list("pk", "to", "body")[:BATCH]:
        for pk, to, body in batch:
            letters.filter(pk=pk).update(**change(to, body))
            last = pk


def hide(apps, schema_editor) -> None:
    """Encrypt what is there in plain words."""
    _rewrite(
        apps,
        lambda to, body: {
            "to": encrypt(to) if to else "",
            "to_key": fingerprint(to) if to else "",
            "body": encrypt(body) if body else "",
        },
    )


def show(apps, schema_editor) -> None:
    """Write the plain words back."""
    _rewrite(apps, lambda to, body: {"to": decrypt(to) if to else "", "body": decrypt(body) if body else ""})


class Migration(migrations.Migration):
    dependencies = [("core", "0012_opinions_an_hour")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="to_key",
            field=core.crypto.FingerprintField(
                blank=True, db_index=True, editable=False, max_length=64, of="to"
            ),
        ),
        migrations.AlterField(model_name="letter", name="to", field=models.TextField(verbose_name="to")),
        migrations.RunPython(hide, show),
        migrations.AlterField(
            model_name="letter", name="body", field=core.crypto.EncryptedTextField(verbose_name="text")
        ),
        migrations.AlterField(
            model_name="letter", name="to", field=core.crypto.EncryptedTextField(verbose_name="to")
        ),
    ]
