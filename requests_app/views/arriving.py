"""The page on which an officer enters what came on paper, by mail, by telephone or at the counter."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from core.guests import form_once
from core.permissions import may
from core.web import refusals
from core.web.methods import require_POST
from requests_app import actions, rules
from requests_app.actions import arriving, case_files
from requests_app.actions import mailbox as mailboxes
from requests_app.forms.arrivals import ArrivalForm, BelongsForm
from requests_app.models import Application, Arrival, ArrivedMail
from requests_app.views import mailbox
from requests_app.views.desk import case_of

LONGEST = 2000


@login_required
@never_cache
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what came in for a case."""
    application, today = case_of(request, pk), timezone.localdate()
    if not may(request.user, rules.HANDLE, application, on=today):
        raise PermissionDenied
    mail = _mail_of(request, application)
    if request.method != "POST":
        initial = {"arrived_on": today, "what": next(iter(arriving.expected(application)), None)}
        if mail is not None:
            on = timezone.localdate(mail.arrived_at)
            initial |= {"channel": Arrival.Channel.EMAIL, "arrived_on": on, "text": str(mail.text)[:LONGEST]}
        return _page(request, application, ArrivalForm(application=application, initial=initial), mail)
    form, now = ArrivalForm(request.POST, request.FILES, application=application), timezone.now()
    if form.is_valid():
        entry = form.entry
        try:
            with (
                refusals.said_in(form),
                case_files.laid(mailboxes.with_original(entry.pop("papers"), mail)) as papers,
            ):

                def act() -> form_once.Answer:
                    actions.enter_arrival(
                        application, by=request.user, now=now, mail=mail, papers=papers, **entry
                    )
                    return form_once.Answer(application.get_absolute_url(), _("What came in is entered."))

                return form_once.send(request, act, purpose="arrived", now=now)
        except (FileNotFoundError, ValueError):
            form.add_error(None, _("This file is missing from the storage or damaged."))
    return _page(request, case_of(request, pk), form, mail, status=422)


def _mail_of(request: HttpRequest, application: Application) -> ArrivedMail | None:
    """The mail from which the officer came here, while it still waits."""
    asked = request.GET.get("mail", "")
    if not asked.isdigit():
        return None
    mine = ArrivedMail.objects.handled_by(request.user, on=timezone.localdate()).waiting()
    return get_object_or_404(mine, pk=asked, agency=application.agency_id)


def _page(
    request: HttpRequest, application: Application, form: ArrivalForm, mail: ArrivedMail | None, status=200
) -> HttpResponse:
    context = {
        "application": application,
        "form": form,
        "mail": mail,
        "expected": arriving.expected(application),
    }
    return render(request, "requests_app/arrived.html", context, status=status)


@login_required
@never_cache
@require_POST
def belongs(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead from a mail to the case that it belongs to."""
    found, form, today = mailbox.mail_for(request, pk), BelongsForm(request.POST), timezone.localdate()
    if form.is_valid():
        number = form.cleaned_data["number"]
        cases = Application.objects.readable_by(request.user, on=today)
        case = cases.filter(number=number, agency=found.agency_id).first()
        if case is not None:
            return redirect(f"{reverse('requests_app:arrived', args=[case.pk])}?mail={found.pk}")
        form.add_error("number", _("This body has no application with this number."))
    return mailbox.mail_page(request, found, belongs=form, status=422)
