"""What comes on paper, by mail, by telephone or at the counter is entered with its day, and the clock respects it."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import clocks, consulting, lapsing, reasoning
from requests_app.models import Application, Arrival, ArrivedMail, Mailbox, Reasoning
from tests.conftest import give_role, make_person
from tests.requests_app.conftest import handed_over, person

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def at(day: date, hour: int = 9) -> datetime:
    """A moment of a day in the portal's time zone."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def asked(make_application, officer, now) -> Application:
    """An application whose applicant was asked for a correction, in ten working days."""
    return actions.ask_correction(
        make_application(upto="registered"), missing="请写明年度。", days=10, by=officer, now=now
    )


def entered(application: Application, by, when: datetime, **fields) -> Arrival:
    """A letter with the correction, entered at ``when``."""
    said = {"what": "correction", "channel": "letter", "arrived_on": when.date(), "text": "2025年度。"}
    return actions.enter_arrival(application, by=by, now=when, **{**said, **fields})


def test_the_clock_leaves_the_desk_a_working_day_for_the_paper_of_the_last_day(asked, officer):
    """The letter of the last day is entered on the next working day, and the days begin with the day it came."""
    last = clocks.correct_by(asked)
    next_day = clocks.calendars.of(asked.agency).add(last, 1)
    assert lapsing.lapse_due(now=at(last + A_DAY, 0)) == 0
    assert lapsing.lapse_due(now=at(next_day, 23)) == 0
    made = entered(asked, officer, at(next_day), arrived_on=last)
    asked.refresh_from_db()
    assert asked.status == Application.Status.REGISTERED
    assert asked.clock_entries.filter(clock="answer").last().on == last == made.arrived_on
    assert asked.answer_by == clocks.end_of(asked, clocks.length_of(asked, "answer"), start=last)
    assert lapsing.lapse_due(now=at(next_day + 30 * A_DAY)) == 0


def test_what_the_clock_closed_is_taken_up_again_when_the_correction_had_come_in_time(asked, officer):
    """By the postmark: a letter posted on the last day is in time, whenever it comes; a notice says that it goes on."""
    last = clocks.correct_by(asked)
    later = at(last + 9 * A_DAY)
    assert lapsing.lapse_due(now=later) == 1
    with pytest.raises(Refused):
        entered(asked, officer, later, arrived_on=last + 6 * A_DAY)
    with pytest.raises(Refused):
        entered(asked, officer, later, arrived_on=last + 6 * A_DAY, posted_on=last + A_DAY)
    entered(asked, officer, later, arrived_on=last + 6 * A_DAY, posted_on=last)
    asked.refresh_from_db()
    assert (asked.status, asked.report_row) == ("registered", None)
    began = clocks.calendars.of(asked.agency).add(last + 6 * A_DAY, 0)
    assert asked.answer_by == clocks.end_of(asked, clocks.length_of(asked, "answer"), start=began)
    assert asked.notices.filter(form="revived").exists()
    assert clocks.runs(asked, "answer") and lapsing.lapse_due(now=later) == 0
    with pytest.raises(Refused):  # once
        entered(asked, officer, later, arrived_on=last, posted_on=last)


def test_an_unread_mail_of_the_applicant_is_read_before_the_clock_closes(asked, officer, now):
    """Also one from elsewhere that names the number; when it was set aside the clock goes on."""
    box = Mailbox.objects.create(address="inbox")
    mail = ArrivedMail.objects.create(
        agency=asked.agency, mailbox=box, generation=1, number=1, contents="x", arrived_at=now,
        sender="someone@example.org", subject=f"补正 {asked.number}", text="2025年度。", original="",
    )  # fmt: skip
    over = at(clocks.correct_by(asked) + 9 * A_DAY)
    assert (lapsing.count_due(now=over), lapsing.lapse_due(now=over)) == (0, 0)
    ArrivedMail.objects.filter(pk=mail.pk).update(
        set_aside_at=over, set_aside_why="广告", set_aside_by=officer
    )
    assert lapsing.lapse_due(now=over) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"arrived_on": date(2027, 1, 1)},
        {"arrived_on": date(2026, 3, 9)},
        {"posted_on": date(2026, 3, 12)},
        {"posted_on": date(2026, 3, 10), "channel": "phone"},
        {"what": "reasons"},
        {"what": "opinion"},
        {"what": "nonsense"},
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(asked, officer, now, wrong):
    """An empty text, days that lie ahead or before, a postmark after its arrival, what nobody waits for."""
    with pytest.raises(Refused):
        entered(asked, officer, now + A_DAY, **{"arrived_on": date(2026, 3, 11), **wrong})
    asked.refresh_from_db()
    assert asked.status == Application.Status.CORRECTING and not asked.arrivals.exists()


