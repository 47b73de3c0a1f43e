"""The pages of applicants: apply, receipt, follow. No account is needed, and no script."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.disclosures import authenticity
from catalog.disclosures.authenticity import Standing
from core.exports import pdf
from core.guests import access, code_renewal, form_once
from core.models import Agency
from core.web import refusals
from core.web.methods import require_POST
from requests_app import actions
from requests_app.actions import (
    case_files,
    clocks,
    disputes,
    identity_papers,
    notice_files,
    objecting,
    opening,
    proposing,
    reasoning,
)
from requests_app.desk import decisions, rule_words, status_words
from requests_app.forms.applications import CorrectionForm, TrackForm
from requests_app.forms.disputes import RatingForm
from requests_app.forms.officers import SayForm
from requests_app.forms.privacy import IdentityPaperForm, OwnDataForm
from requests_app.intake import rules_in_force
from requests_app.models import Application, CaseFile, Notice
from requests_app.notices import docx

# What receipts and links are kept under: the word before the dot is the house in which both end together.
RECEIPT = "requests_app"
FOLLOW, READ_NOTICE = "requests_app.follow", "requests_app.notice"


@require_safe
def apply(request: HttpRequest) -> HttpResponse:
    """Choose the body; each says how long its answer takes."""
    agencies = list(Agency.objects.open().select_related("regime").order_by("name"))
    found = rules_in_force.of_agencies(agencies, timezone.localdate())
    rows = [
        (
            agency,
            rule_words.length_in_words(found[agency.pk][1].clocks[clocks.ANSWER].length),
            found[agency.pk][1].rectification is not None,
        )
        for agency in agencies
        if agency.pk in found
    ]
    return render(request, "requests_app/apply.html", {"rows": rows})


def _receipt(request: HttpRequest, number: str) -> tuple[Application, str] | None:
    """The application whose receipt this visitor may still see, and its code."""
    kept = access.kept_receipts(request, RECEIPT)
    application = Application.objects.filter(pk__in=kept, number=number).select_related("agency").first()
    return (application, kept[application.pk]) if application else None


def receipt_of(application: Application, code: str) -> form_once.Answer:
    """The answer to whoever filed ``application``: the way to its receipt."""
    to = reverse("requests_app:received", args=[application.number])
    return form_once.Answer(to, receipt=(RECEIPT, application.pk, code))


@never_cache
@require_safe
def received(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: number, code, days, what happens next. Only the browser that filed sees it, for an hour."""
    kept = _receipt(request, number)
    if kept is None:
        messages.info(
            request, _("The receipt was shown once. Follow your application with its number and query code.")
        )
        return redirect("requests_app:track")
    application, code = kept
    due = clocks.answer_due(application)
    context = {
        "application": application,
        "code": code,
        "due": due,
        "why_received": rule_words.why_received(application),
        "answer": application.rules.clocks[clocks.ANSWER],
        "counting": application.version.rules.counting,
        "next_steps": rule_words.next_steps(application),
        "remedies": rule_words.remedies_of_silence(),
        "signed": access.link_to(application.pk, salt=FOLLOW),
        "is_officers": request.user.is_authenticated
        and application.is_readable_by(request.user, on=timezone.localdate()),
    }
    return render(request, "requests_app/received.html", context)


@never_cache
@require_safe
def receipt_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt as a file to keep, with the query code."""
    kept = _receipt(request, number)
    if kept is None:
        raise Http404
    application, code = kept
    return notice_pdf(request, application.notices.get(kind=Notice.Kind.RECEIPT), code=code)


@never_cache
def track(request: HttpRequest) -> HttpResponse:
    """Find an application by its number and code. A wrong pair tells nothing, and guessing becomes slow."""
    if request.method != "POST":
        return render(
            request, "requests_app/track.html", {"form": TrackForm(), "phones": code_renewal.phones()}
        )
    form = TrackForm(request.POST)
    found, status = access.find(request, form, Application.objects.all(), purpose="track", now=timezone.now())
    if found is None:
        return render(
            request, "requests_app/track.html", {"form": form, "phones": code_renewal.phones()}, status=status
        )
    return redirect("requests_app:followed", access.link_to(found.pk, salt=FOLLOW))


def behind_link(signed: str) -> Application | None:
    """The application that a link of this hour leads to."""
    applications = Application.objects.select_related(
        "agency", "version", "points_to", "proposed__proposal", "reasoning"
    )
    return applications.filter(pk=access.behind(signed, salt=FOLLOW)).first()


def ask_again(request: HttpRequest) -> HttpResponse:
    messages.info(
        request, _("For your safety this page closes after an hour. Please enter number and code again.")
    )
    return redirect("requests_app:track")


@never_cache
@require_safe
def followed(request: HttpRequest, signed: str) -> HttpResponse:
    """Where an application stands, why its answer is due on that day, its notices, and what the applicant may do."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    opening.note_opened(application, now=timezone.now())
    access.note_followed(request, application.pk, salt=FOLLOW)
    return status_page(request, application, signed)


