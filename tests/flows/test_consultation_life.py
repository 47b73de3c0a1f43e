"""The life of a draft that everybody is asked about, page by page: planned, released, answered, final, compared."""

from datetime import date

import pytest
from django.core import mail
from django.urls import reverse

from catalog.actions import consulting, disclosures, obligations
from catalog.models import Consultation, ConsultationOpinion, Disclosure
from core.mail import letters
from core.roles import Role
from review import actions as review
from tests.flows.pages import Visitor
from tests.flows.world import people_for

pytestmark = pytest.mark.django_db

DRAFTS = "admin:catalog_disclosure_change"
READER = "reader@example.org"


@pytest.fixture
def bureau(make_agency, clock):
    """The water bureau (F), where a final text waits for its consultation."""
    agency = make_agency("water", regime="water-bureau")
    return people_for(agency, agency.items.get(code="1.3").department)


@pytest.fixture
def draft(bureau, clock) -> Disclosure:
    """A draft of the final text of a decision on 20 April."""
    item = bureau.agency.items.get(code="1.3")
    event = obligations.record_occurrence(
        item, title="水价调整", happened_on=date(2026, 4, 20), by=None, now=clock.now
    )
    return disclosures.draft(
        item=item,
        obligation=event.obligations.get(key__endswith="-final"),
        by=bureau.people[Role.PROPOSER],
        now=clock.now,
        title="灌溉用水价格调整方案",
        body="每方水价由一角调为一角二分。",
        elements={"draft": "见正文", "opinions": "待汇总", "changes": "待汇总"},
        channels=["website"],
        formed_on=clock.today,
        attested=True,
    )


def test_a_draft_lives_until_its_final_text_stands_beside_it(bureau, draft, clock):
    """Each person does their part on their own pages; nothing is final before the answers are public (F-169)."""
    subscribed(clock)
    refused_without_consultation(bureau, draft)
    made = planned_and_released(bureau, draft)
    opened_and_heard(bureau, made, clock)
    answered_and_concluded(bureau, made, clock)
    final(bureau, made, clock)


def subscribed(clock) -> None:
    """A reader subscribes to all agencies and confirms by the link of the letter."""
    reader = Visitor()
    reader.open(reverse("catalog:subscribe"))
    reader.send("email", email=READER)
    letters.send_owed(clock.now)
    link = next(line for line in mail.outbox[-1].body.splitlines() if "/subscribe/" in line)
    reader.open("/" + link.split("/", 3)[3])
    reader.send("yes", press="yes")


def refused_without_consultation(bureau, draft) -> None:
    """The proposer is told which rule wants a consultation, on the page of the draft, which leads to the plan."""
    proposer = bureau.sign_in(Role.PROPOSER)
    page = proposer.open(reverse(DRAFTS, args=[draft.pk]))
    page = proposer.send("csrfmiddlewaretoken", press="_propose", channels=["website"], attested="on")
    assert "充分听取群众意见" in page.text
    draft.refresh_from_db()
    assert draft.status == Disclosure.Status.DRAFT


def planned_and_released(bureau, draft) -> Consultation:
    """Planned by the proposer, too short at first; released by the office, not by the proposer."""
    proposer = bureau.sign_in(Role.PROPOSER)
    proposer.open(reverse(DRAFTS, args=[draft.pk]))
    proposer.follow("consultation/add/?disclosure=")
    days = {"about": "水价是否合理？", "opens_on": "2026-03-11"}
    page = proposer.send("about", **days, closes_on="2026-03-20", status=422)
    assert "充分听取群众意见" in page.text
    proposer.send("about", **days, closes_on="2026-03-25")
    made = Consultation.objects.get()
    release = reverse("admin:catalog_consultation_release", args=[made.pk])
    proposer.open(release, status=403)
    office = bureau.sign_in(Role.DISCLOSURE_OFFICE)
    office.open(reverse("admin:catalog_consultation_change", args=[made.pk]))
    office.follow("/release/")
    page = office.send("_go", press="_go", status=422)
    assert "保密审查" in page.text
    signed_by_the_leader(bureau, draft)
    office.open(release)
    office.send("_go", press="_go")
    return made


