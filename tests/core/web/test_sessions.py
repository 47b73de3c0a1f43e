"""A session is of use to the browser that holds its key, and to nobody who has the database."""

import asyncio

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.web.sessions import SessionStore

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    """A browser of ``person``."""
    client = Client()
    client.force_login(person)
    return client


def opens(client: Client) -> bool:
    """Whether the workplace opens, which is for those who are signed in."""
    return client.get(reverse("workplace")).status_code == 200


def key_of(client: Client) -> str:
    """The key in the cookie."""
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_copied_session_is_nobodys(cast):
    """What the leader's session holds, put under the clerk's: no page, no name."""
    leader = signed_in(cast.leader)
    theirs = Session.objects.get().session_data
    clerk = signed_in(cast.clerk)
    assert opens(leader) and opens(clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_session SET session_data = %s", [theirs])
    assert not opens(clerk) and opens(leader)


def test_a_key_read_from_the_database_or_a_backup_opens_nothing(cast):
    """The table holds no key of a cookie; what it holds, sent as a cookie, is nobody's session."""
    leader = signed_in(cast.leader)
    (row,) = Session.objects.all()
    assert key_of(leader) not in (row.session_key, row.session_data)
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = row.session_key
    assert not opens(thief) and opens(leader)


def test_signing_in_changes_the_key_and_signing_out_ends_the_row(cast):
    """The key of before signing in is nobody's afterwards; after signing out no row is left and the cookie is dead."""
    store = SessionStore()
    store["chosen"] = "before"
    store.save()
    before = store.session_key
    store.cycle_key()
    assert store.session_key != before and SessionStore(store.session_key)["chosen"] == "before"
    assert not store.exists(before) and store.exists(store.session_key)
    assert SessionStore(before).get("chosen") is None
    store.flush()
    assert not Session.objects.exists()
    leader = signed_in(cast.leader)
    key = key_of(leader)
    leader.post(reverse("logout"))
    assert not Session.objects.exists()
    leader.cookies[settings.SESSION_COOKIE_NAME] = key
    assert not opens(leader)


def test_what_is_over_is_over():
    """A session whose time is over holds nothing, and is deleted by the clock's way and by Django's."""
    store = SessionStore()
    store["chosen"] = "x"
    store.set_expiry(-1)
    store.save()
    assert SessionStore(store.session_key).get("chosen") is None
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_ways_that_wait_come_to_the_same():
    """No way of Django's store goes by the plain key."""
    ways = ("aload", "aexists", "acreate", "asave", "adelete")
    assert all(
        getattr(SessionStore, way).__module__ == "django.contrib.sessions.backends.base" for way in ways
    )
    assert all(asyncio.iscoroutinefunction(getattr(SessionStore, way)) for way in ways)
