"""Work that goes through several hands in the agency whose people are told as logins.

A deputy reviews for a leader who is away, a step is handed on, a matter is marked as sensitive, and the opinions on one
disclosure are answered, one set aside, and their handling is published again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.actions import disclosures
from catalog.models import Disclosure
from core.models import Agency
from core.roles import Role
from disclosure_portal.demo import files, verdicts
from disclosure_portal.demo.agencies import SHOWN_AGENCY
from disclosure_portal.demo.people import Cast, second
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review import deputies, referrals, sensitivity
from review.models import Opinion, Verdict

WEEKEND = (
    "6.2",
    "周末开放日便民检测活动安排",
    "周末两天在便民服务中心免费检测血压计、家用秤和眼镜，凭号排队。",
)
DEPUTY = (
    "6.3",
    "假期值班和投诉受理安排",
    "假期每天有人值班，投诉电话照常接听，紧急情况一小时内到场。",
)
HANDED = (
    "3.2",
    "公园和游乐场所电梯专项检查情况",
    "对公园和游乐场所的电梯、扶梯作了专项检查，发现的问题已经限期整改。",
)
SENSITIVE = (
    "3.1",
    "儿童玩具抽查不合格情况通报",
    "本次抽查二十批次，不合格三批次，已责令下架并召回。",
)
RETURNED = (
    "6.2",
    "家用血压计免费检定办理指南",
    "每周三可以把家用血压计送到计量检定窗口免费检定。",
)
HIDING = (
    "3.3",
    "行政处罚决定书摘要（第三批）",
    "本批公布处罚决定三件。当事人可以在收到决定之日起六十日内申请行政复议，承办人电话13800138000。",
)
HEARD = (
    ("周末去的人多，能不能分上午、下午两批放号？", 4, "采纳。每天上午、下午各放一百个号。"),
    ("眼镜检测要不要预约？", 5, "不用预约，现场取号即可。"),
    ("停车不方便，希望和附近的商场商量一下。", 3, "已与商场商定，当天凭号牌免费停车两小时。"),
)
SPAM = "低价出售各种秤具，量大从优。"
OPEN = (
    ("夜里打投诉电话没有人接，请回电13800138000告诉我怎么反映。", 2),
    ("值班表能不能也贴到各社区的公告栏？", None),
)


@dataclass
class SharedWork:
    """Writes into ``timeline`` what several people of ``agency`` do with the same matter."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today in working days."""
        if self.agency.slug != SHOWN_AGENCY:
            return
        for back, hour, act in (
            (30, 9, self._announce),
            (4, 9, self._go_away),
            (3, 9, self._wait_for_others),
        ):
            self.timeline.at(self.timeline.calendar.add(self.timeline.today, -back), act, hour=hour)

    def _propose(self, words: tuple[str, str, str], now: datetime, *, hides: bool = False) -> Disclosure:
        code, title, body = words
        item = self.agency.items.get(code=code)
        channels = self.agency.regime.version_on(now.date()).rules.channels
        made = disclosures.draft(
            item=item,
            by=self.cast.proposer,
            now=now,
            title=title,
            summary=body,
            body=f"<p>{body}</p>",
            channels=[code for code in item.channels if channels[code].kind == "web"][:1],
            formed_on=now.date(),
            attested=True,
        )
        if hides:
            upload = files.workbook_for(made, hides=True)
            disclosures.attach(made, upload=upload, by=self.cast.proposer, now=now)
        self._pass_on(made, now)
        return made

    def _pass_on(self, made: Disclosure, now: datetime) -> None:
        disclosures.propose(made, by=self.cast.proposer, now=now)
        verdicts.through_the_gate(made, self.cast, now)

    def _approve(self, made: Disclosure, by: Role, now: datetime) -> None:
        (step,) = made.item.chain_on(now.date()).steps
        record = verdicts.on_record(step, now)
        review.give_verdict(made, by=self.cast[by], now=now, says=Verdict.Says.APPROVE, **record)

    def _announce(self, now: datetime) -> None:
        """Published, heard in the days after, answered, and told again."""
        made = self._propose(WEEKEND, now)
        self._approve(made, Role.LEADER_IN_CHARGE, now)
        for place, (text, rating, _answer) in enumerate(HEARD):
            day = now.date() + timedelta(days=place + 1)
            self.timeline.at(day, lambda now, t=text, r=rating: self._hear(made, t, r, now), hour=20)
        self.timeline.at(now.date() + timedelta(days=4), lambda now: self._hear(made, SPAM, None, now))
        self.timeline.at(now.date() + timedelta(days=9), lambda now: self._answer(made, now), hour=15)

    def _hear(self, made: Disclosure, text: str, rating: int | None, now: datetime) -> None:
        review.receive_opinion(made, text=text, rating=rating, now=now)

    def _answer(self, made: Disclosure, now: datetime) -> None:
        answers = {text: answer for text, _rating, answer in HEARD}
        collector = self.cast.feedback_collector
        for opinion in made.opinions.filter(status=Opinion.Status.WAITING):
            if opinion.text == SPAM:
                review.set_aside(opinion, reason="广告，与公开内容无关。", by=collector, now=now)
            else:
                review.answer_opinion(opinion, answer=answers[opinion.text], by=collector, now=now)
        told = review.tell_handling(made, by=self.cast.proposer, now=now)
        disclosures.revise(told, by=self.cast.proposer, now=now, attested=True)
        self._pass_on(told, now)
        tomorrow = now.date() + timedelta(days=1)
        self.timeline.at(tomorrow, lambda now: self._approve(told, Role.LEADER_IN_CHARGE, now))

    def _go_away(self, now: datetime) -> None:
        """The leader in charge names a deputy for these days; the deputy takes a step in the leader's name."""
        deputies.delegate(
            agency=self.agency,
            deputy=self.cast.head,
            since=now.date(),
            until=self.timeline.today + timedelta(days=7),
            by=self.cast.leader_in_charge,
            now=now,
        )
        made = self._propose(DEPUTY, now)
        self.timeline.at(now.date(), lambda now: self._approve(made, Role.HEAD, now), hour=16)

    def _wait_for_others(self, now: datetime) -> None:
        """One matter is handed on to a colleague of the leader, one waits for the Party group since it is sensitive."""
        leader = self.cast.leader_in_charge
        other = second(self.agency, Role.LEADER_IN_CHARGE, self.cast, now=now)
        handed = self._propose(HANDED, now)
        reason = "本项检查由该同志主抓，请其审核。"
        referrals.refer(handed, to=f"person-{other.pk}", reason=reason, by=leader, now=now)
        sensitive = self._propose(SENSITIVE, now)
        sensitivity.mark_sensitive(sensitive, reason="涉及儿童安全，社会高度关注。", by=leader, now=now)
        self._approve_first(sensitive, now)
        self._propose(HIDING, now, hides=True)
        back = self._propose(RETURNED, now)
        words = "请补充检定机构的地址和收费依据，再报。"
        review.give_verdict(back, by=leader, now=now, says=Verdict.Says.SEND_BACK, opinion=words)
        about = self.agency.disclosures.public().filter(title=DEPUTY[1]).first()
        for text, rating in OPEN if about else ():
            self._hear(about, text, rating, now)

    def _approve_first(self, made: Disclosure, now: datetime) -> None:
        step, *_rest = made.item.chains_on(now.date())[1].steps
        record = verdicts.on_record(step, now)
        review.give_verdict(made, by=self.cast[Role(step.role)], now=now, says=Verdict.Says.APPROVE, **record)
