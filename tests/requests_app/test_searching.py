"""Records of searches: what "does not exist" rests on."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.models import Search
from tests.requests_app.conftest import filled_in, person, searched

pytestmark = pytest.mark.django_db
TYPED = {
    "on": "2026-03-10",
    "people": "秦守信",
    "places": "档案室",
    "words": "验收",
    "result": "nothing",
    "note": "",
}


def test_nobody_answers_that_something_does_not_exist_without_a_search(
    client, make_application, body, officer, leader, now
):
    """The last record must say that nothing was found; who only reads keeps none; no record is ever changed."""
    application = make_application(upto="registered")
    outcome = application.rules.outcomes["nonexistent"]
    draft = {"outcome": outcome.code, "decision": filled_in(outcome), "by": officer, "now": now}
    with pytest.raises(Refused):
        actions.draft(application, **draft)
    for wrong in (
        {"by": leader},
        {"on": now.date() + timedelta(days=1)},
        {"on": now.date() - timedelta(days=1)},
        {"words": " "},
    ):
        kept = {**TYPED, "on": now.date(), "by": officer, "now": now}
        with pytest.raises(Refused):
            actions.record_search(application, **{**kept, **wrong})
    client.force_login(officer)
    address = reverse("requests_app:search", args=[application.pk])
    assert client.post(address, {**TYPED, "people": ""}).status_code == 422
    assert client.post(address, TYPED).status_code == 302
    page = client.get(application.get_absolute_url(), {"outcome": outcome.code})
    assert "秦守信" in page.context["forms"]["draft"].initial["searched"]
    actions.record_search(application, **{**TYPED, "on": now.date(), "result": "found"}, by=officer, now=now)
    with pytest.raises(Refused):
        actions.draft(application, **draft)
    searched(application, officer, now)
    actions.draft(application, **draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        Search.objects.update(words="别的")
    client.force_login(person(body, Role.PROPOSER))
    assert client.post(address, TYPED).status_code == 404
