"""The page on which an officer covers parts of a file, and the files that come of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import crypto
from core.permissions import may
from core.transitions import Refused
from core.web import refusals
from core.web.methods import require_POST
from requests_app import actions, rules
from requests_app.actions import redacting
from requests_app.forms.steps import BoxForm, RedactForm
from requests_app.models import Application, CaseFile, Redaction
from requests_app.views import desk


@login_required
@never_cache
@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep an original and begin to redact it."""
    application, form = desk.case_of(request, pk), RedactForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["original"]
        with refusals.said_in(form):
            made = actions.begin_redaction(
                application, name=file.name, content=file.read(), by=request.user, now=timezone.now()
            )
            messages.success(request, _("The original is kept; its pages are being drawn."))
            return redirect(made)
    return desk.case_page(request, application, bound={"redact": form}, status=422)


def _redaction_of(request: HttpRequest, pk: int) -> Redaction:
    """The redaction, or 404 outside one's reach; 403 for those who may not see originals."""
    today = timezone.localdate()
    readable = Application.objects.readable_by(request.user, on=today)
    found = get_object_or_404(
        Redaction.objects.select_related(
            "application__agency", "application__version", "original", "begun_by"
        ),
        pk=pk,
        application__in=readable,
        original__isnull=False,
    )
    if not may(request.user, rules.SEE_ORIGINAL, found.application, on=today):
        raise PermissionDenied
    return found


@login_required
@never_cache
@require_safe
def redaction(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of the file with its boxes, the form for another one, and the copies that were made."""
    return _page(request, _redaction_of(request, pk))


def _page(
    request: HttpRequest, found: Redaction, *, form: BoxForm | None = None, status: int = 200
) -> HttpResponse:
    number = _number(request, found)
    page = found.pages.filter(number=number).first()
    boxes = list(found.boxes.in_force().select_related("by"))
    grounds = redacting.grounds(found.application)
    copies = list(found.copies.select_related("file", "asked_by"))
    context = {
        "redaction": found,
        "application": found.application,
        "page": page,
        "number": number,
        "numbers": range(1, found.page_count + 1),
        "here": [_on_picture(box, page) for box in boxes if page and box.page == number],
        "boxes": boxes,
        "copies": copies,
        "is_current": bool(copies) and sorted(copies[0].boxes) == sorted(box.pk for box in boxes),
        "handles": may(request.user, rules.HANDLE, found.application, on=timezone.localdate())
        and found.application.status not in redacting.OVER,
        "form": form or BoxForm(grounds=grounds, initial={"page": number}),
    }
    return render(request, "requests_app/redaction.html", context, status=status)


def _number(request: HttpRequest, found: Redaction) -> int:
    wanted = request.POST.get("page") or request.GET.get("page", "1")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1
    return number if 1 <= number <= max(found.page_count, 1) else 1


def _on_picture(box, page) -> dict:
    """A box in the picture's own pixels."""
    left, top, right, bottom = box.place.pixels(page.width, page.height)
    return {
        "left": left,
        "top": top,
        "width": right - left + 1,
        "height": bottom - top + 1,
        "ground": box.ground,
    }


@login_required
@never_cache
@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The picture of a page, for those who may see the original."""
    page = get_object_or_404(_redaction_of(request, pk).pages, number=number)
    with page.picture.open("rb") as file:
        return HttpResponse(crypto.decrypt_bytes(file.read()), content_type="image/jpeg")


@login_required
@never_cache
@require_POST
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Draw a box."""
    found = _redaction_of(request, pk)
    form = BoxForm(request.POST, grounds=redacting.grounds(found.application))
    if form.is_valid():
        with refusals.said_in(form):
            actions.draw_box(found, by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect(f"{found.get_absolute_url()}?page={form.cleaned_data['page']}#page")
    return _page(request, found, form=form, status=422)


@login_required
@never_cache
@require_POST
def act(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Take a box away, or ask for a copy; back to the page."""
    found = _redaction_of(request, pk)
    with refusals.told(request):
        if what == "copy":
            actions.ask_copy(found, by=request.user, now=timezone.now())
            messages.success(request, _("The copy is being made and proved; this takes a moment."))
        else:
            wanted = request.POST.get("box", "")
            box = get_object_or_404(found.boxes, pk=wanted if wanted.isascii() and wanted.isdigit() else 0)
            actions.remove_box(box, by=request.user, now=timezone.now())
    return redirect(f"{found.get_absolute_url()}?page={_number(request, found)}")


@login_required
@never_cache
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a file for the applicant, or no longer."""
    kept = get_object_or_404(
        CaseFile.objects.select_related("application"),
        pk=pk,
        application__in=Application.objects.readable_by(request.user, on=timezone.localdate()),
    )
    with refusals.told(request):
        actions.hand_over(
            kept, by=request.user, now=timezone.now(), is_for_applicant=request.POST.get("back") != "1"
        )
        messages.success(request, _("It is written down."))
    return redirect(f"{kept.application.get_absolute_url()}#files")


def original(request: HttpRequest, kept: CaseFile) -> bytes:
    """The content of a restricted original; who may not open it is told so."""
    try:
        return actions.see_original(kept, by=request.user, now=timezone.now())
    except Refused as refusal:
        raise PermissionDenied(*refusal.reasons) from refusal
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
