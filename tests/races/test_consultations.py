"""Several at once with a consultation, on PostgreSQL: opened once, told once, one table that nothing slips past."""

from datetime import date, timedelta

import pytest

from catalog.actions import consultation_opinions, consulting, subscribing
from catalog.models import Consultation, Subscription
from core.models import Letter, LogEntry
from core.roles import Role
from core.transitions import Refused
from tests.catalog.test_consultations import Bureau, at
from tests.races.test_applications import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bureau(make_agency):
    """The water bureau, whose final texts wait for a consultation."""
    return Bureau(make_agency("water", regime="water-bureau"))


def test_four_clocks_open_and_close_once(bureau):
    """One event each, one entry of the log, one letter to the reader, however many clocks strike together."""
    for number in range(3):
        subscribing.ask(
            email=f"reader{number}@example.org",
            agency=None,
            wants_disclosures=False,
            language="zh-hans",
            source=str(number),
            now=at(3, 10),
        )
    Subscription.objects.update(confirmed_at=at(3, 10))
    made = [bureau.released() for _round in range(3)]
    opened = at_once(lambda _number: consulting.turn(now=at(3, 11)), 4)
    closed = at_once(lambda _number: consulting.turn(now=at(3, 26)), 4)
    assert (sum(opened), sum(closed)) == (3, 3)
    for one in made:
        assert [event.action for event in one.events.all()] == ["plan", "release", "open", "close"]
    assert LogEntry.objects.filter(kind="consultation_opened").count() == 3
    assert Letter.objects.filter(name="consultation_news").count() == 9


def test_no_opinion_slips_past_the_table(bureau):
    """Entered and concluded at the same moment: either the opinion is refused, or the table waits for its answer."""
    collector, office = bureau[Role.FEEDBACK_COLLECTOR], bureau[Role.DISCLOSURE_OFFICE]
    for round_ in range(5):
        made = bureau.closed()

        def act(number, made=made, round_=round_):
            mine = Consultation.objects.get(pk=made.pk)
            if number:
                words = {"text": f"意见{round_}", "way": "hall", "received_on": date(2026, 3, 20)}
                return consultation_opinions.enter(mine, by=collector, now=at(3, 27), **words)
            return consulting.conclude(mine, conclusion="未作修改。", by=office, now=at(3, 27))

        said = at_once(act, 2)
        made.refresh_from_db()
        is_concluded = made.status == Consultation.Status.CONCLUDED
        assert isinstance(said[1 if is_concluded else 0], Refused)
        assert made.opinions.count() == (0 if is_concluded else 1)


def test_a_flood_from_one_address_is_slowed_down(bureau):
    """Eight at the same moment from one address: five are taken, the others are told to come later."""
    made = bureau.opened()

    def say(number):
        mine = Consultation.objects.get(pk=made.pk)
        now = at(3, 12) + timedelta(seconds=number)
        return consultation_opinions.receive(mine, text=f"意见{number}", source="192.0.2.1", now=now)

    said = at_once(say, 8)
    assert sum(isinstance(one, Refused) for one in said) == 3
    assert made.opinions.count() == 5