def test_a_stranger_enters_nothing(asked, bodies, now):
    """Nor who reads the case, nor an officer of another body."""
    elsewhere = make_person("elsewhere")
    give_role(elsewhere, Role.INTAKE_OFFICER, bodies("J3"))
    for by in (elsewhere, person(asked.agency, Role.SUPERVISOR), person(asked.agency, Role.LEADER_IN_CHARGE)):
        with pytest.raises(Refused):
            entered(asked, by, now)
    assert not asked.arrivals.exists()


def test_reasons_that_came_in_time_count_also_when_the_answer_went_on(bodies, make_application, now):
    """The verdict waits for nothing more; after the verdict nothing is entered."""
    body = bodies("national")
    officer = person(body, Role.INTAKE_OFFICER)
    application = actions.ask_reasons(
        make_application(body, upto="registered"), why="一个月三十件。", days=5, by=officer, now=now
    )
    until = Reasoning.objects.get().until
    after = at(until + 2 * A_DAY)
    assert reasoning.go_on_without(now=after) == 1
    entered(application, officer, after, what="reasons", channel="counter", arrived_on=until, text="写论文。")
    asked = Reasoning.objects.get()
    assert (asked.text, asked.given_on) == ("写论文。", until)
    actions.judge_reasons(application, verdict="reasonable", words="属实", by=officer, now=after)
    with pytest.raises(Refused):
        entered(application, officer, after, what="reasons", arrived_on=until)


def test_a_third_party_is_heard_on_paper_also_after_its_silence_was_noted(make_application, officer, now):
    """In time its clock ends with the day; found after its time, it is kept as in time; too late is refused."""
    application = make_application(upto="registered")
    for party in ("清河水务公司", "清河电力公司"):
        actions.consult_third_party(application, party=party, by=officer, now=now)
    handed_over(application, officer, now)
    names = {who: name for name, who in clocks.open_third_parties(application).items()}
    entered(application, officer, now + A_DAY, what="opinion", text="不同意。", party=names["清河水务公司"])
    assert list(clocks.open_third_parties(application).values()) == ["清河电力公司"]
    last = clocks.due_of(application, names["清河电力公司"]).day
    over = at(last + 5 * A_DAY)
    assert consulting.go_on_without(now=over) == 1
    with pytest.raises(Refused):
        entered(application, officer, over, what="opinion", text="同意。", arrived_on=last + A_DAY)
    made = entered(application, officer, over, what="opinion", text="同意。", arrived_on=last)
    assert made.event.action == "enter_late_opinion" and "清河电力公司" in made.event.note
    with pytest.raises(Refused):
        entered(application, officer, over, what="opinion", text="又同意。", arrived_on=last)


def test_a_withdrawal_by_telephone_ends_every_clock(asked, officer, now):
    """With its confirmation; nothing more is entered then."""
    entered(
        asked, officer, now + A_DAY, what="withdrawal", channel="phone", text="柳青禾来电，核对身份后撤回。"
    )
    asked.refresh_from_db()
    assert asked.status == Application.Status.WITHDRAWN and not clocks.runs(asked, "answer")
    assert asked.notices.filter(form="withdrawn").exists()
    with pytest.raises(Refused):
        entered(asked, officer, now + A_DAY, what="objection", text="又要。")


def test_the_officer_types_it_with_its_scan_and_reads_it_back(asked, officer, client, now, monkeypatch):
    """By the page of the case; a wrong day keeps what was typed; the applicant reads that it came."""
    monkeypatch.setattr(timezone, "now", lambda: now + A_DAY)
    client.force_login(officer)
    address = reverse("requests_app:arrived", args=[asked.pk])
    assert address in client.get(asked.get_absolute_url()).content.decode()
    typed = {"what": "correction", "channel": "letter", "arrived_on": "2026-13-40", "text": "要2025年度的。"}
    page = client.post(address, typed)
    assert page.status_code == 422 and "要2025年度的。" in page.content.decode()
    scan = SimpleUploadedFile("补正信.pdf", SCAN, "application/pdf")
    client.post(address, {**typed, "arrived_on": "2026-03-11", "papers": scan})
    made = Arrival.objects.get()
    assert (made.what, made.channel, made.arrived_on) == ("correction", "letter", date(2026, 3, 11))
    assert made.papers.get().name == "补正信.pdf" and made.event.note == "要2025年度的。"
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "补正信.pdf" in page and "要2025年度的。" in page


def test_a_postmark_belongs_to_a_letter(asked, officer, now):
    """The database refuses another one, and one after its arrival."""
    made = entered(asked, officer, now)
    for wrong in ({"channel": "phone", "posted_on": date(2026, 3, 9)}, {"posted_on": date(2026, 3, 11)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Arrival.objects.filter(pk=made.pk).update(**wrong)
