"""The desk of the application officers: what is open, how urgent it is, and one screen for every step."""

from datetime import date
from functools import partial
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.deadlines import calendars
from core.exports import pdf
from core.models import Agency, Letter, User
from core.permissions import may, reaches
from core.regimes.parsed import Outcome
from core.roles import Role
from core.scheduler import reminding
from core.transitions import Refused, open_steps
from core.web import pagination
from core.web.methods import require_POST
from requests_app import actions, checklist, rules
from requests_app.actions import (
    assigning,
    charging,
    clocks,
    deciding,
    disputes,
    extending,
    intake,
    linking,
    notice_values,
    opening,
    rectifying,
    redacting,
    retention,
    searching,
)
from requests_app.desk import decisions, rule_words, status_words, urgency
from requests_app.forms.applications import (
    AskCorrectionForm,
    ConsultForm,
    DeliverForm,
    DraftForm,
    OpinionOfThirdPartyForm,
)
from requests_app.forms.officers import AddFilesForm, AssignForm, NoteForm, SayForm
from requests_app.forms.privacy import HoldForm, LookForm, NewCodeForm
from requests_app.forms.rectification import CheckIdentityForm
from requests_app.forms.steps import ConsultAgencyForm, LinkForm, RedactForm, SearchForm
from requests_app.models import (
    Application,
    ArrivedMail,
    CaseFile,
    CaseKind,
    ClockEntry,
    DeliveryWay,
    Dispute,
    Notice,
    Status,
)
from requests_app.models.applications import OPEN
from requests_app.views import waiting
from requests_app.views.waiting import Maker

