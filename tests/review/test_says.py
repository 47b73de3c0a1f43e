"""A leader's verdict is what they said: a form that lost its button is never taken for consent."""

import pytest
from django.urls import reverse

from catalog.models import Disclosure
from review.models import Verdict

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("says", [None, "", "nonsense", "approved"])
def test_a_verdict_that_says_nothing_approves_nothing(item, make_disclosure, cast, client, says):
    """Sent by a script, by a page that was cut short, by a browser that left the button out: a sentence, words kept."""
    made = make_disclosure(item, upto="proposed")
    client.force_login(cast.leader)
    address = reverse("review:matter", args=[made.pk])
    seen = client.get(address).context["approving"].initial["seen"]
    sent = {"seen": seen, "opinion": "拟同意，请先核对附表。"} | ({} if says is None else {"says": says})
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "拟同意，请先核对附表。" in answer.content.decode() and "请按" in answer.content.decode()
    assert Disclosure.objects.get(pk=made.pk).status == Disclosure.Status.IN_REVIEW
    assert not Verdict.objects.exists()
    assert client.post(address, sent | {"says": "approve"}).status_code == 302
    assert Verdict.objects.get().says == Verdict.Says.APPROVE
