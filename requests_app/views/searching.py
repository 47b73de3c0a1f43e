"""Records of searches and links between cases, entered on the page of the case."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.web import refusals
from core.web.methods import require_POST
from requests_app import actions
from requests_app.forms.steps import LinkForm, SearchForm
from requests_app.views import desk


@login_required
@never_cache
@require_POST
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the record of a search."""
    return _entered(
        request,
        pk,
        "search",
        SearchForm(request.POST),
        actions.record_search,
        _("The record of the search is kept."),
    )


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Tie the case to an earlier one."""
    return _entered(
        request, pk, "link", LinkForm(request.POST), actions.link, _("The applications are linked.")
    )


def _entered(request: HttpRequest, pk: int, name: str, form: Form, verb: Callable, told: str) -> HttpResponse:
    application = desk.case_of(request, pk)
    if form.is_valid():
        with refusals.said_in(form):
            verb(application, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, told)
            return redirect(application)
    return desk.case_page(request, application, bound={name: form}, status=422)
