"""A timeline that runs actions in the order of their moments, while actions add later moments to it."""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count

from django.utils import timezone

from core.workdays import Calendar


class Timeline:
    """Moments of office time, run from the earliest to the latest that is not after ``until``."""

    def __init__(self, calendar: Calendar, *, until: datetime) -> None:
        self.calendar = calendar
        self.until = until
        self._moments: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._order = count()

    @property
    def today(self) -> date:
        """The last day, Shanghai time."""
        return timezone.localdate(self.until)

    def at(self, day: date, act: Callable[[datetime], None], *, hour: int = 9, minute: int = 0) -> None:
        """Let ``act`` happen on ``day`` or the next working day, unless that lies ahead of the end."""
        moment = timezone.make_aware(datetime.combine(self.calendar.next_working(day), time(hour, minute)))
        if moment <= self.until:
            heapq.heappush(self._moments, (moment, next(self._order), act))

    def run(self) -> None:
        """Let everything happen."""
        while self._moments:
            moment, _order, act = heapq.heappop(self._moments)
            act(moment)
