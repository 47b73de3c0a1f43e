"""Mails become applications: read by IMAP from a real socket, each once, whatever is in them, nothing lost."""

from datetime import date, timedelta
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Agency
from core.roles import Role
from core.transitions import Refused
from requests_app.actions import mailbox
from requests_app.mails import parser
from requests_app.models import Application, ArrivedMail, KeepingRule, Mailbox
from tests.requests_app.conftest import FORM, person
from tests.requests_app.imap import serving

pytestmark = pytest.mark.django_db
GBK_HEAD = (
    "From: 柳青禾 <a@example.org>\r\nSubject: 申请公开河道清淤工程\r\nMessage-ID: <gbk@example.org>\r\n"
)


def mail(text="申请公开验收报告。", *, subject="申请", message_id="<1@example.org>", files=()) -> bytes:
    """A mail as programs send it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "柳青禾 <qinghe@example.org>", "open@example.gov.cn", subject
    made["Date"] = "Tue, 10 Mar 2026 09:00:00 +0800"
    if message_id:
        made["Message-ID"] = message_id
    if text is not None:
        made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def box(settings, body):
    """A mailbox of the district on a real server."""
    with serving() as (folder, port):
        settings.MAILBOX_URL = (
            f"imap://open%40example.gov.cn:secret@127.0.0.1:{port}/INBOX?agency={body.slug}"
        )
        yield folder


@pytest.fixture
def arrived(box, now):
    """A mail that was taken in on Wednesday."""
    box.put(mail(files=[("证明.pdf", b"%PDF-1.7 proof")]))
    mailbox.fetch(now=now + timedelta(days=1))
    return ArrivedMail.objects.get()


def test_each_new_mail_is_taken_in_once(box, now):
    """The folder is opened for reading only; the next run takes what came since."""
    box.put(mail())
    assert mailbox.count_new(now=now) == 1
    assert mailbox.fetch(now=now) == 1
    assert mailbox.fetch(now=now) == 0
    box.put(mail("第二封", message_id="<2@example.org>"))
    assert mailbox.fetch(now=now) == 1
    assert box.fetched == [1, 2]
    assert not any(said.upper().startswith(("SELECT", "UID STORE", "STORE", "EXPUNGE")) for said in box.said)
    first = ArrivedMail.objects.first()
    assert (first.sender, first.sender_name, first.subject) == ("qinghe@example.org", "柳青禾", "申请")
    assert timezone.localdate(first.arrived_at) == date(2026, 3, 10)


def test_mails_of_a_body_that_is_not_open_wait_in_their_mailbox(box, body, now):
    """Nothing is taken in before the opening, and nothing is lost: each comes in then, with its own day."""
    Agency.objects.filter(pk=body.pk).update(opened_at=None)
    box.put(mail())
    assert mailbox.fetch(now=now) == 0 and box.fetched == [] and not ArrivedMail.objects.exists()
    Agency.objects.filter(pk=body.pk).update(opened_at=now)
    assert mailbox.fetch(now=now + timedelta(days=3)) == 1
    assert timezone.localdate(ArrivedMail.objects.get().arrived_at) == date(2026, 3, 10)


def test_the_same_mail_is_never_taken_twice(box, now):
    """Not when it is delivered again by another way, nor when the server numbers all mails anew."""
    box.put(mail())
    box.put(b"Received: by another way\r\n" + mail())
    assert mailbox.fetch(now=now) == 1
    box.generation = 8
    box.put(mail("新的", message_id="<3@example.org>"))
    assert mailbox.fetch(now=now) == 1
    assert ArrivedMail.objects.count() == 2
    assert Mailbox.objects.get().last_number == 3


def test_a_mail_that_only_looks_the_same_is_not_lost(box, now):
    """The same Message-ID with other contents is another mail, and it is said."""
    box.put(mail())
    box.put(mail("完全不同的内容"))
    assert mailbox.fetch(now=now) == 2
    assert ArrivedMail.objects.last().remarks == ["same_id"]


def test_two_mails_without_an_identification_are_told_apart_by_their_contents(box, now):
    """Some programs write none."""
    box.put(mail(message_id=None))
    box.put(mail(message_id=None))
    box.put(mail("别的", message_id=None))
    assert mailbox.fetch(now=now) == 2


def test_a_mail_in_gbk_reads_as_it_was_written():
    """Also when head and body are raw bytes that nothing declares."""
    declared = MIMEText("申请公开镕基路规划".encode("gbk"), "plain", "gb2312")
    declared["Subject"] = "=?gb2312?B?yerH67mrv6o=?="
    found = parser.read(declared.as_bytes())
    assert (found.text, found.subject) == ("申请公开镕基路规划", "申请公开") and not found.remarks
    raw = (GBK_HEAD + "\r\n申请公开验收报告").encode("gbk")
    found = parser.read(raw)
    assert found.text == "申请公开验收报告"
    assert (found.subject, found.sender_name) == ("申请公开河道清淤工程", "柳青禾")
    assert found.remarks == ["guessed"]


def test_three_hundred_attachments_are_bounded_and_none_is_lost(box, now):
    """The first are named, the others counted; all are in the original, and each can be taken out."""
    box.put(mail(files=[(f"附件{n}.txt", f"第{n}份".encode()) for n in range(300)]))
    mailbox.fetch(now=now)
    found = ArrivedMail.objects.get()
    assert found.file_count == 300 and found.remarks == ["many_files"]
    assert len(parser.read(mailbox.original_of(found)).files) == parser.LISTED
    described, content = parser.attached(mailbox.original_of(found), 299)
    assert (described.name, content) == ("附件299.txt", "第299份".encode())


def test_a_mail_without_text_and_one_with_winmail_are_explained():
    """A plain sentence for each."""
    bare = MIMEMultipart()
    bare["Subject"] = "x"
    assert parser.read(bare.as_bytes()).remarks == ["no_text"]
    outlook = parser.read(mail(None, files=[("winmail.dat", b"\x78\x9f\x3e\x22")]))
    assert outlook.remarks == ["winmail", "no_text"]
    assert outlook.file_count == 1


def test_markup_becomes_text():
    """Scripts are dropped, lines stay."""
    page = MIMEText("<p>申请&amp;公开</p><script>alert(1)</script><p>报告</p>", "html", "utf-8")
    text = parser.read(page.as_bytes()).text
    assert "申请&公开" in text and "报告" in text and "alert" not in text


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: =?utf-8?B?////?=\r\n\r\nx",
        b"Subject: =?no-such?Q?x?=\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xe7",
        b"Date: never\r\nFrom: @@@\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nhalf",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(3000)
        ),
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
    ],
)
def test_no_mail_stops_the_mailbox(raw, box, now):
    """Whatever it is: it is kept whole, shown, and the next one is taken in too."""
    box.put(raw)
    box.put(mail())
    assert mailbox.fetch(now=now) == 2
    assert mailbox.original_of(ArrivedMail.objects.first()) == raw


def test_a_mail_that_is_too_large_stays_in_the_mailbox(box, now, settings):
    """Its head is kept, and the officer is told."""
    settings.UPLOAD_LIMIT_BYTES = 1000
    box.put(mail("长" * 5000))
    mailbox.fetch(now=now)
    found = ArrivedMail.objects.get()
    assert "too_large" in found.remarks and found.subject == "申请"


@pytest.mark.parametrize("wrong", ["password", "server", "agency", "address"])
def test_a_mailbox_that_cannot_be_read_fails_with_a_sentence(box, now, settings, wrong):
    """The job fails and is seen; the sentence holds no password."""
    url = settings.MAILBOX_URL
    settings.MAILBOX_URL = {
        "password": url.replace(":secret@", ":wrong-word@"),
        "server": "imap://u:secret@127.0.0.1:1/INBOX?agency=j4",
        "agency": url.replace("agency=", "agency=no"),
        "address": "imap://127.0.0.1/",
    }[wrong]
    with pytest.raises(mailbox.Unusable) as refused:
        mailbox.fetch(now=now)
    assert "secret" not in str(refused.value) and "wrong-word" not in str(refused.value)


def test_a_mail_that_the_server_does_not_hand_over_stops_no_other_and_is_not_lost(box, now):
    """Refused or empty: each has a row with its number and a remark, and the next ones are read, once."""
    for place in range(1, 6):
        box.put(mail(f"第{place}封", message_id=f"<{place}@example.org>"))
    box.refused, box.empty = {2, 4}, {3}
    assert mailbox.fetch(now=now) == 5
    found = {one.number: one for one in ArrivedMail.objects.all()}
    assert {number for number, one in found.items() if "unreadable" in one.remarks} == {2, 3, 4}
    assert found[2].subject == "IMAP UID 2" and found[5].text == "第5封"
    assert mailbox.fetch(now=now) == 0


@pytest.mark.parametrize("broken", ["imap://[::1/INBOX", "imap://u:secret@h:port/INBOX?agency=x", "secret"])
def test_a_malformed_entry_stops_no_other_mailbox(box, now, settings, broken):
    """The others are read; the job fails with a sentence that holds no password."""
    settings.MAILBOX_URL = f"{broken} {settings.MAILBOX_URL}"
    box.put(mail())
    with pytest.raises(mailbox.Unusable) as refused:
        mailbox.fetch(now=now)
    assert ArrivedMail.objects.count() == 1
    assert "secret" not in str(refused.value)


def test_without_a_mailbox_nothing_is_done(settings, now):
    """The setting is empty by default."""
    settings.MAILBOX_URL = ""
    assert mailbox.fetch(now=now) == 0


def test_a_mail_becomes_an_application(arrived, officer, form, now):
    """Received on the day both sides confirmed; the whole mail is its paper; it cannot be entered twice."""
    fields = {
        **form,
        "confirmed_on": date(2026, 3, 12),
        "papers": [],
        "by": officer,
        "now": now + timedelta(days=3),
    }
    application, code = mailbox.enter_mail(arrived, **fields)
    assert code and application.way == "email"
    assert (application.arrived_on, application.received_on) == (date(2026, 3, 10), date(2026, 3, 12))
    assert application.files.get().size == len(mailbox.original_of(arrived))
    with pytest.raises(Refused):
        mailbox.enter_mail(arrived, **fields)
    with pytest.raises(Refused):
        mailbox.set_mail_aside(arrived, why="广告", by=officer, now=now)
    assert Application.objects.count() == 1


def test_a_mail_is_set_aside_with_a_reason(arrived, officer, bodies, now):
    """By those who handle the applications of the body; it stays kept."""
    stranger = person(bodies("J3"), Role.INTAKE_OFFICER)
    for by, why in ((stranger, "广告"), (officer, " ")):
        with pytest.raises(Refused):
            mailbox.set_mail_aside(arrived, why=why, by=by, now=now)
    mailbox.set_mail_aside(arrived, why="广告", by=officer, now=now)
    assert not ArrivedMail.objects.waiting().exists()
    assert mailbox.original_of(arrived)


def test_a_mail_that_was_set_aside_is_emptied_when_its_years_are_over(arrived, officer, now):
    """It became no application: no purge of one would ever reach who wrote it. Without chosen years it stays."""
    mailbox.set_mail_aside(arrived, why="广告", by=officer, now=now)
    later, place = now + timedelta(days=366 * 3), arrived.original
    assert mailbox.forget_set_aside(now=later) == 0
    KeepingRule.objects.create(agency=arrived.agency, years=2, source="本机关决定")
    assert mailbox.count_set_aside(now=now + timedelta(days=700)) == 0
    assert place.storage.exists(place.name) and mailbox.forget_set_aside(now=later) == 1
    arrived.refresh_from_db()
    assert not place.storage.exists(place.name) and mailbox.forget_set_aside(now=later) == 0
    assert (arrived.sender, arrived.subject, arrived.text, arrived.set_aside_why) == ("", "", "", "")


def test_what_a_mail_says_lies_encrypted(arrived):
    """In the database and on the disk."""
    row = ArrivedMail.objects.raw("SELECT id, subject AS plain, text AS words FROM requests_app_arrivedmail")[
        0
    ]
    assert "申请" not in row.plain + row.words
    assert b"qinghe" not in Path(arrived.original.path).read_bytes()


def test_the_desk_shows_a_mail_and_enters_it(client, arrived, officer):
    """The list, the mail beside its form, the receipt; the files are only saved."""
    client.force_login(officer)
    assert arrived.subject in client.get(reverse("requests_app:mails")).content.decode()
    page = client.get(arrived.get_absolute_url()).content.decode()
    assert "申请公开验收报告。" in page and "证明.pdf" in page
    proof = client.get(reverse("requests_app:mail_file", args=[arrived.pk, 0]))
    assert proof.content == b"%PDF-1.7 proof" and proof["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("requests_app:mail_file", args=[arrived.pk, 9])).status_code == 404
    assert client.get(reverse("requests_app:mail_original", args=[arrived.pk])).status_code == 200
    typed = {**FORM, "confirmed_on": ""}
    assert client.post(arrived.get_absolute_url(), typed).status_code == 422
    today = timezone.localdate().isoformat()
    answer = client.post(arrived.get_absolute_url(), {**typed, "confirmed_on": today})
    assert answer.url == reverse("requests_app:received", args=[Application.objects.get().number])


def test_mails_are_closed_to_strangers(client, arrived, bodies, body):
    """404 for officers of another body, 403 for those who handle no applications."""
    names = ("mail", "mail_original")
    client.force_login(person(bodies("J3"), Role.INTAKE_OFFICER))
    assert {client.get(reverse(f"requests_app:{name}", args=[arrived.pk])).status_code for name in names} == {
        404
    }
    assert arrived.sender not in client.get(reverse("requests_app:mails")).content.decode()
    client.force_login(person(body, Role.LEADER_IN_CHARGE))
    assert client.get(reverse("requests_app:mails")).status_code == 403


@pytest.mark.parametrize("half", [False, True], ids=["between two mails", "in the middle of one"])
def test_a_connection_that_breaks_loses_nothing_and_doubles_nothing(box, bodies, settings, now, half):
    """What came before the break is kept, half a mail is not; the mailbox of another body is read all the same."""
    box.put(mail("第一封", message_id="<1@example.org>"))
    box.put(b"Subject: =?utf-8?B?55Sz6?=\r\nMessage-ID: <2@x>\r\n\r\n\xff\xfe\r\n")  # damaged
    box.put(mail("第三封", message_id="<3@example.org>"))
    box.put(mail("第四封", message_id="<4@example.org>"))
    with serving() as (other, port):
        other.put(mail("别的机关", message_id="<5@example.org>"))
        elsewhere = bodies("J3").slug
        settings.MAILBOX_URL += (
            f" imap://other%40example.gov.cn:secret@127.0.0.1:{port}/INBOX?agency={elsewhere}"
        )
        box.breaks_at, box.breaks_inside = 3, half
        with pytest.raises(mailbox.Unusable) as said:
            mailbox.fetch(now=now)
        assert "secret" not in str(said.value)
        kept = ArrivedMail.objects.filter(agency__slug="j4").order_by("number")
        assert [one.number for one in kept] == [1, 2]
        assert ArrivedMail.objects.filter(agency__slug=elsewhere).count() == 1
        box.breaks_at = None
        assert mailbox.fetch(now=now) == 2
        assert [one.number for one in kept.all()] == [1, 2, 3, 4]
        assert [one.text.strip() for one in kept.all()][2:] == ["第三封", "第四封"]
        assert mailbox.fetch(now=now) == 0