ROWS = 20
ON_DESK = (*OPEN, Status.DECIDED)  # a decision stays here until it is delivered
FINISHED = frozenset(Status) - frozenset(ON_DESK)
URGENT = (urgency.DAY.asc(nulls_last=True), "received_at", "pk")
NEWEST = ("-received_at", "-pk")  # nothing is urgent about what is finished
TOLD = {
    "register": gettext_lazy("The application is registered."),
    "ask_correction": gettext_lazy("The applicant is asked for a correction; the clock stands still."),
    "ask_reasons": gettext_lazy("The applicant is asked for reasons by a numbered notice."),
    "follow": gettext_lazy("The leading case decides it too; its applicant gets an answer of their own."),
    "part": gettext_lazy("It is decided by itself again."),
    "judge_reasons": gettext_lazy("The verdict on the reasons is entered."),
    "check_identity": gettext_lazy("It is entered that the identity was checked."),
    "lapse": gettext_lazy("The application is closed as given up."),
    "extend": gettext_lazy("The answer is put off; the applicant is told."),
    "ask_extension": gettext_lazy("The extension is asked for; those who may approve are told."),
    "refuse_extension": gettext_lazy("The extension is refused; the officer is told."),
    "consult_third_party": gettext_lazy("The third party is asked; the clock stands still."),
    "consult_agency": gettext_lazy("The agency is asked by a numbered letter; the clock stands still."),
    "third_party_answered": gettext_lazy(
        "The opinion is entered; the clock goes on when nobody is waited for."
    ),
    "quote_fee": gettext_lazy("The fee is asked for; the clock stands still."),
    "fee_told": gettext_lazy("The day is entered; the time to pay runs."),
    "pay_fee": gettext_lazy("The payment is entered; the days are counted anew."),
    "revive_fee": gettext_lazy("The case is taken up again; the days are counted from the payment."),
    "lapse_fee": gettext_lazy("The application is closed as given up."),
    "draft": gettext_lazy("The draft is with the leader who decides."),
    "deliver": gettext_lazy("The delivery is confirmed."),
}


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The applications that one may read, most urgent first; without a filter those not delivered yet."""
    today = timezone.localdate()
    found, handles, oversees = reaches(request.user, rules.READ, rules.HANDLE, rules.OVERSEE, on=today)
    if not found:
        raise PermissionDenied
    mine = Application.objects.filter(found.q())
    counts = dict(mine.order_by().values_list("status").annotate(found=Count("*")))  # from an index alone
    agencies = list(Agency.objects.select_related("regime", "adopted"))
    near = {agency.pk: reminding.soon_in(agency, today) for agency in agencies}
    lit = urgency.conditions(today, agencies)
    shining = mine.filter(status__in=ON_DESK).aggregate(
        requests=Count("pk", filter=Q(kind=CaseKind.RECTIFICATION)),
        **{light: Count("pk", filter=condition) for light, condition in lit.items()},
    )
    requests = shining.pop("requests")
    chosen, light = request.GET.get("status", ""), request.GET.get("light", "")
    kind = request.GET.get("kind", "")
    rows = mine.filter(kind=kind) if kind == CaseKind.RECTIFICATION else mine
    rows = rows.filter(status=chosen) if chosen in Status.values else rows.filter(status__in=ON_DESK)
    order = NEWEST if chosen in FINISHED else URGENT
    if light in lit:
        rows = rows.filter(lit[light])
    pages = Paginator(_listed(rows).order_by(*order), ROWS)
    if chosen not in Status.values and kind != CaseKind.RECTIFICATION:  # these are counted already
        pages.count = shining[light] if light in lit else sum(shining.values())
    page = pages.get_page(request.GET.get("page"))
    days = calendars.several(row.agency.calendar for row in page.object_list)
    context = {
        "page": page,
        "lights": [
            (name, urgency.NAMES[name], number, _address(light=name)) for name, number in shining.items()
        ],
        "light": light if light in lit else "",
        "may_enter": bool(handles),
        "oversees": bool(oversees),
        "mail_count": ArrivedMail.objects.inside(handles).waiting().count(),
        "rows": [
            (
                row,
                status_words.light(
                    row, today=today, calendar=days[row.agency.calendar], soon=near[row.agency_id]
                ),
            )
            for row in page.object_list
        ],
        "chosen": chosen if chosen in Status.values else "",
        "tabs": [(status, status.label, counts.get(status, 0)) for status in Status],
        "kind": kind if kind == CaseKind.RECTIFICATION else "",
        "requests_count": requests,
        "open_count": sum(counts.get(status, 0) for status in ON_DESK),
        **pagination.links(page, request.GET),
    }
    return render(request, "requests_app/desk.html", context)


def _address(**said: str) -> str:
    return f"?{urlencode(said)}"


def _listed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """What a list needs, without a single encrypted column."""
    fields = (
        "number", "status", "kind", "way", "subject", "received_on", "answer_by", "deliver_by", "provisional",
    )  # fmt: skip
    fee = ("fee__paid_on", "fee__lapsed_on")
    agency = ("agency__slug", "agency__name", "agency__name_en", "agency__calendar")
    return rows.select_related("agency", "fee").only(*fields, *agency, *fee)


def case_of(request: HttpRequest, pk: int) -> Application:
    """The application, or 404 for everybody whose reach it is not in."""
    readable = Application.objects.readable_by(request.user, on=timezone.localdate())
    return get_object_or_404(
        readable.select_related(
            "agency__regime",
            "agency__adopted",
            "version",
            "department",
            "fee",
            "points_to",
            "drafted_by",
            "decided_by",
            "logged_answer",
            "proposed__proposal",
            "upward_report",
            "rectification__identity_by",
            "reasoning__judged_by",
            "led_by",
        ).prefetch_related("clock_entries", "asked_extensions__asked_by"),
        pk=pk,
    )


@login_required
@never_cache
@require_safe
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One application with everything that may be done with it."""
    return case_page(request, case_of(request, pk))


