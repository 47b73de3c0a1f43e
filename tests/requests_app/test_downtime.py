"""Whatever the days on which the clock ran: third parties that kept silent leave the same clocks behind."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from requests_app import actions
from requests_app.actions import clocks, consulting
from requests_app.models import Application
from tests.requests_app.conftest import handed_over

pytestmark = [pytest.mark.django_db, pytest.mark.once]
LENGTH = 45
DAYS = st.lists(st.integers(4, LENGTH), max_size=10)


@pytest.fixture
def cases(make_application, officer, now):
    """One application that waits for one third party, and one that waits for two of different days."""
    found = [make_application(upto="registered") for _number in range(2)]
    for application, party, day in ((0, "甲", 1), (1, "乙", 1), (1, "丙", 3)):
        then = now + timedelta(days=day)
        actions.consult_third_party(found[application], party=party, by=officer, now=then)
        handed_over(found[application], officer, then)
    return [one.pk for one in found]


@pytest.fixture
def steady(cases, now):
    """What the clock leaves behind when it runs each day."""
    return outcome(cases, now, list(range(4, LENGTH + 1)))


def outcome(cases, now, days: list[int]) -> list[tuple]:
    """The entries and the day of answer of each case after the clock ran on these ``days``. Leaves no trace."""
    with transaction.atomic():
        for day in days:
            consulting.go_on_without(now=now + timedelta(days=day))
        found = []
        for application in Application.objects.filter(pk__in=cases).order_by("pk"):
            entries = application.clock_entries.values_list("clock", "act", "on")
            due = clocks.answer_due(application).day
            found.append((list(entries), application.answer_by, due))
        transaction.set_rollback(True)
    return found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(days=[])
@example(days=[23, 23, 24])
@given(days=DAYS)
def test_any_split_of_downtime_gives_the_same_clocks(cases, steady, now, days):
    """Each day, seldom, twice a day or only at the end: the same entries on the same days, and one day of answer."""
    assert all(kept == computed is not None for _entries, kept, computed in steady)
    assert outcome(cases, now, [*sorted(days), LENGTH]) == steady
