"""Opinions on a draft: taken without an account or entered by staff, answered one by one with verdict and reason."""

from collections.abc import Iterator
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.disclosures import records
from catalog.models import Consultation, ConsultationOpinion
from catalog.screening import masking
from core.bodies import opening
from core.crypto import fingerprint
from core.guests import attempts
from core.guests.moderation import AN_HOUR, doubt_about
from core.mail import letters
from core.models import User
from core.permissions import holders, may
from core.roles import Role
from core.transitions import Refused, take

OPINIONS_IN_AN_HOUR = 5
Status = Consultation.Status


@transaction.atomic
def receive(
    consultation: Consultation,
    *,
    text: str,
    now: datetime,
    name: str = "",
    contact: str = "",
    source: str = "",
    doubtful: bool = False,
) -> ConsultationOpinion:
    """Take down what somebody says of a draft, on any day up to the last one (Shanghai), no account needed.

    ``source`` is the address it came from: only a keyed hash of it is kept, to slow down floods. The same words from
    the same source twice are one opinion. What is ``doubtful``, or comes beyond what the body takes on one draft in an
    hour, is held back until somebody has looked at it. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    consultation.refresh_from_db(from_queryset=Consultation.objects.select_for_update(of=("self",)))
    if reasons := opening.shut(consultation.agency):
        raise Refused(*reasons)
    if not consultation.takes_opinions(today):
        raise Refused(_("Opinions on this draft are not taken now."))
    if not text.strip():
        raise Refused(_("The opinion is empty."))
    mark = fingerprint(source) if source else ""
    if mark:
        lately = ConsultationOpinion.objects.filter(source=mark, received_at__gt=now - AN_HOUR)
        if twin := lately.filter(consultation=consultation, text=text.strip()).first():
            return twin
        if not attempts.claim("opinion", source, now=now, most=OPINIONS_IN_AN_HOUR, window=AN_HOUR):
            raise Refused(
                _("Many opinions came from your connection within the hour. Please try again later.")
            )
    sent, most = (
        consultation.opinions.filter(way=ConsultationOpinion.Way.WEB),
        consultation.agency.opinions_an_hour,
    )
    doubt = doubt_about(sent, most=most, doubtful=doubtful, now=now)
    return _taken(
        consultation,
        by=None,
        now=now,
        status=ConsultationOpinion.Status.HELD if doubt else ConsultationOpinion.Status.WAITING,
        doubt=doubt,
        text=text.strip(),
        name=name.strip(),
        contact=contact.strip(),
        source=mark,
        received_on=today,
    )


@transaction.atomic
def enter(
    consultation: Consultation,
    *,
    text: str,
    way: str,
    received_on: date,
    by: User,
    now: datetime,
    place: str = "",
    name: str = "",
    contact: str = "",
) -> ConsultationOpinion:
    """Write down an opinion that came in the hall, by telephone, letter, mail or at a hearing, with its day.

    It may be entered after the last day, as long as it came by then and the answers are not published.
    Raises ``Refused``.
    """
    today = timezone.localdate(now)
    consultation.refresh_from_db(from_queryset=Consultation.objects.select_for_update(of=("self",)))
    reasons = []
    if not may(by, rules.ANSWER_CONSULTATION, consultation, on=today):
        reasons.append(_("Only those who answer opinions for the department enter them."))
    if consultation.status not in (Status.OPEN, Status.CLOSED):
        reasons.append(_("Opinions on this draft are not taken now."))
    if way == ConsultationOpinion.Way.WEB or way not in ConsultationOpinion.Way.values:
        reasons.append(_("Say by which way the opinion came."))
    if not consultation.opens_on <= received_on <= min(consultation.closes_on, today):
        reasons.append(_("It must have come between the first and the last day of the consultation."))
    if not text.strip():
        reasons.append(_("The opinion is empty."))
    if reasons:
        raise Refused(*reasons)
    return _taken(
        consultation,
        by=by,
        now=now,
        text=text.strip(),
        name=name.strip(),
        contact=contact.strip(),
        way=way,
        place=place.strip(),
        received_on=received_on,
        entered_by=by,
    )


def _taken(consultation: Consultation, *, by: User | None, now: datetime, **fields) -> ConsultationOpinion:
    opinion = ConsultationOpinion.objects.create(consultation=consultation, received_at=now, **fields)
    opinion.events.create(action="receive", previous="", current=opinion.status, actor=by, at=now)
    return opinion


@transaction.atomic
def answer(
    opinion: ConsultationOpinion,
    *,
    verdict: str,
    reason: str,
    public_text: str,
    by: User,
    now: datetime,
    let_stand: bool = False,
) -> ConsultationOpinion:
    """Say whether an opinion is adopted, partly or not, and why; until the table is published it can be said anew.

    ``public_text`` is the opinion as the public will read it: names and numbers of people are taken out by who answers.
    What still points at people, there or in the reason, is refused unless they confirm that it may stand.
    Raises ``Refused``.
    """
    agency = opinion.consultation.agency
    left = list(masking.faults(public_text, reason, agency=agency, names=[opinion.name]))

    def blockers(locked: ConsultationOpinion) -> Iterator[str]:
        yield from _too_late(locked)
        if verdict not in ConsultationOpinion.Verdict.values:
            yield _("Say whether it is adopted, partly adopted or not adopted.")
        if not reason.strip():
            yield _("Give the reason.")
        if not public_text.strip():
            yield _("Write the opinion as the public may read it.")
        if not let_stand:
            yield from left

    return take(
        opinion,
        "answer",
        by=by,
        now=now,
        note=" ".join([verdict, *left]),
        blockers=blockers,
        verdict=verdict,
        reason=reason.strip(),
        public_text=public_text.strip(),
        answered_by=by,
        answered_at=now,
    )


def set_aside(opinion: ConsultationOpinion, *, reason: str, by: User, now: datetime) -> ConsultationOpinion:
    """Keep what says nothing of the draft (advertising, abuse) out of the table, which only counts it."""
    if not reason.strip():
        raise Refused(_("Say why the opinion is set aside."))
    return take(opinion, "set_aside", by=by, now=now, note=reason.strip(), blockers=_too_late)


def table(consultation: Consultation) -> list[dict]:
    """The table of answers as the public reads it, in the order in which the opinions came."""
    return records.answers(consultation)


def tell_answers(consultation: Consultation, *, now: datetime) -> None:
    """Owe a letter to everybody who left a mail address with an opinion that was answered."""
    answered = consultation.opinions.filter(status=ConsultationOpinion.Status.ANSWERED)
    written = [
        letters.written(
            "consultation_answered", to=one.contact, context=_context(consultation, opinion=one), now=now
        )
        for one in answered
        if "@" in one.contact
    ]
    letters.owe_all(written)


def tell_ended(consultation: Consultation, *, now: datetime) -> None:
    """Owe a letter to everybody who left a mail address: the consultation ended before its conclusion, and why."""
    told = {one.contact for one in consultation.opinions.all() if "@" in one.contact}
    context = _context(consultation)
    letters.owe_all(
        letters.written("consultation_ended", to=contact, context=context, now=now)
        for contact in sorted(told)
    )


def tell_closed(consultation: Consultation, *, now: datetime) -> None:
    """Owe a letter to who planned it, and to those who answer opinions for the department."""
    place = {"agency": consultation.agency, "department": consultation.department}
    people = {consultation.planned_by, *holders(Role.FEEDBACK_COLLECTOR, **place, on=timezone.localdate(now))}
    waiting = consultation.opinions.filter(status__in=ConsultationOpinion.UNANSWERED).count()
    for person in sorted(people, key=lambda one: one.pk):
        context = _context(consultation, person=person, waiting=waiting)
        letters.owe("consultation_closed", to=person.email, context=context, now=now)


def _context(consultation: Consultation, **more) -> dict:
    return {"consultation": consultation, "site": settings.SITE_URL, **more}


def _too_late(opinion: ConsultationOpinion) -> Iterator[str]:
    """Once the table stands, nothing in it changes."""
    consultation = Consultation.objects.select_for_update(of=("self",)).get(pk=opinion.consultation_id)
    if consultation.status not in (Status.OPEN, Status.CLOSED):
        yield _("The consultation is “%(status)s”; its answers change no more.") % {
            "status": consultation.get_status_display()
        }
