"""The desk of the application officers: what is open, how urgent it is, and one screen for every step."""

from datetime import date
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.deadlines import calendars
from core.exports import pdf
from core.models import Agency, Letter, User
from core.permissions import may, reaches
from core.roles import Role
from core.scheduler import reminding
from core.transitions import Refused, open_steps
from core.web import pagination, refusals
from core.web.methods import require_POST
from core.workdays import Calendar
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
    redacting,
    retention,
)
from requests_app.desk import decisions, rule_words, status_words, urgency
from requests_app.forms.lists import DeskFilter
from requests_app.forms.officers import AddFilesForm, AssignForm, NoteForm, SayForm
from requests_app.forms.privacy import HoldForm, LookForm, NewCodeForm
from requests_app.forms.steps import LinkForm, RedactForm, SearchForm
from requests_app.models import (
    Application,
    ArrivedMail,
    CaseFile,
    CaseKind,
    ClockEntry,
    Dispute,
    Notice,
    Status,
)
from requests_app.models.choices import OPEN
from requests_app.views import case_steps, waiting
from requests_app.views.case_steps import Case

ROWS = 20
ON_DESK = (*OPEN, Status.DECIDED)  # a decision stays here until it is delivered
FINISHED = frozenset(Status) - frozenset(ON_DESK)
URGENT = (urgency.DAY.asc(nulls_last=True), "received_at", "pk")
OF_LED = ("number", "subject", "status", "answer_by", "led_by", "received_at")
NEWEST = ("-received_at", "-pk")  # nothing is urgent about what is finished


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
    narrowing = DeskFilter(request.GET, queryset=mine, conditions=lit)
    chosen, light, kind = (narrowing.chosen.get(name, "") for name in ("status", "light", "kind"))
    rows = narrowing.qs if chosen else narrowing.qs.filter(status__in=ON_DESK)
    order = NEWEST if chosen in FINISHED else URGENT
    pages = Paginator(_listed(rows).order_by(*order), ROWS)
    if not chosen and not kind:  # these are counted already
        pages.count = shining[light] if light else sum(shining.values())
    page = pages.get_page(request.GET.get("page"))
    days = calendars.several(row.agency.calendar for row in page.object_list)
    context = {
        "page": page,
        "lights": [
            (name, urgency.NAMES[name], number, _address(light=name)) for name, number in shining.items()
        ],
        "light": light,
        "may_enter": bool(handles),
        "oversees": bool(oversees),
        "extensions": extending.waiting_for(request.user, on=today),
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
        "chosen": chosen,
        "tabs": [(status, status.label, counts.get(status, 0)) for status in Status],
        "kind": kind,
        "requests_count": requests,
        "open_count": sum(counts.get(status, 0) for status in ON_DESK),
        **pagination.links(page, request.GET, said=narrowing.said),
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
        ).prefetch_related(
            "clock_entries",
            "asked_extensions__asked_by",
            Prefetch("led", Application.objects.only(*OF_LED)),
        ),
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
    user, today = request.user, timezone.localdate()
    steps = waiting.offered(application, user)
    due, told = clocks.answer_due(application), status_words.full_story(application)
    notices = list(application.notices.select_related("replaced_by", "posting"))
    files, papers = _files(application)
    searches = list(application.searches.all())
    handles, days = may(user, rules.HANDLE, application, on=today), calendars.of(application.agency)
    context = {
        "application": application,
        "rules": application.rules,
        "light": status_words.light(
            application,
            today=today,
            calendar=days,
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
            application, _facts(application, notices, files + papers, today, bool(searches), days)
        ),
        "handles": handles,
        "unprintable": pdf.unprintable(application.applicant_name, application.address, application.subject),
        "identity": identity,
        "identity_papers": papers,
        "may_see_identity": may(user, rules.SEE_IDENTITY, application, on=today),
        "may_decide": "decide" in steps and application.drafted_by_id != user.pk,
        "steps": steps,
        **_to_do(request, application, steps, bound or {}, days),
        **_standing_of(application, user, handles, steps),
        "outcomes": application.rules.outcomes.values(),
        "corrections": [one.note for one in told if one.action in notice_values.CORRECTED],
        "may_hold": may(user, rules.HOLD, application, on=today),
        **_keeping(application),
        **_fee(application),
        "undelivered": Letter.objects.troubled(timezone.now()).filter(about=application.number),
        **_asked_before(application, handles),
        **waiting.together(application),
    }
    return render(request, "requests_app/case.html", context, status=status)


