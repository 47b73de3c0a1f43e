"""What was typed survives a session that ended and a mark that went out of date, and one click sends it again."""

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse

from requests_app.models import Application
from tests.requests_app.conftest import _in_chinese, bodies, body, make_application, officer  # noqa: F401

pytestmark = pytest.mark.django_db
TYPED = "请补充验收报告的附图和签字页。"


def form_of(response, name: str) -> tuple[str, dict]:
    """Address and fields of the form of a page that has a field ``name``, as a browser would send them."""
    page = lxml.html.document_fromstring(response.content.decode())
    form = next(form for form in page.forms if name in form.fields)
    fields = {}
    for key, value in form.form_values():
        fields.setdefault(key, []).append(value)
    return form.action or response.wsgi_request.get_full_path(), fields


def test_what_was_typed_survives_the_end_of_a_session(officer, make_application):  # noqa: F811
    """The sign-in page takes it along, also past a wrong password; after signing in one click sends it."""
    case = make_application(upto="registered")
    client = Client(enforce_csrf_checks=True)
    note = reverse("requests_app:note", args=[case.pk])
    client.get(reverse("login"))
    sent = {"text": TYPED, "csrfmiddlewaretoken": client.cookies["csrftoken"].value, "old_password": "geheim"}
    stopped = client.post(note, sent)
    assert stopped.status_code == 403 and not case.events.filter(note=TYPED).exists()
    door, fields = form_of(stopped, "carried")
    wrong = client.post(door, fields | {"username": officer.username, "password": "no such word"})
    door, fields = form_of(wrong, "carried")
    signed_in = client.post(door, fields | {"username": officer.username, "password": "secret-garden"})
    to, fields = form_of(signed_in, "text")
    assert to == note and fields["text"] == [TYPED] and "old_password" not in fields
    assert "geheim" not in stopped.content.decode() + signed_in.content.decode()
    assert client.post(to, fields).status_code == 302
    assert case.events.filter(note=TYPED).exists()


def test_an_admin_form_survives_the_end_of_a_session(officer):  # noqa: F811
    """The admin has a sign-in address of its own; what was typed there is carried by the same page."""
    address = reverse("admin:password_change")
    stopped = Client().post(address, {"title": TYPED, "new_password1": "geheim"})
    assert stopped.status_code == 403
    _door, fields = form_of(stopped, "carried")
    signed_in = Client().post(
        reverse("login"), fields | {"username": officer.username, "password": "secret-garden"}
    )
    to, fields = form_of(signed_in, "title")
    assert to == address and fields["title"] == [TYPED] and "new_password1" not in fields


def test_who_carries_a_forged_parcel_is_signed_in_and_nothing_more(officer):  # noqa: F811
    """Only fields that this portal took along itself are shown after signing in."""
    door = {"username": officer.username, "password": "secret-garden", "carried": "made:up"}
    assert Client().post(reverse("login"), door).status_code == 302


def test_a_form_without_a_valid_mark_keeps_what_was_typed(body, form_text="河道清淤验收报告"):  # noqa: F811
    """A public form whose mark is out of date comes back with everything in it, in both languages."""
    for prefix in ("", "/en"):
        client = Client(enforce_csrf_checks=True)
        address = prefix + reverse("requests_app:apply_to", args=[body.slug])
        stopped = client.post(address, {"subject": form_text, "csrfmiddlewaretoken": "x" * 64})
        assert stopped.status_code == 403
        to, fields = form_of(stopped, "subject")
        assert to == address and fields["subject"] == [form_text] and len(fields["csrfmiddlewaretoken"]) == 1
        assert client.post(to, fields).status_code == 422  # taken and read: other fields are missing
    assert not Application.objects.exists()


def test_what_another_site_sends_is_refused_plainly(body):  # noqa: F811
    """Nobody is led to confirm by a click what a stranger's page wrote."""
    client = Client(enforce_csrf_checks=True)
    address = reverse("requests_app:apply_to", args=[body.slug])
    for headers in ({"HTTP_ORIGIN": "https://elsewhere.example"}, {"HTTP_SEC_FETCH_SITE": "cross-site"}):
        refused = client.post(address, {"subject": "von anderswo"}, **headers)
        assert refused.status_code == 403 and "von anderswo" not in refused.content.decode()
