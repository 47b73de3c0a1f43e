"""How a complaint stands: its words for who complained, its story, its light. Derived, never stored."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.statuses import Tone
from core.workdays import Calendar
from requests_app.desk.status_words import Light, Told, urgency
from supervision.models import Complaint
from supervision.models.complaints import WAITING

TOLD = {
    "receive": gettext_lazy("Your complaint was received"),
    "take_up": gettext_lazy("It was taken up"),
    "new_code": gettext_lazy("You got a new query code; the old one ended"),
    "change_tier": gettext_lazy("It was put under another tier; the clock began anew"),
    "explain": gettext_lazy("The delay was explained to you; the day of answer was put off"),
    "answer": gettext_lazy("It was answered"),
    "pass_on": gettext_lazy("It was passed on"),
    "calendar": gettext_lazy("The day of answer moved with the calendar"),
    "close": gettext_lazy("It was closed"),
}
DONE = {
    "receive": gettext_lazy("Complaint received"),
    "take_up": gettext_lazy("Taken up"),
    "new_code": gettext_lazy("New query code given"),
    "change_tier": gettext_lazy("Put under another tier"),
    "explain": gettext_lazy("Delay explained to the person"),
    "draft": gettext_lazy("Answer drafted in the department"),
    "answer": gettext_lazy("Answered"),
    "pass_on": gettext_lazy("Passed on"),
    "close": gettext_lazy("Closed"),
    "calendar": gettext_lazy("The day of answer moved with the calendar"),
    "remind": gettext_lazy("Those who look into it were reminded"),
}


def is_late(complaint: Complaint, today: date) -> bool:
    """Whether the answer is late: its day has passed and there is none."""
    return complaint.status in WAITING and complaint.answer_by is not None and complaint.answer_by < today


def light(complaint: Complaint, *, today: date, calendar: Calendar, soon: int) -> Light:
    """The light of ``complaint`` on the desk."""
    if complaint.status not in WAITING:
        return Light(Tone.QUIET, _("Nothing to do"))
    if complaint.answer_by is None:
        return Light(Tone.INFO, _("No term"))
    tier = complaint.chosen_tier
    working = tier is None or tier.length.working
    return urgency(complaint.answer_by, today=today, calendar=calendar, soon=soon, working=working)


def story(complaint: Complaint) -> list[Told]:
    """What happened, in plain words, oldest first, for who complained: without names, and with what they were told."""
    told = {"explain", "change_tier", "pass_on"}
    return [
        Told(event.at, TOLD[event.action], note=event.note if event.action in told else "")
        for event in complaint.events.all()
        if event.action in TOLD
    ]


def full_story(complaint: Complaint) -> list[Told]:
    """What happened, for those who look into it: everything, with names and notes."""
    events = complaint.events.select_related("actor")
    return [Told(event.at, DONE[event.action], str(event.actor or ""), event.note) for event in events]
