"""What belongs together: topics, projects, funds, and the phases of one event."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from catalog.actions import collecting
from catalog.models import Collection, DisclosureItem
from core.transitions import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast):
    return cast.people["disclosure_office"]


@pytest.fixture
def topic(cast):
    return Collection.objects.create(agency=cast.agency, slug="safety", name="食品安全专题")


def test_it_gathers_what_the_office_says_and_no_more(topic, item, make_disclosure, office, now):
    first, second = (make_disclosure(item, upto="published", title=f"第{n}号") for n in (1, 2))
    collecting.gather(topic, disclosures=[first, second], by=office, now=now)
    collecting.gather(topic, disclosures=[second], by=office, now=now)
    assert list(topic.disclosures.all()) == [second]


def test_only_published_disclosures_of_the_same_agency_are_gathered(
    topic, item, make_disclosure, office, now
):
    with pytest.raises(Refused):
        collecting.gather(topic, disclosures=[make_disclosure(item)], by=office, now=now)


@pytest.mark.parametrize("who", ["clerk", "leader", "stranger"])
def test_nobody_else_keeps_collections(topic, cast, now, who):
    with pytest.raises(Refused):
        collecting.gather(topic, disclosures=[], by=getattr(cast, who), now=now)


def test_an_address_is_given_once(topic, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        Collection.objects.create(agency=cast.agency, slug="safety", name="又一个")


@pytest.mark.parametrize("kind", Collection.Kind.values)
def test_what_is_not_public_is_not_shown_on_it(
    client, topic, item, make_disclosure, office, now, kind, django_assert_max_num_queries
):
    """Nor does a page of three cost more queries than a page of one."""
    Collection.objects.filter(pk=topic.pk).update(kind=kind)
    gathered = [make_disclosure(item, upto="published", title="内部事项", audience="staff")]
    for number in (1, 3):
        gathered += [
            make_disclosure(item, upto="published", title=f"第{number}号公告") for _ in range(number)
        ]
        collecting.gather(topic, disclosures=gathered, by=office, now=now)
        with django_assert_max_num_queries(4):
            text = client.get(topic.get_absolute_url()).content.decode()
        assert f"第{number}号公告" in text and "内部事项" not in text


def test_a_project_is_shown_item_by_item(client, topic, item, make_disclosure, office, now, cast):
    Collection.objects.filter(pk=topic.pk).update(kind="project")
    other = DisclosureItem.objects.filter(
        agency=cast.agency, blocked="", audience="public", elements=""
    ).exclude(pk=item.pk)[0]
    DisclosureItem.objects.filter(pk=other.pk).update(department=cast.department)
    other.refresh_from_db()
    made = [make_disclosure(one, upto="published") for one in (item, other)]
    collecting.gather(topic, disclosures=made, by=office, now=now)
    groups = client.get(topic.get_absolute_url()).context["groups"]
    assert {name for name, _rows in groups} == {str(item), str(other)}


def test_the_agency_page_leads_to_its_collections(client, topic, cast):
    assert topic.get_absolute_url() in client.get(cast.agency.get_absolute_url()).content.decode()
    listing = client.get(reverse("catalog:collections", args=[cast.agency.slug])).content.decode()
    assert topic.get_absolute_url() in listing


def test_the_office_keeps_it_in_the_admin_by_index_numbers(client, item, make_disclosure, cast, office):
    made = make_disclosure(item, upto="published")
    client.force_login(office)
    said = {
        "agency": cast.agency.pk,
        "kind": "topic",
        "slug": "autumn",
        "name": "秋季抽查",
        "name_en": "",
        "about": "",
    }
    address = reverse("admin:catalog_collection_add")
    answer = client.post(address, {**said, "numbers": f"{made.index_number}\nQH/没有\n"})
    assert answer.status_code == 200 and "QH/没有" in answer.content.decode()
    assert not Collection.objects.filter(slug="autumn").exists()
    assert client.post(address, {**said, "numbers": made.index_number}).status_code == 302
    found = Collection.objects.get(slug="autumn")
    assert list(found.disclosures.all()) == [made]
    change = reverse("admin:catalog_collection_change", args=[found.pk])
    assert made.index_number in client.get(change).content.decode()
    assert client.post(change, {**said, "numbers": ""}).status_code == 302
    assert not found.disclosures.exists()


def test_others_only_look_at_it_in_the_admin(client, topic, cast):
    change = reverse("admin:catalog_collection_change", args=[topic.pk])
    client.force_login(cast.clerk)
    assert client.get(change).status_code == 200
    assert client.post(change, {"name": "我的"}).status_code == 403
    client.force_login(cast.stranger)
    assert client.get(change).status_code == 302  # for them it does not exist


def test_the_phases_of_an_event_stand_on_one_page(client, obligation, make_disclosure):
    made = make_disclosure(obligation.item, obligation=obligation, upto="published")
    address = reverse("catalog:matter", args=[obligation.occurrence_id])
    text = client.get(address).content.decode()
    assert made.get_absolute_url() in text
    assert address in client.get(made.get_absolute_url()).content.decode()
    DisclosureItem.objects.filter(pk=obligation.item_id).update(audience="staff")
    assert client.get(address).status_code == 404
