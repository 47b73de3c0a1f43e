"""The long lists: everything disclosed, and everything owed."""

from functools import lru_cache
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from catalog.forms.filters import LatestForm, OwedForm
from catalog.models import State
from catalog.obligations import record
from catalog.public.lists import Addresses, Cut, PreparedList, cut, dressed, public
from catalog.subjects import SubjectClass
from core.database.prepared import Prepared
from core.models import Agency, Department
from core.models.people import in_language
from core.web import narrowing
from core.web.addresses import standing as standing_address

YEARS = 8
NAMED = ("slug", "name", "name_en")
AGENCIES = Prepared(lambda: Agency.objects.public().order_by("name").values_list(*NAMED))
DEPARTMENTS = Prepared(
    lambda agency: Department.objects.filter(agency=agency).order_by("path").values_list(*NAMED), agency=int
)
ORDERED_BY_NEED = ("", "soon", "late")
STATES = {
    "": [State.DUE, State.IN_PREPARATION, State.LATE],
    "soon": [State.DUE, State.IN_PREPARATION],
    "late": [State.LATE],
    "came": [State.PUBLISHED, State.NIL],
    "excused": [State.EXCUSED],
}


LATEST = PreparedList(public)


def latest(request: HttpRequest) -> HttpResponse:
    """Everything disclosed, newest first, narrowed by agency, department, year or subject class."""
    form, chosen = LatestForm(request.GET), request.GET
    asked = urlencode({name: chosen[name] for name in form.fields if chosen.get(name)})
    page, (count, more), agency = Cut([], "", ""), (0, False), None
    if form.is_valid():
        page, (count, more) = LATEST.cut(chosen.dict(), **form.where), LATEST.counted(**form.where)
        agency = form.cleaned_data["agency"]
    context = {
        "rows": dressed(page.rows, Addresses()),
        "newer_url": page.preceding,
        "older_url": page.following,
        "count": count,
        "more": more,
        "errors": narrowing.said_of(form, request.GET),
        "agency": agency,
        "agencies": agency_options(chosen.get("agency")),
        "departments": department_options(agency, chosen.get("department")),
        "years": [
            {"value": year, "chosen": chosen.get("year") == str(year)}
            for year in range(timezone.localdate().year, timezone.localdate().year - YEARS, -1)
        ],
        "subjects": subject_options(chosen.get("subject", "")[:2], get_language()),
        "latest_href": standing_address("catalog:latest"),
        "feed_href": standing_address("catalog:latest_feed") + (f"?{asked}" if asked else ""),
        "trail": [],
        "is_narrowed": any(chosen.get(name) for name in ("agency", "department", "year", "subject")),
    }
    return render(request, "catalog/latest.html", context)


def owed(request: HttpRequest) -> HttpResponse:
    """The obligations of all bodies that everybody may watch, by what became of them."""
    form = OwedForm(request.GET)
    today = timezone.localdate()
    asked = form.cleaned_data if form.is_valid() else {}
    rows = narrowed(record.watched(today), asked) if form.is_valid() else record.watched(today).none()
    rows = rows.filter(record.recent(today), state__in=STATES[asked.get("state", "")])
    if asked.get("state") == "soon":
        rows = rows.filter(record.due_soon(today))
    by_need = asked.get("state", "") in ORDERED_BY_NEED
    page = cut(record.obligation_rows(rows), request.GET.dict(), day="last_day", newest_first=not by_need)
    agency = asked.get("agency")
    context = {
        "rows": record.dressed(page.rows, Addresses()),
        "previous_url": page.preceding,
        "next_url": page.following,
        "errors": narrowing.said_of(form, request.GET),
        "agency": agency,
        "agencies": agency_options(request.GET.get("agency")),
        "departments": department_options(agency, request.GET.get("department")),
        "states": [
            {"value": value, "name": name, "chosen": request.GET.get("state") == value}
            for value, name in OwedForm.STATES
        ],
        "owed_href": reverse("catalog:owed"),
        "trail": [],
    }
    return render(request, "catalog/owed.html", context)


def narrowed(rows: QuerySet, asked: dict) -> QuerySet:
    """``rows`` of the agency, department and item that are asked for."""
    agency = asked.get("agency")
    if agency is None:
        return rows
    where: dict[str, object] = {"item__agency": agency}
    if asked.get("department"):
        where["item__department__slug"] = asked["department"]
    if asked.get("item"):
        where["item__code"] = asked["item"]
    return rows.filter(**where)


def agency_options(chosen: str | None) -> list[dict]:
    """The choices of the filter for agencies."""
    return _options(AGENCIES.rows(), chosen)


@lru_cache(maxsize=64)
def subject_options(chosen: str, language: str) -> SafeString:
    """The choices of the filter for subject classes, made once for each language and choice."""
    known = {str(value): name for value, name in SubjectClass.choices}
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        (
            (value, mark_safe(" selected") if value == chosen else "", name) for value, name in known.items()
        ),  # fixed
    )


def department_options(agency: Agency | None, chosen: str | None) -> list[dict]:
    """The choices of the filter for departments, once an agency is chosen."""
    if agency is None:
        return []
    return _options(DEPARTMENTS.rows(agency=agency.pk), chosen)


def _options(rows: list[tuple], chosen: str | None) -> list[dict]:
    return [{"value": slug, "name": in_language(*names), "chosen": slug == chosen} for slug, *names in rows]
