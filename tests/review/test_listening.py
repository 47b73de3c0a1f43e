"""Opinions kept apart from people and from floods: masked before they are public, entered by staff, handled again."""

from datetime import date, timedelta

import pytest
from django.core.signing import dumps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from archive.manifest import of_opinion
from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem, Relation
from core.models import Letter
from core.scanning import masking
from core.transitions import Refused
from core.web import form_stamps
from review import actions, feedback_window, queue
from review.models import Opinion, OpinionEvent
from supervision.reports import Scope, overview
from tests.core.scanning.made import ADULT
from tests.signing import approve

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
    assert published in queue.handlings_for(cast.clerk, on=timezone.localdate(now))
    assert published.title in client.get(reverse("review:opinions")).content.decode()
    client.post(url)
    link = Relation.objects.get()
    assert (link.kind, link.earlier) == (Relation.Kind.HANDLES, published)
    assert "已办。" in link.later.body and "13800138000" not in link.later.body
    assert Letter.objects.addressed_to(cast.leading_group.email).filter(name="opinions_to_group").count() == 1
    assert not queue.handlings_for(cast.clerk, on=timezone.localdate(now)).exists()
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
def test_a_form_that_comes_back_at_once_was_typed_by_no_person(settings, now):
    """Its stamp says when it was handed out; a made-up one, or none, is doubtful."""
    settings.FORM_LEAST_SECONDS = 2
    handed_out = form_stamps.stamp(now)
    assert form_stamps.is_too_quick(handed_out, now) and not form_stamps.is_doubtful(handed_out)
    assert not form_stamps.is_too_quick(handed_out, now + timedelta(seconds=2))
    for made_up in ("made:up", ""):
        assert form_stamps.is_doubtful(made_up) and not form_stamps.is_too_quick(made_up, now)
    assert not form_stamps.is_too_quick(dumps(1, salt=form_stamps.SALT), now)
    settings.FORM_LEAST_SECONDS = 0
    assert not form_stamps.is_doubtful("")


def test_what_looks_like_a_program_or_comes_in_a_flood_is_kept_for_a_person(
    client, settings, published, cast, now
):
    """Held back, not lost: counted, told of by one letter a day, let in or set aside by the thousand in few statements,
    and until then without weight in the satisfaction."""
    settings.FORM_LEAST_SECONDS = 2
    url, agency = f"{published.get_absolute_url()}opinion/", published.agency
    typed = {"text": "没有页面印记", "rating": "1"}
    assert client.post(url, typed, REMOTE_ADDR="192.0.2.1").status_code == 302
    forged = {"text": "伪造印记", "stamp": "made:up"}
    assert client.post(url, forged, REMOTE_ADDR="192.0.2.2").status_code == 302
    quick = client.post(
        url, {"text": "太快", "stamp": form_stamps.stamp(timezone.now())}, REMOTE_ADDR="192.0.2.3"
    )
    assert quick.status_code == 422 and "太快" in quick.content.decode()
    good = {"text": "一般", "stamp": form_stamps.stamp(timezone.now() - timedelta(hours=1))}
    assert client.post(url, good, REMOTE_ADDR="192.0.2.4").status_code == 302
    agency.opinions_an_hour = 3
    agency.save()
    other = {"text": "溢出", "stamp": form_stamps.stamp(timezone.now() - timedelta(hours=1))}
    client.post(url, other, REMOTE_ADDR="192.0.2.5")
    kept = dict(Opinion.objects.values_list("text", "doubt"))
    assert kept == {"没有页面印记": "stamp", "伪造印记": "stamp", "一般": "", "溢出": "flood"}
    assert [one.text for one in queue.opinions_for(cast.feedback_collector, on=timezone.localdate(now))] == [
        "一般"
    ]
    assert Letter.objects.filter(name="opinions_held").count() == 1
    today = timezone.localdate()
    figures = overview(Scope(agency, today.replace(day=1), today), today)
    assert (figures.total.opinions, figures.total.rated) == (4, 0)
    of_matter = reverse("review:held_of", args=["disclosure", published.pk])
    client.force_login(cast.stranger)
    assert client.get(of_matter).status_code == 302 and client.post(of_matter, {"do": "let_in", "all": "on"})
    assert Opinion.objects.filter(status="held").count() == 3
    client.force_login(cast.feedback_collector)
    assert published.title in client.get(reverse("review:held")).content.decode()
    first = Opinion.objects.get(text="溢出")
    assert client.post(of_matter, {"do": "let_in"}).status_code == 422
    assert client.post(of_matter, {"do": "set_aside", "pick": first.pk}).status_code == 422
    assert client.post(of_matter, {"do": "let_in", "pick": [first.pk, "9" * 40, "x"]}).status_code == 302
    assert first.events.get().action == "let_in" and first in queue.opinions_for(
        cast.feedback_collector, on=today
    )
    many = {"disclosure": published, "received_at": now, "answer_by": now.date(), "status": "held"}
    Opinion.objects.bulk_create(Opinion(text=f"水{number}", **many) for number in range(10_000))
    with CaptureQueriesContext(connection) as queries:
        assert len(client.get(of_matter).context["page"].object_list) == 50
    assert len(queries) <= 15
    with CaptureQueriesContext(connection) as queries:
        client.post(of_matter, {"do": "set_aside", "reason": "广告。", "all": "on"})
    # In parts of hundreds: the rows, their events, the seal of each row. SQLite takes 142 events in one statement, and
    # a hundred of the seals, which say since they have a key whose they are and what they hang on. Of each part it is
    # asked first whether it stands (ADR 39), by two questions.
    assert len(queries) <= 570 and not Opinion.objects.filter(status="held").exists()
    assert OpinionEvent.objects.filter(action="set_aside", note="广告。").count() == 10_002


