"""The pages of reviewers and of those who answer: only their own, with errors beside the field and nothing lost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from catalog.actions import disclosures
from catalog.models import Disclosure, DisclosureItem
from core.models import Letter
from review import actions
from review.chains import progress
from review.models import Opinion, Verdict
from tests.asked_whole import ASKED_WHOLE

EVIL = "<script>alert(1)</script>'; DROP TABLE x;-- =1+1 مرحبا 🎉"


@pytest.fixture
def proposed(item, obligation, make_disclosure):
    """A matter that waits for the leader in charge."""
    return make_disclosure(item, obligation=obligation, upto="proposed")


@pytest.fixture
def as_person(client, cast):
    """Sign somebody of the cast in."""

    def sign_in(name):
        client.force_login(cast.people[name])
        return client

    return sign_in


def matter_url(disclosure):
    return reverse("review:matter", args=[disclosure.pk])


def test_the_queue_asks_to_sign_in(client, db):
    """Strangers from the street are sent to the sign-in."""
    response = client.get(reverse("review:queue"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("login"))


def test_the_queue_shows_what_waits_and_says_when_nothing_does(as_person, proposed):
    """The leader in charge sees the matter, the head an empty queue, a mere observer no queue."""
    assert proposed.title in as_person("leader").get(reverse("review:queue")).content.decode()
    assert "empty" in as_person("head").get(reverse("review:queue")).content.decode()
    assert as_person("observer").get(reverse("review:queue")).status_code == 403


@pytest.mark.parametrize("page", ["review:queue", "review:opinions"])
def test_lists_cost_the_same_for_one_row_and_for_three(
    page, as_person, item, make_disclosure, now, all_round
):
    """No query is asked once for each row."""
    client = as_person("all_round")
    counts = []
    for rows in (1, 2):
        for number in range(rows):
            published = make_disclosure(item, upto="published")
            actions.receive_opinion(published, text=f"意见{rows}{number}", now=now)
            make_disclosure(item, upto="proposed")
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse(page)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 25 + ASKED_WHOLE


def test_the_matter_reads_as_the_public_would_read_it(as_person, proposed):
    """Title, particulars, text, channel, and the verdict forms for whose turn it is."""
    page = as_person("leader").get(matter_url(proposed)).content.decode()
    for words in (
        proposed.title,
        proposed.index_number,
        "共抽查三十批次",
        'value="approve"',
        'value="send_back"',
    ):
        assert words in page


def test_a_matter_costs_a_steady_number_of_queries(as_person, proposed):
    """The page stays under the limit of 25 queries."""
    client = as_person("leader")
    client.get(matter_url(proposed))
    with CaptureQueriesContext(connection) as queries:
        assert client.get(matter_url(proposed)).status_code == 200
    assert len(queries) <= 26 + ASKED_WHOLE, "\n".join(one["sql"][:170] for one in queries)


@pytest.mark.parametrize(
    ("name", "status"), [("stranger", 404), ("colleague", 404), ("head", 200), ("clerk", 200)]
)
def test_only_those_who_may_read_it_find_the_matter(name, status, as_person, proposed):
    """Other agencies and other departments do not even learn that it exists."""
    assert as_person(name).get(matter_url(proposed)).status_code == status


def test_the_proposer_reads_but_has_no_button(as_person, proposed):
    """Nobody approves their own: the button is absent, and a forged click changes nothing."""
    client = as_person("clerk")
    page = client.get(matter_url(proposed)).content.decode()
    assert 'value="approve"' not in page and 'value="send_back"' not in page
    assert client.post(matter_url(proposed), {"says": "approve"}).status_code == 422
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.IN_REVIEW


def test_approving_publishes_and_leads_back_to_the_queue(as_person, proposed):
    """One click, one publication."""
    seen = progress(proposed).seen
    response = as_person("leader").post(matter_url(proposed), {"says": "approve", "seen": seen}, follow=True)
    assert response.redirect_chain == [(reverse("review:queue"), 302)]
    assert proposed.title in response.content.decode()
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.PUBLISHED


def test_a_return_without_a_word_is_refused_beside_the_field(as_person, proposed):
    """The error stands at the opinion, the matter stays where it is."""
    response = as_person("leader").post(matter_url(proposed), {"says": "send_back", "return-opinion": " "})
    assert response.status_code == 422
    assert "opinion" in response.context["returning"].errors
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("opinion", [EVIL, "很长" * 500])
def test_an_opinion_is_kept_letter_by_letter_and_shown_as_text(opinion, as_person, proposed):
    """HTML, SQL, formulas, right-to-left and emoji are only text, in the verdict, the letter and on the page."""
    client = as_person("leader")
    client.post(matter_url(proposed), {"says": "send_back", "return-opinion": opinion})
    assert Verdict.objects.get().opinion == opinion
    assert opinion in Letter.objects.get(name="disclosure_returned").body
    assert "<script>alert" not in client.get(matter_url(proposed)).content.decode()


def test_an_opinion_that_is_too_long_stays_in_its_field(as_person, proposed):
    """Over the limit: a sentence, and what was typed is kept."""
    response = as_person("leader").post(
        matter_url(proposed), {"says": "send_back", "return-opinion": "字" * 1001}
    )
    assert response.status_code == 422
    assert "字" * 1001 in response.content.decode()


def test_a_meeting_of_tomorrow_is_refused_and_the_typed_words_stay(
    as_person, item, make_disclosure, cast, now
):
    """At a collective step the day of the meeting lies in the past, and the number is obligatory."""
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    major = make_disclosure(item, upto="proposed")
    actions.give_verdict(major, by=cast.leader, now=now, says="approve")
    tomorrow = timezone.localdate() + timedelta(days=1)
    typed = {
        "says": "approve",
        "meeting_on": tomorrow.isoformat(),
        "minutes_number": "",
        "votes_for": "5",
        "votes_against": "0",
        "votes_abstained": "0",
        "opinion": "原则同意",
    }
    response = as_person("party_group").post(matter_url(major), typed)
    assert response.status_code == 422
    assert set(response.context["approving"].errors) == {"meeting_on", "minutes_number"}
    page = response.content.decode()
    assert "原则同意" in page
    assert tomorrow.isoformat() in page
    assert Verdict.objects.count() == 1


def test_the_slower_of_two_is_told_who_was_faster(as_person, proposed, cast, now):
    """A page that was open too long says what happened meanwhile."""
    seen = progress(proposed).seen
    actions.give_verdict(proposed, by=cast.leader, now=now, says="approve")
    response = as_person("leader").post(matter_url(proposed), {"says": "approve", "seen": seen})
    assert response.status_code == 422
    assert cast.leader.name in response.content.decode()


def test_a_verdict_on_what_was_changed_meanwhile_is_refused_once(as_person, proposed, cast, now):
    """Returned and proposed anew behind an open page: the old click counts for nothing, the next one counts."""
    seen = progress(proposed).seen
    actions.give_verdict(proposed, by=cast.leader, now=now, says="send_back", opinion="改")
    disclosures.propose(proposed, by=cast.clerk, now=now)
    client = as_person("leader")
    response = client.post(matter_url(proposed), {"says": "approve", "seen": seen})
    assert response.status_code == 422
    fresh = response.context["approving"]["seen"].value()
    assert client.post(matter_url(proposed), {"says": "approve", "seen": fresh}).status_code == 302


def answer_url(opinion):
    return reverse("review:answer", args=[opinion.pk])


@pytest.fixture
def opinion(item, make_disclosure, now):
    """An opinion that waits, in dangerous words."""
    return actions.receive_opinion(make_disclosure(item, upto="published"), text=EVIL, name="某人", now=now)


def test_an_opinion_is_answered_on_its_page(opinion, as_person):
    """Shown as text; the empty answer is refused beside the field; the good one is published."""
    client = as_person("feedback_collector")
    assert "<script>alert" not in client.get(answer_url(opinion)).content.decode()
    response = client.post(answer_url(opinion), {"answer": ""})
    assert response.status_code == 422
    assert "answer" in response.context["answering"].errors
    assert client.post(answer_url(opinion), {"answer": "谢谢，已经改正。"}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.status == Opinion.Status.ANSWERED


def test_setting_aside_needs_its_reason(opinion, as_person):
    """Without a reason it stays in the list."""
    client = as_person("clerk")
    assert client.post(answer_url(opinion), {"set_aside": "1", "reason": ""}).status_code == 422
    assert client.post(answer_url(opinion), {"set_aside": "1", "reason": "广告"}).status_code == 302
    opinion.refresh_from_db()
    assert opinion.status == Opinion.Status.SET_ASIDE


@pytest.mark.parametrize("name", ["stranger", "colleague", "leader"])
def test_opinions_of_others_are_not_found(name, opinion, as_person):
    """Whoever may not answer does not read names and contacts."""
    assert as_person(name).get(answer_url(opinion)).status_code == 404


def test_an_answered_opinion_cannot_be_answered_again(opinion, as_person, cast, now):
    """The second answer is refused, and says whose the first was."""
    actions.answer_opinion(opinion, answer="已答。", by=cast.clerk, now=now)
    response = as_person("feedback_collector").post(answer_url(opinion), {"answer": "再答。"})
    assert response.status_code == 422
    assert cast.clerk.name in response.content.decode()


def test_a_proposer_takes_it_back_by_the_page(as_person, proposed):
    """With a reason, after which the draft is theirs again; a reviewer has no such button."""
    assert 'value="take_back"' not in as_person("leader").get(matter_url(proposed)).content.decode()
    client = as_person("clerk")
    assert client.post(matter_url(proposed), {"says": "take_back", "back-reason": ""}).status_code == 422
    answer = client.post(matter_url(proposed), {"says": "take_back", "back-reason": "有误"}, follow=True)
    assert answer.redirect_chain == [(matter_url(proposed), 302)]
    proposed.refresh_from_db()
    assert proposed.status == Disclosure.Status.RETURNED
