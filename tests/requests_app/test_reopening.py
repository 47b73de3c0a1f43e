"""An answered application is answered anew after a review or a court: with a day of its own, and two decisions kept."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from archive import actions as archive
from archive import proof, shelf
from archive.models import ArchiveFile
from core.deadlines import count
from core.deadlines.count import Event, Impossible
from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from core.workdays import Calendar, Span
from requests_app import actions
from requests_app.actions import clocks, deadline_audit, disputes, notices, retention
from requests_app.models import Application, Dispute, Notice
from supervision import application_table
from supervision.reports import Scope
from tests.requests_app.conftest import person, refusal
from tests.requests_app.test_afterwards import opened

CHINA = Calendar({}, published_to=date(2026, 12, 31))
ANSWERED = [
    Event("start", date(2026, 3, 2)),
    Event("extend", date(2026, 3, 3), 15),
    Event("stop", date(2026, 3, 9)),
]


@pytest.mark.once
def test_a_reopened_clock_counts_anew_in_its_own_term_or_the_usual_one():
    """Only an ended clock is reopened, not before its end; a named term is in working days and is not extended."""
    day = date(2026, 6, 1)
    for days, wanted in ((15, date(2026, 6, 22)), (None, date(2026, 6, 21))):
        told = [*ANSWERED, Event("reopen", day, days)]
        due = count.due(told, calendar=CHINA, length=Span(20, working=False), last_day_moves=False)
        assert (due.day, due.days[-1].day, due.days[-1].number) == (wanted, wanted, days or 20)
    with pytest.raises(Impossible):
        count.read([*ANSWERED, Event("reopen", day, 15), Event("extend", day, 5)])
    assert count.read([*ANSWERED, Event("reopen", day), Event("extend", day, 5)]).extra == 5
    for wrong in (
        [*ANSWERED[:2], Event("reopen", day)],
        [*ANSWERED, Event("reopen", date(2026, 3, 8))],
        [*ANSWERED, Event("reopen", day), Event("reopen", day)],
        [Event("reopen", day)],
    ):
        with pytest.raises(Impossible):
            count.read(wrong)


def ended(application, officer, now, **said):
    """A reconsideration that ended on the day of ``now`` and wants another answer."""
    made = opened(application, officer, now, number=said.pop("number", "3号"))
    usual = {"result": "corrected", "on": now.date(), "decision": "撤销原答复，责令重新答复。", "anew": True}
    return disputes.end(made, **{**usual, **said}, by=officer, now=now)


def counts(body, year=2026):
    """The rows of the year that are not zero: row, number."""
    rows = application_table.table(Scope(body, date(year, 1, 1), date(year, 12, 31)))
    return {line.row: line.total for line in rows if line.total}


@pytest.mark.django_db
def test_decided_disputed_reopened_and_decided_again(make_application, body, officer, leader, now):
    """The whole way under J3-282's kind of rules and the district's; what was told stays, each case counts once."""
    application = make_application(upto="closed")
    assert counts(body)[24] == 1
    later = now + timedelta(days=70)
    with pytest.raises(Refused):
        ended(application, officer, later, number="1号", result="upheld")
    with pytest.raises(Refused):
        ended(application, officer, later, number="2号", anew=False, anew_days=15)
    plain = ended(application, officer, later, number="4号", anew=False)
    review = ended(application, officer, later, anew_days=15)
    take = {"dispute": review, "on": later.date(), "now": later}
    for wrong in (
        {"dispute": plain, "by": officer},
        {"by": leader},
        {"on": later.date() + timedelta(days=1), "by": officer},
        {"on": later.date() - timedelta(days=1), "by": officer},
    ):
        with pytest.raises(Refused):
            actions.reopen(application, **{**take, **wrong})
    assert Application.objects.get(pk=application.pk).status == "closed"
    first = application.notices.get(kind=Notice.Kind.DECISION)
    actions.reopen(application, by=officer, **take)

    application = Application.objects.get(pk=application.pk)
    due = clocks.answer_due(application)
    assert (application.status, application.decided_on, application.outcome) == ("registered", None, "")
    assert (
        due.day
        == application.answer_by
        == clocks.end_of(application, Span(15, working=True), start=later.date())
    )
    assert (due.length, due.working, due.days[-1].number) == (15, True, 15)
    notice = application.notices.get(kind=Notice.Kind.REOPENED)
    said = notices.text_of(notice)
    assert notice.to_applicant and len(said.days) == len(due.days)
    assert "15" in said.parts[-1].paragraphs[0] and "3号" in str(said.parts)
    assert Letter.objects.addressed_to(application.email).filter(name="application_reopened").count() == 1
    assert deadline_audit.sweep(today=later.date()).differ == 0
    review.refresh_from_db()
    assert (review.former["outcome"], review.former["decided_on"]) == ("refused", now.date().isoformat())
    with pytest.raises(Refused):
        actions.extend(application, days=5, reason="量大", by=leader, now=later)
    with pytest.raises(Refused):
        actions.reopen(application, by=officer, **take)
    with pytest.raises(Refused):  # a result that was used stays
        disputes.reopen(review, text="录错", by=person(body, Role.DISCLOSURE_OFFICE), now=later)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=review.pk).update(anew=False)
    assert not notices.may_reissue(Notice.objects.get(pk=first.pk), leader, on=timezone.localdate(now))
    assert application.holds.filter(lifted_at=None).exists() and retention.kept_until(application) is None
    assert 24 not in counts(body) and counts(body)[25] == 1

    again = later + timedelta(days=7)
    actions.draft(application, by=officer, now=again, **refusal(application))
    actions.decide(application, by=leader, now=again)
    actions.deliver(application, on=again.date(), way="web", by=officer, now=again)
    assert list(
        application.notices.filter(kind=Notice.Kind.DECISION).values_list("issued_on", flat=True)
    ) == [
        now.date(),
        again.date(),
    ]
    assert Notice.objects.get(pk=first.pk).content == first.content
    assert (counts(body)[24], 25 in counts(body)) == (1, False)
    second = ended(application, officer, again, number="5号")  # a court wants a third: in the usual term
    actions.reopen(application, dispute=second, on=again.date(), by=officer, now=again)
    usual = clocks.length_of(application, clocks.ANSWER)
    assert application.answer_by == clocks.end_of(application, usual, start=again.date())


@pytest.mark.django_db
def test_a_clock_of_delivery_is_reopened_with_the_second_decision(bodies, make_application):
    """Where delivery has its own days (J3-282), they lapse with the reopening and begin with the second decision."""
    now, body = timezone.now(), bodies("J3")
    application = make_application(body, upto="decided", when=now)
    officer, leader = person(body, Role.INTAKE_OFFICER), person(body, Role.LEADER_IN_CHARGE)
    review = ended(application, officer, timezone.localtime(now))
    actions.reopen(application, dispute=review, on=timezone.localdate(now), by=officer, now=now)
    assert application.deliver_by is None and not clocks.runs(application, clocks.DELIVER)
    actions.draft(application, by=officer, now=now, **refusal(application))
    actions.decide(application, by=leader, now=now)
    acts = application.clock_entries.filter(clock=clocks.DELIVER).values_list("act", flat=True)
    assert list(acts) == ["start", "lapse", "reopen"]
    assert application.deliver_by == clocks.due_of(application, clocks.DELIVER).day


@pytest.mark.django_db
def test_an_officer_reopens_on_the_page_of_what_came_after(client, make_application, officer):
    """The form stands there only while an order waits; the pages of the case and of its days open afterwards."""
    now = timezone.now()
    application = make_application(upto="decided", when=now)
    address = reverse("requests_app:afterwards", args=[application.pk])
    client.force_login(officer)
    assert 'id="reopen"' not in client.get(address).content.decode()
    assert client.post(address, {"says": "reopen", "dispute": "1", "on": "2026-03-10"}).status_code == 422
    review = ended(application, officer, timezone.localtime(now), anew_days=15)
    assert 'id="reopen"' in client.get(address).content.decode()
    typed = {"says": "reopen", "dispute": review.pk, "on": timezone.localdate(now).isoformat()}
    assert client.post(address, {**typed, "on": "2999-01-01"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert 'id="reopen"' not in client.get(address).content.decode()
    case = client.get(application.get_absolute_url())
    assert (case.status_code, case.context["due"].length) == (200, 15)
    assert case.context["reopened_by"] == review


@pytest.mark.django_db
def test_an_archived_application_is_reopened_and_sealed_again(
    client, make_application, body, officer, leader
):
    """The first volume stays as it was; the second names its digest; a lapsed one can be reopened too."""
    now, archivist = timezone.localtime(), person(body, Role.ARCHIVIST)
    today = timezone.localdate(now)
    application = make_application(upto="closed", when=now)
    first = archive.seal_application(application, by=archivist, now=now)
    with pytest.raises(Refused):
        actions.reopen(application, dispute=ended(application, officer, now), on=today, by=archivist, now=now)
    review = application.disputes.get()
    actions.reopen(application, dispute=review, on=today, by=officer, now=now)
    assert application.status == "registered" and proof.faults(first) == []
    actions.draft(application, by=officer, now=now, **refusal(application))
    actions.decide(application, by=leader, now=now)
    actions.deliver(application, on=today, way="counter", proof="柳青禾", by=officer, now=now)
    assert shelf.applications_to_seal(archivist, on=today).filter(pk=application.pk).exists()
    second = archive.seal_application(application, by=archivist, now=now)
    assert second.number == f"{first.number}-B01" and second.manifest["previous"]["digest"] == first.digest
    assert proof.faults(first) == [] and proof.faults(second) == []
    assert counts(body, today.year)[24] == 1
    client.force_login(archivist)
    page = client.get(second.get_absolute_url())
    assert page.context["volumes"] == [first, second] and first.number in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        ArchiveFile.objects.filter(pk=first.pk).update(title="改")

    lapsed = make_application(upto="registered", when=now - timedelta(days=30))
    actions.ask_correction(lapsed, missing="请补正。", days=3, by=officer, now=now - timedelta(days=29))
    actions.lapse(lapsed, by=officer, now=now)
    archive.seal_application(lapsed, by=archivist, now=now)
    order = ended(lapsed, officer, now, number="9号")
    actions.reopen(lapsed, dispute=order, on=today, by=officer, now=now)
    assert lapsed.status == "registered" and lapsed.report_row is None and lapsed.answer_by
