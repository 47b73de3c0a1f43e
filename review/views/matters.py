"""A matter before its reviewer, and a drafted decision."""

from collections.abc import Callable
from datetime import date
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import disclosures, emergencies
from catalog.models import Disclosure
from catalog.rules import READ_UNPUBLISHED
from core.models import User
from core.permissions import reach
from core.regimes.parsed import Step
from core.web import refusals
from core.web.breadcrumbs import trail
from requests_app.actions import merging
from requests_app.models import Application
from requests_app.rules import DECIDE
from review import actions, page_context, referrals, sensitivity
from review.actions import kept_verdicts
from review.chains import progress
from review.forms import (
    ApproveForm,
    ReferForm,
    ReturnForm,
    SensitiveForm,
    TakeBackForm,
    VerdictForm,
)
from review.models import Verdict

ROWS = 20
# After these one stays on the page of the matter.
STAYS = ("taking_back", "marking")
KEEP = "keep"
NOT_TYPED = ("csrfmiddlewaretoken", "says", "seen", "return-seen", "stamp")


@login_required
def matter(request: HttpRequest, pk: int) -> HttpResponse:
    """A disclosure as the public would read it, its way through the chain, and the verdict of the open step."""
    today = timezone.localdate()
    found = Disclosure.objects.readable_by(request.user, on=today).filter(
        reach(request.user, READ_UNPUBLISHED, on=today).q()
    )
    found = found.select_related(
        "agency__regime", "department", "item__agency__regime", "obligation", "proposed_by"
    )
    found = found.annotate(kept=kept_verdicts.of_reader(request.user))  # with the matter, in one question
    disclosure = get_object_or_404(found, pk=pk)
    state = progress(disclosure)
    if request.method == "POST" and request.POST.get("says") == KEEP:
        return _keep(request, disclosure)
    seen, typed = {"seen": state.seen}, kept_verdicts.read(disclosure.kept)
    choices = referrals.choices(disclosure, state.open, request.user, on=today)
    forms = {
        "referring": ReferForm(prefix="refer", initial=seen, choices=choices),
        "approving": ApproveForm(step=state.open, initial=typed | seen),
        "returning": ReturnForm(prefix="return", initial=_of_prefix(typed, "return-") | seen),
        "taking_back": TakeBackForm(prefix="back", initial=seen),
        "marking": SensitiveForm(prefix="sensitive", initial=seen),
        "failed": None,
    }
    if request.method == "POST":
        name, form, act = _sent(request, state.open, choices)
        if form.is_valid() and act(request, disclosure, form):
            return redirect("review:matter", pk) if name in STAYS else redirect("review:queue")
        disclosure = get_object_or_404(found, pk=pk)
        state = progress(disclosure)
        form.sees(state.seen)
        forms |= {"failed": form, name: form}
    context = {
        "trail": trail((_("Review queue"), "review:queue")),
        **page_context.matter(disclosure, state, request.user, on=today),
        **forms,
        "may_refer": bool(choices),
        "may_mark": state.is_markable,
        "at_once": _at_once(disclosure, request.user, today),
    }
    return render(request, "review/matter.html", context, status=422 if forms["failed"] else 200)


def _at_once(disclosure: Disclosure, user: User, today: date) -> dict[str, str]:
    """Where ``user`` publishes it without waiting for the chain, or who does."""
    if disclosure.status in emergencies.BEFORE and emergencies.may_publish(disclosure, user, today):
        return {"href": reverse("admin:catalog_disclosure_emergency", args=[disclosure.pk])}
    return {"who": emergencies.who_may(disclosure, today)}


