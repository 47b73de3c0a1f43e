"""Opinions of the public: those that wait, the answer to one, entering others, telling how they were handled."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from catalog.models import Disclosure, DisclosureItem
from catalog.rules import PROPOSE
from catalog.screening import masking
from core.deadlines import calendars
from core.guests import form_once
from core.permissions import reach
from core.scheduler import reminding
from core.web import pagination, refusals
from core.web.addresses import number_in
from core.web.breadcrumbs import trail
from core.web.methods import require_POST
from review import actions, page_context, queue, rules
from review.actions import opinion_scans
from review.forms import AnswerForm, EnterOpinionForm, PutRightForm, RespondForm, SetAsideForm
from review.models import Opinion, OpinionScan

ROWS = 20


@login_required
@require_safe
def opinions(request: HttpRequest) -> HttpResponse:
    """Opinions that wait for the person who asks, by the day of answer; below, handlings that are still to be told."""
    today = timezone.localdate()
    if not reach(request.user, rules.ANSWER_OPINION, on=today):
        raise PermissionDenied
    page = Paginator(queue.opinions_for(request.user, on=today), ROWS).get_page(request.GET.get("page"))
    days = calendars.several(one.disclosure.agency.calendar for one in page.object_list)
    near = reminding.soon_of((one.disclosure.agency_id for one in page.object_list), today)
    rows = [
        (
            one,
            queue.light(
                one.answer_by,
                today=today,
                calendar=days[one.disclosure.agency.calendar],
                soon=near[one.disclosure.agency_id],
            ),
        )
        for one in page.object_list
    ]
    context = {
        "trail": trail(),
        "page": page,
        "rows": rows,
        "held": queue.held_count(request.user, on=today),
        "handlings": queue.handlings_for(request.user, on=today)[:ROWS],
        **pagination.links(page, request.GET),
    }
    return render(request, "review/opinions.html", context)


@login_required
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An opinion, and the form of its answer."""
    today = timezone.localdate()
    mine = reach(request.user, rules.ANSWER_OPINION, on=today).q(
        "disclosure__agency_id", "disclosure__department"
    )
    found = Opinion.objects.filter(mine).select_related(
        "disclosure__agency", "disclosure__department", "answered_by", "entered_by", "response"
    )
    opinion = get_object_or_404(found, pk=pk)
    agency = opinion.disclosure.agency
    masked = masking.suggestion(opinion.text, agency=agency, names=[opinion.name])
    forms = {
        "answering": AnswerForm(initial={"public_text": masked}),
        "setting_aside": SetAsideForm(),
        "responding": RespondForm(items=_items(request, opinion)),
        "putting_right": PutRightForm(initial={"put_right_on": today}),
        "failed": None,
    }
    if request.method == "POST":
        name, form, act, said = _asked(request, opinion)
        if form.is_valid() and (done := _reply(request, opinion, act, said, form)):
            if isinstance(done, Disclosure):
                return redirect("admin:catalog_disclosure_change", done.pk)
            return redirect("review:answer", pk) if name == "putting_right" else redirect("review:opinions")
        opinion = get_object_or_404(found, pk=pk)
        forms |= {"failed": form, name: form}
    context = {
        "trail": trail((_("Opinions to answer"), "review:opinions")),
        "opinion": opinion,
        "scans": opinion.scans.all(),
        "is_waiting": opinion.status == Opinion.Status.WAITING,
        "may_respond": opinion.status in (Opinion.Status.WAITING, Opinion.Status.ANSWERED)
        and not opinion.response
        and reach(request.user, PROPOSE, on=today).covers(opinion.disclosure),
        "may_put_right": opinion.status == Opinion.Status.ANSWERED and not opinion.put_right,
        "is_masked": masked != opinion.text,
        "light": queue.light(
            opinion.answer_by,
            today=today,
            calendar=calendars.of(agency),
            soon=reminding.soon_in(agency, today),
        ),
        "events": page_context.history(opinion),
        **forms,
    }
    return render(request, "review/answer.html", context, status=422 if forms["failed"] else 200)


