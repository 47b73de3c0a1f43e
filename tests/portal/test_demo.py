"""The demo shows every state, is lived through the same actions, and can be repeated."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.test import RequestFactory

from archive.models import ArchiveFile
from catalog.models import Disclosure, Obligation, State
from core import log
from core.models import Agency
from core.regime_files import FOLDER
from disclosure_portal.demo.agencies import AGENCIES
from disclosure_portal.demo.build import build
from disclosure_portal.demo.people import PASSWORD
from disclosure_portal.demo.stages import STAGES, put_at
from requests_app.models import Application

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
TWO = [sketch for sketch in AGENCIES if sketch.slug in {"quality", "housing"}]


@pytest.fixture
def regimes():
    call_command("load_regimes", verbosity=0)


def test_there_is_one_agency_for_each_regime():
    assert sorted(sketch.regime for sketch in AGENCIES) == sorted(path.stem for path in FOLDER.glob("*.yaml"))


def test_two_agencies_show_every_state(regimes):
    """Published, in review, returned, draft, withdrawn, archived; every state an obligation can have."""
    build(now=NOW, sketches=TWO)
    seen = set(Disclosure.objects.values_list("status", flat=True))
    assert seen >= {"draft", "in_review", "returned", "published", "withdrawn", "archived"}
    states = set(Obligation.objects.with_state(NOW.date()).values_list("state", flat=True))
    assert states == set(State.values)
    assert set(Application.objects.values_list("status", flat=True)) >= {
        "received",
        "registered",
        "correcting",
        "drafted",
        "closed",
        "withdrawn",
    }
    assert ArchiveFile.objects.exists()
    assert list(log.faults()) == []


def test_every_outcome_of_a_regime_was_decided_once(regimes):
    """J3's outcomes, but for the one that asks the applicant to correct and so decides nothing."""
    (housing,) = build(now=NOW, sketches=[sketch for sketch in TWO if sketch.slug == "housing"])
    outcomes = housing.regime.version_on(NOW.date()).rules.applications.outcomes
    decided = Application.objects.filter(agency=housing).exclude(outcome="")
    assert set(decided.values_list("outcome", flat=True)) >= {
        code for code, outcome in outcomes.items() if outcome.effect != "correct"
    }


def test_building_again_changes_nothing(regimes):
    build(now=NOW, sketches=TWO[:1])
    before = Disclosure.objects.count()
    assert build(now=NOW, sketches=TWO[:1]) == []
    assert (Agency.objects.count(), Disclosure.objects.count()) == (1, before)


@pytest.mark.parametrize("stage", sorted(STAGES))
def test_one_matter_can_be_put_at_any_stage(regimes, stage, client):
    """Its page answers, whatever the stage; unpublished ones are shown to staff only."""
    build(now=NOW, sketches=[sketch for sketch in TWO if sketch.slug == "quality"])
    address = put_at(stage, agency="quality", now=NOW)
    expected = 200 if stage in {"owed", "published", "heard", "answered", "withdrawn", "archived"} else 404
    assert client.get(address).status_code == expected


def test_the_logins_that_are_told_work(regimes, capsys):
    build(now=NOW, sketches=[sketch for sketch in TWO if sketch.slug == "quality"])
    call_command("demo", logins=True)
    told = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert len(told) >= 8
    for username in told:
        assert authenticate(RequestFactory().post("/login/"), username=username, password=PASSWORD), username