def test_what_is_for_the_staff_is_spoken_of_by_the_staff(client, item, make_disclosure, cast, now):
    """C-099: the internal site takes opinions of those who read it; others do not even see the page."""
    inside = make_disclosure(item, upto="published", audience="staff")
    url = f"{inside.get_absolute_url()}opinion/"
    assert client.post(url, {"text": "食堂太贵。"}).status_code == 404
    with pytest.raises(Refused):
        actions.receive_opinion(inside, text="外人", by=cast.stranger, now=now)
    client.force_login(cast.clerk)
    page = client.get(inside.get_absolute_url())
    assert "opinion_form" in page.context
    assert "意见与答复一并公开" not in page.content.decode()  # nobody else will read them
    empty = client.post(url, {"text": ""})
    assert empty.status_code == 422 and "意见与答复一并公开" not in empty.content.decode()
    assert client.post(url, {"text": "食堂太贵。"}).status_code == 302
    opinion = Opinion.objects.get()
    led = make_disclosure(item, upto="published", audience="leadership")
    with pytest.raises(Refused):
        actions.receive_opinion(led, text="看法", by=cast.head, now=now)
    asked = {"of": "opinions", "agency": cast.agency.slug}
    shown = {}
    for name in ("supervisor", "invited_supervisor", "observer"):
        client.force_login(cast.people[name])
        seen = client.get(reverse("supervision:records"), asked).content.decode()
        shown[name] = (
            inside.is_readable_by(cast.people[name], on=timezone.localdate(now)),
            "食堂太贵" in seen,
        )
    assert all(may_read == told for may_read, told in shown.values()), shown
    client.force_login(cast.clerk)
    actions.answer_opinion(opinion, answer="已降价。", by=cast.feedback_collector, now=now)
    assert "已降价。" in client.get(inside.get_absolute_url()).content.decode()


