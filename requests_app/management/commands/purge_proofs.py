"""Write the proofs of all purges, one JSON object on a line, for keeping them apart from the backups."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from requests_app.actions import retention
from requests_app.models import Purge


class Command(BaseCommand):
    """Numbers of applications, days and keyed hashes; nothing that names anybody."""

    help = "Write the proofs of all purges to standard output, for purge_again."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each proof, the oldest first."""
        for row in Purge.objects.select_related("application").order_by("pk").iterator():
            self.stdout.write(json.dumps(retention.proof_of(row), ensure_ascii=False))
