"""What is for those concerned: opened by number and code, each reading on record; and the page on which staff let them
in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from catalog import rules
from catalog.actions import admitting
from catalog.disclosures import authenticity
from catalog.forms.circles import AdmitForm, ConcernedForm, EndForm
from catalog.models import Admission, Attachment, Audience, Disclosure
from core.files.types import download
from core.guests import access
from core.models import User
from core.permissions import reach
from core.text import richtext
from core.transitions import Refused
from core.web import refusals

SALT = "concerned.read"
RECEIPT = "concerned"


@never_cache
@sensitive_post_parameters()
def find(request: HttpRequest) -> HttpResponse:
    """Ask for number and code. A wrong pair tells nothing, and guessing becomes slow."""
    if request.method != "POST":
        return render(request, "catalog/concerned.html", {"form": ConcernedForm()})
    form, now = ConcernedForm(request.POST), timezone.now()
    found, status = access.find(request, form, admitting.openable(now), purpose="concerned", now=now)
    if found is None:
        return render(request, "catalog/concerned.html", {"form": form}, status=status)
    return redirect("catalog:concerned_page", access.link_to(found.pk, salt=SALT))


@require_safe
@never_cache
def page(request: HttpRequest, signed: str) -> HttpResponse:
    """The text with its parts and files; that it was read is written down first."""
    admission, _none = _read(signed)
    disclosure = admission.disclosure
    named = disclosure.item.elements_on(disclosure.formed_on)
    context = {
        "disclosure": disclosure,
        "admission": admission,
        "signed": signed,
        "body": richtext.shown(disclosure.body),
        "parts": [
            (part.name, richtext.shown(str(disclosure.elements[part.code])))
            for part in named
            if disclosure.elements.get(part.code)
        ],
        "files": disclosure.attachments.all(),
    }
    return render(request, "catalog/concerned_page.html", context)


@require_safe
@never_cache
def file(request: HttpRequest, signed: str, pk: int) -> FileResponse:
    """One of its files, as it was published; that it was fetched is written down first."""
    _admission, attachment = _read(signed, file=pk)
    if attachment is None or authenticity.file_differs(attachment)[0]:
        raise Http404
    try:
        opened = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("This file is missing from the storage.")) from error
    return download(opened, name=attachment.name, media_type=attachment.media_type, sha256=attachment.sha256)


def _read(signed: str, file: int | None = None) -> tuple[Admission, Attachment | None]:
    pk = access.behind(signed, salt=SALT)
    try:
        found = admitting.read(pk, now=timezone.now(), file=file) if pk is not None else None
    except Refused as refusal:
        raise Http404(" ".join(map(str, refusal.reasons))) from refusal
    if found is None:
        raise Http404(_("This link is over. Open it again with number and code."))
    return found


@login_required
@never_cache
def circle(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom a disclosure is open to, who of them has read it, and the forms to let one in and to end it."""
    now, user = timezone.now(), cast(User, request.user)
    mine = Disclosure.objects.readable_by(user, on=timezone.localdate(now)).filter(
        reach(user, rules.ADMIT, on=timezone.localdate(now)).q(), audience=Audience.COUNTERPARTY
    )
    disclosure = get_object_or_404(mine.select_related("agency", "department", "item"), pk=pk)
    form, ending, failed = AdmitForm(), None, False
    if request.method == "POST":
        if "end" in request.POST:
            ending, failed = _ended(request, disclosure)
        else:
            form = AdmitForm(request.POST)
            failed = not (form.is_valid() and _admitted(request, disclosure, form))
        if not failed:
            return redirect("catalog:circle", pk)
    codes = access.kept_receipts(request, RECEIPT)
    rows = list(
        disclosure.admissions.select_related("admitted_by", "revoked_by").prefetch_related("readings")
    )
    context = {
        "trail": [(_("Workplace"), reverse("workplace"))],
        "disclosure": disclosure,
        "is_open": admitting.is_for_them(disclosure),
        "form": form,
        "address": request.build_absolute_uri(reverse("catalog:concerned")),
        "rows": [
            {
                "admission": one,
                "code": codes.get(one.pk, ""),
                "is_over": one.expires_on < timezone.localdate(now),
                "ending": ending[1]
                if ending and ending[0] == one.pk
                else EndForm(auto_id=f"end_{one.pk}_%s"),
            }
            for one in rows
        ],
    }
    return render(request, "catalog/circle.html", context, status=422 if failed else 200)


def _admitted(request: HttpRequest, disclosure: Disclosure, form: AdmitForm) -> bool:
    now = timezone.now()
    with refusals.said_in(form):
        made, code = admitting.admit(disclosure, by=cast(User, request.user), now=now, **form.cleaned_data)
        access.keep_receipt(request, RECEIPT, made.pk, code, now)
        messages.success(
            request, _("They may read it with number and code. The code is shown here for an hour.")
        )
        return True
    return False


def _ended(request: HttpRequest, disclosure: Disclosure) -> tuple[tuple[int, EndForm] | None, bool]:
    number = request.POST["end"]
    one = get_object_or_404(Admission, pk=int(number) if number.isdecimal() else 0, disclosure=disclosure)
    form = EndForm(request.POST, auto_id=f"end_{one.pk}_%s")
    if form.is_valid():
        with refusals.said_in(form):
            admitting.end(one, by=cast(User, request.user), now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("They read it no more."))
            return None, False
    return (one.pk, form), True
