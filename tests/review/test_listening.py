"""Opinions kept apart from people and from floods: masked before they are public, entered by staff, handled again."""

from datetime import timedelta

import pytest
from django.core.signing import dumps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.models import Disclosure, Relation
from core import stamps
from core.models import Letter
from core.scanning import masking
from core.transitions import Refused
from review import actions, queue
from review.models import Opinion
from tests.core.scanning.made import ADULT

TOLD = (
    f"我叫赵一鸣，住在3号楼2单元501室，身份证{ADULT}，电话13800138000，信箱zhao@example.org，请打0000-12345。"
)


@pytest.fixture
def published(item, obligation, make_disclosure):
    """A public disclosure."""
    return make_disclosure(item, obligation=obligation, upto="published")


@pytest.mark.once
def test_what_points_at_people_is_masked_and_the_rest_stays():
    """Numbers, homes, mail and names that are said or declared; nothing else."""
    masked = masking.suggestion(TOLD, known=frozenset(["000012345"]), names=["王"])
    assert masked == "我叫×××，住在×××，身份证×××，电话×××，信箱×××，请打0000-12345。"
    assert masking.left_in(masked) == []
    assert masking.suggestion("何时开放？共3处，2026年。") == "何时开放？共3处，2026年。"
    assert masking.suggestion("柳青禾反映：停车难。", names=["柳青禾", " "]) == "×××反映：停车难。"
    assert masking.suggestion("钱二，男，患有糖尿病") == "×××，男，患有糖尿病"


def test_the_public_reads_the_masked_words_and_staff_the_others(client, published, cast, now):
    """The form begins with the suggestion; what still names somebody is refused until who answers confirms it."""
    opinion = actions.receive_opinion(published, text=TOLD, name="赵一鸣", now=now)
    url = reverse("review:answer", args=[opinion.pk])
    client.force_login(cast.feedback_collector)
    start = client.get(url).context["answering"].initial["public_text"]
    assert "赵一鸣" not in start and ADULT not in start
    refused = client.post(url, {"public_text": TOLD, "answer": "已改。"})
    assert refused.status_code == 422 and refused.context["answering"].non_field_errors()
    assert client.post(url, {"public_text": start, "answer": "请赵一鸣来。"}).status_code == 422
    assert client.post(url, {"public_text": start, "answer": "已改。"}).status_code == 302
    public = client.get(published.get_absolute_url()).content.decode()
    assert "×××" in public and "赵一鸣" not in public and "13800138000" not in public
    opinion.refresh_from_db()
    assert opinion.text == TOLD
    second = actions.receive_opinion(published, text="请打13800138000。", now=now)
    with pytest.raises(Refused):
        actions.answer_opinion(second, answer="电13800138000", by=cast.clerk, now=now)
    actions.answer_opinion(
        second, answer="电13800138000", let_stand=True, public_text="问", by=cast.clerk, now=now
    )
    assert second.events.get().note


def test_staff_enter_what_came_by_other_ways(client, published, cast):
    """B-081: from which way, on which day, by whom; the answer is owed from that day."""
    url = reverse("review:enter_opinion")
    client.force_login(cast.people["observer"])
    assert client.get(url).status_code == 403
    client.force_login(cast.feedback_collector)
    assert client.get(url, {"disclosure": published.pk}).context["form"]["index_number"].value()
    Disclosure.objects.filter(pk=published.pk).update(published_on=timezone.localdate() - timedelta(days=9))
    came = timezone.localdate() - timedelta(days=7)
    typed = {"index_number": published.index_number, "way": "hall", "received_on": came, "text": "看不懂。"}
    for wrong in (
        {"way": "web"},
        {"received_on": came - timedelta(days=9)},
        {"index_number": "x"},
        {"text": " "},
    ):
        assert client.post(url, {**typed, **wrong}).status_code == 422
    assert client.post(url, {**typed, "rating": "2", "place": "一号窗口"}).status_code == 302
    made = Opinion.objects.get()
    assert (made.way, made.entered_by, made.rating) == ("hall", cast.feedback_collector, 2)
    assert timezone.localdate(made.received_at) == came and made.events.get().action == "enter"
    with pytest.raises(Refused):
        actions.enter_opinion(
            published, text="x", way="hall", received_on=came, by=cast.leader, now=timezone.now()
        )


def test_handling_is_told_to_the_leading_group_and_published_again(client, published, cast, now):
    """B-082: a draft of the same item with the answered opinions, linked; once begun it waits no longer."""
    client.force_login(cast.clerk)
    url = reverse("review:tell_handling", args=[published.pk])
    assert client.post(url).status_code == 302 and not Relation.objects.exists()
    opinion = actions.receive_opinion(published, text="请打13800138000。", now=now)
    actions.answer_opinion(opinion, answer="已办。", by=cast.clerk, now=now)
    assert published in queue.handlings_for(cast.clerk)
    assert published.title in client.get(reverse("review:opinions")).content.decode()
    client.post(url)
    link = Relation.objects.get()
    assert (link.kind, link.earlier) == (Relation.Kind.HANDLES, published)
    assert "已办。" in link.later.body and "13800138000" not in link.later.body
    assert Letter.objects.filter(name="opinions_to_group", to=cast.leading_group.email).count() == 1
    assert not queue.handlings_for(cast.clerk).exists()
    client.force_login(cast.people["stranger"])
    assert client.post(url).status_code == 404


def test_ten_thousand_from_one_address_are_five_and_slow_nobody_down(client, published, cast, now):
    """Refused politely with the words kept; the others come in; pages cost the same with ten thousand rows."""
    url = f"{published.get_absolute_url()}opinion/"
    for number in range(7):
        page = client.post(url, {"text": f"意见{number}"}, REMOTE_ADDR="192.0.2.1")
    assert page.status_code == 422 and "意见6" in page.content.decode()
    assert client.post(url, {"text": "另一人"}, REMOTE_ADDR="192.0.2.2").status_code == 302
    assert Opinion.objects.count() == 6
    client.force_login(cast.feedback_collector)
    addresses = (published.get_absolute_url(), reverse("review:opinions"))
    costs = []
    for _times in range(2):
        for address in addresses:
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            costs.append(len(queries))
        many = {"disclosure": published, "received_at": now, "answer_by": now.date(), "source": "x" * 64}
        Opinion.objects.bulk_create(Opinion(text=f"水{number}", **many) for number in range(10_000))
    assert costs[:2] == costs[2:]
    assert len(client.get(addresses[1]).context["rows"]) == 20


@pytest.mark.once
def test_a_form_that_comes_back_at_once_was_typed_by_no_person(settings):
    """Its stamp says when it was handed out; a made-up one is as bad, none at all is not judged."""
    settings.FORM_LEAST_SECONDS = 2
    assert stamps.is_too_quick(stamps.stamp()) and stamps.is_too_quick("made:up")
    assert not stamps.is_too_quick("") and not stamps.is_too_quick(dumps(1, salt=stamps.SALT))
