"""What one agency keeps back: a record that is withheld and soon to be assessed again, and one for applicants."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.actions import disclosures
from catalog.models import Audience, DisclosureItem
from catalog.sources import Ground, Source
from core.models import Agency
from core.roles import Role
from disclosure_portal.demo import verdicts
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review.models import Verdict

KEPT = (
    (
        350,
        {"source": Source.WITHHELD, "ground": Ground.PRIVACY},
        "困难家庭入户核查记录",
        "记录涉及各户的收入、健康和家庭情况，公开会损害其权益。",
    ),
    (
        90,
        {"source": Source.ON_APPLICATION},
        "老旧小区改造施工图纸目录",
        "图纸量大，向提出申请的居民提供。",
    ),
)


@dataclass
class KeptBack:
    """Writes into ``timeline`` what ``agency`` keeps back, by the same verbs and reviews as everything else."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today."""
        for back, kind, title, body in KEPT:
            first = self.agency.obliged_from + timedelta(days=10)
            day = max(first, self.timeline.today - timedelta(days=back))
            self.timeline.at(day, lambda now, k=kind, t=title, b=body: self._keep(k, t, b, now), hour=11)

    def _item(self, now: datetime) -> DisclosureItem | None:
        items = self.agency.items.public().filter(blocked="", elements="").order_by("pk")
        return min(items, key=lambda item: len(item.chain_on(now.date()).steps), default=None)

    def _keep(self, kind: dict, title: str, body: str, now: datetime) -> None:
        item = self._item(now)
        known = self.agency.regime.version_on(now.date()).rules.withheld.grounds
        if item is None or known and kind.get("ground", known[0]) not in known:
            return  # a body whose document names other grounds keeps nothing back on this one
        content = {"title": title, "summary": body, "body": body, "formed_on": now.date(), "attested": True}
        scope = {"audience": Audience.STAFF, "channels": []}
        made = disclosures.draft(item=item, by=self.cast.proposer, now=now, **content, **scope, **kind)
        disclosures.propose(made, by=self.cast.proposer, now=now)
        verdicts.through_the_gate(made, self.cast, now)
        for step in item.chain_on(now.date()).steps:
            record = verdicts.on_record(step, now)
            review.give_verdict(
                made, by=self.cast[Role(step.role)], now=now, says=Verdict.Says.APPROVE, **record
            )
