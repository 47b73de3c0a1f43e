"""A letter that is owed is sent, once when all goes well, again when it did not."""

from datetime import timedelta

import pytest
from django.core import mail

from core import letters
from core.models import Letter
from core.models.letters import CLAIM_LASTS, TRIES

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(now):
    return Letter.objects.create(
        name="test", to="clerk@example.org", subject="事由", body="正文\n", owed_at=now, not_before=now
    )


def test_an_owed_letter_is_sent_once(letter, now):
    assert letters.send_owed(now) == 1
    assert letters.send_owed(now) == 0
    assert [sent.subject for sent in mail.outbox] == ["事由"]


def test_a_letter_waits_for_its_time(letter, now):
    assert letters.send_owed(now - timedelta(seconds=1)) == 0


def test_a_claim_is_won_by_one(letter, now):
    row = Letter.objects.filter(pk=letter.pk)
    assert row.claim(now)
    assert not row.claim(now)


def test_a_claim_of_a_dead_sender_is_free_again(letter, now):
    Letter.objects.filter(pk=letter.pk).claim(now)
    assert letters.send_owed(now + CLAIM_LASTS) == 0
    assert letters.send_owed(now + CLAIM_LASTS + timedelta(seconds=1)) == 1


def test_one_bad_address_does_not_stop_the_others(letter, now, settings):
    Letter.objects.create(
        name="test",
        to="x@example.org\nBcc: y@example.org",
        subject="坏",
        body=".",
        owed_at=now,
        not_before=now,
    )
    assert letters.send_owed(now) == 1
    assert "BadHeaderError" in Letter.objects.get(subject="坏").error


def test_a_letter_that_never_goes_out_is_tried_no_more_than_so_often(letter, now, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    for minutes in range(0, 11 * 20, 11):
        letters.send_owed(now + timedelta(minutes=minutes))
    letter.refresh_from_db()
    assert letter.tries == TRIES
    assert letter.sent_at is None


def test_the_first_line_of_the_template_is_the_subject(now, cast, obligation):
    """Owed in the language of the receiver, kept as text."""
    line = {"obligation": obligation, "due_on": obligation.publish_by, "kind": "publish", "days": 3}
    context = {"first": line, "lines": [line], "person": cast.clerk}
    letters.owe("obligation_near", to="a@example.org", context=context, now=now)
    kept = Letter.objects.get(name="obligation_near")
    assert obligation.label in kept.subject
    assert "\n" not in kept.subject


def test_who_has_no_address_is_owed_no_letter(now):
    assert letters.owe("obligation_near", to="", context={}, now=now) is None
    assert not Letter.objects.exists()
