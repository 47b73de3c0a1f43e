"""Notices to people without a mail address: posted or handed over, delivered, or come back and posted again.

An answer is given in time with the day on which it was handed to the post (国办公开办函〔2016〕235号); a term that a
notice sets for somebody begins with its delivery: by post with the day on the receipt, handed over with the day of the
signature, left behind with the day on which it was left (民事诉讼法 articles 87 to 91), never with the click.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.models import User
from core.permissions import may
from core.transitions import Refused, must_stand
from requests_app import rules
from requests_app.actions import charging, clocks, deciding, reasoning
from requests_app.actions.clocks import CORRECTION, FEE, REASONS, Act
from requests_app.models import Application, DeliveryWay, Notice, Posting, Reasoning, Status

Way = Posting.Way
DELIVERED = gettext_noop("The notice was delivered: the term begins")
DECISIONS = (Notice.Kind.DECISION, Notice.Kind.RECTIFIED)


@transaction.atomic
def post(posting: Posting, *, way: str, on: date, proof: str, by: User, now: datetime) -> Posting:
    """Enter that ``posting`` was posted, handed over or left behind on the day ``on``.

    ``proof`` is the number of the consignment, who signed, or the witness. What was handed over is delivered by that;
    a decision is delivered in the case too. Raises ``Refused``, also when somebody else was faster.
    """
    application, proof = locked(posting, by, now), proof.strip()
    if reasons := list(_post_faults(posting, way, on, proof, timezone.localdate(now))):
        raise Refused(*reasons)
    is_delivered = way != Way.POST
    changes = {"way": way, "posted_on": on, "proof": proof, "posted_by": by}
    delivered = {"delivered_on": on} if is_delivered else {}
    if not Posting.objects.filter(pk=posting.pk, way="").update(**changes, **delivered):
        raise Refused(_("“%(notice)s” went out already.") % {"notice": posting.notice.title})
    posting.refresh_from_db()
    write_down(application, "posted", posting, by, now)
    if posting.notice.kind in DECISIONS and application.status == Status.DECIDED:
        how = DeliveryWay.POST if way == Way.POST else DeliveryWay.COUNTER
        deciding.deliver(application, on=on, way=how, proof=proof, by=by, now=now)
    if is_delivered:
        begin_term(posting, application, by, now)
    return posting


def _post_faults(posting: Posting, way: str, on: date, proof: str, today: date) -> Iterator[str]:
    if way not in Way or way == Way.ANNOUNCED:
        yield _("Choose how it went out.")
    if not posting.notice.issued_on <= on <= today:
        yield _("“%(notice)s” went out between the day it was issued, %(day)s, and today.") % {
            "notice": posting.notice.title,
            "day": posting.notice.issued_on.isoformat(),
        }
    if not proof:
        yield _("Give the number of the consignment, or who signed.")


@transaction.atomic
def arrived(posting: Posting, *, on: date, by: User, now: datetime) -> Posting:
    """Enter the day on which a posted notice was delivered: from it the term runs. Raises ``Refused``."""
    application, today = locked(posting, by, now), timezone.localdate(now)
    if posting.way != Way.POST or posting.delivered_on:
        raise Refused(_("Nothing of this notice is waited for."))
    if not posting.posted_on <= on <= today:
        raise Refused(
            _("“%(notice)s” was delivered between the day of posting, %(day)s, and today.")
            % {"notice": posting.notice.title, "day": posting.posted_on.isoformat()}
        )
    Posting.objects.filter(pk=posting.pk, delivered_on=None).update(delivered_on=on)
    posting.refresh_from_db()
    write_down(application, "notice_delivered", posting, by, now)
    begin_term(posting, application, by, now)
    return posting


@transaction.atomic
def came_back(posting: Posting, *, by: User, now: datetime) -> Posting:
    """Enter that a posted notice came back undelivered: it waits to be posted again. Raises ``Refused``."""
    application = locked(posting, by, now)
    if posting.way != Way.POST or posting.delivered_on:
        raise Refused(_("Nothing of this notice is waited for."))
    write_down(application, "notice_came_back", posting, by, now)
    Posting.objects.filter(pk=posting.pk).update(way="", posted_on=None, proof="", posted_by=None)
    posting.refresh_from_db()
    return posting


def locked(posting: Posting, by: User, now: datetime) -> Application:
    """The application of ``posting``, locked, both as they stand now. Raises ``Refused`` for who may not handle it."""
    application = Application.objects.select_for_update().get(pk=posting.notice.application_id)
    must_stand(application)
    posting.refresh_from_db()
    if not may(by, rules.HANDLE, application, on=timezone.localdate(now)):
        raise Refused(_("Only the application officers enter what was posted."))
    return application


def write_down(
    application: Application, action: str, posting: Posting, by: User | None, now: datetime
) -> None:
    """Keep in the story of the case what happened to the notice."""
    current, on = application.status, posting.delivered_on or posting.posted_on
    note = f"{posting.notice.number} · {posting.get_way_display()} · {on.isoformat()}"
    application.events.create(action=action, previous=current, current=current, actor=by, note=note, at=now)


def begin_term(posting: Posting, application: Application, by: User | None, now: datetime) -> None:
    """Let the term that the notice sets run from its delivery; without ``by`` the clock does it."""
    name, on = posting.clock, posting.delivered_on
    if name == FEE and application.owes_fee and application.fee.told_on is None:
        charging.fee_told(application, on=on, by=by, now=now)
    is_open = application.status in (Status.REGISTERED, Status.CORRECTING)
    if name in ("", FEE) or not is_open or not clocks.runs(application, name):
        return
    clocks.add(application, name, Act.TOLD, on=on, now=now, by=by, reason=DELIVERED)
    if name == REASONS:
        until = reasoning.ends_on(application, start=on)
        Reasoning.objects.filter(application=application, given_on=None, verdict="").update(until=until)


def term_of(posting: Posting) -> date | None:
    """The last day of the term that a delivered notice set; None where it sets none or it has not begun."""
    application = posting.notice.application
    if not posting.clock or posting.delivered_on is None:
        return None
    if posting.clock == CORRECTION:
        return clocks.correct_by(application)
    if posting.clock == REASONS:
        asked = reasoning.of(application)
        return asked and asked.until
    due = clocks.due_of(application, posting.clock)
    return due and due.day
