"""The demo shows every state, is lived through the same actions, and can be repeated."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.urls import reverse

from archive.models import ArchiveFile
from catalog.models import Disclosure, Obligation, State
from core import keys, outcry
from core.models import Agency, Discrepancy, User
from core.proof import evidence, log
from core.transitions import must_stand
from disclosure_portal import readiness
from disclosure_portal.demo import prepared
from disclosure_portal.demo.agencies import AGENCIES
from disclosure_portal.demo.build import build
from disclosure_portal.demo.passwords import PUBLISHED as PASSWORD
from disclosure_portal.demo.stages import STAGES, put_at
from requests_app.actions import notice_files
from requests_app.models import (
    Application,
    Arrival,
    AskedExtension,
    Dispute,
    LoggedAnswer,
    Notice,
    Objection,
    Posting,
    Proposal,
    RedactedCopy,
)

REGIMES = Path(settings.BASE_DIR) / "regimes"
NOW = datetime(2026, 11, 20, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def quality(db) -> Agency:
    """The agency whose people are told as logins."""
    call_command("load_regimes", verbosity=0)
    (agency,) = build(now=NOW, sketches=[sketch for sketch in AGENCIES if sketch.slug == "quality"])
    return agency


def test_there_is_one_agency_for_each_regime():
    assert sorted(sketch.regime for sketch in AGENCIES) == sorted(
        path.stem for path in REGIMES.glob("*.yaml")
    )


def test_two_agencies_show_every_state_are_built_once_and_put_a_matter_at_any_stage(quality, client, capsys):
    """Two are built, which takes longest, and then looked at from all sides."""
    (housing,) = build(now=NOW, sketches=[sketch for sketch in AGENCIES if sketch.slug == "housing"])
    shows_every_state_and_every_outcome(housing)
    after_the_answers(quality)
    at_the_counter(quality)
    can_be_repeated_and_its_logins_work(capsys)
    nothing_genuine_is_refused_and_nothing_is_found()
    puts_one_matter_at_any_stage(client)
    nothing_genuine_is_refused_and_nothing_is_found()


def nothing_genuine_is_refused_and_nothing_is_found():
    """Every matter of a lived-through portal may take its steps, and every check of the evidence passes: what is asked
    of a forgery is never asked of what the portal wrote, in whatever order and by whatever way it wrote it."""
    evidence.checkpoint(now=NOW)
    asked: dict[str, int] = {}
    for model in (one for one in apps.get_models() if hasattr(one, "STEPS")):
        for matter in model._base_manager.all():
            must_stand(matter)
            asked[model.__name__] = asked.get(model.__name__, 0) + 1
    assert {"Disclosure", "Application", "Consultation", "Opinion", "Complaint"} <= set(asked), asked
    assert sum(asked.values()) > 150, asked
    checks = [one for one in evidence.checks() if one.name != evidence.WITNESS]  # its lines follow the commit
    assert len(checks) > 100
    assert [str(fault) for check in checks for fault in check.whole()] == []
    assert not Discrepancy.objects.exists() and not outcry.MET.get()
    assert not _unread()


def _unread() -> list[str]:
    """The encrypted values of the demo that cannot be read where they stand."""
    unreadable: list[str] = []
    keys.look(unreadable=unreadable)
    return unreadable


def shows_every_state_and_every_outcome(housing):
    """Disclosures, obligations and applications in each state; each outcome of J3 decided; the log without fault."""
    seen = set(Disclosure.objects.values_list("status", flat=True))
    assert seen >= {"draft", "in_review", "returned", "published", "withdrawn", "archived", "merged"}
    states = set(Obligation.objects.with_state(NOW.date()).values_list("state", flat=True))
    assert states == set(State.values)
    applications = set(Application.objects.values_list("status", flat=True))
    assert applications >= {"received", "registered", "correcting", "drafted", "closed", "withdrawn"}
    outcomes = housing.regime.version_on(NOW.date()).rules.applications.outcomes
    decided = Application.objects.filter(agency=housing).exclude(outcome="")
    deciding = {code for code, outcome in outcomes.items() if outcome.effect != "correct"}
    assert set(decided.values_list("outcome", flat=True)) >= deciding
    sources = set(Disclosure.objects.filter(published_at__isnull=False).values_list("source", flat=True))
    assert sources == {"active", "on_application", "withheld"}
    assert ArchiveFile.objects.exists()
    assert list(log.faults()) == []


def after_the_answers(agency: Agency) -> None:
    """Two routes of contesting, one answer anew, the log, a proposal of several, a letter redacted with two boxes."""
    assert Application.objects.filter(agency=agency, outcome="rectified", status="decided").exists()
    disputes = Dispute.objects.filter(agency=agency)
    assert set(disputes.values_list("route", flat=True)) == set(Dispute.Route.values)
    assert disputes.get(anew=True).application.status == "registered"
    assert set(LoggedAnswer.objects.values_list("status", flat=True)) == {"proposed", "published"}
    proposals = Proposal.objects.filter(agency=agency)
    assert sorted(proposals.values_list("origin", "status")) == [
        ("alike", "waiting"),
        ("suggested", "accepted"),
        ("suggested", "waiting"),
    ]
    copies = RedactedCopy.objects.filter(redaction__application__agency=agency)
    assert copies
    later = NOW + timedelta(days=30)
    assert (
        notice_files.count_waiting(now=later) == 0
    )  # hundreds would keep the worker busy for most of an hour
    assert notice_files.pdf_of(Notice.objects.filter(application__agency=agency).first()).startswith(b"%PDF")
    for copy in copies:
        assert copy.file.for_applicant and copy.proof["boxes"] == 2 and not copy.fault


def at_the_counter(agency: Agency) -> None:
    """Letters, the post, an announcement, extensions, objections; what was closed too early and taken up again."""
    mine = Posting.objects.filter(notice__application__agency=agency)
    assert mine.filter(way="post", delivered_on__isnull=False).exists() and mine.under_way().exists()
    assert mine.waiting().exists() and mine.announced().count() == 1
    asked = AskedExtension.objects.filter(application__agency=agency)
    assert {one.is_granted for one in asked} == {True, False} and asked.filter(answered_at=None).count() == 1
    objections = Objection.objects.filter(application__agency=agency)
    assert set(objections.values_list("result", "is_of_applicant")) == {
        ("", True),
        ("upheld", True),
        ("partly", False),
    }
    assert Arrival.objects.filter(
        application__agency=agency, channel="letter", posted_on__isnull=False
    ).exists()
    forms = {"announcement", "lapse_correction", "revived", "revived_fee", "objection", "objection_third"}
    assert set(Notice.objects.filter(form__in=forms).values_list("form", flat=True)) == forms


def test_a_body_is_prepared_beside_another_and_the_public_sees_nothing_of_it(db, client):
    """Its head finds on the page of opening what is missing."""
    call_command("load_regimes", verbosity=0)
    build(now=NOW, sketches=[sketch for sketch in AGENCIES if sketch.slug == prepared.BESIDE])
    agency = Agency.objects.get(slug=prepared.SKETCH.slug)
    assert not agency.is_public and agency.items.exists()
    address = reverse("opening", args=[agency.slug])
    assert client.get(agency.get_absolute_url()).status_code == 404
    client.force_login(User.objects.get(username="liuyin-head"))
    told = client.get(address).content.decode()
    assert all(
        line.text in told for line in readiness.lines(agency, NOW.date()) if not line.is_there and line.blocks
    )


def can_be_repeated_and_its_logins_work(capsys):
    """Who is there already is left alone; all people whom the command names can sign in."""
    before = Disclosure.objects.count()
    assert build(now=NOW, sketches=[sketch for sketch in AGENCIES if sketch.slug == "quality"]) == []
    assert (Agency.objects.count(), Disclosure.objects.count()) == (2, before)
    call_command("demo", logins=True)
    told = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert len(told) >= 8
    for username in told:
        assert authenticate(RequestFactory().post("/login/"), username=username, password=PASSWORD), username


def puts_one_matter_at_any_stage(client):
    """The page of the matter answers, whatever the stage; unpublished ones are shown to staff only."""
    shown = {}
    for number, stage in enumerate(sorted(STAGES)):
        address = put_at(stage, agency="quality", now=NOW + timedelta(seconds=number))
        shown[stage] = client.get(address).status_code
    hidden = {"draft", "in_review", "returned"}
    assert shown == {stage: 404 if stage in hidden else 200 for stage in STAGES}


def test_an_agency_that_the_demo_does_not_know_is_said(settings):
    """A wrong word in the environment stops the demo with one sentence that names those that there are."""
    settings.DEMO_AGENCIES = ["quality", "nowhere"]
    with pytest.raises(CommandError, match="nowhere") as refusal:
        call_command("demo")
    assert "township" in str(refusal.value)


@pytest.mark.once
@pytest.mark.parametrize(
    "sketch", [it for it in AGENCIES if it.slug not in {"quality", "housing"}], ids=lambda it: it.slug
)
def test_every_agency_lives_through_its_own_rules(db, sketch):
    """What the rules of one body refuse would stop the building of all that come after it."""
    call_command("load_regimes", verbosity=0)
    (agency,) = build(now=NOW, sketches=[sketch])
    done = Disclosure.objects.filter(agency=agency, status__in=["published", "archived"])
    assert done.count() >= 5 and Application.objects.filter(agency=agency).exists()
    assert (
        Obligation.objects.filter(item__agency=agency).with_state(NOW.date()).exclude(state="late").exists()
    )
    assert list(log.faults()) == []
