"""Eighteen months of disclosures of one agency, in every state a disclosure and an obligation can have."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from django.utils import timezone

from catalog.actions import disclosures, obligations, placing
from catalog.models import Audience, Disclosure, DisclosureItem, Obligation, Placement
from catalog.obligations import consultation_duty
from catalog.obligations.cadences import ON_EVENT, kind_of
from core.models import Agency, User
from core.months import touched
from core.regimes.parsed import Step
from core.roles import Role
from disclosure_portal.demo import files, parts, texts, verdicts
from disclosure_portal.demo.agencies import FULL
from disclosure_portal.demo.consultations import Consultations
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review.models import Opinion, Verdict

SETTLED = (
    ("on_time", 60),
    ("late", 12),
    ("nil", 7),
    ("excused", 4),
    ("never", 5),
    ("withdrawn", 4),
    ("returned_first", 8),
)
RUNNING = (("early", 34), ("in_review", 18), ("returned", 8), ("draft", 10), ("untouched", 30))
ANNOUNCED = timedelta(days=60)  # how long before its day a decision is announced


@dataclass
class History:
    """Writes the history of ``agency`` into ``timeline``: first what was owed, then part by part what became of it."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def owe(self) -> None:
        """Lay down the months in which obligations are opened, and the events that make others due."""
        for month in touched(self.agency.obliged_from, self.timeline.today):
            self.timeline.at(month, self._open, hour=8)
        rules = self.agency.regime.version_on(self.timeline.today).rules
        for item in self.agency.items.filter(blocked="").select_related("department"):
            if rules.cadences[item.cadence].kind in ON_EVENT:
                self._foresee_events(item)

    def fulfil(self, part: int, of: int) -> None:
        """Lay down what becomes of the obligations of one part of the items; there are ``of`` parts, from 0."""
        opened = Obligation.objects.filter(item__agency=self.agency).order_by("opened_at", "pk")
        for obligation in opened.select_related("item__department", "item__agency__regime"):
            if crc32(obligation.item.code.encode()) % of == part:
                self._foresee_fate(obligation, timezone.localtime(obligation.opened_at))

    def _open(self, now: datetime) -> None:
        obligations.open_obligations(now=now, agencies=[self.agency])

    def _foresee_events(self, item: DisclosureItem) -> None:
        chance = self._chance(item.code)
        days = (self.timeline.today - self.agency.obliged_from).days
        for _number in range(chance.choice((1, 2, 2, 3) if self.agency.slug in FULL else (0, 1, 1, 2))):
            day = self.agency.obliged_from + timedelta(days=chance.randrange(5, days))
            title = f"{day.year}年{day.month}月{chance.choice(texts.EVENTS)}"
            self.timeline.at(
                day, lambda now, item=item, title=title: self._happen(item, title, now), hour=8, minute=30
            )

    def _happen(self, item: DisclosureItem, title: str, now: datetime) -> None:
        if item.occurrences.filter(title=title).exists():
            return
        # A decision whose draft is public before it is known before it: only so the public can still be asked.
        ahead = ANNOUNCED if kind_of(item.cadence_on(now.date())).ahead else timedelta(0)
        obligations.record_occurrence(
            item, title=title, happened_on=now.date() + ahead, by=self.cast.proposer, now=now
        )

    def _foresee_fate(self, obligation: Obligation, now: datetime) -> None:
        chance = self._chance(obligation.item.code, obligation.key)
        due = obligation.publish_by or obligation.propose_by
        running = due >= self.timeline.today
        fates = RUNNING if running else SETTLED
        fate = chance.choices([name for name, _weight in fates], [weight for _name, weight in fates])[0]
        if fate == "nil" and not obligation.recurs:
            fate = "on_time"
        if obligation.key.startswith("milestone-"):
            fate = "late"  # a campaign of long ago, brought in with its documents (I-211, X24)
        Fate(self, obligation, chance, self._day_for(obligation, fate, due, chance, now)).foresee(fate)

    def _day_for(
        self, obligation: Obligation, fate: str, due: date, chance: random.Random, now: datetime
    ) -> date:
        """The day on which the proposal is made."""
        calendar = self.timeline.calendar
        if fate == "late":
            return calendar.add(max(due, now.date()), chance.randint(1, 12))
        if due >= self.timeline.today:
            days = (self.timeline.today - now.date()).days
            back = chance.randrange(min(days, 120 if fate == "early" else 20)) if days > 0 else 0
            return self.timeline.today - timedelta(days=back)
        if obligation.publish_from:
            return max(now.date(), calendar.add(obligation.publish_from, -chance.randint(3, 8)))
        return max(now.date(), calendar.add(due, -chance.randint(5, 9)))

    def _chance(self, *words: str) -> random.Random:
        return random.Random("/".join((self.agency.slug, *words)))


