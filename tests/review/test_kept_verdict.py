"""What a leader typed in a verdict survives a visit to the gate and a refusal, and is seen by nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from review.actions import kept_verdicts
from review.models import KeptVerdict, Verdict

pytestmark = pytest.mark.django_db
REMARK, REASON = "同意，但请补充数据来源说明。", "第二段数据与附件不一致，请核对。"


@pytest.fixture
def proposed(item, obligation, make_disclosure):
    """A matter that waits for the leader in charge."""
    return make_disclosure(item, obligation=obligation, upto="proposed")


def test_what_was_typed_survives_a_visit_to_the_gate(client, cast, proposed):
    """Of both forms; nobody else finds it; the verdict ends it."""
    page = reverse("review:matter", args=[proposed.pk])
    client.force_login(cast.leader)
    assert client.post(page, {"opinion": REMARK, "says": "keep"}).url == reverse(
        "catalog:gate", args=[proposed.pk]
    )
    client.post(page, {"return-opinion": REASON, "says": "keep"})
    assert not Verdict.objects.exists()
    back = client.get(page).content.decode()
    assert REMARK in back and REASON in back
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM review_keptverdict")
        assert REMARK not in str(cursor.fetchall())
    client.force_login(cast.administrator)
    assert REMARK not in client.get(page).content.decode()
    client.force_login(cast.leader)
    refused = client.post(page, {"return-opinion": "", "says": "send_back"})
    assert refused.status_code == 422 and REMARK in refused.content.decode()
    seen = client.get(page).context["returning"].initial["seen"]
    answer = client.post(page, {"return-opinion": REASON, "return-seen": seen, "says": "send_back"})
    assert answer.status_code == 302 and Verdict.objects.count() == 1
    assert not KeptVerdict.objects.exists()


def test_a_refused_verdict_keeps_what_was_typed(client, cast, proposed):
    """The round has gone on meanwhile: the sentence stands beside the text, which is kept."""
    page = reverse("review:matter", args=[proposed.pk])
    client.force_login(cast.leader)
    refused = client.post(page, {"opinion": REMARK, "seen": "of another round", "says": "approve"})
    assert refused.status_code == 422 and REMARK in refused.content.decode()
    assert not Verdict.objects.exists()


def test_texts_that_nobody_went_on_with_end(cast, proposed):
    """After a fortnight the clock deletes them; a text of absurd length is not kept at all."""
    now = timezone.now()
    kept_verdicts.keep(proposed, typed={"opinion": REMARK}, by=cast.leader, now=now)
    kept_verdicts.keep(proposed, typed={"opinion": "长" * kept_verdicts.LONGEST}, by=cast.leader, now=now)
    assert kept_verdicts.typed_of(proposed, cast.leader) == {"opinion": REMARK}
    later = now + timedelta(days=14)
    assert kept_verdicts.count_forgotten(now=later) == kept_verdicts.forget(now=later) == 1
