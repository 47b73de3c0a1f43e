"""Who applied is seen by the applicant and by those who handle the case, and nowhere else."""

import logging
import re
import sys
from datetime import datetime, time, timedelta

import pytest
from django.core import signing
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from archive import actions as archive
from core.mail import letters
from core.models import Failure, LogEntry
from core.reporting.error_reports import MaskedFormatter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks
from requests_app.models import Application, ApplicationEvent
from requests_app.views import public
from tests.conftest import SHANGHAI, give_every_role
from tests.requests_app.conftest import FORM, person
from tests.requests_app.test_public_pages import text_of

pytestmark = pytest.mark.django_db
NAME, NUMBER, PHONE, MAIL = (FORM[name] for name in ("applicant_name", "identity_number", "phone", "email"))
EVERYTHING = (NAME, NUMBER, PHONE, MAIL, FORM["address"])


def found_on(client, address: str, secrets) -> list[str]:
    """Which of ``secrets`` a page holds, in its text, its headers or where it leads."""
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = content.decode("utf-8", "replace") + str(dict(answer.items()))
    return [f"{address} ({answer.status_code}): {secret}" for secret in secrets if secret in text]


def plain_tables() -> dict[str, str]:
    """What somebody reads who steals the database without its key, table by table."""
    with connection.cursor() as cursor:
        found = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names of our own tables
            found[name] = repr(cursor.fetchall())
    return found


def test_nothing_personal_leaves_the_case(
    client, body, make_application, officer, leader, now, caplog, mailoutbox
):
    """Public pages, feeds, the log, lists, the admin, the archive, logs and subjects of mails are walked for it."""
    caplog.set_level(logging.DEBUG)
    open_one, closed = make_application(upto="registered"), make_application(upto="closed")
    archive.seal_application(closed, by=person(body, Role.ARCHIVIST), now=now)
    found = []
    outside = [
        "/", "/disclosures/", "/apply/", "/track/", "/log/", "/search/?q=柳青禾", "/sitemap.xml", "/calendar.csv",
        f"/apply/{body.slug}/", f"/agencies/{body.slug}/", reverse("requests_app:form_pdf", args=[body.slug]),
        reverse("requests_app:received", args=[open_one.number]), open_one.get_absolute_url(),
        reverse("requests_app:answers"), reverse("requests_app:answers_feed"), reverse("catalog:open_data"),
    ]  # fmt: skip
    for address in outside:
        secrets = [it for it in EVERYTHING if not (it == NAME and "q=" in address)]
        found += found_on(client, address, secrets)
    inside = {
        Role.SUPERVISOR: ["requests_app:desk", "requests_app:oversight", "workplace"],
        Role.INTAKE_OFFICER: ["requests_app:desk", "workplace"],
        Role.DISCLOSURE_OFFICE: ["requests_app:desk", "requests_app:oversight", "workplace"],
        Role.LEADER_IN_CHARGE: ["requests_app:desk", "workplace", "review:queue"],
        Role.ARCHIVIST: ["archive:shelf", "workplace"],
    }
    for role, names in inside.items():
        client.force_login(person(body, role))
        for name in names:
            found += found_on(client, reverse(name), EVERYTHING)
        for application in (open_one, closed):
            found += found_on(client, application.get_absolute_url(), [NUMBER])
    client.force_login(person(body, Role.SUPERVISOR))
    found += found_on(client, open_one.get_absolute_url(), [NUMBER, PHONE, MAIL, FORM["address"]])
    found += found_on(client, closed.archive_files.get().get_absolute_url(), EVERYTHING)
    client.force_login(give_every_role(person(body, Role.HEAD), body))
    for address in (
        reverse("admin:requests_app_application_changelist"),
        reverse("admin:requests_app_application_change", args=[open_one.pk]),
        reverse("admin:requests_app_application_changelist") + "?q=柳青禾",
    ):
        found += found_on(client, address, [it for it in EVERYTHING if not (it == NAME and "?q=" in address)])
    assert not found, "\n".join(found)

    letters.send_owed(now)
    subjects = " ".join(mail.subject for mail in mailoutbox)
    kept = " ".join(map(str, LogEntry.objects.values_list())) + str(closed.archive_files.get().manifest)
    notes = " ".join(ApplicationEvent.objects.values_list("note", flat=True))
    tables = plain_tables()
    for secret in EVERYTHING:
        holding = [name for name, text in tables.items() if secret in text]
        assert not holding, holding
        assert secret not in subjects and secret not in kept and secret not in notes, secret
        assert secret not in caplog.text, secret


def test_an_error_report_holds_nothing_that_was_typed(
    client, body, form, caplog, monkeypatch, settings, mailoutbox, now
):
    """The database fails while an application is filed: page, log, page of faults and the mail about it name nobody."""

    def broken(**_fields):
        raise RuntimeError(f"the disk is full {PHONE} {MAIL}")

    monkeypatch.setattr(actions, "receive", broken)
    client.raise_request_exception = False
    settings.ADMINS = [("", "errors@example.org")]
    address = reverse("requests_app:apply_to", args=[body.slug])
    for _again in range(2):
        answer = client.post(f"{address}?about={NAME}", form)
    assert answer.status_code == 500
    report = answer.wsgi_request.sensitive_post_parameters
    assert report == "__ALL__"
    letters.send_owed(timezone.now())
    [mail] = mailoutbox  # one a day, however often it fails
    [fault] = Failure.objects.all()
    assert (fault.kind, fault.count) == ("RuntimeError", 2)
    lines = "\n".join(map(MaskedFormatter().format, caplog.records))
    for secret in EVERYTHING:
        assert secret not in lines and secret not in text_of(answer)
        assert secret not in f"{mail.subject} {mail.body}", secret
        assert secret not in f"{fault.kind} {fault.place} {fault.doing}", secret
    assert "RuntimeError" in mail.body, "what went wrong, and where, is told"
    assert "test_masking.py" in fault.place and "<slug:slug>" in fault.doing


