"""The piles of work that applications make: for officers, and for departments that contribute to an answer."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from core.permissions import Reach
from disclosure_portal.piles import Pile
from requests_app.models import (
    Application,
    ArrivedMail,
    Assignment,
    Dispute,
    LoggedAnswer,
    Objection,
    Posting,
    Status,
)

UNPOSTED = timedelta(days=3)
UNREAD = timedelta(days=1)
OF_CASE = ("application__agency_id", "application__department")
OF_NOTICE = ("notice__application__agency_id", "notice__application__department")


def piles(handle: Reach, contribute: Reach, today: date) -> Iterator[Pile]:
    """What waits for who handles applications, and what departments owe to answers."""
    if handle:
        yield Pile(
            _("Applications"),
            _("Applications that have no answer yet."),
            reverse("requests_app:desk"),
            Application.objects.filter(handle.q()).open(),
            Q(answer_by__lt=today),
            always=True,
        )
    if contribute:
        yield Pile(
            _("Asked of your department"),
            _("Parts of answers to applications that your department owes."),
            reverse("requests_app:assigned"),
            Assignment.objects.filter(contribute.q("application__agency_id", "department")).waiting(),
            Q(due_on__lt=today),
        )
    if handle:
        yield from _coming_in(handle, today)
        yield from _going_out(handle, today)
        yield from _afterwards(handle, today)


def _coming_in(handle: Reach, today: date) -> Iterator[Pile]:
    yield Pile(
        _("Mails that came"),
        _("Each is entered, joined to its case, or set aside."),
        reverse("requests_app:mails"),
        ArrivedMail.objects.inside(handle).waiting(),
        Q(arrived_at__date__lt=today - UNREAD),
    )
    yield Pile(
        _("Objections"),
        _("Each has an answer of its own."),
        reverse("requests_app:objections"),
        Objection.objects.filter(handle.q(*OF_CASE)).waiting(),
        Q(due_on__lt=today),
    )


def _going_out(handle: Reach, today: date) -> Iterator[Pile]:
    yield Pile(
        _("To deliver"),
        _("Answers that are decided and are not known to have gone out."),
        f"{reverse('requests_app:desk')}?status={Status.DECIDED}",
        Application.objects.filter(handle.q(), status=Status.DECIDED),
        Q(deliver_by__lt=today),
    )
    yield Pile(
        _("To be posted"),
        _("Notices on paper: their terms begin with the delivery."),
        reverse("requests_app:to_post"),
        Posting.objects.filter(handle.q(*OF_NOTICE)).waiting(),
        Q(notice__issued_on__lt=today - UNPOSTED),
    )


def _afterwards(handle: Reach, today: date) -> Iterator[Pile]:
    disputes = Dispute.objects.filter(handle.q())
    yield Pile(
        _("Reconsiderations and lawsuits"),
        _("They wait for the body’s own statement."),
        reverse("requests_app:disputes"),
        disputes.to_state(),
        Dispute.statement_is_late(today),
    )
    yield Pile(
        _("To answer anew"),
        _("A review or a court wants another answer."),
        f"{reverse('requests_app:disputes')}?status={Dispute.Status.ENDED}",
        disputes.ordering_an_answer(),
    )
    yield Pile(
        _("Returned answers for the disclosure log"),
        _("Change the words and propose them again."),
        f"{reverse('requests_app:answers_waiting')}?status={LoggedAnswer.Status.RETURNED}",
        LoggedAnswer.objects.filter(handle.q(), status=LoggedAnswer.Status.RETURNED),
    )
