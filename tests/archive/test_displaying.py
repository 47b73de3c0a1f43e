"""No stage is skipped: a file is closed after its display, its answers and, where the regime says so, its outcome."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from archive import actions, displaying, shelf
from archive.models import ArchiveFile, EarlyEnd
from catalog.actions import correcting, disclosures
from catalog.models import Disclosure, Relation
from core.transitions import Refused
from review.actions import answer_opinion, receive_opinion
from tests.displayed import display_ended, feedback_handled, stage_held
from tests.signing import approve

YEAR = timedelta(days=365)


@pytest.fixture
def published(item, make_disclosure):
    """A disclosure, published on 10 March 2026."""
    return make_disclosure(item, upto="published")


def test_a_file_is_closed_when_the_display_is_over_and_not_a_day_before(published, cast, now):
    """Where the regime names no months it is a year; nobody closes it minutes after publication."""
    assert displaying.ends_on(published) == date(2027, 3, 10)
    for early in (now, now + YEAR - timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            actions.seal_disclosure(published, by=cast.archivist, now=early)
        assert any("2027" in reason for reason in refusal.value.reasons)
    assert not ArchiveFile.objects.exists()
    stage_held(published, cast, now)
    assert actions.seal_disclosure(published, by=cast.archivist, now=now + YEAR)


def test_with_the_validity_of_its_publication_its_display_ends(published):
    """The day after the last one for which it was published, if its months are not over before."""
    Disclosure.objects.filter(pk=published.pk).update(valid_to=date(2026, 4, 1))
    published.refresh_from_db()
    assert displaying.ends_on(published) == date(2026, 4, 2)
    assert _over(published, date(2026, 4, 1)) == [False] and _over(published, date(2026, 4, 2)) == [True]


def test_one_person_ends_no_display_by_a_repeal(published, cast, now):
    """Repealed by the office and sealed the next minute: nobody else had agreed that the public reads it no longer."""
    correcting.repeal(published, on=now.date(), reason="已过时", by=cast.disclosure_office, now=now)
    with pytest.raises(Refused) as refusal:
        actions.seal_disclosure(published, by=cast.archivist, now=now)
    assert any("2027" in reason for reason in refusal.value.reasons)
    assert _over(published, now.date()) == [False] and not ArchiveFile.objects.exists()


@pytest.mark.parametrize("ends", [date(2020, 2, 1), date(2026, 3, 9), date(2026, 3, 10)])
def test_nobody_ends_a_display_by_a_correction_of_its_validity(published, cast, now, ends):
    """Neither a day before it was published nor one that a correction brings: the months of display hold."""
    fix = correcting.begin(published, reason="更正有效期", by=cast.clerk, now=now)
    began = date(2020, 1, 1)
    disclosures.revise(fix, by=cast.clerk, now=now, valid_from=began, valid_to=ends, attested=True)
    disclosures.propose(fix, by=cast.clerk, now=now)
    approve(fix, by=cast.leader, now=now)
    published.refresh_from_db()
    assert published.valid_to == ends and displaying.ends_on(published) == date(2027, 3, 10)
    assert _over(published, date(2026, 6, 1)) == [False]
    with pytest.raises(Refused):
        actions.seal_disclosure(published, by=cast.archivist, now=now + timedelta(days=30))


def _over(disclosure, day):
    """What the question for many says, held against the one for one."""
    found = shelf.display_ended(day)
    many = Disclosure.objects.filter(found, pk=disclosure.pk).exists()
    assert many == (displaying.ends_on(disclosure) <= day)
    return [many]


def test_the_months_are_those_of_the_regime_of_its_publication(published, cast):
    """A body may choose; what was published under other rules keeps them."""
    version = cast.agency.regime.versions.get()
    version.content["archive"]["display_months"] = 3
    version.pk, version.number, version.digest = None, version.number + 1, "1" * 64
    version.valid_from = date(2026, 3, 1)
    version.save()
    assert displaying.ends_on(Disclosure.objects.get(pk=published.pk)) == date(2026, 6, 10)


def test_it_ends_earlier_only_for_a_reason_that_two_people_give(published, cast, now):
    """One asks, another agrees; neither is enough, nobody is both, and the database refuses it too."""
    refused = [
        {"reason": " ", "by": cast.archivist},
        {"reason": "取代", "by": cast.clerk},
        {"reason": "取代", "by": cast.stranger},
    ]
    for said in refused:
        with pytest.raises(Refused):
            displaying.ask_to_end(published, now=now, **said)
    displaying.ask_to_end(published, reason="已被新版取代", by=cast.archivist, now=now)
    with pytest.raises(Refused):
        actions.seal_disclosure(published, by=cast.archivist, now=now)
    for person in (cast.archivist, cast.clerk, cast.stranger):
        with pytest.raises(Refused):
            displaying.agree_to_end(published, by=person, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        EarlyEnd.objects.update(agreed_by=cast.archivist, agreed_at=now)
    displaying.agree_to_end(published, by=cast.disclosure_office, now=now)
    with pytest.raises(Refused):
        displaying.agree_to_end(published, by=cast.head, now=now)
    stage_held(published, cast, now)
    assert actions.seal_disclosure(published, by=cast.archivist, now=now)


def test_where_the_regime_says_so_the_handling_is_published_first(
    published, item, make_disclosure, cast, now
):
    """B-082: an answer alone does not close the file; a handling of before the last answer does not either."""
    display_ended(published, cast, now)
    opinion = receive_opinion(published, text="门牌不清", now=now)
    with pytest.raises(Refused):
        actions.seal_disclosure(published, by=cast.archivist, now=now)
    told = make_disclosure(item, upto="published", title="意见办理情况", when=now - timedelta(hours=1))
    Relation.objects.create(kind=Relation.Kind.HANDLES, earlier=published, later=told)
    answer_opinion(opinion, answer="已换", by=cast.feedback_collector, now=now)
    feedback_handled(published, cast, now)
    with pytest.raises(Refused):
        actions.seal_disclosure(published, by=cast.archivist, now=now)
    Disclosure.objects.filter(pk=told.pk).update(created_at=now + timedelta(hours=1))
    assert actions.seal_disclosure(published, by=cast.archivist, now=now + timedelta(hours=2))


def test_two_people_end_it_on_the_page(client, cast, published, now, monkeypatch):
    """The archivist types a reason, the office agrees, and then the file is closed; a clerk finds no such page."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    address = reverse("archive:end_display", args=[published.pk])
    client.force_login(cast.clerk)
    assert client.get(address).status_code == 404
    client.force_login(cast.archivist)
    assert address in client.get(reverse("archive:shelf")).content.decode()
    assert client.post(address, {"reason": ""}).status_code == 422
    asked = client.post(address, {"reason": "已被新版取代"}, follow=True).content.decode()
    assert "已被新版取代" in asked and '<button class="button">' not in asked.split("</header>")[-1]
    client.post(address)
    assert EarlyEnd.objects.get().agreed_at is None
    client.force_login(cast.disclosure_office)
    client.post(address)
    assert EarlyEnd.objects.get().agreed_by == cast.disclosure_office
    stage_held(published, cast, now)
    client.force_login(cast.archivist)
    client.post(reverse("archive:seal_disclosure", args=[published.pk]))
    assert ArchiveFile.objects.get().disclosure == published
