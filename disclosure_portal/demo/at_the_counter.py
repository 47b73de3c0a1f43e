"""What people without a computer bring to the shown agency: letters, the post, an announcement, objections.

Two are closed by the clock and taken up again: a correction and a payment that had come in time.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone

from disclosure_portal.demo.agencies import SHOWN_AGENCY
from disclosure_portal.demo.cases import THIRD_PARTIES, Cases
from disclosure_portal.demo.people import FAMILY, GIVEN
from requests_app import actions as applications
from requests_app.actions import (
    announcing,
    arriving,
    charging,
    deciding,
    entering,
    extending,
    intake,
    objecting,
    posting,
)
from requests_app.models import ApplicantKind, Application, Arrival, DeliveryForm, Fee, Posting, Status, Way

FIRST_ROUND, LAST_ROUND = 60, 2  # working days ago, of the walks to the post office
ON_THE_ROAD = timedelta(days=2)
LETTERS = {
    "correction": ("老旧小区电梯检验结果", "本小区三部电梯历年的检验结果。"),
    "fee": ("全市特种设备检验报告", "近五年全部检验报告的复印件。"),
    "extension": ("加油站计量检定记录", "城南加油站历次计量检定记录。"),
    "waiting": ("农贸市场公平秤检查情况", "河东农贸市场公平秤的检查情况。"),
    "unknown": ("压力容器登记情况", "原机械厂压力容器的登记情况。"),
}
MISSING = "请写明小区名称和需要的年度。"
CORRECTED = "福林里小区，2024年和2025年。"
WHY_LONGER = "所申请的记录存放在检定机构，需要调取核对。"
PAGES, WHY_FEE, HOW_TO_PAY = (
    260,
    "申请复制的材料二百六十页，明显超过合理范围。",
    "凭本通知书到财政非税窗口缴纳。",
)
FOUND = "财政窗口传来的票据清单显示，申请人已在期限内缴费。"
TRIED = "按申请所留地址以挂号信邮寄，查无此人退回；电话无人接听。"
OBJECTS = "答复中没有提供附件二，请补充。"
OBJECTS_TOO = "公开后会暴露我公司的进货价格，不同意全部公开。"
STILL_OBJECTS = "延长办理的理由不充分。"
ANSWERS = (
    ("upheld", "经核，附件二确有遗漏，已随本答复一并提供。"),
    ("partly", "进货价格一栏遮盖后公开，其余内容不属于商业秘密。"),
)


class AtTheCounter(Cases):
    """Writes it into the ``timeline`` of the agency."""

    def begin(self) -> None:
        """Lay down the days, counted back from today in working days."""
        if self.agency.slug != SHOWN_AGENCY:
            return
        self.unreached: set[int] = set()
        for back in range(FIRST_ROUND, LAST_ROUND - 1, -1):
            self._at(back, self._post_round, hour=17)
        for name, back, follows in (
            ("fee", 50, self._charge),
            ("correction", 36, self._lapse_and_revive),
            ("unknown", 16, self._announce),
            ("extension", 7, self._extend),
            ("waiting", 5, self._ask_for_longer),
        ):
            self._at(back, lambda now, n=name, then=follows: then(self._letter(n, now)), hour=9)
        self._at(3, self._third_party_objects, hour=11)

    def _at(self, back: int, act: Callable[[datetime], None], *, hour: int = 10) -> None:
        self.timeline.at(self._day(back), act, hour=hour)

    def _day(self, back: int) -> date:
        return self.timeline.calendar.add(self.timeline.today, -back)

    def _letter(self, name: str, now: datetime) -> Application:
        """A letter that the officer enters; it is registered on the same day."""
        subject, description = LETTERS[name]
        place, today = list(LETTERS).index(name) + 10, timezone.localdate(now)
        application, _code = entering.enter(
            agency=self.agency,
            way=Way.LETTER,
            arrived_on=today,
            marked=True,
            by=self.cast.intake_officer,
            now=now,
            applicant_kind=ApplicantKind.PERSON,
            applicant_name=FAMILY[place] + GIVEN[place],
            phone=f"0000-{72230 + place}",
            email="",
            address=f"清河市城南区福林里小区{place}号楼",
            subject=subject,
            description=description,
            delivery_form=DeliveryForm.values[0],
        )
        self._register(application, now)
        return application

    def _post_round(self, now: datetime) -> None:
        """Post what waits since before today, but decisions, which go with their copies; enter what arrived."""
        today, officer = timezone.localdate(now), self.cast.intake_officer
        mine = Posting.objects.filter(notice__application__agency=self.agency)
        mine = mine.exclude(notice__application__in=self.unreached)
        mine = mine.select_related("notice__application__agency", "notice__application__version")
        for one in list(mine.under_way().filter(posted_on__lte=today - ON_THE_ROAD)):
            posting.arrived(one, on=today, by=officer, now=now)
        waiting = mine.waiting().filter(notice__issued_on__lt=today)
        for one in list(waiting.exclude(notice__kind__in=posting.DECISIONS)):
            self._post(one, now)

    def _post(self, one: Posting, now: datetime) -> None:
        on, proof = timezone.localdate(now), f"XA{one.pk:08}CN"
        posting.post(one, way=Posting.Way.POST, on=on, proof=proof, by=self.cast.intake_officer, now=now)

    def _lapse_and_revive(self, application: Application) -> None:
        """The correction that was asked for lies unseen; the clock closes the case, the postmark opens it again."""
        officer = self.cast.intake_officer
        self._at(
            34,
            lambda now: applications.ask_correction(
                application, missing=MISSING, days=10, by=officer, now=now
            ),
        )
        self._at(19, lambda now: intake.lapse_by_clock(application, now=now), hour=8)
        self._at(18, lambda now: self._corrected(application, now))

    def _corrected(self, application: Application, now: datetime) -> None:
        self._came(application, Arrival.What.CORRECTION, CORRECTED, now, posted_on=self._day(23))
        self._at(16, lambda now: self._draft(application, self._first_outcome(application), now))
        self._at(11, lambda now: self._object(application, OBJECTS, now))
        self._at(8, lambda now: self._answer_objection(application, 0, now))

    def _came(
        self, application: Application, what: str, text: str, now: datetime, *, channel: str = "", **more
    ) -> None:
        said = {"what": what, "channel": channel or Arrival.Channel.LETTER, "text": text}
        arriving.enter_arrival(
            application,
            arrived_on=timezone.localdate(now),
            by=self.cast.intake_officer,
            now=now,
            **said,
            **more,
        )

    def _first_outcome(self, application: Application):
        return next(iter(application.rules.outcomes.values()))

    def _charge(self, application: Application) -> None:
        """A fee is asked for; it was paid in time, which nobody knew when the clock closed the case."""
        officer = self.cast.intake_officer
        asked = {"basis": Fee.Basis.PAGES, "number": PAGES, "reason": WHY_FEE, "how_to_pay": HOW_TO_PAY}
        self._at(48, lambda now: charging.quote_fee(application, by=officer, now=now, **asked))
        self._at(23, lambda now: charging.lapse_fee_by_clock(application, now=now), hour=8)
        paid = {"on": self._day(30), "voucher": "0102026000417", "reason": FOUND}
        self._at(20, lambda now: charging.revive_fee(application, by=officer, now=now, **paid))
        self._at(14, lambda now: self._draft(application, self._first_outcome(application), now))

    def _announce(self, application: Application) -> None:
        """Nobody lives at the address: posted, come back, announced publicly."""
        self.unreached.add(application.pk)
        officer = self.cast.intake_officer
        self._at(
            14,
            lambda now: applications.ask_correction(
                application, missing=MISSING, days=15, by=officer, now=now
            ),
        )
        self._at(13, lambda now: self._post(self._asked(application), now))
        self._at(10, lambda now: posting.came_back(self._asked(application), by=officer, now=now))
        ground = Posting.Ground.FAILED
        self._at(
            9,
            lambda now: announcing.announce(
                self._asked(application), ground=ground, why=TRIED, by=officer, now=now
            ),
        )

    def _asked(self, application: Application) -> Posting:
        return Posting.objects.get(notice__application=application, notice__form="correction")

    def _extend(self, application: Application) -> None:
        """The officer asks for more time, and who may grant it does."""
        self._at(5, lambda now: self._ask_extension(application, now))
        self._at(4, lambda now: self._grant(application, now))

    def _ask_extension(self, application: Application, now: datetime) -> None:
        extending.ask_extension(application, days=10, reason=WHY_LONGER, by=self.cast.intake_officer, now=now)

    def _grant(self, application: Application, now: datetime) -> None:
        approver = self.cast[extending.approver_of(application)]
        deciding.extend(application, days=10, reason=WHY_LONGER, by=approver, now=now)
        self._at(3, lambda now: self._object(application, STILL_OBJECTS, now))

    def _ask_for_longer(self, application: Application) -> None:
        """The same, and nobody has answered yet."""
        self._at(2, lambda now: self._ask_extension(application, now))

    def _object(self, application: Application, text: str, now: datetime) -> None:
        objecting.object_to(application, text=text, now=now)

    def _third_party_objects(self, now: datetime) -> None:
        """One whom the disclosure concerns comes to the counter."""
        asked = Application.objects.filter(
            agency=self.agency, status=Status.REGISTERED, notices__form="third_party"
        )
        if application := asked.order_by("-pk").first():
            counter, who = Arrival.Channel.COUNTER, THIRD_PARTIES[0]
            self._came(application, Arrival.What.OBJECTION, OBJECTS_TOO, now, channel=counter, objector=who)
            self._at(2, lambda now: self._answer_objection(application, 1, now))

    def _answer_objection(self, application: Application, which: int, now: datetime) -> None:
        result, text = ANSWERS[which]
        waits = application.objections.waiting().order_by("pk").last()
        objecting.answer(waits, result=result, text=text, by=self.cast.intake_officer, now=now)
