"""After an answer: reconsiderations and lawsuits entered as they go on, ratings taken once, reports sent upward."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.mail import letters
from core.models import RegimeVersion, User
from core.permissions import holders, may
from core.roles import Role
from core.transitions import Refused, take
from core.workdays import Calendar
from requests_app import rules
from requests_app.actions import clocks, retention
from requests_app.models import Application, Dispute, Rating, Status, UpwardReport

REPORT = "report_application"  # the clock of a regime for the report to the superior office
Route = Dispute.Route


@transaction.atomic
def open_dispute(
    application: Application,
    *,
    route: str,
    body: str,
    number: str,
    filed_on: date,
    notified_on: date,
    by: User,
    now: datetime,
    after: Dispute | None = None,
) -> Dispute:
    """Enter that ``body`` accepted a reconsideration or a lawsuit; nothing of the file is purged while it goes on.

    A suit after a reconsideration names it. Those who drafted and decided, and the disclosure office, get a letter.
    Raises ``Refused``.
    """
    locked, today = Application.objects.select_for_update().get(pk=application.pk), timezone.localdate(now)
    body, number = body.strip(), number.strip()
    if not may(by, rules.HANDLE, locked, on=today):
        raise Refused(_("Only the application officers enter reconsiderations and lawsuits."))
    if reasons := list(_faults(locked, route, body, number, filed_on, notified_on, after, today)):
        raise Refused(*reasons)
    made = Dispute.objects.create(
        application=locked,
        agency_id=locked.agency_id,
        department=locked.department,
        route=route,
        after=after,
        body=body,
        number=number,
        filed_on=filed_on,
        notified_on=notified_on,
    )
    made.events.create(action="open", previous="", current=made.status, actor=by, at=now)
    if not locked.purged_on and not locked.holds.filter(lifted_at=None).exists():
        retention.hold(locked, reason=f"{made.get_route_display()} {number}", by=by, now=now)
    _tell(made, "dispute_opened", now)
    return made


def _faults(
    application: Application,
    route: str,
    body: str,
    number: str,
    filed_on: date,
    notified_on: date,
    after: Dispute | None,
    today: date,
) -> Iterator[str]:
    if not body or not number:
        yield _("Name the body that decides and the number of the case.")
    if not application.received_on <= filed_on <= today:
        yield _("It was accepted between the receipt of the application and today.")
    if not filed_on <= notified_on <= today:
        yield _("We were told between the day it was accepted and today.")
    if route == Route.SUIT_AFTER_REVIEW and after is None:
        yield _("Name the reconsideration before the lawsuit.")
    if route != Route.SUIT_AFTER_REVIEW and after is not None:
        yield _("Only a lawsuit after a reconsideration names one.")
    if after is not None and (after.application_id != application.pk or after.route != Route.REVIEW):
        yield _("This is no reconsideration of this application.")
    if application.disputes.filter(body=body, number=number).exists():
        yield _("This case is entered already.")


def state(dispute: Dispute, *, on: date, by: User, now: datetime) -> Dispute:
    """Enter the day of our own statement. Raises ``Refused``."""
    today = timezone.localdate(now)

    def blockers(locked: Dispute) -> Iterator[str]:
        if locked.stated_on:
            yield _("Our statement is entered already.")
        elif not locked.notified_on <= on <= today:
            yield _("Our statement lies between the day we were told and today.")

    return take(dispute, "state", by=by, now=now, note=on.isoformat(), blockers=blockers, stated_on=on)


def note(dispute: Dispute, *, text: str, by: User, now: datetime) -> Dispute:
    """Add an entry: a hearing, a letter, a change of the case. It is never changed. Raises ``Refused``."""
    text = text.strip()

    def blockers(_locked: Dispute) -> Iterator[str]:
        if not text:
            yield _("The entry is empty.")

    return take(dispute, "note", by=by, now=now, note=text, blockers=blockers)


@transaction.atomic
def end(
    dispute: Dispute,
    *,
    result: str,
    on: date,
    decision: str,
    by: User,
    now: datetime,
    anew: bool = False,
    anew_days: int | None = None,
) -> Dispute:
    """Enter the result of the day ``on``, as table four of the annual report counts it.

    ``anew`` says that the application is to be answered anew, within ``anew_days`` working days when it names them.
    Raises ``Refused``.
    """
    today, decision = timezone.localdate(now), decision.strip()

    def blockers(locked: Dispute) -> Iterator[str]:
        if not locked.filed_on <= on <= today:
            yield _("The result lies between the day it was accepted and today.")
        if not decision:
            yield _("Say what was decided.")
        if anew and result == Dispute.Result.UPHELD:
            yield _("An answer that was upheld is not given anew.")
        if anew_days is not None and not anew:
            yield _("A term goes with an answer that is to be given anew.")

    ended = {"result": result, "ended_on": on, "anew": anew, "anew_days": anew_days}
    take(dispute, "end", by=by, now=now, note=decision, blockers=blockers, **ended)
    _tell(dispute, "dispute_ended", now)
    return dispute


def reopen(dispute: Dispute, *, text: str, by: User, now: datetime) -> Dispute:
    """Take back a result that was entered wrongly; the entry of it stays. Raises ``Refused``."""
    text = text.strip()

    def blockers(locked: Dispute) -> Iterator[str]:
        if not text:
            yield _("Say what was wrong.")
        if locked.reopened_on:
            yield _("The application was reopened by this result already; it stays.")

    nothing = {"result": "", "ended_on": None, "anew": False, "anew_days": None}
    return take(dispute, "reopen", by=by, now=now, note=text, blockers=blockers, **nothing)


def _tell(dispute: Dispute, letter: str, now: datetime) -> None:
    """Write to those whom it concerns, each once: who drafted, who decided, the disclosure office."""
    application = dispute.application
    people = [application.drafted_by, application.decided_by]
    people += holders(
        Role.DISCLOSURE_OFFICE,
        agency=application.agency,
        department=application.department,
        on=timezone.localdate(now),
    )
    for to in dict.fromkeys(person.email for person in people if person is not None and person.email):
        letters.owe(letter, to=to, context={"dispute": dispute, "application": application}, now=now)


def may_rate(application: Application) -> bool:
    """Whether the applicant may rate the answer: once, after the decision."""
    decided = application.status in (Status.DECIDED, Status.CLOSED, Status.ARCHIVED)
    return decided and not application.purged_on and not hasattr(application, "rating")


@transaction.atomic
def rate(application: Application, *, stars: int, words: str, now: datetime) -> Rating:
    """Take the applicant's rating, from one to five. It is given once. Raises ``Refused``."""
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    if not may_rate(application) or Rating.objects.filter(application=application).exists():
        raise Refused(_("The answer was rated already, or there is none yet."))
    if not 1 <= stars <= 5:
        raise Refused(_("Choose from one to five."))
    return Rating.objects.create(application=application, stars=stars, words=words.strip(), given_at=now)


