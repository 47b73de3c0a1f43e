"""Applications in numbers: the identity of the annual report holds, an old ledger counts."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import importing
from requests_app.models import Application
from supervision import application_figures, application_table
from supervision.reports import Scope
from tests.requests_app.conftest import filled_in, person, redacted_copy, searched

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


def test_table_three_holds_and_opens_to_its_cases(bodies, make_application, client, now):
    """Each outcome, kind, lapse and withdrawal in its row; I1 to I3 hold; a number opens to what one may read."""
    body = bodies("J3")
    officer, leader = person(body, Role.INTAKE_OFFICER), person(body, Role.LEADER_IN_CHARGE)

    def decided(outcome, kind="", **fields):
        made = make_application(body, upto="registered", **fields)
        decision = filled_in(made.rules.outcomes[outcome]) | ({"kind": kind} if kind else {})
        if "searched" in decision:
            searched(made, officer, now)
        if kind == "partial":
            with pytest.raises(Refused):  # a part held back needs its reasons
                actions.draft(made, outcome=outcome, decision=decision, by=officer, now=now)
            decision |= {"reasons": "含个人隐私。", "grounds": "条例第十五条。"}
            redacted_copy(made, officer, now)
        actions.draft(made, outcome=outcome, decision=decision, by=officer, now=now)
        return actions.decide(made, by=leader, now=now)

    decided("disclosed", applicant_kind="company")
    decided("disclosed", "partial")
    secret = decided("refused", "secret")
    decided("refused", "privacy", applicant_kind="research")
    decided("nonexistent")
    with pytest.raises(Refused):
        decided("refused", "weather")
    actions.withdraw(make_application(body, when=now - timedelta(days=100)), now=now)
    make_application(body, when=now - timedelta(days=100))  # of last year, and open still
    assert "国家秘密" in secret.notices.last().content
    scope = Scope(body, date(2026, 1, 1), date(2026, 12, 31))
    rows = {line.row: line for line in application_table.table(scope)}
    assert list(rows) == list(range(1, 26))
    counted = {row: line.total for row, line in rows.items() if line.total}
    assert counted == {1: 6, 2: 2, 3: 1, 4: 1, 5: 1, 8: 1, 13: 1, 23: 1, 24: 6, 25: 2}
    assert rows[3].counts["company"] == rows[8].counts["research"] == 1
    assert all(
        rows[1].counts[kind] + rows[2].counts[kind] == rows[24].counts[kind] + rows[25].counts[kind]
        for kind in rows[1].counts
    )
    address = {"agency": body.slug, "from": "2026-01-01", "to": "2026-12-31"}
    client.force_login(person(body, Role.SUPERVISOR))
    page = client.get(reverse("supervision:applications"), address).content.decode()
    assert "row=5" in page and "row=6&" not in page
    cases = client.get(reverse("supervision:application_cases"), {**address, "row": 5})
    assert [one.pk for one in cases.context["page"]] == [secret.pk]
    client.force_login(person(body, Role.INVITED_SUPERVISOR))  # sees the numbers, not the cases
    cases = client.get(reverse("supervision:application_cases"), {**address, "row": 5, "kind": "person"})
    assert (len(cases.context["page"]), cases.context["hidden"]) == (0, 1)
    assert secret.number not in cases.content.decode()
    for wrong in ({"row": "26"}, {"row": "x"}, {"row": "5", "kind": "cat"}):
        assert client.get(reverse("supervision:application_cases"), {**address, **wrong}).status_code == 422
    client.force_login(officer)
    assert client.get(reverse("supervision:applications"), address).status_code == 403
    assert Application.objects.filter(report_row__isnull=True).count() == 2
