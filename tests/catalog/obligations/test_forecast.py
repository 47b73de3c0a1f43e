"""What will be owed, said before it is opened."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.actions import obligations
from catalog.models import Obligation

pytestmark = pytest.mark.django_db


def asked(*options: str, first="2026-01-01", last="2026-12-31") -> list[dict]:
    out = StringIO()
    call_command(
        "obligations", "--agency", "quality", "--from", first, "--to", last, "--json", *options, stdout=out
    )
    return json.loads(out.getvalue())


def test_a_forecast_changes_nothing_and_names_the_windows_of_the_year(make_agency):
    """C-095: put forward by 30 June, published from 1 to 15 July."""
    make_agency()
    rows = asked()
    assert not Obligation.objects.exists()
    windows = {
        (row["propose_by"], row["publish_from"], row["publish_by"])
        for row in rows
        if "window" in row["period"]
    }
    assert windows == {
        ("2026-06-30", "2026-07-01", "2026-07-15"),
        ("2026-12-31", "2027-01-01", "2027-01-15"),
    }


def test_what_is_forecast_is_what_the_scheduler_opens(make_agency, now):
    """The forecast of a year and a scheduler that woke up at its end agree on every day."""
    agency = make_agency()
    foretold = {(row["item"], row["period"], row["propose_by"], row["publish_by"]) for row in asked()}
    end = now.replace(month=12, day=31)
    obligations.open_obligations(now=end, agencies=[agency])
    opened = {
        (one.item.code, one.key, str(one.propose_by), str(one.publish_by))
        for one in Obligation.objects.select_related("item")
        if any(day and day.year == 2026 for day in (one.propose_by, one.publish_by))
    }
    assert {tuple(map(str, row)) for row in foretold} == opened
    assert {(row["item"], row["period"]) for row in asked()} == {row[:2] for row in opened}


def test_what_an_event_made_due_is_forecast_too(obligation, cast):
    rows = asked(first="2026-03-01", last="2026-03-31")
    assert [row["propose_by"] for row in rows if row["period"] == obligation.key] == ["2026-03-19"]


def test_another_regime_is_tried_on_with_its_own_items(make_agency):
    make_agency()
    rows = asked("--regime", "township")
    quarters = {row["period"] for row in rows if row["item_name"] and "-Q" in row["period"]}
    assert {"2026-Q1", "2026-Q2", "2026-Q3"} <= quarters
    assert set(rows[0]) == {
        "item",
        "item_name",
        "department",
        "period",
        "label",
        "base_on",
        "propose_by",
        "publish_from",
        "publish_by",
        "provisional",
    }


def test_days_beyond_the_published_calendar_are_marked(make_agency):
    make_agency()
    assert all(row["provisional"] for row in asked(first="2030-01-01", last="2030-12-31"))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--agency", "nobody", "--from", "2026-01-01", "--to", "2026-02-01"], "nobody"),
        (["--agency", "quality", "--from", "2026-02-01", "--to", "2026-01-01"], "--from"),
        (["--agency", "quality", "--from", "2026-02-30", "--to", "2026-03-01"], "2026-02-30"),
        (["--agency", "quality", "--from", "1900-01-01", "--to", "1900-03-01"], "1900-01-01"),
        (["--agency", "quality", "--from", "2026-01-01", "--to", "2050-01-01"], "20"),
        (
            ["--agency", "quality", "--from", "2026-01-01", "--to", "2026-02-01", "--regime", "none"],
            "township",
        ),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_sentence(make_agency, options, said):
    make_agency()
    with pytest.raises(CommandError, match=said):
        call_command("obligations", *options)


def test_people_read_a_table(make_agency, capsys):
    make_agency()
    call_command("obligations", "--agency", "quality", "--from", "2026-06-01", "--to", "2026-06-30")
    assert "2026-06-30" in capsys.readouterr().out


def test_an_item_that_ended_inside_a_period_is_not_forecast(make_agency, now):
    agency = make_agency()
    agency.items.update(active_to=now.date() + timedelta(days=3))
    rows = asked(first="2026-05-01", last="2026-12-31")
    assert all(date.fromisoformat(row["base_on"]) <= now.date() + timedelta(days=3) for row in rows)
