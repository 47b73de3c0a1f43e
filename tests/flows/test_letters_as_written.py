"""A letter leaves as the portal wrote it, or not at all: who redirects one, or opens a sent one again, gets nothing."""

from datetime import timedelta

import pytest
from django.core import mail

from core.crypto import fingerprint
from core.jobs import send_letters
from core.mail import letters
from core.models import Discrepancy, Letter
from core.transitions import Refused
from tests.flows.evidence_world import sql

pytestmark = pytest.mark.django_db

FORGERIES = {
    "address": 'UPDATE core_letter SET "to" = (SELECT "to" FROM core_letter WHERE name = \'decoy\'), to_key = %s',
    "text": "UPDATE core_letter SET body = (SELECT body FROM core_letter WHERE name = 'decoy')",
    "subject": "UPDATE core_letter SET subject = 'x'",
    "opened again": "UPDATE core_letter SET sent_at = NULL, claimed_at = NULL, tries = 0, not_before = owed_at",
    "of use for ever": "UPDATE core_letter SET matters_until = NULL, set_aside_at = NULL",
}


def owed(now, name="mine", to="wang@example.org") -> Letter:
    """One letter that is owed."""
    return Letter.objects.create(
        name=name, to=to, subject="回执", body=f"您的申请已经收到。{to}", owed_at=now, not_before=now
    )


@pytest.mark.parametrize("what", FORGERIES)
def test_what_was_changed_past_the_portal_does_not_leave(world, what, make_administrator):  # noqa: F811
    """Each column that a forger would change: kept back, found, told; everything else goes."""
    make_administrator()
    now = world.now + timedelta(days=1)
    letters.send_owed(now)
    mine, other = owed(now), owed(now, "other", "li@example.org")
    owed(now, "decoy", "thief@example.org")
    if what == "opened again":
        letters.send_owed(now)
    if what == "of use for ever":
        Letter.objects.filter(pk=mine.pk).update(set_aside_at=now)
    mail.outbox.clear()
    values = (fingerprint("thief@example.org"),) if what == "address" else ()
    sql(f"{FORGERIES[what]} WHERE id = %s", *values, mine.pk)
    for minute in range(3):
        send_letters(now=now + timedelta(minutes=20 * minute))
    sent = [(one.to, one.body.strip()) for one in mail.outbox]
    assert not any(one.extra_headers["Message-ID"] == letters.message_id(mine) for one in mail.outbox), sent
    if what != "opened again":
        assert (["li@example.org"], other.body.strip()) in sent
    assert Discrepancy.objects.filter(place="core_letter", key=mine.pk).count() == 1
    assert any("root@example.org" in one.to for one in mail.outbox)
    mine.refresh_from_db()
    assert mine.sent_at is None and mine.error.startswith(letters.ALTERED)


def test_what_the_button_sends_again_goes(world, make_administrator):  # noqa: F811
    """A letter that came back and is sent again by an administrator leaves; a forged one is refused with a sentence."""
    administrator, now = make_administrator(), world.now + timedelta(days=1)
    mine, forged = owed(now), owed(now, "forged")
    letters.send_owed(now)
    for one in (mine, forged):
        letters.came_back(one, status="5.1.1", now=now)
    mail.outbox.clear()
    letters.again(Letter.objects.filter(pk=mine.pk), by=administrator, now=now)
    send_letters(now=now + timedelta(minutes=1))
    assert [one.to for one in mail.outbox if "wang@example.org" in one.to] == [["wang@example.org"]]
    sql("UPDATE core_letter SET subject = 'x' WHERE id = %s", forged.pk)
    with pytest.raises(Refused):
        letters.again(Letter.objects.filter(pk=forged.pk), by=administrator, now=now)
    letters.set_aside(Letter.objects.filter(pk=forged.pk), by=administrator, now=now)
    forged.refresh_from_db()
    assert forged.set_aside_at == now


def test_a_code_leaves_with_its_own_letter_only(world):
    """The encrypted code of somebody else, put into a letter to oneself: neither is mailed; one's own code is."""
    now = world.now + timedelta(days=1)
    letters.send_owed(now)
    mail.outbox.clear()
    stage = world
    mine, theirs = (
        letters.owe(
            "application_received",
            to=to,
            context={"application": stage.application("received"), "address": "x"},
            now=now,
            secret=code,
        )
        for to, code in (("thief@example.org", "AAAAA-AAAAA"), ("wang@example.org", "BBBBB-BBBBB"))
    )
    sql(
        "UPDATE core_letter SET secret = (SELECT secret FROM core_letter WHERE id = %s) WHERE id = %s",
        theirs.pk,
        mine.pk,
    )
    send_letters(now=now)
    said = {one.to[0]: one.body for one in mail.outbox}
    assert "BBBBB-BBBBB" in said["wang@example.org"] and "thief@example.org" not in said
    assert not any("BBBBB" in text for to, text in said.items() if to != "wang@example.org")
    mine.refresh_from_db()
    # Since ADR 43 the value itself does not decrypt in another row, before its binding to the letter is asked.
    assert mine.sent_at is None and "secret was encrypted for another row" in mine.error
    assert mine.error.startswith(letters.ALTERED)