def _asked(request: HttpRequest, opinion: Opinion) -> tuple:
    """Which of the forms was sent: its name on the page, the form, its action, and what is said when it is done."""
    sent = request.POST
    if "set_aside" in sent:
        return "setting_aside", SetAsideForm(sent), actions.set_aside, _("The opinion is set aside.")
    if "record" in sent:
        return "putting_right", PutRightForm(sent), actions.record_put_right, _("It is recorded.")
    if "respond" in sent:
        form = RespondForm(sent, items=_items(request, opinion))
        return "responding", form, actions.respond, _("The draft of the response is begun.")
    return "answering", AnswerForm(sent), actions.answer_opinion, _("The answer is published.")


def _reply(
    request: HttpRequest, opinion: Opinion, act: Callable, said: str, form: Form
) -> Opinion | Disclosure | None:
    """What the action gave; None when it was refused, and then the form says why."""
    with refusals.said_in(form):
        done = act(opinion, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, said)
        return done
    return None


@login_required
def enter(request: HttpRequest) -> HttpResponse:
    """Write down an opinion that came in the hall, by telephone, letter, mail or at a meeting."""
    today = timezone.localdate()
    mine = reach(request.user, rules.ANSWER_OPINION, on=today)
    if not mine:
        raise PermissionDenied
    heard = (
        actions.heard(request.user, on=today).filter(mine.q()).select_related("agency__regime", "department")
    )
    number = number_in(request.GET.get("disclosure"))
    about = heard.filter(pk=number).first() if number is not None else None
    sent = (request.POST, request.FILES) if request.method == "POST" else (None,)
    start = {"index_number": about.index_number if about else "", "received_on": today}
    form = EnterOpinionForm(*sent, initial=start, disclosures=heard)
    if form.is_bound and form.is_valid() and (answer := _entered(request, form)):
        return answer
    context = {"trail": trail((_("Opinions to answer"), "review:opinions")), "form": form, "about": about}
    return render(request, "review/enter_opinion.html", context, status=422 if form.is_bound else 200)


def _entered(request: HttpRequest, form: EnterOpinionForm) -> HttpResponse | None:
    said = {name: value for name, value in form.cleaned_data.items() if name not in ("index_number", "scans")}
    now = timezone.now()
    with refusals.said_in(form), opinion_scans.laid(form.cleaned_data["scans"]) as scans:

        def act() -> form_once.Answer:
            taken = actions.enter_opinion(form.disclosure, by=request.user, now=now, scans=scans, **said)
            return form_once.Answer(reverse("review:answer", args=[taken.pk]), _("The opinion is entered."))

        return form_once.send(request, act, purpose="enter", now=now)
    return None


@login_required
@never_cache
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper on which an opinion came, for those who answer it: saved, never shown inside this site's pages."""
    mine = reach(request.user, rules.ANSWER_OPINION, on=timezone.localdate()).q(
        "opinion__disclosure__agency_id", "opinion__disclosure__department"
    )
    kept = get_object_or_404(OpinionScan.objects.filter(mine), pk=pk)
    try:
        content = opinion_scans.content_of(kept)
    except (FileNotFoundError, ValueError) as error:
        raise Http404(_("This file is missing from the storage or damaged.")) from error
    header = content_disposition_header(as_attachment=True, filename=kept.name)
    return HttpResponse(content, content_type=kept.media_type, headers={"Content-Disposition": header})


def _items(request: HttpRequest, opinion: Opinion) -> QuerySet[DisclosureItem]:
    """The items of the body under which the person who asks proposes today."""
    today = timezone.localdate()
    mine = DisclosureItem.objects.active(today).filter(reach(request.user, PROPOSE, on=today).q())
    return mine.filter(agency=opinion.disclosure.agency_id, blocked="").order_by("position")


@login_required
@require_POST
def tell_handling(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the disclosure that tells how the opinions on another were handled, and go to its draft."""
    mine = Disclosure.objects.filter(
        reach(request.user, PROPOSE, on=timezone.localdate()).q(), published_at__isnull=False
    )
    about = get_object_or_404(mine.select_related("agency__regime", "department", "item__agency"), pk=pk)
    with refusals.told(request):
        made = actions.tell_handling(about, by=request.user, now=timezone.now())
        messages.success(request, _("The draft is begun, and the leading group is told by letter."))
        return redirect("admin:catalog_disclosure_change", made.pk)
    return redirect("review:opinions")
