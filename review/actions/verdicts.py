"""What reviewers do between proposal and publication: verdicts."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog.actions import disclosures, screening
from catalog.models import Disclosure
from catalog.screening import checks
from core.models import User
from core.regimes.parsed import Step
from core.roles import Role
from core.transitions import Refused, faster, must_count, must_stand
from requests_app import actions as applications
from requests_app.models import Application
from review import holder
from review.acting_for import Hand, hand_for
from review.chains import Progress, progress
from review.minutes import Record, faults
from review.models import Verdict


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
    today = timezone.localdate(now)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    _refuse_the_slower(disclosure)
    state = progress(disclosure)
    must_count(disclosure, Verdict, there=len(state.approvals), told=disclosure.steps_done)
    opinion, record = opinion.strip(), Record(**on_record)
    hand = hand_for(by, state.open.role, disclosure, on=today) if state.open else None

    def blockers(_disclosure: Disclosure) -> Iterator[str]:
        yield from not_theirs(disclosure, state, hand, seen, on=today)
        if says == Verdict.Says.SEND_BACK:
            if not opinion:
                yield _("A return needs an opinion: say what must be changed.")
        elif state.open:
            yield from faults(state.open, record, opinion, today)

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
    must_stand(application)
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


def _refuse_the_slower(disclosure: Disclosure) -> None:
    """After the last verdict the portal publishes by itself; who comes too late is still told whose verdict it was."""
    last = disclosure.verdicts.select_related("reviewer").last()
    if last and disclosure.status != Disclosure.Status.IN_REVIEW:
        raise Refused(faster(disclosure, last.reviewer, last.at))


def _sign_secrecy(
    disclosure: Disclosure, step: Step | None, blockers: Callable, by: User, now: datetime
) -> None:
    """Where the regime has a step include the secrecy review, consent at that step is its signature."""
    if step and step.secrecy and not any(blockers(disclosure)) and checks.signed(disclosure) is None:
        screening.sign_within(disclosure, note=step.name.zh, by=by, now=now)


def _unused(code: str, disclosure: Disclosure, state: Progress) -> str:
    """The code of a step, told apart when another chain had a step of that code in the same round."""
    used = disclosure.verdicts.filter(round=state.round, step__startswith=code).count()
    return f"{code}-{used + 1}"[:40] if used else code


def not_theirs(
    disclosure: Disclosure, state: Progress, hand: Hand | None, seen: str, *, on: date
) -> Iterator[str]:
    """Reasons why the open step is not for who asks to take. Their own proposals are refused by the catalogue."""
    step = state.open
    if step is None:
        return
    if seen and seen != state.seen:
        last = disclosure.events.select_related("actor").last()
        yield _(
            "The matter has moved on since you opened it: %(who)s was faster (%(when)s). Please look at it again."
        ) % {"who": last.actor, "when": date_format(timezone.localtime(last.at), "DATETIME_FORMAT")}
    elif hand is None:
        yield _("This step waits for somebody else: %(step)s (%(role)s).") % {
            "step": step.name,
            "role": Role(step.role).label,
        }
        if handed := holder.of(disclosure, on=on):
            yield _("%(who)s handed it to %(whom)s: %(reason)s") % {
                "who": handed.referral.by,
                "whom": handed.referral.whom,
                "reason": handed.referral.reason,
            }