def _pointed_differs(application: Application) -> Standing | None:
    """What differs from what was published in the disclosure that the answer points to; None when nothing does."""
    pointed = application.points_to_id
    return authenticity.differing([pointed]).get(pointed) if pointed else None


def _papers(application: Application) -> list[tuple[Notice, str, str]]:
    """The notices to the applicant, each with the signed addresses of its PDF and Word file."""
    signs = [
        (notice, access.link_to(notice.pk, salt=READ_NOTICE, of=application.pk))
        for notice in application.notices.filter(to_applicant=True).select_related("replaced_by")
    ]
    return [
        (
            notice,
            reverse("requests_app:notice_of", args=[sign]),
            reverse("requests_app:notice_word_of", args=[sign]),
        )
        for notice, sign in signs
    ]


def status_page(
    request: HttpRequest,
    application: Application,
    signed: str,
    *,
    form: CorrectionForm | None = None,
    reply: SayForm | None = None,
    own: OwnDataForm | None = None,
    suggestion: SayForm | None = None,
    rating: RatingForm | None = None,
    proof: IdentityPaperForm | None = None,
    reasons: SayForm | None = None,
    objects: SayForm | None = None,
    status=200,
) -> HttpResponse:
    papers = _papers(application)
    decision = [row for row in papers if row[0].kind == Notice.Kind.DECISION and not row[0].replacement]
    ended = application.status in (Application.Status.WITHDRAWN, Application.Status.LAPSED)
    context = {
        "application": application,
        "signed": signed,
        "decision": decision[-1] if decision else None,
        "words": status_words.plain(application),
        "given": given(application),
        "told": status_words.story(application),
        "steps": [] if ended else status_words.steps(application),
        "is_open": application.status in application.STEPS["withdraw"].sources,
        "is_late": status_words.is_late(application, timezone.localdate()),
        "due": None if ended else clocks.answer_due(application),
        "answer": application.rules.clocks[clocks.ANSWER],
        "counting": application.version.rules.counting,
        "papers": papers,
        "outcome": application.chosen_outcome if application.decided_on else None,
        "remedies": decisions.remedies(application),
        "shows_form": form is not None or application.status == Application.Status.CORRECTING,
        "correct_by": clocks.correct_by(application),
        "form": form or CorrectionForm(),
        **_said(application, reasons, objects),
        "reply": reply or SayForm(auto_id="reply_%s"),
        "own": own or OwnDataForm(auto_id="own_%s"),
        "pointed_differs": _pointed_differs(application),
        "may_rate": disputes.may_rate(application),
        "rating": rating or RatingForm(auto_id="rating_%s"),
        "may_suggest": proposing.may_suggest(application),
        "suggestion": suggestion or SayForm(auto_id="suggestion_%s"),
        "suggested": getattr(application, "proposed", None),
        "may_prove": identity_papers.may_add(application),
        "proof": proof or IdentityPaperForm(auto_id="identity_%s"),
    }
    return render(request, "requests_app/followed.html", context, status=status)


def sent(
    request: HttpRequest, form: forms.Form, act: Callable[..., object], *, signed: str, said: str
) -> HttpResponse | None:
    """Do ``act(now=...)`` once for this page and lead back to the status page; None with the reasons in ``form``."""
    now, to = timezone.now(), reverse("requests_app:followed", args=[signed])

    def answer() -> form_once.Answer:
        act(now=now)
        return form_once.Answer(to, said)

    with refusals.said_in(form):
        return form_once.send(request, answer, purpose="case", now=now)
    return None


def _said(application: Application, reasons: SayForm | None, objects: SayForm | None) -> dict:
    """The forms for reasons and for an objection, while they can be sent."""
    may_object = objecting.may_object(application)
    objection = (objects or SayForm(auto_id="object_%s")) if may_object else None
    return {**_reasons(application, reasons), "objects": objection}


