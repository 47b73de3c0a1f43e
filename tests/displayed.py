"""The end of a display before its time, for tests that close files."""

from datetime import datetime
from zoneinfo import ZoneInfo

from archive import displaying
from catalog.models import Disclosure, Relation
from review import feedback_stage
from review.actions import feedback

SHANGHAI = ZoneInfo("Asia/Shanghai")


def display_ended(disclosure: Disclosure, cast, now: datetime) -> Disclosure:
    """``disclosure``, of which the archivist and the disclosure office have said that its display ends early."""
    displaying.ask_to_end(disclosure, reason="内容已被新版取代。", by=cast.archivist, now=now)
    displaying.agree_to_end(disclosure, by=cast.disclosure_office, now=now)
    return stage_held(disclosure, cast, now)


def stage_held(disclosure: Disclosure, cast, now: datetime) -> Disclosure:
    """``disclosure`` with the feedback stage that its rules want: collected, handed over, handled and ended."""
    if not feedback_stage.wants(disclosure) or feedback_stage.of(disclosure):
        return disclosure
    until, office = now.astimezone(SHANGHAI).date(), cast.disclosure_office
    stage = feedback.open_stage(
        disclosure, collector=cast.feedback_collector, until=until, by=office, now=now
    )
    if feedback_stage.said(disclosure).exists():
        feedback_handled(disclosure, cast, now)
    feedback.end_early(stage, reason="公开提前结束。", by=office, now=now)
    return disclosure


def handling_told(disclosure: Disclosure, by_: Disclosure, at: datetime) -> None:
    """``by_``, which is published, tells how the opinions on ``disclosure`` were handled, as it was begun ``at``."""
    Disclosure.objects.filter(pk=by_.pk).update(created_at=at)
    Relation.objects.create(kind=Relation.Kind.HANDLES, earlier=disclosure, later=by_)


def feedback_handled(disclosure: Disclosure, cast, now: datetime) -> None:
    """What was said of ``disclosure`` is handed to the leading group and handled."""
    stage = feedback_stage.of(disclosure)
    feedback.hand_over(stage, summary="有人问何时更新。", by=cast.feedback_collector, now=now)
    feedback.handle(stage, handling="按季度更新。", by=cast.leading_group, now=now)
