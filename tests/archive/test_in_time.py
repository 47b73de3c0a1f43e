"""A:053 入档及时: the day of filing is kept and compared; whoever keeps the archive is reminded, lateness is shown."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from archive import actions, displaying, filing_reminders
from catalog.models import Disclosure
from core.models import Letter
from tests.conftest import SHANGHAI, load_regime


@pytest.fixture
def shown(cast, item, make_disclosure, now):
    """Published on 10 March 2026 under A: a year on display, then 20 working days."""
    made = make_disclosure(item, upto="published")
    load_regime("national-2019")  # whose ladders hold where a file is silent
    cast.agency.regime = load_regime("economic-zone").regime
    cast.agency.save()
    return Disclosure.objects.get(pk=made.pk)


def on(day: int, month: int, year: int = 2027) -> datetime:
    return datetime(year, month, day, 10, tzinfo=SHANGHAI)


def test_the_day_counts_from_the_end_of_the_display(shown):
    """The display ends with 9 March 2027; twenty working days after the 10th, without Qingming (5 April): 8 April."""
    assert displaying.ends_on(shown) == date(2027, 3, 10)
    assert displaying.file_by([shown]) == {shown.pk: date(2027, 4, 8)}


def test_a_validity_that_ends_earlier_begins_it_earlier(cast, item, make_disclosure):
    short = make_disclosure(item, upto="published", title="短期公示", valid_to=date(2026, 3, 31))
    cast.agency.regime = load_regime("economic-zone").regime
    cast.agency.save()
    short = Disclosure.objects.get(pk=short.pk)
    assert displaying.ends_on(short) == date(2026, 4, 1)
    assert displaying.file_by([short]) == {short.pk: date(2026, 4, 30)}


def test_other_rules_name_no_time(item, make_disclosure):
    made = make_disclosure(item, upto="published")
    assert displaying.file_by([made]) == {}


def test_the_archivist_is_reminded_from_the_end_of_the_display_on(shown, cast):
    """Five working days before, on the day; then the office too. Nothing before, nor once it is filed."""
    told = [filing_reminders.remind(now=on(*day)) for day in ((1, 3), (1, 4), (1, 4), (8, 4), (9, 4))]
    assert told == [0, 1, 0, 1, 2]
    assert Letter.objects.filter(name="file_near").order_by("pk").first().to == cast.archivist.email
    actions.seal_disclosure(shown, by=cast.archivist, now=on(12, 4))
    assert filing_reminders.remind(now=on(30, 4)) == 0


@pytest.mark.parametrize(("day", "late"), [((8, 4), False), ((9, 4), True)])
def test_a_file_keeps_its_day_and_says_whether_it_came_late(client, shown, cast, day, late):
    file = actions.seal_disclosure(shown, by=cast.archivist, now=on(*day))
    assert (file.due_on, file.is_late) == (date(2027, 4, 8), late)
    client.force_login(cast.supervisor)
    page = client.get(reverse("archive:shelf")).content.decode()
    assert (">逾期<" in page) == late


def test_supervisors_see_what_should_lie_in_the_archive_and_does_not(client, shown, cast):
    """Before anybody has filed it; a stranger sees nothing of it."""
    long_ago = timezone.localdate() - timedelta(days=600)
    Disclosure.objects.filter(pk=shown.pk).update(published_on=long_ago)
    client.force_login(cast.supervisor)
    page = client.get(reverse("archive:shelf"))
    assert [one.pk for one, _day in page.context["overdue"]] == [shown.pk]
    assert "逾期未归档" in page.content.decode()
    client.force_login(cast.stranger)
    assert client.get(reverse("archive:shelf")).context["overdue"] == []
