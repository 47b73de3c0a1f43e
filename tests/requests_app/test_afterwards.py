"""After the answer: two routes of lawsuits beside reconsideration, counted as table four; ratings; reports upward."""

import re
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import disputes
from requests_app.models import Dispute, DisputeEvent, Rating
from supervision import dispute_figures
from supervision.reports import Scope
from tests.requests_app.conftest import FORM, person, refusal

pytestmark = pytest.mark.django_db


def opened(application, by, now, **said):
    """A reconsideration accepted on the day of ``now``."""
    usual = {"route": "review", "body": "清河市人民政府", "number": "清政复〔2026〕3号"}
    days = {"filed_on": timezone.localdate(now), "notified_on": timezone.localdate(now)}
    return disputes.open_dispute(application, by=by, now=now, **{**usual, **days, **said})


def test_a_dispute_goes_its_way_and_is_counted_as_table_four(make_application, body, officer, office, now):
    """Pending until its result; a suit after it names it; entries only grow; those concerned get letters."""
    application = make_application(upto="decided")
    for wrong in (
        {"filed_on": now.date() + timedelta(days=1)},
        {"notified_on": now.date() - timedelta(days=1)},
        {"route": "suit_after_review"},
        {"number": " "},
    ):
        with pytest.raises(Refused):
            opened(application, officer, now, **wrong)
    with pytest.raises(Refused):
        opened(application, person(body, Role.LEADER_IN_CHARGE), now)
    review = opened(application, officer, now)
    assert review.state_by == now.date() + timedelta(days=10)
    assert application.holds.filter(lifted_at=None).exists()
    with pytest.raises(Refused):
        opened(application, officer, now)  # entered twice
    told = set(Letter.objects.filter(name="dispute_opened").values_list("to", flat=True))
    assert told == {officer.email, application.decided_by.email, office.email} - {""}
    later = now + timedelta(days=40)
    disputes.state(review, on=now.date(), by=officer, now=now)
    with pytest.raises(Refused):
        disputes.state(review, on=now.date(), by=officer, now=now)
    with pytest.raises(Refused):
        disputes.end(
            review, result="upheld", on=now.date() - timedelta(days=1), decision="维持", by=officer, now=later
        )
    disputes.end(review, result="upheld", on=later.date(), decision="维持原答复。", by=officer, now=later)
    suit = {
        "route": "suit_after_review",
        "after": review,
        "body": "清河市人民法院",
        "number": "（2026）行初3号",
    }
    opened(application, officer, later, **suit)
    opened(make_application(upto="decided"), officer, later, route="suit", number="（2026）行初4号")
    march = dispute_figures.table(Scope(body, date(2026, 3, 1), date(2026, 3, 31)))
    assert [block.counts["pending"] for block in march] == [1, 0, 0]
    year = dispute_figures.table(Scope(body, date(2026, 1, 1), date(2026, 12, 31)))
    assert [(block.counts["upheld"], block.counts["pending"], block.total) for block in year] == [
        (1, 0, 1),
        (0, 1, 1),
        (0, 1, 1),
    ]
    with pytest.raises(Refused):
        disputes.note(review, text="迟到的材料", by=officer, now=later)
    disputes.reopen(review, text="结果录错", by=office, now=later)
    assert [event.action for event in review.events.all()] == ["open", "state", "end", "reopen"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Dispute.objects.filter(pk=review.pk).update(status="ended")
    assert DisputeEvent.objects.count() == 6


@pytest.fixture
def office(body):
    return person(body, Role.DISCLOSURE_OFFICE)


def test_the_pages_of_what_comes_after(client, make_application, body, officer, now):
    """An officer enters a case and its result on one page; the list counts its queries; strangers find nothing."""
    application = make_application(upto="decided", when=timezone.now())
    today = timezone.localdate().isoformat()
    address = reverse("requests_app:afterwards", args=[application.pk])
    client.force_login(person(body, Role.PROPOSER))
    assert client.get(address).status_code == 404
    client.force_login(officer)
    typed = {"says": "open", "route": "review", "body": "市政府", "number": "3号"}
    typed |= {"filed_on": today, "notified_on": today}
    assert client.post(address, {**typed, "filed_on": "2999-01-01"}).status_code == 422
    assert client.post(address, {"says": "open"}).status_code == 422
    assert client.post(address, typed).status_code == 302
    dispute = Dispute.objects.get()
    step = reverse("requests_app:take_dispute", args=[dispute.pk])
    assert (
        client.post(step, {"says": "end", "result": "", "on": today, "decision": "维持"}).status_code == 422
    )
    assert client.post(step, {"says": "reopen", "text": "x"}).status_code == 302
    pages = reverse("requests_app:disputes")
    client.get(pages)
    with CaptureQueriesContext(connection) as one:
        assert "3号" in client.get(pages).content.decode()
    for number in ("4号", "5号"):
        opened(make_application(upto="decided", when=timezone.now()), officer, timezone.now(), number=number)
    with CaptureQueriesContext(connection) as three:
        client.get(pages)
    assert len(one) == len(three)
    assert (
        client.post(step, {"says": "end", "result": "corrected", "on": today, "decision": "撤销"}).status_code
        == 302
    )
    assert "撤销" in client.get(address).content.decode()
    client.force_login(person(body, Role.SUPERVISOR))
    table = client.get(reverse("supervision:applications"), {"agency": body.slug})
    assert table.context["blocks"][0].counts["corrected"] == 1
    assert client.get(pages, {"status": "ended"}).context["page"].object_list[0] == dispute


def test_a_decision_is_reported_upward_once_and_in_time(make_application, body, officer, now):
    """J4-293: within five working days of the answer, where the regime wants it."""
    application = make_application(upto="decided")
    assert disputes.report_by(application) == date(2026, 3, 17)
    said = {"to_body": "区政务公开办", "note": "", "by": officer, "now": now}
    with pytest.raises(Refused):
        disputes.report_upward(application, on=now.date() - timedelta(days=1), **said)
    disputes.report_upward(application, on=now.date(), **said)
    with pytest.raises(Refused):
        disputes.report_upward(application, on=now.date(), **said)
    assert application.events.filter(action="report_upward").count() == 1
    letter = Letter.objects.filter(name="application_reported").first()
    assert letter and application.applicant_name not in letter.body
    assert disputes.report_by(make_application(upto="registered")) is None


def test_reports_that_are_due_stand_in_one_list_for_office_and_supervision(
    client, bodies, make_application, body, officer, now
):
    """J4-293: over all cases, the first due first, late ones marked; made ones apart; as many queries for three rows.

    Bodies whose rules want no report have none in it; who may read no application has no list.
    """
    door = reverse("requests_app:reports_upward")
    first = make_application(upto="decided", when=now - timedelta(days=30))
    make_application(bodies("J3"), upto="decided")
    make_application(upto="registered")
    client.force_login(person(body, Role.SUPERVISOR))
    with CaptureQueriesContext(connection) as one:
        page = client.get(door)
    assert [row["application"].pk for row in page.context["rows"]] == [first.pk]
    others = [make_application(upto="decided", when=now - timedelta(days=back)) for back in (1, 60)]
    with CaptureQueriesContext(connection) as three:
        page = client.get(door)
    assert len(three) == len(one)
    assert [row["application"].pk for row in page.context["rows"]] == [others[1].pk, first.pk, others[0].pk]
    assert all(row["is_late"] for row in page.context["rows"])
    disputes.report_upward(first, to_body="区政务公开办", on=now.date(), note="", by=officer, now=now)
    made = client.get(door, {"status": "made"}).context["rows"]
    assert [(row["application"].pk, row["is_late"]) for row in made] == [(first.pk, True)]
    assert len(client.get(door).context["rows"]) == 2
    client.force_login(person(bodies("J3"), Role.SUPERVISOR))
    assert client.get(door).context["rows"] == []
    client.force_login(person(body, Role.PROPOSER))
    assert client.get(door).status_code == 403


def test_an_applicant_rates_the_answer_once_by_number_and_code(client, body, officer, leader):
    """Before the decision there is nothing to rate; afterwards one to five, once."""
    now = timezone.now()
    application, code = actions.receive(agency=body, now=now, **FORM)
    link = client.post(reverse("requests_app:track"), {"number": application.number, "code": code}).url
    signed = re.search(r"/track/([^/]+)/", link)[1]
    address = reverse("requests_app:rate", args=[signed])
    assert client.post(address, {"stars": "5"}).status_code == 422
    actions.register(application, by=officer, now=now)
    actions.draft(application, by=officer, now=now, **refusal(application))
    actions.decide(application, by=leader, now=now)
    assert 'id="rate"' in client.get(link).content.decode()
    for wrong in ("", "0", "6", "x"):
        assert client.post(address, {"stars": wrong}).status_code == 422
    assert client.post(address, {"stars": "4", "words": "说得清楚"}).status_code == 302
    assert client.post(address, {"stars": "1"}).status_code == 422
    assert Rating.objects.get().stars == 4
    year = timezone.localdate().year
    assert dispute_figures.satisfaction(Scope(body, date(year, 1, 1), date(year, 12, 31))) == (1, 4.0)
    client.force_login(officer)
    assert (
        "说得清楚" in client.get(reverse("requests_app:afterwards", args=[application.pk])).content.decode()
    )
