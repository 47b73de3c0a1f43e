"""Objections: entered at the desk or by the applicant on the portal, owned by somebody, answered by a numbered notice.

An objection moves no clock of the case: whoever drafts and decides reads it there. It has a day of its own: that of
the regime, where its file names the clock ``objection``, else the one that the officer named, else fifteen working
days, the time that the Regulation gives a third party for its own opinion (art. 32). Late ones are told to those who
supervise.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.deadlines import calendars
from core.guests import query_codes
from core.mail import letters
from core.models import User
from core.permissions import holders, may
from core.roles import Role
from core.transitions import Refused, take
from core.workdays import Span
from requests_app import rules
from requests_app.actions import clocks, notices
from requests_app.models import Application, ApplicationEvent, Objection

CLOCK = "objection"
USUAL = Span(15, working=True)
MOST_WAITING = 5  # objections of one applicant that wait in one case
OFFICERS = (Role.INTAKE_OFFICER, Role.DISCLOSURE_OFFICE)


def due_on(application: Application, *, start: date, chosen: date | None = None) -> date:
    """The last day for the answer to an objection of the day ``start``; ``chosen`` counts where no rule names one."""
    rule = application.rules.clocks.get(CLOCK)
    if rule is None and chosen is not None:
        return chosen
    return clocks.end_of(application, rule.length if rule else USUAL, start=start)


def may_object(application: Application) -> bool:
    """Whether the applicant may object on the portal."""
    is_known = application.status in application.STEPS["object"].sources and application.purged_on is None
    return is_known and application.objections.waiting().filter(is_of_applicant=True).count() < MOST_WAITING


def open_objection(
    application: Application,
    event: ApplicationEvent,
    *,
    raised_on: date,
    now: datetime,
    who: str = "",
    chosen: date | None = None,
    owner: User | None = None,
) -> Objection:
    """Make of a step that took an objection a piece of work. Call it inside the transaction of the step.

    Raises ``Refused`` for a chosen day that lies before the objection.
    """
    last, who = due_on(application, start=raised_on, chosen=chosen), who.strip()
    if last < raised_on:
        raise Refused(_("An objection cannot be due before it came."))
    made = Objection.objects.create(
        application=application,
        event=event,
        is_of_applicant=not who,
        who=who,
        raised_on=raised_on,
        due_on=last,
        owner=owner,
    )
    people = [] if owner else officers(application, timezone.localdate(now))
    _write("objection_raised", made, people, now)
    return made


@transaction.atomic
def object_to(application: Application, *, text: str, now: datetime) -> Objection:
    """Take the applicant's objection on the portal. Raises ``Refused``."""
    text, today = text.strip(), timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        if not text:
            yield _("Write what you object to, and why.")
        if not may_object(locked):
            yield _("So many objections wait for an answer already; please call the body.")

    take(application, "object", by=None, now=now, note=text, blockers=blockers)
    event = application.events.filter(action="object").latest("pk")
    return open_objection(application, event, raised_on=today, now=now)


def party_of(number: str, code: str) -> tuple[Application, str] | None:
    """The case and the third party that number and code of the letter belong to; None when they belong to nobody."""
    found = Application.objects.filter(number__iexact=number, purged_on=None).first()
    asked = clocks.third_parties(found) if found else {}
    for name, who in asked.items():
        is_party = clocks.rule_of(name) == clocks.THIRD_PARTY
        if is_party and query_codes.is_same(code, clocks.answer_code(found, name)):
            return found, who
    return None


@transaction.atomic
def object_as_party(application: Application, *, party: str, text: str, now: datetime) -> Objection:
    """Take the objection on the portal of ``party``, who was asked in this case. Raises ``Refused``."""
    text, today = text.strip(), timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        if not text:
            yield _("Write what you object to, and why.")
        waiting = locked.objections.waiting().filter(is_of_applicant=False)
        if sum(one.who == party for one in waiting) >= MOST_WAITING:
            yield _("So many objections wait for an answer already; please call the body.")

    take(application, "object", by=None, now=now, note=text, blockers=blockers)
    event = application.events.filter(action="object").latest("pk")
    return open_objection(application, event, raised_on=today, who=party, now=now)


