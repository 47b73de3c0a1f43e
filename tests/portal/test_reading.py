"""Titles and words that not all staff may read: nowhere, for nobody of the cast, whatever page or letter is asked.

Who may read is written down here once more, role by role, so that the rules of the portal are tested and not quoted.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import consultation_opinions, consulting, digests, obligations, reminders
from catalog.models import ConsultationOpinion, Disclosure, DisclosureItem, Obligation, Occurrence
from core.actions import make_feed_address
from core.models import Letter, User
from review import actions as reviewing
from review import queue
from review.models import Opinion
from supervision.forms import OBLIGATIONS, OPINIONS, OTHERS
from tests import signing
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.once]

WORKS = {"proposer", "department_head", "disclosure_office"}
REVIEWS = {
    *("department_head", "leader_in_charge", "compiling_division", "disclosure_office", "leading_group"),
    *("party_group", "head", "superior_office", "superior_leader"),
}
CONCERNED = WORKS | REVIEWS | {"supervisor", "archivist"}
ANSWERS = WORKS | {"feedback_collector"}
# The words that must not come to anybody else, and to whom they may come.
CANARIES = {
    "拟任人选考察": CONCERNED,  # what happened under a duty towards the leadership alone
    "干部任免事项": CONCERNED,  # the name of that duty
    "涉密会商纪要": CONCERNED,  # a withheld matter in review
    "赵铁柱": ANSWERS,  # who is named in an opinion that waits
    "13912345678": ANSWERS,
    "钱小满": ANSWERS,  # in one that was held back
    "孙德胜": ANSWERS,  # in one that was answered, before it was masked
    "13887654321": ANSWERS,
    "周秀兰": ANSWERS,  # in one on a draft
}
# One of each kind of reader: who works on it, who answers, who reviews, who watches, and those who do none of it.
WALKERS = (
    *("proposer", "feedback_collector", "leader_in_charge", "supervisor", "invited_supervisor", "observer"),
    *("intake_officer", "channel_keeper", "colleague", "stranger"),
)


@pytest.fixture
def kept_apart(cast, item, make_disclosure, now, monkeypatch) -> None:
    """One of everything that carries such words, made by the actions."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    led = DisclosureItem.objects.filter(agency=cast.agency, cadence=item.cadence, blocked="")
    led = led.exclude(pk=item.pk).first()
    DisclosureItem.objects.filter(pk=led.pk).update(
        name="干部任免事项", name_en="", audience="leadership", department=cast.department
    )
    led.refresh_from_db()
    obligations.record_occurrence(led, title="拟任人选考察", happened_on=now.date(), by=cast.clerk, now=now)
    kept = {"source": "withheld", "ground": "privacy", "audience": "staff", "channels": []}
    make_disclosure(item, upto="proposed", title="涉密会商纪要", **kept)
    published = make_disclosure(item, upto="published")
    for text, doubtful in (
        ("请回复赵铁柱，电话13912345678。", False),
        ("请回复钱小满。", True),
        ("请回复孙德胜，电话13887654321。", False),
    ):
        opinion = reviewing.receive_opinion(
            published, text=text, name=text[3:6], now=now, source=text, doubtful=doubtful
        )
    reviewing.answer_opinion(opinion, answer="已经办理。", by=cast.feedback_collector, now=now)
    draft = make_disclosure(item, title="征求意见稿")
    days = {"opens_on": now.date() + timedelta(days=1), "closes_on": now.date() + timedelta(days=60)}
    draft = consulting.plan(draft, about="是否合理？", by=cast.clerk, now=now, **days)
    signing.release(draft, by=cast.leader, now=now)
    now = now + timedelta(days=2)
    consulting.turn(now=now)
    draft.refresh_from_db()
    consultation_opinions.receive(draft, text="周秀兰说太远。", name="周秀兰", contact="", now=now)


