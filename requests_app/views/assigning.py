"""Departments and their part of an answer: asked on the case, given on a page without the applicant."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.permissions import reach
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app import actions, rules
from requests_app.forms.officers import AssignForm, ContributeForm
from requests_app.models import Assignment
from requests_app.views import desk

ROWS = 20


@login_required
@never_cache
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a department from the page of the case."""
    application = desk.case_of(request, pk)
    form = AssignForm(request.POST, application=application)
    if form.is_valid():
        with refusals.said_in(form):
            actions.assign(application, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The department is asked."))
            return redirect(application)
    return desk.case_page(request, desk.case_of(request, pk), bound={"assign": form}, status=422)


def _asked(request: HttpRequest) -> QuerySet[Assignment]:
    """What the departments of this person were asked for; 403 for those who answer for none."""
    found = reach(request.user, rules.CONTRIBUTE, on=timezone.localdate())
    if not found:
        raise PermissionDenied
    rows = Assignment.objects.select_related("application__agency", "department")
    return rows.filter(found.q("application__agency_id", "department"))


@login_required
@never_cache
@require_safe
def assigned(request: HttpRequest) -> HttpResponse:
    """What one's departments still owe, the most urgent first."""
    page = Paginator(_asked(request).waiting(), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "today": timezone.localdate(), **pagination.links(page, request.GET)}
    return render(request, "requests_app/assigned.html", context)


@login_required
@never_cache
def assignment(request: HttpRequest, pk: int) -> HttpResponse:
    """One task, with what was applied for but not by whom, and the form for the department's part."""
    found = get_object_or_404(_asked(request), pk=pk)
    form, status = ContributeForm(), 200
    if request.method == "POST":
        form, status = ContributeForm(request.POST), 422
        if form.is_valid():
            with refusals.said_in(form):
                actions.contribute(found, by=request.user, now=timezone.now(), **form.cleaned_data)
                messages.success(request, _("Your part is with the officer."))
                return redirect("requests_app:assigned")
    return render(request, "requests_app/assignment.html", {"assignment": found, "form": form}, status=status)