@transaction.atomic
def give(objection: Objection, *, owner: User, by: User, now: datetime) -> Objection:
    """Let ``owner`` answer it, who is told by letter. Raises ``Refused``."""
    application, today = _locked(objection, by, now), timezone.localdate(now)
    if not may(owner, rules.HANDLE, application, on=today):
        raise Refused(_("%(person)s does not handle this case.") % {"person": owner})
    still = Objection.objects.filter(pk=objection.pk, answered_at=None)
    if not still.update(owner=owner):
        raise Refused(_("It was answered already."))
    objection.refresh_from_db()
    if owner != by:
        _write("objection_raised", objection, [owner], now)
    return objection


@transaction.atomic
def answer(objection: Objection, *, result: str, text: str, by: User, now: datetime) -> Objection:
    """Answer it by a numbered notice, which says the result and the reasons. Raises ``Refused``."""
    application, text = _locked(objection, by, now), text.strip()

    def blockers(_locked: Application) -> Iterator[str]:
        if objection.answered_at:
            yield _("It was answered already.")
        if result not in Objection.Result:
            yield _("Choose whether it is accepted.")
        if not text:
            yield _("An answer needs its reasons.")

    note = str(Objection.Result(result).label) if result in Objection.Result else ""
    take(application, "answer_objection", by=by, now=now, note=note, blockers=blockers)
    changes = {"result": result, "answer": text, "answered_by": by, "answered_at": now}
    Objection.objects.filter(pk=objection.pk, answered_at=None).update(**changes)
    objection.refresh_from_db()
    notices.issue_objection(application, objection, by=by, now=now)
    return objection


def _locked(objection: Objection, by: User, now: datetime) -> Application:
    application = Application.objects.select_for_update().get(pk=objection.application_id)
    objection.refresh_from_db()
    if not may(by, rules.HANDLE, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officers answer objections."))
    return application


def officers(application: Application, today: date) -> list[User]:
    """Those who handle the case today."""
    place = {"agency": application.agency, "department": application.department, "on": today}
    return [person for role in OFFICERS for person in holders(role, **place)]


def warn(*, now: datetime) -> int:
    """Tell the owner from the working day before the day, and those who supervise once it is past. Returns how many.

    Asks "reached and not yet told": a clock that slept catches up, two clocks tell once.
    """
    today = timezone.localdate(now)
    return sum(_warn(one, today, now) for one in list(_near(today)))


def count_near(*, now: datetime) -> int:
    """How many objections would be spoken of now."""
    return sum(1 for _one in _near(timezone.localdate(now)))


def _near(today: date) -> Iterator[Objection]:
    untold = Q(warned_on=None) | Q(overdue_on=None, due_on__lt=today)
    rows = Objection.objects.waiting().filter(untold).select_related("application__agency", "owner")
    for one in rows.order_by("due_on", "pk"):
        if today >= calendars.of(one.application.agency).add(one.due_on, -1):
            yield one


@transaction.atomic
def _warn(one: Objection, today: date, now: datetime) -> bool:
    is_late = one.due_on < today
    told = {"overdue_on": today, "warned_on": one.warned_on or today} if is_late else {"warned_on": today}
    claimed = {"overdue_on": None} if is_late else {"warned_on": None}
    if not Objection.objects.filter(pk=one.pk, answered_at=None, **claimed).update(**told):
        return False  # somebody else was faster
    people = [one.owner] if one.owner else officers(one.application, today)
    if is_late:
        place = {"agency": one.application.agency, "department": one.application.department}
        people += [*holders(Role.SUPERVISOR, on=today, **place)]
    _write("objection_late" if is_late else "objection_near", one, people, now)
    return True


def _write(letter: str, one: Objection, people: Iterable[User], now: datetime) -> None:
    context = {"application": one.application, "objection": one}
    for to in dict.fromkeys(person.email for person in people if person.email):
        letters.owe(letter, to=to, context=context, now=now)
