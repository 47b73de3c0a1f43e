"""Drafts put out for consultation: their days, the gate before the final text, opinions and their answers (F-169)."""

from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from catalog.actions import consultation_opinions, consulting, disclosures, obligations, screening
from catalog.models import Consultation, ConsultationOpinion, Disclosure, Finding
from catalog.obligations import consultation_duty
from core.models import Letter, LogEntry, User
from core.roles import Role
from core.transitions import Refused
from tests import signing
from tests.asked_whole import ASKED_WHOLE
from tests.conftest import SHANGHAI
from tests.flows.world import Clock, people_for
from tests.scanned import scanned
from tests.signing import approve

OPENS, CLOSES = date(2026, 3, 11), date(2026, 3, 25)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    """A moment of 2026 in Shanghai."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


class Bureau:
    """The water bureau (F): item 1.3 demands a consultation of ten working days before its final text."""

    def __init__(self, agency) -> None:
        self.agency = agency
        self.item = agency.items.get(code="1.3")
        self.people = people_for(agency, self.item.department).people

    def __getitem__(self, role: Role) -> User:
        return self.people[role]

    def draft(self, *, phase: str = "final", **fields) -> Disclosure:
        title = f"水价调整{self.item.occurrences.count()}"
        event = obligations.record_occurrence(
            self.item, title=title, happened_on=date(2026, 4, 20), by=None, now=at(3, 10)
        )
        owed = event.obligations.get(key__endswith=f"-{phase}")
        content = {
            "title": "灌溉用水价格调整方案",
            "body": "每方水价由一角调为一角二分。",
            "elements": {"draft": "见正文", "opinions": "待汇总", "changes": "待汇总"},
            "attested": True,
            "channels": ["website"],
            "formed_on": date(2026, 3, 10),
            **fields,
        }
        return disclosures.draft(
            item=self.item, obligation=owed, by=self[Role.PROPOSER], now=at(3, 10), **content
        )

    def plan(self, draft: Disclosure | None = None, **days) -> Consultation:
        days = {"opens_on": OPENS, "closes_on": CLOSES, **days}
        return consulting.plan(
            draft or self.draft(), about="水价是否合理？", by=self[Role.PROPOSER], now=at(3, 10), **days
        )

    def released(self) -> Consultation:
        return signing.release(self.plan(), by=self[Role.DISCLOSURE_OFFICE], now=at(3, 10))

    def opened(self) -> Consultation:
        made = self.released()
        consulting.turn(now=at(3, 11))
        made.refresh_from_db()
        return made

    def closed(self, *texts: str) -> Consultation:
        made = self.opened()
        for text in texts:
            consultation_opinions.receive(made, text=text, contact="reader@example.org", now=at(3, 12))
        consulting.turn(now=at(3, 26))
        made.refresh_from_db()
        return made

    def answer(self, opinion: ConsultationOpinion, verdict: str = "partly", **said) -> ConsultationOpinion:
        words = {"reason": "已下调一厘。", "public_text": opinion.text, **said}
        return consultation_opinions.answer(
            opinion, verdict=verdict, by=self[Role.FEEDBACK_COLLECTOR], now=at(3, 27), **words
        )

    def conclude(self, made: Consultation) -> Consultation:
        return consulting.conclude(
            made, conclusion="水价由一角二分改为一角一分。", by=self[Role.DISCLOSURE_OFFICE], now=at(3, 30)
        )


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """What the pages take for now."""
    made = Clock(2026, 3, 10)
    monkeypatch.setattr(timezone, "now", lambda: made.now)
    return made


@pytest.fixture
def bureau(make_agency) -> Bureau:
    """The bureau at work."""
    return Bureau(make_agency("water", regime="water-bureau"))


def test_a_final_text_waits_for_the_table_of_answers(bureau):
    """No consultation, one under way, one without its table: each refuses the proposal; then it goes through."""
    draft = bureau.draft()
    proposer = bureau[Role.PROPOSER]
    with pytest.raises(Refused, match="10"):
        disclosures.propose(draft, by=proposer, now=at(3, 10))
    made = consulting.plan(draft, about="问", opens_on=OPENS, closes_on=CLOSES, by=proposer, now=at(3, 10))
    for step in (
        lambda: signing.release(made, by=bureau[Role.DISCLOSURE_OFFICE], now=at(3, 10)),
        lambda: consulting.turn(now=at(3, 11)),
        lambda: consulting.turn(now=at(3, 26)),
    ):
        with pytest.raises(Refused):
            disclosures.propose(draft, by=proposer, now=at(3, 26))
        step()
    made.refresh_from_db()
    bureau.conclude(made)
    disclosures.propose(draft, by=proposer, now=at(3, 30))
    assert draft.status == Disclosure.Status.IN_REVIEW


def test_the_gate_asks_again_at_approval_and_publication(bureau):
    """A proposal that lost its consultation meanwhile is neither approved nor published: asked under the lock."""
    made = bureau.closed()
    bureau.conclude(made)
    draft = made.disclosure
    disclosures.propose(draft, by=bureau[Role.PROPOSER], now=at(3, 30))
    Consultation.objects.update(status="withdrawn", withdrawn_because="撤回")
    with pytest.raises(Refused, match="F-169"):
        approve(draft, by=bureau[Role.HEAD], now=at(3, 30))
    Disclosure.objects.update(status="approved", approved_by=bureau[Role.HEAD])
    with pytest.raises(Refused, match="F-169"):
        disclosures.publish(draft, now=at(3, 30))


def test_drafts_before_the_decision_and_nil_returns_need_none(bureau):
    """The phase before the decision is the draft itself; nothing to report asks nobody (F-169)."""
    assert not list(_said(bureau.draft(phase="draft")))
    assert list(_said(bureau.draft()))
    assert not list(_said(bureau.draft(is_nil=True)))


def _said(draft: Disclosure) -> list[str]:
    return [one for one in disclosures.propose_blockers(draft) if "10" in one]


def test_too_short_a_time_is_refused_with_its_source(bureau):
    """Ten working days from Wednesday 11 March end on Wednesday the 25th: a day less names rule and day."""
    draft = bureau.draft()
    with pytest.raises(Refused) as refusal:
        bureau.plan(draft, closes_on=CLOSES - timedelta(days=1))
    assert "充分听取群众意见" in str(refusal.value)
    assert not Consultation.objects.exists()
    assert bureau.plan(draft).closes_on == CLOSES


def test_a_body_without_a_rule_of_its_own_keeps_the_national_thirty_days(cast, item, make_disclosure, now):
    """30 calendar days from Wednesday 11 March: Friday 10 April."""
    draft = make_disclosure(item)
    with pytest.raises(Refused, match="条例第十九条"):
        consulting.plan(draft, about="问", opens_on=OPENS, closes_on=date(2026, 4, 9), by=cast.clerk, now=now)
    made = consulting.plan(
        draft, about="问", opens_on=OPENS, closes_on=date(2026, 4, 10), by=cast.clerk, now=now
    )
    assert (made.least_days, made.least_working) == (30, False)


def test_nobody_releases_what_they_planned(bureau):
    """Four eyes: the head of the department may plan and release, but not both; the database refuses it too."""
    head = bureau[Role.DEPARTMENT_HEAD]
    made = consulting.plan(
        bureau.draft(), about="问", opens_on=OPENS, closes_on=CLOSES, by=head, now=at(3, 10)
    )
    with pytest.raises(Refused):
        signing.release(made, by=head, now=at(3, 10))
    with pytest.raises(IntegrityError), transaction.atomic():
        Consultation.objects.filter(pk=made.pk).update(released_by=head)


def test_the_clock_opens_and_closes_on_its_days_however_often_it_runs(bureau):
    """Not a day early; a doubled run does nothing more; the last day counts to its end."""
    made = bureau.released()
    assert consulting.turn(now=at(3, 10, 23, 59)) == 0
    assert [consulting.turn(now=at(3, 11, 0, 1)) for _run in range(3)] == [1, 0, 0]
    made.refresh_from_db()
    consultation_opinions.receive(made, text="最后一刻", now=at(3, 25, 23, 59))
    assert consulting.turn(now=at(3, 25, 23, 59)) == 0
    with pytest.raises(Refused):
        consultation_opinions.receive(made, text="太迟", now=at(3, 26, 0, 0))
    assert [consulting.turn(now=at(3, 26)) for _run in range(2)] == [1, 0]
    assert [event.action for event in made.events.all()] == ["plan", "release", "open", "close"]
    assert list(LogEntry.objects.values_list("kind", flat=True)) == ["consultation_opened"]


def test_what_opens_late_lasts_as_long_as_the_rules_want(bureau):
    """The clock slept until the 16th: ten working days from then end on the 30th, and the page says so."""
    made = bureau.released()
    consulting.turn(now=at(3, 16))
    made.refresh_from_db()
    assert (made.opens_on, made.closes_on) == (date(2026, 3, 16), date(2026, 3, 30))
    assert "2026-03-30" in made.events.get(action="open").note


def test_the_draft_stays_as_it_was_put_out(bureau):
    """Text and files are copies: the draft goes on, the page shows what was asked about."""
    draft = bureau.draft()
    disclosures.attach(
        draft,
        upload=SimpleUploadedFile("测算.csv", "项目,金额\n".encode()),
        by=bureau[Role.PROPOSER],
        now=at(3, 10),
    )
    made = bureau.plan(draft)
    with pytest.raises(Refused, match="测算.csv"):
        signing.release(made, by=bureau[Role.DISCLOSURE_OFFICE], now=at(3, 10))
    scanned(now=at(3, 10))
    signing.release(made, by=bureau[Role.DISCLOSURE_OFFICE], now=at(3, 10))
    consulting.turn(now=at(3, 11))
    disclosures.detach(draft.attachments.get(), by=bureau[Role.PROPOSER], now=at(3, 12))
    disclosures.revise(draft, by=bureau[Role.PROPOSER], now=at(3, 12), body="每方一角一分。")
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "一角二分" in page
    assert "一角一分" not in page
    assert "项目,金额" in b"".join(Client().get(made.files.get().get_absolute_url())).decode()


def test_an_extension_needs_a_later_day_and_a_reason(bureau):
    """Only forward, only while it is open, and everybody reads why."""
    made, office = bureau.opened(), bureau[Role.DISCLOSURE_OFFICE]
    for day, reason in ((CLOSES, "听证会改期"), (date(2026, 4, 1), " ")):
        with pytest.raises(Refused):
            consulting.extend(made, closes_on=day, reason=reason, by=office, now=at(3, 20))
    consulting.extend(made, closes_on=date(2026, 4, 1), reason="听证会改期", by=office, now=at(3, 20))
    assert "听证会改期" in Client().get(made.get_absolute_url()).content.decode()
    assert consulting.turn(now=at(3, 26)) == 0
    with pytest.raises(Refused):
        consulting.extend(made, closes_on=date(2026, 4, 9), reason="再延", by=office, now=at(4, 2))


def test_every_opinion_is_answered_before_the_table(bureau):
    """Adopted, partly or not, with a reason; what is set aside is only counted; names stay inside."""
    made = bureau.closed("太贵了，请联系张某13800000000", "买药请来电")
    opinion, junk = made.opinions.all()
    with pytest.raises(Refused, match="2"):
        bureau.conclude(made)
    with pytest.raises(Refused):
        bureau.answer(opinion, "maybe")
    bureau.answer(opinion, public_text="太贵了")
    consultation_opinions.set_aside(junk, reason="广告", by=bureau[Role.FEEDBACK_COLLECTOR], now=at(3, 27))
    assert "太贵了" not in Client().get(made.get_absolute_url()).content.decode()
    bureau.conclude(made)
    page = Client().get(made.get_absolute_url()).content.decode()
    for word in ("太贵了", "已下调一厘。", "水价由一角二分改为一角一分。"):
        assert word in page
    for word in ("13800000000", "张某", "买药", "reader@example.org"):
        assert word not in page
    letter = Letter.objects.get(name="consultation_answered")
    assert letter.to == "reader@example.org"
    assert made.get_absolute_url() in letter.body
    with pytest.raises(Refused):
        bureau.answer(opinion, "adopted")


def test_a_consultation_without_opinions_is_concluded(bureau):
    """Nobody wrote: the table says so, and the final text may come."""
    made = bureau.closed()
    bureau.conclude(made)
    assert made.status == Consultation.Status.CONCLUDED
    assert Letter.objects.filter(name="consultation_closed").exists()


def test_staff_enter_what_came_by_other_ways(bureau):
    """Hall, telephone, letter: with its day inside the time, also after it; by those who answer; not afterwards."""
    made, collector = bureau.closed(), bureau[Role.FEEDBACK_COLLECTOR]
    said = {"text": "水表不准", "way": "hall", "place": "一号窗口", "now": at(3, 27)}
    entered = consultation_opinions.enter(made, received_on=date(2026, 3, 20), by=collector, **said)
    assert (entered.entered_by, entered.status) == (collector, "waiting")
    for wrong in (
        {"received_on": date(2026, 3, 26)},
        {"received_on": OPENS - timedelta(days=1)},
        {"way": "web"},
        {"by": bureau[Role.ARCHIVIST]},
    ):
        with pytest.raises(Refused):
            consultation_opinions.enter(
                made, **{"received_on": date(2026, 3, 20), "by": collector, **said, **wrong}
            )
    bureau.answer(entered)
    bureau.conclude(made)
    with pytest.raises(Refused):
        consultation_opinions.enter(made, received_on=date(2026, 3, 20), by=collector, **said)


def test_floods_and_double_clicks(bureau):
    """Five an hour from one address, the same words once, others untouched, the address itself not kept."""
    made = bureau.opened()
    for number in range(5):
        consultation_opinions.receive(made, text=f"意见{number}", source="192.0.2.1", now=at(3, 12))
    twin = consultation_opinions.receive(made, text="意见4", source="192.0.2.1", now=at(3, 12))
    with pytest.raises(Refused):
        consultation_opinions.receive(made, text="意见5", source="192.0.2.1", now=at(3, 12))
    consultation_opinions.receive(made, text="意见5", source="192.0.2.2", now=at(3, 12))
    assert made.opinions.count() == 6
    assert "192" not in twin.source


def test_names_and_contacts_are_encrypted(bureau):
    """What the database holds of a person cannot be read without the key."""
    made = bureau.opened()
    given = consultation_opinions.receive(
        made, text="好", name="柳青禾", contact="13800000000", now=at(3, 12)
    )
    stored = ConsultationOpinion.objects.filter(pk=given.pk).extra(select={"raw": "contact || name"})
    assert "13800000000" not in stored[0].raw
    assert "柳青禾" not in stored[0].raw
    assert stored[0].contact == "13800000000"


def test_a_withdrawn_consultation_keeps_its_page_and_reason(bureau):
    """Once open, its address stays with the reason; the draft's text is gone; another consultation may follow."""
    made, office = bureau.opened(), bureau[Role.DISCLOSURE_OFFICE]
    with pytest.raises(Refused):
        consulting.withdraw(made, reason=" ", by=office, now=at(3, 12))
    for contact in ("reader@example.org", "13800000000"):
        consultation_opinions.receive(made, text=f"{contact}：不合理。", contact=contact, now=at(3, 11))
    with pytest.raises(Refused):
        consulting.extend(
            made, closes_on=made.closes_on - timedelta(days=1), reason="提前。", by=office, now=at(3, 12)
        )
    consulting.withdraw(made, reason="方案需要重做。", by=office, now=at(3, 12))
    page = Client().get(made.get_absolute_url())
    assert page.status_code == 200
    assert "方案需要重做。" in page.content.decode()
    assert "一角二分" not in page.content.decode()
    assert page.context["broken_off"] == at(3, 12) and page.context["opinions_came"] == 2
    told = Letter.objects.filter(name="consultation_ended")
    assert [letter.to for letter in told] == ["reader@example.org"] and "方案需要重做。" in told[0].body
    assert consulting.turn(now=at(3, 26)) == 0
    assert bureau.plan(made.disclosure).status == Consultation.Status.PLANNED


