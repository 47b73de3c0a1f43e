"""The life of a consultation: planned, released by somebody else, opened and closed by the clock, concluded."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from catalog import rules
from catalog.actions import consultation_opinions, draft_phase, screening, subscribing
from catalog.disclosures import records
from catalog.models import Audience, Consultation, ConsultationFile, ConsultationOpinion, Disclosure
from catalog.obligations import consultation_duty
from catalog.screening import checks
from catalog.term_words import span_words
from core.models import User
from core.models.names import names_of
from core.permissions import may
from core.proof import log
from core.scheduler import schedule
from core.transitions import Refused, must_stand, take

EDITABLE = (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED)
FURTHEST_OPENING = timedelta(days=366)
LONGEST = timedelta(days=366)
Status = Consultation.Status


@transaction.atomic
def plan(
    disclosure: Disclosure, *, about: str, opens_on: date, closes_on: date, by: User, now: datetime
) -> Consultation:
    """Plan a consultation on the draft of ``disclosure`` as it stands: text and files are copied (F-169).

    ``opens_on`` and ``closes_on`` are days in Shanghai, both inclusive. Raises ``Refused``, among others when the time
    is shorter than the rules of the body allow.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    reasons = [
        *_draft_faults(disclosure, by, on=timezone.localdate(now)),
        *_day_faults(disclosure, opens_on, closes_on, now),
    ]
    if disclosure.consultations.unfinished().exists():
        reasons.append(_("A consultation on this draft is under way already."))
    if reasons:
        raise Refused(*reasons)
    consultation = Consultation(
        agency=disclosure.agency,
        department=disclosure.department,
        disclosure=disclosure,
        about=about.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        planned_by=by,
        planned_at=now,
        **_copied(disclosure),
        **_least(disclosure, now),
    )
    consultation.save(force_insert=True)
    _copy_files(consultation, disclosure)
    screening.owe(disclosure, now=now)
    consultation.events.create(action="plan", previous="", current=consultation.status, actor=by, at=now)
    return consultation


