"""Applications of one agency, in every state and with every outcome of its regime."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import Disclosure
from core.models import Agency
from core.regimes.parsed import Outcome
from core.roles import Role
from disclosure_portal.demo import reasons, subjects
from disclosure_portal.demo.agencies import FULL
from disclosure_portal.demo.people import FAMILY, GIVEN, Cast
from disclosure_portal.demo.redacted import redacted_letter
from disclosure_portal.demo.timeline import Timeline
from requests_app import actions as applications
from requests_app.actions import consulting, deciding, disputes, drafts, reasoning
from requests_app.models import AnswerText, ApplicantKind, Application, DeliveryForm, DeliveryWay, Search, Way
from review import actions as review
from review.models import Verdict

STATES = ("received", "registered", "correcting", "drafted", "withdrawn", "late", "extended", "consulting")
USUAL = ("received", "registered", "drafted", "late")
DAYS_AGO = {"late": 45, "extended": 20, "withdrawn": 30, "drafted": 6, "correcting": 5, "consulting": 7}
LOOKED_DAYS_AGO = (2, 9, 23)
CORRECTS = ("quality",)  # where somebody asks for the correction of a record
THIRD_PARTIES = ("清河市远望建设有限公司", "清河市供水有限公司")
SAID = {
    "time": "收到本决定书之日起五个工作日内",
    "place": "政务服务大厅依申请公开窗口",
    "way": "按申请的方式提供复制件",
    "other_body": "清河市自然资源局",
    "contact": "清河市政和路6号，0000-62880",
    "searched": "检索了办公系统、档案室目录和业务科室台账，关键词为申请所列名称，由两名工作人员完成，未检索到。",
    "missing": "请写明文件的名称、文号或者其他便于查询的特征。",
}


@dataclass
class Cases:
    """Writes applications to ``agency`` into ``timeline``."""

    agency: Agency
    cast: Cast
    timeline: Timeline
    told: Iterator[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.told = subjects.told(self._chance("subjects"))

    def begin(self) -> None:
        """Applications for each outcome or for some, spread over the history, and in open states near its end."""
        today = self.timeline.today
        rules = Application(version=self.agency.regime.version_on(today), received_on=today).rules
        days = (today - self.agency.obliged_from).days
        is_full = self.agency.slug in FULL
        outcomes = [one for one in rules.outcomes.values() if self._shows(one)][:: 1 if is_full else 3]
        self._texts(outcomes)
        for number, outcome in enumerate(outcomes):
            chance = self._chance("outcome", outcome.code)
            day = self.agency.obliged_from + timedelta(days=60 + number * (days - 120) // len(outcomes))
            self.timeline.at(
                day, lambda now, c=chance, o=outcome: self._settle(now, c, o, rules.channels), hour=10
            )
        if self.agency.slug in CORRECTS:
            day = self.timeline.calendar.add(today, -4)
            self.timeline.at(day, self._ask_for_correction, hour=11)
        for back in LOOKED_DAYS_AGO:
            self.timeline.at(self.timeline.calendar.add(today, -back), self._looked_first, hour=9)
        for state in STATES if is_full else USUAL:
            chance = self._chance("state", state)
            back = DAYS_AGO.get(state, 2)
            day = self.timeline.calendar.add(today, -back)
            self.timeline.at(
                day, lambda now, c=chance, s=state: self._leave(now, c, s, rules.channels), hour=10
            )

    def _shows(self, outcome: Outcome) -> bool:
        """What is disclosed in part needs a file that is redacted, which takes seconds: two bodies show it."""
        in_part = outcome.row == deciding.IN_PART and self.agency.slug not in FULL
        return outcome.effect != "correct" and not in_part

    def _looked_first(self, now: datetime) -> None:
        """Two people about to apply were shown what is public; one of them found it there."""
        for answered in (False, False, True):
            drafts.count_looking(self.agency, on=timezone.localdate(now), answered=answered)

    def _receive(self, now: datetime, chance: random.Random, channels: tuple[str, ...]) -> Application:
        subject, description = next(self.told)
        kind = chance.choice([ApplicantKind.PERSON, ApplicantKind.PERSON, ApplicantKind.COMPANY])
        name = (
            chance.choice(FAMILY) + chance.choice(GIVEN)
            if kind == ApplicantKind.PERSON
            else "清河远望商贸有限公司"
        )
        way = chance.choice([way for way in channels if way != Way.ORAL])
        application, _code = applications.receive(
            agency=self.agency,
            now=now,
            way=way,
            confirmed_on=timezone.localdate(now),
            applicant_kind=kind,
            applicant_name=name,
            phone=f"0000-{chance.randrange(10000, 99999)}",
            email="",
            address="清河市城南区福林里小区3号楼",
            subject=subject,
            description=description,
            delivery_form=chance.choice(DeliveryForm.values),
        )
        return application

    def _ask_for_correction(self, now: datetime) -> None:
        """Somebody found a record about themselves to be wrong (art. 41); it is sure who asks."""
        application, _code = applications.receive(
            agency=self.agency,
            now=now,
            applicant_kind=ApplicantKind.PERSON,
            applicant_name=FAMILY[0] + GIVEN[0],
            phone="0000-20260",
            subject="特种设备作业人员证登记记录",
            description="作业人员登记簿，续证时看到。",
            rectified={
                "wrong": "准操项目：起重机司机",
                "right": "准操项目：起重机指挥",
                "proof": "原证复印件和考试成绩单",
            },
        )
        officer = self.cast.intake_officer
        if application.status == Application.Status.RECEIVED:  # not registered as it came
            applications.register(application, by=officer, now=now)
        applications.check_identity(application, how="seen", by=officer, now=now)

    def _register(self, application: Application, now: datetime) -> None:
        if application.status == Application.Status.RECEIVED:  # not registered as it came
            applications.register(application, by=self.cast.intake_officer, now=now)

    def _settle(
        self, now: datetime, chance: random.Random, outcome: Outcome, channels: tuple[str, ...]
    ) -> None:
        application = self._receive(now, chance, channels)
        self._register(application, now)
        self._later(now, 2, lambda now: self._draft(application, outcome, now))

    def _draft(self, application: Application, outcome: Outcome, now: datetime) -> None:
        decision = _said(outcome)
        if outcome.row == reasoning.TOO_MANY:
            self._weigh_reasons(application, now)
        if "searched" in outcome.needs:
            self._search(application, now)
        points_to = None
        if outcome.effect == "point" or "disclosure" in outcome.needs:
            points_to = Disclosure.objects.public().filter(agency=self.agency).first()
            if points_to is None:
                return
        if outcome.effect == "publish":
            decision["item"] = self._item_for_events()
        applications.draft(
            application,
            outcome=outcome.code,
            decision=decision,
            points_to=points_to,
            by=self.cast.intake_officer,
            now=now,
        )
        self._later(now, 1, lambda now: self._decide(application, now))

    def _weigh_reasons(self, application: Application, now: datetime) -> None:
        """Ask why so much is applied for; the reasons that come are no good ones (art. 35)."""
        officer = self.cast.intake_officer
        applications.ask_reasons(application, why="同一申请人一个月内提出三十余件申请。", by=officer, now=now)
        applications.give_reasons(application, text="想把各年的都看一遍。", now=now)
        applications.judge_reasons(
            application,
            verdict="unreasonable",
            words="所述理由与申请的数量、频次不相称。",
            by=officer,
            now=now,
        )

    def _texts(self, outcomes: list[Outcome]) -> None:
        """The body's own words for its refusals."""
        refusals = [
            outcome for outcome in outcomes if "grounds" in outcome.needs and outcome.effect == "close"
        ]
        texts = [
            AnswerText(
                agency=self.agency,
                outcome=outcome.code,
                name="通用",
                reasons="您于{received}提出的申请（{number}），" + reasons.of(outcome.code)["reasons"],
                grounds=reasons.of(outcome.code)["grounds"],
            )
            for outcome in refusals
        ]
        AnswerText.objects.bulk_create(texts)

    def _search(self, application: Application, now: datetime) -> None:
        applications.record_search(
            application,
            on=timezone.localdate(now),
            people=f"{self.cast.intake_officer}、档案室值班人员",
            places="办公系统、档案室目录、业务科室台账",
            words=application.subject,
            result=Search.Result.NOTHING,
            by=self.cast.intake_officer,
            now=now,
        )

    def _item_for_events(self) -> str:
        cadences = self.agency.regime.version_on(self.timeline.today).rules.cadences
        immediate = [code for code, cadence in cadences.items() if cadence.kind in {"immediate", "per_batch"}]
        return self.agency.items.public().filter(cadence__in=immediate, blocked="").first().code

    def _decide(self, application: Application, now: datetime) -> None:
        if deciding.discloses_in_part(application):
            redacted_letter(application, by=self.cast.intake_officer, now=now)
        review.give_verdict_on_application(
            application, by=self.cast.leader_in_charge, now=now, says=Verdict.Says.APPROVE, opinion="同意。"
        )
        self._later(now, 2, lambda now: self._deliver(application, now))

    def _deliver(self, application: Application, now: datetime) -> None:
        applications.deliver(
            application, on=now.date(), way=DeliveryWay.WEB, by=self.cast.intake_officer, now=now
        )
        if disputes.report_by(application) and now.date() < self.timeline.today - timedelta(days=60):
            self._report(application, now)

    def _report(self, application: Application, now: datetime) -> None:
        """Where the rules want it, the answer is reported upward; the newest still wait for it."""
        officer = self.cast.intake_officer
        disputes.report_upward(
            application, to_body="清河市政务公开办公室", on=now.date(), note="", by=officer, now=now
        )

    def _leave(self, now: datetime, chance: random.Random, state: str, channels: tuple[str, ...]) -> None:
        """Receive one and leave it in ``state``."""
        application = self._receive(now, chance, channels)
        if state == "received":
            return
        if state == "withdrawn":
            self._later(now, 1, lambda now: applications.withdraw(application, now=now))
            return
        self._register(application, now)
        if state == "correcting":
            applications.ask_correction(
                application, missing=SAID["missing"], days=10, by=self.cast.intake_officer, now=now
            )
        elif state == "extended":
            approver = self.cast[Role(application.rules.extension.approver)]
            self._later(
                now,
                1,
                lambda now: applications.extend(
                    application,
                    days=10,
                    reason="所申请内容年代较久，需要到档案馆查找。",
                    by=approver,
                    now=now,
                ),
            )
        elif state == "consulting" and consulting.may_consult(application):
            self._ask_third_parties(application, now)
        elif state == "drafted":
            outcome = next(iter(application.rules.outcomes.values()))
            decision = _said(outcome)
            applications.draft(
                application, outcome=outcome.code, decision=decision, by=self.cast.intake_officer, now=now
            )

    def _ask_third_parties(self, application: Application, now: datetime) -> None:
        """Ask two; one has answered, the other is waited for."""
        officer = self.cast.intake_officer
        for party in THIRD_PARTIES:
            applications.consult_third_party(application, party=party, by=officer, now=now)
        self._later(
            now,
            3,
            lambda now: applications.third_party_answered(
                application, on=now.date(), opinion="同意公开，合同单价除外。", by=officer, now=now
            ),
        )

    def _later(self, now: datetime, days: int, act) -> None:
        self.timeline.at(self.timeline.calendar.add(now.date(), days), act, hour=15)

    def _chance(self, *words: str) -> random.Random:
        return random.Random("/".join((self.agency.slug, "case", *words)))


def _said(outcome: Outcome) -> dict[str, str]:
    """What the decision says: what the outcome needs, and its first kind where it is counted by kinds."""
    words = SAID | reasons.of(outcome.code)
    decision = {need: words[need] for need in outcome.needs if need in words}
    return decision | ({"kind": next(iter(outcome.kinds))} if outcome.kinds and outcome.row is None else {})