def test_what_was_put_right_stands_beside_the_opinion(client, published, cast, now):
    """D-116: once, after the answer, on a day between the opinion and today, naming nobody; the archive keeps it."""
    opinion = actions.receive_opinion(published, text="字太小。", now=now)
    url, day = reverse("review:answer", args=[opinion.pk]), timezone.localdate(now)
    with pytest.raises(Refused):
        actions.record_put_right(opinion, put_right="改大。", put_right_on=day, by=cast.clerk, now=now)
    actions.answer_opinion(opinion, answer="将改。", by=cast.clerk, now=now)
    client.force_login(cast.feedback_collector)
    typed = {"record": "1", "put_right": "字号已改为四号。", "put_right_on": day}
    for wrong in (
        {"put_right": " "},
        {"put_right": "请打13800138000。"},
        {"put_right_on": day - timedelta(days=1)},
    ):
        assert client.post(url, {**typed, **wrong}).status_code == 422
    assert client.post(url, typed).status_code == 302
    assert client.post(url, typed).status_code == 422
    client.logout()
    assert "字号已改为四号。" in client.get(published.get_absolute_url()).content.decode()
    assert of_opinion(Opinion.objects.get())["put_right"] == "字号已改为四号。"


def test_a_key_matter_has_its_feedback_stage_and_its_outcome_is_told(
    client, cast, item, make_disclosure, now
):
    """E-129: heard for the days of the regime, on the page; then told in public, even that nobody spoke, before its
    file is closed. What tells it opens no stage of its own."""
    version = cast.agency.regime.versions.get()
    version.content["feedback"]["hear_key"] = {"working_days": 10}
    version.pk, version.number, version.digest = None, version.number + 1, "1" * 64
    version.save()
    DisclosureItem.objects.filter(pk=item.pk).update(is_key=True)
    cast.agency.adopted = version
    cast.agency.save()
    matter = Disclosure.objects.get(pk=make_disclosure(item, upto="published").pk)
    until = feedback_window.last_day(matter)
    assert until == date(2026, 3, 24) and list(feedback_window.blockers(matter))
    with pytest.raises(Refused):
        actions.tell_handling(matter, by=cast.clerk, now=now)
    assert matter not in queue.handlings_for(cast.clerk, on=until)
    later = now + timedelta(days=15)
    assert matter in queue.handlings_for(cast.clerk, on=timezone.localdate(later))
    client.force_login(cast.clerk)
    assert matter.title in client.get(reverse("review:opinions")).content.decode()
    told = actions.tell_handling(matter, by=cast.clerk, now=later)
    assert "2026" in told.body and matter not in queue.handlings_for(cast.clerk, on=timezone.localdate(later))
    assert list(feedback_window.blockers(matter))
    disclosures.revise(told, by=cast.clerk, now=later, attested=True)
    disclosures.propose(told, by=cast.clerk, now=later)
    approve(told, by=cast.leader, now=later)
    assert not list(feedback_window.blockers(matter)) and feedback_window.last_day(told) is None


def test_a_disclosure_keeps_which_opinion_prompted_it(client, published, item, cast, now):
    """A-038, B-065: begun from the opinion, once; when both are public their pages lead to one another."""
    opinion = actions.receive_opinion(published, text="请公开批次。", now=now)
    url, typed = reverse("review:answer", args=[opinion.pk]), {"respond": "1", "item": item.pk}
    client.force_login(cast.stranger)
    assert client.post(url, typed).status_code == 404
    client.force_login(cast.clerk)
    assert 'name="respond"' in client.get(url).content.decode()
    assert client.post(url, {**typed, "item": "x"}).status_code == 422
    assert not Opinion.objects.filter(response__isnull=False).exists()
    assert client.post(url, typed).status_code == 302
    made = Opinion.objects.get().response
    assert client.post(url, typed).status_code == 422
    assert Opinion.objects.get().response == made and made.index_number in opinion.events.get().note
    disclosures.revise(made, by=cast.clerk, now=now, body="各批次如下。", attested=True)
    disclosures.propose(made, by=cast.clerk, now=now)
    approve(made, by=cast.leader, now=now)
    client.logout()
    assert "请公开批次" not in client.get(made.get_absolute_url()).content.decode()
    actions.answer_opinion(opinion, answer="已公开。", by=cast.clerk, now=now)
    assert "请公开批次" in client.get(made.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in client.get(published.get_absolute_url()).content.decode()
