"""Signing in: guessing is slow per account and per address, nobody is locked out, and who is concerned is told."""

import re
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import Letter, Try

RIGHT = "secret-garden"


@pytest.fixture
def clock(monkeypatch, now):
    """The time of the sign-ins, moved by the test."""

    class Clock:
        moment = now

        def wait(self, **span) -> None:
            self.moment += timedelta(**span)

    made = Clock()
    monkeypatch.setattr(timezone, "now", lambda: made.moment)
    return made


def signs_in(name: str, password: str, *, at: str = "203.0.113.7", client: Client | None = None):
    """What a browser at an address is answered."""
    return (client or Client()).post(
        reverse("login"), {"username": name, "password": password}, REMOTE_ADDR=at
    )


HOSTS = count(1)


def attack(name: str, times: int = 6, at: str = "") -> list[int]:
    """Wrong passwords for one name, from one address or, as those do who have many, each from another."""
    return [
        signs_in(name, "guess", at=at or f"198.51.{next(HOSTS) % 250}.1").status_code
        for _each in range(times)
    ]


def test_pauses_grow_and_say_how_long(cast, clock):
    """Five are free; then seconds, then minutes; the page says how long, keeps the name, and needs no other page."""
    assert attack("clerk_", 1) == [200]
    assert attack("proposer") == [200] * 5 + [429]
    answer = signs_in("proposer", RIGHT)
    assert answer.status_code == 429 and answer["Retry-After"] == "15"
    page = answer.content.decode()
    assert "15" in page and 'value="proposer"' in page
    clock.wait(seconds=15)
    assert attack("proposer", 1) == [200]
    assert signs_in("proposer", RIGHT)["Retry-After"] == "30"
    clock.wait(seconds=30)
    assert signs_in("proposer", RIGHT).status_code == 302


def test_who_goes_on_for_hours_keeps_nobody_out(cast, clock):
    """A known browser signs in at once; another one does by the link of the letter; both while it goes on."""
    known = Client()
    assert signs_in("proposer", RIGHT, client=known).status_code == 302
    known.post(reverse("logout"))
    for _hour in range(3):
        for _minute in range(0, 60, 5):
            attack("proposer", 2)
            clock.wait(minutes=5)
        attack("proposer", 3)
    assert signs_in("proposer", RIGHT, at="203.0.113.50").status_code == 429
    assert signs_in("proposer", RIGHT, client=known).status_code == 302
    letter = Letter.objects.addressed_to("proposer@example.org").filter(name="sign_in_slowed").last()
    link = re.search(r"(/login/known/\S+)", letter.secret)[1]
    elsewhere = Client()
    assert elsewhere.get(link)["Location"] == reverse("login")
    attack("proposer", 3)
    assert signs_in("proposer", "guess", client=elsewhere).status_code == 200
    assert signs_in("proposer", RIGHT, client=elsewhere, at="203.0.113.50").status_code == 302


def test_the_link_is_no_password_and_ends(cast, clock):
    """It signs nobody in, is for one name, ends after an hour and with the password; so does a known browser."""
    attack("proposer")
    letter = Letter.objects.get(name="sign_in_slowed")
    link = re.search(r"(/login/known/\S+)", letter.secret)[1]
    client = Client()
    client.get(link)
    assert client.get(reverse("workplace")).status_code == 302
    attack("head")
    assert signs_in("head", RIGHT, client=client).status_code == 429
    late = Client()
    clock.wait(minutes=61)
    # Signed by the clock of the machine: a link of another password is as dead as one of another hour.
    cast.proposer.set_password("another-garden")
    cast.proposer.save()
    late.get(link)
    attack("proposer")
    assert signs_in("proposer", "another-garden", client=late).status_code == 429
    assert signs_in("proposer", "another-garden", client=client).status_code == 429


def test_twelve_names_from_one_address_are_braked(cast, clock):
    """Whatever the names; a colleague with a known browser behind the same address is not."""
    colleague = Client()
    assert signs_in("head", RIGHT, client=colleague, at="198.51.100.1").status_code == 302
    answers = [signs_in(f"name{number}", "guess", at="198.51.100.1").status_code for number in range(12)]
    assert answers[:10] == [200] * 10 and answers[-1] == 429
    assert signs_in("supervisor", RIGHT, at="198.51.100.1").status_code == 429
    assert signs_in("supervisor", RIGHT, at="203.0.113.99").status_code == 302
    assert signs_in("head", RIGHT, client=colleague, at="198.51.100.1").status_code == 302


def test_the_person_and_the_administrator_are_told_and_not_flooded(cast, clock):
    """One letter an hour to the person, one a day to each administrator; nobody is told of names that are none."""
    for _minute in range(30):
        attack("proposer", 3)
        attack("nobody", 3)
        clock.wait(minutes=1)
    to_person = Letter.objects.filter(name="sign_in_slowed")
    assert [one.to for one in to_person] == ["proposer@example.org"]
    told = Letter.objects.filter(name="sign_ins_slowed").order_by("pk")
    assert {one.to for one in told} == {"administrator@example.org"}
    assert sum("proposer" in one.subject for one in told) == 1
    clock.wait(hours=1)
    attack("proposer", 8)
    assert to_person.all().count() == 2
    assert not any("nobody" in one.body for one in told)


def test_a_right_sign_in_forgets_the_wrong_ones(cast, clock):
    """Nobody waits tomorrow for the slips of today, and rows hold neither name nor address."""
    attack("proposer", 4, at="203.0.113.7")
    assert signs_in("proposer", RIGHT).status_code == 302
    assert attack("proposer", 5, at="203.0.113.7") == [200] * 5
    rows = str(list(Try.objects.values()))
    assert "proposer" not in rows and "203.0.113.7" not in rows
