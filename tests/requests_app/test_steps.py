"""Every step × status × person of an application: the table of steps decides, and nothing else."""

import pytest
from django.db import transaction

from core.roles import Role
from core.transitions import Refused, open_steps, take
from requests_app.models import Application
from tests.conftest import TODAY
from tests.requests_app.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Undone(Exception):
    """Takes a try back."""


@pytest.fixture
def put(make_application, body, officer, leader, now):
    """An application of the district in any status; one row is used for all."""
    application = make_application(upto="registered")

    def in_status(status: str) -> Application:
        ended = {"outcome": "refused", "decided_on": now.date(), "decided_by": leader}
        Application.objects.filter(pk=application.pk).update(status=status, **ended)
        return Application.objects.get(pk=application.pk)

    return in_status


def test_the_gate_lets_only_the_roles_of_a_step_take_it_from_its_statuses(put, body, now):
    """Tried for every step from every status: by the portal itself, by one who may, by one who may not."""
    stranger = person(body, Role.CHANNEL_KEEPER)
    tried = 0
    for status in Application.Status.values:
        for action, step in Application.STEPS.items():
            theirs = min(step.permission.roles) if step.permission else None
            people = [None, stranger, *([person(body, Role(theirs))] if theirs else [])]
            for by in people:
                record = put(status)
                events = record.events.count()
                is_theirs = by is None if step.permission is None else by not in (None, stranger)
                allowed = status in step.sources and is_theirs
                try:
                    with transaction.atomic():
                        take(record, action, by=by, now=now)
                        assert (record.status, record.events.count()) == (step.target or status, events + 1)
                        raise Undone
                except Undone:
                    assert allowed, (status, action, by)
                except Refused as refusal:
                    assert not allowed and all(refusal.reasons), (status, action, by)
                    assert Application.objects.get(pk=record.pk).status == status
                    assert record.events.count() == events
                tried += 1
    assert tried >= len(Application.STEPS) * len(Application.Status) * 2


def test_each_role_is_offered_its_steps_and_no_other(put, body):
    """Every role in every status: the buttons are those of the table."""
    for status in Application.Status.values:
        record = put(status)
        for role in Role:
            wanted = {
                action
                for action, step in Application.STEPS.items()
                if status in step.sources and step.permission and role.value in step.permission.roles
            }
            assert set(open_steps(record, person(body, role), on=TODAY)) == wanted, (status, role)
