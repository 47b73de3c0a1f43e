"""Publishing in an emergency, its review by somebody else, and publishing at a set time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.actions import correcting, disclosures, emergencies, scheduling
from catalog.models import Disclosure, DisclosureItem, EmergencyReview
from core.models import Letter
from core.transitions import Refused
from tests.conftest import load_regime
from tests.signing import approve

pytestmark = pytest.mark.django_db
WHY = "管道破裂，必须立即告知。"


@pytest.fixture
def urgent(item, make_disclosure, cast, now):
    return emergencies.publish(make_disclosure(item), reason=WHY, secrecy=True, by=cast.leader, now=now)


def test_who_may_publishes_at_once_and_the_review_is_due_in_the_days_of_the_rules(
    urgent, client, now, monkeypatch
):
    """Three working days from Tuesday 10 March 2026."""
    assert urgent.disclosure.status == "published"
    assert urgent.due_on.isoformat() == "2026-03-13"
    page = client.get(reverse("disclosure", args=[urgent.disclosure_id])).content.decode()
    assert WHY in page
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=4))
    assert "tag-bad" in client.get(reverse("disclosure", args=[urgent.disclosure_id])).content.decode()
    version = urgent.disclosure.agency.regime.versions.get()
    version.content["emergency"] = {
        "role": "leader_in_charge",
        "review": {"working_days": 3},
        "missed_in_public": False,
    }
    version.pk, version.number, version.digest = None, version.number + 1, "2" * 64
    version.save()
    assert "tag-bad" not in client.get(reverse("disclosure", args=[urgent.disclosure_id])).content.decode()


def test_others_and_reasonless_haste_are_refused(item, make_disclosure, cast, now):
    made = make_disclosure(item)
    for person, why in [(cast.clerk, WHY), (cast.leader, " "), (cast.stranger, WHY)]:
        with pytest.raises(Refused):
            emergencies.publish(made, reason=why, secrecy=True, by=person, now=now)
    assert Disclosure.objects.get(pk=made.pk).status == "draft"


def test_what_the_scan_finds_stops_an_emergency_too(item, make_disclosure, cast, now):
    made = make_disclosure(item, body="联系人身份证号 11010519491231002X")
    with pytest.raises(Refused):
        emergencies.publish(made, reason=WHY, secrecy=True, by=cast.leader, now=now)


def test_nobody_reviews_what_they_published_or_wrote(urgent, cast, now):
    """The gate refuses it, and so does the database."""
    for person in (cast.leader, cast.clerk):
        with pytest.raises(Refused):
            emergencies.review(urgent, opinion="可以", by=person, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyReview.objects.filter(pk=urgent.pk).update(
            reviewed_by=cast.leader, reviewed_at=now, opinion="可以"
        )
    done = emergencies.review(urgent, opinion="内容属实，继续公开。", by=cast.head, now=now)
    assert done.reviewed_by == cast.head and not EmergencyReview.objects.waiting().exists()
    with pytest.raises(Refused):
        emergencies.review(urgent, opinion="再来", by=cast.disclosure_office, now=now)


def test_supervisors_open_the_figures_of_emergencies(client, urgent, cast):
    """Each number leads to its rows, those whose review was missed too."""
    EmergencyReview.objects.update(
        due_on=timezone.localdate() - timedelta(days=1), published_at=timezone.now()
    )
    client.force_login(cast.supervisor)
    page = client.get(reverse("supervision:overview")).content.decode()
    for of in ("emergency_all", "emergency_waiting", "emergency_missed"):
        assert of in page
        rows = client.get(reverse("supervision:records"), {"of": of, "agency": cast.agency.slug})
        assert urgent.disclosure.get_absolute_url() in rows.content.decode()


def test_what_is_not_reviewed_yet_is_not_corrected_but_after_it(urgent, cast, now):
    """A version says who approved it: before the review nobody has, and the correction would end in an error."""
    disclosure = urgent.disclosure
    with pytest.raises(Refused) as refusal:
        correcting.begin(disclosure, reason="电话有误", by=cast.clerk, now=now)
    assert len(refusal.value.reasons) == 1 and not disclosure.corrections.exists()
    found = EmergencyReview.objects.get(disclosure=disclosure)
    emergencies.review(found, opinion="情况属实", by=cast.head, now=now)
    fix = correcting.begin(disclosure, reason="电话有误", by=cast.clerk, now=now)
    disclosures.revise(fix, body="更正后的电话。", by=cast.clerk, now=now, attested=True)
    disclosures.propose(fix, by=cast.clerk, now=now)
    approve(fix, by=cast.leader, now=now)
    disclosure.refresh_from_db()
    assert "更正后的电话" in disclosure.body and disclosure.versions.count() == 2


def test_a_review_can_withdraw_it(urgent, cast, now):
    emergencies.review(urgent, opinion="信息有误。", stands=False, by=cast.head, now=now)
    assert Disclosure.objects.get(pk=urgent.disclosure_id).status == "withdrawn"


def test_a_missed_review_is_told_once_to_the_supervisors(urgent, now):
    """By the ladder of the regime: on its day to those who review, a day later to the supervisors too."""
    load_regime("national-2019")
    due = now + timedelta(days=3)
    assert emergencies.remind(now=due) == Letter.objects.filter(owed_at=due).count() > 0
    assert not Letter.objects.addressed_to("supervisor@example.org").filter(owed_at=due).exists()
    late = now + timedelta(days=10)
    before = Letter.objects.addressed_to("supervisor@example.org").count()
    assert emergencies.remind(now=late) > 0
    assert emergencies.remind(now=late) == 0
    assert Letter.objects.addressed_to("supervisor@example.org").count() == before + 1


def test_a_set_time_is_waited_for_and_can_be_taken_away(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed")
    with pytest.raises(Refused):
        scheduling.set_time(made, at=now - timedelta(minutes=1), by=cast.clerk, now=now)
    scheduling.set_time(made, at=now + timedelta(days=1), by=cast.clerk, now=now)
    approve(made, by=cast.leader, now=now)
    assert (made.status, disclosures.publish_due(now=now)) == ("approved", 0)
    scheduling.set_time(made, at=None, by=cast.clerk, now=now)
    assert disclosures.publish_due(now=now) == 1


def test_a_channel_that_was_forbidden_meanwhile_is_refused_at_publication(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed", channels=["web", "wechat"])
    scheduling.set_time(made, at=now + timedelta(days=1), by=cast.clerk, now=now)
    approve(made, by=cast.leader, now=now)
    DisclosureItem.objects.filter(pk=item.pk).update(never_on=["wechat"])
    with pytest.raises(Refused):
        disclosures.publish(Disclosure.objects.get(pk=made.pk), now=now + timedelta(days=2))


def test_the_pages_of_an_emergency_work(client, item, make_disclosure, cast):
    made = make_disclosure(item)
    client.force_login(cast.leader)
    for name in ("emergency", "set_time"):
        address = reverse(f"admin:catalog_disclosure_{name}", args=[made.pk])
        assert client.get(address).status_code == (200 if name == "emergency" else 403)
    client.post(reverse("admin:catalog_disclosure_emergency", args=[made.pk]), {"reason": WHY})
    assert Disclosure.objects.get(pk=made.pk).status == "draft"  # unsigned: however urgent
    client.post(
        reverse("admin:catalog_disclosure_emergency", args=[made.pk]), {"reason": WHY, "secrecy": "on"}
    )
    assert made.secrecy_reviews.get().by == cast.leader
    address = reverse("admin:catalog_disclosure_emergency_review", args=[made.pk])
    assert client.get(address).status_code == 403
    client.force_login(cast.head)
    assert client.get(address).status_code == 200
    assert client.get(reverse("workplace")).status_code == 200
    client.post(address, {"stands": "yes", "opinion": "属实"})
    assert EmergencyReview.objects.get().reviewed_by == cast.head


def test_english_pages_name_channels_in_english_and_older_rows_still_show(client, item, make_disclosure):
    made = make_disclosure(item, upto="published")
    placement = made.placements.get()
    english = placement.name_en
    assert english and english != placement.name
    address = f"/en{reverse('disclosure', args=[made.pk])}"
    assert english in client.get(address).content.decode()
    made.placements.update(name_en="")
    assert placement.name in client.get(address).content.decode()


def test_the_day_of_a_set_time_is_that_of_shanghai_and_each_is_an_event(
    client, item, obligation, make_disclosure, cast, now
):
    """Half past midnight is still yesterday in UTC; a window that opens on that day takes it all the same."""
    opens = now.date() + timedelta(days=2)
    type(obligation).objects.filter(pk=obligation.pk).update(publish_from=opens)
    obligation.refresh_from_db()
    made = make_disclosure(item, obligation=obligation)
    midnight = now.replace(hour=0, minute=0) + timedelta(days=2)
    with pytest.raises(Refused):
        scheduling.set_time(made, at=midnight - timedelta(minutes=1), by=cast.clerk, now=now)
    for at in (midnight + timedelta(minutes=30), midnight + timedelta(hours=9), None, None):
        scheduling.set_time(made, at=at, by=cast.clerk, now=now)
    told = made.events.filter(action__in=["set_time", "clear_time"]).values_list("action", "note", "actor")
    assert list(told) == [
        ("set_time", f"{opens} 00:30", cast.clerk.pk),
        ("set_time", f"{opens} 09:00", cast.clerk.pk),
        ("clear_time", "", cast.clerk.pk),
    ]
    client.force_login(cast.clerk)
    form = client.get(reverse("admin:catalog_disclosure_change", args=[made.pk])).content.decode()
    assert reverse("admin:catalog_disclosure_set_time", args=[made.pk]) in form
    approved = make_disclosure(item, upto="proposed")
    scheduling.set_time(approved, at=midnight, by=cast.clerk, now=now)
    approve(approved, by=cast.leader, now=now)
    page = client.get(reverse("admin:catalog_disclosure_change", args=[approved.pk])).content.decode()
    assert reverse("admin:catalog_disclosure_set_time", args=[approved.pk]) in page


def test_an_emergency_is_told_wherever_it_stands(client, urgent, item, cast, monkeypatch, now):
    """Home, lists, search, the pages of its item, department and agency, its history, the supervisors' numbers."""
    made = urgent.disclosure
    agency = made.agency.slug
    pages = [
        reverse("home"),
        reverse("catalog:latest"),
        f"{reverse('search')}?q={made.title}",
        reverse("catalog:item", args=[agency, item.code]),
        reverse("catalog:department", args=[agency, made.department.slug]),
        reverse("catalog:agency", args=[agency]),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert made.title in page and "tag-warn" in page, address
    assert WHY in client.get(reverse("history", args=[made.pk])).content.decode()
    client.force_login(cast.supervisor)
    monkeypatch.setattr(timezone, "now", lambda: now + timedelta(days=9))
    context = client.get(reverse("supervision:overview")).context
    assert context["emergencies"] == {"all": 1, "waiting": 1, "missed": 1}
    emergencies.review(urgent, opinion="属实。", by=cast.head, now=now)
    assert client.get(reverse("supervision:overview")).context["emergencies"]["missed"] == 0
    assert client.get(reverse("history", args=[made.pk])).status_code == 200