def addresses(person: User, now) -> Iterator[str]:
    """Every page of staff that names matters, in every part and with every number."""
    named = ("workplace", "desk", "review:opinions", "review:held", "archive:shelf", "supervision:overview")
    listed = ("withheld", "on_application", "catalog:channel_tasks", "catalog:bulk", "admin:index")
    yield from map(reverse, (*named, *listed, "supervision:orders", "catalog:propose_several"))
    yield from (f"{reverse('review:queue')}?view={view}" for view in queue.View.values)
    yield from (
        f"{reverse('supervision:records')}?of={name}&from=2026-01-01&to=2026-12-31"
        for name in (*OBLIGATIONS, *OPINIONS, *OTHERS)
    )
    yield reverse("staff_feed", args=[make_feed_address(person, now=now)])
    for model in admin.site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield f"{reverse(f'{place}_changelist')}{'?state=all' if model is Obligation else ''}"
        for pk in tell_of_matters(model):
            for page in ("change", "history") if model is Opinion else ("change",):
                yield reverse(f"{place}_{page}", args=[pk])
    for one in Disclosure.objects.all():
        for name in ("disclosure", "history", "review:matter", "catalog:gate"):
            yield reverse(name, args=[one.pk])
        yield reverse("review:held_of", args=["disclosure", one.pk])
    yield from (reverse("review:answer", args=[one.pk]) for one in Opinion.objects.all())
    for name in ("answer", "aside"):
        for one in ConsultationOpinion.objects.all():
            yield reverse(f"admin:catalog_consultationopinion_{name}", args=[one.pk])
    for one in Obligation.objects.filter(occurrence__isnull=False):
        yield f"{reverse('supervision:new_order')}?obligation={one.pk}"
        yield reverse("catalog:obligation", args=[one.pk])
        for name in ("nil", "excuse"):
            yield reverse(f"admin:catalog_obligation_{name}", args=[one.pk])


def tell_of_matters(model) -> list[int]:
    """The rows of a model of the admin that are about what was made here, not about the rest of the catalogue."""
    if model is DisclosureItem:
        return list(model.objects.filter(name="干部任免事项").values_list("pk", flat=True))
    if model is Obligation:
        return list(model.objects.filter(occurrence__isnull=False).values_list("pk", flat=True))
    ours = model._meta.app_label in {"catalog", "review"}
    return list(model._default_manager.values_list("pk", flat=True)[:9]) if ours else []


def shown(client: Client, address: str) -> str:
    """What is answered there, refusals included."""
    answer = client.get(address, follow=True)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")


def test_words_for_few_reach_these_few_alone(kept_apart, cast, now):
    """Every page of staff and of the admin, for every person of the cast: who may, finds them; who may not, never."""
    for name in WALKERS:
        person = cast.people[name]
        client, found = Client(), set()
        client.force_login(person)
        for address in addresses(person, now):
            text = shown(client, address)
            for word, may in CANARIES.items():
                if word in text:
                    assert name in may, (name, word, address)
                    found.add(word)
        expected = {word for word, may in CANARIES.items() if name in may}
        assert expected <= found, (name, expected - found)


def test_what_nobody_shows_nobody_finds_by_guessing(kept_apart, cast):
    """Neither the search box nor a condition in the address tells whether a hidden text holds some digits."""
    place = reverse("admin:review_opinion_changelist")
    client = Client()
    client.force_login(cast.observer)
    assert "已经办理" not in shown(client, f"{place}?q=13887654321")
    assert client.get(f"{place}?q=已经办理").context["cl"].result_count == 1
    assert client.get(f"{place}?q=13887654321").context["cl"].result_count == 0
    for asked in (
        "text__contains=13887654321",
        "disclosure__opinions__text__contains=1",
        "source__startswith=a",
    ):
        assert client.get(f"{place}?{asked}").status_code == 400, asked
    client.force_login(cast.feedback_collector)
    assert client.get(f"{place}?q=13887654321").context["cl"].result_count == 1


def test_the_twins_agree_over_the_whole_cast(kept_apart, cast):
    """For one and for many, of duties, of what is owed, of what happened, of opinions."""
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        for model in (DisclosureItem, Obligation, Occurrence):
            many = set(model.objects.known_to(person, on=TODAY))
            assert many == {one for one in model.objects.all() if one.is_known_to(person, on=TODAY)}, (
                person,
                model,
            )
        many = set(Opinion.objects.readable_by(person, on=TODAY))
        assert many == {one for one in Opinion.objects.all() if one.is_readable_by(person, on=TODAY)}, person


def test_letters_of_the_clock_name_a_duty_of_the_leadership_to_those_who_may_know_of_it(
    kept_apart, cast, now
):
    """On every rung of the ladder, and in the letter of the week."""
    later = now + timedelta(days=60)
    reminders.remind(now=now)
    for day in range(0, 60, 3):
        reminders.remind(now=now + timedelta(days=day))
        digests.write_weekly(now=now + timedelta(days=day))
    reminders.remind(now=later)
    told = [one for one in Letter.objects.all() if "干部任免事项" in one.subject + one.body]
    assert told
    allowed = {cast.people[name].email for name in CONCERNED}
    assert {one.to for one in told} <= allowed


def test_a_page_of_the_admin_never_carries_words_of_an_opinion_as_its_title(kept_apart, cast):
    """What the admin writes into its own records of who did what is the number of an opinion."""
    looked_at = list((*Opinion.objects.all(), *ConsultationOpinion.objects.all()))
    assert looked_at
    for one in looked_at:
        assert str(one.pk) in str(one) and not any(word in str(one) for word in CANARIES)
