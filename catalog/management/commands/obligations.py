"""Say what an agency will owe between two days. Nothing is changed."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from catalog.obligations import forecast
from core.models import Agency, Regime
from core.regimes import parsed, reading
from core.workdays import FIRST_YEAR, LAST_YEAR

LONGEST_YEARS = 20


class Command(BaseCommand):
    """A simulation over the cadences of the agency's regime, or of another one."""

    help = "Simulate what an agency will owe: everything with a day of proposal or publication from --from to --to."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The agency, the days, the regime and the form of the answer."""
        parser.add_argument("--agency", required=True, help="address name of the agency")
        parser.add_argument("--from", dest="first", required=True, help="first day, such as 2026-03-01")
        parser.add_argument("--to", dest="last", required=True, help="last day, such as 2026-03-31")
        parser.add_argument(
            "--regime", help="as if the agency were under this regime, with that regime's items"
        )
        parser.add_argument("--json", action="store_true", help="print a JSON list")

    def handle(
        self, *args: Any, agency: str, first: str, last: str, regime: str | None, **options: Any
    ) -> None:
        """Print what will be owed. ``CommandError`` with one sentence for what cannot be asked."""
        begins, ends = _day(first), _day(last)
        if ends < begins:
            raise CommandError(_("The last day lies before the first: --from must not be after --to."))
        if ends.year - begins.year > LONGEST_YEARS:
            raise CommandError(_("At most %(years)d years can be asked at once.") % {"years": LONGEST_YEARS})
        body = Agency.objects.select_related("regime").filter(slug=agency).first()
        if body is None:
            raise CommandError(_("There is no agency “%(slug)s”.") % {"slug": agency})
        if regime is None:
            rows = forecast.of_agency(body, begins, ends)
        else:
            rows = forecast.under(body, _rules(regime, begins), begins, ends)
        if options["json"]:
            self.stdout.write(
                json.dumps([asdict(row) for row in rows], ensure_ascii=False, default=str, indent=1)
            )
        else:
            self._table(rows)

    def _table(self, rows: list[forecast.Forecast]) -> None:
        for row in rows:
            days = [str(day or "-") for day in (row.propose_by, row.publish_from, row.publish_by)]
            mark = _("provisional") if row.provisional else ""
            cells = [*days, f"{row.item} {row.item_name}", row.label, row.department, mark]
            self.stdout.write("  ".join(cell for cell in cells if cell))
        self.stdout.write(_("%(count)d to be disclosed") % {"count": len(rows)})


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        words = _("“%(day)s” is no day of the calendar; expected year-month-day, such as 2026-03-10.")
        raise CommandError(words % {"day": text}) from error
    # A year of room on both sides, because days are counted beyond the asked ones.
    if not FIRST_YEAR < day.year < LAST_YEAR - 1:
        words = _("%(day)s lies outside the years that can be counted, %(first)s to %(last)s.")
        raise CommandError(words % {"day": text, "first": FIRST_YEAR + 1, "last": LAST_YEAR - 2})
    return day


def _rules(code: str, day: date) -> parsed.Regime:
    """The rules of the regime ``code`` on ``day``: as loaded, else as its file in the repository says."""
    loaded = Regime.objects.filter(code=code).first()
    if loaded:
        return loaded.version_on(day).rules
    known = {path.stem: path for path in reading.all_in(Path(settings.BASE_DIR) / "regimes")}
    if code not in known:
        words = _("There is no regime “%(code)s”. Known are: %(known)s.")
        raise CommandError(words % {"code": code, "known": ", ".join(sorted(known))})
    checked = reading.read(known[code])
    if checked.data is None:
        raise CommandError(str(checked.problems[0]))
    return parsed.parse(checked.data)