def _keep(request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
    """Keep what was typed and go to the gate; on the way back it stands in the form again."""
    typed = {name: value for name, value in request.POST.items() if name not in NOT_TYPED}
    kept_verdicts.keep(disclosure, typed=typed, by=request.user, now=timezone.now())
    messages.info(request, _("What you typed is kept for you; it stands in the form when you come back."))
    return redirect("catalog:gate", disclosure.pk)


def _of_prefix(typed: dict[str, str], prefix: str) -> dict[str, str]:
    """What was typed in the form of that prefix."""
    return {name.removeprefix(prefix): said for name, said in typed.items() if name.startswith(prefix)}


def _verdict_form(request: HttpRequest, step: Step | None) -> tuple[str, VerdictForm]:
    """What was sent: consent, or a return. What says neither is never taken for consent."""
    if request.POST.get("says") == Verdict.Says.SEND_BACK:
        return Verdict.Says.SEND_BACK, ReturnForm(request.POST, prefix="return")
    form = ApproveForm(request.POST, step=step)
    if request.POST.get("says") != Verdict.Says.APPROVE:
        form.full_clean()
        form.add_error(
            None, _("It was not said whether you agree or return it: please press one of the buttons.")
        )
    return Verdict.Says.APPROVE, form


def _sent(request: HttpRequest, step: Step | None, choices: list[tuple]) -> tuple[str, VerdictForm, Callable]:
    """Which of the forms of a matter was sent, and what it asks for."""
    if request.POST.get("says") == "refer":
        return "referring", ReferForm(request.POST, prefix="refer", choices=choices), _refer
    if request.POST.get("says") == "sensitive":
        return "marking", SensitiveForm(request.POST, prefix="sensitive"), _mark
    if request.POST.get("says") == "take_back":
        return "taking_back", TakeBackForm(request.POST, prefix="back"), _take_back
    says, form = _verdict_form(request, step)
    return "returning" if says == Verdict.Says.SEND_BACK else "approving", form, partial(_judge, says=says)


def _refer(request: HttpRequest, disclosure: Disclosure, form: VerdictForm) -> bool:
    said = form.cleaned_data
    with refusals.said_in(form):
        made = referrals.refer(
            disclosure,
            to=said["to"],
            reason=said["reason"],
            seen=said["seen"],
            by=request.user,
            now=timezone.now(),
        )
        words = {"title": disclosure, "whom": made.whom}
        messages.success(request, _("“%(title)s” is now with %(whom)s, who is told by letter.") % words)
        return True
    return False


def _mark(request: HttpRequest, disclosure: Disclosure, form: VerdictForm) -> bool:
    with refusals.said_in(form):
        sensitivity.mark_sensitive(disclosure, by=request.user, now=timezone.now(), **form.cleaned_data)
        messages.success(request, _("“%(title)s” is marked as sensitive.") % {"title": disclosure})
        return True
    return False


def _take_back(request: HttpRequest, disclosure: Disclosure, form: VerdictForm) -> bool:
    reason = form.cleaned_data["reason"]
    with refusals.said_in(form):
        disclosures.take_back(disclosure, reason=reason, by=request.user, now=timezone.now())
        messages.success(
            request, _("“%(title)s” is yours again. Change it and propose it anew.") % {"title": disclosure}
        )
        return True
    return False


def _judge(request: HttpRequest, disclosure: Disclosure, form: VerdictForm, says: str) -> bool:
    """Give the verdict; on a refusal its sentences join the form, which keeps what was typed."""
    with refusals.said_in(form):
        actions.give_verdict(disclosure, by=request.user, now=timezone.now(), says=says, **form.cleaned_data)
        kept_verdicts.drop(disclosure, by=request.user)
        messages.success(request, _said(disclosure, says))
        return True
    return False


def _said(disclosure: Disclosure, says: str) -> str:
    if says == Verdict.Says.SEND_BACK:
        return _("“%(title)s” was returned. The proposer is told by letter.") % {"title": disclosure}
    if disclosure.status == Disclosure.Status.PUBLISHED:
        return _("“%(title)s” is approved and published.") % {"title": disclosure}
    if disclosure.status == Disclosure.Status.APPROVED:
        return _("“%(title)s” is approved. It is published when its window opens.") % {"title": disclosure}
    return _("Your consent to “%(title)s” is recorded. It goes on to the next step.") % {"title": disclosure}


@login_required
def application(request: HttpRequest, pk: int) -> HttpResponse:
    """A drafted decision on an application, to be signed or returned."""
    today = timezone.localdate()
    found = Application.objects.filter(reach(request.user, DECIDE, on=today).q())
    found = found.select_related("agency", "department", "drafted_by", "decided_by", "points_to", "version")
    case = get_object_or_404(found, pk=pk)
    forms = {"approving": ApproveForm(step=None), "returning": ReturnForm(prefix="return"), "failed": None}
    if request.method == "POST":
        says, form = _verdict_form(request, None)
        if form.is_valid() and _sign(request, case, says, form):
            return redirect("review:queue")
        case = get_object_or_404(found, pk=pk)
        forms |= {"failed": form, "returning" if says == Verdict.Says.SEND_BACK else "approving": form}
    context = {
        "trail": trail((_("Review queue"), "review:queue")),
        "application": case,
        "may_judge": case.status == Application.Status.DRAFTED and case.drafted_by_id != request.user.pk,
        "is_own": case.status == Application.Status.DRAFTED and case.drafted_by_id == request.user.pk,
        "outcome": case.chosen_outcome,
        "decision": page_context.decision(case),
        **page_context.basis(case, request.user, today),
        "verdicts": case.verdicts.select_related("reviewer"),
        "led": merging.followers(case) if case.status == Application.Status.DRAFTED else [],
        **forms,
    }
    return render(request, "review/application.html", context, status=422 if forms["failed"] else 200)


def _sign(request: HttpRequest, case: Application, says: str, form: VerdictForm) -> bool:
    opinion, now = form.cleaned_data["opinion"], timezone.now()
    with refusals.said_in(form):
        actions.give_verdict_on_application(case, by=request.user, now=now, says=says, opinion=opinion)
        if says == Verdict.Says.SEND_BACK:
            messages.success(request, _("The draft for %(number)s was returned.") % {"number": case})
        else:
            messages.success(request, _("The decision on %(number)s is signed.") % {"number": case})
        return True
    return False
