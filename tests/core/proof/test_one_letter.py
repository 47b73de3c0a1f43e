"""What a run of the clock finds is one letter to each person, however much it is and in however many parts.

It was 466 letters to 43 people once: a dozen to each.
"""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import connection

from core.database import triggers
from core.models import Discrepancy, Letter, Seal
from core.proof import evidence, findings
from core.roles import Role
from tests.conftest import give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def everything_forged(item, make_disclosure, cast, now):
    """The seals of all rows of two bodies are gone; somebody watches over both of them."""
    for _matter in range(2):
        make_disclosure(item, upto="published")
    give_role(cast.stranger, Role.SUPERVISOR, cast.agency)
    evidence.checkpoint(now=now)
    triggers.remove(connection, "core_seal")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_seal")
    triggers.install(connection)


def letters_of(run: datetime) -> dict[str, str]:
    """What was owed at ``run``: the text by address. Fails when somebody gets two."""
    told = Letter.objects.filter(name="discrepancy", owed_at=run)
    assert not [who for who, count in Counter(one.to for one in told).items() if count > 1]
    return {letter.to: letter.body for letter in told}


def test_a_run_that_finds_hundreds_of_things_owes_one_letter_to_each_person(
    everything_forged, cast, now, monkeypatch
):
    """Also to who watches over two bodies, found in parts of three rows; what is not listed is counted."""
    monkeypatch.setattr(evidence, "LINES", 3)
    found = findings.verify_some(now=now, seconds=600)
    assert found > 100 and len(set(Discrepancy.objects.values_list("place", flat=True))) > 10
    watching = {cast.supervisor, cast.archivist, cast.disclosure_office, cast.administrator, cast.stranger}
    told = letters_of(now)
    assert set(told) == {one.email for one in watching}
    everything = told[cast.administrator.email]
    assert everything.count("\n- ") == findings.LISTED and str(found - findings.LISTED) in everything
    ours = Discrepancy.objects.filter(agency__in=[cast.agency, None]).count()
    assert str(found - findings.LISTED) not in told[cast.archivist.email] or ours == found
    assert findings.verify_some(now=now + timedelta(days=2), seconds=600) == 0
    assert letters_of(now + timedelta(days=2)) == {}


def test_what_comes_to_light_in_several_runs_is_one_letter_of_each(everything_forged, cast, now, monkeypatch):
    """A run of no time does one check; nothing is told twice."""
    monkeypatch.setattr(evidence, "LINES", 20)
    at, found, runs = now, 0, 0
    for _run in range(3 * len(evidence.checks())):
        at += timedelta(minutes=10)
        if new := findings.verify_some(now=at, seconds=0):
            found, runs = found + new, runs + 1
            assert len(letters_of(at)) <= 5 and cast.administrator.email in letters_of(at)
    assert found == Discrepancy.objects.count() > 100
    assert Letter.objects.filter(name="discrepancy", to_key=_key(cast.administrator.email)).count() == runs
    assert Seal.objects.filter(form__table="core_discrepancy").exists()


def _key(address: str) -> str:
    return next(one.to_key for one in Letter.objects.all() if one.to == address)
