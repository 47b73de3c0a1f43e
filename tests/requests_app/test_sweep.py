"""All open clocks at once: what is kept is held against what the entries give."""

from datetime import date, timedelta

import pytest

from core.roles import Role
from requests_app import actions
from requests_app.actions import deadline_audit
from requests_app.models import Application
from tests.requests_app.conftest import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixed(make_application, bodies, officer, now):
    """Plain, extended, waiting for the applicant, decided; and one under a followed regime."""
    plain = make_application(upto="registered")
    extended = make_application(upto="registered")
    approver = person(extended.agency, Role.SUPERIOR_LEADER)
    actions.extend(extended, days=5, reason="汇总", by=approver, now=now)
    waiting = make_application(upto="registered")
    actions.ask_correction(waiting, missing="请补充", days=5, by=officer, now=now)
    make_application(upto="decided")
    make_application(bodies("national"), upto="registered")
    return plain


def test_a_sweep_counts_open_clocks_and_finds_no_difference(mixed, now):
    """What the actions keep is what the entries give; nothing that waits for the applicant is late."""
    found = deadline_audit.sweep(today=now.date())
    assert (found.clocks, found.standing, found.late, found.differ) == (4, 1, 0, 0)
    assert deadline_audit.sweep(today=date(2026, 12, 1)).late == 3


def test_a_sweep_finds_a_kept_day_that_is_wrong_and_leaves_it(mixed, now):
    """A day that was told never moves silently: the fault is reported, not mended."""
    wrong = mixed.answer_by + timedelta(days=1)
    Application.objects.filter(pk=mixed.pk).update(answer_by=wrong)
    assert deadline_audit.check(now=now) == deadline_audit.count_different(now=now) == 1
    assert deadline_audit.sweep(today=now.date()).first_of_different == [mixed.pk]
    mixed.refresh_from_db()
    assert mixed.answer_by == wrong
