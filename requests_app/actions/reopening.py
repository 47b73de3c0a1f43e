"""An answered application reopened by a reconsideration or a court: to be answered anew, with a day of its own."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.mail import letters
from core.models import User
from core.transitions import take
from core.workdays import Span
from requests_app.actions import clocks, notice_values, notices
from requests_app.actions.clocks import ANSWER, DELIVER, Act
from requests_app.desk import rule_words
from requests_app.models import Application, Dispute

ORDERED = gettext_noop("Reopened by a review or a court")
BLANK = {
    "outcome": "",
    "decision": {},
    "points_to": None,
    "report_row": None,
    "led_by": None,
    "drafted_by": None,
    "decided_by": None,
    "decided_on": None,
    "deliver_by": None,
    "delivered_on": None,
    "delivery_way": "",
    "delivery_proof": "",
}
KEPT = ("outcome", "decision", "points_to_id", "report_row", "drafted_by_id", "decided_by_id", "delivery_way")
DAYS = ("answer_by", "decided_on", "deliver_by", "delivered_on")


def may_reopen(application: Application) -> bool:
    """Whether a result that orders another answer waits for its reopening."""
    answered = application.status in Application.STEPS["reopen"].sources and not application.purged_on
    return answered and application.disputes.ordering_an_answer().exists()


@transaction.atomic
def reopen(application: Application, *, dispute: Dispute, on: date, by: User, now: datetime) -> Application:
    """Reopen an answered application, as the result of ``dispute`` orders, which came to the body on the day ``on``.

    One whose file is sealed already is reopened too: the file stays, and what follows is sealed as a further volume.
    From that day the answer counts anew: the working days that the result names, or the usual length. What was
    answered before is kept with the dispute, its notices stay. The applicant gets a notice. Raises ``Refused``.
    """
    today = timezone.localdate(now)

    def blockers(locked: Application) -> Iterator[str]:
        ordering = locked.disputes.ordering_an_answer().select_for_update()
        found = ordering.filter(pk=dispute.pk).first()
        if found is None:
            yield _("No result that orders another answer is entered, or it was used already.")
        elif not max(found.ended_on, locked.decided_on or locked.received_on) <= on <= today:
            yield _("The decision came to us between its own day, after our answer, and today.")
        if locked.purged_on:
            yield _("Its personal data were purged; nobody could be answered.")

    former = Application.objects.get(pk=application.pk)
    note = f"{dispute.body} {dispute.number}"
    take(application, "reopen", by=by, now=now, note=note, blockers=blockers, **BLANK)
    used = Dispute.objects.get(pk=dispute.pk)
    used.former, used.former_proof, used.reopened_on = _answer(former), former.delivery_proof, on
    used.save(update_fields=["former", "former_proof", "reopened_on"])
    if clocks.runs(application, DELIVER):
        clocks.add(application, DELIVER, Act.LAPSE, on=today, now=now, by=by, reason=ORDERED)
    clocks.add(application, ANSWER, Act.REOPEN, on=on, now=now, by=by, days=used.anew_days, reason=ORDERED)
    clocks.set_answer_day(application)
    notices.issue_reopened(application, said=_said(used), by=by, now=now)
    if application.email:
        letters.owe(
            "application_reopened", to=application.email, context={"application": application}, now=now
        )
    return application


def _answer(application: Application) -> dict:
    """The answer as it was, for the record of the dispute."""
    days = {name: getattr(application, name) for name in DAYS}
    return {name: getattr(application, name) for name in KEPT} | {
        name: value and value.isoformat() for name, value in days.items()
    }


def _said(dispute: Dispute) -> dict:
    with translation.override(notices.OFFICIAL):
        term = dispute.anew_days and rule_words.length_in_words(Span(dispute.anew_days, working=True))
        return {
            "body": dispute.body,
            "case": dispute.number,
            "dated": notice_values.day(dispute.ended_on),
            "received": notice_values.day(dispute.reopened_on),
            "term": term or "",
        }
