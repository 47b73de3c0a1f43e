"""Whatever the days on which the clock ran, late, doubled or slept over a new version: the same is owed."""

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from catalog.actions import catalogue, obligations
from catalog.models import DisclosureItem, Obligation
from core.actions import load_regime_version
from core.models import Agency

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LENGTH = 150
CHANGE = 60  # days after the first on which the new version begins
DAYS = st.lists(st.integers(0, LENGTH), max_size=12)


@pytest.fixture
def agency(make_agency, now) -> Agency:
    """A body whose next version is loaded already: some items go monthly, one ends, one comes."""
    made = make_agency("body", regime="township", obliged_from=now.date())
    content = json.loads(json.dumps(made.regime.versions.first().content))
    content["in_force"]["from"] = (now.date() + timedelta(days=CHANGE)).isoformat()
    content["cadences"]["regular"]["kind"] = "monthly"
    _end_one_and_add_one(content["catalogue"])
    load_regime_version(content, at=now)
    return made


def _end_one_and_add_one(categories: list[dict]) -> None:
    for category in categories:
        for item in category.get("items", ()):
            if item["cadence"] == "regular":
                category["items"].append({**item, "code": f"{item['code']}.99"})
                category["items"].remove(item)
                return
        _end_one_and_add_one(category.get("categories", []))


def tick(day: date) -> None:
    """What the clock does on ``day``."""
    now = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    catalogue.adopt_new_versions(now=now)
    obligations.open_obligations(now=now)


def owed_after(start: date, ticks: list[int]) -> tuple[set, set]:
    """What is owed, and which items stand from when to when, after the clock ran on these days. Leaves no trace."""
    with transaction.atomic():
        for number in ticks:
            tick(start + timedelta(days=number))
        owed = set(
            Obligation.objects.values_list("item__code", "key", "propose_by", "publish_by", "version__number")
        )
        items = set(DisclosureItem.objects.values_list("code", "active_from", "active_to"))
        transaction.set_rollback(True)
    return owed, items


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(days=[])
@example(days=[CHANGE - 1, CHANGE, CHANGE + 1])
@example(days=[0, 0, CHANGE + 25])
@given(days=DAYS)
def test_any_split_of_downtime_gives_the_same_obligations(agency, now, days):
    steady = owed_after(now.date(), list(range(0, LENGTH + 1, 10)) + [CHANGE, LENGTH])
    assert steady[0]
    slept = owed_after(now.date(), [*sorted(days), *sorted(days)[-1:], LENGTH])
    assert [sorted(map(str, left ^ right)) for left, right in zip(slept, steady, strict=True)] == [[], []]
