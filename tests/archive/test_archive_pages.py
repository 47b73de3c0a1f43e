"""The shelf: what is sealed, what waits to be sealed, and a file that verifies itself when it is opened."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from archive import actions, proof, shelf
from archive.models import ArchiveFile
from catalog.models import Disclosure
from catalog.models.disclosures import ON_DISPLAY
from review.actions import receive_opinion
from tests.displayed import display_ended


@pytest.fixture(autouse=True)
def _in_chinese():
    """An English page of another test leaves its language behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def published(item, make_disclosure, cast, now):
    """A published disclosure whose display has ended."""
    return display_ended(make_disclosure(item, upto="published"), cast, now)


@pytest.fixture
def sealed(published, cast, now):
    """A sealed file."""
    return actions.seal_disclosure(published, by=cast.archivist, now=now)


def test_the_shelf_opens_to_readers_of_the_archive_only(client, cast, sealed):
    """Everybody else is kept out, and a reader elsewhere sees an empty shelf."""
    statuses = {}
    for name, user in cast.people.items():
        client.force_login(user)
        response = client.get(reverse("archive:shelf"))
        statuses[name] = response.status_code
        if name == "stranger":
            assert sealed.number not in response.content.decode()
    opens = {name for name, status in statuses.items() if status == 200}
    readers = {
        "archivist",
        "disclosure_office",
        "supervisor",
        "invited_supervisor",
        "superior_office",
        "head",
    }
    assert opens == readers | {"stranger"}


def test_the_archivist_seals_on_the_page(client, cast, published):
    """One button: the file opens, verified."""
    client.force_login(cast.archivist)
    assert published.title in client.get(reverse("archive:shelf")).content.decode()
    response = client.post(reverse("archive:seal_disclosure", args=[published.pk]), follow=True)
    file = ArchiveFile.objects.get()
    assert response.request["PATH_INFO"] == file.get_absolute_url()
    assert response.context["faults"] == []
    assert file.digest in response.content.decode()


def test_a_refusal_is_said_on_the_shelf(client, cast, published, now):
    """The sentence tells what is missing; nothing is sealed."""
    receive_opinion(published, text="请说明", now=now)
    client.force_login(cast.archivist)
    response = client.post(reverse("archive:seal_disclosure", args=[published.pk]), follow=True)
    assert "还有意见没有答复" in response.content.decode()
    assert not ArchiveFile.objects.exists()


@pytest.mark.parametrize("name", ["supervisor", "clerk"])
def test_others_cannot_seal_by_hand_made_posts(client, cast, published, name):
    """The gate decides, not the button."""
    client.force_login(cast.people[name])
    client.post(reverse("archive:seal_disclosure", args=[published.pk]))
    published.refresh_from_db()
    assert published.status in ON_DISPLAY


def test_a_get_seals_nothing(client, cast, published):
    """A link or a crawler cannot seal."""
    client.force_login(cast.archivist)
    assert client.get(reverse("archive:seal_disclosure", args=[published.pk])).status_code == 405


@pytest.mark.parametrize("page", ["file", "manifest", "matter_report"])
@pytest.mark.parametrize("name", ["clerk", "stranger", "colleague"])
def test_a_file_does_not_exist_for_those_who_may_not_read_it(client, cast, sealed, page, name):
    """Page, contents and report alike."""
    client.force_login(cast.people[name])
    assert client.get(reverse(f"archive:{page}", args=[sealed.pk])).status_code == 404


def test_the_contents_can_be_checked_elsewhere(client, cast, sealed):
    """The downloaded contents give the digest, by the rule that the file states."""
    client.force_login(cast.supervisor)
    response = client.get(reverse("archive:manifest", args=[sealed.pk]))
    contents = json.loads(response.content)
    assert proof.digest(contents) == sealed.digest
    canonical = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == sealed.digest


def test_the_report_of_a_matter_comes_as_a_file(client, cast, sealed):
    """Named by the file's number."""
    client.force_login(cast.supervisor)
    response = client.get(reverse("archive:matter_report", args=[sealed.pk]))
    assert response["Content-Type"] == "application/pdf"
    assert sealed.number in response["Content-Disposition"]


def test_the_shelf_is_sorted_by_year_and_number(client, cast, item, make_disclosure, now):
    """The year filter keeps to its year; an unknown year shows all."""
    for _count in range(3):
        matter = display_ended(make_disclosure(item, upto="published"), cast, now)
        actions.seal_disclosure(matter, by=cast.archivist, now=now)
    client.force_login(cast.archivist)
    response = client.get(reverse("archive:shelf"), {"year": "2026"})
    assert [file.position for file in response.context["page"]] == [1, 2, 3]
    for wrong in ("1999", "x", ""):
        response = client.get(reverse("archive:shelf"), {"year": wrong})
        assert response.status_code == 200
        assert response.context["year"] is None


@pytest.mark.parametrize("which", ["sealed", "waiting"])
def test_the_shelf_asks_as_often_for_three_files_as_for_one(client, cast, item, make_disclosure, now, which):
    """The number of queries is a constant."""
    client.force_login(cast.archivist)
    counts = []
    for _round in range(3):
        matter = make_disclosure(item, upto="published")
        if which == "sealed":
            actions.seal_disclosure(display_ended(matter, cast, now), by=cast.archivist, now=now)
        client.get(reverse("archive:shelf"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("archive:shelf"))
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 25


def test_what_has_ended_its_display_is_brought_to_the_archive(client, cast, item, make_disclosure, now):
    """B-083: a year after its publication, unless the rules say otherwise, or when its validity has ended."""
    today = timezone.localdate()
    fresh, old, lapsed = (make_disclosure(item, upto="published", title=f"第{n}号") for n in range(3))
    for one, day, valid_to in (
        (fresh, today, None),
        (old, today - timedelta(days=370), None),
        (lapsed, today - timedelta(days=10), 1),
    ):
        ended = today - timedelta(days=valid_to) if valid_to else None
        Disclosure.objects.filter(pk=one.pk).update(published_on=day, valid_to=ended)
    over = Disclosure.objects.filter(shelf.display_ended(today))
    assert set(over) == {old, lapsed}
    client.force_login(cast.archivist)
    page = client.get(reverse("archive:shelf"))
    assert page.context["over_count"] == 2 and page.content.decode().count("tag-warn") >= 2