def case_page(
    request: HttpRequest,
    application: Application,
    *,
    bound: dict | None = None,
    identity: str = "",
    status: int = 200,
) -> HttpResponse:
    user, today, outcome = request.user, timezone.localdate(), request.GET.get("outcome", "")
    steps = waiting.offered(application, user)
    chosen = application.rules.outcomes.get(outcome)
    makers = _begun(request, application, _forms(application, user, steps, outcome), chosen)
    due, told = clocks.answer_due(application), status_words.full_story(application)
    notices = list(application.notices.select_related("replaced_by", "posting"))
    files, papers = _files(application)
    searches = list(application.searches.all())
    handles = may(user, rules.HANDLE, application, on=today)
    context = {
        "application": application,
        "rules": application.rules,
        "light": status_words.light(
            application,
            today=today,
            calendar=calendars.of(application.agency),
            soon=reminding.soon_in(application.agency, today),
        ),
        "due": due,
        "answer": application.rules.clocks[clocks.ANSWER],
        "counting": application.version.rules.counting,
        "entries": _entries(application),
        "told": told,
        "particulars": decisions.particulars(application),
        "searches": searches,
        "notices": notices,
        "files": files,
        "assignments": application.assignments.select_related("department"),
        "checks": checklist.of(
            application, _facts(application, notices, files + papers, today, bool(searches))
        ),
        "handles": handles,
        "unprintable": pdf.unprintable(application.applicant_name, application.address, application.subject),
        "identity": identity,
        "identity_papers": papers,
        "may_see_identity": may(user, rules.SEE_IDENTITY, application, on=today),
        "may_decide": "decide" in steps and application.drafted_by_id != user.pk,
        "forms": {name: make() for name, make in makers.items()} | _beside(application) | (bound or {}),
        "steps": steps,
        **_standing_of(application, user, handles, steps),
        "outcomes": application.rules.outcomes.values(),
        "outcome": chosen,
        "texts": linking.texts(application, chosen) if "draft" in makers and chosen else [],
        "corrections": [one.note for one in told if one.action in notice_values.CORRECTED],
        "may_hold": may(user, rules.HOLD, application, on=today),
        **_keeping(application),
        **_fee(application),
        "undelivered": Letter.objects.troubled(timezone.now()).filter(about=application.number),
        **_asked_before(application, handles),
        **waiting.together(application),
    }
    return render(request, "requests_app/case.html", context, status=status)


def _reopened_by(application: Application) -> Dispute | None:
    """The dispute whose result has the application answered anew, while it is open."""
    entries = application.clock_entries.all()
    if application.status not in OPEN or not any(entry.act == ClockEntry.Act.REOPEN for entry in entries):
        return None
    return application.disputes.filter(reopened_on__isnull=False).last()


def _standing_of(application: Application, user: User, handles: bool, steps: list[str]) -> dict[str, object]:
    """Why it is answered anew, who else may put the answer off, and what came in."""
    return {
        "correct_by": clocks.correct_by(application),
        **waiting.arrived(application, handles),
        "objections": application.objections.all(),
        "reopened_by": _reopened_by(application),
        "extends": _who_extends(application, user, handles, steps),
        "extension_asked": extending.asked_for(application),
    }


def _who_extends(application: Application, user: User, handles: bool, steps: list[str]) -> str:
    """The role that may put the answer off, for an officer who may not; empty when nobody can any more."""
    today = timezone.localdate()
    is_open = application.status == Status.REGISTERED and application.answer_by
    is_theirs = "extend" in steps and actions.may_extend(application, user, on=today)
    if not handles or not is_open or is_theirs:
        return ""
    in_time = today <= application.answer_by and deciding.days_left_to_extend(application) > 0
    return Role(application.rules.extension.approver).label if in_time else ""


def _files(application: Application) -> tuple[list[CaseFile], list[CaseFile]]:
    """The files of a case, and apart from them the identity papers, which are opened in another way."""
    kept = list(application.files.select_related("redaction"))
    papers = [file for file in kept if file.purpose == CaseFile.Purpose.IDENTITY]
    return [file for file in kept if file.purpose != CaseFile.Purpose.IDENTITY], papers


