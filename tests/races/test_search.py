"""The search index is renewed while people search and publish, on PostgreSQL."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from catalog.public import search
from tests.signing import approve

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def elsewhere(act):
    """Do ``act()`` on another connection, which waits at most two seconds for a lock."""

    def alone():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        return threads.submit(alone).result(timeout=20)


def test_searches_go_on_while_the_index_is_renewed(item, make_disclosure):
    """As long as the new entries are not committed, the old ones are found."""
    made = make_disclosure(item, upto="published", title="抽查合格名单")
    with transaction.atomic():
        assert search.rebuild() == 1
        assert elsewhere(lambda: search.find("合格").disclosures) == [made.pk]


def test_another_disclosure_is_published_while_the_index_is_renewed(item, cast, make_disclosure, now):
    """Publishing waits only where its own disclosure is being written."""
    first = make_disclosure(item, upto="published", title="第一份合格名单")
    second = make_disclosure(item, upto="proposed", title="第二份合格名单")
    with transaction.atomic():
        search.rebuild()
        elsewhere(lambda: approve(second, by=cast.leader, now=now))
    assert search.find("合格").disclosures == [second.pk, first.pk]


def test_publishing_and_renewing_at_once_lose_nothing(item, cast, make_disclosure, now):
    """Whichever of the two comes first to an entry, in the end each disclosure has one."""
    waiting = [make_disclosure(item, upto="proposed", title=f"第{number}份合格名单") for number in range(12)]
    make_disclosure(item, upto="published", title="早先的合格名单")
    over = threading.Event()

    def renew():
        try:
            while not over.is_set():
                search.rebuild()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as threads:
        renewing = threads.submit(renew)
        try:
            for made in waiting:
                approve(made, by=cast.leader, now=now)
        finally:
            over.set()
        renewing.result(timeout=60)
    assert search.find("合格").total == len(waiting) + 1
