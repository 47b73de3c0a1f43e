"""The processing fee: the tiers of 国办函〔2020〕109号, by items and by pages, and the command that says it."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from requests_app import fees

ITEMS = {0: 0, 1: 0, 10: 0, 11: 100, 30: 2000, 31: 2200, 40: 4000, 41: 4300, 50: 7000, 51: 7400, 60: 11000}
PAGES = {0: 0, 1: 0, 30: 0, 31: 10, 100: 700, 101: 720, 200: 2700, 201: 2740, 300: 6700}
numbers = st.integers(1, 2000)


def item_rate(place: int) -> int:
    """The yuan for the item in this place of the month, read straight from the words of art. 4."""
    if place <= 10:
        return 0
    return 100 if place <= 30 else 100 + 100 * -(-(place - 30) // 10)


def page_rate(place: int) -> int:
    """The yuan for the page in this place, read straight from the words of art. 5."""
    return next(rate for last, rate in ((30, 0), (100, 10), (200, 20), (10**9, 40)) if place <= last)


@pytest.mark.parametrize(("number", "yuan"), ITEMS.items())
def test_items_cost_by_tiers(number, yuan):
    """Ten are free, twenty cost 100 each, then each further ten 100 more."""
    assert fees.by_items(number).total == yuan


@pytest.mark.parametrize(("number", "yuan"), PAGES.items())
def test_pages_cost_by_tiers(number, yuan):
    """Thirty are free, then 10, 20 and 40 yuan each."""
    assert fees.by_pages(number).total == yuan


@given(number=numbers, already=st.integers(0, 500))
def test_each_item_costs_what_its_place_in_the_month_says(number, already):
    """The fee is the sum over the places, and its lines are the places, each once and in order."""
    fee = fees.by_items(number, already=already)
    places = range(already + 1, already + number + 1)
    assert fee.total == sum(map(item_rate, places))
    assert [place for line in fee.lines for place in range(line.first, line.last + 1)] == list(places)
    assert {line.rate for line in fee.lines} == set(map(item_rate, places))


@given(number=numbers)
def test_each_page_costs_what_its_place_says(number):
    """The same for pages."""
    fee = fees.by_pages(number)
    assert fee.total == sum(map(page_rate, range(1, number + 1)))
    assert sum(line.number for line in fee.lines) == number


@given(first=numbers, second=numbers)
def test_it_does_not_matter_how_a_month_is_cut_into_applications(first, second):
    """Two applications of a month cost together what one with all items costs."""
    apart = fees.by_items(first).total + fees.by_items(second, already=first).total
    assert apart == fees.by_items(first + second).total


@pytest.mark.parametrize("asked", [(-1, 0), (1, -1), (fees.MOST, 1)])
def test_impossible_counts_are_refused(asked):
    """Less than nothing, and slips of the keyboard."""
    with pytest.raises(ValueError):
        fees.by_items(asked[0], already=asked[1])


def said(*words) -> str:
    """What the command prints."""
    out = io.StringIO()
    call_command("processing_fee", *words, stdout=out)
    return out.getvalue()


def test_the_command_says_the_fee_and_its_working():
    """As JSON for scripts, as lines for people."""
    told = json.loads(said("--items", "21", "--already", "20", "--json"))
    assert told == {
        "total": 3300,
        "working": [
            {"from": 21, "to": 30, "number": 10, "rate": 100, "amount": 1000},
            {"from": 31, "to": 40, "number": 10, "rate": 200, "amount": 2000},
            {"from": 41, "to": 41, "number": 1, "rate": 300, "amount": 300},
        ],
    }
    assert json.loads(said("--pages", "201", "--json"))["total"] == 2740
    assert "2740" in said("--pages", "201").splitlines()[-1]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--items", "1", "--pages", "1"],
        ["--pages", "5", "--already", "1"],
        ["--items", "-1"],
        ["--items", "x"],
        ["--items", "5", "--already", "-1"],
    ],
)
def test_the_command_refuses_what_cannot_be_asked(words):
    """Both ways at once, none, no number."""
    with pytest.raises(CommandError):
        said(*words)
