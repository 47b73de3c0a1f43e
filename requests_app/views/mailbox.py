"""Mails that wait: the list, one mail beside its entry, its files."""

import json

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import crypto
from core.guests import form_once
from core.permissions import reach
from core.web import pagination, refusals
from core.web.methods import require_POST
from requests_app import rules
from requests_app.actions import case_files, mailbox
from requests_app.forms.arrivals import BelongsForm
from requests_app.forms.officers import MailEntryForm, SetAsideForm
from requests_app.mails import parser
from requests_app.models import ArrivedMail
from requests_app.views.entering import download
from requests_app.views.public import receipt_of

ROWS = 20
SUBJECT, DESCRIPTION = 120, 2000


@login_required
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The mails that nobody has entered or set aside, the oldest first."""
    today = timezone.localdate()
    if not reach(request.user, rules.HANDLE, on=today):
        raise PermissionDenied
    rows = ArrivedMail.objects.handled_by(request.user, on=today).waiting().select_related("agency")
    page = Paginator(rows.defer("text", "listed"), ROWS).get_page(request.GET.get("page"))
    return render(request, "requests_app/mails.html", {"page": page, **pagination.links(page, request.GET)})


def mail_for(request: HttpRequest, pk: int) -> ArrivedMail:
    """The mail, or 404 for everybody who does not handle what comes to its body."""
    return get_object_or_404(
        ArrivedMail.objects.handled_by(request.user, on=timezone.localdate()).select_related(
            "agency__regime", "application"
        ),
        pk=pk,
    )


@login_required
@never_cache
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """One mail beside the form by which it becomes an application."""
    found = mail_for(request, pk)
    if request.method != "POST":
        return mail_page(request, found)
    form, now = MailEntryForm(request.POST, request.FILES), timezone.now()
    if form.is_valid():
        entry = form.entry
        try:
            with (
                refusals.said_in(form),
                case_files.laid(mailbox.with_original(entry.pop("papers"), found)) as papers,
            ):

                def act() -> form_once.Answer:
                    made = mailbox.enter_mail(found, by=request.user, now=now, papers=papers, **entry)
                    return receipt_of(*made)

                return form_once.send(request, act, purpose="enter", now=now)
        except (FileNotFoundError, ValueError):
            form.add_error(None, _("This file is missing from the storage or damaged."))
    return mail_page(request, found, form=form, status=422)


def mail_page(
    request: HttpRequest,
    found: ArrivedMail,
    *,
    form: MailEntryForm | None = None,
    aside: SetAsideForm | None = None,
    belongs: BelongsForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a mail, with what was typed into one of its forms."""
    initial = {
        "subject": found.subject[:SUBJECT],
        "description": found.text[:DESCRIPTION],
        "applicant_name": found.sender_name,
        "email": found.reply_to or found.sender,
    }
    listed = [] if isinstance(found.listed, crypto.Unreadable) else json.loads(found.listed or "[]")
    context = {
        "mail": found,
        "files": list(enumerate(listed)),
        "more_files": found.file_count - len(listed),
        "cut": len(found.text) > DESCRIPTION,
        "form": form or MailEntryForm(initial=initial),
        "aside": aside or SetAsideForm(),
        "belongs": belongs or BelongsForm(),
    }
    return render(request, "requests_app/mail.html", context, status=status)


@login_required
@never_cache
@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a mail aside that is no application."""
    found, form = mail_for(request, pk), SetAsideForm(request.POST)
    if form.is_valid():
        with refusals.said_in(form):
            mailbox.set_mail_aside(found, by=request.user, now=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The mail is set aside; it stays kept."))
            return redirect("requests_app:mails")
    return mail_page(request, mail_for(request, pk), aside=form, status=422)


@login_required
@never_cache
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole mail as a file."""
    return download(_original(request, pk), name=f"mail-{pk}.eml", media_type="message/rfc822")


@login_required
@never_cache
@require_safe
def file(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """One file of a mail, saved and never shown."""
    found = parser.attached(_original(request, pk), place)
    if found is None:
        raise Http404
    described, content = found
    return download(content, name=described.name, media_type="application/octet-stream")


def _original(request: HttpRequest, pk: int) -> bytes:
    try:
        return mailbox.original_of(mail_for(request, pk))
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
