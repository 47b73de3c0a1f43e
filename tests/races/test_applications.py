"""Several people at once with applications, on PostgreSQL: one decision, one number each, one correction."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.models import Letter, User
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.models import Application, Notice
from tests.conftest import give_role, make_person
from tests.requests_app.conftest import FORM, OWN_RULES, refusal

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

AT_ONCE = 8


@pytest.fixture
def body(make_agency):
    """The district under J4, with an officer."""
    agency = make_agency("district", regime=OWN_RULES["J4"])
    give_role(make_person("officer"), Role.INTAKE_OFFICER, agency)
    return agency


def at_once(act, count=AT_ONCE):
    """Do ``act(number)`` in threads with their own connections, at the same moment. Gives results and refusals."""
    start = Barrier(count)

    def alone(number):
        try:
            start.wait(timeout=20)
            return act(number)
        except Refused as refusal_:
            return refusal_
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as threads:
        return list(threads.map(alone, range(count)))


def drafted(agency, now):
    """An application whose decision waits for a leader."""
    officer = User.objects.get(username="officer")
    application, _code = actions.receive(agency=agency, now=now, **FORM)
    actions.register(application, by=officer, now=now)
    return actions.draft(application, by=officer, now=now, **refusal(application))


def test_of_eight_leaders_one_decides(body, now):
    """One decision, one notice, one letter; the others are told who was faster."""
    for number in range(AT_ONCE):
        give_role(make_person(f"leader-{number}"), Role.LEADER_IN_CHARGE, body)
    for _round in range(5):
        application = drafted(body, now)

        def decide(number, pk=application.pk):
            leader = User.objects.get(username=f"leader-{number}")
            return actions.decide(Application.objects.get(pk=pk), by=leader, now=now)

        results = at_once(decide)
        assert sum(not isinstance(result, Refused) for result in results) == 1
        assert application.notices.filter(kind=Notice.Kind.DECISION).count() == 1
        assert application.events.filter(action="decide").count() == 1
        assert application.clock_entries.filter(clock="answer", act="stop").count() == 1
    assert Letter.objects.filter(name="application_decided").count() == 5


def test_eight_applications_at_once_get_eight_numbers(body, now):
    """Numbers follow each other without gap or double, receipts too."""
    results = at_once(lambda _number: actions.receive(agency=body, now=now, **FORM)[0].number)
    assert sorted(results) == [f"{body.code}-依申请〔2026〕{number:04d}" for number in range(1, AT_ONCE + 1)]
    assert Notice.objects.values("number").distinct().count() == AT_ONCE


def test_withdrawing_and_deciding_at_once_ends_one_way(body, now):
    """The applicant takes it back or the leader decides, never both."""
    leader = make_person("leader")
    give_role(leader, Role.LEADER_IN_CHARGE, body)
    for _round in range(5):
        application = drafted(body, now)

        def act(number, pk=application.pk):
            found = Application.objects.get(pk=pk)
            if number % 2:
                return actions.withdraw(found, now=now)
            return actions.decide(found, by=User.objects.get(username="leader"), now=now)

        results = at_once(act)
        assert sum(not isinstance(result, Refused) for result in results) == 1
        application.refresh_from_db()
        decided = application.status == Application.Status.DECIDED
        assert application.notices.filter(kind=Notice.Kind.DECISION).exists() is decided


def test_a_correction_is_asked_once_even_by_eight_clicks(body, now):
    """The clock is stopped once, the applicant gets one notice."""
    officer = User.objects.get(username="officer")
    application, _code = actions.receive(agency=body, now=now, **FORM)
    actions.register(application, by=officer, now=now)

    def ask(_number):
        found = Application.objects.get(pk=application.pk)
        return actions.ask_correction(
            found, missing="请补充", days=5, by=User.objects.get(username="officer"), now=now
        )

    results = at_once(ask)
    assert sum(not isinstance(result, Refused) for result in results) == 1
    assert application.clock_entries.filter(act="pause").count() == 1
    assert application.notices.filter(kind=Notice.Kind.CORRECTION).count() == 1
