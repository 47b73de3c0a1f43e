"""Invented matters in review, and what the queue's first page costs each of three people, in one process."""

import os
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "disclosure_portal.settings")
django.setup()

from django.conf import settings  # noqa: E402 - Django has to be set up first
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from benchmarks import asked  # noqa: E402
from catalog.actions import catalogue  # noqa: E402
from catalog.models import Disclosure, DisclosureEvent, Editor, Obligation  # noqa: E402
from core.models import Agency, Regime, RoleAssignment, User  # noqa: E402
from core.roles import Role  # noqa: E402

MATTERS = 10_000
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
ROLES = (Role.PROPOSER, Role.COMPILING_DIVISION, Role.LEADING_GROUP)


def main() -> None:
    """Fill, then print queries, median and p95 of the first page for each person and part."""
    settings.ALLOWED_HOSTS = ["*"]
    people = fill()
    client = Client(SERVER_NAME="localhost")
    for role, view in ((ROLES[1], "mine"), (ROLES[2], "group"), (ROLES[1], "others")):
        client.force_login(people[role], backend="django.contrib.auth.backends.ModelBackend")
        address = f"{reverse('review:queue')}?view={view}"
        asked.show(view, client, address)


def fill() -> dict[Role, User]:
    """``MATTERS`` matters of one body over the steps of its chain of three, half of them with a day."""
    call_command("load_regimes", verbosity=0)
    regime = Regime.objects.get(code="city-office")
    agency = Agency.objects.create(
        slug="queue", name="测量", code="CL", regime=regime, obliged_from=date(2026, 1, 1), opened_at=NOW
    )
    catalogue.adopt_regime(agency, now=NOW)
    people = {role: User.objects.create(username=role, name=role.label) for role in ROLES}
    for role, person in people.items():
        RoleAssignment.objects.create(user=person, role=role, agency=agency, since=date(2020, 1, 1))
    version = regime.version_on(NOW.date())
    items = list(agency.items.filter(chain="ordinary", blocked=""))
    owed = Obligation.objects.bulk_create(
        Obligation(
            item=items[number % len(items)],
            version=version,
            key=f"q{number}",
            label=f"第{number}期",
            base_on=NOW.date(),
            publish_by=NOW.date() + timedelta(days=number % 60 - 20),
            opened_at=NOW,
        )
        for number in range(0, MATTERS, 2)
    )
    made = Disclosure.objects.bulk_create(
        (matter(number, items, owed, people[Role.PROPOSER]) for number in range(MATTERS)), batch_size=1000
    )
    Editor.objects.bulk_create(
        (Editor(disclosure=one, person=people[Role.PROPOSER], since=NOW, last_at=NOW) for one in made),
        batch_size=1000,
    )
    DisclosureEvent.objects.bulk_create(
        (
            DisclosureEvent(
                disclosure=one, action="propose", previous="draft", current="in_review", at=one.proposed_at
            )
            for one in made
        ),
        batch_size=1000,
    )
    asked.refresh_statistics()
    return people


def matter(number: int, items: list, owed: list[Obligation], proposer: User) -> Disclosure:
    """One matter; every second fulfils something owed, every third stands before the leading group."""
    obligation = owed[number // 2] if number % 2 == 0 else None
    item = obligation.item if obligation else items[number % len(items)]
    return Disclosure(
        agency_id=item.agency_id,
        department_id=item.department_id,
        item=item,
        obligation=obligation,
        index_number=f"CL/2026-{number:05d}",
        title=f"第{number}件待审事项",
        body="正文。" * 100,
        channels=["web"],
        formed_on=NOW.date(),
        status=Disclosure.Status.IN_REVIEW,
        created_by=proposer,
        created_at=NOW,
        proposed_by=proposer,
        proposed_at=NOW - timedelta(hours=number),
        round=1,
        steps_done=number % 3,
    )


if __name__ == "__main__":
    main()
