"""Those concerned (I-230) read what is for them by number and code, without an account; nobody else does.

Done by each: staff let them in on a page, they type the code, read and fetch the file; each reading is a row before it
is a page. Whoever guesses, comes late, was ended, or writes a row past the portal reads nothing.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import admitting, disclosures
from catalog.models import Admission, Disclosure, Reading
from core.guests import query_codes
from core.mail import letters
from core.models import Letter
from core.proof import evidence
from core.transitions import Refused
from tests.flows.test_audiences import CIRCLES, circles, own_pages, public_pages, text_of  # noqa: F401

pytestmark = pytest.mark.django_db
WHO, MAIL = "清河电梯维保有限公司", "owner@example.net"


@pytest.fixture
def matter(circles) -> Disclosure:  # noqa: F811
    """Published for those concerned, corrected once, with a file."""
    return circles["counterparty"]


@pytest.fixture
def admitted(matter, cast, now) -> tuple[Admission, str]:
    return admitting.admit(
        matter, name=WHO, contact=MAIL, expires_on=now.date() + timedelta(days=30), by=cast.clerk, now=now
    )


def opened(client: Client, number: str, code: str):
    return client.post(reverse("catalog:concerned"), {"number": number, "code": code})


def test_staff_let_somebody_in_who_reads_it_with_number_and_code(client, matter, cast, now):
    """The whole way, typed: the page of the matter leads to the form; the code is shown there, kept as a hash only."""
    client.force_login(cast.clerk)
    circle = reverse("catalog:circle", args=[matter.pk])
    change = client.get(reverse("admin:catalog_disclosure_change", args=[matter.pk])).content.decode()
    assert circle in change
    wrong = client.post(circle, {"name": WHO, "contact": "no address", "expires_on": "2026-03-01"})
    assert wrong.status_code == 422 and WHO in wrong.content.decode()
    assert set(wrong.context["form"].errors) == {"contact", "expires_on"} and not Admission.objects.exists()
    assert client.post(circle, {"name": WHO, "contact": MAIL, "expires_on": "2026-04-30"}).status_code == 302
    made = Admission.objects.get()
    code = next(row["code"] for row in client.get(circle).context["rows"])
    assert query_codes.is_code(made.number, code, made.code_hash)
    letter = Letter.objects.addressed_to(MAIL).get()
    assert code not in letter.body and made.number in letter.body  # the code is put in when it leaves
    letters.send_owed(now)
    [mailed] = [one.body for one in mail.outbox if one.to == [MAIL]]
    assert code in mailed and made.number in mailed
    reader = Client()
    answer = opened(reader, made.number.lower(), code.replace("-", ""))
    assert answer.status_code == 302 and not Reading.objects.exists()
    page = reader.get(answer["Location"])
    assert "许可批件的新正文" in page.content.decode() and "no-store" in page["Cache-Control"]
    assert [one.file for one in made.readings.all()] == [""]
    [file] = page.context["files"]
    got = reader.get(reverse("catalog:concerned_file", args=[page.context["signed"], file.pk]))
    assert b"".join(got.streaming_content).decode() == "许可批件的附件"
    assert [one.file for one in made.readings.all()] == ["", file.sha256]
    english = reader.get("/en" + answer["Location"])
    assert "This reading is written down" in english.content.decode()
    said = client.get(circle).content.decode()
    assert WHO in said and said.count("<time") >= 3  # who was let in, and when they read it


def test_only_those_who_answer_for_it_let_somebody_in(matter, circles, cast, now):  # noqa: F811
    """By the page and by the act; what is for staff, or for everybody, is opened to nobody this way."""
    circle = reverse("catalog:circle", args=[matter.pk])
    said = {"name": WHO, "expires_on": now.date()}
    for name in ("stranger", "colleague", "leader", "observer", "supervisor", "administrator"):
        other = Client()
        other.force_login(cast.people[name])
        assert other.get(circle).status_code == 404, name
        assert other.post(circle, {"name": WHO, "expires_on": "2026-04-30"}).status_code == 404, name
        with pytest.raises(Refused):
            admitting.admit(matter, by=cast.people[name], now=now, **said)
    assert Client().get(circle).status_code == 302
    for audience in ("public", "staff", "leadership"):
        with pytest.raises(Refused):
            admitting.admit(circles[audience], by=cast.clerk, now=now, **said)
    assert not Admission.objects.exists()


def test_a_code_ends_by_its_day_by_staff_and_with_the_text(admitted, matter, cast, now, monkeypatch):
    """Also a link that was opened before: each page asks anew."""
    admission, code = admitted
    reader = Client()
    link = opened(reader, admission.number, code)["Location"]
    assert reader.get(link).status_code == 200
    late = now + timedelta(days=31)
    monkeypatch.setattr(timezone, "now", lambda: late)
    assert opened(Client(), admission.number, code).status_code == 422
    monkeypatch.setattr(timezone, "now", lambda: now)
    staff = Client()
    staff.force_login(cast.disclosure_office)
    circle = reverse("catalog:circle", args=[matter.pk])
    assert staff.post(circle, {"end": str(admission.pk), "reason": " "}).status_code == 422
    assert staff.post(circle, {"end": str(admission.pk), "reason": "不再是相对人"}).status_code == 302
    assert reader.get(link).status_code == 404 and opened(reader, admission.number, code).status_code == 422
    other, code = admitting.admit(matter, name=WHO, expires_on=now.date(), by=cast.clerk, now=now)
    link = opened(reader, other.number, code)["Location"]
    disclosures.withdraw(matter, reason="有误", by=cast.leader, now=now)
    assert reader.get(link).status_code == 404 and opened(Client(), other.number, code).status_code == 422
    assert Reading.objects.count() == 1


def test_guessing_is_slow_and_tells_nothing(admitted):
    """A number that is there and one that is not are refused alike; after five tries the right code waits."""
    admission, code = admitted
    client = Client()
    here, nowhere = (opened(client, one, "AAAAA-AAAAA") for one in (admission.number, "QH-0"))
    assert here.context["form"].errors == nowhere.context["form"].errors and here.status_code == 422
    for _again in range(3):
        opened(client, admission.number, "BBBBB-BBBBB")
    assert opened(client, admission.number, code).status_code == 429
    assert not Reading.objects.exists()


def test_what_was_put_in_past_the_portal_opens_nothing(admitted, matter, cast, now):
    """Somebody with the password of the database writes an admission of their own, with a code that they know."""
    admission, _code = admitted
    evidence.checkpoint(now=now)  # from now on a row without a seal is foreign
    number, code = f"{matter.index_number}-999".upper(), "AAAAA-AAAAA"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_admission (own_id, disclosure_id, number, code_hash, name, contact, admitted_by_id,"
            " admitted_at, expires_on, revoked_because)"
            " SELECT '0123456789abcdef', disclosure_id, %s, %s, name, contact, admitted_by_id,"
            " admitted_at, expires_on, revoked_because FROM catalog_admission WHERE id = %s",
            [number, query_codes.code_hash(number, code), admission.pk],
        )
    answer = opened(Client(), number, code)
    assert answer.status_code != 302 or Client().get(answer["Location"]).status_code == 404
    assert not Reading.objects.exists()


def test_nobody_else_reads_a_word_anywhere(admitted, circles, cast, caplog):  # noqa: F811
    """The canary: after it was opened and read, every public address, feed, search and log still says nothing of it."""
    admission, code = admitted
    reader = Client()
    assert reader.get(opened(reader, admission.number, code)["Location"]).status_code == 200
    word, stranger = CIRCLES["counterparty"], Client()
    for address in [
        *public_pages(circles, cast),
        reverse("catalog:concerned"),
        "/robots.txt",
        "/sitemap.xml",
    ]:
        asked = word in address
        for language in ("", "/en"):
            text = text_of(stranger, f"{language}{address}" if not address.startswith("/api") else address)
            assert f"{word}情况" not in text and WHO not in text and MAIL not in text, address
            assert admission.number not in text or asked, address
    for address in own_pages(circles["counterparty"]).values():
        assert stranger.get(address).status_code == 404
    for secret in (WHO, MAIL, code, admission.number):
        assert secret not in caplog.text
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, contact, code_hash FROM catalog_admission")
        assert not {WHO, MAIL, code} & set(cursor.fetchone())
