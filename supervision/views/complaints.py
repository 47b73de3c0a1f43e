"""The pages of who complains: the form, the receipt, how it stands. No account is needed, and no script."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.disclosures import authenticity
from catalog.models import Disclosure, DisclosureItem, Obligation
from core.bodies.doors import of_open_body
from core.client_ip import visitor
from core.guests import access, attempts, code_renewal, form_once
from core.models import Agency
from core.regimes.parts import clocks_for
from core.statuses import standing
from core.transitions import Refused
from core.web import refusals
from core.web.addresses import number_in
from requests_app.desk.rule_words import length_in_words
from supervision import complaint_clock, complaint_standing
from supervision.actions import complaints as actions
from supervision.forms.complaints import ComplaintFollowForm, ComplaintForm
from supervision.models import Complaint

TOO_MANY = gettext_lazy(
    "Many complaints came from your connection. Please wait a quarter of an hour, or telephone, write or come to the"
    " body: that is taken at any time."
)
RECEIPT, FOLLOW = "supervision", "supervision.complaint"


@never_cache
@of_open_body
def complain(request: HttpRequest, agency: Agency) -> HttpResponse:
    """File a complaint about a body; the address may name the page that it is about."""
    about = _about(agency, request.GET.get("about", ""))
    if request.method != "POST":
        return _form_page(request, agency, ComplaintForm(), about)
    form, now, source = ComplaintForm(request.POST), timezone.now(), visitor(request)
    if attempts.must_wait("complain", source, now=now) and not form_once.is_again(
        request, purpose="complain"
    ):
        form.add_error(None, TOO_MANY)
        return _form_page(request, agency, form, about, status=429)
    if not form.is_valid():
        return _form_page(request, agency, form, about, status=422)

    def act() -> form_once.Answer:
        if not attempts.claim("complain", source, now=now):
            raise Refused(TOO_MANY)
        complaint, code = actions.receive(agency=agency, about=about, now=now, **form.complaint)
        to = reverse("supervision:complaint_received", args=[complaint.number])
        return form_once.Answer(to, receipt=(RECEIPT, complaint.pk, code))

    with refusals.said_in(form):
        return form_once.send(request, act, purpose="complain", now=now)
    return _form_page(request, agency, form, about, status=422)


def _about(agency: Agency, wanted: str) -> Disclosure | Obligation | DisclosureItem | None:
    """What ``wanted`` ("disclosure-7", "obligation-7", "item-7") names, if everybody may see it; else 404."""
    if not wanted:
        return None
    kind, _hyphen, number = wanted.partition("-")
    pk = number_in(number)
    public = {
        "disclosure": lambda: Disclosure.objects.public().filter(agency=agency),
        "obligation": lambda: Obligation.objects.public().filter(item__agency=agency).select_related("item"),
        "item": lambda: DisclosureItem.objects.public().filter(agency=agency),
    }
    if kind not in public or pk is None:
        raise Http404
    return get_object_or_404(public[kind](), pk=pk)


def _form_page(
    request: HttpRequest, agency: Agency, form: ComplaintForm, about, *, status: int = 200
) -> HttpResponse:
    rules = agency.regime.version_on(timezone.localdate()).rules
    context = {
        "agency": agency,
        "form": form,
        "about": about,
        "differs": authenticity.differing([about.pk]).get(about.pk)
        if isinstance(about, Disclosure)
        else None,
        "regime": rules,
        "tiers": [(tier, length_in_words(tier.length)) for tier in clocks_for(rules.clocks, "complaint")],
    }
    return render(request, "supervision/complain.html", context, status=status)


@never_cache
@require_safe
def received(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt: number, code, day of answer. Only the browser that filed sees it, for an hour."""
    kept = access.kept_receipts(request, RECEIPT)
    found = Complaint.objects.filter(pk__in=kept, number=number)
    complaint = found.select_related("agency", "version").first()
    if complaint is None:
        messages.info(
            request, _("The receipt was shown once. Follow your complaint with its number and query code.")
        )
        return redirect("supervision:follow_complaint")
    context = {"complaint": complaint, "code": kept[complaint.pk], **_days(complaint)}
    return render(request, "supervision/complaint_received.html", context)


@never_cache
def follow(request: HttpRequest) -> HttpResponse:
    """Find a complaint by its number and code. A wrong pair tells nothing, and guessing becomes slow."""
    form = ComplaintFollowForm(request.POST or None)
    status = 200
    if request.method == "POST":
        complaints, now = Complaint.objects.all(), timezone.now()
        found, status = access.find(request, form, complaints, purpose="follow complaint", now=now)
        if found is not None:
            return redirect("supervision:complaint_followed", access.link_to(found.pk, salt=FOLLOW))
    return render(
        request,
        "supervision/follow_complaint.html",
        {"form": form, "phones": code_renewal.phones()},
        status=status,
    )


@never_cache
@require_safe
def followed(request: HttpRequest, signed: str) -> HttpResponse:
    """Where a complaint stands, why its answer is due on that day, what was explained, and the answer."""
    complaints = Complaint.objects.select_related(
        "agency", "version", "disclosure", "obligation__item", "item"
    )
    complaint = complaints.filter(pk=access.behind(signed, salt=FOLLOW)).first()
    if complaint is None:
        messages.info(
            request, _("For your safety this page closes after an hour. Please enter number and code again.")
        )
        return redirect("supervision:follow_complaint")
    access.note_followed(request, complaint.pk, salt=FOLLOW)
    context = {
        "complaint": complaint,
        "signed": signed,
        "words": standing(complaint).sentence,
        "told": complaint_standing.story(complaint),
        "is_late": complaint_standing.is_late(complaint, timezone.localdate()),
        **_days(complaint),
    }
    return render(request, "supervision/complaint_followed.html", context)


def _days(complaint: Complaint) -> dict:
    """The day of answer with what it follows from."""
    return {
        "due": complaint_clock.due(complaint),
        "answer": complaint.chosen_tier,
        "counting": complaint.version.rules.counting,
    }
