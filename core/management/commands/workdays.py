"""``manage.py workdays``: add, count and explain working days, for people and for scripts."""

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from core import countries
from core.deadlines import calendars
from core.workdays import LAST_YEAR, Calendar, Day, Kind

WHY = {
    Kind.WORKDAY: "working day",
    Kind.WEEKEND: "weekend",
    Kind.HOLIDAY: "holiday",
    Kind.MAKE_UP: "make-up working day",
}
NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
PLAIN_TO = date(LAST_YEAR, 12, 31)


class Wrong(ValueError):
    """What was asked cannot be answered, in a sentence for the person who asked."""


class Command(BaseCommand):
    """``add DATE N``, ``between A B``, ``explain DATE N``; with ``--batch`` one case a line from standard input."""

    help = "Add, count and explain working days."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        # A negative number of days is a value, and no option of ours looks like one.
        parser.add_argument(
            "ask", nargs="*", help="add DATE N, between A B, or explain DATE N; days as YYYY-MM-DD"
        )
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument("--calendar", default=countries.CHINA, metavar="CODE", help="a country (CN)")
        chosen.add_argument(
            "--calendar-file", type=Path, metavar="FILE", help='{"rest": [days], "work": [days]} as JSON'
        )
        parser.add_argument("--count-first", action="store_true", help="the first day counts")
        parser.add_argument("--json", action="store_true", help="answer as JSON")
        parser.add_argument("--batch", action="store_true", help="read one case a line from standard input")

    def handle(self, *, ask: list[str], json: bool, batch: bool, **options) -> None:
        verb, *words = ask or [""]
        try:
            if verb not in ANSWERS and not (batch and not ask):
                raise Wrong("Say what is asked: workdays add DATE N, between A B, or explain DATE N.")
            days = chosen_calendar(options["calendar"], options["calendar_file"])
            if batch:
                if words:
                    raise Wrong("With --batch the cases come from standard input, one a line.")
                self._answer_lines(verb, days, options["count_first"], json or verb == "explain")
            elif len(words) != 2:
                raise Wrong(
                    f"Say both and no more: workdays {verb} {'A B' if verb == 'between' else 'DATE N'}."
                )
            else:
                self.stdout.write(ANSWERS[verb](days, options["count_first"], json, *words))
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None

    def _answer_lines(self, verb: str, days: Calendar, count_first: bool, as_json: bool) -> None:
        """One answer for each line, so that answers stay beside their questions; what was wrong is said at the end."""
        wrong = 0
        for line in answered(sys.stdin, verb, days, count_first, as_json):
            wrong += line.startswith("error: ")
            self.stdout.write(line)
        if wrong:
            raise CommandError(f"{wrong} of the cases could not be answered.", returncode=2)


def chosen_calendar(code: str, file: Path | None) -> Calendar:
    """The calendar of ``file``, or of the country ``code`` with the administrator's rows where there is a database.

    Raises ``ValueError`` with a sentence about what is wrong with the code or the file.
    """
    if file is not None:
        return from_file(file)
    code = code.upper()
    if not countries.is_known(code):
        raise Wrong(f"There is no calendar “{code[:20]}”; name a country by its two letters, for example CN.")
    try:
        return calendars.calendar(code)
    except DatabaseError:  # no table yet: then nobody has corrected a day
        return calendars.built(code)


def from_file(file: Path) -> Calendar:
    """Plain weekends with the days that ``file`` takes off (``rest``) and puts to work (``work``)."""
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Wrong(
            f"The calendar file {file} cannot be read: {getattr(error, 'strerror', 'no UTF-8 text')}."
        ) from None
    except ValueError as error:
        raise Wrong(f"The calendar file {file} is not JSON: {error}.") from None
    if not isinstance(content, dict) or content.keys() - {"rest", "work"}:
        raise Wrong(f'The calendar file {file} must be {{"rest": [days], "work": [days]}} and nothing else.')
    lists = {name: content.get(name, []) for name in ("rest", "work")}
    if not all(isinstance(days, list) for days in lists.values()):
        raise Wrong(f"In the calendar file {file}, “rest” and “work” are lists of days.")
    rest, work = (set(map(day_of, days)) for days in lists.values())
    if both := rest & work:
        raise Wrong(f"In the calendar file {file}, {min(both)} is both a day of rest and a working day.")
    exceptions = {day: (False, "rest") for day in rest} | {day: (True, "work") for day in work}
    return Calendar(exceptions, published_to=PLAIN_TO)


def answered(
    lines: Iterable[str], verb: str, days: Calendar, count_first: bool, as_json: bool
) -> Iterable[str]:
    """The answer to each line, in order; a wrong line is named by its number. Empty lines are passed over.

    Without a ``verb`` the second word says what is asked: a day is counted to, a number is added.
    """
    for number, line in enumerate(lines, start=1):
        words = line.split()
        if not words:
            continue
        try:
            if len(words) != 2:
                raise Wrong(f"“{line.strip()[:60]}” is not two words")
            asked = verb or ("add" if NUMBER.fullmatch(words[1]) else "between")
            yield ANSWERS[asked](days, count_first, as_json, *words)
        except ValueError as error:
            yield f"error: line {number}: {str(error).rstrip('.')}."


def day_of(text: object) -> date:
    """The day that ``text`` writes as YYYY-MM-DD."""
    try:
        if isinstance(text, str) and len(text) == 10:
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Wrong(f"“{str(text)[:40]}” is no day; write it as YYYY-MM-DD.")


def number_of(text: str) -> int:
    """The whole number that ``text`` writes."""
    if not NUMBER.fullmatch(text):
        raise Wrong(f"“{text[:40]}” is no whole number of days.")
    return int(text)


def _add(days: Calendar, count_first: bool, as_json: bool, start: str, number: str) -> str:
    begun, length = day_of(start), number_of(number)
    end = days.add(begun, length, count_first=count_first)
    if not as_json:
        return end.isoformat()
    return json.dumps(
        {"from": start, "days": length, "date": end.isoformat(), "provisional": days.is_provisional(end)}
    )


def _between(days: Calendar, count_first: bool, as_json: bool, start: str, end: str) -> str:
    first, last = day_of(start), day_of(end)
    found = days.between(first, last, count_first=count_first)
    if not as_json:
        return str(found)
    provisional = days.is_provisional(max(first, last))
    return json.dumps({"from": start, "to": end, "days": found, "provisional": provisional})


def _explain(days: Calendar, count_first: bool, as_json: bool, start: str, number: str) -> str:
    rows = days.explain_adding(day_of(start), number_of(number), count_first=count_first)
    end = rows[-1].day
    if as_json:
        told = [
            {"date": row.day.isoformat(), "counted": row.number, "kind": row.kind, "why": _why(row)}
            for row in rows
        ]
        due = {"from": start, "date": end.isoformat(), "provisional": days.is_provisional(end), "days": told}
        return json.dumps(due, ensure_ascii=False)
    lines = [f"{row.day.isoformat()}  {row.number or '-':>4}  {_why(row)}" for row in rows]
    provisional = " (provisional)" if days.is_provisional(end) else ""
    return "\n".join([*lines, f"{end.isoformat()}{provisional}"])


def _why(row: Day) -> str:
    return f"{WHY[row.kind]}: {row.name}" if row.name else WHY[row.kind]


ANSWERS = {"add": _add, "between": _between, "explain": _explain}
