"""When is it due? For people and for scripts; nothing is changed."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core import countries
from core.deadlines import calendars, lookup, questions
from core.deadlines.count import Due
from core.workdays import Calendar

WRONG = (ValueError, lookup.Unknown)


class Command(BaseCommand):
    """The due day of a clock with every day of its count; what breaks a rule is refused with the rule's source."""

    help = "The due day of a clock: from its start, with pauses, restarts and extensions, each day explained."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one question as options, or many as lines of JSON with the same names."""
        parser.add_argument("--regime", help="code of the regime, such as national-2019")
        parser.add_argument(
            "--clock", help="code of the clock: answer, third_party, complaint, correction_order"
        )
        parser.add_argument("--from", metavar="DATE", help="the day on which the clock starts, 2026-03-10")
        parser.add_argument(
            "--pause", action="append", metavar="A..B", help="the clock stood still; repeatable"
        )
        parser.add_argument("--restart", action="append", metavar="DATE", help="the clock started again")
        parser.add_argument(
            "--extend", action="append", metavar="N", help="the period was extended by N days"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")
        parser.add_argument(
            "--batch", action="store_true", help="read one JSON object a line, print one a line"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer one question or many. A wrong question of a batch has its own line with ``error``."""
        days = _calendar()
        if options["batch"]:
            for line in sys.stdin:
                if line.strip():
                    self.stdout.write(json.dumps(_answer_line(line, days), ensure_ascii=False))
            return
        said = {name: options[name] for name in questions.NAMES if options[name] is not None}
        try:
            found = questions.answer(questions.understand(said), days)
        except WRONG as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(questions.as_data(found), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(_lines(found)))


def _calendar() -> Calendar:
    """The calendar with the administrator's corrections; without a database the published one."""
    try:
        return calendars.calendar()
    except DatabaseError:
        return calendars.built(countries.CHINA)


def _answer_line(line: str, days: Calendar) -> dict[str, Any]:
    try:
        return questions.as_data(questions.answer(questions.from_line(line), days))
    except WRONG as error:
        return {"error": str(error)}


def _lines(found: Due) -> list[str]:
    said = _("The clock stands still; there is no due day.")
    if found.day:
        said = _("Due on %(day)s") % {"day": found.day.isoformat()}
    if found.provisional:
        said = _("%(said)s (provisional)") % {"said": said}
    rows = [f"{row.day.isoformat()}  {row.number or '-':>4}  {questions.why(row)}" for row in found.days]
    return [said, *rows]
