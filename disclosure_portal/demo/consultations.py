"""Drafts on which the people of Qinghe were asked: one open, one to be answered, one with its final text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from catalog.actions import consultation_opinions, consulting, disclosures
from catalog.models import Consultation, ConsultationOpinion, Disclosure, DisclosureItem
from catalog.obligations import consultation_duty
from catalog.obligations.cadences import ON_EVENT
from core.models import Agency
from core.roles import Role
from disclosure_portal.demo import verdicts
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review.models import Verdict

ABOUT = "这件事关系到办事群众的切身利益。请就办理时间、地点和程序提出意见。"
DRAFT = """一、服务窗口的开放时间为工作日上午九时至十二时、下午一时三十分至五时。

二、办理事项应当提交身份证明原件和复印件各一份。

三、窗口自受理之日起十个工作日内办结。

四、咨询和投诉可以拨打服务热线，或者到窗口当面提出。"""
FINAL = """一、服务窗口的开放时间为工作日上午九时至十二时、下午一时三十分至五时，每周三延长至下午七时。

二、办理事项应当出示身份证明原件，不再提交复印件。

三、窗口自受理之日起七个工作日内办结。

四、行动不便的群众可以预约上门办理。

五、咨询和投诉可以拨打服务热线，或者到窗口当面提出。"""
SAID = (
    ("web", "上班的人工作日没有时间，能不能有一天晚一点下班？", "adopted", "每周三延长至下午七时。"),
    ("web", "身份证复印件没有必要，窗口自己可以核对。", "adopted", "改为只出示原件。"),
    ("hall", "十个工作日太长了，希望三天办完。", "partly", "核查需要时间，缩短为七个工作日。"),
    ("phone", "老人出门不方便，能不能上门？", "adopted", "增加预约上门办理。"),
    ("letter", "希望周六、周日也全天开放。", "not_adopted", "现有人手不能保证，已延长周三的时间。"),
)
CONCLUSION = (
    "共收到意见五条，采纳三条，部分采纳一条。延长了周三的开放时间，减少了材料，缩短了时限，增加了上门办理。"
)
# How many calendar days ago the consultation was planned, and whether its answers are published.
ROUNDS = ((12, False), (45, False), (120, True))


@dataclass
class Consultations:
    """Writes consultations of ``agency`` into ``timeline``, under the rules of its regime."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """One consultation for each of the rounds; by its days it is open, closed, or has its final text."""
        item = self._item()
        for number, (back, is_answered) in enumerate(ROUNDS if item else ()):
            day = self.timeline.today - timedelta(days=back)
            self.timeline.at(
                day, lambda now, n=number, done=is_answered: self._draft(item, n, done, now), hour=9
            )

    def _item(self) -> DisclosureItem | None:
        cadences = self.agency.regime.version_on(self.timeline.today).rules.cadences
        fit = [code for code, one in cadences.items() if one.kind in ON_EVENT - {"decision_phases"}]
        items = self.agency.items.public().filter(cadence__in=fit, blocked="", elements="", chain="ordinary")
        return items.first()

    def _draft(self, item: DisclosureItem, number: int, is_answered: bool, now: datetime) -> None:
        rules = self.agency.regime.version_on(now.date()).rules
        channels = [code for code in item.channels if rules.channels[code].kind == "web"]
        made = disclosures.draft(
            item=item,
            by=self.cast.proposer,
            now=now,
            title=("窗口服务规定", "窗口服务时间安排", "便民服务办法")[number],
            summary="窗口什么时候开放、要带什么、多久办完。",
            body=DRAFT,
            channels=channels or item.channels[:1],
            formed_on=now.date(),
            attested=True,
        )
        self.ask(made, then=(lambda now: self._finish(made, now)) if is_answered else None, now=now)

    def last_day(self, made: Disclosure, now: datetime) -> date:
        """The last day of opinions on ``made`` if it is put out now for as long as the rules want."""
        return consultation_duty.least(made, now.date()).last_day(self._opens_on(now))

    def _opens_on(self, now: datetime) -> date:
        # The portal of the demo works in office hours only: on a day off it would open late, and last longer.
        return self.timeline.calendar.next_working(now.date() + timedelta(days=1))

    def ask(
        self, made: Disclosure, *, then: Callable[[datetime], None] | None, now: datetime
    ) -> Consultation:
        """Put ``made`` out for as long as the rules want; with ``then``, answer all and then go on."""
        opens_on = self._opens_on(now)
        consultation = consulting.plan(
            made,
            about=ABOUT,
            opens_on=opens_on,
            closes_on=self.last_day(made, now),
            by=self.cast.proposer,
            now=now,
        )
        verdicts.through_the_gate(made, self.cast, now)
        consulting.release(consultation, by=self.cast.disclosure_office, now=now)
        self.timeline.at(opens_on, lambda now: consulting.turn(now=now), hour=8)
        for place in range(len(SAID)):
            day = opens_on + timedelta(days=1 + place * 2)
            self.timeline.at(
                day, lambda now, place=place: self._say(consultation, place, now), hour=12, minute=10
            )
        after = consultation.closes_on + timedelta(days=1)
        self.timeline.at(after, lambda now: consulting.turn(now=now), hour=8)
        if then:
            self.timeline.at(after, lambda now: self._conclude(consultation, then, now), hour=10)
        return consultation

    def _say(self, consultation: Consultation, place: int, now: datetime) -> None:
        consultation.refresh_from_db()
        if not consultation.takes_opinions(now.date()):
            return
        way, text, _verdict, _reason = SAID[place]
        if way == "web":
            consultation_opinions.receive(consultation, text=text, now=now)
            return
        consultation_opinions.enter(
            consultation,
            text=text,
            way=way,
            place="一号窗口" if way == "hall" else "",
            received_on=now.date(),
            by=self.cast.feedback_collector,
            now=now,
        )

    def _conclude(self, consultation: Consultation, then: Callable[[datetime], None], now: datetime) -> None:
        answers = {text: (verdict, reason) for _way, text, verdict, reason in SAID}
        for opinion in consultation.opinions.filter(status=ConsultationOpinion.Status.WAITING):
            verdict, reason = answers[opinion.text]
            consultation_opinions.answer(
                opinion,
                verdict=verdict,
                reason=reason,
                public_text=opinion.text,
                by=self.cast.feedback_collector,
                now=now,
            )
        consultation.refresh_from_db()
        consulting.conclude(consultation, conclusion=CONCLUSION, by=self.cast.disclosure_office, now=now)
        then(now)

    def _finish(self, made: Disclosure, now: datetime) -> None:
        disclosures.revise(made, by=self.cast.proposer, now=now, body=FINAL)
        disclosures.propose(made, by=self.cast.proposer, now=now)
        verdicts.through_the_gate(made, self.cast, now)
        for step in made.item.chain_on(now.date()).steps:
            record = verdicts.on_record(step, now)
            review.give_verdict(
                made, by=self.cast[Role(step.role)], now=now, says=Verdict.Says.APPROVE, **record
            )
