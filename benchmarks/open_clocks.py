"""Invented open clocks by the million, and a sweep over them: ``python -m benchmarks.open_clocks fill NUMBER``."""

import os
import resource
import sys
import time
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import machine  # noqa: E402
from catalog.actions import catalogue  # noqa: E402
from core.deadlines import calendars  # noqa: E402
from core.models import Agency, Regime  # noqa: E402
from requests_app import actions  # noqa: E402
from requests_app.actions import deadline_audit  # noqa: E402
from requests_app.models import Application, ClockEntry  # noqa: E402

TODAY, STARTS, LENGTH = date(2026, 11, 20), 240, 20
# Of each ten: one was extended by 10 days, one stood still from the 2nd to the 9th day, one stands still.
EXTENDED, PAUSED, STANDING = 1, 2, 3
FORM = {
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "phone": "13800000000",
    "subject": "工程验收",
    "description": "申请公开验收报告。",
    "delivery_form": "electronic",
}


def fill(number: int) -> None:
    """``number`` open applications of one agency under the national Regulation, copied in the database itself."""
    call_command("load_regimes", verbosity=0)
    now = timezone.now()
    regime = Regime.objects.get(code="national-2019")
    agency = Agency.objects.create(
        slug="clocks", name="测量", code="CS", regime=regime, obliged_from=date(2026, 1, 1), opened_at=now
    )
    catalogue.adopt_regime(agency, now=now)
    pattern, _code = actions.receive(agency=agency, now=now, **FORM)
    columns = [field.column for field in Application._meta.concrete_fields if not field.primary_key]
    made = {
        "number": "'CS-' || n",
        "status": "'registered'",
        "received_on": "begun.day",
        "answer_by": f"CASE n %% 10 WHEN {EXTENDED} THEN begun.longer WHEN {PAUSED} THEN begun.after_pause "
        f"WHEN {STANDING} THEN NULL ELSE begun.plain END",
        "provisional": "false",
    }
    quoted = ", ".join(f'"{column}"' for column in columns)
    values = ", ".join(made.get(column, f'a."{column}"') for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE begun (place int, day date, longer date, after_pause date, plain date)"
        )
        cursor.executemany("INSERT INTO begun VALUES (%s, %s, %s, %s, %s)", list(_days()))
        cursor.execute(
            f"INSERT INTO requests_app_application ({quoted}) SELECT {values} "  # noqa: S608 names of columns
            "FROM generate_series(1, %s) n JOIN begun ON begun.place = n %% %s "
            "CROSS JOIN (SELECT * FROM requests_app_application WHERE id = %s) a",
            [number, STARTS, pattern.pk],
        )
        entries = [("start", 0, "NULL", "true"), ("extend", 3, "10", f"n = {EXTENDED}")]
        entries += [
            ("pause", 2, "NULL", f"n IN ({PAUSED}, {STANDING})"),
            ("resume", 9, "NULL", f"n = {PAUSED}"),
        ]
        for act, after, days, chosen in entries:
            cursor.execute(
                'INSERT INTO requests_app_clockentry (application_id, clock, act, "on", days, reason, at) '  # noqa: S608
                f"SELECT id, 'answer', '{act}', received_on + {after}, {days}, '', now() FROM "
                "(SELECT *, substr(number, 4)::int %% 10 AS n FROM requests_app_application WHERE id <> %s) a "
                f"WHERE {chosen} ORDER BY id",
                [pattern.pk],
            )
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE requests_app_application")
        cursor.execute("VACUUM ANALYZE requests_app_clockentry")


def _days():
    """For each day of a start the day of answer: extended, after a pause, plain."""
    days = calendars.calendar()
    for place in range(STARTS):
        start = TODAY - timedelta(days=place)
        stopped = days.between(start + timedelta(days=2), start + timedelta(days=9))
        lengths = (LENGTH + 10, LENGTH + stopped, LENGTH)
        yield place, start, *(days.add(start, length) for length in lengths)


def measure() -> None:
    """Sweep once and print seconds, memory and what was found."""
    began = time.perf_counter()
    found = deadline_audit.sweep(today=TODAY)
    seconds = time.perf_counter() - began
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"Machine: {machine.describe()}")
    print(f"{found.clocks} open clocks with {ClockEntry.objects.count()} entries on PostgreSQL")
    print(f"sweep: {seconds:.1f} s, {megabytes:.0f} MB resident at most (10 s and 300 MB aimed at)")
    print(f"{found.late} late, {found.standing} stand still, {found.differ} kept days differ", flush=True)


if __name__ == "__main__":
    fill(int(sys.argv[2])) if sys.argv[1] == "fill" else measure()
