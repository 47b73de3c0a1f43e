"""Who may publish at once finds it where the matter is; who may not reads who can."""

import pytest
from django.urls import reverse

from catalog.actions import emergencies
from catalog.models import Disclosure
from core.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(item, make_disclosure):
    """A matter before its reviewers."""
    return make_disclosure(item, upto="proposed")


@pytest.fixture
def who(cast, matter, now):
    """Those who may, by the regime of the cast."""
    role = Role(emergencies.rule_of(matter, now.date()).role)
    return cast.people[role.value]


def test_the_leader_goes_from_the_matter_to_the_publication(client, matter, who):
    client.force_login(who)
    to = reverse("admin:catalog_disclosure_emergency", args=[matter.pk])
    assert f'href="{to}"' in client.get(reverse("review:matter", args=[matter.pk])).content.decode()
    assert client.post(to, {"reason": "管道破裂，今夜停水。", "secrecy": "on"}).status_code == 302
    assert Disclosure.objects.get(pk=matter.pk).is_emergency
    again = client.get(reverse("review:matter", args=[matter.pk])).content.decode()
    assert to not in again
    assert "立即公开" not in again


def test_the_clerk_reads_who_can(client, cast, matter, who):
    """By role and name, on the page of the matter and on that of the draft; and no link that would be forbidden."""
    client.force_login(cast.clerk)
    to = reverse("admin:catalog_disclosure_emergency", args=[matter.pk])
    for address in ("review:matter", "admin:catalog_disclosure_change"):
        page = client.get(reverse(address, args=[matter.pk])).content.decode()
        assert f"可由{who.roles.first().get_role_display()}：{who}立即公开" in page, address
        assert to not in page
    assert client.get(to).status_code == 403