@dataclass
class Fate:
    """What becomes of one obligation."""

    history: History
    obligation: Obligation
    chance: random.Random
    day: date

    @property
    def cast(self) -> Cast:
        return self.history.cast

    @property
    def timeline(self) -> Timeline:
        return self.history.timeline

    def foresee(self, fate: str) -> None:
        """Lay down the first moment of ``fate``; each moment lays down the next."""
        if fate in {"never", "untouched"}:
            return
        if fate == "excused":
            self.timeline.at(self.day, self._excuse, hour=15)
            return
        self.timeline.at(self.day, lambda now: self._draft(fate, now), minute=self.chance.randrange(60))

    def _excuse(self, now: datetime) -> None:
        until = self.timeline.today + timedelta(days=45) if self.chance.random() < 0.3 else None
        reason = self.chance.choice(texts.EXCUSES)
        obligations.excuse(
            self.obligation, reason=reason, until=until, by=self.cast.disclosure_office, now=now
        )

    def _draft(self, fate: str, now: datetime) -> None:
        item = self.obligation.item
        content = texts.written(self.obligation, self.chance)
        if fate == "nil":
            content |= {
                "is_nil": True,
                "body": "本期没有新增内容，特此说明。",
                "summary": "本期没有新增内容。",
            }
        elements = parts.said(item, self.chance, now)
        made = disclosures.draft(
            item=item,
            obligation=self.obligation,
            by=self.cast.proposer,
            now=now,
            elements={} if fate == "nil" else elements,
            audience=item.audience,
            channels=self._channels(item, now.date()),
            formed_on=min(self.obligation.base_on, now.date()),
            attested=True,
            **content,
        )
        if fate != "nil":
            parts.with_files(made, self.chance, by=self.cast.proposer, now=now)
        if fate != "nil" and self.chance.random() < 0.35:
            upload = files.made_for(made, self.chance, hides=fate == "in_review")
            disclosures.attach(made, upload=upload, by=self.cast.proposer, now=now)
        if fate == "draft":
            return
        if consultation_duty.demanded(made):
            asked = Consultations(self.history.agency, self.cast, self.timeline)
            decided = consultation_duty.decided(made)
            if decided and asked.last_day(made, now) >= decided:
                return  # too late to ask before the decision: it stays a draft, and its phase is late
            asked.ask(made, then=lambda now: self._propose(made, fate, now), now=now)
        else:
            self.timeline.at(now.date(), lambda now: self._propose(made, fate, now), hour=14)

    def _channels(self, item: DisclosureItem, day: date) -> list[str]:
        channels = item.agency.regime.version_on(day).rules.channels
        allowed = [code for code in item.channels if code not in item.never_on]
        web = [code for code in allowed if channels[code].kind == "web"][:1]
        others = [code for code in allowed if channels[code].kind != "web"]
        if item.audience != Audience.PUBLIC or not web:
            return others[:2] or allowed[:1]
        return web + self.chance.sample(others, k=min(len(others), self.chance.choice((0, 0, 1))))

    def _propose(self, made: Disclosure, fate: str, now: datetime) -> None:
        disclosures.propose(made, by=self.cast.proposer, now=now)
        verdicts.through_the_gate(made, self.cast, now)
        if fate == "in_review":
            return
        steps = list(made.item.chain_on(now.date()).steps)
        back = fate in {"returned", "returned_first"}
        self._later(
            now,
            lambda now: (
                self._return(made, steps[0], fate, now) if back else self._review(made, steps, fate, now)
            ),
        )

    def _return(self, made: Disclosure, step: Step, fate: str, now: datetime) -> None:
        opinion = self.chance.choice(texts.RETURNS)
        review.give_verdict(
            made, by=self._holder(step), now=now, says=Verdict.Says.SEND_BACK, opinion=opinion
        )
        if fate == "returned_first":
            self._later(now, lambda now: self._propose(made, "on_time", now))

    def _review(self, made: Disclosure, steps: list[Step], fate: str, now: datetime) -> None:
        step, *rest = steps
        record = verdicts.on_record(step, now)
        review.give_verdict(made, by=self._holder(step), now=now, says=Verdict.Says.APPROVE, **record)
        if rest:
            self._later(now, lambda now: self._review(made, rest, fate, now))
        elif made.status == Disclosure.Status.PUBLISHED:
            self._after_publication(made, fate, now)
        else:
            opens_on = self.obligation.publish_from
            self.timeline.at(opens_on, lambda now: self._publish(made, fate, now), hour=8)

    def _publish(self, made: Disclosure, fate: str, now: datetime) -> None:
        disclosures.publish_due(now=now)
        made.refresh_from_db()
        self._after_publication(made, fate, now)

    def _holder(self, step: Step) -> User:
        return self.cast[Role(step.role)]

    def _later(self, now: datetime, act: Callable[[datetime], None]) -> None:
        hour, minute = self.chance.choice((9, 10, 15, 16)), self.chance.randrange(60)
        self.timeline.at(now.date() + timedelta(days=1), act, hour=hour, minute=minute)

    def _after_publication(self, made: Disclosure, fate: str, now: datetime) -> None:
        for placement in made.placements.filter(confirmed_at__isnull=True):
            self._later(now, lambda now, placement=placement: self._confirm(placement, now))
        if made.is_public and self.chance.random() < 0.22:
            self.timeline.at(
                now.date() + timedelta(days=self.chance.randint(2, 25)),
                lambda now: self._hear(made, now),
                hour=11,
            )
        if fate == "withdrawn":
            day = now.date() + timedelta(days=self.chance.randint(20, 90))
            self.timeline.at(day, lambda now: self._withdraw(made, now), hour=16)

    def _confirm(self, placement, now: datetime) -> None:
        if not Placement.objects.waiting().filter(pk=placement.pk).exists():
            return  # withdrawn meanwhile
        if now.date() > self.timeline.calendar.add(self.timeline.today, -6) and self.chance.random() < 0.5:
            return  # the keeper has not come to it yet
        rules = self.history.agency.regime.version_on(now.date()).rules
        place = self.chance.choice(texts.PLACES[rules.channels[placement.channel].kind])
        placing.confirm_placement(
            placement, placed_on=now.date(), place=place, by=self.cast.channel_keeper, now=now
        )

    def _hear(self, made: Disclosure, now: datetime) -> None:
        made.refresh_from_db()
        if not made.is_public:
            return
        text, rating, answer = self.chance.choice(texts.OPINIONS)
        if made.pk % 4:
            opinion = review.receive_opinion(made, text=text, rating=rating, now=now)
        else:
            today, collector = timezone.localdate(now), self.cast.feedback_collector
            came = {"way": Opinion.Way.HALL, "place": "一号窗口", "received_on": today}
            opinion = review.enter_opinion(made, text=text, rating=rating, by=collector, now=now, **came)
        self._later(
            now + timedelta(days=self.chance.randint(0, 5)), lambda now: self._answer(opinion, answer, now)
        )

    def _answer(self, opinion: Opinion, answer: str, now: datetime) -> None:
        review.answer_opinion(opinion, answer=answer, by=self.cast.feedback_collector, now=now)

    def _withdraw(self, made: Disclosure, now: datetime) -> None:
        made.refresh_from_db()
        reason = self.chance.choice(texts.WITHDRAWALS)
        disclosures.withdraw(made, reason=reason, by=self.cast.disclosure_office, now=now)
        for placement in made.placements.filter(confirmed_at__isnull=True):
            self._later(now, lambda now, placement=placement: self._confirm(placement, now))
