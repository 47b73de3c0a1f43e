"""Publishing in an emergency, without waiting for the chain, and reviewing it afterwards.

Who may is said by the regime (``emergency``), and within how many days somebody else must have looked at it. Only the
chain waits; what the gate finds in text and files does not, nor does the secrecy review: where nobody has signed it,
who publishes signs it, by name (ADR 45).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.actions import disclosures, filing, screening, starting
from catalog.models import Disclosure, Editor, EmergencyReminder, EmergencyReview
from catalog.screening import checks
from catalog.sources import Source
from core import reminders
from core.bodies import opening
from core.deadlines import calendars
from core.mail import letters
from core.models import Agency, Letter, User
from core.models.names import names_of
from core.permissions import Permission, holders, may, permission
from core.regimes.parsed import EmergencyRule
from core.roles import Role
from core.transitions import take

BEFORE = (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED, Disclosure.Status.IN_REVIEW)


def rule_of(disclosure: Disclosure, today: date) -> EmergencyRule:
    """What the regime in force today says of emergencies."""
    return disclosure.agency.regime.version_on(today).rules.emergency


def to_publish(rule: EmergencyRule) -> Permission:
    """The permission to publish in an emergency: only the role that the regime names has it."""
    return permission(f"catalog.emergency.{rule.role}", Role(rule.role))


def may_publish(disclosure: Disclosure, by: User, today: date) -> bool:
    """Whether ``by`` may publish ``disclosure`` at once."""
    is_open = disclosure.corrects_id is None and disclosure.source == Source.ACTIVE
    return is_open and may(by, to_publish(rule_of(disclosure, today)), disclosure, on=today)


def who_may(disclosure: Disclosure, today: date) -> str:
    """Who publishes ``disclosure`` at once, for those who may not: the role with its people; empty when nobody may."""
    if disclosure.status not in BEFORE or disclosure.corrects_id or disclosure.source != Source.ACTIVE:
        return ""
    role = Role(rule_of(disclosure, today).role)
    people = holders(role, agency=disclosure.agency, department=disclosure.department, on=today)
    names = _(", ").join(str(person) for person in people)
    return _("%(role)s: %(names)s") % {"role": role.label, "names": names} if names else str(role.label)


def publish(
    disclosure: Disclosure, *, reason: str, by: User, now: datetime, secrecy: bool = False
) -> EmergencyReview:
    """Publish ``disclosure`` at once and open its review, due in the regime's days. Raises ``Refused``.

    Content, scope and forbidden channels are checked as ever; so is what the scans find. ``reason`` is public. With
    ``secrecy`` who publishes signs that this text may be disclosed; without it, somebody must have signed before. Scans
    are owed also when it is refused: a worker looks through a long text meanwhile.
    """
    screening.owe(Disclosure.objects.get(pk=disclosure.pk), now=now)
    return _publish(disclosure, reason=reason, by=by, now=now, secrecy=secrecy)


@transaction.atomic
def _publish(
    disclosure: Disclosure, *, reason: str, by: User, now: datetime, secrecy: bool
) -> EmergencyReview:
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    today = timezone.localdate(now)
    rule = rule_of(disclosure, today)
    screening.owe(disclosure, now=now)

    def blockers(locked: Disclosure) -> Iterator[str]:
        if not may_publish(locked, by, today):
            yield _("In an emergency this is published by: %(role)s.") % {"role": Role(rule.role).label}
        yield from opening.shut(locked.agency)
        if not reason.strip():
            yield _("Say why it cannot wait: the public reads it.")
        if locked.source != Source.ACTIVE:
            yield _("What is not disclosed goes the whole way of review, also in an emergency.")
        yield from disclosures.content_blockers(locked)
        yield from checks.scan_blockers(locked)
        yield from _unsigned(locked, by, secrecy)

    signs = checks.signed(disclosure) is None
    take(
        disclosure,
        "publish_in_emergency",
        by=by,
        now=now,
        note=reason.strip(),
        blockers=blockers,
        also=disclosures.NAMES,
        is_emergency=True,
        proposed_by=disclosure.proposed_by or by,
        proposed_at=disclosure.proposed_at or now,
        approved_by=None,
        approved_at=None,
        published_at=now,
        published_on=today,
        **names_of(disclosure),
    )
    starting.start(disclosure, by=by, now=now)
    if signs:
        note = _("Signed with the publication in an emergency")
        screening.sign_within(disclosure, note=note, by=by, now=now)
    Editor.objects.note(disclosure, by, now)
    counting = calendars.counting(disclosure.agency, disclosure.agency.regime.version_on(today).rules)
    review = EmergencyReview.objects.create(
        disclosure=disclosure,
        reason=reason.strip(),
        published_by=by,
        published_at=now,
        due_on=counting.after(today, rule.review),
    )
    disclosures.enter_public(disclosure, now=now)
    _tell(review, _reviewers(disclosure, on=today), now)
    return review


def _unsigned(locked: Disclosure, by: User, secrecy: bool) -> Iterator[str]:
    """Why the secrecy review stands in the way: it said no, or nobody has signed it and who publishes may not."""
    yield from checks.forbidden(locked)
    if checks.signed(locked) is None and not secrecy:
        yield _("Sign the secrecy review: without it nothing is published, however urgent.")
    elif checks.signed(locked) is None and locked.editors.filter(person=by).exists():
        yield _(
            "You have worked on this text: somebody else signs its secrecy review before it is published."
        )


@transaction.atomic
def review(
    found: EmergencyReview, *, opinion: str, by: User, now: datetime, stands: bool = True
) -> EmergencyReview:
    """Say of an emergency publication that it stands, or withdraw it. Never by who published or wrote it.

    ``opinion`` is kept; of a withdrawal it is the reason that the public reads. Raises ``Refused``.
    """
    found = EmergencyReview.objects.select_for_update(of=("self",)).get(pk=found.pk)
    disclosure = found.disclosure

    def blockers(locked: Disclosure) -> Iterator[str]:
        if found.reviewed_at:
            yield _("It is reviewed already.")
        if found.published_by_id == by.pk or locked.editors.filter(person=by).exists():
            yield _("Nobody reviews what they published in an emergency, drafted or changed themselves.")
        if not opinion.strip():
            yield _("A review needs an opinion.")

    take(
        disclosure,
        "review_emergency",
        by=by,
        now=now,
        note=opinion.strip(),
        blockers=blockers,
        approved_by=by,
        approved_at=now,
    )
    filing.owe(disclosure, now=now)
    found.reviewed_by, found.reviewed_at, found.opinion = by, now, opinion.strip()
    found.save(update_fields=["reviewed_by", "reviewed_at", "opinion"])
    if not stands:
        disclosures.withdraw(disclosure, reason=opinion, by=by, now=now)
    return found


def remind(*, now: datetime) -> int:
    """Tell everybody whom a rung of the body's ladder names of a review that waits; each rung once. Returns letters.

    Those who have touched the disclosure cannot review it and are left out.
    """
    return reminders.remind(MATTER, now=now)


def _agencies() -> QuerySet:
    waiting = Disclosure.objects.filter(emergency__in=EmergencyReview.objects.waiting()).values("agency")
    return Agency.objects.filter(pk__in=waiting)


def _untouched(person: User, found: dict[int, EmergencyReview], today: date) -> Iterator[int]:
    touched = set(
        Editor.objects.filter(disclosure__emergency__in=found, person=person).values_list(
            "disclosure_id", flat=True
        )
    )
    return (pk for pk, one in found.items() if one.disclosure_id not in touched)


def _reviewers(disclosure: Disclosure, *, on: date) -> set[User]:
    """Who may review it and has a mail address: those who have touched it are left out."""
    place = {"agency": disclosure.agency, "department": disclosure.department}
    touched = set(disclosure.editors.values_list("person", flat=True))
    found = (one for role in rules.REVIEW_EMERGENCY.roles for one in holders(role, **place, on=on))
    return {one for one in found if one.email and one.pk not in touched}


def _tell(one: EmergencyReview, people: set[User], now: datetime) -> int:
    return letters.owe_all([_letter(one, person, now) for person in sorted(people, key=lambda it: it.pk)])


def _letter(one: EmergencyReview, person: User, now: datetime) -> Letter:
    is_missed = one.is_missed_on(timezone.localdate(now))
    context = {"review": one, "disclosure": one.disclosure, "person": person, "is_missed": is_missed}
    return letters.written("emergency_review", to=person.email, context=context, now=now)


def _a_letter_each(
    matter: reminders.Matter, person: User, lines: list[reminders.Line], now: datetime
) -> list[Letter]:
    return [_letter(line.case, person, now) for line in lines]


MATTER = reminders.Matter(
    letter="emergency_review",
    ladders={EmergencyReminder.Kind.REVIEW.value: "emergencies"},
    reminder=EmergencyReminder,
    agency="disclosure__agency",
    rows=lambda: EmergencyReview.objects.waiting().select_related("disclosure", "published_by"),
    cases=reminders.of_one_day(EmergencyReminder.Kind.REVIEW.value, "due_on", "disclosure__department__path"),
    told_of=_untouched,
    agencies=_agencies,
    write=_a_letter_each,
)
