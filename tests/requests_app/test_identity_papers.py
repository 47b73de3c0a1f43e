"""Proof of identity: a paper is taken only where the rules ask, kept encrypted, opened with a reason, then purged."""

import re
from pathlib import Path

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import KeptUpload
from core.roles import Role
from core.transitions import Refused
from requests_app import own_data
from requests_app.actions import identity_papers, retention
from requests_app.models import Application, CaseFile, FilingDraft, KeepingRule
from requests_app.views import public
from tests.requests_app.conftest import FORM, person
from tests.requests_app.test_public_pages import text_of
from tests.requests_app.test_retention import years_later

pytestmark = pytest.mark.django_db
MARK = b"%PDF-1.4 LIUQINGHE-ID"


def card(name: str = "柳青禾身份证.pdf", content: bytes = MARK) -> SimpleUploadedFile:
    """A scan whose own name tells who it is."""
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def kept_key(response) -> str:
    """The key of the file that a page offers from before, already ticked."""
    return re.search(r'name="identity_paper-kept" value="([^"]+)" checked', text_of(response))[1]


def stored(settings) -> bytes:
    """The bytes of all files that lie in the storage."""
    return b"".join(path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_a_paper_goes_with_the_form_and_lies_encrypted(
    client, bodies, body, form, publish_in, settings, officer, leader
):
    """It survives the look at what is public; it is under no name of the applicant; only the officer opens it, with a
    reason that the supervision reads; nobody is sent it; the applicant takes it home; the purge deletes it."""
    publish_in(body, form["subject"])
    KeepingRule.objects.create(agency=body, years=10, source="本机关决定")
    address = reverse("requests_app:apply_to", args=[body.slug])
    for wrong in (card("a.exe"), card("a.pdf", b"GIF89a"), card("a.csv", b"a,b"), card("a.pdf", b"")):
        assert client.post(address, {**form, "identity_paper": wrong}).status_code == 422
    assert not FilingDraft.objects.exists() and b"LIUQINGHE" not in stored(settings)
    shown = client.post(address, {**form, "identity_paper": card()})
    assert shown.status_code == 200 and not Application.objects.exists()
    assert not FilingDraft.objects.exists(), "nothing is kept as a draft that nobody asked to keep"
    assert KeptUpload.objects.count() == 1 and b"LIUQINGHE" not in stored(settings)
    hidden = {"seen": shown.context["form"]["seen"].value(), "identity_paper-kept": kept_key(shown)}
    assert client.post(address, {**form, **hidden}).status_code == 302
    application, file = Application.objects.get(), CaseFile.objects.get()
    assert not FilingDraft.objects.exists() and file.purpose == CaseFile.Purpose.IDENTITY
    assert "柳青禾" not in file.name and b"LIUQINGHE" not in stored(settings)
    assert len(list(Path(settings.MEDIA_ROOT, "cases").rglob("*.bin"))) == 1, "the paper of the draft is gone"
    door = reverse("requests_app:identity_paper", args=[file.pk])
    for user, said, status in (
        (leader, "好奇", 403), (person(body, Role.SUPERVISOR), "监督", 403), (officer, " ", 422),
        (person(bodies("J3"), Role.INTAKE_OFFICER), "别的机关", 404),
    ):  # fmt: skip
        client.force_login(user)
        assert client.post(door, {"reason": said}).status_code == status, user
        assert client.get(reverse("requests_app:case_file", args=[file.pk])).status_code in (403, 404)
    client.force_login(officer)
    assert "identity_paper" not in {it.action for it in application.events.filter(action__startswith="see")}
    answer = client.post(door, {"reason": "核对身份"})
    assert (
        answer.content == MARK
        and "no-store" in answer["Cache-Control"]
        and "attachment" in answer.headers["Content-Disposition"]
    )
    page = text_of(client.get(application.get_absolute_url()))
    assert door in page and f'href="{reverse("requests_app:case_file", args=[file.pk])}"' not in page
    with pytest.raises(Refused):
        from_desk = CaseFile.objects.get()
        public.actions.hand_over(from_desk, by=officer, now=years_later(0))
    client.force_login(person(body, Role.SUPERVISOR))
    seen = text_of(client.get(reverse("requests_app:oversight")))
    assert "核对身份" in seen and officer.name in seen
    assert MARK in own_data.packed(application) or b"files/001" in own_data.packed(application)
    public.actions.withdraw(application, now=years_later(0))
    assert retention.purge_due(now=years_later(12)) == 1
    assert not CaseFile.objects.exists() and not list(Path(settings.MEDIA_ROOT, "cases").rglob("*.bin"))


def test_the_applicant_adds_it_later_a_few_times_while_the_case_is_open(client, make_application, now):
    """By the link of this hour; no more than five; nothing after the end; an expired link leads back to the door."""
    application = make_application(identity_number="")
    link = signing.dumps(application.pk, salt=public.FOLLOW)
    door = reverse("requests_app:add_identity_paper", args=[link])
    assert door in text_of(client.get(reverse("requests_app:followed", args=[link])))
    assert client.post(door).status_code == 422 and client.get(door).status_code == 405
    for _time in range(identity_papers.MOST):
        assert client.post(door, {"paper": card()}).status_code == 302
    assert client.post(door, {"paper": card()}).status_code == 422
    assert door not in text_of(client.get(reverse("requests_app:followed", args=[link])))
    public.actions.withdraw(application, now=now)
    assert client.post(door, {"paper": card()}).status_code == 422
    assert (
        client.post(reverse("requests_app:add_identity_paper", args=["1:x"]), {"paper": card()}).status_code
        == 302
    )


def test_where_the_rules_ask_for_none_none_is_taken(client, bodies, form, now, make_application):
    """J3 asks for no proof: the form has neither number nor paper, and what is sent all the same is not kept."""
    agency = bodies("J3")
    address = reverse("requests_app:apply_to", args=[agency.slug])
    page = text_of(client.get(address))
    assert "identity_number" not in page and "identity_paper" not in page
    client.post(address, {**form, "identity_paper": card()})
    application = Application.objects.get()
    assert application.identity_number == "" and not application.files.exists()
    assert make_application(agency, **{**FORM, "subject": "另一件"}).identity_number == ""
    with pytest.raises(Refused):
        identity_papers.add(
            application, paper=identity_papers.Paper("", "application/pdf", MARK), by=None, now=now
        )
