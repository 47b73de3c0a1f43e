"""Feeds and the open interface give programs what everybody may read, whole and in order, and nothing else."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from catalog.actions import correcting, disclosures
from catalog.models import Audience, Disclosure
from tests.asked_whole import ASKED_WHOLE
from tests.scanned import scanned
from tests.signing import approve

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FIRST = "open_data:disclosures"


@pytest.fixture(autouse=True)
def _on_the_day(monkeypatch, now):
    """Programs ask two hours after what the tests write."""
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(hours=2))


@pytest.fixture
def publish(item, make_disclosure, cast, now):
    """Publishes one disclosure of the item; with a file where that is asked for."""

    def make(*, file=False, **fields) -> Disclosure:
        made = make_disclosure(item, **fields)
        if file:
            upload = SimpleUploadedFile("抽查结果.csv", "批次,结果\n三十,合格\n".encode())
            disclosures.attach(made, upload=upload, by=cast.clerk, now=now)
        disclosures.propose(made, by=cast.clerk, now=now)
        scanned(now=now)
        approve(made, by=cast.leader, now=now)
        return Disclosure.objects.get(pk=made.pk)

    return make


def entries(answer) -> list[str]:
    """The titles of the entries of a feed."""
    assert answer["Content-Type"].startswith("application/atom+xml")
    feed = ElementTree.fromstring(answer.content)  # noqa: S314 - made by the portal itself
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_a_feed_tells_what_its_list_shows(publish, client, item, cast):
    """Newest first, narrowed as the list is; links are whole addresses and names stay the same."""
    older, newer = publish(title="路灯维修情况"), publish(title="<b>井盖</b>更换情况")
    publish(title="食堂收支", audience=Audience.STAFF)
    latest, agency = reverse("catalog:latest_feed"), cast.agency.slug
    assert entries(client.get(latest)) == [newer.title, older.title]
    narrowed = {"agency": agency, "item": item.code, "year": older.published_on.year}
    assert entries(client.get(latest, narrowed)) == [newer.title, older.title]
    assert entries(client.get(latest, {"agency": agency, "item": "no-such-item"})) == []
    assert entries(client.get(reverse("catalog:search_feed"), {"q": "路灯"})) == [older.title]
    for wrong in ({"agency": "nobody"}, {"year": "soon"}, {"subject": "99"}):
        assert client.get(latest, wrong).status_code == 404
    assert client.get(reverse("catalog:search_feed")).status_code == 404
    feed = client.get(latest).content.decode()
    assert f"urn:disclosure:{older.index_number}" in feed
    assert f"http://testserver{older.get_absolute_url()}" in feed
    page = client.get(reverse("catalog:latest"), {"agency": agency}).content.decode()
    assert f'href="{latest}?agency={agency}"' in page


def test_programs_read_a_disclosure_whole(publish, client, cast, now):
    """Text, obligatory parts, files with their fingerprint, corrections with their reason; any site may ask."""
    one = publish(file=True, body="<p>三十批次抽查，全部合格。</p>")
    correction = correcting.begin(one, reason="批次数有误。", by=cast.clerk, now=now)
    disclosures.revise(correction, by=cast.clerk, now=now, body="<p>三十一批次。</p>", attested=True)
    disclosures.propose(correction, by=cast.clerk, now=now)
    scanned(now=now)
    approve(correction, by=cast.leader, now=now)
    answer = client.get(reverse("open_data:disclosure", args=[one.pk]))
    told = answer.json()
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert told["index_number"] == one.index_number
    assert told["body_text"] == "三十一批次。"
    assert told["page"] == f"http://testserver{one.get_absolute_url()}"
    (file,) = told["attachments"]
    assert file["sha256"] == one.attachments.get().sha256
    assert client.get(file["url"]).status_code == 200
    assert [row["reason"] for row in told["corrections"]] == ["批次数有误。"]
    assert client.post(reverse(FIRST), {}).status_code == 405


def test_who_keeps_a_copy_learns_of_withdrawals_from_the_log(publish, client, cast, now):
    """The log after a number names the change; the disclosure itself answers 410 and says why."""
    one = publish()
    log = reverse("open_data:log")
    seen = client.get(log).json()["results"][-1]["number"]
    disclosures.withdraw(one, reason="数据来源有误。", by=cast.leader, now=now)
    (entry,) = client.get(log, {"after": seen}).json()["results"]
    assert (entry["kind"], entry["subject"]) == ("withdrawn", one.index_number)
    gone = client.get(reverse("open_data:disclosure", args=[one.pk]))
    assert gone.status_code == 410
    assert "数据来源有误。" in gone.json()["detail"]
    assert client.get(reverse(FIRST)).json()["results"] == []


def test_nobody_gets_more_by_signing_in(publish, client, cast):
    """What is for a narrower circle does not leave by this door, whoever asks."""
    inner = publish(title="干部考察", audience=Audience.LEADERSHIP)
    client.force_login(cast.leader)
    assert client.get(reverse("open_data:disclosure", args=[inner.pk])).status_code == 404
    assert client.get(reverse(FIRST)).json()["results"] == []
    assert client.get(reverse("open_data:log")).json()["results"] == []


def test_pages_follow_each_other_and_cost_the_same(publish, client, django_assert_num_queries):
    """One query for the list, however many rows; each row once; narrowing that is not understood gets a sentence."""
    publish()
    with django_assert_num_queries(2 + ASKED_WHOLE):
        client.get(reverse(FIRST))
    made = {publish().pk, publish().pk} | set(Disclosure.objects.values_list("pk", flat=True))
    with django_assert_num_queries(2 + ASKED_WHOLE):
        answer = client.get(reverse(FIRST), {"size": 2})
    rows = list(answer.json()["results"])
    following = client.get(answer.json()["next"]).json()
    rows += following["results"]
    assert following["next"] is None
    assert {int(row["url"].rstrip("/").rpartition("/")[2]) for row in rows} == made
    assert len(rows) == len(made)
    wrong = client.get(reverse(FIRST), {"since": "gestern"})
    assert wrong.status_code == 400
    assert list(wrong.json()) == ["since"]


def test_the_description_names_every_address(client):
    """OpenAPI 3, without a warning; the guide for people links it."""
    told = json.loads(client.get(reverse("open_data:schema")).content)
    assert told["openapi"].startswith("3.")
    assert {path.removeprefix("/api/v1/") for path in told["paths"]} == {
        *("agencies/", "agencies/{slug}/", "items/", "disclosures/", "disclosures/{id}/", "log/"),
    }
    assert reverse("open_data:schema") in client.get(reverse("catalog:open_data")).content.decode()
