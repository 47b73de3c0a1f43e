"""What became of some disclosures after publication: a correction, a repeal, a topic that gathers others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.actions import collecting, correcting, disclosures
from catalog.models import Collection, Disclosure
from core.models import Agency
from core.regimes.parsed import Step
from core.roles import Role
from disclosure_portal.demo import verdicts
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review.models import Verdict

REASON = "原文所列的监督电话已停用，补充新的电话和办公时间。"
ADDED = "<p>监督电话：0000-614100，工作日上午九时至下午五时有人接听。</p>"
REPEALED = "新的办法已经施行，本文件同时废止。"
TOPICS = (
    (
        Collection.Kind.TOPIC,
        "residents",
        "便民服务专题",
        "Services for residents",
        "群众办事最常用的公开信息。",
    ),
    (
        Collection.Kind.FUND,
        "livelihood-fund",
        "民生资金",
        "Livelihood funds",
        "资金从安排到使用结果的公开信息。",
    ),
)


@dataclass
class Afterwards:
    """Writes what comes after publication of ``agency`` into ``timeline``."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today."""
        for back, act in ((24, self._correct), (15, self._repeal), (8, self._gather)):
            self.timeline.at(self.timeline.today - timedelta(days=back), act, hour=10)

    def _out(self, now: datetime):
        return (
            Disclosure.objects.public()
            .filter(
                agency=self.agency,
                status=Disclosure.Status.PUBLISHED,
                is_nil=False,
                published_at__lt=now,
                approved_by__isnull=False,
            )
            .exclude(body="")
            .order_by("-published_at", "-pk")
        )

    def _correct(self, now: datetime) -> None:
        made = self._out(now).filter(versions=None).first()
        if made is None:
            return
        proposer = self.cast.proposer
        correction = correcting.begin(made, reason=REASON, by=proposer, now=now)
        body = made.body + ADDED
        disclosures.revise(correction, body=body, attested=True, by=proposer, now=now)
        disclosures.propose(correction, by=proposer, now=now)
        verdicts.through_the_gate(correction, self.cast, now)
        self._review(correction, list(made.item.chain_on(now.date()).steps), now)

    def _review(self, correction: Disclosure, steps: list[Step], now: datetime) -> None:
        step, *rest = steps
        holder = self.cast[Role(step.role)]
        record = verdicts.on_record(step, now)
        review.give_verdict(correction, by=holder, now=now, says=Verdict.Says.APPROVE, **record)
        if rest:
            self.timeline.at(
                now.date() + timedelta(days=1), lambda now: self._review(correction, rest, now), hour=10
            )

    def _repeal(self, now: datetime) -> None:
        made = self._out(now).filter(versions=None, formed_on__lt=now.date() - timedelta(days=60)).first()
        if made:
            office = self.cast.disclosure_office
            correcting.repeal(made, on=now.date(), reason=REPEALED, by=office, now=now)

    def _gather(self, now: datetime) -> None:
        rows = list(self._out(now)[:14])
        for place, (kind, slug, name, name_en, about) in enumerate(TOPICS):
            collection = Collection.objects.create(
                agency=self.agency, kind=kind, slug=slug, name=name, name_en=name_en, about=about
            )
            collecting.gather(
                collection,
                disclosures=rows[place * 7 : place * 7 + 7],
                by=self.cast.disclosure_office,
                now=now,
            )
