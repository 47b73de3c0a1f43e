"""Departments give their part by an internal day; they see what is asked, not who asks (J4-297)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Letter
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import assigning
from requests_app.models import Assignment
from tests.conftest import give_role, make_person
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 20)


@pytest.fixture
def application(make_application):
    return make_application(upto="registered")


@pytest.fixture
def department(body):
    return body.departments.filter(is_disclosure_office=False).first()


@pytest.fixture
def head(body, department):
    """Somebody who heads this department and no other."""
    someone = make_person("head-of-one")
    give_role(someone, Role.DEPARTMENT_HEAD, body, department)
    return someone


@pytest.fixture
def ask(application, department, officer, now):
    """Ask the department until Friday week."""

    def make(**said):
        asked = {"department": department, "task": "请核对验收报告", "due_on": FRIDAY, "by": officer, **said}
        return actions.assign(application, now=now, **asked)

    return make


def test_the_internal_day_is_that_of_the_regime(application, make_application, bodies):
    """The district gives ten working days; document J3 names none."""
    assert assigning.internal_day(application, date(2026, 3, 10)) == date(2026, 3, 24)
    other = make_application(bodies("J3"))
    assert assigning.internal_day(other, date(2026, 3, 10)) is None


def test_a_department_is_asked_and_answers_once(ask, application, head, officer, now):
    """Its head gets a letter without the applicant; both steps stand in the course of the case."""
    asked = ask()
    letter = Letter.objects.addressed_to(head.email).get(name="application_assigned")
    assert "柳青禾" not in letter.body
    actions.contribute(asked, answer="报告已核对，可以公开。", by=head, now=now + timedelta(days=2))
    assert [event.action for event in application.events.all()][-2:] == ["assign", "contribute"]
    with pytest.raises(Refused):
        actions.contribute(asked, answer="再答", by=head, now=now)
    assert Assignment.objects.get().answer == "报告已核对，可以公开。"


@pytest.mark.parametrize(
    "said",
    [{"task": " "}, {"due_on": date(2026, 3, 9)}, {"due_on": date(2026, 6, 1)}],
    ids=["task", "past", "after"],
)
def test_what_cannot_be_asked_is_refused(ask, said):
    """Nothing, a day that is over, a day after the answer is due."""
    with pytest.raises(Refused):
        ask(**said)
    assert not Assignment.objects.exists()


def test_only_the_right_people_ask_and_answer(ask, bodies, body, head, officer, application, now):
    """One question at a time; another body's department and another department's head are none of it."""
    with pytest.raises(Refused):
        ask(department=bodies("J3").departments.first())
    with pytest.raises(Refused):
        ask(by=person(body, Role.LEADER_IN_CHARGE))
    asked = ask()
    with pytest.raises(Refused):
        ask()
    for stranger in (officer, person(bodies("J3"), Role.DEPARTMENT_HEAD)):
        with pytest.raises(Refused):
            actions.contribute(asked, answer="x", by=stranger, now=now)
    with pytest.raises(Refused):
        actions.contribute(asked, answer=" ", by=head, now=now)


def test_the_pages_lead_through_it(client, make_application, department, head, officer, bodies):
    """Asked on the case, answered on a page without the applicant, seen on the case."""
    application = make_application(upto="registered", when=timezone.now())
    client.force_login(officer)
    typed = {"department": department.pk, "task": "请核对", "due_on": timezone.localdate().isoformat()}
    address = reverse("requests_app:assign", args=[application.pk])
    assert client.post(address, {**typed, "task": ""}).status_code == 422
    assert client.post(address, typed).status_code == 302
    assert client.get(reverse("requests_app:assigned")).status_code == 403
    task = Assignment.objects.get()
    client.force_login(head)
    assert application.number in client.get(reverse("requests_app:assigned")).content.decode()
    assert reverse("requests_app:assigned") in client.get(reverse("workplace")).content.decode()
    page = client.get(task.get_absolute_url()).content.decode()
    assert application.description in page and "柳青禾" not in page
    assert client.post(task.get_absolute_url(), {"answer": ""}).status_code == 422
    assert client.post(task.get_absolute_url(), {"answer": "可以公开"}).status_code == 302
    client.force_login(person(bodies("J3"), Role.DEPARTMENT_HEAD))
    assert client.get(task.get_absolute_url()).status_code == 404
    client.force_login(officer)
    assert "可以公开" in client.get(application.get_absolute_url()).content.decode()


def test_who_is_late_can_still_ask_a_department(client, make_application, body, officer, now):
    """After the day of answer any internal day ahead is taken; before it the day lies inside the time of the answer."""
    application = make_application(upto="registered", when=now)
    late = now + timedelta(days=90)
    department = body.departments.first()
    made = assigning.assign(
        application, department=department, task="查档案", due_on=late.date(), by=officer, now=late
    )
    assert made.due_on == late.date() > application.answer_by
    assert assigning.internal_day(application, application.answer_by) == application.answer_by
    with pytest.raises(Refused):
        assigning.assign(
            application,
            department=body.departments.last(),
            task="查",
            due_on=late.date(),
            by=officer,
            now=now,
        )
