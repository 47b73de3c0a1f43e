"""A letter that comes back is shown at its case: told from answers and applications, by a name nobody can forge."""

from email.message import EmailMessage

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone

from core.mail import letters
from core.models import Letter, LetterEvent
from core.roles import Role
from requests_app import actions
from requests_app.actions import mailbox
from requests_app.models import ArrivedMail
from tests.requests_app.conftest import FORM, person
from tests.requests_app.imap import serving

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(body, now):
    """The receipt of an application, that was sent; gives the application, its letter and the mail."""
    application, code = actions.receive(agency=body, now=now, **FORM)
    letters.send_owed(timezone.now())
    return application, Letter.objects.get(about=application.number), outbox.outbox[-1]


@pytest.fixture
def box(settings, body):
    """A mailbox of the body on a real server."""
    with serving() as (folder, port):
        settings.MAILBOX_URL = (
            f"imap://open%40example.gov.cn:secret@127.0.0.1:{port}/INBOX?agency={body.slug}"
        )
        yield folder


REPORT = """From: MAILER-DAEMON@mail.example.net
To: open@example.gov.cn
Subject: Undelivered Mail Returned to Sender
Message-ID: <report-{status}@mail.example.net>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_border"

--=_border
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--=_border
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.net

Final-Recipient: rfc822; {to}
Action: {action}
Status: {status}
--=_border
Content-Type: text/rfc822-headers

Subject: x
Message-ID: {name}

--=_border--
"""


def report(returned, *, status="5.1.1", action="failed") -> bytes:
    """A report as a mail server writes it, with the head of the letter that it could not deliver."""
    name = returned.extra_headers["Message-ID"]
    made = REPORT.format(status=status, action=action, to=FORM["email"], name=name)
    return made.replace("\n", "\r\n").encode()


def test_a_letter_that_came_back_is_shown_at_the_case_and_becomes_no_application(
    client, box, body, sent, now
):
    application, letter, returned = sent
    box.put(report(returned))
    mailbox.fetch(now=timezone.now())
    letter.refresh_from_db()
    assert letter.bounce == "5.1.1" and letter.bounced_at
    assert not ArrivedMail.objects.exists()
    (event,) = LetterEvent.objects.all()
    assert (event.action, event.note) == ("came_back", "5.1.1")
    assert FORM["email"] not in event.note + letter.error
    client.force_login(person(body, Role.INTAKE_OFFICER))
    page = client.get(reverse("requests_app:case", args=[application.pk])).content.decode()
    assert "5.1.1" in page and letter.subject in page


def test_a_report_that_comes_again_or_tells_of_a_delay_changes_nothing(box, sent):
    _application, letter, returned = sent
    box.put(report(returned, status="4.4.1", action="delayed"))
    mailbox.fetch(now=timezone.now())
    letter.refresh_from_db()
    assert letter.bounced_at is None
    for _again in range(2):
        box.put(report(returned))
        mailbox.fetch(now=timezone.now())
    assert LetterEvent.objects.count() == 1


def test_an_answer_that_quotes_the_letter_and_a_forged_report_are_mails_as_any_other(box, sent):
    """The reader answers; somebody invents a report about a letter that they never got."""
    _application, letter, returned = sent
    name = returned.extra_headers["Message-ID"]
    answer = EmailMessage()
    answer["From"], answer["Subject"], answer["In-Reply-To"] = FORM["email"], "Re: 回执", name
    answer.set_content(f"收到了。 {name}")
    box.put(answer.as_bytes())
    returned.extra_headers["Message-ID"] = f"<letter.{letter.pk}.0123456789abcdef@open.example.gov.cn>"
    box.put(report(returned))
    mailbox.fetch(now=timezone.now())
    letter.refresh_from_db()
    assert letter.bounced_at is None
    assert ArrivedMail.objects.count() == 2


def test_a_receipt_that_came_back_cannot_be_sent_again_without_its_code(client, cast, box, sent):
    """The code is kept nowhere once it left; a letter with dots in its place would help nobody."""
    _application, letter, returned = sent
    box.put(report(returned))
    mailbox.fetch(now=timezone.now())
    client.force_login(cast.administrator)
    data = {"action": "send_again", "_selected_action": letter.pk}
    client.post(reverse("admin:core_letter_changelist"), data)
    letter.refresh_from_db()
    assert letter.bounced_at
    assert not LetterEvent.objects.filter(action="sent_again").exists()
