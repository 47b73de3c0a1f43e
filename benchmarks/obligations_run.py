"""The run of ``benchmarks.obligations`` on one database: makes the agencies, then opens what they owe, twice."""

import os
import time
from itertools import cycle, islice

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django has to be set up first
from django.db import connection, reset_queries  # noqa: E402

from benchmarks.obligations import DEPARTMENTS, FIRST, ITEMS, LAST  # noqa: E402
from catalog.actions import catalogue, obligations  # noqa: E402
from catalog.models import Category, DisclosureItem  # noqa: E402
from core.models import Agency, Department, Regime  # noqa: E402

AGENCIES = 20


def main() -> None:
    """Print the seconds and queries of the first run and of one that finds nothing to do."""
    call_command("load_regimes", verbosity=0)
    regime = Regime.objects.get(code="economic-zone")
    for number in range(AGENCIES):
        grow(regime, number)
    connection.force_debug_cursor = True
    opened, first, queries = timed()
    _none, second, _queries = timed()
    print(f"{opened} opened in {first:.2f} s with {queries} queries; again {second:.2f} s")


def timed() -> tuple[int, float, int]:
    """One run of the scheduler: what it opened, its seconds, its queries."""
    reset_queries()
    began = time.perf_counter()
    opened = obligations.open_obligations(now=LAST)
    return opened, time.perf_counter() - began, len(connection.queries)


def grow(regime: Regime, number: int) -> None:
    """One agency with its share of departments, each with its items over every rhythm that needs no event."""
    agency = Agency.objects.create(
        slug=f"bench-{number}",
        name=f"测量{number}",
        code=f"CS{number:03d}",
        regime=regime,
        obliged_from=FIRST,
        opened_at=LAST,
    )
    rules = catalogue.adopt_regime(agency, now=LAST)
    agency.items.update(blocked="测量")
    wanted = ("monthly", "quarterly", "yearly", "always")
    rhythms = list(islice(cycle([code for code in wanted if code in rules.cadences]), ITEMS))
    category = Category.objects.filter(agency=agency).first()
    for place in range(DEPARTMENTS // AGENCIES):
        department = Department.objects.create(agency=agency, slug=f"d{place}", name=f"科室{place}")
        DisclosureItem.objects.bulk_create(
            DisclosureItem(
                agency=agency,
                category=category,
                department=department,
                code=f"{place + 1000}.{order}",
                name=f"事项{order}",
                cadence=rhythm,
                active_from=FIRST,
            )
            for order, rhythm in enumerate(rhythms)
        )


if __name__ == "__main__":
    main()
