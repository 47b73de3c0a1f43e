"""Keepers of channels are reminded of their tasks: up the ladder of the regime, by letter, each rung once."""

from datetime import timedelta

import pytest

from catalog.actions import disclosures, placing, placing_reminders
from catalog.models import PlacementReminder
from core.models import Letter
from core.roles import Role
from tests.conftest import give_role, load_regime, make_person

pytestmark = pytest.mark.django_db
BOARD = "notice_board"


def told(at) -> dict[str, str]:
    """Whom a run at ``at`` tells, and of what; each by one letter, and a second run tells nobody."""
    Letter.objects.all().delete()
    count = placing_reminders.remind(now=at)
    letters = {one.to: one.subject + one.body for one in Letter.objects.filter(name="placement_near")}
    assert count == len(letters) == Letter.objects.count()
    assert placing_reminders.remind(now=at) == 0
    return letters


def test_each_rung_tells_each_person_once_and_a_late_task_climbs(item, make_disclosure, cast, now):
    """Published on Tuesday 10 March 2026, due on Friday the 13th: told on Thursday, late on Monday, above a week later.

    Nothing is told of what is done or withdrawn, and nothing where the keeper's department has nobody to tell.
    """
    load_regime("national-2019")
    waiting, gone, done = (
        make_disclosure(item, upto="published", channels=["web", BOARD]).placements.get(channel=BOARD)
        for _number in range(3)
    )
    assert waiting.due_on.isoformat() == "2026-03-13"
    porter, other = cast.channel_keeper, make_person("other")
    porter.roles.all().delete()
    assert told(now + timedelta(days=2)) == {}
    give_role(porter, Role.CHANNEL_KEEPER, cast.agency, waiting.keeper)
    elsewhere = cast.agency.departments.exclude(path__in=waiting.keeper.paths_to_root()).first()
    give_role(other, Role.CHANNEL_KEEPER, cast.agency, elsewhere)
    placing.confirm_placement(done, placed_on=now.date(), place="一楼大厅", by=porter, now=now)
    assert told(now + timedelta(days=1)) == {}
    soon = told(now + timedelta(days=2))
    assert set(soon) == {porter.email}
    named = [one.get_absolute_url() in soon[porter.email] for one in (waiting, gone, done)]
    assert named == [True, True, False]
    assert waiting.disclosure.title in soon[porter.email]
    disclosures.withdraw(gone.disclosure, reason="有误。", by=cast.leader, now=now)
    late = told(now + timedelta(days=6))
    assert set(late) == {porter.email, cast.disclosure_office.email}
    assert gone.get_absolute_url() not in late[porter.email]
    assert set(told(now + timedelta(days=10))) == {cast.disclosure_office.email, cast.supervisor.email}
    rungs = PlacementReminder.objects.filter(case=waiting).values_list("rung", flat=True)
    assert sorted(rungs) == [-1, 0, 1, 5]
    placing.confirm_placement(
        waiting, placed_on=now.date(), place="一楼大厅", by=porter, now=now + timedelta(days=10)
    )
    assert told(now + timedelta(days=11)) == {}
