"""Applications in numbers: the identity of the annual report holds, an old ledger counts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.roles import Role
from requests_app import actions
from requests_app.actions import importing
from supervision import application_figures
from supervision.reports import Scope
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db
HEAD = "number,received_on,channel,applicant_kind,subject,outcome,decided_on,carried_over,due_on\n"
LEDGER = """a,2024-12-20,web,person,甲,3,2025-01-10,yes,2025-01-20
b,2025-03-01,web,person,乙,13,2025-04-20,no,2025-03-29
c,2025-03-01,web,person,丙,22,2025-06-01,no,
d,2025-12-20,web,person,丁,4,2026-01-05,yes,
e,2026-02-20,web,person,戊,,,yes,
"""


@pytest.fixture
def ledger(body, tmp_path):
    path = tmp_path / "ledger.csv"
    path.write_text(HEAD + LEDGER, encoding="utf-8")
    return importing.import_ledger(agency=body, path=path, now=timezone.now())


def year(body, number):
    return application_figures.of(Scope(body, date(number, 1, 1), date(number, 12, 31)))


def test_the_old_ledger_counts_year_by_year(ledger, body):
    """What is left at the end of a year is what is carried into the next (I3, I5)."""
    found = year(body, 2025)
    assert (found.came, found.carried_in, found.answered, found.given_up) == (3, 1, 2, 1)
    assert (found.with_day, found.in_time, found.timeliness) == (2, 1, 50)
    assert found.left == year(body, 2026).carried_in == 1
    assert year(body, 2024).left == found.carried_in


def test_what_ends_without_an_answer_counts_on_its_day(body, make_application, now):
    """A withdrawal ends an application of the portal too."""
    make_application(upto="closed")
    actions.withdraw(make_application(), now=now + timedelta(days=3))
    make_application()
    found = year(body, 2026)
    assert (found.came, found.answered, found.in_time, found.given_up, found.left) == (3, 1, 1, 1, 1)


def test_supervision_sees_the_numbers(ledger, body, client):
    """On the page of the overview, for the period that is asked for."""
    client.force_login(person(body, Role.SUPERVISOR))
    page = client.get(
        reverse("supervision:overview"), {"agency": body.slug, "from": "2025-01-01", "to": "2025-12-31"}
    )
    assert page.status_code == 200
    assert page.context["applications"].answered == 2
