"""A new query code for a complaint: by the link that went to the mail address, or from who handles it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.guests import form_once
from core.guests.renewal_pages import Renewal
from core.web.methods import require_POST
from requests_app.forms.privacy import NewCodeForm
from supervision.actions import complaints as actions
from supervision.models import Complaint
from supervision.views import complaint_desk
from supervision.views.complaints import RECEIPT


def _answer(complaint: Complaint, code: str) -> form_once.Answer:
    to = reverse("supervision:complaint_received", args=[complaint.number])
    return form_once.Answer(to, receipt=(RECEIPT, complaint.pk, code))


def _gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("This link is over. Ask for another one, or call the office."))
    return redirect("supervision:forgotten")


RENEWAL = Renewal(Complaint, RECEIPT, "supervision:new_code", _answer, _gone)
forgotten = never_cache(RENEWAL.forgotten)
new_code = never_cache(RENEWAL.new_code)


@login_required
@never_cache
@require_POST
def give_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Who handles the complaint made sure who asks and gives a new code; how is on record."""
    found = complaint_desk.handled_by(request, pk)
    if actions.is_own_work(found, request.user):
        raise PermissionDenied
    form = NewCodeForm(request.POST)
    if form.is_valid():
        if not found.name:
            form.add_error(None, _("Who complained gave no name: nobody can check who asks."))
        elif given := RENEWAL.given(request, found, form, form.note):
            return given
    return complaint_desk.page_of(request, found, bound={"new_code": form}, status=422)
