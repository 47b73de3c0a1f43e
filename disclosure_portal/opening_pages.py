"""The pages on which a body is opened to the public, and closed again."""

from datetime import date, datetime
from functools import partial

from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from catalog.actions import closing
from catalog.models import Consultation, Disclosure
from core.bodies import opening
from core.guests import form_once
from core.models import Agency, User
from core.permissions import ADMINISTER, OPEN_BODY, administers, reaches
from core.web import refusals
from core.web.breadcrumbs import trail
from disclosure_portal import readiness
from requests_app.models import Application
from supervision.models import Complaint

LONGEST = 1000


class OpenForm(forms.Form):
    """The act of opening. A reason is asked for only where the body was closed before."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is opened again"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands in the public log."),
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if agency.closed_at is None:
            del self.fields["reason"]


class CloseForm(forms.Form):
    """The act of closing."""

    why = forms.CharField(
        label=gettext_lazy("Why it is closed"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "For example the decision by which it was merged. Everybody reads it on its page."
        ),
    )
    successor = forms.ModelChoiceField(
        label=gettext_lazy("Who does its work now"),
        queryset=Agency.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("No body of this portal"),
        help_text=gettext_lazy("Visitors are led there."),
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Agency.objects.open().exclude(pk=agency.pk).order_by("name")


def concerned(user: User, *, on) -> tuple:
    """The bodies of which ``user`` sees how ready they are, and where they decide about it."""
    keeps, decides = reaches(user, ADMINISTER, OPEN_BODY, on=on)
    rows = Agency.objects.all() if keeps.everywhere else Agency.objects.filter(pk__in=decides.agencies)
    return rows, decides


@login_required
@never_cache
@require_safe
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of who asks: prepared, open, closed. 403 for who neither sets them up nor decides about them."""
    rows, _decides = concerned(request.user, on=timezone.localdate())
    if not rows.exists() and not administers(request.user):
        raise PermissionDenied
    found = [(one, opening.state(one)) for one in rows.order_by("opened_at", "name")]
    context = {"bodies": found, "trail": trail()}
    return render(request, "opening/bodies.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """What a body still lacks; whoever decides about it opens or closes it here."""
    now = timezone.now()
    today = timezone.localdate(now)
    rows, decides = concerned(request.user, on=today)
    agency = get_object_or_404(
        rows.select_related("regime", "opened_by", "closed_by", "successor"), slug=slug
    )
    may_decide = decides.covers(agency)
    sent = request.POST if request.method == "POST" else None
    if sent is not None and not may_decide:
        raise PermissionDenied
    is_closing = sent is not None and "close" in sent
    opens = OpenForm(sent if not is_closing else None, agency=agency)
    closes = CloseForm(sent if is_closing else None, agency=agency)
    form = closes if is_closing else opens
    if sent is not None and form.is_valid():
        purpose, act = (
            "close body" if is_closing else "open body",
            partial(_act, agency, form, request.user, now),
        )
        with refusals.said_in(form):
            return form_once.send(request, act, purpose=purpose, now=now)
        agency.refresh_from_db()
    found = readiness.lines(agency, today)
    context = {
        "agency": agency,
        "state": opening.state(agency),
        "lines": found,
        "lacking": sum(one.blocks and not one.is_there for one in found),
        "may_decide": may_decide,
        "may_mend": administers(request.user),
        "opens": opens,
        "closes": closes,
        "ends": _ends(agency, today) if may_decide and agency.is_open else [],
        "events": agency.events.select_related("actor").order_by("-pk"),
        "trail": [*trail(), (_("Opening of bodies"), reverse("openings"))],
    }
    return render(request, "opening/body.html", context, status=422 if form.errors else 200)


def _ends(agency: Agency, today: date) -> list[tuple[str, str, int]]:
    """What closing ``agency`` today does to what is open there: what it is, what becomes of it, how many."""
    ready = Disclosure.objects.filter(agency=agency, status__in=["in_review", "approved"])
    heard = Consultation.objects.filter(agency=agency).unfinished()
    owed, late = (found(agency, on=today).count() for found in (closing.ending, closing.late))
    return [
        (_("What it owes and is not late with"), _("ends, excused with your reason and the successor"), owed),
        (_("What it is late with"), _("stays late in sight of everybody"), late),
        (_("Disclosures in review or approved"), _("are not published any more"), ready.count()),
        (
            _("Consultations that are not finished"),
            _("are answered by its staff; no further one opens"),
            heard.count(),
        ),
        (
            _("Applications without an answer"),
            _("are finished by its staff"),
            Application.objects.filter(agency=agency).open().count(),
        ),
        (
            _("Complaints without an answer"),
            _("are finished by its staff"),
            Complaint.objects.filter(agency=agency).waiting().count(),
        ),
    ]


def _act(agency: Agency, form: forms.Form, by: User, now: datetime) -> form_once.Answer:
    """Open or close, and say so. Raises ``Refused``."""
    here = reverse("opening", args=[agency.slug])
    if isinstance(form, CloseForm):
        asked = form.cleaned_data
        closing.close(agency, reason=asked["why"], successor=asked["successor"], by=by, now=now)
        said = _("%(agency)s is closed. What it published stays to be read.")
        return form_once.Answer(here, said % {"agency": agency})
    reason = form.cleaned_data.get("reason", "")
    today = timezone.localdate(now)
    closing.open_again(
        agency, reason=reason, by=by, now=now, blockers=lambda locked: readiness.missing(locked, today)
    )
    return form_once.Answer(here, _("%(agency)s is open to the public.") % {"agency": agency})
