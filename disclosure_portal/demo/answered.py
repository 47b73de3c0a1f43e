"""What comes after some answers: reconsideration, a lawsuit, a new answer, ratings, the log, a proposal to publish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from core.models import Agency
from disclosure_portal.demo import subjects
from disclosure_portal.demo.agencies import FULL, SHOWN_AGENCY
from disclosure_portal.demo.people import FAMILY, GIVEN, Cast
from disclosure_portal.demo.redacted import redacted_letter
from disclosure_portal.demo.timeline import Timeline
from requests_app import actions as applications
from requests_app.actions import deciding, disputes, logging_answers, proposing
from requests_app.models import ApplicantKind, Application, CaseKind, DeliveryForm, Dispute, Status, Way
from review import actions as review
from review.models import Verdict

COURT, GOVERNMENT = "清河市城南区人民法院", "清河市人民政府"
HEARING = "行政复议机构电话听取意见，我方说明了检索过程和不予公开的理由。"
UPHELD = "复议机关认为答复认定事实清楚、适用依据正确，决定维持。"
ANEW = "复议机关认为答复未说明能否作区分处理，决定撤销，责令十五个工作日内重新答复。"
RATINGS = ((5, "答复快，附件齐全。"), (4, "理由写得明白。"), (2, "希望当面解释一下。"))
SUGGESTED = "这份材料关系全小区居民，建议放到网上，免得大家一个个来申请。"
ACCEPTED = "涉及公众利益调整，应当主动公开。"
WRONG_RECORD = {
    "wrong": "住址：福林里小区3号楼",
    "right": "住址：福林里小区5号楼",
    "proof": "不动产权证书复印件",
}


@dataclass
class Answered:
    """Writes what happens after the answers of ``agency`` into ``timeline``."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today in working days."""
        if self.agency.slug not in FULL:
            return
        for back, act in (
            (60, self._contest),
            (40, self._rate),
            (30, self._log),
            (16, self._suggest),
            (12, self._rectify),
            (9, self._want),
        ):
            self._at(-back, self.timeline.today, act)
        if self.agency.slug == SHOWN_AGENCY:
            self._at(-4, self.timeline.today, self._redact)

    def _at(self, days: int, base, act: Callable[[datetime], None]) -> None:
        self.timeline.at(self.timeline.calendar.add(base, days), act, hour=16)

    def _later(self, now: datetime, days: int, act: Callable[[datetime], None]) -> None:
        self._at(days, now.date(), act)

    def _answers(self, *, refused: bool) -> list[Application]:
        """The applications that were answered here, the newest first: those that were refused, or the others."""
        found = Application.objects.filter(
            agency=self.agency, kind=CaseKind.DISCLOSURE, status=Status.CLOSED, decided_on__isnull=False
        ).exclude(outcome="")
        ordered = found.order_by("-decided_on", "-pk")
        return [one for one in ordered if ("grounds" in one.chosen_outcome.needs) is refused]

    def _open(self, application: Application, now: datetime, **said) -> Dispute:
        day = now.date()
        year = f"〔{day.year}〕"
        route = said.pop("route", Dispute.Route.REVIEW)
        body, number = (GOVERNMENT, "清政复") if route == Dispute.Route.REVIEW else (COURT, "清南法行初")
        return disputes.open_dispute(
            application,
            route=route,
            body=body,
            number=f"{number}{year}{application.pk % 90 + 10}号",
            filed_on=max(application.received_on, day - timedelta(days=3)),
            notified_on=day,
            by=self.cast.intake_officer,
            now=now,
            **said,
        )

    def _contest(self, now: datetime) -> None:
        """Two refusals are taken to reconsideration, another answer straight to court."""
        refused, others = self._answers(refused=True), self._answers(refused=False)
        for application, anew in zip(refused, (False, True), strict=False):
            dispute = self._open(application, now)
            self._later(now, 5, lambda now, d=dispute: self._state(d, now))
            self._later(now, 40, lambda now, d=dispute, a=anew: self._end(d, a, now))
        if others:
            suit = self._open(others[0], now, route=Dispute.Route.SUIT)
            self._later(now, 8, lambda now: self._state(suit, now))

    def _state(self, dispute: Dispute, now: datetime) -> None:
        officer = self.cast.intake_officer
        disputes.state(dispute, on=now.date(), by=officer, now=now)
        disputes.note(dispute, text=HEARING, by=officer, now=now)

    def _end(self, dispute: Dispute, anew: bool, now: datetime) -> None:
        """One is upheld and goes on to court; one is to be answered anew."""
        result = Dispute.Result.CORRECTED if anew else Dispute.Result.UPHELD
        disputes.end(
            dispute,
            result=result,
            on=now.date(),
            decision=ANEW if anew else UPHELD,
            anew=anew,
            anew_days=15 if anew else None,
            by=self.cast.intake_officer,
            now=now,
        )
        if anew:
            self._later(now, 13, lambda now: self._reopen(dispute, now))
        else:
            route = Dispute.Route.SUIT_AFTER_REVIEW
            self._later(now, 15, lambda now: self._open(dispute.application, now, route=route, after=dispute))

    def _reopen(self, dispute: Dispute, now: datetime) -> None:
        applications.reopen(
            dispute.application, dispute=dispute, on=now.date(), by=self.cast.intake_officer, now=now
        )

    def _rate(self, now: datetime) -> None:
        for application, (stars, words) in zip(self._answers(refused=False), RATINGS, strict=False):
            disputes.rate(application, stars=stars, words=words, now=now)

    def _log(self, now: datetime) -> None:
        """Two answers go into the log; the words of a third wait for the second person."""
        for number, application in enumerate(self._answers(refused=False)[:3]):
            words = logging_answers.suggested(application, now=now)
            logged = logging_answers.propose(
                application, **words, confirmed=True, by=self.cast.intake_officer, now=now
            )
            if number < 2:
                office = self.cast.disclosure_office
                logging_answers.publish(logged, confirmed=True, secrecy=True, by=office, now=now)

    def _suggest(self, now: datetime) -> None:
        """Two applicants suggest that everybody may read it (article 44); one suggestion is weighed."""
        may = [one for one in self._answers(refused=False) if proposing.may_suggest(one)][:2]
        for application in may:
            proposing.suggest(application, text=SUGGESTED, now=now)
        if may:
            self._later(now, 3, lambda now: self._weigh(may[0], now))

    def _weigh(self, application: Application, now: datetime) -> None:
        item = deciding.items_to_publish(self.agency, on=timezone.localdate(now)).first()
        if item:
            proposal = application.proposed.proposal
            office = self.cast.disclosure_office
            proposing.accept(proposal, item=item, reason=ACCEPTED, by=office, now=now)

    def _want(self, now: datetime) -> None:
        """Three people want the same within a few days; the clock puts it on the disclosure office's desk."""
        for number, (subject, description) in enumerate(subjects.WANTED):
            application, _code = applications.receive(
                agency=self.agency,
                now=now,
                way=Way.WEB,
                confirmed_on=now.date(),
                applicant_kind=ApplicantKind.PERSON,
                applicant_name=FAMILY[number] + GIVEN[number],
                phone=f"0000-{71230 + number}",
                email="",
                address="",
                subject=subject,
                description=description,
                delivery_form=DeliveryForm.values[0],
            )
            if application.status == Application.Status.RECEIVED:  # not registered as it came
                applications.register(application, by=self.cast.intake_officer, now=now)
        proposing.find_alike(now=now)

    def _rectify(self, now: datetime) -> None:
        """Somebody has a record about themselves corrected (article 41)."""
        officer = self.cast.intake_officer
        application, _code = applications.receive(
            agency=self.agency,
            now=now,
            way=Way.COUNTER,
            applicant_kind=ApplicantKind.PERSON,
            applicant_name=FAMILY[9] + GIVEN[9],
            phone="0000-71239",
            email="",
            address="清河市城南区福林里小区5号楼",
            subject="本人登记信息中的住址",
            description="在窗口查询本人登记信息时发现住址有误。",
            rectified=WRONG_RECORD,
        )
        if application.status == Application.Status.RECEIVED:  # not registered as it came
            applications.register(application, by=officer, now=now)
        applications.check_identity(application, how="seen", by=officer, now=now)
        self._later(now, 2, lambda now: self._corrected(application, now))

    def _corrected(self, application: Application, now: datetime) -> None:
        officer, leader = self.cast.intake_officer, self.cast.leader_in_charge
        said = {"corrected": "登记住址自今日起更正为福林里小区5号楼。"}
        applications.draft(application, outcome="rectified", decision=said, by=officer, now=now)
        review.give_verdict_on_application(
            application,
            by=leader,
            now=now + timedelta(minutes=30),
            says=Verdict.Says.APPROVE,
            opinion="同意。",
        )

    def _redact(self, now: datetime) -> None:
        """In the first of them a letter of residents is redacted with two boxes, each on its ground."""
        application = Application.objects.get(agency=self.agency, subject=subjects.WANTED[0][0])
        redacted_letter(application, by=self.cast.intake_officer, now=now)