def test_only_what_was_opened_is_public(bureau):
    """Planned and released ones do not exist for the public, neither as page nor in the list."""
    made = bureau.released()
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert made.title not in Client().get(reverse("catalog:consultations")).content.decode()
    consulting.turn(now=at(3, 11))
    assert made.title in Client().get(reverse("catalog:consultations")).content.decode()


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.OBSERVER, Role.CHANNEL_KEEPER])
def test_only_the_department_consults_on_its_drafts(bureau, role):
    """Who may not propose may not plan either; strangers are refused by the same gate."""
    with pytest.raises(Refused):
        consulting.plan(
            bureau.draft(), about="问", opens_on=OPENS, closes_on=CLOSES, by=bureau[role], now=at(3, 10)
        )


def test_the_final_text_leads_to_its_consultation_and_stands_beside_the_draft(bureau):
    """Published after its answers: link from the final text, and both texts compared word by word (F-169)."""
    made = bureau.closed()
    draft, proposer = made.disclosure, bureau[Role.PROPOSER]
    comparison = reverse("catalog:consultation_comparison", args=[made.pk])
    bureau.conclude(made)
    assert Client().get(comparison).status_code == 404
    disclosures.revise(draft, by=proposer, now=at(3, 30), body="每方水价由一角调为一角一分。\n\n困难户减半。")
    disclosures.propose(draft, by=proposer, now=at(3, 30))
    approve(draft, by=bureau[Role.HEAD], now=at(3, 31))
    page = Client().get(draft.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in page
    assert comparison in page
    side_by_side = Client().get(comparison).content.decode()
    for mark, word in (("del", "二"), ("ins", "一"), ("ins", "困难户减半。")):
        assert f"</span>{word}</{mark}>" in side_by_side
    assert draft.get_absolute_url() in Client().get(made.get_absolute_url()).content.decode()


def test_open_drafts_stand_on_the_first_page_and_at_their_item(bureau, clock):
    """While opinions are taken; the item keeps the link afterwards."""
    made = bureau.opened()
    clock.move_to(2026, 3, 12)
    assert made.get_absolute_url() in Client().get(reverse("home")).content.decode()
    clock.move_to(2026, 3, 26)
    assert made.get_absolute_url() not in Client().get(reverse("home")).content.decode()
    assert made.get_absolute_url() in Client().get(bureau.item.get_absolute_url()).content.decode()


def test_a_late_clock_keeps_nothing_open(bureau, clock):
    """After the last day the page takes no opinion and says closed, although no clock has run yet."""
    made = bureau.opened()
    clock.move_to(2026, 3, 26)
    page = Client().get(made.get_absolute_url()).content.decode()
    assert "<textarea" not in page
    sent = Client().post(reverse("catalog:consultation_opinion", args=[made.pk]), {"text": "迟"})
    assert sent.status_code == 422
    assert not made.opinions.exists()


@pytest.mark.parametrize("opinions", [1, 3])
def test_pages_ask_the_same_number_of_questions(bureau, opinions, django_assert_max_num_queries):
    """One opinion or three in the table, one consultation or three in the list; some ask whether all stands as told."""
    for _round in range(opinions):
        made = bureau.closed(*[f"意见{number}" for number in range(opinions)])
        for opinion in made.opinions.all():
            bureau.answer(opinion)
        bureau.conclude(made)
    for address, most in ((made.get_absolute_url(), 11), (reverse("catalog:consultations"), 7)):
        Client().get(address)
        with django_assert_max_num_queries(most + ASKED_WHOLE):
            Client().get(address)


def test_the_final_text_waits_for_its_opinions(make_agency):
    """F-169: of an important decision the final text waits for the opinions on its draft, and the draft for nothing."""
    water = make_agency("water", regime="water-bureau")
    event = obligations.record_occurrence(
        water.items.get(code="1.3"), title="修渠", happened_on=date(2026, 4, 20), by=None, now=at(3, 10)
    )
    waits = {
        owed.key.rsplit("-", 1)[-1]: consultation_duty.demanded(
            Disclosure(item=owed.item, agency=water, obligation=owed, formed_on=date(2026, 3, 10))
        )
        for owed in event.obligations.all()
    }
    assert {phase for phase, clock in waits.items() if clock} == {"final"}
    assert waits["final"].length.days == 10


def test_whoever_is_asked_in_the_town_has_its_time(make_agency):
    """G-173: public participation is among the town's procedures; a draft of any item lies open at least that long."""
    town = make_agency("town", regime="shanshan-town")
    draft = Disclosure(item=town.items.get(code="2.6.1"), agency=town, formed_on=date(2026, 3, 10))
    least = consultation_duty.least(draft, date(2026, 3, 10))
    assert least.clock.code == "participation" and consultation_duty.demanded(draft) is None


def test_a_draft_passes_the_gate_before_anybody_reads_it(bureau):
    """A number in the draft stands in the way; taken out and planned anew, or overruled by name, it goes out."""
    proposer, office = bureau[Role.PROPOSER], bureau[Role.DISCLOSURE_OFFICE]
    draft = bureau.draft(body="联系张某13912345678。")
    made = bureau.plan(draft)
    with pytest.raises(Refused):
        signing.release(made, by=office, now=at(3, 10))
    disclosures.revise(draft, by=proposer, now=at(3, 10), body="每方一角二分。")
    with pytest.raises(Refused):
        signing.release(made, by=office, now=at(3, 10))
    days = {"opens_on": OPENS, "closes_on": CLOSES}
    consulting.replan(made, about="问", by=proposer, now=at(3, 10), **days)
    signing.release(made, by=office, now=at(3, 10))
    assert made.body == draft.body
    other = bureau.draft(body="联系李某13912345678。")
    kept = bureau.plan(other)
    findings = Finding.objects.filter(scan__disclosure=other)
    for by, reason in ((proposer, "可以"), (office, " ")):
        with pytest.raises(Refused):
            screening.overrule(other, findings=findings, reason=reason, by=by, now=at(3, 10))
    screening.overrule(other, findings=findings, reason="单位公布的电话。", by=office, now=at(3, 10))
    signing.release(kept, by=office, now=at(3, 10))


def test_a_long_table_is_paged_and_search_engines_and_calendars_know_the_draft(client, bureau, monkeypatch):
    """120 answers stand on three pages with the same number of queries; the sitemap and the open draft's last day."""
    made = bureau.opened()
    monkeypatch.setattr(timezone, "now", lambda: at(3, 12))
    feed = client.get(reverse("catalog:agency_compliance_ics", args=[bureau.agency.slug])).content.decode()
    assert f"consultation-{made.pk}@" in feed.replace("\r\n ", "") and "20260325" in feed
    said = {"consultation": made, "received_on": OPENS, "received_at": at(3, 12), "status": "answered"}
    said |= {
        "verdict": "adopted",
        "reason": "已采纳。",
        "answered_at": at(3, 27),
        "answered_by": bureau[Role.PROPOSER],
    }
    ConsultationOpinion.objects.bulk_create(
        ConsultationOpinion(text="原话", public_text=f"第{n}条意见。", **said) for n in range(1, 121)
    )
    consulting.turn(now=at(3, 27))
    made.refresh_from_db()
    bureau.conclude(made)
    address = made.get_absolute_url()
    pages = [client.get(address, {"page": number}) for number in (1, 3, "9" * 30)]
    assert [len(page.context["opinions"]) for page in pages] == [50, 20, 20]
    assert "第50条意见。" in pages[0].content.decode() and "第51条意见。" not in pages[0].content.decode()
    assert pages[0].context["page_links"][-1]["number"] == 3
    assert address in client.get(reverse("sitemap", args=["consultations"])).content.decode()
    assert client.get(reverse("sitemap", args=["collections"])).status_code == 200
