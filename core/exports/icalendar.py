"""Calendar files (RFC 5545) that phones and mail programs subscribe to. Pure: entries in, bytes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Alarm, Calendar, Event, vDuration, vUri

from core.text.characters import keepable

CONTENT_TYPE = "text/calendar; charset=utf-8"
LOOK_AGAIN = timedelta(hours=6)
THE_MORNING_BEFORE = timedelta(hours=-15)  # nine o'clock on the day before; a day begins at midnight


@dataclass(frozen=True)
class Entry:
    """One whole day of a feed. ``uid`` stays the same for ever; ``stamped_at`` is when the entry came to be."""

    uid: str
    day: date
    summary: str
    description: str
    url: str
    stamped_at: datetime
    category: str = ""
    provisional: bool = False
    alarm: bool = False


def calendar_file(*, name: str, about: str, entries: Iterable[Entry]) -> bytes:
    """The entries as one iCalendar file. Equal entries give equal bytes, so that a reader can be told "unchanged"."""
    made = Calendar()
    made.add("prodid", "-//Open government//Disclosure calendar//ZH")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    for title in ("name", "x-wr-calname"):
        made.add(title, keepable(name))
    for text in ("description", "x-wr-caldesc"):
        made.add(text, keepable(about))
    made.add("refresh-interval", vDuration(LOOK_AGAIN), parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(LOOK_AGAIN))
    for entry in entries:
        made.add_component(_event(entry))
    return made.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamped_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", keepable(entry.summary))
    event.add("description", keepable(entry.description))
    event.add("url", vUri(entry.url))
    event.add("status", "TENTATIVE" if entry.provisional else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if entry.category:
        event.add("categories", [keepable(entry.category)])
    if entry.alarm:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", keepable(entry.summary))
        alarm.add("trigger", THE_MORNING_BEFORE)
        event.add_component(alarm)
    return event
