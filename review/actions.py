"""What reviewers and the public do between proposal and archive: verdicts and opinions."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import gating
from catalog.actions import disclosures, scanning
from catalog.models import Disclosure
from core import calendars, letters
from core.crypto import fingerprint
from core.models import User
from core.permissions import holders
from core.regimes import Step
from core.roles import Role
from core.transitions import Refused, take
from requests_app import actions as applications
from requests_app.models import Application
from review import referred
from review.chains import Progress, progress
from review.hands import Hand, hand_for
from review.models import Opinion, Verdict
from review.record import Record, faults

OPINIONS_IN_AN_HOUR = 5
AN_HOUR = timedelta(hours=1)


@transaction.atomic
def give_verdict(
    disclosure: Disclosure,
    *,
    by: User,
    now: datetime,
    says: str,
    opinion: str = "",
    seen: str = "",
    **on_record,
) -> Verdict:
    """Give the verdict of the open step of the chain (B-078, B-079, H-198); the last step approves.

    ``seen`` is ``Progress.seen`` of the page that the reviewer had before them: a double click, or a verdict on what
    was changed meanwhile, is refused. Verdict, status and, when it is due, publication are one transaction.
    Raises ``Refused``.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    _refuse_the_slower(disclosure)
    state = progress(disclosure)
    opinion, record = opinion.strip(), Record(**on_record)
    hand = hand_for(by, state.open.role, disclosure) if state.open else None

    def blockers(_disclosure: Disclosure) -> Iterator[str]:
        yield from not_theirs(disclosure, state, hand, seen)
        if says == Verdict.Says.SEND_BACK:
            if not opinion:
                yield _("A return needs an opinion: say what must be changed.")
        elif state.open:
            yield from faults(state.open, record, opinion, timezone.localdate(now))

    if says == Verdict.Says.SEND_BACK:
        act: Callable = disclosures.send_back
        words = {"opinion": opinion}
    else:
        act = disclosures.approve if state.is_last else disclosures.endorse
        words = {"note": opinion}
        _sign_secrecy(disclosure, state.open, blockers, by, now)
    proposer = disclosure.proposed_by
    act(disclosure, by=by, now=now, blockers=blockers, **words)
    return Verdict.objects.create(
        disclosure=disclosure,
        round=state.round,
        step=_unused(state.open.code, disclosure, state),
        step_name=state.open.name.zh,
        says=says,
        opinion=opinion,
        proposer=proposer,
        reviewer=by,
        acting_for=hand.giver,
        at=now,
        **record.of(state.open),
    )


@transaction.atomic
def give_verdict_on_application(
    application: Application, *, by: User, now: datetime, says: str, opinion: str = ""
) -> Verdict:
    """Sign a drafted decision, or return the draft with an opinion. Raises ``Refused``."""
    application.refresh_from_db(from_queryset=Application.objects.select_for_update(of=("self",)))
    drafter = application.drafted_by
    opinion = opinion.strip()
    if drafter == by:
        raise Refused(_("Nobody decides on what they drafted themselves."))
    if says == Verdict.Says.SEND_BACK:
        if not opinion:
            raise Refused(_("A return needs an opinion: say what must be changed."))
        applications.send_back(application, opinion=opinion, by=by, now=now)
    else:
        applications.decide(application, by=by, now=now)
    return Verdict.objects.create(
        application=application,
        round=application.events.filter(action="draft").count(),
        step="decide",
        step_name="签发答复",
        says=says,
        opinion=opinion,
        proposer=drafter,
        reviewer=by,
        at=now,
    )


@transaction.atomic
def receive_opinion(
    disclosure: Disclosure,
    *,
    text: str,
    now: datetime,
    rating: int | None = None,
    name: str = "",
    contact: str = "",
    source: str = "",
) -> Opinion:
    """Take down what somebody says of a public disclosure; it shows once it is answered (E-129).

    ``source`` is the address it came from: only a keyed hash of it is kept, to slow down floods. The same words from
    the same source twice are one opinion. Raises ``Refused``.
    """
    if not disclosure.is_public:
        raise Refused(_("Opinions can be left on what is published and open to everybody."))
    if not text.strip():
        raise Refused(_("The opinion is empty."))
    mark = fingerprint(source) if source else ""
    lately = (
        Opinion.objects.filter(source=mark, received_at__gt=now - AN_HOUR) if mark else Opinion.objects.none()
    )
    if twin := lately.filter(disclosure=disclosure, text=text.strip()).first():
        return twin
    if lately.count() >= OPINIONS_IN_AN_HOUR:
        raise Refused(_("Many opinions came from your connection within the hour. Please try again later."))
    opinion = Opinion.objects.create(
        disclosure=disclosure,
        text=text.strip(),
        rating=rating,
        name=name.strip(),
        contact=contact.strip(),
        source=mark,
        received_at=now,
        answer_by=_answer_by(disclosure, timezone.localdate(now)),
    )
    _tell_collectors(opinion, now)
    return opinion


