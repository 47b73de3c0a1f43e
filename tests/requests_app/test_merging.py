"""Same applications are decided together: one leads, each applicant gets an answer of their own."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import case_files, merging
from requests_app.desk import status_words
from requests_app.models import Application, CaseFile, Notice
from tests.requests_app.conftest import person, refusal
from tests.requests_app.test_linking import SOMEBODY_ELSE

pytestmark = pytest.mark.django_db


def test_one_decision_answers_all_that_follow(bodies, make_application, body, officer, leader, now):
    """Own number, letter, clock and row; undone before the decision; who waits for somebody stands alone again."""
    lead, other, apart, waits, late = (
        make_application(upto="registered", **({} if place == 0 else SOMEBODY_ELSE)) for place in range(5)
    )
    then = {"by": officer, "now": now}
    received = make_application()
    for wrong in ("无此编号", other.number, received.number, make_application(bodies("J3")).number):
        with pytest.raises(Refused):
            actions.follow(other, number=wrong, **then)
    with pytest.raises(Refused):
        actions.follow(other, number=lead.number, by=leader, now=now)
    for one in (other, apart, waits, late):
        actions.follow(one, number=f" {lead.number} ", **then)
    for refused in (
        lambda: actions.follow(other, number=lead.number, **then),
        lambda: actions.follow(lead, number=apart.number, **then),  # that one follows itself
        lambda: actions.follow(lead, number=received.number, **then),
        lambda: actions.draft(other, **refusal(other), **then),
        lambda: actions.part(lead, **then),
    ):
        with pytest.raises(Refused):
            refused()
    actions.part(apart, **then)
    assert not merging.is_led(Application.objects.get(pk=apart.pk))
    actions.ask_correction(late, missing="请写明年度。", days=10, **then)
    actions.consult_third_party(waits, party="某公司", **then)
    notes = dict(lead.events.filter(action__startswith="lead").values_list("note", "action"))
    assert notes[other.number] == "lead" and notes[apart.number] == "lead_no_more"
    case_files.keep(
        lead, content=b"x", name="附件.pdf", media_type="application/pdf", purpose=CaseFile.Purpose.WORKING,
        by=officer, now=now,
    )  # fmt: skip
    lead.files.update(for_applicant=True)
    actions.draft(lead, **refusal(lead), **then)
    with pytest.raises(Refused):
        actions.follow(apart, number=lead.number, **then)
    actions.decide(lead, by=leader, now=now)
    answered = Application.objects.get(pk=other.pk)
    assert (answered.status, answered.outcome, answered.decision) == ("decided", lead.outcome, lead.decision)
    assert answered.report_row == lead.report_row and answered.decided_by == leader
    letter = answered.notices.get(kind=Notice.Kind.DECISION)
    mine = lead.notices.get(kind=Notice.Kind.DECISION)
    assert letter.number != mine.number and SOMEBODY_ELSE["applicant_name"] in letter.content
    assert lead.applicant_name not in letter.content and lead.number not in letter.content
    assert case_files.provided(answered).count() == 1
    told = [line.note for line in status_words.story(answered)]
    assert not any(lead.number in note for note in told)
    assert answered.clock_entries.filter(clock="answer", act="stop").exists()
    assert Letter.objects.filter(name="application_decided").count() == 1  # the others gave no mail address
    for one in (apart, waits, late):
        alone = Application.objects.get(pk=one.pk)
        assert alone.outcome == "" and not merging.is_led(alone)
    actions.deliver(answered, on=now.date(), way="counter", proof="秦守信", **then)
    actions.draft(apart, **refusal(apart), **then)


def test_an_officer_merges_on_the_case_and_the_leader_sees_for_whom_he_signs(
    client, make_application, body, leader
):
    """Both pages lead to each other; a lead that is withdrawn lets the others go; queries do not grow with them."""
    now, officer = timezone.now(), person(body, Role.INTAKE_OFFICER)
    lead, other = (make_application(upto="registered", when=now) for _n in range(2))
    client.force_login(officer)
    take = lambda step: reverse("requests_app:take", args=[other.pk, step])  # noqa: E731
    assert client.post(take("follow"), {"number": "无此编号"}).status_code == 422
    assert client.post(take("follow"), {"number": lead.number}).status_code == 302
    page = client.get(other.get_absolute_url())
    assert set(page.context["forms"]) >= {"part"} and "draft" not in page.context["steps"]
    assert lead.number in page.content.decode()
    assert other.number in client.get(lead.get_absolute_url()).content.decode()
    assert client.post(take("part")).status_code == 302
    assert client.post(take("follow"), {"number": lead.number}).status_code == 302
    actions.draft(lead, **refusal(lead), by=officer, now=now)
    client.force_login(leader)
    address = reverse("review:application", args=[lead.pk])
    assert other.number in client.get(address).content.decode()
    actions.send_back(lead, opinion="再查。", by=leader, now=now)
    actions.withdraw(lead, now=now)
    client.force_login(officer)
    assert "draft" in client.get(other.get_absolute_url()).context["steps"]
