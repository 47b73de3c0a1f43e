"""What every story needs: its clock."""

import pytest
from django.utils import timezone

from tests.flows.world import Clock


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """The story begins on Tuesday, 2026-03-10, at ten o'clock in Shanghai; the story moves the time on."""
    made = Clock(2026, 3, 10)
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made
