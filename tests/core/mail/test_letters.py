"""A letter that is owed is sent, once when all goes well, again when it did not."""

import socket
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from core.database import claims
from core.mail import letters
from core.models import Heartbeat, Letter, LetterEvent
from core.models.letters import CLAIM_LASTS, PAUSES, PLACEHOLDER
from core.scheduler import schedule
from tests.deploy.postbox import Postbox

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
    found, again = Letter.objects.owed(now).get(), Letter.objects.owed(now).get()
    assert claims.take(found, now=now, still=Letter.objects.due(now))
    assert not claims.take(again, now=now, still=Letter.objects.due(now))
    assert not Letter.objects.owed(now).exists()


def test_a_letter_that_is_set_aside_meanwhile_is_not_taken(letter, now):
    """A run reads what is owed, then takes one after another; people may stop one in between."""
    found = Letter.objects.owed(now).get()
    Letter.objects.update(set_aside_at=now)
    assert not claims.take(found, now=now, still=Letter.objects.due(now))


def test_a_claim_of_a_dead_sender_is_free_again(letter, now):
    claims.take(letter, now=now)
    assert letters.send_owed(now + CLAIM_LASTS - timedelta(seconds=1)) == 0
    assert letters.send_owed(now + CLAIM_LASTS) == 1


@pytest.mark.parametrize("column", ["not_before", "claimed_at"])
def test_a_letter_waits_for_no_day_that_the_portal_never_sets(letter, now, column):
    """One UPDATE held a receipt back for ever, and health said that all was well."""
    Letter.objects.filter(pk=letter.pk).update(**{column: now + timedelta(days=20_000)})
    assert letters.send_owed(now) == 1


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


