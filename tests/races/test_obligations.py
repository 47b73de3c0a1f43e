"""Two schedulers at once, on PostgreSQL: nothing is lost, nothing doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from catalog.actions import obligations
from catalog.models import Obligation

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 6


def test_two_schedulers_open_each_period_once(make_agency, now):
    """Both run on the same days; what stands afterwards is what one that slept all the time opens alone."""
    twice, alone = make_agency("twice", regime="township"), make_agency("alone", regime="township")
    start = Barrier(2)

    def run(_number):
        try:
            for round_ in range(ROUNDS):
                start.wait(timeout=20)
                obligations.open_obligations(now=now + timedelta(days=40 * round_), agencies=[twice])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, range(2)))
    obligations.open_obligations(now=now + timedelta(days=40 * (ROUNDS - 1)), agencies=[alone])
    owed = [
        sorted(Obligation.objects.filter(item__agency=one).values_list("item__code", "key"))
        for one in (twice, alone)
    ]
    assert owed[0] == owed[1]
    assert len(set(owed[0])) == len(owed[0])
