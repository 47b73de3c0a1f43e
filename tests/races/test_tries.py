"""Many at once at a limit, on PostgreSQL: as many pass as it says, and one of them makes the row."""

from datetime import timedelta

import pytest

from core.guests import attempts, rates
from tests.races.test_applications import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_eight_at_once_five_pass(now):
    """From nothing, and when an old window has ended; and again the rest waits."""
    for round_ in range(5):
        when = now + round_ * attempts.WINDOW
        assert sum(at_once(lambda _number, when=when: attempts.claim("x", "203.0.113.7", now=when))) == 5
        assert not attempts.claim("x", "203.0.113.7", now=when + timedelta(minutes=1))


def test_of_eight_at_once_after_the_free_ones_one_may_try(now):
    """Growing pauses are claimed too: whoever comes at the same moment waits."""
    for _each in range(5):
        assert not attempts.pause("x", "somebody", now=now, free=5)
    later = now + attempts.FIRST_PAUSE
    waits = at_once(lambda _number: attempts.pause("x", "somebody", now=later, free=5))
    assert sum(1 for wait in waits if not wait) == 1


def test_of_eight_at_once_five_pass_while_the_cache_is_away(now, monkeypatch):
    """The limits by the minute too."""

    class Away:
        """What a cache does that is lost."""

        def add(self, *_args, **_rest) -> bool:
            return False

        def incr(self, key) -> int:
            raise ValueError(key)

    monkeypatch.setattr(rates, "cache", Away())
    passed = at_once(lambda _number: not rates.too_often("x", "203.0.113.7", at_most=5, now=now))
    assert sum(passed) == 5
