"""The calendar feed of a member of staff, under a secret address: what they owe, and the days of answer."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog import rules as catalog
from catalog.models import Obligation
from catalog.obligations import compliance
from catalog.obligations.compliance import Month, Outcome
from catalog.obligations.compliance_words import entry_of
from catalog.public.lists import Addresses
from core.actions import make_feed_address, owner_of_feed, revoke_feed_address
from core.client_ip import visitor
from core.exports import icalendar
from core.exports.icalendar import Entry
from core.guests import attempts
from core.models import FeedAddress
from core.permissions import Reach, reaches
from requests_app import rules as applications
from requests_app.models import Application

ON_ITEM = ("item__agency_id", "item__department")
OPEN = (Outcome.DUE, Outcome.LATE)
MOST_OF_A_KIND = 500
PURPOSE = "feed"


@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of the person whom ``secret`` belongs to; 404 for any other, 429 after some of those.

    A right secret is always answered: nobody guesses 256 bits, but an office behind one address would be locked out by
    one colleague's old subscription.
    """
    owner = owner_of_feed(secret)
    if owner is None:
        now, source = timezone.now(), visitor(request)
        if not attempts.claim(PURPOSE, source, now=now):
            return _private(HttpResponse(status=429, headers={"Retry-After": "900"}))
        raise Http404
    today = timezone.localdate()
    propose, handle = reaches(owner, catalog.PROPOSE, applications.HANDLE, on=today)
    body = icalendar.calendar_file(
        name=_("My duties of disclosure"),
        about=_("What your departments owe, and the days of answer of the applications that you handle."),
        entries=[*_duties(propose, today), *_answers(handle)],
    )
    return _private(HttpResponse(body, content_type=icalendar.CONTENT_TYPE))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def address(request: HttpRequest) -> HttpResponse:
    """Where a person makes the address of their feed, makes a new one in its place, or takes it away.

    Its own address holds no secret. It must send a referrer: a browser that may not sends a form without its origin,
    which the guard against forged forms refuses.
    """
    secret = ""
    if request.POST.get("do") == "make":
        secret = make_feed_address(request.user, now=timezone.now())
    elif request.method == "POST":
        revoke_feed_address(request.user)
        return redirect("feed_address")
    context = {
        "secret_address": settings.SITE_URL + reverse("staff_feed", args=[secret]) if secret else "",
        "made": FeedAddress.objects.filter(user=request.user).first(),
        "trail": [(_("Workplace"), reverse("workplace"))],
    }
    return render(request, "staff_feed.html", context)


def _private(response: HttpResponse) -> HttpResponse:
    """Tell programs between here and there neither to keep, nor to index, nor to pass on the address."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _duties(reach: Reach, today: date) -> Iterator[Entry]:
    """What is owed within ``reach`` from the last month on; what is not yet proposed stands on its day of proposal."""
    if not reach:
        return
    addresses = Addresses()
    begins = Month.of(today).moved(-1)
    rows = Obligation.objects.filter(reach.q(*ON_ITEM), item__blocked="")
    rows = compliance.judged(rows, today).filter(compliance.since(begins.first if begins else today))
    for row in compliance.listed(rows).order_by("last_day", "pk")[:MOST_OF_A_KIND]:
        entry = entry_of(row, addresses, site=settings.SITE_URL)
        if row["live__pk"] is None:
            begin = f"{reverse('admin:catalog_disclosure_add')}?obligation={row['pk']}"
            entry = replace(entry, url=settings.SITE_URL + begin)
            if row["outcome"] == Outcome.DUE and row["propose_by"]:
                entry = replace(entry, day=row["propose_by"])
        else:
            known = reverse("admin:catalog_disclosure_change", args=[row["live__pk"]])
            entry = replace(entry, url=settings.SITE_URL + known)
        yield replace(entry, alarm=row["outcome"] in OPEN)


def _answers(reach: Reach) -> Iterator[Entry]:
    """The days of answer of open applications within ``reach``: their number, and nothing of the applicant."""
    if not reach:
        return
    waiting = Application.objects.filter(reach.q(), answer_by__isnull=False).open()
    rows = waiting.order_by("answer_by", "pk").values("pk", "number", "answer_by", "received_at", "status")
    host = settings.SITE_URL.partition("://")[2]
    for row in rows[:MOST_OF_A_KIND]:
        yield Entry(
            uid=f"application-{row['pk']}@{host}",
            day=row["answer_by"],
            summary=_("Answer application %(number)s") % {"number": row["number"]},
            description=_("State: %(state)s") % {"state": Application.Status(row["status"]).label},
            url=settings.SITE_URL + reverse("requests_app:case", args=[row["pk"]]),
            stamped_at=row["received_at"],
            category=_("Applications"),
            alarm=True,
        )
