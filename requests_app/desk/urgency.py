"""The lights of the desk as conditions of the database: the many-objects twin of ``standing.light``."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Case, F, Q, When
from django.utils.translation import pgettext_lazy

from core.deadlines import calendars
from core.models import Agency
from core.scheduler import reminding
from requests_app.desk.status_words import WAITING
from requests_app.models import Status

RED, YELLOW, GREEN, WAITS = "bad", "warn", "good", "waits"
NAMES = {
    RED: pgettext_lazy("light", "Late"),
    YELLOW: pgettext_lazy("light", "Soon"),
    GREEN: pgettext_lazy("light", "In time"),
    WAITS: pgettext_lazy("light", "Waiting for others, or to be delivered"),
}
# What counts as urgent: the day of delivery of what is decided, the day of answer of everything else.
DAY = Case(When(status=Status.DECIDED, then=F("deliver_by")), default=F("answer_by"))


def conditions(today: date, agencies: Iterable[Agency]) -> dict[str, Q]:
    """Which applications of the desk have which light on ``today``; ``agencies`` are the bodies they are with.

    Every application that is open or waits for its delivery has exactly one of them.
    """
    running = Q(status__in=WAITING, answer_by__isnull=False)
    undelivered = Q(status=Status.DECIDED, deliver_by__lt=today)
    alike: dict[tuple[str, int], list[int]] = defaultdict(list)
    for agency in agencies:
        alike[agency.calendar, reminding.soon_in(agency, today)].append(agency.pk)
    days, soon = calendars.several(code for code, _near in alike), Q(pk__in=[])
    for (code, near), bodies in alike.items():
        soon |= Q(agency__in=bodies, answer_by__lt=days[code].add(today, near + 1))
    late = running & Q(answer_by__lt=today)
    return {
        RED: late | undelivered,
        YELLOW: running & Q(answer_by__gte=today) & soon,
        GREEN: running & Q(answer_by__gte=today) & ~soon,
        WAITS: Q(status=Status.CORRECTING)
        | Q(status__in=WAITING, answer_by__isnull=True)
        | (Q(status=Status.DECIDED) & (Q(deliver_by__isnull=True) | Q(deliver_by__gte=today))),
    }