def deliver_to(box, settings):
    """Let letters go to a mail server that runs."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = box.server.server_address
    settings.EMAIL_TIMEOUT = 1


def send_every_quarter_minute(begin, *, for_):
    """What the clock does, with a server that may take nothing."""
    for step in range(int(for_.total_seconds() // 60)):
        with suppress(letters.ServerAway):
            letters.send_owed(begin + timedelta(minutes=step))


def test_a_mail_server_that_refuses_for_eighty_minutes_loses_no_letter(letter, now, settings):
    """Every address is refused with 451; tries go on, and afterwards the letter goes out."""
    with Postbox() as box:
        deliver_to(box, settings)
        box.refuses = "451 4.3.0 try again later, clerk@example.org"
        send_every_quarter_minute(now, for_=timedelta(minutes=80))
        letter.refresh_from_db()
        assert letter.sent_at is None and letter.tries > 4
        assert letter.error == "SMTPRecipientsRefused 451 4.3.0"  # the words of the server name the address
        assert list(Letter.objects.resting(now + timedelta(minutes=80))) == [letter]
        box.refuses = ""
        assert letters.send_owed(letter.not_before) == 1
    assert len(box.letters) == 1


def test_a_letter_is_tried_with_growing_pauses_for_ever_while_it_matters(letter, now, settings):
    """A month of a wrong server: no more than four tries a day at last, and not one try less."""
    settings.EMAIL_BACKEND = "no.such.Backend"
    at, pauses = now, []
    for _try in range(60):
        with pytest.raises(letters.ServerAway):
            letters.send_owed(at)
        letter.refresh_from_db()
        pauses.append(letter.not_before - at)
        at = letter.not_before
    assert pauses == [*PAUSES, *[PAUSES[-1]] * (60 - len(PAUSES))]
    assert letter.tries == 60


def test_news_ends_and_a_receipt_does_not(now, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    for matters_for in (letters.NEWS, None):
        letters.owe_all(
            [letters.written("failure", to="a@example.org", context={}, now=now, matters_for=matters_for)]
        )
    later = now + letters.NEWS
    news, receipt = Letter.objects.order_by("pk")
    assert list(Letter.objects.owed(later)) == [receipt]
    assert list(Letter.objects.ended(later)) == [news]
    assert letters.again(Letter.objects.filter(pk=news.pk), by=None, now=later) == 1
    assert set(Letter.objects.owed(later + timedelta(days=30))) == {news, receipt}


def test_when_the_server_is_back_what_waited_for_it_goes_at_once(now, settings):
    """Ten hours away: the long pauses were the server's fault, not the letters'."""
    for number in range(5):
        Letter.objects.create(
            name="test", to="a@example.org", subject=str(number), body=".", owed_at=now, not_before=now
        )
    settings.EMAIL_BACKEND = "no.such.Backend"
    send_every_quarter_minute(now, for_=timedelta(hours=10))
    back = now + timedelta(hours=10)
    assert Letter.objects.unsent().filter(not_before__gt=back).exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    soonest = Letter.objects.order_by("not_before").first().not_before
    letters.send_owed(soonest)
    letters.send_owed(soonest)
    assert not Letter.objects.unsent().exists()


def test_a_server_that_hangs_holds_a_run_no_longer_than_its_budget(now, settings):
    """It takes the connection and says nothing: one letter meets it, the other nine are not tried after it."""
    for number in range(10):
        Letter.objects.create(
            name="test", to="a@example.org", subject=str(number), body=".", owed_at=now, not_before=now
        )
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 1
        with pytest.raises(letters.ServerAway):
            letters.send_owed(now)
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0] * 9 + [1]
    assert Letter.objects.get(tries=1).error.startswith("away ")


def test_a_server_that_is_away_is_told_from_the_first_try_until_it_is_back(letter, settings, client):
    """Nothing rests yet after one try; the health check says so all the same, and is well once the letter has left."""
    now = timezone.now()
    Letter.objects.update(owed_at=now, not_before=now)
    assert client.get("/healthz/clock").json()["letters"] == "ok"
    settings.EMAIL_BACKEND = "no.such.Backend"
    with pytest.raises(letters.ServerAway):
        letters.send_owed(now)
    asked = client.get("/healthz/clock")
    assert (asked.status_code, asked.json()["letters"], asked.json()["resting"]) == (503, "away", 0)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Letter.objects.update(not_before=now)
    assert letters.send_owed(now) == 1
    assert client.get("/healthz/clock").json()["letters"] == "ok"


def test_no_second_run_begins_beside_one_that_hangs_and_a_dead_one_holds_nobody(now):
    """The claim of a run ends with it, with an error, or when it is too old."""
    job, inside = schedule.JOBS["letters"], []

    def work(*, now):
        with pytest.raises(schedule.Busy):
            schedule.run(job, now=now)
        inside.append(now)
        raise ValueError("over")

    hanging = replace(job, work=work)
    for _again in range(2):
        with pytest.raises(ValueError, match="over"):
            schedule.run(hanging, now=now)
    assert len(inside) == 2
    Heartbeat.objects.filter(job="letters").update(runs_since=now)  # of a worker that was killed
    with pytest.raises(schedule.Busy):
        schedule.run(job, now=now + job.alone_for)
    schedule.run(job, now=now + job.alone_for + timedelta(seconds=1))


def resting(now) -> Letter:
    letter = Letter(
        name="application_received",
        to="citizen@example.org",
        subject="申请 QH-7 已收到",
        body=f"查询码 {PLACEHOLDER}\n",
        owed_at=now,
        not_before=now + timedelta(hours=6),
        tries=9,
        error="SMTPRecipientsRefused 451",
    )
    letter.secret = letters.kept_apart(letter, "AAAAA-BBBBB")
    letter.save()
    return letter


def press(client, letter, action):
    """The button on the page of a letter."""
    address = reverse("admin:core_letter_changelist")
    return client.post(address, {"action": action, "_selected_action": letter.pk}, follow=True)


def test_a_resting_letter_is_seen_reddens_the_health_check_and_one_button_sends_it(client, cast, mailoutbox):
    now = timezone.now()
    letter = resting(now)
    asked = client.get("/healthz/clock")
    assert asked.status_code == 503 and asked.json()["letters"] == "resting"
    client.force_login(cast.administrator)
    page = client.get(reverse("admin:core_letter_change", args=[letter.pk]))
    assert 'value="send_again"' in page.content.decode()
    assert "?standing=rests" in client.get(reverse("admin:core_letter_changelist")).content.decode()
    press(client, letter, "send_again")
    assert letters.send_owed(timezone.now()) == 1
    assert "AAAAA-BBBBB" in mailoutbox[0].body
    event = LetterEvent.objects.get()
    assert (event.action, event.actor, event.previous) == ("sent_again", cast.administrator, "rests")
    assert client.get("/healthz/clock").json()["letters"] == "ok"


def test_one_that_is_set_aside_is_tried_no_more_and_one_that_was_sent_is_not_sent_again(
    client, cast, mailoutbox
):
    now = timezone.now()
    letter, sent = resting(now), resting(now)
    Letter.objects.filter(pk=sent.pk).update(sent_at=now)
    client.force_login(cast.administrator)
    press(client, letter, "set_aside")
    press(client, sent, "send_again")
    assert letters.send_owed(now + timedelta(days=1)) == 0
    assert client.get("/healthz/clock").json()["letters"] == "ok"
    assert [event.action for event in LetterEvent.objects.all()] == ["set_aside"]


def test_staff_and_strangers_press_no_button(client, cast):
    letter = resting(timezone.now())
    for person in (None, cast.disclosure_office, cast.clerk):
        if person:
            client.force_login(person)
        press(client, letter, "send_again")
    assert not LetterEvent.objects.exists()


def test_the_administrator_reads_no_letter_where_a_mail_server_sends_them(client, cast):
    """Neither words nor code nor address; a search by words of the subject finds nothing either."""
    letter = resting(timezone.now())
    client.force_login(cast.administrator)
    seen = client.get(reverse("admin:core_letter_change", args=[letter.pk])).content.decode()
    listed = client.get(reverse("admin:core_letter_changelist")).content.decode()
    for word in ("QH-7", "AAAAA-BBBBB", "查询码", "citizen@example.org"):
        assert word not in seen + listed
    found = client.get(reverse("admin:core_letter_changelist"), {"q": "QH-7"})
    assert found.context["cl"].result_count == 0


def test_where_nobody_sends_letters_the_administrator_reads_them_whole(client, cast, settings):
    """Embedded, without a mail server: to try the portal out, an applicant's code must be read somewhere."""
    settings.EMAIL_BACKEND = "core.mail.kept_mail.KeptMail"
    now = timezone.now()
    letter = resting(now)
    Letter.objects.update(not_before=now)
    assert letters.send_owed(now) == 1
    client.force_login(cast.administrator)
    seen = client.get(reverse("admin:core_letter_change", args=[letter.pk])).content.decode()
    for word in ("QH-7", "AAAAA-BBBBB", "citizen@example.org"):
        assert word in seen


def test_the_first_line_of_the_template_is_the_subject(now, cast, obligation):
    """Owed in the language of the receiver, kept as text."""
    line = {"case": obligation, "due_on": obligation.publish_by, "kind": "publish", "days": 3}
    context = {"first": line, "lines": [line], "person": cast.clerk}
    letters.owe("obligation_near", to="a@example.org", context=context, now=now)
    kept = Letter.objects.get(name="obligation_near")
    assert obligation.label in kept.subject
    assert "\n" not in kept.subject


def test_who_has_no_address_is_owed_no_letter(now):
    assert letters.owe("obligation_near", to="", context={}, now=now) is None
    assert not Letter.objects.exists()
