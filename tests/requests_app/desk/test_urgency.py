"""The lights of the desk: the database sees what one sees of each application; the desk asks little."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.actions import load_regime_version
from core.deadlines.calendars import calendar
from core.scheduler import reminding
from requests_app import actions
from requests_app.desk import status_words, urgency
from requests_app.models import Application, Status
from requests_app.views.desk import ON_DESK

pytestmark = pytest.mark.django_db
OF_TONE = {"quiet": urgency.WAITS, "info": urgency.WAITS}


@pytest.fixture
def every_kind(make_application, officer, now):
    """Applications in each state of the desk, and days around today for each that runs."""
    asked = make_application(upto="registered")
    actions.ask_correction(asked, missing="期间", days=5, by=officer, now=now)
    waiting = make_application(upto="registered")
    actions.consult_third_party(waiting, party="清河水务公司", by=officer, now=now)
    for upto in ("received", "registered", "drafted", "decided"):
        make_application(upto=upto)
    return Application.objects.filter(status__in=ON_DESK)


@pytest.mark.parametrize("soon", [3, 7])
def test_the_database_and_the_page_see_the_same_light(every_kind, body, soon):
    """Over weekends, Qingming, and the day itself: each application has exactly one light, the same both ways.

    How near is near, the regime says; three working days where it is silent.
    """
    if soon != 3:
        content = body.regime.version_on(date(2026, 3, 10)).content | {"soon": {"working_days": soon}}
        body.adopted = load_regime_version(content, at=timezone.now())
        body.save()
    assert reminding.soon_in(body, date(2026, 3, 10)) == soon
    for offset in range(52):
        today = date(2026, 3, 8) + timedelta(days=offset)
        seen = {name: set(every_kind.filter(it)) for name, it in urgency.conditions(today, [body]).items()}
        for application in every_kind:
            tone = status_words.light(application, today=today, calendar=calendar(), soon=soon).tone
            found = [name for name, those in seen.items() if application in those]
            assert found == [OF_TONE.get(tone, tone)], (application.status, today)


def test_the_desk_counts_and_filters_by_light(client, officer, make_application):
    """Each light is a link with its number; a wrong one is no filter."""
    now = timezone.now()
    first = make_application(when=now)
    Application.objects.filter(pk=first.pk).update(answer_by=timezone.localdate(now) - timedelta(days=1))
    make_application(when=now)
    client.force_login(officer)
    desk = reverse("requests_app:desk")
    page = client.get(desk)
    assert {name: number for name, _label, number, _address in page.context["lights"]} == {
        "bad": 1,
        "warn": 0,
        "good": 1,
        "waits": 0,
    }
    late = client.get(desk, {"light": "bad"})
    assert [application.pk for application, _light in late.context["rows"]] == [first.pk]
    assert len(client.get(desk, {"light": "purple"}).context["rows"]) == 2


def test_what_is_decided_stands_at_its_day_of_delivery(client, officer, make_application):
    """Most urgent first, whatever it waits for."""
    now = timezone.now()
    decided, fresh = make_application(upto="decided", when=now), make_application(when=now)
    client.force_login(officer)
    desk = reverse("requests_app:desk")
    Application.objects.filter(pk=decided.pk).update(deliver_by=timezone.localdate(now))
    assert [it.pk for it, _light in client.get(desk).context["rows"]] == [decided.pk, fresh.pk]
    Application.objects.filter(pk=decided.pk).update(deliver_by=fresh.answer_by + timedelta(days=9))
    assert [it.pk for it, _light in client.get(desk).context["rows"]] == [fresh.pk, decided.pk]


def test_the_desk_asks_the_database_at_most_fifteen_times(client, officer, make_application):
    """For one row and for twenty-five."""
    client.force_login(officer)
    counted = []
    for number in (1, 24):
        for _each in range(number):
            make_application(when=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("requests_app:desk"))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 15
    assert Application.objects.filter(status=Status.RECEIVED).count() == 25
