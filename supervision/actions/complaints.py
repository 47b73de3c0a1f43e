"""What is done with a complaint: received, taken up, put under a tier, explained, answered, passed on, closed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from catalog.models import Disclosure, DisclosureItem, Obligation
from core.bodies import opening
from core.deadlines import lengths
from core.guests import query_codes
from core.mail import letters
from core.models import Agency, Department, User
from core.permissions import holders
from core.regimes.parts import clocks_for
from core.roles import Role
from core.serials import next_number
from core.transitions import Refused, take
from core.workdays import Span
from supervision import complaint_clock, rules
from supervision.complaint_clock import Act
from supervision.models import Complaint, ComplaintClockEntry

CHOSEN = gettext_noop("Tier chosen when the complaint was taken up")
ABOUT = {Disclosure: "disclosure", Obligation: "obligation", DisclosureItem: "item"}


@transaction.atomic
def receive(
    *,
    agency: Agency,
    text: str,
    now: datetime,
    name: str = "",
    phone: str = "",
    email: str = "",
    about: Disclosure | Obligation | DisclosureItem | None = None,
) -> tuple[Complaint, str]:
    """Take a complaint in: number, query code, clock, and letters to those who look into it (I-241, C-108).

    ``about`` is what it is about, when a page of the agency was named. The longest tier holds until the body has
    chosen one. The query code is returned once; only its keyed hash is kept. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    if reasons := opening.shut(agency):
        raise Refused(*reasons)
    if not text.strip():
        raise Refused(_("Say what you complain about."))
    if about is not None and about.agency_id != agency.pk:
        raise Refused(_("What the complaint is about belongs to another body."))
    version = agency.regime.version_on(today)
    tiers = clocks_for(version.rules.clocks, "complaint")
    serial = next_number(agency, "complaint", today.year)
    complaint = Complaint(
        agency=agency,
        version=version,
        number=f"{agency.code}-投诉〔{today.year}〕{serial:04d}",
        tier=tiers[-1].code if tiers else "",
        text=text.strip(),
        name=name.strip(),
        phone=phone.strip(),
        email=email.strip(),
        received_on=today,
        received_at=now,
        **({ABOUT[type(about)]: about} if about is not None else {}),
    )
    code = query_codes.new_code()
    complaint.code_hash = query_codes.code_hash(complaint.number, code)
    complaint.save(force_insert=True)
    complaint.events.create(action="receive", previous="", current=complaint.status, actor=None, at=now)
    if tiers:
        _note(complaint, Act.START, on=today, now=now)
    _write_to(complaint, "complaint_received", now)
    tell_handlers(complaint, "complaint_arrived", now)
    return complaint, code


@transaction.atomic
def take_up(
    complaint: Complaint, *, tier: str, department: Department | None, by: User, now: datetime
) -> Complaint:
    """Take it up: choose its tier, and the department that looks into it, whose people are told by letter.

    The tier counts from the receipt. Raises ``Refused``.
    """

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)
        yield from _unknown_tier(locked, tier)
        if department is not None and department.agency_id != locked.agency_id:
            yield _("The department belongs to another agency.")

    provisional = complaint.tier
    take(complaint, "take_up", by=by, now=now, blockers=blockers, tier=tier, department=department)
    if tier != provisional:
        _note(complaint, Act.RESTART, on=complaint.received_on, now=now, by=by, reason=CHOSEN)
    if department is not None:
        _tell(complaint, rules.DRAFT_COMPLAINT.roles, "complaint_given", now)
    return complaint


