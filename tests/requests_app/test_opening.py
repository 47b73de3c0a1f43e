"""The first opening of an answer on the portal is written down, once, and counts as delivery where the rules say so."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from core.regimes.applications import Delivery
from core.regimes.parts import Words
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import deciding, notices, opening
from requests_app.views.public import FOLLOW
from tests.requests_app.test_public_pages import text_of

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


def test_the_first_opening_is_kept_and_stands_on_the_record_of_delivery(
    client, make_application, officer, leader
):
    """Nothing before the decision; once after it, however often it is read; no visitor, no address is kept."""
    now = timezone.now()
    application = make_application(upto="drafted", when=now)
    page = reverse("requests_app:followed", args=[signing.dumps(application.pk, salt=FOLLOW)])
    client.get(page)
    assert opening.first_opened(application) is None
    actions.decide(application, by=leader, now=now)
    for _time in range(2):
        assert client.get(page, REMOTE_ADDR="203.0.113.9").status_code == 200
    [event] = application.events.filter(action=opening.OPENED)
    assert (event.actor, event.note, event.previous) == (None, "", event.current)
    assert not opening.note_opened(application, now=now + A_DAY)
    assert "首次在此打开" in text_of(client.get(page)) or "first time" in text_of(client.get(page))
    application.refresh_from_db()
    actions.deliver(application, on=timezone.localdate(now), way="web", by=officer, now=now)
    record = application.notices.get(form="delivery")
    said = json.dumps(notices.content_of(record), ensure_ascii=False)
    decision = application.notices.get(kind="decision")
    assert decision.number in said and "首次在网上打开" in said
    client.force_login(officer)
    assert client.get(application.get_absolute_url()).status_code == 200


@pytest.mark.once
def test_where_the_rules_count_from_the_first_opening_only_that_day_is_taken(make_application, officer, now):
    """Not opened: not delivered by the web. Opened: on that day and no other; without such a rule any day after."""
    application = make_application(upto="decided")
    rule = Delivery("opened", Words("本制度第九条", "Article 9"), ())
    assert application.rules.delivery is None and not list(deciding._not_opened(application, now.date()))
    application.rules = replace(application.rules, delivery=rule)
    [why] = deciding._not_opened(application, now.date())
    assert "本制度第九条" in why
    opening.note_opened(application, now=now)
    assert not list(deciding._not_opened(application, now.date()))
    [why] = deciding._not_opened(application, now.date() + A_DAY)
    assert now.date().isoformat() in why
    with pytest.raises(Refused):  # and never before the decision
        actions.deliver(application, on=now.date() - A_DAY, way="web", by=officer, now=now)
