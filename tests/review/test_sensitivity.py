"""A single matter marked as sensitive goes through the chain of such matters, whatever its item says (B-079)."""

import pytest
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from catalog.actions import correcting, disclosures
from catalog.models import Disclosure, DisclosureItem
from core.models import RoleAssignment
from core.regimes.consistency import complaints
from core.regimes.reading import all_in, read
from core.roles import Role
from core.transitions import Refused
from review import actions, queue, sensitivity
from review.chains import progress
from tests.conftest import REGIMES


def record(now):
    """What a meeting has on record."""
    return {
        "meeting_on": now.date(),
        "minutes_number": "会纪5号",
        "votes_for": 5,
        "votes_against": 0,
        "votes_abstained": 0,
    }


def test_a_reviewer_marks_it_and_the_party_group_decides(client, item, make_disclosure, cast, now):
    """The leader in charge says why; then the second step of the stricter chain waits, in queue and gate alike."""
    matter = make_disclosure(item, upto="proposed")
    url, typed = reverse("review:matter", args=[matter.pk]), {"says": "sensitive"}
    client.force_login(cast.clerk)
    assert client.post(url, {**typed, "sensitive-reason": "x"}).status_code == 422
    client.force_login(cast.leader)
    assert client.post(url, typed).status_code == 422
    assert client.post(url, {**typed, "sensitive-reason": "群众高度关注。"}).status_code == 302
    matter.refresh_from_db()
    assert matter.is_sensitive and matter.events.last().note == "群众高度关注。"
    assert [one.step.role for one in progress(matter).stages] == ["leader_in_charge", "party_group"]
    actions.give_verdict(matter, by=cast.leader, now=now, says="approve")
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.IN_REVIEW
    for person, part in ((cast.leader, queue.View.OTHERS), (cast.party_group, queue.View.GROUP)):
        mine = queue.Queue(person, on=timezone.localdate(now))
        assert list(mine.readable().filter(mine.part(part))) == [matter]
    with pytest.raises(Refused):
        sensitivity.mark_sensitive(matter, reason="再次", by=cast.party_group, now=now)
    actions.give_verdict(matter, by=cast.party_group, now=now, says="approve", **record(now))
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.PUBLISHED
    assert correcting.begin(matter, reason="数字有误", by=cast.clerk, now=now).is_sensitive


def test_the_department_marks_its_draft_and_never_takes_a_reviewers_mark_off(
    client, item, make_disclosure, cast, now
):
    """Its own mark it may take off before it proposes; what a reviewer marked stays so, in the form and at the gate."""
    own = make_disclosure(item, is_sensitive=True)
    disclosures.revise(own, by=cast.clerk, now=now, is_sensitive=False)
    disclosures.propose(own, by=cast.clerk, now=now)
    sensitivity.mark_sensitive(own, reason="敏感", by=cast.leader, now=now)
    actions.give_verdict(own, by=cast.leader, now=now, says="send_back", opinion="补充")
    with pytest.raises(Refused):
        disclosures.revise(own, by=cast.clerk, now=now, is_sensitive=False)
    client.force_login(cast.clerk)
    page = client.get(reverse("admin:catalog_disclosure_change", args=[own.pk]))
    assert page.context["form"].fields["is_sensitive"].disabled
    assert page.context["chain"].sensitive


def test_a_chain_that_is_strict_enough_stays_and_holders_are_looked_for(item, make_disclosure, cast, now):
    """An item of the major chain changes nothing; that nobody holds a role of the sensitive chain is said."""
    DisclosureItem.objects.filter(agency=cast.agency).update(chain="ordinary")
    RoleAssignment.objects.filter(role=Role.PARTY_GROUP, agency=cast.agency).delete()
    said = [one.msg for one in run_checks(tags=["chains"], databases=["default"]) if one.obj == cast.agency]
    assert any(str(Role.PARTY_GROUP.label) in one for one in said)
    DisclosureItem.objects.filter(pk=item.pk).update(chain="major")
    item.refresh_from_db()
    assert not progress(make_disclosure(item, upto="proposed")).is_markable


def test_where_the_regime_has_no_such_chain_nothing_is_offered(db):
    """Seven files have one, named so in their sources; no file has two."""
    found = {path.stem for path in all_in(REGIMES) if "sensitive: true" in path.read_text(encoding="utf-8")}
    assert len(found) == 7 and "quality-bureau-3" in found and "hr-bureau" not in found
    data = read(REGIMES / "district.yaml").data
    assert not list(complaints(data))
    data["chains"]["party"]["sensitive"] = True
    assert [one.path for one in complaints(data)] == [("chains", "party", "sensitive")]