def test_lines_of_the_log_hide_what_a_library_says_of_people():
    """A refused mail address, a key of the database, a link that opens a case: masked with the traceback."""
    link = signing.dumps(17, salt=public.FOLLOW)
    try:
        raise ValueError(f"Key (email)=({MAIL}) {PHONE} {NUMBER} exists")
    except ValueError:
        failed = sys.exc_info()
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Not Found: /track/%s/", (link,), failed)
    line = MaskedFormatter().format(record)
    assert "ValueError" in line and "test_masking.py:" in line
    for secret in (link, MAIL, PHONE, NUMBER):
        assert secret not in line, secret
    console = logging.getLogger().handlers + logging.getLogger("django").handlers
    assert any(isinstance(one.formatter, MaskedFormatter) for one in console)


def test_one_applicant_never_sees_another(client, body, make_application, now):
    """Number of one with the code of another, a link for something else: nothing, and always the same words."""
    mine, my_code = actions.receive(agency=body, now=now, **FORM)
    other, other_code = actions.receive(agency=body, now=now, **{**FORM, "subject": "他人的申请"})
    door = reverse("requests_app:track")

    def said(number, code, source):
        page = client.post(door, {"number": number, "code": code}, REMOTE_ADDR=source)
        assert page.status_code == 422
        return re.sub(r'(csrfmiddlewaretoken" |name="number" |name="code" )?value="[^"]*"', "", text_of(page))

    answers = {
        said(mine.number, other_code, "203.0.113.1"),
        said(other.number, my_code, "203.0.113.2"),
        said(mine.number.replace("0001", "0999"), my_code, "203.0.113.3"),
    }
    assert len(answers) == 1
    notice = signing.dumps(mine.notices.get().pk, salt=public.READ_NOTICE)
    for name in ("followed", "filed_form"):
        assert client.get(reverse(f"requests_app:{name}", args=[notice])).status_code == 302
    link = signing.dumps(mine.pk, salt=public.FOLLOW)
    assert "他人的申请" not in text_of(client.get(reverse("requests_app:followed", args=[link])))


def test_a_link_that_was_used_takes_no_second_step(client, make_application, officer, now):
    """Withdrawn twice, corrected twice, answered after the end: each replay is told so and changes nothing."""
    application = make_application(upto="registered")
    link = signing.dumps(application.pk, salt=public.FOLLOW)
    steps = [("withdraw", {"sure": "yes"}), ("reply", {"text": "又及"}), ("correct", {"text": "补正"})]
    client.post(reverse("requests_app:withdraw", args=[link]), steps[0][1])
    before = list(application.events.values_list("pk", flat=True)), application.clock_entries.count()
    for name, typed in steps:
        assert client.post(reverse(f"requests_app:{name}", args=[link]), typed).status_code in (302, 422)
    assert before == (
        list(application.events.values_list("pk", flat=True)),
        application.clock_entries.count(),
    )
    assert Application.objects.get().status == Application.Status.WITHDRAWN


def test_a_second_late_counts_as_late_when_the_officer_acts_on_it(make_application, officer, now):
    """The last second of the applicant's day is in time; a second later it may be closed, and nothing revives it."""
    first, second = make_application(upto="registered"), make_application(upto="registered")
    for one in (first, second):
        actions.ask_correction(one, missing="请写明年度。", days=5, by=officer, now=now)
    last = clocks.correct_by(first)
    in_time = datetime.combine(last, time(23, 59, 59), tzinfo=SHANGHAI)
    with pytest.raises(Refused):
        actions.lapse(first, by=officer, now=in_time)
    actions.correct(first, text="2025年度。", now=in_time)
    actions.lapse(second, by=officer, now=in_time + timedelta(seconds=1))
    with pytest.raises(Refused):
        actions.correct(second, text="2025年度。", now=in_time + timedelta(seconds=2))
    assert (first.status, second.status) == (Application.Status.REGISTERED, Application.Status.LAPSED)


def test_no_address_that_was_asked_for_stands_in_the_log(client, caplog):
    """An address can hold a number and a code; Django writes what is not ASCII in it escaped."""
    number, code = "WJ-依申请〔2026〕0001", "PZVSG-SZA2D"
    client.get(f"/apply/received/{number}/{code}/x")
    client.get(f"/nowhere/{code}/", headers={"referer": f"https://elsewhere.example/{code}"})
    lines = "\n".join(map(MaskedFormatter().format, caplog.records))
    assert lines.count("Not Found") == 2
    for secret in (number, code, number.encode("unicode_escape").decode()):
        assert secret not in lines, secret
