"""The lights of the desk as conditions of the database: the many-objects twin of ``standing.light``."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, Q, When
from django.utils.translation import pgettext_lazy

from core import calendars
from requests_app.models import Status
from requests_app.standing import SOON, WAITING

RED, YELLOW, GREEN, WAITS = "bad", "warn", "good", "waits"
NAMES = {
    RED: pgettext_lazy("light", "Late"),
    YELLOW: pgettext_lazy("light", "Soon"),
    GREEN: pgettext_lazy("light", "In time"),
    WAITS: pgettext_lazy("light", "Waiting for others, or to be delivered"),
}
# What counts as urgent: the day of delivery of what is decided, the day of answer of everything else.
DAY = Case(When(status=Status.DECIDED, then=F("deliver_by")), default=F("answer_by"))


def conditions(today: date, codes: Iterable[str]) -> dict[str, Q]:
    """Which applications of the desk have which light on ``today``; ``codes`` are the calendars of the bodies.

    Every application that is open or waits for its delivery has exactly one of them.
    """
    running = Q(status__in=WAITING, answer_by__isnull=False)
    undelivered = Q(status=Status.DECIDED, deliver_by__lt=today)
    soon = Q(pk__in=[])
    for code, calendar in calendars.several(codes).items():
        soon |= Q(agency__calendar=code, answer_by__lt=calendar.add(today, SOON + 1))
    late = running & Q(answer_by__lt=today)
    return {
        RED: late | undelivered,
        YELLOW: running & Q(answer_by__gte=today) & soon,
        GREEN: running & Q(answer_by__gte=today) & ~soon,
        WAITS: Q(status=Status.CORRECTING)
        | Q(status__in=WAITING, answer_by__isnull=True)
        | (Q(status=Status.DECIDED) & (Q(deliver_by__isnull=True) | Q(deliver_by__gte=today))),
    }
