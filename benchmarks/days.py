"""``python -m benchmarks days``: adding working days, beside numpy and the libraries' own loops on the same inputs."""

import random
import time
from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import holidays
import numpy

from benchmarks import machine
from core.workdays import Calendar

CASES, SLOW_CASES, LENGTH, REPEATS = 200_000, 2_000, 20, 5
A_DAY = timedelta(days=1)


def china() -> tuple[Calendar, dict[date, bool]]:
    """The calendar from the library's table, and the days that differ from plain weeks."""
    named = {day: (False, "") for day in chinese_calendar.constants.holidays}
    named |= {day: (True, "") for day in chinese_calendar.constants.workdays}
    return Calendar(named, published_to=date(2026, 12, 31)), {day: works for day, (works, _) in named.items()}


def numpy_days(exceptions: dict[date, bool]) -> tuple[numpy.ndarray, numpy.busdaycalendar]:
    """China for numpy, which knows no make-up workdays: a week of seven days, and each day off as a holiday."""
    first, last = date(2004, 1, 1), date(2027, 12, 31)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    off = [day for day in days if not exceptions.get(day, day.weekday() < 5)]
    return numpy.array(off, "datetime64[D]"), numpy.busdaycalendar(
        "1111111", numpy.array(off, "datetime64[D]")
    )


def walked(is_working: Callable[[date], bool], start: date) -> date:
    """The loop that one writes with a library that only knows days."""
    day, left = start, LENGTH
    while left:
        day += A_DAY
        left -= is_working(day)
    return day


def best(work: Callable[[], object], cases: int) -> float:
    """Microseconds a case, the best of some runs: the others measure what else the machine does."""
    runs = []
    for _run in range(REPEATS):
        began = time.perf_counter()
        work()
        runs.append(time.perf_counter() - began)
    return min(runs) / cases * 1e6


def must_agree(name: str, ours: list[date], theirs: list[date]) -> None:
    """Stop when another way of counting comes to other days: then the times would say nothing."""
    if ours != theirs:
        raise SystemExit(f"{name} comes to other days than Calendar.add.")


def main() -> None:
    """Check that all agree, then measure and print."""
    calendar, exceptions = china()
    _off, week = numpy_days(exceptions)
    chance = random.Random(2026)
    starts = [date(2013, 1, 1) + timedelta(days=chance.randrange(4900)) for _ in range(CASES)]
    few, as_array = starts[:SLOW_CASES], numpy.array(starts, "datetime64[D]")
    china_of_holidays = holidays.country_holidays("CN", years=range(2012, 2028))

    def by_numpy(days: object) -> numpy.ndarray:
        return numpy.busday_offset(days, LENGTH, roll="backward", busdaycal=week)

    ours = [calendar.add(start, LENGTH) for start in starts]
    must_agree("numpy", ours, by_numpy(as_array).tolist())
    for is_working in (china_of_holidays.is_working_day, chinese_calendar.is_workday):
        must_agree(is_working.__name__, ours[:SLOW_CASES], [walked(is_working, start) for start in few])

    singly = numpy.datetime64(starts[0])
    rows = [
        ("Calendar.add", lambda: [calendar.add(start, LENGTH) for start in starts], CASES),
        ("numpy.busday_offset, bulk", lambda: by_numpy(as_array), CASES),
        ("numpy.busday_offset, singly", lambda: [by_numpy(singly) for _ in few], SLOW_CASES),
        (
            "loop over holidays",
            lambda: [walked(china_of_holidays.is_working_day, day) for day in few],
            SLOW_CASES,
        ),
        (
            "loop over chinesecalendar",
            lambda: [walked(chinese_calendar.is_workday, day) for day in few],
            SLOW_CASES,
        ),
    ]
    print(f"Machine: {machine.describe()}")
    print(f"Adding {LENGTH} working days; all five agree on the {SLOW_CASES} first of {CASES} starts\n")
    print(f"{'':<30}{'µs each':>10}")
    for name, work, cases in rows:
        print(f"{name:<30}{best(work, cases):>10.3f}")
