"""One matter at any stage of its life, to try a page or show a step."""

from collections.abc import Callable
from datetime import datetime

from archive import actions as archive
from archive import displaying
from catalog.actions import disclosures, obligations
from catalog.models import Disclosure
from catalog.obligations.cadences import ON_EVENT
from core.models import Agency
from core.roles import Role
from disclosure_portal.demo import heard, verdicts
from disclosure_portal.demo.people import Cast, cast_of
from review import actions as review
from review.models import Verdict


class Matter:
    """A new matter of an agency that can be led from stage to stage."""

    def __init__(self, agency: Agency, now: datetime) -> None:
        self.agency, self.now = agency, now
        self.cast: Cast = cast_of(agency)
        cadences = agency.regime.version_on(now.date()).rules.cadences
        on_event = [
            code for code, cadence in cadences.items() if cadence.kind in ON_EVENT - {"decision_phases"}
        ]
        self.item = (
            agency.items.public()
            .filter(cadence__in=on_event, blocked="", elements="", chain="ordinary")
            .first()
        )
        title = f"演示事项 {now:%Y-%m-%d %H:%M:%S}"
        occurrence = obligations.record_occurrence(
            self.item, title=title, happened_on=now.date(), by=self.cast.proposer, now=now
        )
        self.obligation = occurrence.obligations.get()
        self.disclosure: Disclosure | None = None

    def draft(self) -> None:
        rules = self.agency.regime.version_on(self.now.date()).rules
        web = next(code for code, channel in rules.channels.items() if channel.kind == "web")
        self.disclosure = disclosures.draft(
            item=self.item,
            obligation=self.obligation,
            by=self.cast.proposer,
            now=self.now,
            title=f"{self.item.name}（演示）",
            summary="这是一件演示事项，用来查看流程的每一步。",
            body="本件由演示命令生成，内容为虚构。",
            channels=[web],
            formed_on=self.now.date(),
            attested=True,
        )

    def propose(self) -> None:
        disclosures.propose(self.disclosure, by=self.cast.proposer, now=self.now)

    def send_back(self) -> None:
        step = self.item.chain_on(self.now.date()).steps[0]
        review.give_verdict(
            self.disclosure,
            by=self.cast[Role(step.role)],
            now=self.now,
            says=Verdict.Says.SEND_BACK,
            opinion="请补充摘要。",
        )

    def approve(self) -> None:
        for step in self.item.chain_on(self.now.date()).steps:
            review.give_verdict(
                self.disclosure,
                by=self.cast[Role(step.role)],
                now=self.now,
                says=Verdict.Says.APPROVE,
                **verdicts.on_record(step, self.now),
            )

    def hear(self) -> None:
        self.opinion = review.receive_opinion(
            self.disclosure, text="请问附件什么时候更新？", rating=4, now=self.now
        )

    def answer(self) -> None:
        review.answer_opinion(
            self.opinion, answer="每季度第一个月更新。", by=self.cast.feedback_collector, now=self.now
        )

    def withdraw(self) -> None:
        disclosures.withdraw(
            self.disclosure, reason="演示撤回。", by=self.cast.disclosure_office, now=self.now
        )

    def seal(self) -> None:
        heard.held(self.disclosure, self.cast, self.now)
        reason = "演示：提前结束公开并归档。"
        displaying.ask_to_end(self.disclosure, reason=reason, by=self.cast.archivist, now=self.now)
        displaying.agree_to_end(self.disclosure, by=self.cast.disclosure_office, now=self.now)
        archive.seal_disclosure(self.disclosure, by=self.cast.archivist, now=self.now)


PUBLISHED: tuple[Callable[[Matter], None], ...] = (Matter.draft, Matter.propose, Matter.approve)
STAGES: dict[str, tuple[Callable[[Matter], None], ...]] = {
    "owed": (),
    "draft": PUBLISHED[:1],
    "in_review": PUBLISHED[:2],
    "returned": (*PUBLISHED[:2], Matter.send_back),
    "published": PUBLISHED,
    "heard": (*PUBLISHED, Matter.hear),
    "answered": (*PUBLISHED, Matter.hear, Matter.answer),
    "withdrawn": (*PUBLISHED, Matter.withdraw),
    "archived": (*PUBLISHED, Matter.seal),
}


def put_at(stage: str, *, agency: str, now: datetime) -> str:
    """Make a new matter of ``agency`` (its slug) and lead it to ``stage``; returns the address where it can be seen."""
    matter = Matter(Agency.objects.select_related("regime").get(slug=agency), now)
    for lead_on in STAGES[stage]:
        lead_on(matter)
    return matter.disclosure.get_absolute_url() if matter.disclosure else matter.item.get_absolute_url()
