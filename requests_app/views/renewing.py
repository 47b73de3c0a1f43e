"""A new query code for an application: by the link that went to the mail address, or from the officer."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.guests.renewal_pages import Renewal
from core.permissions import may
from core.web.methods import require_POST
from requests_app import rules
from requests_app.forms.privacy import NewCodeForm
from requests_app.models import Application
from requests_app.views import desk
from requests_app.views.public import RECEIPT, ask_again, receipt_of

RENEWAL = Renewal(Application, RECEIPT, "requests_app:new_code", receipt_of, ask_again)
forgotten = never_cache(RENEWAL.forgotten)
new_code = never_cache(RENEWAL.new_code)


@login_required
@never_cache
@require_POST
def give_code(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer made sure who asks and gives a new code; how is on record."""
    application = desk.case_of(request, pk)
    if not may(request.user, rules.HANDLE, application, on=timezone.localdate()):
        raise PermissionDenied
    form = NewCodeForm(request.POST)
    if form.is_valid() and (given := RENEWAL.given(request, application, form, form.note)):
        return given
    return desk.case_page(request, application, bound={"new_code": form}, status=422)
