"""Two schedulers at once, on PostgreSQL: nothing is lost, nothing doubled."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from catalog.actions import disclosures, obligations
from catalog.models import Obligation, Occurrence
from core.transitions import Refused

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


def test_two_texts_proposed_at_once_share_nothing_and_double_nothing(
    item, obligation, cast, make_disclosure, now
):
    """One event is recorded for the day: one text meets it, the other opens its own, and nobody is turned away."""
    drafts = [make_disclosure(item, title=title) for title in ("甲", "乙")]
    start = Barrier(2)

    def run(draft):
        try:
            start.wait(timeout=20)
            disclosures.propose(draft, by=cast.clerk, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, drafts))
    met = {type(one).objects.get(pk=one.pk).obligation_id for one in drafts}
    assert len(met) == 2 and obligation.pk in met
    assert Occurrence.objects.filter(by_proposal=True).count() == 1


def test_one_text_proposed_by_two_hands_opens_one_event(item, cast, make_disclosure, now):
    draft = make_disclosure(item)
    start = Barrier(2)

    def run(_number):
        try:
            start.wait(timeout=20)
            disclosures.propose(type(draft).objects.get(pk=draft.pk), by=cast.clerk, now=now)
            return True
        except Refused:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(run, range(2))) == [False, True]
    assert Occurrence.objects.count() == Obligation.objects.filter(occurrence__isnull=False).count() == 1
