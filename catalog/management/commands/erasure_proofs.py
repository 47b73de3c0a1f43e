"""Write out the proofs of all erasures, to be kept apart from the backups."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from catalog.actions import erasing
from catalog.models import Erasure


class Command(BaseCommand):
    """One JSON object on a line; no text of what was erased."""

    help = "Write the proofs of all erasures to standard output, for erase_again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them, the oldest first."""
        rows = Erasure.objects.filter(disclosure__corrects=None)
        for row in rows.select_related("disclosure", "asked_by", "agreed_by").order_by("at", "pk"):
            self.stdout.write(json.dumps(erasing.proof_of(row), ensure_ascii=False))
