"""What a cadence owes, and when."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from catalog.models import Obligation
from catalog.models.obligations import RECURRING, Owed
from catalog.obligations.cadences import Counting, kind_of, on_event, phase_of, recurring
from core.deadlines.calendars import published
from core.regimes import parsed
from core.regimes.parsed import Cadence, Phase, Span, Window, Words
from core.workdays import Calendar

COUNTING = Counting(Calendar(published(), published_to=date(2026, 12, 31)))
NAME = Words("公开", "disclosure")


def cadence(kind: str, **fields) -> Cadence:
    defaults = {
        "code": kind,
        "kind": kind,
        "name": NAME,
        "propose": None,
        "publish": Span(10, True),
        "review_months": None,
        "windows": (),
        "phases": (),
        "milestones": (),
        "note": None,
        "requirements": (),
    }
    return Cadence(**{**defaults, **fields})


HALF_YEAR = cadence(
    "half_year_window",
    publish=None,
    windows=(Window((6, 30), (7, 1), (7, 15)), Window((12, 31), (1, 1), (1, 15))),
)


def test_timely_items_have_two_days():
    """C-096, C-097: propose within 7, publish within 20 working days of formation or change."""
    timely = cadence("immediate", propose=Span(7, True), publish=Span(20, True))
    (owed,) = on_event(timely, COUNTING, event=5, title="抽查结果", day=date(2026, 3, 10))
    assert (owed.key, owed.propose_by, owed.publish_by) == ("event-5", date(2026, 3, 19), date(2026, 4, 8))


def test_document_b_limits_only_the_proposal():
    """B-077, X1: seven working days to propose, no day of publication."""
    (owed,) = on_event(
        cadence("immediate", propose=Span(7, True), publish=None),
        COUNTING,
        event=1,
        title="x",
        day=date(2026, 3, 10),
    )
    assert owed.publish_by is None


def test_half_year_windows_publish_in_july_and_in_january_of_the_next_year():
    """C-095: proposals by 30 June and 31 December, publication 1–15 July and 1–15 January."""
    owed = list(recurring(HALF_YEAR, COUNTING, start=date(2025, 8, 20), until=date(2026, 7, 1)))
    assert [(it.propose_by, it.publish_from, it.publish_by) for it in owed] == [
        (date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 15)),
        (date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 15)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 15)),
    ]


def test_windows_without_publication_are_allowed():
    """B-076, X2: the same proposal days, no window."""
    bare = cadence(
        "half_year_window", publish=None, windows=(Window((6, 30), None, None), Window((12, 31), None, None))
    )
    owed = list(recurring(bare, COUNTING, start=date(2026, 1, 1), until=date(2026, 1, 1)))
    assert [(it.propose_by, it.publish_by) for it in owed] == [(date(2026, 6, 30), None)]


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("monthly", ["2026-M1", "2026-M2", "2026-M3"]),
        ("quarterly", ["2026-Q1"]),
        ("half_yearly", ["2026-H1"]),
        ("annual", ["2026"]),
    ],
)
def test_each_period_owes_one_disclosure_and_a_running_period_counts(kind, keys):
    owed = list(recurring(cadence(kind), COUNTING, start=date(2026, 1, 20), until=date(2026, 3, 31)))
    assert [it.key for it in owed] == keys


def test_a_monthly_day_is_counted_from_the_end_of_the_month():
    owed = list(recurring(cadence("monthly"), COUNTING, start=date(2026, 2, 1), until=date(2026, 2, 1)))
    assert (owed[0].base_on, owed[0].publish_by) == (date(2026, 2, 28), date(2026, 3, 13))


def test_a_leap_february_ends_on_the_29th():
    (owed,) = recurring(cadence("monthly"), COUNTING, start=date(2024, 2, 29), until=date(2024, 2, 29))
    assert owed.base_on == date(2024, 2, 29)


def test_long_term_items_are_displayed_first_then_confirmed_each_year():
    """A-043, X2: always on display; the check is that it stands and was looked at."""
    standing = cadence("permanent", review_months=12)
    owed = list(recurring(standing, COUNTING, start=date(2024, 5, 6), until=date(2026, 3, 1)))
    assert [it.key for it in owed] == ["standing", "review-2025", "review-2026"]
    assert owed[1].publish_by == date(2025, 12, 31)


def test_a_decision_has_a_day_before_on_and_after_it():
    """A-036: before, during and after the decision, each with its own publication."""
    phases = (
        Phase("before", Words("决策前", "before"), Span(-5, True)),
        Phase("during", Words("决策中", "during"), Span(0, True)),
        Phase("after", Words("决策后", "after"), Span(5, True)),
    )
    owed = on_event(
        cadence("decision_phases", publish=None, phases=phases),
        COUNTING,
        event=3,
        title="选址",
        day=date(2026, 3, 18),
    )
    assert [(it.key, it.publish_by) for it in owed] == [
        ("event-3-before", date(2026, 3, 11)),
        ("event-3-during", date(2026, 3, 18)),
        ("event-3-after", date(2026, 3, 25)),
    ]


KINDS = st.sampled_from(
    [
        cadence("monthly"),
        cadence("quarterly"),
        cadence("annual"),
        cadence("permanent", review_months=6),
        HALF_YEAR,
    ]
)


@given(KINDS, st.dates(date(2015, 1, 1), date(2025, 1, 1)), st.lists(st.integers(0, 500), max_size=5))
def test_any_split_of_downtime_owes_the_same(kind, start, pauses):
    """A scheduler that slept between runs opens what a steady one would have opened, and nothing twice."""
    days = [start + timedelta(days=sum(pauses[:n])) for n in range(len(pauses) + 1)]
    piecewise = {it.key: it for day in days for it in recurring(kind, COUNTING, start=start, until=day)}
    at_once = list(recurring(kind, COUNTING, start=start, until=days[-1]))
    assert list(piecewise.values()) == at_once
    assert len({it.key for it in at_once}) == len(at_once)


@given(KINDS, st.dates(date(2015, 1, 1), date(2025, 1, 1)), st.integers(0, 900))
def test_nothing_opens_before_its_time_and_every_window_is_open(kind, start, days):
    until = start + timedelta(days=days)
    looked_at = list(recurring(kind, COUNTING, start=start, until=until))
    assert looked_at
    for owed in looked_at:
        assert start <= owed.opens_on <= until
        assert owed.propose_by or owed.publish_by
        assert owed.publish_from is None or owed.publish_from <= owed.publish_by


@given(
    st.dates(date(2000, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["monthly", "quarterly", "half_yearly", "annual"]),
)
def test_periods_follow_each_other_without_gap_or_overlap(start, kind):
    """Month ends, leap years and the turn of the year: each period ends the day before the next begins."""
    owed = list(recurring(cadence(kind), COUNTING, start=start, until=start + timedelta(days=1500)))
    for one, following in pairwise(owed):
        assert following.opens_on == one.base_on + timedelta(days=1)
    assert all((it.base_on + timedelta(days=1)).day == 1 for it in owed)


@given(st.dates(date(2000, 1, 1), date(2030, 12, 31)))
def test_an_emergency_is_due_on_its_day_whatever_day_it_is(day):
    """A-015: it waits for no working day."""
    (owed,) = on_event(cadence("emergency", publish=None), COUNTING, event=1, title="x", day=day)
    assert (owed.propose_by, owed.publish_by) == (None, day)


FEAST = {date(2026, 3, day): (False, "临时放假") for day in range(2, 21)}
OTHER = Counting(Calendar({**published(), **FEAST}, published_to=date(2026, 12, 31)))


def all_that_is_owed(cadence, counting):
    """What a cadence owes by the calendar and by one event, over half a year."""
    yield from recurring(cadence, counting, start=date(2025, 11, 3), until=date(2026, 6, 30))
    if kind_of(cadence).happens:
        yield from on_event(cadence, counting, event=7, title="x", day=date(2026, 2, 27))


@pytest.mark.parametrize("path", sorted(Path("regimes").glob("*.yaml")), ids=lambda path: path.stem)
def test_what_is_counted_moves_with_the_calendar_and_nothing_else_does(path):
    """Each day that a regime makes: from the length that its kind names for it, or the same under every calendar."""
    rules = parsed.parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    counted = fixed = 0
    for one in rules.cadences.values():
        pairs = zip(all_that_is_owed(one, COUNTING), all_that_is_owed(one, OTHER), strict=True)
        for before, after in pairs:
            for field, span in zip(
                ("propose_by", "publish_by"),
                kind_of(one).spans(one, before.owed_for, before.phase),
                strict=True,
            ):
                told = getattr(before, field), getattr(after, field)
                if span is None:
                    fixed += 1
                    assert told[0] == told[1], before.key
                else:
                    counted += 1
                    assert told == tuple(days.after(before.base_on, span) for days in (COUNTING, OTHER))
    assert counted
    assert fixed


@pytest.mark.parametrize("path", sorted(Path("regimes").glob("*.yaml")), ids=lambda path: path.stem)
def test_what_is_owed_says_for_what(path):
    """A period has its first day, up to the day from which is counted; a phase is one that its decision has."""
    rules = parsed.parse(yaml.safe_load(path.read_text(encoding="utf-8")))
    found = [(one, it) for one in rules.cadences.values() for it in all_that_is_owed(one, COUNTING)]
    assert found
    for one, it in found:
        in_periods = it.owed_for in RECURRING
        assert (it.period_from is not None) == in_periods
        assert not in_periods or it.period_from <= it.base_on
        assert it.owed_for == Owed.EVENT or not it.phase
        assert bool(it.phase) == bool(one.phases) and bool(phase_of(one, it.phase)) == bool(one.phases)


def test_only_periods_and_reviews_can_have_nothing_to_report(cast, obligation):
    """And the database keeps a phase away from what is no decision, and a first day from what is no period."""
    for owed_for in Owed:
        obligation.owed_for = owed_for
        assert obligation.recurs == (owed_for in ("period", "review"))
    for wrong in (
        {"owed_for": "period", "phase": "before"},
        {"owed_for": "event", "period_from": obligation.base_on},
        {"owed_for": "period", "period_from": obligation.base_on + timedelta(days=1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Obligation.objects.filter(pk=obligation.pk).update(**wrong)