@transaction.atomic
def answer_opinion(opinion: Opinion, *, answer: str, by: User, now: datetime) -> Opinion:
    """Answer an opinion: both become public, and who left a mail address is told. Raises ``Refused``."""
    if not answer.strip():
        raise Refused(_("The answer is empty."))
    take(opinion, "answer", by=by, now=now, answer=answer.strip(), answered_by=by, answered_at=now)
    if "@" in opinion.contact:
        letters.owe("opinion_answered", to=opinion.contact, context={"opinion": opinion}, now=now)
    return opinion


def set_aside(opinion: Opinion, *, reason: str, by: User, now: datetime) -> Opinion:
    """Keep an opinion that says nothing (advertising, abuse) off the pages; the reason stays. Raises ``Refused``."""
    if not reason.strip():
        raise Refused(_("Say why the opinion is set aside."))
    return take(opinion, "set_aside", by=by, now=now, note=reason.strip())


def _refuse_the_slower(disclosure: Disclosure) -> None:
    """After the last verdict the portal publishes by itself; who comes too late is still told whose verdict it was."""
    last = disclosure.verdicts.select_related("reviewer").last()
    if last and disclosure.status != Disclosure.Status.IN_REVIEW:
        words = {"thing": disclosure, "status": disclosure.get_status_display(), "who": last.reviewer}
        raise Refused(_("%(thing)s is already “%(status)s”: %(who)s was faster.") % words)


def _sign_secrecy(
    disclosure: Disclosure, step: Step | None, blockers: Callable, by: User, now: datetime
) -> None:
    """Where the regime has a step include the secrecy review, consent at that step is its signature."""
    if step and step.secrecy and not any(blockers(disclosure)) and gating.signed(disclosure) is None:
        scanning.sign_secrecy(disclosure, result="open", note=step.name.zh, by=by, now=now)


def _unused(code: str, disclosure: Disclosure, state: Progress) -> str:
    """The code of a step, told apart when another chain had a step of that code in the same round."""
    used = disclosure.verdicts.filter(round=state.round, step__startswith=code).count()
    return f"{code}-{used + 1}"[:40] if used else code


def not_theirs(disclosure: Disclosure, state: Progress, hand: Hand | None, seen: str) -> Iterator[str]:
    """Reasons why the open step is not for who asks to take. Their own proposals are refused by the catalogue."""
    step = state.open
    if step is None:
        return
    if seen and seen != state.seen:
        last = disclosure.events.select_related("actor").last()
        yield _(
            "The matter has moved on since you opened it: %(who)s was faster. Please look at it again."
        ) % {"who": last.actor}
    elif hand is None:
        yield _("This step waits for somebody else: %(step)s (%(role)s).") % {
            "step": step.name,
            "role": Role(step.role).label,
        }
        if handed := referred.of(disclosure):
            yield _("%(who)s handed it to %(whom)s: %(reason)s") % {
                "who": handed.referral.by,
                "whom": handed.referral.whom,
                "reason": handed.referral.reason,
            }


def _answer_by(disclosure: Disclosure, received_on: date) -> date:
    """The day of answer by the feedback rule of the regime in force when the opinion came."""
    rules = disclosure.agency.regime.version_on(received_on).rules
    return calendars.counting(disclosure.agency, rules).after(received_on, rules.feedback.answer)


def collectors_of(disclosure: Disclosure) -> list[User]:
    """Those who collect opinions for the department (B-081), else the disclosure office; whoever has a mail address."""
    place = {"agency": disclosure.agency, "department": disclosure.department}
    collectors = holders(Role.FEEDBACK_COLLECTOR, **place).exclude(email="")
    return list(collectors or holders(Role.DISCLOSURE_OFFICE, **place).exclude(email=""))


def _tell_collectors(opinion: Opinion, now: datetime) -> None:
    """A letter to those who collect opinions there."""
    for person in collectors_of(opinion.disclosure):
        letters.owe(
            "opinion_received", to=person.email, context={"opinion": opinion, "person": person}, now=now
        )
