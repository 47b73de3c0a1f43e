"""Mark all seals with the newest key, so that an earlier one can be given up."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from core.proof import evidence
from core.transitions import Refused


class Command(BaseCommand):
    """The portal may run meanwhile, with the same SEAL_KEY."""

    help = "Mark the last seal of every row with the first key of SEAL_KEY, and begin the witness of the log anew."

    requires_system_checks = []  # one of them is that the key is right, and it may be lost

    def add_arguments(self, parser: CommandParser) -> None:
        """Why, and whether the earlier key is lost."""
        parser.add_argument("--because", required=True, help="the reason; it stands in the public log")
        parser.add_argument(
            "--lost",
            action="store_true",
            help="the earlier key is gone: all seals are taken as they are found, and the log says so",
        )

    def handle(self, *args: Any, because: str, lost: bool, **options: Any) -> None:
        """Do it and say how many; ``CommandError`` with one sentence."""
        if not because.strip() or len(because) > 300:
            raise CommandError(_("Give the reason in 1 to 300 characters."))
        try:
            entry = evidence.rekey(because=because.strip(), lost=lost, now=timezone.now())
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            _("Seals marked anew: %(marked)d. Left as they are, because no key fits: %(left)d.")
            % {"marked": entry.payload["marked"], "left": entry.payload["left"]}
        )
