"""What an application costs, and how that is counted (国办函〔2020〕109号). Nothing is changed."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from requests_app import fees


class Command(BaseCommand):
    """The fee by items or by pages, tier by tier."""

    help = "The information-processing fee in yuan and its working, by items or by pages."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Items with those of the month before, or pages, and the form of the answer."""
        basis = parser.add_mutually_exclusive_group(required=True)
        basis.add_argument("--items", type=int, help="how many items the application has")
        basis.add_argument("--pages", type=int, help="how many pages are handed over")
        parser.add_argument(
            "--already", type=int, help="items that the applicant applied for earlier in the same month"
        )
        parser.add_argument("--json", action="store_true", help='print {"total": …, "working": […]}')

    def handle(
        self, *args: Any, items: int | None, pages: int | None, already: int | None, **options: Any
    ) -> None:
        """Print the fee. ``CommandError`` with one sentence for what cannot be asked."""
        if pages is not None and already is not None:
            raise CommandError(_("By pages each application stands alone: --already goes with --items."))
        try:
            fee = fees.by_pages(pages) if items is None else fees.by_items(items, already=already or 0)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            said = {"total": fee.total, "working": [line.as_data() for line in fee.lines]}
            self.stdout.write(json.dumps(said))
            return
        for line in fee.lines:
            words = _("%(first)s to %(last)s: %(number)s × %(rate)s yuan = %(amount)s yuan")
            self.stdout.write(
                words
                % {
                    "first": line.first,
                    "last": line.last,
                    "number": line.number,
                    "rate": line.rate,
                    "amount": line.amount,
                }
            )
        self.stdout.write(_("Total: %(total)s yuan") % {"total": fee.total})
