"""What is of no use any more is gone by the clock, and no table holds the address of a visitor."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.models import EndedLinks, Receipt, Sent, Try
from core.models.guests import LINK_LASTS, STAMP_LASTS
from core.scheduler import housekeeping, schedule
from core.web import form_stamps

pytestmark = pytest.mark.django_db
ADDRESS = "203.0.113.77"


def test_old_rows_are_deleted_and_fresh_ones_stay(now):
    """Tries after their window, used stamps once no such page is taken, receipts, ended links, sessions."""
    receipt = Receipt.objects.create(key="a" * 64, kind="x", matter=1, code="c", until=now)
    Receipt.objects.create(key="b" * 64, kind="x", matter=1, code="c", until=now + timedelta(hours=1))
    Sent.objects.create(token="a" * 64, content="c", sent_at=now - 2 * STAMP_LASTS, receipt=receipt)
    Sent.objects.create(token="b" * 64, content="c", sent_at=now - STAMP_LASTS)
    EndedLinks.objects.create(house="x", matter=1, at=now - 2 * LINK_LASTS)
    EndedLinks.objects.create(house="x", matter=2, at=now - LINK_LASTS)
    Try.objects.create(purpose="x", source="s", ends_at=now - timedelta(days=1), free_at=now)
    Try.objects.create(purpose="x", source="t", ends_at=now + timedelta(hours=1), free_at=now)
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(hours=1))
    later = now + timedelta(seconds=1)
    assert housekeeping.count(now=later) == 5
    schedule.run(schedule.JOBS["forgetting"], now=later)
    assert housekeeping.count(now=later) == 0
    assert [model.objects.count() for model in (Receipt, Sent, EndedLinks, Try, Session)] == [1] * 5


def test_no_table_holds_the_address_of_a_visitor(cast):
    """Signing in, failing to, asking and filing: only keyed hashes, also in the tables of libraries."""
    client = Client(REMOTE_ADDR=ADDRESS)
    client.post(reverse("login"), {"username": "clerk", "password": "wrong"})
    assert Try.objects.filter(purpose="sign-in: address").count() == 1
    client.post(reverse("login"), {"username": "proposer", "password": "secret-garden"})
    client.post(reverse("requests_app:track"), {"number": "x", "code": "ABCDE-FGHJK"})
    client.get(reverse("home"))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 our own tables
            assert ADDRESS not in str(cursor.fetchall()), table


def test_a_stamp_is_of_one_page_and_of_one_day(now):
    """No two are equal; after a day it is expired; what we did not write is nothing."""
    first, second = form_stamps.stamp(now), form_stamps.stamp(now)
    assert form_stamps.word(first) != form_stamps.word(second) != ""
    assert (
        not form_stamps.is_expired(first, now)
        and not form_stamps.is_expired("made up", now)
        and form_stamps.word("made up") == ""
    )
    assert form_stamps.is_expired(first, now + STAMP_LASTS + timedelta(seconds=5))
