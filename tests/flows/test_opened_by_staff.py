"""A case or a matter that was changed past the portal says so to those who decide on it, whenever it is opened."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import standing
from core.proof import evidence
from core.roles import Role

pytestmark = pytest.mark.django_db
SAID = "系统以外的途径改动"


@pytest.mark.parametrize(
    ("page", "status", "table", "role"),
    [
        ("requests_app:case", "registered", "requests_app_application", Role.INTAKE_OFFICER),
        ("review:application", "drafted", "requests_app_application", Role.LEADER_IN_CHARGE),
        ("review:matter", "proposed", "catalog_disclosure", Role.DEPARTMENT_HEAD),
    ],
)
def test_who_opens_what_was_changed_past_the_portal_is_told(stage, page, status, table, role):
    """One column changed by SQL: the page says so; before, and put right again, it says nothing."""
    row = stage.disclosure(status) if table.startswith("catalog") else stage.application(status)
    column = "title" if table.startswith("catalog") else "subject"
    person, address = Client(), reverse(page, args=[row.pk])
    person.force_login(stage.people[role])

    def said() -> bool:
        answer = person.get(address)
        assert answer.status_code == 200
        return SAID in answer.content.decode()

    evidence.checkpoint(now=stage.now)
    assert not said()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = '别的' WHERE id = %s", [row.pk])  # noqa: S608
        assert said()
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [getattr(row, column), row.pk])  # noqa: S608
    assert not said()


def test_the_look_costs_one_question_or_two(stage):
    """As many as it may cost: each page of a case asks it."""
    row = stage.application("registered")
    evidence.checkpoint(now=stage.now)
    with CaptureQueriesContext(connection) as asked:
        assert standing.stands(row)
    assert len(asked) == 2
    row.refresh_from_db()
    with CaptureQueriesContext(connection) as asked:
        assert standing.stands(row, is_fresh=True)
    assert len(asked) == 1
