"""The compliance calendar: numbers that add up, days as they are, filters that explain themselves, files that open."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone, translation
from icalendar import Calendar

from catalog.actions import obligations
from catalog.models import Disclosure, DisclosureItem, Obligation
from catalog.obligations import compliance
from catalog.obligations.compliance import Counts, Month, Outcome
from core.deadlines.calendars import calendar
from core.exports.csv_tables import csv_lines, harmless
from tests.asked_whole import ASKED_WHOLE

pytestmark = pytest.mark.django_db
AGENCY = ("catalog:agency_compliance", ["quality"])


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch, now):
    """The pages are opened two hours after what the tests write: on 10 March 2026."""
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))
    with translation.override("en"):
        yield


@pytest.fixture
def owe(item, cast, now):
    """Make ``item`` owe one thing more, with its last day ``publish_by``."""
    made = []

    def one(publish_by: date, **fields) -> Obligation:
        title = fields.pop("title", f"抽查{len(made)}")
        event = obligations.record_occurrence(
            item, title=title, happened_on=now.date(), by=cast.clerk, now=now
        )
        obligation = event.obligations.get()
        Obligation.objects.filter(pk=obligation.pk).update(publish_by=publish_by, propose_by=None, **fields)
        obligation.refresh_from_db()
        made.append(obligation)
        return obligation

    return one


@pytest.fixture
def one_of_each(owe, cast, make_disclosure, item, now):
    """An obligation of each outcome, with its last day in March 2026, and one more in April."""
    on_time, came_late = owe(date(2026, 3, 20)), owe(date(2026, 3, 20))
    make_disclosure(item, obligation=on_time, upto="published")
    make_disclosure(item, obligation=came_late, upto="published")
    Disclosure.objects.filter(obligation=came_late).update(published_on=date(2026, 3, 21))
    excused, empty = owe(date(2026, 3, 25)), owe(date(2026, 3, 26))
    obligations.excuse(excused, reason="数据尚未核定。", until=None, by=cast.disclosure_office, now=now)
    Obligation.objects.filter(pk=empty.pk).update(key="2026-Q1", owed_for="period", occurrence=None)
    make_disclosure(item, obligation=empty, upto="published")
    Disclosure.objects.filter(obligation=empty).update(is_nil=True)
    late, due = owe(date(2026, 3, 2)), owe(date(2026, 3, 31), provisional=True)
    next_month = owe(date(2026, 4, 7))
    return {
        Outcome.ON_TIME: on_time,
        Outcome.CAME_LATE: came_late,
        Outcome.EXCUSED: excused,
        Outcome.NIL: empty,
        Outcome.LATE: late,
        Outcome.DUE: due,
        "next": next_month,
    }


def page(client, name="catalog:agency_compliance", where=("quality",), **asked):
    """The answer of a page of the calendar."""
    return client.get(reverse(name, args=where), asked)


def listed(response) -> list[str]:
    """The names of the periods and events in the list of a page."""
    return [row["label"] for row in response.context["rows"]]


def test_each_outcome_is_counted_once_and_the_numbers_add_up(client, one_of_each):
    """Six in March, one of each outcome; one in April, still due."""
    march, april = page(client).context["by_month"]
    assert march["owed"] == 6
    assert [cell["count"] for cell in march["cells"]] == [1] * 6
    assert april["owed"] == 1
    assert {cell["code"]: cell["count"] for cell in april["cells"]}["due"] == 1


def test_each_number_opens_the_list_that_it_counts(client, one_of_each):
    """By month and by department, for one agency and for all: as many rows as the number says."""
    for address in (reverse(*AGENCY[:1], args=AGENCY[1]), reverse("catalog:compliance")):
        context = client.get(address).context
        for line in [*context["by_month"], *context["by_body"]]:
            assert len(listed(client.get(line["owed_href"]))) == line["owed"]
            for cell in line["cells"]:
                assert len(listed(client.get(cell["href"]))) == cell["count"], cell


def test_a_list_is_narrowed_by_state_department_cadence_month_and_day(client, one_of_each, item, cast):
    """Each filter leaves what fits it, and nothing else."""
    late = one_of_each[Outcome.LATE]
    assert listed(page(client, view="list", state="late")) == [late.label]
    assert len(listed(page(client, view="list", department=item.department.slug))) == 7
    assert listed(page(client, view="list", department=cast.other_department.slug)) == []
    assert len(listed(page(client, view="list", cadence=item.cadence))) == 7
    assert listed(page(client, view="list", month="2026-04")) == [one_of_each["next"].label]
    assert listed(page(client, view="list", day="2026-03-02")) == [late.label]
    assert listed(page(client, view="list", month="2026-05")) == []


def test_days_of_rest_and_make_up_workdays_are_named_in_words(client, cast):
    """October 2026: the national holiday, and the Saturday on which work is made up."""
    text = page(client, month="2026-10").content.decode()
    assert text.count("国庆节") == 8
    assert "make-up workday" in text and "day off" in text


def test_a_month_begins_on_monday_and_holds_each_day_once():
    """February 2026 begins on a Sunday: six cells before it are empty."""
    table = compliance.weeks(Month(2026, 2), calendar(), date(2026, 2, 3))
    assert [day and day.day.day for day in table[0]] == [None] * 6 + [1]
    assert all(len(week) == 7 for week in table)
    assert [day.day.day for day in compliance.days_of(table)] == list(range(1, 29))
    assert [day.day for day in compliance.days_of(table) if day.is_today] == [date(2026, 2, 3)]


def test_a_day_names_three_and_counts_the_rest(client, owe):
    """Five on one day: three with their names, what is open first, and "2 more"."""
    for _number in range(5):
        owe(date(2026, 3, 31))
    response = page(client, month="2026-03")
    assert response.content.decode().count("2 more") == 1
    day = next(
        day
        for table in response.context["tables"]
        for day in compliance.days_of(table["weeks"])
        if day.day == date(2026, 3, 31)
    )
    assert (len(day.rows), day.more) == (3, 2)
    assert len(listed(client.get(day.href))) == 5


def test_provisional_days_are_marked_in_both_views(client, one_of_each):
    """What a notice may still move says so, and so does a month beyond the published calendar."""
    assert "provisional" in page(client, month="2026-03").content.decode()
    assert "provisional" in page(client, month="2026-03", view="list").content.decode()
    assert "Days after it are provisional" in page(client, month="2060-01").content.decode()


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"month": "2026-13"}, "Choose a month"),
        ({"month": "0001-01"}, "Choose a month"),
        ({"month": "٢٠٢٦-11"}, "Choose a month"),
        ({"day": "2026-02-30"}, "Choose a day"),
        ({"day": "9999-12-31"}, "Choose a day"),
        ({"state": "lost"}, "There is no such state."),
        ({"department": "of-another-agency"}, "This agency has no such department."),
        ({"cadence": "sometimes"}, "The rules of this agency know no such cadence."),
    ],
)
@pytest.mark.parametrize("view", ["month", "list"])
def test_a_filter_that_is_not_understood_gets_a_sentence(client, one_of_each, asked, sentence, view):
    """And shows nothing rather than something else; the files answer 400 with the same sentence."""
    response = page(client, view=view, **asked)
    assert response.status_code == 200
    assert sentence in response.content.decode()
    assert not response.context.get("rows")
    assert [line["owed"] for line in response.context["by_month"]] == [0, 0]
    for name in ("catalog:agency_compliance_ics", "catalog:agency_compliance_csv"):
        answer = page(client, name, **asked)
        assert answer.status_code == 400
        assert sentence in answer.content.decode()


def test_odd_addresses_of_the_calendar_stay_calm(client, one_of_each):
    """A zero byte is refused, an unknown agency is not found, an unknown view is the list, the ends of time hold."""
    assert client.get(reverse(*AGENCY[:1], args=AGENCY[1]) + "?after=%00").status_code == 400
    assert page(client, where=["nowhere"]).status_code == 404
    assert page(client, view="wheel").context["view"] == "list"
    for month in ("1990-01", "2060-12"):
        assert page(client, month=month).status_code == 200
    assert page(client, "catalog:compliance", [], department="x", view="month").status_code == 200


def test_what_is_not_for_everybody_is_in_no_calendar(client, one_of_each, item):
    """Neither in numbers nor in lists nor in files."""
    DisclosureItem.objects.filter(pk=item.pk).update(audience="staff")
    for name, where in (("catalog:agency_compliance", ["quality"]), ("catalog:compliance", [])):
        for view in ("month", "list"):
            response = page(client, name, where, view=view)
            assert item.name not in response.content.decode()
            assert [line["owed"] for line in response.context["by_month"]] == [0, 0]
        assert not Calendar.from_ical(page(client, f"{name}_ics", where).content).events
        assert len(page(client, f"{name}_csv", where).getvalue().decode().splitlines()) == 1


def test_a_disclosure_for_staff_does_not_fulfil_what_is_owed_to_everybody(client, one_of_each):
    """It stays late or due in the calendar, and its title is named nowhere."""
    Disclosure.objects.filter(obligation=one_of_each[Outcome.ON_TIME]).update(audience="staff")
    counts = {cell["code"]: cell["count"] for cell in page(client).context["by_month"][0]["cells"]}
    assert counts["on_time"] == 0
    assert counts["due"] == 2


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_feed_reads_back_with_every_day(client, one_of_each, language):
    """Whole days with lasting names, the state in words, and a page to open; what may move is tentative."""
    with translation.override(language):
        response = page(client, "catalog:agency_compliance_ics")
        assert response["Content-Type"] == "text/calendar; charset=utf-8"
        events = {event["uid"]: event for event in Calendar.from_ical(response.content).events}
        assert len(events) == 7
        due = one_of_each[Outcome.DUE]
        event = next(event for uid, event in events.items() if uid.startswith(f"obligation-{due.pk}@"))
        assert (event.start, event.end) == (date(2026, 3, 31), date(2026, 4, 1))
        assert event["status"] == "TENTATIVE"
        assert str(Outcome.DUE.label) in event["description"]
        assert event["url"].startswith("http") and ("/en/" in event["url"]) is (language == "en")
        assert not event.alarms.times


def test_a_feed_that_did_not_change_is_not_sent_again(client, one_of_each):
    """Equal days give equal bytes, whenever they are asked for; a publication makes them differ."""
    first = page(client, "catalog:agency_compliance_ics")
    address = reverse("catalog:agency_compliance_ics", args=["quality"])
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Obligation.objects.filter(pk=one_of_each["next"].pk).update(publish_by=date(2026, 4, 8))
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_table_has_a_line_for_each_row_of_the_list(client, one_of_each):
    """With a mark that it is UTF-8, its head, and the days as they are written everywhere."""
    body = page(client, "catalog:agency_compliance_csv").getvalue().decode()
    assert body.startswith("\ufeff")
    head, *lines = csv.reader(io.StringIO(body.removeprefix("\ufeff")))
    assert len(lines) == 7
    assert {line[0] for line in lines} >= {"2026-03-02", "2026-04-07"}
    assert {line[head.index("State")] for line in lines} == {str(outcome.label) for outcome in Outcome}


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\r=1"])
def test_no_cell_of_a_table_runs_in_a_spreadsheet(client, owe, formula):
    """What would be a formula is a text, in the helper and in the file."""
    assert harmless(formula) == f"'{formula}"
    assert "".join(csv_lines([[formula, "fine", None]])).count("'") == 1
    owe(date(2026, 3, 20), label=formula, label_en=formula)
    body = page(client, "catalog:agency_compliance_csv").getvalue().decode().removeprefix("\ufeff")
    cells = [cell for line in csv.reader(io.StringIO(body, newline="")) for cell in line]
    assert f"'{formula}" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("view", ["month", "list"])
def test_the_calendar_opens_in_both_languages(client, one_of_each, language, view):
    """For one agency and for all, below 150 kB, linked from the pages of the agency and of the department."""
    with translation.override(language):
        address = reverse("catalog:agency_compliance", args=["quality"])
        assert address.startswith("/en/") is (language == "en")
        for path in (address, reverse("catalog:compliance")):
            response = client.get(path, {"view": view})
            assert response.status_code == 200
            assert len(response.content) < 150_000
        item = one_of_each[Outcome.DUE].item
        for path in (item.agency.get_absolute_url(), item.department.get_absolute_url()):
            assert address in client.get(path).content.decode()


# The page, and the queries that it may ask.
PAGES = [
    ("catalog:agency_compliance", ["quality"], "month", 7),
    ("catalog:agency_compliance", ["quality"], "list", 5),
    ("catalog:compliance", [], "month", 4),
    ("catalog:compliance", [], "list", 3),
    ("catalog:agency_compliance_ics", ["quality"], None, 5),
    (
        "catalog:agency_compliance_csv",
        ["quality"],
        None,
        5,
    ),  # what is made while it is sent is asked for once more
]


@pytest.mark.parametrize(("name", "where", "view", "queries"), PAGES)
def test_the_calendar_asks_the_same_number_of_queries_for_one_and_for_many(
    client, owe, name, where, view, queries, django_assert_num_queries
):
    """The literal number, with one row and with three."""
    for count in (1, 2):
        for _number in range(count):
            owe(date(2026, 3, 30))
        asked = {"view": view} if view else {}
        page(client, name, where, **asked)  # parses the rules and renders the fixed parts, once in a process
        cache.clear()
        with django_assert_num_queries(queries + ASKED_WHOLE):
            assert b"".join(page(client, name, where, **asked))


def test_numbers_add_up_to_what_is_owed():
    """Owed is the sum of the outcomes by construction."""
    counts = Counts()
    for number, outcome in enumerate(Outcome):
        counts.add(outcome, number)
    assert counts.owed == sum(range(len(Outcome)))
