"""Self-checks (H-205): everything published is marked by its department with a reason, closed, and told."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.actions import correcting, disclosures, self_checking
from catalog.models import SelfCheck, SelfCheckMark
from core.transitions import Refused

pytestmark = pytest.mark.django_db


def test_a_self_check_from_its_beginning_to_the_draft_of_its_result(client, cast, item, make_disclosure, now):
    """The office begins it, departments mark their own with reasons, nothing left out, then it is closed and told."""
    office, now = cast.disclosure_office, timezone.now()
    old, wrong, stays = (make_disclosure(item, upto="published", title=f"第{n}号公告") for n in (1, 2, 3))
    for one in (old, wrong, stays):
        type(one).objects.filter(pk=one.pk).update(published_on=now.date() - timedelta(days=9))
    make_disclosure(item, upto="published", title="只供领导", audience="leadership")
    url = reverse("catalog:self_checks")
    typed = {
        "agency": cast.agency.slug,
        "name": "2026年自查",
        "published_until": now.date() - timedelta(days=5),
        "due_on": now.date() + timedelta(days=5),
    }
    client.force_login(cast.clerk)
    assert client.post(url, typed).status_code == 422 and not SelfCheck.objects.exists()
    client.force_login(office)
    for bad in (
        {"published_until": now.date() + timedelta(days=2)},
        {"due_on": now.date() - timedelta(days=1)},
        {"name": " "},
    ):
        assert client.post(url, {**typed, **bad}).status_code == 422
    assert client.post(url, typed).status_code == 302
    assert client.post(url, {**typed, "name": "又一次"}).status_code == 422
    check = SelfCheck.objects.get()
    assert set(check.covered) == {old, wrong, stays}
    page = check.get_absolute_url()
    client.force_login(cast.stranger)
    assert client.get(page).status_code in (403, 404)
    client.force_login(cast.colleague)
    assert client.post(page, {"mark": "keep", "reason": "x", "all": "on"}).status_code in (403, 404, 422)
    assert not SelfCheckMark.objects.exists()
    client.force_login(cast.clerk)
    assert client.post(page, {"mark": "keep", "reason": " ", "pick": old.pk}).status_code == 422
    assert client.post(page, {"mark": "keep", "reason": "有效"}).status_code == 422
    assert (
        client.post(page, {"mark": "update", "reason": "数字已变", "pick": [wrong.pk, "9" * 50]}).status_code
        == 302
    )
    assert client.post(page, {"mark": "withdraw", "reason": "已失效", "pick": old.pk}).status_code == 302
    with pytest.raises(Refused):
        self_checking.close(check, by=office, now=now)
    assert client.post(page, {"mark": "keep", "reason": "仍有效", "all": "on"}).status_code == 302
    assert dict(check.marks.values_list("disclosure__title", "mark")) == {
        "第1号公告": "withdraw",
        "第2号公告": "update",
        "第3号公告": "keep",
    }
    assert client.post(page, {"mark": "update", "reason": "再来", "pick": stays.pk}).status_code == 422
    with pytest.raises(DatabaseError), transaction.atomic():
        SelfCheckMark.objects.update(reason="改")
    later = now + timedelta(hours=1)
    disclosures.withdraw(old, reason="已失效。", by=office, now=later)
    rows = {row["matter"]: row["is_done"] for row in client.get(f"{page}?state=withdraw").context["rows"]}
    assert rows == {old: True}
    correction = correcting.begin(wrong, reason="更新。", by=cast.clerk, now=later)
    assert correction and [row["is_done"] for row in client.get(f"{page}?state=update").context["rows"]] == [
        False
    ]
    assert client.post(page, {"close": "1"}).status_code == 422
    with pytest.raises(Refused):
        self_checking.tell(check, item=item, by=cast.clerk, now=now)
    client.force_login(office)
    assert client.post(page, {"close": "1"}).status_code == 302
    client.force_login(cast.clerk)
    assert client.post(page, {"mark": "keep", "reason": "x", "all": "on"}).status_code == 422
    told = client.post(page, {"tell": "1", "item": item.pk})
    assert told.status_code == 302
    made = item.disclosures.latest("pk")
    assert "第2号公告" in made.body and "数字已变" in made.body and "第3号公告" not in made.body
    assert self_checking.counts(check)[0]["left"] == 0


def test_the_page_asks_the_same_for_three_matters_as_for_one(client, cast, item, make_disclosure, now):
    check = self_checking.begin(
        cast.agency,
        name="自查",
        published_until=now.date(),
        due_on=now.date(),
        by=cast.disclosure_office,
        now=now,
    )
    client.force_login(cast.disclosure_office)
    costs = []
    for more in (1, 2):
        for _number in range(more):
            make_disclosure(item, upto="published")
        client.get(check.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(check.get_absolute_url()).context["rows"]) == (1 if more == 1 else 3)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 15
