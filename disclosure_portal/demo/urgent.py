"""Publications in an emergency of one agency: one that was reviewed since, one whose review is still owed."""

from dataclasses import dataclass
from datetime import date, datetime

from catalog.actions import disclosures, emergencies
from catalog.models import DisclosureItem
from core.models import Agency
from core.regimes.parsed import EmergencyRule
from core.roles import Role
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline

WHY = "事关群众安全，必须立即告知，来不及逐级审核。"
TOLD = (
    (
        20,
        "城北供水管网爆管抢修通告",
        "城北供水主管爆裂，正在抢修，预计两天内恢复。送水车停在各社区门口。",
    ),
    (1, "暴雨预警和避险提示", "气象部门发布暴雨预警。请住在低洼处的居民做好避险准备，值班电话全天有人接听。"),
)


@dataclass
class Urgent:
    """Writes emergencies of ``agency`` into ``timeline``, where its rules speak of them."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today in working days."""
        rule = self.agency.regime.version_on(self.timeline.today).rules.emergency
        if not rule.requirements:
            return
        for back, title, body in TOLD:
            day: date = self.timeline.calendar.add(self.timeline.today, -back)
            self.timeline.at(
                day, lambda now, t=title, b=body: self._publish(t, b, rule, now), hour=8, minute=20
            )

    def _item(self, rule: EmergencyRule) -> DisclosureItem:
        items = list(self.agency.items.public().filter(blocked="", elements="").order_by("pk"))
        named = [item for item in items if set(item.requirements) & set(rule.requirements)]
        urgent = [item for item in named if "突发" in item.name]
        return (urgent or named or items)[0]

    def _publish(self, title: str, body: str, rule: EmergencyRule, now: datetime) -> None:
        item = self._item(rule)
        channels = self.agency.regime.version_on(now.date()).rules.channels
        web = [code for code, channel in channels.items() if channel.kind == "web"]
        made = disclosures.draft(
            item=item,
            by=self.cast.proposer,
            now=now,
            title=title,
            summary=body.partition("。")[0] + "。",
            body=f"<p>{body}</p>",
            channels=[code for code in web if code not in item.never_on][:1],
            audience=item.audience,
            formed_on=now.date(),
            attested=True,
        )
        review = emergencies.publish(made, reason=WHY, secrecy=True, by=self.cast[Role(rule.role)], now=now)
        self.timeline.at(
            self.timeline.calendar.add(now.date(), 2),
            lambda now: emergencies.review(
                review, opinion="情况属实，公开及时，继续公开。", by=self.cast.head, now=now
            ),
            hour=10,
        )