@transaction.atomic
def replan(
    consultation: Consultation, *, about: str, opens_on: date, closes_on: date, by: User, now: datetime
) -> Consultation:
    """Change what was planned, and copy the draft anew as it stands now. Raises ``Refused`` once it is released."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=consultation.disclosure_id)

    def blockers(_locked: Consultation) -> Iterator[str]:
        yield from _draft_faults(disclosure, by, on=timezone.localdate(now))
        yield from _day_faults(disclosure, opens_on, closes_on, now)

    take(
        consultation,
        "replan",
        by=by,
        now=now,
        blockers=blockers,
        about=about.strip(),
        opens_on=opens_on,
        closes_on=closes_on,
        planned_by=by,
        planned_at=now,
        **_copied(disclosure),
        **_least(disclosure, now),
    )
    consultation.files.all().delete()
    _copy_files(consultation, disclosure)
    screening.owe(disclosure, now=now)
    return consultation


def release(consultation: Consultation, *, by: User, now: datetime) -> Consultation:
    """Let a planned consultation out; the clock opens it on its day. Nobody releases what they planned or drafted.

    What everybody will read passes the gate first: scans, findings, the secrecy review, as before a publication.
    """

    def blockers(locked: Consultation) -> Iterator[str]:
        if by.pk in (locked.planned_by_id, locked.disclosure.created_by_id):
            yield _("Nobody releases what they drafted or planned themselves.")
        yield from _day_faults(locked.disclosure, locked.opens_on, locked.closes_on, now)
        if _is_as_planned(locked):
            yield from checks.blockers(locked.disclosure)
        else:
            yield _(
                "The draft was changed since this was planned: change the plan, so that it is taken up anew."
            )

    return take(consultation, "release", by=by, now=now, blockers=blockers, released_by=by, released_at=now)


def turn(*, now: datetime) -> int:
    """Open what is released and whose day has come, close what has had its last day. Returns how many.

    Asks what is to be done by ``now``: it may run late, often or twice at once. What opens late closes later, when
    the shortest time would else be cut.
    """
    today = timezone.localdate(now)
    to_open = Consultation.objects.filter(status=Status.RELEASED, opens_on__lte=today)
    to_close = Consultation.objects.filter(status=Status.OPEN, closes_on__lt=today)
    opened = schedule.each(list(to_open), lambda one: _open(one.pk, now))
    return opened + schedule.each(list(to_close), lambda one: _close(one.pk, now))


@transaction.atomic
def extend(
    consultation: Consultation, *, closes_on: date, reason: str, by: User, now: datetime
) -> Consultation:
    """Put off the last day for opinions, with a reason that everybody can read. Raises ``Refused``."""

    def blockers(locked: Consultation) -> Iterator[str]:
        if not reason.strip():
            yield _("Say why it is extended.")
        if timezone.localdate(now) > locked.closes_on:
            yield _("Its last day has passed; what is over cannot be extended.")
        if closes_on <= locked.closes_on:
            yield _(
                "The new last day must lie after the one that was told: what was announced is not shortened. To end it"
                " before, break it off with a reason."
            )
        elif closes_on - locked.opens_on > LONGEST:
            yield _("A consultation lasts a year at most.")
        yield from _after_decision(locked.disclosure, closes_on)

    note = _("%(reason)s (last day: %(day)s)") % {"reason": reason.strip(), "day": closes_on.isoformat()}
    take(consultation, "extend", by=by, now=now, note=note, blockers=blockers, closes_on=closes_on)
    log.append(
        "consultation_extended",
        subject=consultation.disclosure.index_number,
        payload=records.payload_of_draft(consultation, reason=reason.strip()),
        now=now,
    )
    subscribing.tell(consultation, "extended", now=now)
    return consultation


@transaction.atomic
def conclude(consultation: Consultation, *, conclusion: str, by: User, now: datetime) -> Consultation:
    """Publish the table of answers and what became of the draft; only then may the final text be put forward.

    Each opinion must have its answer or be set aside; a consultation without opinions is concluded too. Who left a
    mail address is told. Raises ``Refused``.
    """

    def blockers(locked: Consultation) -> Iterator[str]:
        waiting = locked.opinions.filter(status__in=ConsultationOpinion.UNANSWERED).count()
        if waiting:
            yield ngettext(
                "%(number)d opinion has no answer yet.", "%(number)d opinions have no answer yet.", waiting
            ) % {"number": waiting}
        if not conclusion.strip():
            yield _("Say what became of the draft.")

    take(
        consultation,
        "conclude",
        by=by,
        now=now,
        blockers=blockers,
        conclusion=conclusion.strip(),
        concluded_by=by,
        concluded_at=now,
    )
    consultation_opinions.tell_answers(consultation, now=now)
    subscribing.tell(consultation, "concluded", now=now)
    table = consultation_opinions.table(consultation)
    log.append(
        "consultation_concluded",
        subject=consultation.disclosure.index_number,
        payload=records.payload_of_draft(consultation, table=table, opinions=len(table)),
        now=now,
    )
    return consultation


@transaction.atomic
def withdraw(consultation: Consultation, *, reason: str, by: User, now: datetime) -> Consultation:
    """End a consultation before its conclusion. If it was open already its page stays, with the reason.

    One that is open is broken off in the open: subscribers and everybody who gave an opinion are told why, and the
    final text needs another consultation. Raises ``Refused``.
    """
    if not reason.strip():
        raise Refused(_("A withdrawal needs a reason that the public can read."))
    take(consultation, "withdraw", by=by, now=now, note=reason.strip(), withdrawn_because=reason.strip())
    draft_phase.taken_back(consultation)
    if consultation.opened_at:
        log.append(
            "consultation_withdrawn",
            subject=consultation.disclosure.index_number,
            payload=records.payload_of_draft(consultation, files=[], reason=consultation.withdrawn_because),
            now=now,
        )
        subscribing.tell(consultation, "withdrawn", now=now)
        consultation_opinions.tell_ended(consultation, now=now)
    return consultation


def _open(pk: int, now: datetime) -> int:
    """Open it, unless another clock was faster. Told late, it lasts as long as the rules want from today on."""
    consultation = Consultation.objects.select_for_update(of=("self",)).filter(pk=pk, status=Status.RELEASED)
    if (found := consultation.select_related("disclosure__agency__regime").first()) is None:
        return 0
    if not found.agency.is_open:  # it waits for its body; one that was closed asks nobody
        return 0
    today = timezone.localdate(now)
    changes, note = {}, ""
    if found.opens_on < today:
        counting = consultation_duty.counting(found.agency, today)
        closes_on = max(found.closes_on, counting.after(today, found.least))
        note = _("Opened late; days as they are now: %(first)s to %(last)s") % {
            "first": today.isoformat(),
            "last": closes_on.isoformat(),
        }
        changes = {"opens_on": today, "closes_on": closes_on}
    take(found, "open", by=None, now=now, note=note, opened_at=now, **names_of(found), **changes)
    draft_phase.put_out(found, found.disclosure)
    subscribing.tell(found, "opened", now=now)
    # Last, because the log's head is held until the end: nobody else waits while letters are written.
    log.append(
        "consultation_opened",
        subject=found.disclosure.index_number,
        payload=records.payload_of_draft(found),
        now=now,
    )
    return 1


def _close(pk: int, now: datetime) -> int:
    """Close it and tell those who planned it how many opinions wait, unless another clock was faster."""
    waiting = Consultation.objects.select_for_update(of=("self",)).filter(pk=pk, status=Status.OPEN)
    found = waiting.filter(closes_on__lt=timezone.localdate(now)).first()
    if found is None:
        return 0
    take(found, "close", by=None, now=now, closed_at=now)
    consultation_opinions.tell_closed(found, now=now)
    return 1


def _draft_faults(disclosure: Disclosure, by: User, *, on: date) -> Iterator[str]:
    if not may(by, rules.CONSULT, disclosure, on=on):
        yield _("Only the responsible department puts this draft out for consultation.")
    if disclosure.status not in EDITABLE:
        yield _("It is “%(status)s” now: only a draft is consulted on.") % {
            "status": disclosure.get_status_display()
        }
    if disclosure.audience != Audience.PUBLIC:
        yield _("What is not for everybody is not put out for consultation.")
    if disclosure.item.blocked:
        yield _("This item may not be disclosed: %(reason)s") % {"reason": disclosure.item.blocked}
    if not disclosure.body.strip() and not any(map(str.strip, map(str, disclosure.elements.values()))):
        yield _("The draft has no text yet.")


def _day_faults(disclosure: Disclosure, opens_on: date, closes_on: date, now: datetime) -> Iterator[str]:
    """Days in the past, or a time that is too short by the rules of today: with the source and the earliest day."""
    today = timezone.localdate(now)
    if opens_on < today:
        yield _("The day of opening has passed; choose today or a later day.")
        return
    if opens_on - today > FURTHEST_OPENING:
        yield _("The day of opening lies more than a year ahead.")
        return
    least = consultation_duty.least(disclosure, today)
    earliest = least.last_day(opens_on)
    if closes_on < earliest:
        yield _("Too short: opinions are taken for at least %(length)s, here until %(day)s (%(source)s).") % {
            "length": span_words(least.clock.length),
            "day": date_format(earliest),
            "source": least.source,
        }
    elif closes_on - opens_on > LONGEST:
        yield _("A consultation lasts a year at most.")
    yield from _after_decision(disclosure, closes_on)


def _after_decision(disclosure: Disclosure, closes_on: date) -> Iterator[str]:
    """What is consulted on lies before its decision, as far as its day was recorded."""
    day = consultation_duty.announced(disclosure)
    if day and closes_on >= day:
        yield _(
            "A draft is consulted on before its decision, which is recorded for %(day)s: choose a last day before it."
        ) % {"day": date_format(day)}


def _is_as_planned(consultation: Consultation) -> bool:
    """Whether the draft still is what was copied, so that what was scanned is what will be read."""
    disclosure = consultation.disclosure
    files = sorted(disclosure.attachments.values_list("sha256", "name"))
    copied = sorted(consultation.files.values_list("sha256", "name"))
    return files == copied and all(
        getattr(consultation, name) == value for name, value in _copied(disclosure).items()
    )


def _copied(disclosure: Disclosure) -> dict:
    return {"title": disclosure.title, "body": disclosure.body, "elements": disclosure.elements}


def _least(disclosure: Disclosure, now: datetime) -> dict:
    least = consultation_duty.least(disclosure, timezone.localdate(now))
    with override("zh-hans"):
        source = least.source
    with override("en"):
        source_en = least.source
    return {
        "least_days": least.clock.length.days,
        "least_working": least.clock.length.working,
        "least_source": source[:300],
        "least_source_en": source_en[:300],
    }


def _copy_files(consultation: Consultation, disclosure: Disclosure) -> None:
    """Files lie under their content's hash and are never deleted with a draft, so that a second row is a copy."""
    ConsultationFile.objects.bulk_create(
        ConsultationFile(
            consultation=consultation,
            file=file.file.name,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
        )
        for file in disclosure.attachments.all()
    )
