"""The desk's page for what came by other ways than the web form, and the files of a case."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.guests import form_once
from core.models import Agency
from core.permissions import reach
from core.web import refusals
from requests_app import actions, rules
from requests_app.actions import case_files
from requests_app.forms.officers import EntryForm
from requests_app.models import Application, CaseFile
from requests_app.views import redacting
from requests_app.views.public import receipt_of


def agencies_of(request: HttpRequest):
    """The bodies whose applications this officer enters; 403 without any."""
    found = reach(request.user, rules.HANDLE, on=timezone.localdate())
    if not found:
        raise PermissionDenied
    agencies = Agency.objects.select_related("regime").order_by("name")
    return agencies if found.everywhere else agencies.filter(pk__in=found.agencies)


@login_required
@never_cache
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an application; the receipt with number and query code follows at once."""
    agencies = agencies_of(request)
    if request.method != "POST":
        initial = {
            "arrived_on": timezone.localdate(),
            "agency": request.GET.get("agency") or agencies.first(),
        }
        return _page(request, EntryForm(agencies=agencies, initial=initial))
    form = EntryForm(request.POST, request.FILES, agencies=agencies)
    if form.is_valid() and (answer := entered(request, form)):
        return answer
    return _page(request, form, status=422)


def entered(request: HttpRequest, form: EntryForm) -> HttpResponse | None:
    """Take what was typed; the way to the receipt, or None when it was refused, with the reasons in the form."""
    now, entry = timezone.now(), form.entry
    with refusals.said_in(form):
        with case_files.laid(entry.pop("papers", ())) as papers:

            def act() -> form_once.Answer:
                return receipt_of(*actions.enter(by=request.user, now=now, papers=papers, **entry))

            return form_once.send(request, act, purpose="enter", now=now)
    return None


def _page(request: HttpRequest, form: EntryForm, *, status: int = 200) -> HttpResponse:
    return render(request, "requests_app/enter.html", {"form": form}, status=status)


@login_required
@never_cache
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """A file of a case, for those who may read the case: saved, never shown inside this site's pages."""
    kept = get_object_or_404(
        CaseFile.objects.select_related("application__department"),
        pk=pk,
        application__in=Application.objects.readable_by(request.user, on=timezone.localdate()),
    )
    if kept.purpose == CaseFile.Purpose.IDENTITY:
        raise PermissionDenied(_("Identity papers are opened on the case, with a reason."))
    if kept.purpose == CaseFile.Purpose.ORIGINAL:
        return download(redacting.original(request, kept), name=kept.name, media_type=kept.media_type)
    try:
        content = case_files.content_of(kept)
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
    return download(content, name=kept.name, media_type=kept.media_type)


def download(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    """A file that the browser saves, whatever it is."""
    header = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": header})
