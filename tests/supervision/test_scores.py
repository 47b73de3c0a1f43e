"""The numbers of supervision: what was owed, what came, in time or not, and what the public said of it."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.actions import obligations
from catalog.models import Obligation
from review.actions import answer_opinion, receive_opinion, set_aside
from supervision.reports import COUNTED, Scope, Score, Target, overview, percent
from supervision.reports import obligations as counted

TODAY = date(2026, 12, 31)


@pytest.fixture
def owe(item, cast, now):
    """Let an event of a day make a disclosure due by another."""

    def make(title, publish_by):
        occurrence = obligations.record_occurrence(
            item, title=title, happened_on=now.date(), by=cast.clerk, now=now
        )
        owed = occurrence.obligations.get()
        Obligation.objects.filter(pk=owed.pk).update(
            publish_by=publish_by, propose_by=publish_by, publish_from=None
        )
        owed.refresh_from_db()
        return owed

    return make


@pytest.fixture
def scope(cast):
    """The second quarter of the cast's agency."""
    return Scope(cast.agency, date(2026, 4, 1), date(2026, 6, 30))


def row_of(found, department):
    """The score of one department."""
    return next(row.score for row in found.rows if row.department == department)


def test_each_obligation_counts_once_by_how_it_ended(owe, item, cast, make_disclosure, scope, now):
    """In time, late, missing, excused, and not yet due: five that are told apart."""
    day = date(2026, 5, 20)
    make_disclosure(item, obligation=owe("按时", day), upto="published", when=now)
    make_disclosure(
        item, obligation=owe("逾期", date(2026, 4, 2)), upto="published", when=now + timedelta(days=60)
    )
    owe("未公开", day)
    obligations.excuse(owe("已说明", day), reason="停产", until=None, by=cast.disclosure_office, now=now)
    found = overview(scope, TODAY)
    score = row_of(found, cast.department)
    assert (score.owed, score.came, score.in_time, score.late, score.excused) == (3, 2, 1, 1, 1)
    assert (score.coverage, score.timeliness) == (66, 33)
    assert found.total.owed == 3
    before = overview(scope, date(2026, 5, 1)).total
    assert (before.owed, before.late) == (2, 0)


def test_the_rows_behind_a_number_are_as_many_as_the_number(owe, item, make_disclosure, scope, cast, now):
    """Every number opens to its records."""
    make_disclosure(item, obligation=owe("按时", date(2026, 5, 20)), upto="published", when=now)
    owe("未公开", date(2026, 5, 21))
    total = overview(scope, TODAY).total
    for name in COUNTED:
        assert counted(scope, TODAY).filter(COUNTED[name]).count() == getattr(total, name), name


def test_what_falls_due_outside_the_period_does_not_count(owe, scope):
    """The last day decides, both ends included."""
    for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 30), date(2026, 7, 1)):
        owe(f"{day}", day)
    assert overview(scope, TODAY).total.owed == 2


def test_months_without_anything_are_months_too(owe, scope):
    """A chart shows the pause, not a gap."""
    owe("五月", date(2026, 5, 20))
    assert {month: score.owed for month, score in overview(scope, TODAY).months.items()} == {
        date(2026, 4, 1): 0,
        date(2026, 5, 1): 1,
        date(2026, 6, 1): 0,
    }


def test_opinions_and_ratings(item, cast, make_disclosure, now):
    """Set aside ones deserve no answer; four and five stars are satisfied (D-115)."""
    matter = make_disclosure(item, upto="published")
    for number, rating in enumerate((5, 4, 3, None), start=1):
        opinion = receive_opinion(matter, text=f"意见{number}", rating=rating, now=now)
        if number in (1, 2):
            late = number == 2
            answer_opinion(opinion, answer="已收到", by=cast.clerk, now=now + timedelta(days=200 * late))
    set_aside(receive_opinion(matter, text="广告", rating=1, now=now), reason="广告", by=cast.clerk, now=now)
    score = row_of(overview(Scope(cast.agency, now.date(), now.date()), TODAY), cast.department)
    assert (score.opinions, score.set_aside, score.to_answer) == (5, 1, 4)
    assert (score.answered, score.answered_in_time, score.answer_rate) == (2, 1, 50)
    assert (score.rated, score.satisfied, score.satisfaction) == (3, 2, 66)


def test_the_day_of_a_period_is_the_day_of_the_portal(item, cast, make_disclosure, now):
    """An opinion of 00:30 in Shanghai belongs to that day, although it is still yesterday in UTC."""
    matter = make_disclosure(item, upto="published")
    after_midnight = now.replace(hour=0, minute=30) + timedelta(days=1)
    receive_opinion(matter, text="凌晨的意见", now=after_midnight)
    day = after_midnight.date()
    assert overview(Scope(cast.agency, day, day), TODAY).total.opinions == 1
    assert overview(Scope(cast.agency, now.date(), now.date()), TODAY).total.opinions == 0


def test_a_department_counts_with_what_lies_under_it(owe, cast, scope):
    """A scope of one department sees its own and no other's."""
    owe("未公开", date(2026, 5, 20))
    inside = Scope(scope.agency, scope.since, scope.until, (cast.department.path,))
    outside = Scope(scope.agency, scope.since, scope.until, (cast.other_department.path,))
    assert overview(inside, TODAY).total.late == 1
    if not cast.department.path.startswith(cast.other_department.path):
        assert overview(outside, TODAY).total.late == 0


@pytest.mark.parametrize(
    ("part", "whole", "result"), [(0, 0, None), (0, 3, 0), (2, 3, 66), (199, 200, 99), (3, 3, 100)]
)
def test_percent_is_rounded_down_so_that_a_hundred_means_all(part, whole, result):
    """99.5 % is not full coverage (D-114)."""
    assert percent(part, whole) == result


def test_targets_are_met_missed_or_not_measurable():
    """The targets of document D: 100 % coverage, 80 % satisfaction (D-114, D-115)."""
    assert Target(100, 99).met is False
    assert Target(80, 80).met is True
    assert Target(80, None).met is None


def test_the_targets_of_the_regime_stand_in_the_overview(make_agency):
    """They come from the regime's file, not from the code."""
    agency = make_agency("planning", regime="county-planning")
    found = overview(Scope(agency, date(2026, 1, 1), date(2026, 6, 30)), TODAY)
    assert (
        found.coverage_target.wanted == agency.regime.version_on(TODAY).rules.targets.coverage_percent == 100
    )
    assert found.satisfaction_target.wanted == 80


def test_scores_add_up():
    """The sum of departments is the agency."""
    total = Score(came=1, late=2)
    total.add(Score(came=3, in_time=1))
    assert (total.came, total.late, total.in_time, total.owed) == (4, 2, 1, 6)


def test_the_overview_asks_as_often_for_many_rows_as_for_one(owe, scope):
    """The number of queries is a constant."""
    counts = []
    for number in (1, 2, 3):
        owe(f"第{number}件", date(2026, 5, 20))
        overview(scope, TODAY)
        with CaptureQueriesContext(connection) as queries:
            overview(scope, TODAY)
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
