"""A way back without the query code: by the mail address, or from the officer who checks who asks."""

import re

import pytest
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from core.guests import access, code_renewal
from core.mail import letters
from core.models import Discrepancy, Letter, Receipt
from core.proof import evidence
from core.refusals import Forged
from core.roles import Role
from requests_app.models import Application
from supervision.models import Complaint
from tests.flows.evidence_world import sql
from tests.flows.pages import Visitor
from tests.flows.stage import APPLICATION

pytestmark = pytest.mark.django_db
CODE = re.compile(r'class="value">([A-Z2-9]{5}-[A-Z2-9]{5})<')
DOORS = {"requests_app": "requests_app:track", "supervision": "supervision:follow_complaint"}


@pytest.fixture(params=DOORS)
def house(request) -> str:
    """Applications (and requests to correct records, which are of the same kind) and complaints alike."""
    return request.param


def filed(stage, house: str, email: str = "qinghe@example.org"):
    """A matter with its code."""
    if house == "requests_app":
        application = stage.application()
        return application, stage.code, APPLICATION["email"]
    visitor = Visitor()
    visitor.open(reverse("supervision:complain", args=[stage.body.agency.slug]))
    visitor.send(text="预算没有公开。", name="柳青禾", email=email)
    return Complaint.objects.get(), CODE.search(visitor.page.html)[1], email


def works(house: str, number: str, code: str) -> bool:
    """Whether number and code lead to the matter."""
    return Client().post(reverse(DOORS[house]), {"number": number, "code": code}).status_code == 302


def test_the_link_in_the_mail_gives_a_new_code_once(stage, house):
    """The letter holds the link alone; opening it changes nothing; the button ends the old code and the link."""
    matter, code, email = filed(stage, house)
    old_page = Client().post(reverse(DOORS[house]), {"number": matter.number, "code": code}).url
    visitor = Visitor()
    visitor.open(reverse(f"{house}:forgotten"))
    visitor.send(number=matter.number, email=email.upper())
    letter = Letter.objects.get(name="code_again")
    assert letter.to == email and letter.secret not in letter.body
    link = letter.secret.partition("//")[2].partition("/")[2]
    visitor.open(f"/{link}")
    assert works(house, matter.number, code), "opening the link changes nothing"
    form = visitor.page.form("stamp")
    first = visitor.client.post(f"/{link}", form.values)
    new = CODE.search(visitor.client.get(first.url).content.decode())[1]
    assert new != code and works(house, matter.number, new) and not works(house, matter.number, code)
    assert Client().get(old_page).status_code == 302, "pages that the old code opened are closed"
    again = visitor.client.post(f"/{link}", form.values)
    assert again.url == first.url and works(house, matter.number, new), "a double click gives one new code"
    assert Client().post(f"/{link}").status_code == 302 and works(house, matter.number, new)
    assert list(matter.events.filter(action="new_code").values_list("actor", flat=True)) == [None]
    assert Letter.objects.filter(name="code_renewed").count() == 1


def test_nobody_learns_whether_a_number_or_an_address_exists(stage, house):
    """The same words for a right pair, a wrong one and none; a letter an hour; asking becomes slow."""
    matter, _code, email = filed(stage, house)
    address, pages = reverse(f"{house}:forgotten"), []
    for number, mail in (
        (matter.number, email), (matter.number, "b@example.org"), ("QH-0001", email), (matter.number, email),
    ):  # fmt: skip
        page = Client().post(address, {"number": number, "email": mail})
        pages.append(re.sub(r'value="[^"]+"', "", page.content.decode()))
        assert page.status_code == 200
    assert len(set(pages)) == 1 and Letter.objects.filter(name="code_again").count() == 1
    answers = [Client().post(address, {"number": "x", "email": email}).status_code for _try in range(3)]
    assert 422 in answers or 429 in answers


