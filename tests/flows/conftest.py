"""What every story needs: its clock, and a body at work."""

import pytest
from django.utils import timezone

from tests import kept
from tests.flows.evidence_world import unlocked, world  # noqa: F401 fixtures
from tests.flows.places import Stage
from tests.flows.world import Clock, people_for


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The story begins on Tuesday, 2026-03-10, at ten o'clock in Shanghai; the story moves the time on."""
    made = Clock(2026, 3, 10)
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def stage(make_agency, clock) -> Stage:
    """The district at work."""

    def make():
        agency = make_agency("district", regime="district")
        return people_for(agency, agency.items.get(code="1.8").department)

    return Stage(kept.again("district", make), clock.now)


@pytest.fixture
def make_administrator(django_user_model):
    """The system administrator, made when asked for."""

    def make():
        found = django_user_model.objects.filter(username="root").first()
        return found or django_user_model.objects.create_superuser("root", "root@example.org", "x" * 12)

    return make
