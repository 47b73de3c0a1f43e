"""The letter of the week: once for a person, an agency and a week, and only when there is something to say."""

from datetime import datetime, timedelta

import pytest

from catalog.actions import digests, disclosures
from catalog.models import Obligation
from core.models import Letter
from core.roles import Role
from review import actions as review
from review.models import Verdict
from tests.conftest import SHANGHAI, give_role

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 3, 16, 8, 0, tzinfo=SHANGHAI)


def letters_of(when) -> dict[str, str]:
    """The letters that a run at ``when`` writes, by address."""
    Letter.objects.all().delete()
    digests.write_weekly(now=when)
    letters = list(Letter.objects.filter(name="weekly"))
    assert len({letter.to for letter in letters}) == len(letters)
    return {letter.to: letter.body for letter in letters}


@pytest.fixture
def owed(obligation):
    """One obligation, to be put forward in the week of ``MONDAY``; no other is owed."""
    Obligation.objects.exclude(pk=obligation.pk).delete()
    assert MONDAY.date() < obligation.propose_by < MONDAY.date() + timedelta(days=7)
    return obligation


def test_those_whom_the_regime_names_get_what_their_department_owes(owed, cast):
    """The proposer and the head of the department, the office for the agency; not the colleague next door."""
    letters = letters_of(MONDAY)
    assert set(letters) == {cast.proposer.email, cast.department_head.email, cast.disclosure_office.email}
    assert owed.label in letters[cast.proposer.email]


def test_a_week_has_one_letter(owed, cast):
    """However often the clock strikes, on whatever day of the week; the next week has its own."""
    assert letters_of(MONDAY)
    assert letters_of(MONDAY + timedelta(hours=1)) == {}
    assert letters_of(MONDAY + timedelta(days=6)) == {}
    assert owed.label in letters_of(MONDAY + timedelta(days=7))[cast.proposer.email]


def test_a_clock_that_slept_on_monday_writes_it_later(owed):
    """On Thursday."""
    assert len(letters_of(MONDAY + timedelta(days=3))) == 3


def test_who_owes_nothing_gets_no_letter(owed):
    """Nor does one come later in that week."""
    Obligation.objects.all().delete()
    assert letters_of(MONDAY) == {}


def test_what_lies_further_ahead_is_left_out(owed):
    """This week and next week only."""
    later = MONDAY.date() + timedelta(days=14)
    Obligation.objects.update(propose_by=later, publish_by=later)
    assert letters_of(MONDAY) == {}
    assert len(letters_of(MONDAY + timedelta(days=7))) == 3


def test_what_is_late_and_what_came_back_is_told(owed, cast, item, make_disclosure):
    """Returned stands under its own head."""
    Obligation.objects.update(propose_by=MONDAY.date() - timedelta(days=2))
    made = make_disclosure(item, obligation=owed)
    tuesday = MONDAY - timedelta(days=6)
    disclosures.propose(made, by=cast.proposer, now=tuesday)
    step = item.chain_on(tuesday.date()).steps[0]
    review.give_verdict(
        made,
        by=cast.people[Role(step.role).value],
        now=tuesday,
        says=Verdict.Says.SEND_BACK,
        opinion="请补充数据",
    )
    assert "退回" in letters_of(MONDAY)[cast.proposer.email] or "Returned" in Letter.objects.first().body


def test_who_serves_two_agencies_gets_a_letter_from_each(owed, cast, make_agency):
    """Each tells of its own."""
    other = make_agency("second", regime="hr-bureau")
    give_role(cast.disclosure_office, Role.DISCLOSURE_OFFICE, other)
    item = other.items.filter(blocked="").first()
    Obligation.objects.create(
        item=item,
        version=other.adopted,
        key="x",
        label="另一局的一项",
        base_on=MONDAY.date(),
        propose_by=MONDAY.date(),
        opened_at=MONDAY,
    )
    digests.write_weekly(now=MONDAY)
    assert Letter.objects.addressed_to(cast.disclosure_office.email).filter(name="weekly").count() == 2