def test_the_officer_gives_a_new_code_after_a_check_that_is_on_record(stage, house):
    """How it was checked, and by whom, stands in the course; the person is told; a stranger cannot."""
    matter, code, _email = filed(stage, house)
    role = Role.INTAKE_OFFICER if house == "requests_app" else Role.SUPERVISOR
    officer = stage.body.sign_in(role)
    officer.open(matter.get_absolute_url())
    refused = officer.send("how", "paper", to="new-code", status=422)
    assert works(house, matter.number, code) and "how" in refused.wrong | {"how"}
    shown = officer.send(how="seen", paper="窗口查验身份证原件", to="new-code")
    new = CODE.search(shown.html)[1]
    assert works(house, matter.number, new) and not works(house, matter.number, code)
    event = matter.events.get(action="new_code")
    assert event.actor == stage.people[role] and "窗口查验身份证原件" in event.note
    assert Letter.objects.filter(name="code_renewed", to_key__gt="").count() == 1
    officer.open(matter.get_absolute_url())
    assert "窗口查验身份证原件" in officer.page.text
    stranger = stage.body.sign_in(Role.PROPOSER)
    address = reverse(f"{house}:give_code", args=[matter.pk])
    assert stranger.client.post(address, {"how": "seen", "paper": "x"}).status_code in (403, 404)
    assert works(house, matter.number, new)


def test_the_tracking_pages_name_the_telephone_of_the_office(stage):
    """So does the page of a matter."""
    agency = stage.body.agency
    agency.phone = "0531-12345678"
    agency.save()
    for name in (*DOORS.values(), "requests_app:forgotten"):
        assert "0531-12345678" in Client().get(reverse(name)).content.decode()
    application = stage.application()
    visitor = Visitor()
    visitor.open(reverse("requests_app:track"))
    assert "0531-12345678" in visitor.send(number=application.number, code=stage.code).text
    assert Application.objects.count() == 1


def test_nothing_goes_to_an_address_that_was_put_there_past_the_portal(stage, house):
    """The owner's own address copied over another's by SQL: no link, no code, no message, and those who watch know."""
    matter, code, _email = filed(stage, house)
    evidence.checkpoint(now=stage.now)
    mine = "forger@example.org"
    with connection.cursor() as cursor:
        token = type(matter)._meta.get_field("email").sealed(mine, matter.own_id)
        cursor.execute(
            f"UPDATE {matter._meta.db_table} SET email = %s WHERE id = %s",  # noqa: S608 our own tables
            [str(token), matter.pk],
        )
    matter = type(matter).objects.get(pk=matter.pk)
    assert matter.email == mine, "whoever may write rows may have a text that reads"
    page = Client().post(reverse(f"{house}:forgotten"), {"number": matter.number, "email": mine})
    assert page.status_code == 200
    assert not Letter.objects.filter(name="code_again").exists()
    assert Discrepancy.objects.filter(place=matter._meta.db_table, key=matter.pk).exists()
    house_of = {"requests_app": "application", "supervision": "complaint"}[house]
    with pytest.raises(Forged):
        code_renewal.renew(matter, house=house_of, now=stage.now)
    assert works(house, matter.number, code)
    told = {house_of: matter}
    with pytest.raises(Forged), transaction.atomic():
        letters.owe(f"{house_of}_message", to=matter.email, context=told, now=stage.now)
    assert not any(one.to == mine for one in Letter.objects.all())


def test_a_receipt_pointed_at_another_matter_opens_nothing(stage, house):
    """One's own receipt by SQL for the matter of somebody else, or theirs for one's own cookie: shown in this browser,
    and after the same form was sent again."""
    theirs, their_code, _email = filed(stage, house)
    kind = house
    Receipt.objects.all().delete()
    mine = Visitor()
    mine.open(reverse("supervision:complain", args=[stage.body.agency.slug]))
    form = mine.page.form("stamp")
    sent = {**form.values, "text": "另一件。", "name": "我", "email": "me@example.org"}
    address = reverse("supervision:complain", args=[stage.body.agency.slug])
    first = mine.client.post(address, sent)
    assert CODE.search(mine.client.get(first.url).content.decode()), "one's own is shown"
    own = Complaint.objects.order_by("-pk").first()
    sql("UPDATE core_receipt SET kind = %s, matter = %s", kind, theirs.pk)
    request = RequestFactory().get("/")
    request.COOKIES = {name: one.value for name, one in mine.client.cookies.items()}
    assert own != theirs and access.kept_receipts(request, kind) == {}
    mine.client.post(address, sent)
    request.COOKIES = {name: one.value for name, one in mine.client.cookies.items()}
    assert access.kept_receipts(request, kind) == {} and works(house, theirs.number, their_code)
