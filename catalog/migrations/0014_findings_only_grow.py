"""Findings, overrulings and secrecy reviews only grow."""

from django.db import migrations

from core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_the_gate")]
    operations = [
        AppendOnly("Finding"),
        AppendOnly("Overruling"),
        AppendOnly("SecrecyReview"),
    ]
