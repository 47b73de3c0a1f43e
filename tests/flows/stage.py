"""A body at work, and by actions the one thing that some form is about."""

from datetime import date, datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.actions import bulk as bulk_verbs
from catalog.actions import (
    consultation_opinions,
    consulting,
    disclosures,
    emergencies,
    obligations,
    self_checking,
)
from catalog.bulk import bulk_table, worker
from catalog.models import (
    BulkTable,
    Consultation,
    ConsultationOpinion,
    Disclosure,
    DisclosureItem,
    Obligation,
    SelfCheck,
)
from core.exports import csv_tables
from core.roles import Role
from requests_app import actions as applications
from requests_app.models import Application
from review import actions as review
from review.models import Opinion
from supervision import actions as supervision
from supervision.actions import complaints
from supervision.models import Complaint, CorrectionOrder
from tests import signing
from tests.conftest import give_role, load_regime
from tests.flows.world import Body

APPLICATION = {
    "subject": "河东街道老旧小区改造资金安排",
    "description": "申请公开2025年河东街道老旧小区改造的资金安排。",
    "applicant_kind": "person",
    "applicant_name": "柳青禾",
    "phone": "010-12345678",
    "email": "qinghe@example.org",
    "delivery_form": "electronic",
}


class Stage:
    """The district (J4) at work: things in every state that some form is about."""

    def __init__(self, body: Body, now: datetime) -> None:
        self.body, self.now = body, now
        self.people = body.people

    def under(self, code: str) -> "Stage":
        """The same body under other rules, which have forms that its own have not."""
        self.body.agency.regime = load_regime(code).regime
        self.body.agency.save(update_fields=["regime"])
        return self

    def item(self, code: str = "1.8") -> DisclosureItem:
        return self.body.agency.items.get(code=code)

    def owed(self, code: str = "1.8") -> Obligation:
        item = self.item(code)
        title = f"第{item.occurrences.count() + 1}项安排"
        occurrence = obligations.record_occurrence(
            item, title=title, happened_on=self.now.date(), by=None, now=self.now
        )
        return occurrence.obligations.get()

    def period(self) -> Obligation:
        """A quarter that comes again: of such a one there can be nothing to report."""
        owed = self.owed()
        Obligation.objects.filter(pk=owed.pk).update(
            key=f"2026-Q{owed.pk}", owed_for="period", occurrence=None
        )
        return Obligation.objects.get(pk=owed.pk)

    def disclosure(self, upto: str, code: str = "1.8", **fields) -> Disclosure:
        by, now = self.people[Role.PROPOSER], self.now
        content = {"title": "便民服务点调整", "body": "调整三处。", "attested": True, "formed_on": now.date()}
        content |= {"channels": ["district_website"], **fields}
        made = disclosures.draft(item=self.item(code), obligation=self.owed(code), by=by, now=now, **content)
        if upto != "draft":
            disclosures.propose(made, by=by, now=now)
        if upto == "published":
            self.consent(made)
        return made

    def for_those_concerned(self) -> Disclosure:
        """Published for those concerned; it fulfils no duty towards everybody."""
        by, now = self.people[Role.PROPOSER], self.now
        made = disclosures.draft(
            item=self.item(), by=by, now=now, title="许可批件", body="准予许可。", attested=True,
            formed_on=now.date(), channels=["district_website"], audience="counterparty",
        )  # fmt: skip
        disclosures.propose(made, by=by, now=now)
        self.consent(made)
        return made

    def consent(self, matter: Disclosure) -> None:
        leader = self.people[Role.LEADER_IN_CHARGE]
        review.give_verdict(matter, by=leader, now=self.now, says="approve")

    def sent_table(self) -> BulkTable:
        """A table of proposals with one row, checked."""
        self.owed()
        owed = list(bulk_table.owed_by(self.people[Role.PROPOSER], self.now.date()))
        heading, *rows = bulk_table.blank(
            owed, bulk_table.parts_of({one.item for one in owed}, self.now.date())
        )
        rows[0][heading.index("正文")] = "调整三处。"
        text = "".join(csv_tables.csv_lines([heading, rows[0]]))
        upload = SimpleUploadedFile("提出表.csv", text.encode())
        sent = bulk_verbs.send(upload=upload, by=self.people[Role.PROPOSER], language="zh-hans", now=self.now)
        worker.turn(now=self.now)
        sent.refresh_from_db()
        return sent

    def handable(self) -> Disclosure:
        """A matter before one of two leaders in charge."""
        give_role(self.people[Role.HEAD], Role.LEADER_IN_CHARGE, self.body.agency)
        return self.disclosure("proposed")

    def before_party_group(self) -> Disclosure:
        made = self.disclosure("proposed", "2.6")
        self.consent(made)
        return made

    def opinion(self, **more) -> Opinion:
        return review.receive_opinion(self.disclosure("published"), text="何时开放？", now=self.now, **more)

    def self_check(self) -> SelfCheck:
        self.disclosure("published")
        day, by = self.now.date(), self.people[Role.DISCLOSURE_OFFICE]
        return self_checking.begin(
            self.body.agency, name="自查", published_until=day, due_on=day, by=by, now=self.now
        )

    def answered_opinion(self) -> Opinion:
        by = self.people[Role.FEEDBACK_COLLECTOR]
        return review.answer_opinion(self.opinion(), answer="四月。", by=by, now=self.now)

    def consultation(self, upto: str = "open") -> Consultation:
        day, office = self.now.date(), self.people[Role.DISCLOSURE_OFFICE]
        made = consulting.plan(
            self.disclosure("draft"), about="是否合理？", opens_on=day, closes_on=date(2026, 4, 30),
            by=self.people[Role.PROPOSER], now=self.now,
        )  # fmt: skip
        if upto != "planned":
            signing.release(made, by=office, now=self.now)
            consulting.turn(now=self.now)
        if upto == "closed":
            consulting.turn(now=self.now + timedelta(days=60))
        made.refresh_from_db()
        return made

    def said(self) -> ConsultationOpinion:
        return consultation_opinions.receive(self.consultation(), text="太远。", now=self.now)

    def application(self, upto: str = "received", **fields) -> Application:
        said = {**APPLICATION, **fields}
        made, self.code = applications.receive(agency=self.body.agency, now=self.now, **said)
        officer = self.people[Role.INTAKE_OFFICER]
        if upto != "received":
            applications.register(made, by=officer, now=self.now)
        if upto == "correcting":
            applications.ask_correction(made, missing="请写明年度。", days=10, by=officer, now=self.now)
        if upto in ("drafted", "decided"):
            applications.draft(made, by=officer, now=self.now, **self.refusal(made))
        if upto == "decided":
            applications.decide(made, by=self.people[Role.LEADER_IN_CHARGE], now=self.now)
        return made

    def refusal(self, made: Application) -> dict:
        chosen = next(
            one for one in made.rules.outcomes.values() if one.effect == "close" and "grounds" in one.needs
        )
        said = dict.fromkeys(chosen.needs, "见条例。") | (
            {"kind": next(iter(chosen.kinds))} if chosen.kinds else {}
        )
        return {"outcome": chosen.code, "decision": said}

    def asked_third_party(self) -> Application:
        made = self.application("registered")
        officer = self.people[Role.INTAKE_OFFICER]
        return applications.consult_third_party(made, party="清河水务公司", by=officer, now=self.now)

    def urgent(self) -> Disclosure:
        made = self.disclosure("draft")
        emergencies.publish(
            made, reason="管道破裂。", secrecy=True, by=self.people[Role.LEADER_IN_CHARGE], now=self.now
        )
        return made

    def order(self, upto: str = "issued") -> CorrectionOrder:
        item = self.item()
        made = supervision.issue_order(
            agency=self.body.agency, department=item.department, finding="超期。", demand="补报。",
            by=self.people[Role.SUPERVISOR], now=self.now,
        )  # fmt: skip
        if upto == "reported":
            supervision.report(made, report="已补报。", by=self.people[Role.PROPOSER], now=self.now)
        return made

    def complaint(self, upto: str = "received") -> Complaint:
        made, self.code = complaints.receive(agency=self.body.agency, text="逾期未公开。", now=self.now)
        by, now = self.people[Role.SUPERVISOR], self.now
        if upto != "received":
            complaints.take_up(made, tier=made.tier, department=None, by=by, now=now)
        if upto == "answered":
            complaints.answer(made, text="已经补充公开。", by=by, now=now)
        return made