def report_by(application: Application, days: Calendar | None = None) -> date | None:
    """The last day for the report to the superior office; None where the regime wants none or nothing is decided.

    ``days`` is the calendar of the body when the caller has it.
    """
    promised = application.version.rules.clocks.get(REPORT)
    if promised is None or application.decided_on is None or application.old_number:
        return None
    return clocks.end_of(application, promised.length, start=application.decided_on, days=days)


def to_report(applications: QuerySet[Application]) -> QuerySet[Application]:
    """Those of ``applications`` that are to be reported or were: decided, under rules that want a report."""
    decided = applications.filter(decided_on__isnull=False, old_number="")
    ids = decided.order_by().values_list("version", flat=True).distinct()
    wanting = [one.pk for one in RegimeVersion.objects.filter(pk__in=ids) if REPORT in one.rules.clocks]
    return decided.filter(version__in=wanting)


@transaction.atomic
def report_upward(
    application: Application, *, to_body: str, on: date, note: str, by: User, now: datetime
) -> UpwardReport:
    """Report a decided application to the superior office: entered once, and written to who holds that office.

    Raises ``Refused``.
    """
    locked, today, to_body = application, timezone.localdate(now), to_body.strip()
    Application.objects.select_for_update().only("pk").get(pk=locked.pk)
    due_on = report_by(locked)
    if not may(by, rules.HANDLE, locked, on=today):
        raise Refused(_("Only the application officers report to the superior office."))
    if due_on is None:
        raise Refused(_("These rules want no report, or nothing is decided yet."))
    if UpwardReport.objects.filter(application=locked).exists():
        raise Refused(_("It was reported already."))
    if not to_body:
        raise Refused(_("Say to whom it was reported."))
    if not locked.decided_on <= on <= today:
        raise Refused(_("The report lies between the decision and today."))
    made = UpwardReport.objects.create(
        application=locked, to_body=to_body, due_on=due_on, reported_on=on, note=note.strip(), reported_by=by
    )
    current = locked.status
    locked.events.create(
        action="report_upward", previous=current, current=current, actor=by, note=to_body, at=now
    )
    for person in holders(Role.SUPERIOR_OFFICE, agency=locked.agency, on=today):
        context = {"application": locked, "report": made}
        letters.owe("application_reported", to=person.email, context=context, now=now)
    return made
