"""Records of searches, entered on the page of the case."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.transitions import Refused
from requests_app import actions
from requests_app.step_forms import SearchForm
from requests_app.views import desk


@login_required
@never_cache
@require_POST
def search(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the record of a search."""
    application, form = desk.case_of(request, pk), SearchForm(request.POST)
    if form.is_valid():
        try:
            actions.record_search(application, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, _("The record of the search is kept."))
            return redirect(application)
    return desk.case_page(request, application, bound={"search": form}, status=422)
