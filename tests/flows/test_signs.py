"""Signs that no feed can hold are typed in every place, and everybody can still read everything."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog.actions import disclosures
from catalog.models import Disclosure
from review.models import Opinion
from tests.scanned import scanned
from tests.signing import approve

pytestmark = pytest.mark.django_db
SIGNS = "第一行\x0b第二行\x1b\ufffe\uffff\U0002ffff尾"


@pytest.fixture
def published(item, make_disclosure, cast, now):
    """A disclosure that was kept before signs were looked at: its words hold what XML forbids."""
    made = make_disclosure(item)
    Disclosure.objects.filter(pk=made.pk).update(title=f"标题{SIGNS}", summary=SIGNS)
    made.refresh_from_db()
    disclosures.propose(made, by=cast.clerk, now=now)
    scanned(now=now)
    approve(made, by=cast.leader, now=now)
    return Disclosure.objects.get(pk=made.pk)


def test_feeds_and_the_open_interface_stay_readable_whatever_was_kept_once(published, client):
    """The feed of everything, of the body, and the interface for programs."""
    feed = reverse("catalog:latest_feed")
    for narrowed in ({}, {"agency": published.agency.slug}):
        answer = client.get(feed, narrowed)
        assert answer.status_code == 200
        made = ElementTree.fromstring(answer.content)  # noqa: S314 - made by the portal itself
        assert "第二行" in "".join(made.itertext())
    assert client.get(reverse("open_data:disclosures")).json()


def test_what_is_typed_with_such_signs_is_kept_as_lines(client, cast, item, now):
    """A consultation's or a disclosure's words are cleaned wherever they are typed: here the search and an opinion."""
    answer = client.get(reverse("search"), {"q": f"预算{SIGNS}"})
    assert answer.status_code == 200
    assert not any(sign in answer.content.decode() for sign in "\x0b\x1b\ufffe\uffff")


def test_an_opinion_with_such_signs_is_kept_without_them(published, client):
    """Typed, sent, saved, read back: the line break of an office program stays a line break."""
    sent = {"text": f"建议{SIGNS}", "rating": "", "name": "", "email": "", "website": ""}
    answer = client.post(reverse("opinion", args=[published.pk]), sent)
    assert answer.status_code in (200, 302), answer.content.decode()[:2000]
    kept = Opinion.objects.get()
    assert kept.text.replace("\r", "") == "建议第一行\n第二行尾"
