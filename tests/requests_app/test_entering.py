"""Officers enter what came by other ways; the papers lie encrypted and only those who handle the case get them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import case_files
from requests_app.actions.case_files import Paper
from requests_app.models import Application, CaseFile, Way
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 3, 10)
SCAN = b"%PDF-1.7 a signed letter"


@pytest.fixture
def enter(body, officer, form, now):
    """Enter an application that came on Tuesday."""

    def make(way, *, by=officer, agency=body, when=None, **said):
        fields = {"arrived_on": TUESDAY, **form, **said}
        return actions.enter(agency=agency, way=way, by=by, now=when or now + timedelta(days=3), **fields)

    return make


@pytest.mark.parametrize(
    ("way", "said", "received"),
    [
        (Way.COUNTER, {}, TUESDAY),
        (Way.ORAL, {"read_back": True}, TUESDAY),
        (Way.LETTER, {}, TUESDAY),
        (Way.LETTER, {"signed_for": False, "confirmed_on": date(2026, 3, 12)}, date(2026, 3, 12)),
        (Way.FAX, {"confirmed_on": date(2026, 3, 11)}, date(2026, 3, 11)),
        (Way.EMAIL, {"confirmed_on": date(2026, 3, 13)}, date(2026, 3, 13)),
    ],
)
def test_each_way_is_entered_with_its_day_of_receipt(enter, officer, way, said, received):
    """Number, query code, clock and receipt as with the web form; who entered it is written down."""
    application, code = enter(way, **said)
    assert application.received_on == received
    assert code and application.notices.count() == 1
    event = application.events.get()
    assert event.actor == officer
    assert bool(event.note) is (way == Way.ORAL)
    assert (application.assisted_by == officer) is (way == Way.ORAL)


def test_telegrams_come_where_the_rules_take_them(enter, bodies):
    """Document J3 names them (J3-268), the district does not."""
    agency = bodies("J3")
    by = person(agency, Role.INTAKE_OFFICER)
    application, _code = enter(Way.TELEGRAM, agency=agency, by=by, marked=True)
    assert application.received_on == TUESDAY
    assert application.events.earliest("pk").note  # that it was marked as such an application (J3-270)
    with pytest.raises(Refused):
        enter(Way.TELEGRAM)


@pytest.mark.parametrize(
    ("way", "said"),
    [
        (Way.WEB, {}),
        (Way.ORAL, {}),
        (Way.FAX, {}),
        (Way.EMAIL, {}),
        (Way.LETTER, {"signed_for": False}),
        (Way.COUNTER, {"arrived_on": date(2026, 3, 14)}),
        (Way.COUNTER, {"phone": "", "email": "", "address": ""}),
    ],
)
def test_what_cannot_be_entered_is_refused(enter, way, said):
    """The web form, what was not read back, what was not confirmed, days ahead, nobody to answer to."""
    with pytest.raises(Refused):
        enter(way, **said)
    assert not Application.objects.exists()


@pytest.mark.parametrize("role", [Role.PROPOSER, Role.LEADER_IN_CHARGE, Role.ARCHIVIST])
def test_only_those_who_handle_applications_enter_them(enter, body, bodies, role):
    """And only for their own body."""
    with pytest.raises(Refused):
        enter(Way.COUNTER, by=person(body, role))
    with pytest.raises(Refused):
        enter(Way.COUNTER, by=person(bodies("J3"), Role.INTAKE_OFFICER))


def test_a_paper_is_kept_encrypted(enter, settings):
    """What lies on the disk tells nothing; what is read back is what was put in."""
    application, _code = enter(Way.LETTER, papers=[Paper("来信.pdf", "application/pdf", SCAN)])
    kept = application.files.get()
    assert kept.purpose == CaseFile.Purpose.EVIDENCE
    assert SCAN not in Path(kept.file.path).read_bytes()
    assert "来信" not in kept.file.name
    assert case_files.content_of(kept) == SCAN


def test_papers_open_for_those_who_read_the_case(client, enter, body, bodies):
    """As a download; strangers, visitors and a damaged file get none."""
    kept = enter(Way.LETTER, papers=[Paper("来信.pdf", "application/pdf", SCAN)])[0].files.get()
    address = reverse("requests_app:case_file", args=[kept.pk])
    assert client.get(address).status_code == 302
    for stranger in (person(bodies("J3"), Role.INTAKE_OFFICER), person(body, Role.PROPOSER)):
        client.force_login(stranger)
        assert client.get(address).status_code == 404
    client.force_login(person(body, Role.INTAKE_OFFICER))
    answer = client.get(address)
    assert answer.content == SCAN
    assert answer["Content-Disposition"].startswith("attachment")
    Path(kept.file.path).write_bytes(b"damaged")
    assert client.get(address).status_code == 404


def test_the_page_gives_the_receipt_at_once(client, body, officer, form):
    """Entered from a marked letter: number, query code and PDF follow; the case has the paper and the mark (J3-270)."""
    client.force_login(officer)
    today = timezone.localdate().isoformat()
    typed = {**form, "agency": body.slug, "way": "letter", "arrived_on": today, "confirmed_on": ""}
    typed |= {"signed_for": "on", "marked": "on"}
    papers = [SimpleUploadedFile("来信.pdf", SCAN)]
    answer = client.post(reverse("requests_app:enter"), {**typed, "papers": papers})
    application = Application.objects.get()
    assert answer.url == reverse("requests_app:received", args=[application.number])
    page = client.get(answer.url).content.decode()
    assert application.number in page and application.get_absolute_url() in page
    pdf = client.get(reverse("requests_app:receipt_pdf", args=[application.number]))
    assert pdf.content.startswith(b"%PDF")
    assert "来信.pdf" in client.get(application.get_absolute_url()).content.decode()
    assert application.events.get(action="receive").note


def test_a_refusal_keeps_what_was_typed(client, body, officer, form):
    """An oral application that was not read back."""
    client.force_login(officer)
    today = timezone.localdate().isoformat()
    answer = client.post(
        reverse("requests_app:enter"), {**form, "agency": body.slug, "way": "oral", "arrived_on": today}
    )
    assert answer.status_code == 422
    assert form["subject"] in answer.content.decode()
    assert not Application.objects.exists()


def test_the_page_is_for_those_who_handle_applications(client, body, bodies):
    """Others get 403, and nobody chooses another's body."""
    address = reverse("requests_app:enter")
    assert client.get(address).status_code == 302
    client.force_login(person(body, Role.LEADER_IN_CHARGE))
    assert client.get(address).status_code == 403
    client.force_login(person(bodies("J3"), Role.INTAKE_OFFICER))
    assert body.name not in client.get(address).content.decode()
