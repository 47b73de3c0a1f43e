"""The page on which a body or one of its departments gets another name."""

from datetime import datetime
from functools import partial

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.bodies import renaming
from core.guests import form_once
from core.models import Agency, Department, User
from core.permissions import RENAME_BODY, reach
from core.web import refusals
from core.web.breadcrumbs import trail
from core.web.widgets import DayInput


class RenameForm(forms.Form):
    """The new name, and what decided it."""

    name = forms.CharField(
        label=gettext_lazy("New name"),
        max_length=120,
        help_text=gettext_lazy("In Chinese, as on the new seal or plate."),
    )
    name_en = forms.CharField(
        label=gettext_lazy("New English name"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Empty: the Chinese name stands on English pages too."),
    )
    on = forms.DateField(
        label=gettext_lazy("From which day"),
        widget=DayInput,
        help_text=gettext_lazy("The day that the decision names, today or earlier."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it is renamed"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The decision with its number. It stands in the public log."),
    )

    def __init__(self, *args, body: Agency | Department, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = body._meta.get_field("name").max_length


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: HttpRequest, slug: str, department: str = "") -> HttpResponse:
    """Rename a body, or the department that the address names. For everybody else neither exists here."""
    now = timezone.now()
    agency = get_object_or_404(Agency.objects.select_related("regime"), slug=slug)
    if not reach(request.user, RENAME_BODY, on=timezone.localdate(now)).covers(agency):
        raise Http404
    body = agency
    if department:
        body = get_object_or_404(Department.objects.select_related("agency"), agency=agency, slug=department)
    form = RenameForm(request.POST or None, body=body, initial={"name": body.name, "name_en": body.name_en})
    if request.method == "POST" and form.is_valid():
        with refusals.said_in(form):
            return form_once.send(
                request, partial(_renamed, body, agency, form, request.user, now), purpose="rename", now=now
            )
        body.refresh_from_db()
    context = {
        "agency": agency,
        "body": body,
        "form": form,
        "former": renaming.formerly(body),
        "departments": [] if department else agency.departments.order_by("path"),
        "trail": [
            *trail(),
            (_("Opening of bodies"), reverse("openings")),
            (agency, reverse("opening", args=[slug])),
        ],
    }
    return render(request, "opening/rename.html", context, status=422 if form.errors else 200)


def _renamed(body, agency: Agency, form: RenameForm, by: User, now: datetime) -> form_once.Answer:
    """Rename it, and say what keeps the old name. Raises ``Refused``."""
    before = renaming.rename(body, **form.cleaned_data, by=by, now=now)
    said = _("“%(before)s” is “%(after)s” from now on; what was published keeps the name that it had.")
    return form_once.Answer(
        reverse("opening", args=[agency.slug]), said % {"before": before.name, "after": body.name}
    )