def _begun(
    request: HttpRequest, application: Application, makers: dict[str, "Maker"], chosen: Outcome | None
) -> dict[str, "Maker"]:
    """The makers; that of a draft begins with the text or the linked answer that the address asks for."""
    if "draft" in makers and chosen:
        asked = {name: request.GET.get(name, "") for name in ("text", "like")}
        started = linking.start(application, chosen, **asked)
        makers["draft"] = partial(makers["draft"], initial=makers["draft"].keywords["initial"] | started)
    return makers


def _asked_before(application: Application, handles: bool) -> dict[str, list]:
    """What it is linked with and, while it is open, what is alike, for those who handle it."""
    hints = linking.hints(application) if handles and application.status in OPEN else []
    return {"links": list(application.links.select_related("other")), "hints": hints}


def _beside(application: Application) -> dict[str, forms.Form]:
    """The forms beside the steps; notes and messages have the same field, so their ids differ."""
    beside = {
        "note": NoteForm(auto_id="note_%s"),
        "message": SayForm(auto_id="message_%s"),
        "files": AddFilesForm(),
        "look": LookForm(auto_id="look_%s"),
        "hold": HoldForm(auto_id="hold_%s"),
        "new_code": NewCodeForm(),
    }
    if application.status not in redacting.OVER:
        beside |= {"redact": RedactForm(), "link": LinkForm()}
    if application.status == Status.REGISTERED:
        day = assigning.internal_day(application, timezone.localdate())
        beside["assign"] = AssignForm(application=application, initial={"due_on": day})
        beside["search"] = SearchForm(initial={"on": timezone.localdate()})
    return beside


def _facts(
    application: Application, notices: list[Notice], files: list[CaseFile], today: date, searched: bool
) -> checklist.Facts:
    """What the check list needs to know beside the application itself; days only where its step names them."""
    promised, asking = application.rules.clocks, application.rules.correction
    register_by = ask_by = None
    if application.status == Status.RECEIVED:
        register_by = clocks.end_of(application, promised["register"].length, start=application.received_on)
    if application.status == Status.REGISTERED and actions.may_ask_correction(application):
        ask_by = clocks.end_of(application, asking.ask_within, start=intake.last_receipt(application))
    asked = any(entry.clock == clocks.THIRD_PARTY for entry in application.clock_entries.all())
    return checklist.Facts(
        notices=notices,
        files=files,
        register_by=register_by,
        ask_by=ask_by,
        asked_third_party=asked,
        searched=searched,
        report_by=disputes.report_by(application) if application.status == Status.DECIDED else None,
        reported=hasattr(application, "upward_report"),
        today=today,
    )


def _keeping(application: Application) -> dict[str, object]:
    """How long what is personal in it is kept, by whose rule, and what holds it."""
    return {
        "hold": application.holds.filter(lifted_at=None).select_related("set_by").first(),
        "kept_until": retention.kept_until(application),
        "keeping": retention.rule_of(application),
    }


def _fee(application: Application) -> dict[str, object]:
    """The fee that was asked for, with its working and the last day to pay."""
    fee = getattr(application, "fee", None)
    if fee is None:
        return {}
    rows = [[pgettext("fee", "Counted"), rule_words.fee_basis(fee)], *rule_words.fee_rows(fee)]
    return {"fee": fee, "fee_rows": rows, "pay_by": charging.pay_by(application)}


def _entries(application: Application) -> list[tuple[ClockEntry, str]]:
    """What happened to the clocks, each entry with the name of its clock."""
    names = {code: promised.name for code, promised in application.rules.clocks.items()}
    names[clocks.CORRECTION] = pgettext("of an application", "Correction")
    return [(entry, names[clocks.rule_of(entry.clock)]) for entry in application.clock_entries.all()]


