"""The public compliance calendar: of one agency and of all, as months, as a list, as iCalendar and as CSV."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS as WEEKDAYS_LONG
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from catalog.disclosures import authenticity
from catalog.forms.compliance_filter import CalendarFilter
from catalog.models import Consultation
from catalog.obligations import compliance, record
from catalog.obligations.compliance import Counts, Month, Outcome
from catalog.obligations.compliance_words import entry_of, last_day_of, outcome_words
from catalog.public.lists import Addresses, cut
from catalog.views.agencies import agencies_crumb, agency_addresses, agency_or_404
from core.deadlines.calendars import calendar, of
from core.exports import csv_tables, icalendar
from core.models import Agency
from core.models.people import in_language
from core.templatetags.portal import WEEKDAYS
from core.web import narrowing

PER_PAGE = 30
FEED_MONTHS_BACK = 1
MOST_IN_A_FEED = 1000
PART = 500
MONTHS_BACK, MONTHS_AHEAD = 12, 6
PARAMETERS = ("view", "month", "day", "state", "department", "cadence")
COLUMNS = [
    Outcome.ON_TIME,
    Outcome.CAME_LATE,
    Outcome.LATE,
    Outcome.EXCUSED,
    Outcome.NIL,
    Outcome.DUE,
]


@dataclass
class Asked:
    """A calendar and what is asked of it: the same for the page, the feed and the table."""

    request: HttpRequest
    agency: Agency | None
    today: date

    @cached_property
    def filter(self) -> CalendarFilter:
        return CalendarFilter(self.request.GET, today=self.today, agency=self.agency)

    @cached_property
    def months(self) -> list[Month]:
        """The month that is asked for, or this month and the next."""
        if day := self.filter.asked("day"):
            return [Month.of(day)]
        if month := self.filter.asked("month"):
            return [month]
        this = Month.of(self.today)
        return [month for month in (this, this.moved(1)) if month]

    @property
    def span(self) -> Q:
        """What has its last day in ``months``."""
        return compliance.within(self.months[0].first, self.months[-1].last)

    @cached_property
    def path(self) -> str:
        """Where the calendar stands."""
        if self.agency is None:
            return reverse("catalog:compliance")
        return reverse("catalog:agency_compliance", args=[self.agency.slug])

    def link(self, base: str = "", **changes: object) -> str:
        """The address of the calendar (or of ``base``) with what was asked and ``changes``; None takes one away."""
        understood = PARAMETERS if self.filter.form.is_valid() else ()
        kept = {name: value for name in understood if (value := self.request.GET.get(name))}
        kept = {name: value for name, value in {**kept, **changes}.items() if value not in (None, "")}
        return (base or self.path) + (f"?{urlencode(kept)}" if kept else "")

    def files(self) -> dict[str, str]:
        """The addresses of the same calendar as iCalendar and as CSV."""
        found = {}
        for kind in ("ics", "csv"):
            name, where = f"compliance_{kind}", []
            if self.agency:
                name, where = f"agency_{name}", [self.agency.slug]
            found[f"{kind}_href"] = self.link(reverse(f"catalog:{name}", args=where), view=None)
        return found


def asked_of(request: HttpRequest, slug: str | None) -> Asked:
    """What ``request`` asks of the calendar of an agency, or of all."""
    agency = agency_or_404(slug) if slug else None
    return Asked(request, agency, timezone.localdate())


@require_safe
def page(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """What is owed in this month and the next (or in the month asked for), in numbers, as months or as a list."""
    asked = asked_of(request, slug)
    chosen = request.GET.get("view") or ("list" if slug is None else "month")
    chosen = chosen if chosen in ("month", "list") else "list"
    context = {
        "trail": [],
        "errors": [*asked.filter.sentences(), *narrowing.unknown(request.GET, PARAMETERS)],
        "view": chosen,
        "views": {name: asked.link(view=name, day=None) for name in ("month", "list")},
        "here_href": asked.path,
        "all_href": reverse("catalog:compliance"),
        "columns": [{"code": outcome.value, "name": outcome.label} for outcome in COLUMNS],
        "day": asked.filter.asked("day"),
        **asked.files(),
        **_choices(asked, chosen),
        **_numbers(asked),
        **(_months(asked) if chosen == "month" else _list(asked)),
    }
    if asked.agency:
        context |= agency_addresses(asked.agency)
        context["trail"] = [agencies_crumb(), (asked.agency, context["agency_href"])]
    return render(request, "catalog/compliance.html", context)


@require_safe
def as_csv(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The list of the page as a table, streamed line by line; 400 with sentences when a filter is wrong."""
    asked = asked_of(request, slug)
    if errors := asked.filter.sentences():
        return HttpResponse("\n".join(map(str, errors)), "text/plain; charset=utf-8", status=400)
    rows = compliance.listed(asked.filter.narrowed().filter(asked.span)).order_by("last_day", "pk")
    response = StreamingHttpResponse(csv_tables.csv_lines(_cells(rows)), content_type=csv_tables.CONTENT_TYPE)
    name = f"calendar-{slug or 'all'}-{asked.months[0]}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@conditional_page