@transaction.atomic
def change_tier(complaint: Complaint, *, tier: str, reason: str, by: User, now: datetime) -> Complaint:
    """Put it under another tier: the clock begins anew today, for a reason that is told. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)
        yield from _unknown_tier(locked, tier)
        if tier == locked.tier:
            yield _("The complaint stands under this tier already.")
        if not reason:
            yield _("Say why the tier is changed.")
        yield from past(locked, timezone.localdate(now))

    take(complaint, "change_tier", by=by, now=now, note=reason, blockers=blockers, tier=tier)
    _note(complaint, Act.RESTART, on=timezone.localdate(now), now=now, by=by, reason=reason)
    _write_to(complaint, "complaint_explained", now, words=reason)
    return complaint


@transaction.atomic
def explain(complaint: Complaint, *, words: str, days: int, by: User, now: datetime) -> Complaint:
    """Explain to the person why it cannot be settled yet; the answer is put off by ``days`` (J1-253).

    Days are of the tier's kind, and as many as the longest tier at most. Raises ``Refused``.
    """
    words = words.strip()

    def blockers(locked: Complaint) -> Iterator[str]:
        most = complaint_clock.most_days_to_explain(locked)
        yield from _own_work(locked, by)
        if not words:
            yield _("Say to the person why it takes longer.")
        if not 0 < days <= most:
            yield _(
                "One explanation puts the answer off by at most %(length)s, the length of the longest tier."
            ) % {"length": lengths.in_words(Span(most, complaint_clock.is_working(locked)))}
        yield from past(locked, timezone.localdate(now))

    take(complaint, "explain", by=by, now=now, note=words, blockers=blockers)
    _note(complaint, Act.EXTEND, on=timezone.localdate(now), now=now, by=by, days=days, reason=words)
    _write_to(complaint, "complaint_explained", now, words=words)
    return complaint


@transaction.atomic
def draft(complaint: Complaint, *, text: str, by: User, now: datetime) -> Complaint:
    """Draft the answer in the department that looks into it; who handles complaints reads it and answers.

    Never by who did the work that the complaint is about. Raises ``Refused``.
    """
    text = text.strip()

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)
        if locked.department_id is None:
            yield _("This complaint was given to no department.")
        if not text:
            yield _("The answer is empty.")

    return take(complaint, "draft", by=by, now=now, blockers=blockers, draft=text, drafted_by=by)


@transaction.atomic
def answer(complaint: Complaint, *, text: str, by: User, now: datetime) -> Complaint:
    """Answer who complained. Nobody answers a complaint about their own work. Raises ``Refused``."""
    text, today = text.strip(), timezone.localdate(now)

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)
        if not text:
            yield _("The answer is empty.")

    take(
        complaint, "answer", by=by, now=now, blockers=blockers, answer=text, answered_by=by, answered_on=today
    )
    _note(complaint, Act.STOP, on=today, now=now, by=by)
    _write_to(complaint, "complaint_answered", now)
    return complaint


@transaction.atomic
def pass_on(complaint: Complaint, *, to: str, reason: str, by: User, now: datetime) -> Complaint:
    """Pass it on to who is competent, such as the body for discipline (J1-255); who complained is told where and why.

    Raises ``Refused``.
    """
    to, reason = to.strip(), reason.strip()

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)
        if not to:
            yield _("Say to whom it is passed on.")
        if not reason:
            yield _("Say why it is passed on.")

    take(
        complaint,
        "pass_on",
        by=by,
        now=now,
        note=reason,
        blockers=blockers,
        passed_to=to,
        passing_reason=reason,
    )
    _note(complaint, Act.STOP, on=timezone.localdate(now), now=now, by=by)
    _write_to(complaint, "complaint_passed_on", now)
    return complaint


def close(complaint: Complaint, *, by: User, now: datetime, note: str = "") -> Complaint:
    """Close what was answered or passed on. Raises ``Refused``."""

    def blockers(locked: Complaint) -> Iterator[str]:
        yield from _own_work(locked, by)

    return take(complaint, "close", by=by, now=now, note=note.strip(), blockers=blockers)


def is_own_work(complaint: Complaint, user: User) -> bool:
    """Whether the complaint is about what ``user`` wrote, proposed or approved themselves."""
    if complaint.disclosure_id:
        made = Disclosure.objects.filter(pk=complaint.disclosure_id)
    elif complaint.obligation_id:
        made = Disclosure.objects.filter(obligation_id=complaint.obligation_id)
    else:
        return False
    makers = made.values_list("created_by_id", "proposed_by_id", "approved_by_id")
    return any(user.pk in people for people in makers)


def _own_work(complaint: Complaint, by: User) -> Iterator[str]:
    if is_own_work(complaint, by):
        yield _("The complaint is about your own work; somebody else looks into it.")


def _unknown_tier(complaint: Complaint, tier: str) -> Iterator[str]:
    known = [one.code for one in complaint.tiers]
    if tier not in known and (known or tier):
        yield _("The rules of this body have no such tier.")


def past(complaint: Complaint, today: date) -> Iterator[str]:
    """Why the answer to a complaint cannot be put off on ``today``, whatever is typed."""
    if complaint.answer_by is None:
        yield _("The rules of this body set no term for complaints.")
    elif today > complaint.answer_by:
        yield _("The day of answer has passed; it can no longer be put off.")


def _note(
    complaint: Complaint,
    act: str,
    *,
    on: date,
    now: datetime,
    by: User | None = None,
    days: int | None = None,
    reason: str = "",
) -> ComplaintClockEntry | None:
    """Write down what happened to the clock, and keep the day of answer that follows from all entries."""
    if not complaint.tier:
        return None
    entry = complaint.clock_entries.create(
        tier=complaint.tier, act=act, on=on, days=days, reason=reason, by=by, at=now
    )
    due = complaint_clock.due(complaint)
    complaint.answer_by, complaint.provisional = due.day, due.provisional
    complaint.save(update_fields=["answer_by", "provisional"])
    return entry


def tell_handlers(complaint: Complaint, letter: str, now: datetime, **context) -> None:
    """One letter for each person who looks into complaints there; none for whom it is about. It quotes nothing."""
    _tell(complaint, rules.HANDLE_COMPLAINTS.roles, letter, now, **context)


def _tell(complaint: Complaint, roles: Iterable[Role], letter: str, now: datetime, **context) -> None:
    place = {"agency": complaint.agency, "department": complaint.department}
    people = {
        person
        for role in roles
        for person in holders(role, **place, on=timezone.localdate(now))
        if person.email
    }
    for person in sorted(people, key=lambda person: person.pk):
        if not is_own_work(complaint, person):
            said = {"complaint": complaint, "person": person, "site": settings.SITE_URL, **context}
            letters.owe(letter, to=person.email, context=said, now=now)


def _write_to(complaint: Complaint, letter: str, now: datetime, **context) -> None:
    if complaint.email:
        letters.owe(letter, to=complaint.email, context={"complaint": complaint, **context}, now=now)