def _forms(application: Application, user: User, offered: list[str], chosen_outcome: str) -> dict[str, Maker]:
    """A form for each of the ``offered`` steps that ``user`` can take on this page."""
    today = timezone.localdate()
    makers: dict[str, Maker] = {}
    if "register" in offered:
        makers["register"] = forms.Form
    outcomes = application.rules.outcomes
    has_own_outcome = any(outcome.effect == "correct" for outcome in outcomes.values())
    waits = clocks.open_third_parties(application)
    may_ask = not has_own_outcome and not waits and actions.may_ask_correction(application)
    if "ask_correction" in offered and may_ask:
        makers["ask_correction"] = AskCorrectionForm
    if "consult_third_party" in offered and actions.may_consult(application):
        makers["consult_third_party"] = ConsultForm
    if "consult_agency" in offered and actions.may_consult(application, clocks.AGENCIES):
        makers["consult_agency"] = ConsultAgencyForm
    if "third_party_answered" in offered and waits:
        makers["third_party_answered"] = partial(OpinionOfThirdPartyForm, waits=waits, initial={"on": today})
    if "lapse" in offered:
        makers["lapse"] = forms.Form
    if not waits:
        makers |= waiting.extension_forms(application, user, offered)
    chosen = outcomes.get(chosen_outcome)
    if "draft" in offered and chosen:
        initial = application.decision if application.outcome == chosen_outcome else {}
        if "searched" in chosen.needs:
            initial = {"searched": searching.summary(application), **initial}
        if application.points_to_id:
            initial = {**initial, "disclosure": application.points_to.index_number}
        tells = deciding.must_tell_third_parties(application, chosen)
        makers["draft"] = partial(
            DraftForm, outcome=chosen, agency=application.agency, tells_third_parties=tells, initial=initial
        )
    makers |= waiting.together_forms(application, offered)
    makers |= waiting.reasons_forms(application, offered)
    if "check_identity" in offered and rectifying.may_check(application):
        makers["check_identity"] = CheckIdentityForm
    makers |= waiting.fee_forms(application, offered)
    if "deliver" in offered:
        opened = opening.first_opened(application)
        on = timezone.localdate(opened) if opened else today
        makers["deliver"] = partial(
            DeliverForm, initial={"on": on, "way": DeliveryWay.WEB if opened else None}
        )
    return makers


@login_required
@never_cache
@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step. What was typed stays when something is wrong, and a refusal says why."""
    application = case_of(request, pk)
    if step not in TOLD:
        raise Http404
    outcome = request.GET.get("outcome", "")
    offered = open_steps(application, request.user, on=timezone.localdate())
    maker = _forms(application, request.user, offered, outcome).get(step)
    if maker is None:
        messages.error(request, _("This step cannot be taken now, or it is not yours."))
        return redirect(application)
    form = maker(request.POST)
    if form.is_valid():
        try:
            _act(application, step, form, outcome, request.user)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, reason)
        else:
            messages.success(request, TOLD[step])
            return redirect(application)
    return case_page(request, case_of(request, pk), bound={step: form}, status=422)


def _act(application: Application, step: str, form: forms.Form, outcome: str, by: User) -> None:
    call = partial(getattr(actions, step), application, by=by, now=timezone.now())
    if step == "draft":
        call(outcome=outcome, decision=form.decision, points_to=form.cleaned_data.get("disclosure"))
    else:
        call(**form.cleaned_data)


@login_required
@never_cache
@require_POST
def identity(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the identity number on this one page; the look is recorded first."""
    application = case_of(request, pk)
    form = LookForm(request.POST, auto_id="look_%s")
    if may(request.user, rules.SEE_IDENTITY, application, on=timezone.localdate()) and not form.is_valid():
        return case_page(request, application, bound={"look": form}, status=422)
    try:
        number = actions.see_identity(
            application, reason=request.POST.get("reason", ""), by=request.user, now=timezone.now()
        )
    except Refused as refusal:
        raise PermissionDenied(*refusal.reasons) from refusal
    return case_page(request, case_of(request, pk), identity=number)