def _reasons(application: Application, form: SayForm | None) -> dict:
    """The form for reasons while they are waited for, with what was asked."""
    asked = getattr(application, "reasoning", None)
    waits = asked is not None and application.status == Application.Status.REGISTERED
    if form is None and not (waits and reasoning.is_waited_for(asked, timezone.localdate())):
        return {}
    return {"reasoning": asked, "reasons_form": form or SayForm(auto_id="reasons_%s")}


@never_cache
@require_POST
def reasons(request: HttpRequest, signed: str) -> HttpResponse:
    """Send the reasons that were asked for."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form = SayForm(request.POST, auto_id="reasons_%s")
    if form.is_valid():
        act = partial(actions.give_reasons, application, text=form.cleaned_data["text"])
        if answer := sent(request, form, act, signed=signed, said=_("Your reasons were received.")):
            return answer
    return status_page(request, behind_link(signed), signed, reasons=form, status=422)


@never_cache
@require_POST
def correct(request: HttpRequest, signed: str) -> HttpResponse:
    """Send the correction that was asked for."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    form = CorrectionForm(request.POST)
    if form.is_valid():
        act = partial(actions.correct, application, text=form.cleaned_data["text"])
        if answer := sent(request, form, act, signed=signed, said=_("Your correction was received.")):
            return answer
    return status_page(request, behind_link(signed), signed, form=form, status=422)


@never_cache
@require_POST
def withdraw(request: HttpRequest, signed: str) -> HttpResponse:
    """Take an application back."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Please confirm that you want to withdraw the application."))
        return redirect("requests_app:followed", signed)
    form = forms.Form(request.POST)
    act = partial(actions.withdraw, application)
    if answer := sent(request, form, act, signed=signed, said=_("The application is withdrawn.")):
        return answer
    for reason in form.errors["__all__"]:
        messages.error(request, reason)
    return redirect("requests_app:followed", signed)


@never_cache
@require_safe
def notice_of(request: HttpRequest, signed: str) -> HttpResponse:
    """A notice as a file, by a link that lasts an hour."""
    pk = access.behind(signed, salt=READ_NOTICE)
    if pk is None:
        return ask_again(request)
    return notice_pdf(request, get_object_or_404(Notice.objects.select_related("application__agency"), pk=pk))


@never_cache
@require_safe
def given_file(request: HttpRequest, signed: str, pk: int) -> HttpResponse:
    """A file that goes with the decision, for its applicant, while the link of this hour lasts."""
    application = behind_link(signed)
    if application is None:
        return ask_again(request)
    kept = get_object_or_404(given(application), pk=pk)
    try:
        content = case_files.content_of(kept)
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
    header = content_disposition_header(as_attachment=True, filename=kept.name)
    return HttpResponse(content, content_type=kept.media_type, headers={"Content-Disposition": header})


def given(application: Application) -> QuerySet[CaseFile]:
    """What the applicant gets with the decision; nothing before it."""
    files = case_files.provided(application)
    return files if application.decided_on else files.none()


@never_cache
@require_safe
def notice_word_of(request: HttpRequest, signed: str) -> HttpResponse:
    """A notice as a Word file, by a link that lasts an hour."""
    pk = access.behind(signed, salt=READ_NOTICE)
    if pk is None:
        return ask_again(request)
    return notice_word(get_object_or_404(Notice, pk=pk))


def notice_pdf(request: HttpRequest, notice: Notice, *, code: str = "") -> HttpResponse:
    """The PDF file of a notice, in Chinese as it was issued; with its query code for a receipt just made."""
    name = f"{notice.number}.pdf"
    if code:
        return pdf.answer(
            request, notice_files.TEMPLATE, notice_files.values_of(notice, code=code), name=name
        )
    try:
        content = notice_files.pdf_of(notice)
    except pdf.PdfUnavailable as reason:
        return pdf.unavailable(request, reason)
    return pdf.file(content, name=name)


def notice_word(notice: Notice) -> HttpResponse:
    """The Word file of a notice."""
    header = content_disposition_header(as_attachment=True, filename=f"{notice.number}.docx")
    return HttpResponse(
        notice_files.word_of(notice),
        content_type=docx.MEDIA_TYPE,
        headers={"Content-Disposition": header, "Cache-Control": "private, no-store"},
    )