def signed_by_the_leader(bureau, draft) -> None:
    """The secrecy review of the text as it stands, by name at the gate."""
    leader = bureau.sign_in(Role.LEADER_IN_CHARGE)
    leader.open(reverse("catalog:gate", args=[draft.pk]))
    leader.send("secrecy-result", press="sign", **{"secrecy-result": "open", "secrecy-note": "可以公开。"})


def opened_and_heard(bureau, made, clock) -> None:
    """The clock opens it; the subscriber is told; somebody writes without an account, the hall writes one down."""
    clock.move_to(2026, 3, 11, 0)
    assert consulting.turn(now=clock.now) == 1
    letters.send_owed(clock.now)
    assert mail.outbox[-1].to == [READER]
    assert made.get_absolute_url() in mail.outbox[-1].body
    clock.move_to(2026, 3, 12)
    somebody = Visitor()
    somebody.open(reverse("home"))
    somebody.follow(made.title)
    somebody.send("text", text="", name="", status=422)
    somebody.send("text", text="太贵，找王某13800000000问问", contact=READER)
    assert "13800000000" not in somebody.open(made.get_absolute_url()).text
    collector = bureau.sign_in(Role.FEEDBACK_COLLECTOR)
    collector.open(reverse("admin:catalog_consultation_change", args=[made.pk]))
    collector.follow("/enter/")
    collector.send("way", way="phone", received_on="2026-03-12", text="困难户能否减半？")
    assert made.opinions.count() == 2


def answered_and_concluded(bureau, made, clock) -> None:
    """Closed by the clock; each opinion answered by name; the table cannot be published before."""
    clock.move_to(2026, 3, 26, 0)
    consulting.turn(now=clock.now)
    clock.move_to(2026, 3, 27)
    assert not Visitor().open(made.get_absolute_url()).has_form("text")
    office, collector = bureau.sign_in(Role.DISCLOSURE_OFFICE), bureau.sign_in(Role.FEEDBACK_COLLECTOR)
    conclude = reverse("admin:catalog_consultation_conclude", args=[made.pk])
    office.open(conclude)
    office.send("conclusion", conclusion="下调一厘。", status=422)
    for opinion, public_text in zip(made.opinions.all(), ("太贵", "困难户能否减半？"), strict=True):
        collector.open(reverse("admin:catalog_consultationopinion_change", args=[opinion.pk]))
        collector.follow("/answer/")
        collector.send("verdict", verdict="partly", reason="下调一分。", public_text=public_text)
    assert set(made.opinions.values_list("answered_by", flat=True)) == {
        bureau.people[Role.FEEDBACK_COLLECTOR].pk
    }
    assert "下调一分。" not in Visitor().open(made.get_absolute_url()).text
    office.open(conclude)
    office.send("conclusion", conclusion="水价改为一角一分，困难户减半。")
    page = Visitor().open(made.get_absolute_url())
    for word in ("太贵", "困难户能否减半？", "下调一分。", "水价改为一角一分，困难户减半。"):
        assert word in page.text
    for word in ("13800000000", "王某", READER):
        assert word not in page.html
    letters.send_owed(clock.now)
    assert {one.to[0] for one in mail.outbox[-2:]} == {READER}
    assert not ConsultationOpinion.objects.filter(status="waiting").exists()


def final(bureau, made, clock) -> None:
    """The revised text is proposed, approved and published; it leads to the consultation, both stand side by side."""
    proposer = bureau.sign_in(Role.PROPOSER)
    proposer.open(reverse(DRAFTS, args=[made.disclosure_id]))
    proposer.send(
        "csrfmiddlewaretoken",
        press="_propose",
        body="每方水价由一角调为一角一分。\n\n困难户减半。",
        channels=["website"],
        attested="on",
    )
    matter = Disclosure.objects.get(pk=made.disclosure_id)
    assert matter.status == Disclosure.Status.IN_REVIEW
    signed_by_the_leader(bureau, matter)
    for role in (Role.LEADER_IN_CHARGE, Role.HEAD):
        review.give_verdict(matter, by=bureau.people[role], now=clock.now, says="approve")
    reader = Visitor()
    reader.open(matter.get_absolute_url())
    reader.follow(f"{made.pk}/comparison/")
    assert "困难户减半。" in reader.page.text
    assert "<ins>" in reader.page.html
    assert "一角二分" in reader.open(made.get_absolute_url()).text
