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


OFFICE = "198.51.100.1"


def test_ten_mistyped_passwords_in_an_office_slow_no_colleague(cast, clock):
    """Whoever mistypes waits; a colleague with the right password, who mistyped nothing, does not, all day long."""
    for _hour in range(9):
        attack("proposer", 5, at=OFFICE)
        assert signs_in("proposer", RIGHT, at=OFFICE).status_code == 429
        for colleague in ("supervisor", "head", "archivist"):
            assert signs_in(colleague, RIGHT, at=OFFICE).status_code == 302
        clock.wait(hours=1)


def test_twelve_names_from_one_address_make_guessing_slow_and_keep_nobody_out(cast, clock):
    """From there each account has one guess instead of five; a right password of one that saw no wrong one is taken."""
    for number in range(11):
        assert signs_in(f"name{number}", "guess", at=OFFICE).status_code == 200
    assert signs_in("supervisor", RIGHT, at=OFFICE).status_code == 302
    assert attack("proposer", 3, at=OFFICE) == [200, 429, 429]
    assert signs_in("proposer", RIGHT, at=OFFICE)["Retry-After"] == "15"
    assert signs_in("proposer", RIGHT, at="203.0.113.99").status_code == 302
    told = Letter.objects.addressed_to(cast.administrator.email).filter(name="sign_ins_slowed")
    assert sorted("proposer" in one.subject for one in told) == [False, True]


def test_who_waits_because_of_an_address_has_a_way_in(cast, clock):
    """The letter with the link comes also when it is the address from which each has one try only."""
    for number in range(10):
        signs_in(f"name{number}", "guess", at=OFFICE)
    assert attack("proposer", 2, at=OFFICE) == [200, 429]
    letter = Letter.objects.addressed_to("proposer@example.org").get(name="sign_in_slowed")
    browser = Client()
    browser.get(re.search(r"(/login/known/\S+)", letter.secret)[1])
    assert signs_in("proposer", RIGHT, client=browser, at=OFFICE).status_code == 302


def test_an_address_is_forgiven_by_the_hour_also_while_somebody_goes_on_mistyping(cast, clock):
    """One slip an hour for a day and a half brakes nobody; what many names did is forgotten within hours."""
    for number in range(36):
        assert signs_in(f"slip{number}", "guess", at=OFFICE).status_code == 200
        clock.wait(hours=1)
    assert attack("proposer", 5, at=OFFICE) == [200] * 5
    for number in range(30):
        signs_in(f"name{number}", "guess", at=OFFICE)
    assert attack("head", 2, at=OFFICE) == [200, 429]
    for _hour in range(13):
        signs_in("somebody", "guess", at=OFFICE)  # the same name again: no sign of guessing names
        clock.wait(hours=1)
    assert attack("archivist", 5, at=OFFICE) == [200] * 5


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
