"""Clocks in calendar days speak of days, those in working days of working days: every sentence, both languages."""

import re
from datetime import date

import polib
import pytest
from django.utils import translation

from core.deadlines import lengths
from core.models import Letter
from core.workdays import Span
from supervision.actions import complaints, reminders
from tests.conftest import load_regime
from tests.regimes.test_days import REGIMES, read
from tests.test_architecture import ROOT

NUMBERED = re.compile(r"%\((\w+)\)[sd] (?:more )?(working |calendar )?days?\b")
# Sentences with a bare number of days, each with the reason why they are days of the calendar.
PLAIN = {
    "%(days)d day": "the length of a rule in calendar days",
    "%(days)s day before the end of the period": "how fresh a page is, not a clock",
    "%(days)s day late": "what is late for a clock in calendar days",
    "%(days)s day left": "what is left of a clock in calendar days",
    "A delegation lasts %(days)d days at most.": "how long a deputy stands in, from day to day",
    "A rung of %(days)d days stands in this ladder twice; name all roles in one.": "a number of the file",
    "after %(days)s day": "how long a step took",
    "If that is right, open this link within %(days)s days and press the button:": "a link by the clock of the machine",
    "No draft has this code. Drafts are kept for %(days)s days.": "kept by the clock of the machine",
    "Opinions are taken until %(day)s: one more day after today.": "days of the calendar until the last one",
    "What is owed, when, and what became of it; at most %(count)s days of duty, the earliest first.": "entries",
}


def sentences():
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    for entry in catalogue:
        if found := NUMBERED.search(f"{entry.msgid} {entry.msgid_plural or ''}"):
            yield entry, (found[2] or "").strip()


@pytest.mark.once
def test_no_sentence_counts_days_without_saying_which():
    """A new sentence with a number of days names their kind, or takes it from the rule, or stands above with why."""
    seen = set()
    for entry, kind in sentences():
        chinese = " ".join([entry.msgstr, *entry.msgstr_plural.values()])
        if kind == "working":
            assert "工作日" in chinese, entry.msgid
        else:
            assert "工作日" not in chinese, entry.msgid
            if kind != "calendar":
                seen.add(entry.msgid)
    assert seen == set(PLAIN), seen ^ set(PLAIN)


@pytest.mark.once
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_clock_of_every_file_is_said_in_its_own_days(language):
    """As the pages of rules, receipts, notices and letters say it."""
    with translation.override(language):
        for path in REGIMES.glob("*.yaml"):
            rules = read(path.stem)
            for clock in (*rules.clocks.values(), *rules.applications.clocks.values()):
                words = lengths.in_words(clock.length)
                if clock.length.days:
                    says_working = "工作日" in words or "working" in words
                    assert says_working == clock.length.working, (path.stem, clock.code, words)
        assert lengths.in_words(Span(0, True)) == lengths.in_words(Span(0, False))


@pytest.mark.parametrize(("code", "says"), [("community", "逾期2日"), ("district", "逾期1个工作日")])
def test_a_reminder_speaks_of_the_days_of_its_clock(cast, now, code, says):
    """J1 counts calendar days, J4 working days. Told on the Monday after a Saturday, or on the working day after."""
    load_regime("national-2019")  # whose ladders hold where a file is silent
    cast.agency.regime = load_regime(code).regime
    cast.agency.save()
    made, _code = complaints.receive(agency=cast.agency, text="公开栏未更新。", now=now)
    last = {"community": date(2026, 3, 14), "district": made.answer_by}[code]
    type(made).objects.filter(pk=made.pk).update(answer_by=last)
    told = {"community": now.replace(day=16), "district": now.replace(month=4, day=1)}[code]
    assert code == "community" or last == date(2026, 3, 31)
    assert reminders.remind_of_complaints(now=told)
    bodies = [one.body for one in Letter.objects.filter(name="complaint_near")]
    assert bodies and all(says in body for body in bodies)
    assert code == "district" or not any("工作日" in body for body in bodies)
