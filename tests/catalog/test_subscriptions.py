"""News by mail: no letter without a confirmation, one letter for one piece of news, one click ends it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from catalog.actions import subscribing
from catalog.models import Subscription
from core.mail import letters
from core.models import Letter
from core.transitions import Refused
from tests.catalog.test_consultations import Bureau, at

READER = "reader@example.org"


@pytest.fixture
def bureau(make_agency) -> Bureau:
    """The water bureau at work."""
    return Bureau(make_agency("water", regime="water-bureau"))


def ask(agency=None, *, now, email=READER, source="192.0.2.1", wants=False) -> None:
    """Ask for letters as the form does."""
    subscribing.ask(
        email=email, agency=agency, wants_disclosures=wants, language="zh-hans", source=source, now=now
    )


def link_in(letter: Letter) -> str:
    """The path of the link in ``letter``."""
    return re.search(r"https?://[^/]+(/(?:un)?subscribe/\S+)", letter.body)[1]


def subscribed(agency=None, *, now, wants=False, email=READER) -> Subscription:
    """Somebody who asked and confirmed."""
    ask(agency, now=now, wants=wants, email=email)
    client = Client()
    address = link_in(Letter.objects.addressed_to(email).filter(name="subscription_confirm").first())
    client.get(address)
    assert not Subscription.objects.confirmed().filter(agency=agency).count()
    client.post(address)
    found = Subscription.objects.latest("pk")
    Subscription.objects.filter(pk=found.pk).update(confirmed_at=now, told_until=now)
    return found


def test_a_letter_comes_only_after_the_link_and_its_button(bureau):
    """Opening the link changes nothing, and who never confirms gets nothing (double opt-in)."""
    ask(now=at(3, 10), email="never@example.org")
    subscribed(now=at(3, 10))
    bureau.opened()
    assert list(Letter.objects.filter(name="consultation_news").values_list("to", flat=True)) == [READER]


def test_one_piece_of_news_is_one_letter(bureau, make_agency):
    """Who asked for the agency and for all is told once; who asked for another agency is not told."""
    subscribed(bureau.agency, now=at(3, 10))
    ask(now=at(3, 10, 12))
    Client().post(link_in(Letter.objects.filter(name="subscription_confirm").latest("pk")))
    subscribed(make_agency("other", regime="district"), now=at(3, 10), email="other@example.org")
    made = bureau.opened()
    letter = Letter.objects.get(name="consultation_news")
    assert made.get_absolute_url() in letter.body
    assert "水价是否合理？" in letter.body


def test_one_click_ends_it_and_nothing_stays(bureau):
    """The mail program's own button (RFC 8058) posts without a cookie or token; the address is deleted."""
    subscribed(now=at(3, 10))
    bureau.opened()
    letter = Letter.objects.get(name="consultation_news")
    letters.send_owed(at(3, 11))
    sent = next(one for one in mail.outbox if "List-Unsubscribe" in one.extra_headers)
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent.extra_headers["List-Unsubscribe"] == f"<{letter.unsubscribe}>"
    address = link_in(letter)
    strict = Client(enforce_csrf_checks=True)
    assert strict.get(address).status_code == 200
    assert Subscription.objects.exists()
    for _click in range(2):
        assert strict.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not Subscription.objects.exists()


def test_the_address_is_kept_encrypted_and_told_to_nobody(bureau):
    """The table cannot be read without the key; the page answers the same whether one had subscribed or not."""
    page = reverse("catalog:subscribe")
    first = Client().post(page, {"email": READER, "agency": ""}).content
    assert READER not in Subscription.objects.extra(select={"raw": "email || email_hash"})[0].raw
    Subscription.objects.update(confirmed_at=at(3, 10))
    again = Client().post(page, {"email": READER, "agency": ""}).content
    token = re.compile(rb'value="[A-Za-z0-9]{64}"')
    assert token.sub(b"", again) == token.sub(b"", first)
    assert Letter.objects.count() == 1


def test_no_mailbox_is_filled_and_no_source_floods(db):
    """The same address gets one link an hour, a source asks five times in a quarter of an hour."""
    now = at(3, 10)
    for _time in range(3):
        ask(now=now)
    assert Letter.objects.count() == 1
    for number in range(2):
        ask(now=now, email=f"{number}@example.org")
    with pytest.raises(Refused):
        ask(now=now, email="6@example.org")
    ask(now=now + timedelta(hours=1, minutes=1), source="192.0.2.9")
    assert Letter.objects.addressed_to(READER).count() == 2


def test_a_wish_that_nobody_confirms_is_forgotten_after_a_week(db):
    """Its link holds as long; a confirmed one stays."""
    ask(now=at(3, 10))
    subscribed(now=at(3, 10), email="stays@example.org")
    subscribing.write_digests(now=at(3, 17, 12))
    assert [one.email for one in Subscription.objects.all()] == ["stays@example.org"]
    assert Client().get("/subscribe/forged/").status_code == 404


def test_the_letter_of_the_week_names_what_is_new_once(item, obligation, make_disclosure, cast):
    """A week after the last one, with what came since; nothing new, no letter; two clocks, one letter."""
    subscribed(cast.agency, now=at(3, 9), wants=True)
    published = make_disclosure(item, obligation=obligation, upto="published")
    assert subscribing.write_digests(now=at(3, 15)) == 0
    assert [subscribing.write_digests(now=at(3, 16, 12)) for _clock in range(2)] == [1, 0]
    letter = Letter.objects.get(name="new_disclosures")
    assert published.get_absolute_url() in letter.body
    assert subscribing.write_digests(now=at(3, 24)) == 0
    assert Letter.objects.filter(name="new_disclosures").count() == 1
