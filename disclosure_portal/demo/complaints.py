"""Complaints about one agency, in every state and under every tier of its regime."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Disclosure
from core.models import Agency
from core.regimes.parts import clocks_for
from disclosure_portal.demo.agencies import FULL
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from supervision.actions import complaints as actions
from supervision.models import Complaint

# The state that a complaint is left in, how many working days ago it came, and what it says.
TOLD = (
    ("received", 0, "公开栏里的救助名单还是去年的，请更新。"),
    ("received", 1, "网站上的办事指南缺少收费依据。"),
    ("taken_up", 2, "财务公开只有总数，没有明细，看不明白。"),
    ("explained", 2, "询问道路施工补偿公示的时间，一直没有人回复。"),
    ("late", 40, "应当公开的检查结果，过了期限还没有看到。"),
    ("answered", 30, "公示期没有满就撤下了公示。"),
    ("passed_on", 25, "有人以公开为名收取资料费。"),
    ("closed", 60, "公开目录里的链接打不开。"),
)
ANSWER = "经核实，您反映的情况属实。已责成有关部门补充公开，并将结果张贴在公开栏。感谢监督。"
EXPLANATION = "所反映的问题需要同有关单位核实，暂时不能答复，特此说明。"


@dataclass
class Complaints:
    """Writes complaints about ``agency`` into ``timeline``."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """One complaint for each line of what is told, or for every other."""
        told = list(enumerate(TOLD))
        for number, (state, back, text) in told if self.agency.slug in FULL else told[1::2]:
            day = self.timeline.calendar.add(self.timeline.today, -back)
            self.timeline.at(
                day, lambda now, n=number, s=state, t=text: self._receive(now, n, s, t), hour=9, minute=30
            )

    def _receive(self, now: datetime, number: int, state: str, text: str) -> None:
        about = None
        if number % 3 == 1:
            about = self.agency.items.public().first()
        elif number % 3 == 2:
            about = Disclosure.objects.public().filter(agency=self.agency).order_by("-published_at").first()
        complaint, _code = actions.receive(
            agency=self.agency, text=text, phone=f"0000-{55010 + number}", about=about, now=now
        )
        if state != "received":
            self._later(now, lambda now: self._take_up(complaint, number, state, now))

    def _take_up(self, complaint: Complaint, number: int, state: str, now: datetime) -> None:
        if state == "passed_on":
            to, reason = "清河市纪检监察组", "所反映的问题涉及纪律，按管辖转送。"
            actions.pass_on(complaint, to=to, reason=reason, by=self.cast.supervisor, now=now)
            return
        tiers = clocks_for(complaint.version.rules.clocks, "complaint")
        tier = tiers[max(number % len(tiers), 1 if len(tiers) > 1 else 0)]
        department = self.agency.departments.order_by("path")[number % 3]
        actions.take_up(complaint, tier=tier.code, department=department, by=self.cast.supervisor, now=now)
        if state == "explained":
            actions.explain(complaint, words=EXPLANATION, days=3, by=self.cast.supervisor, now=now)
        elif state in ("answered", "closed"):
            self._later(now, lambda now: self._answer(complaint, state, now))

    def _answer(self, complaint: Complaint, state: str, now: datetime) -> None:
        actions.answer(complaint, text=ANSWER, by=self.cast.supervisor, now=now)
        if state == "closed":
            self._later(now, lambda now: actions.close(complaint, by=self.cast.supervisor, now=now))

    def _later(self, now: datetime, act: Callable[[datetime], None]) -> None:
        self.timeline.at(self.timeline.calendar.add(now.date(), 1), act, hour=15)