def as_feed(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """The calendar for subscribers; without a month, from the last month on. 400 with sentences for a wrong filter."""
    asked = asked_of(request, slug)
    if errors := asked.filter.sentences():
        return HttpResponse("\n".join(map(str, errors)), "text/plain; charset=utf-8", status=400)
    rows = asked.filter.narrowed()
    if not (asked.filter.asked("month") or asked.filter.asked("day")):
        begins = Month.of(asked.today).moved(-FEED_MONTHS_BACK)
        rows = rows.filter(compliance.since(begins.first if begins else asked.today))
    addresses = Addresses()
    found = compliance.listed(rows).order_by("last_day", "pk")[:MOST_IN_A_FEED]
    body = icalendar.calendar_file(
        name=_("Disclosure calendar of %(agency)s") % {"agency": asked.agency or _("all agencies")},
        about=_(
            "What is owed, when, and what became of it; at most %(count)s days of duty, the earliest first."
        )
        % {"count": MOST_IN_A_FEED},
        entries=[
            *(entry_of(row, addresses, site=settings.SITE_URL) for row in record.marked(found)),
            *(last_day_of(one, site=settings.SITE_URL, differs=differs) for one, differs in _asking(asked)),
        ],
    )
    response = HttpResponse(body, content_type=icalendar.CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="calendar-{slug or "all"}.ics"'
    return response


def _asking(asked: Asked) -> list[tuple[Consultation, bool]]:
    """The drafts on which opinions are taken now, each with whether it differs from what was put out; a feed of some
    states, days or departments has none."""
    if any(asked.request.GET.get(name) for name in PARAMETERS):
        return []
    found = Consultation.objects.public().taking_opinions(asked.today)
    if asked.agency:
        found = found.filter(agency=asked.agency)
    drafts = list(found.select_related("agency", "department").order_by("closes_on", "pk")[:MOST_IN_A_FEED])
    differing = authenticity.drafts_differing(one.pk for one in drafts)
    return [(one, one.pk in differing) for one in drafts]


def _choices(asked: Asked, view: str) -> dict:
    """The filters above the calendar, with what is chosen, and the way to the months before and after."""
    this = Month.of(asked.today)
    around = [this.moved(step) for step in range(-MONTHS_BACK, MONTHS_AHEAD + 1)]
    months = sorted({month for month in [*around, asked.filter.asked("month")] if month})
    selects = [
        ("month", _("Month"), _("This month and the next"), [(str(one), one.first) for one in months]),
        ("state", _("State"), _("Every state"), Outcome.choices),
    ]
    if asked.agency:
        choices = {name: asked.filter.filters[name].extra["choices"] for name in ("department", "cadence")}
        selects.append(("department", _("Department"), _("All departments"), choices["department"]))
        selects.append(("cadence", _("Cadence"), _("Every cadence"), choices["cadence"]))
    given = asked.request.GET
    return {
        "selects": [
            {
                "name": name,
                "label": label,
                "all": words_for_all,
                "options": [
                    {"value": value, "name": words, "chosen": given.get(name) == value}
                    for value, words in options
                ],
            }
            for name, label, words_for_all, options in selects
        ],
        "is_narrowed": any(given.get(name) for name in PARAMETERS if name != "view"),
        **_neighbours(asked),
    }


def _neighbours(asked: Asked) -> dict:
    found = {"this_href": asked.link(month=None, day=None)}
    for name, month in (
        ("before", asked.months[0].moved(-1)),
        ("after", asked.months[-1].moved(1)),
    ):
        found[name] = month and {"first": month.first, "href": asked.link(month=month, day=None)}
    return found


def _numbers(asked: Asked) -> dict:
    """The numbers by month and by department or agency, each with the list that it counts."""
    body = "item__department__slug" if asked.agency else "item__agency__slug"
    rows = asked.filter.narrowed(leave_out=("state", "month", "day")).filter(asked.span)
    if not asked.filter.form.is_valid():
        rows = rows.none()
    counted = compliance.summary(rows, asked.months, body=body)
    if asked.agency:
        names = dict(asked.filter.filters["department"].extra["choices"])
    else:
        agencies = Agency.objects.public().order_by("name").values_list("slug", "name", "name_en")
        names = {slug: in_language(*both) for slug, *both in agencies}
    month = {"month": asked.months[0]} if len(asked.months) == 1 else {}
    bodies = []
    for slug, name in names.items():
        if slug in counted.bodies:
            if asked.agency:
                base, where = asked.path, {"department": slug, **month}
            else:
                base, where = reverse("catalog:agency_compliance", args=[slug]), month
            bodies.append(_line(asked, name, counted.bodies[slug], base, where))
    return {
        "by_month": [
            _line(asked, one.first, counts, asked.path, {"month": one})
            for one, counts in counted.months.items()
        ],
        "by_body": bodies,
    }


def _line(asked: Asked, name: object, counts: Counts, base: str, where: dict) -> dict:
    """One line of numbers. Each number opens the list of what it counts, with the other filters kept."""
    where = {**where, "view": "list", "day": None}
    return {
        "name": name,
        "href": asked.link(base, **{**where, "view": None, "state": None}),
        "owed": counts.owed,
        "owed_href": asked.link(base, **where, state=None),
        "cells": [
            {
                "code": outcome.value,
                "name": outcome.label,
                "count": counts.of[outcome],
                "href": asked.link(base, **where, state=outcome.value),
            }
            for outcome in COLUMNS
        ],
    }


def _list(asked: Asked) -> dict:
    rows = asked.filter.narrowed().filter(asked.span)
    found = cut(
        compliance.listed(rows),
        asked.request.GET.dict(),
        day="last_day",
        newest_first=False,
        size=PER_PAGE,
    )
    addresses = Addresses()
    return {
        "rows": [_shown(row, addresses) for row in record.marked(found.rows)],
        "previous_url": found.preceding,
        "next_url": found.following,
    }


def _months(asked: Asked) -> dict:
    """The tables of the months. An agency's days name what is owed; the days of all agencies only count it."""
    rows = asked.filter.narrowed().filter(asked.span)
    days = of(asked.agency) if asked.agency else calendar()
    addresses = Addresses()
    by_day = compliance.counts_by_day(rows)
    tables_of_months = [
        {"first": month.first, "weeks": compliance.weeks(month, days, asked.today)} for month in asked.months
    ]
    shown = [day for table in tables_of_months for day in compliance.days_of(table["weeks"])]
    places = {day.day: day for day in shown}
    if asked.agency:
        for row in record.marked(compliance.first_of_each_day(rows)):
            places[row["last_day"]].rows.append(_shown(row, addresses))
    for day, counts in by_day.items():
        places[day].counts = counts
        places[day].href = asked.link(view="list", day=day.isoformat(), month=None)
    return {
        "tables": tables_of_months,
        "weekdays": [{"short": WEEKDAYS[place], "long": WEEKDAYS_LONG[place]} for place in range(7)],
        "is_provisional": any(day.provisional for day in shown),
        "published_to": days.published_to,
    }


def _shown(row: dict, addresses: Addresses) -> dict:
    """A row of ``compliance.listed`` as the page shows it."""
    outcome = Outcome(row["outcome"])
    return {**record.shown(row, addresses), "outcome": outcome, "last_day": row["last_day"]}


def _marked_in_parts(rows: QuerySet) -> Iterator[dict]:
    """``rows`` as ``standing.marked`` gives them, some hundreds at a time."""
    read = rows.iterator(chunk_size=PART)
    while part := list(islice(read, PART)):
        yield from record.marked(part)


def _cells(rows: QuerySet) -> Iterator[list]:
    """The head of the table and its lines."""
    yield [
        _("Last day"),
        _("Agency"),
        _("Department"),
        _("Number of the item"),
        _("Item"),
        _("Period or event"),
        _("Propose by"),
        _("Proposed late"),
        _("Publish from"),
        _("Publish by"),
        _("Provisional"),
        _("State"),
        _("Published on"),
        _("Reason of the excuse"),
        _("Excused until"),
    ]
    addresses = Addresses()
    for row in _marked_in_parts(rows):
        shown = _shown(row, addresses)
        yield [
            row["last_day"],
            shown["agency"],
            shown["department"],
            row["item__code"],
            shown["item"],
            shown["label"],
            row["propose_by"],
            _("yes") if row["proposal_late"] else _("no"),
            row["publish_from"],
            row["publish_by"],
            _("yes") if row["provisional"] else _("no"),
            outcome_words(shown["outcome"], row["state"]),
            shown["came"] if row["differs"] else row["fulfilled_on"],
            shown["excuse"],
            row["excused_until"],
        ]
