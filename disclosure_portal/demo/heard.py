"""What the body does with what it hears: something put right, opinions held back, a self-check under way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.actions import self_checking
from catalog.models import Disclosure, SelfCheckMark
from core.models import Agency
from disclosure_portal.demo.people import Cast
from disclosure_portal.demo.timeline import Timeline
from review import actions as review
from review import feedback_stage
from review.actions import feedback
from review.models import Opinion

ADVERTISING = ("点击领取优惠券，天天有惊喜。", "代办各类证件，快速下证。")
PUT_RIGHT = "已在窗口和网页补充所需材料的样表，办事指南同步更新。"
MARKED = 6


@dataclass
class Heard:
    """Writes it into the ``timeline`` of ``agency``."""

    agency: Agency
    cast: Cast
    timeline: Timeline

    def begin(self) -> None:
        """Lay down the days, counted back from today."""
        for back, act in ((6, self._check), (3, self._put_right), (4, self._hold_back)):
            self.timeline.at(self.timeline.today - timedelta(days=back), act, hour=15)

    def _check(self, now: datetime) -> None:
        check = self_checking.begin(
            self.agency,
            name=f"{now.year}年政务公开自查清理",
            published_until=now.date(),
            due_on=now.date() + timedelta(days=30),
            by=self.cast.disclosure_office,
            now=now,
        )
        oldest = list(
            self_checking.unmarked(check).order_by("published_at", "pk").values_list("pk", flat=True)
        )
        for numbers, mark, reason in (
            (oldest[:MARKED], SelfCheckMark.Mark.KEEP, "内容准确，继续有效。"),
            (oldest[MARKED : MARKED + 1], SelfCheckMark.Mark.UPDATE, "联系电话已变更，需要更新。"),
        ):
            chosen = Disclosure.objects.filter(pk__in=numbers)
            self_checking.mark(check, chosen=chosen, mark=mark, reason=reason, by=self.cast.proposer, now=now)

    def _put_right(self, now: datetime) -> None:
        heard = Opinion.objects.public().filter(disclosure__agency=self.agency, received_at__lt=now)
        if opinion := heard.order_by("-received_at", "-pk").first():
            review.record_put_right(
                opinion,
                put_right=PUT_RIGHT,
                put_right_on=now.date(),
                by=self.cast.feedback_collector,
                now=now,
            )

    def _hold_back(self, now: datetime) -> None:
        public = Disclosure.objects.public().filter(agency=self.agency, published_at__lt=now)
        if about := public.order_by("-published_at", "-pk").first():
            for text in ADVERTISING:
                review.receive_opinion(about, text=text, doubtful=True, now=now)


def held(disclosure: Disclosure, cast: Cast, now: datetime) -> None:
    """Hold its feedback stage where the rules want one before its file is closed (B:022)."""
    if not feedback_stage.wants(disclosure) or feedback_stage.of(disclosure) is not None:
        return
    office = cast.disclosure_office
    stage = feedback.open_stage(
        disclosure, collector=cast.feedback_collector, until=timezone.localdate(now), by=office, now=now
    )
    if feedback_stage.said(disclosure).exists():
        feedback.hand_over(stage, summary="群众询问更新时间。", by=cast.feedback_collector, now=now)
        feedback.handle(stage, handling="由主办处室按时更新并说明。", by=cast.leading_group, now=now)
    feedback.end_early(stage, reason="公开期满，意见已收集完毕。", by=office, now=now)
