"""A limit is what it says: eight at once are eight, whatever the window, the place and the database."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core.guests import attempts, rates
from core.models import SharedPlace, Try
from tools import template

ADDRESS = "203.0.113.7"
EIGHT_AT_ONCE = """
import threading
from django.db import connection
from django.utils import timezone
from core.guests import attempts, rates
ADDRESS = "203.0.113.7"
start, won, now = threading.Barrier(8), [], timezone.now()
def one():
    start.wait()
    won.append(COUNTS)
    connection.close()
threads = [threading.Thread(target=one) for _each in range(8)]
[it.start() for it in threads]
[it.join() for it in threads]
print("won", sum(won), "of", len(won))
"""


@pytest.mark.django_db
def test_five_are_free_and_the_sixth_waits_until_the_window_ends(now):
    taken = [attempts.claim("x", ADDRESS, now=now) for _each in range(7)]
    assert taken == [True] * 5 + [False] * 2
    assert attempts.must_wait("x", ADDRESS, now=now) and not attempts.must_wait("y", ADDRESS, now=now)
    assert attempts.claim("x", "203.0.113.8", now=now)
    later = now + attempts.WINDOW
    assert not attempts.must_wait("x", ADDRESS, now=later)
    assert [attempts.claim("x", ADDRESS, now=later) for _each in range(6)] == [True] * 5 + [False]
    assert ADDRESS not in str(list(Try.objects.values()))


@pytest.mark.django_db
def test_what_was_right_does_not_count(now):
    for _each in range(20):
        assert attempts.claim("x", ADDRESS, now=now)
        attempts.give_back("x", ADDRESS, now=now)
    assert Try.objects.get().count == 0


@pytest.mark.django_db
def test_a_hall_files_for_many(now):
    """What a registered place may do together grows with its people; its neighbour's does not."""
    place = SharedPlace(name="政务服务大厅", network="203.0.113.7/29", people=3)
    place.full_clean()
    place.save()
    assert [attempts.claim("x", ADDRESS, now=now) for _each in range(16)] == [True] * 15 + [False]
    assert attempts.must_wait("x", ADDRESS, now=now)
    assert [attempts.claim("x", "203.0.113.20", now=now) for _each in range(6)] == [True] * 5 + [False]
    with pytest.raises(ValidationError):
        SharedPlace(name="x", network="大厅").full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("network", ["0.0.0.0/0", "10.0.0.0/8", "10.0.0.0/15", "::/0", "2001:db8::/32"])
def test_no_hall_is_as_wide_as_the_internet(network):
    """Else all limits of forms would be gone for everybody; a house of its own is taken, however it is typed."""
    with pytest.raises(ValidationError) as refused:
        SharedPlace(name="x", network=network, people=1000).full_clean()
    assert "network" in refused.value.message_dict
    place = SharedPlace(name="x", network="１０.0.0.0/16", people=20)
    place.full_clean()
    assert place.network == "10.0.0.0/16"


@pytest.mark.django_db
def test_pauses_grow_and_end(now):
    """Each next try after the free ones waits twice as long, never longer than a quarter of an hour."""
    moment, waited = now, []
    for _each in range(14):
        wait = attempts.pause("x", "somebody", now=moment, free=5)
        if wait:
            waited.append(wait)
            assert attempts.pause("x", "somebody", now=moment, free=5) == wait
            moment += wait
            assert not attempts.pause("x", "somebody", now=moment, free=5)
    assert waited[:3] == [attempts.FIRST_PAUSE * factor for factor in (1, 2, 4)]
    assert max(waited) == attempts.LONGEST_PAUSE
    attempts.forgive("x", "somebody")
    assert not attempts.pause("x", "somebody", now=moment, free=5)


@pytest.mark.django_db
def test_of_two_at_once_the_slower_does_not_wait_for_the_faster(now):
    """Two sign in to one account: the one who came first writes last, with the earlier moment. Nobody had erred."""
    assert attempts.pause("sign in", ADDRESS, now=now, free=5) == attempts.NO_PAUSE
    assert attempts.pause("sign in", ADDRESS, now=now - timedelta(seconds=1), free=5) == attempts.NO_PAUSE
    for _try in range(3):
        assert attempts.pause("sign in", ADDRESS, now=now, free=5) == attempts.NO_PAUSE
    assert attempts.pause("sign in", ADDRESS, now=now, free=5) == attempts.FIRST_PAUSE


@pytest.mark.django_db
def test_each_hour_forgets_one(now):
    """Also while others are made: who slips once an hour never waits; who did ten times is free five hours later."""
    for hour in range(48):
        assert not attempts.pause("x", "slips", now=now + timedelta(hours=hour), free=2)
    moment = now
    for _each in range(10):
        while wait := attempts.pause("y", "guesses", now=moment, free=5):
            moment += wait
    assert attempts.pause("y", "guesses", now=moment, free=5)
    assert attempts.noted("y", "guesses", now=moment) == 10
    moment += timedelta(hours=5)
    assert [attempts.pause("y", "guesses", now=moment, free=8) for _each in range(3)] == [
        attempts.NO_PAUSE
    ] * 3
    assert attempts.noted("y", "guesses", now=moment + timedelta(hours=30)) == 0


@pytest.mark.once
@pytest.mark.parametrize(
    "counts",
    ["attempts.claim('apply', ADDRESS, now=now)", "not rates.too_often('x', ADDRESS, at_most=5, now=now)"],
)
def test_eight_at_once_on_sqlite_pass_no_limit_of_five(counts, tmp_path):
    """Threads of a process of its own, on a file: the database counts, and none fails; so it is where the cache counts
    and is away."""
    file = tmp_path / "db.sqlite3"
    template.in_file(file)
    away = {"REDIS_URL": "redis://127.0.0.1:9/0"}
    env = {
        **os.environ,
        **away,
        "DATABASE_URL": f"sqlite:///{file}",
        "DATA_DIR": str(tmp_path),
        "EMBEDDED": "true",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", EIGHT_AT_ONCE.replace("COUNTS", counts)],
        cwd=Path(settings.BASE_DIR), env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "won 5 of 8" in done.stdout, done.stdout + done.stderr


@pytest.mark.django_db
def test_the_open_data_limit_holds_while_the_cache_is_away(monkeypatch):
    """Counted by the cache in one step; when that is gone by the database, and no page fails."""
    monkeypatch.setattr(rates.Throttle, "THROTTLE_RATES", {"anon": "3/min"})
    address = reverse("open_data:agencies")
    assert [Client().get(address).status_code for _each in range(4)] == [200] * 3 + [429]

    class Away:
        """What a cache does that was lost a moment ago."""

        is_away = True

        def add(self, *_args, **_rest) -> bool:
            return False

        def incr(self, key) -> int:
            raise ValueError(key)

    monkeypatch.setattr(rates, "cache", Away())
    answers = [Client().get(address) for _each in range(4)]
    assert [one.status_code for one in answers] == [200] * 3 + [429]
    assert answers[-1]["Retry-After"] == "60"
    assert Try.objects.get(purpose="open-data").ends_at - Try.objects.get().free_at == timedelta(minutes=1)