def _to_do(
    request: HttpRequest,
    application: Application,
    steps: list[str],
    bound: dict[str, forms.Form],
    days: Calendar,
) -> dict[str, object]:
    """The forms of the page, those ``bound`` with what was typed, and what is to be done now in its order."""
    chosen = application.rules.outcomes.get(request.GET.get("outcome", ""))
    begun = {name: request.GET.get(name, "") for name in ("text", "like")}
    before = Case(application, request.user, timezone.localdate(), chosen, begun, days)
    standing = case_steps.standing(before, steps)
    stands = {verb: make() for verb, make in standing.makers.items()} | bound
    return {
        "forms": _beside(application) | stands,
        "to_do": case_steps.shown(before, steps, standing, stands),
        "outcome": chosen,
        "texts": linking.texts(application, chosen) if "draft" in stands and chosen else [],
    }


def _reopened_by(application: Application) -> Dispute | None:
    """The dispute whose result has the application answered anew, while it is open."""
    entries = application.clock_entries.all()
    if application.status not in OPEN or not any(entry.act == ClockEntry.Act.REOPEN for entry in entries):
        return None
    return application.disputes.filter(reopened_on__isnull=False).last()


def _standing_of(application: Application, user: User, handles: bool, steps: list[str]) -> dict[str, object]:
    """Why it is answered anew, who else may put the answer off, and what came in."""
    asked = extending.asked_for(application)
    return {
        "correct_by": clocks.correct_by(application),
        **waiting.arrived(application, handles),
        "objections": application.objections.all(),
        "reopened_by": _reopened_by(application),
        "extends": _who_extends(application, user, handles, steps),
        "extension_asked": asked,
        "extension_length": extending.length_of(asked) if asked else "",
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
    application: Application,
    notices: list[Notice],
    files: list[CaseFile],
    today: date,
    searched: bool,
    days: Calendar,
) -> checklist.Facts:
    """What the check list needs to know beside the application itself; days only where its step names them."""
    promised, asking = application.rules.clocks, application.rules.correction
    register_by = ask_by = None
    if application.status == Status.RECEIVED:
        length, start = promised["register"].length, application.received_on
        register_by = clocks.end_of(application, length, start=start, days=days)
    if application.status == Status.REGISTERED and actions.may_ask_correction(application):
        start = intake.last_receipt(application)
        ask_by = clocks.end_of(application, asking.ask_within, start=start, days=days)
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


@login_required
@never_cache
@require_POST
def take(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take one step. What was typed stays when something is wrong, and a refusal says why."""
    application = case_of(request, pk)
    one = case_steps.OF_VERB.get(step)
    if one is None:
        raise Http404
    today = timezone.localdate()
    chosen = application.rules.outcomes.get(request.GET.get("outcome", ""))
    before = Case(application, request.user, today, chosen)
    is_offered = step in open_steps(application, request.user, on=today)
    standing = case_steps.standing(before, [step] if is_offered else [])
    maker = standing.makers.get(step)
    if maker is None:
        not_now = [_("This step cannot be taken now, or it is not yours.")]
        for reason in standing.against.get(step, not_now):
            messages.error(request, reason)
        return redirect(application)
    form = maker(request.POST)
    if form.is_valid():
        with refusals.said_in(form):
            one.take(before, form, now=timezone.now())
            messages.success(request, one.done)
            return redirect(application)
    return case_page(request, case_of(request, pk), bound={step: form}, status=422)


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
