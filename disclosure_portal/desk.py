"""The desk of a department: what it owes, what came back, what it began, and who waits for its answer."""

from datetime import date

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog import rules as catalog
from catalog.models import (
    Consultation,
    ConsultationOpinion,
    Disclosure,
    DisclosureEvent,
    KeptProposal,
    Obligation,
    Placement,
    State,
)
from core.models import User
from core.models.people import in_language
from core.permissions import Reach, reaches
from review import queue

SHOWN = 20
ON_ITEM = ("item__agency_id", "item__department")


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Each matter of the department with the one link that leads on. 403 for who proposes and keeps nothing."""
    today, user = timezone.localdate(), request.user
    propose, keep, hear = reaches(
        user, catalog.PROPOSE, catalog.KEEP_CHANNEL, catalog.ANSWER_CONSULTATION, on=today
    )
    if not (propose or keep or hear):
        raise PermissionDenied
    context = {
        "today": today,
        "may_propose": bool(propose),
        "owed": _owed(user, propose, today) if propose else [],
        "returned": _returned(user, propose) if propose else [],
        "drafts": _in_work(user, propose, Disclosure.Status.DRAFT) if propose else [],
        "unfinished": KeptProposal.objects.of(user)[:SHOWN] if propose else [],
        "opinions": queue.opinions_for(user, on=today)[:SHOWN],
        "on_drafts": _on_drafts(hear) if hear else [],
        "tasks": _tasks(user) if keep else [],
    }
    return render(request, "desk.html", context)


def _owed(user: User, reach: Reach, today: date) -> list[dict]:
    """What nobody has begun, the first day first."""
    found = Obligation.objects.filter(reach.q(*ON_ITEM), item__blocked="").open(today)
    found = found.filter(live__isnull=True).select_related("item__department")
    found = found.annotate(day=Coalesce("propose_by", "publish_by")).order_by("day", "pk")[:SHOWN]
    return [
        {
            "obligation": one,
            "name": in_language(one.label, one.label_en),
            "state": State(one.state),
            "propose": f"{reverse('admin:catalog_disclosure_add')}?obligation={one.pk}",
            "nothing": reverse("admin:catalog_obligation_nil", args=[one.pk]) if one.recurs else "",
        }
        for one in found
    ]


def _in_work(user: User, reach: Reach, status: str) -> QuerySet[Disclosure]:
    mine = Disclosure.objects.readable_by(user, on=timezone.localdate()).filter(reach.q(), status=status)
    listed = mine.select_related("department", "created_by", "obligation")
    return listed.order_by(Coalesce("obligation__propose_by", "obligation__publish_by"), "pk")[:SHOWN]


def _returned(user: User, reach: Reach) -> QuerySet[Disclosure]:
    """With the opinion with which each was returned last."""
    returns = DisclosureEvent.objects.filter(disclosure=OuterRef("pk"), action__in=["send_back", "take_back"])
    last = returns.order_by("-pk").values("note")[:1]
    mine = Disclosure.objects.readable_by(user, on=timezone.localdate()).filter(
        reach.q(), status=Disclosure.Status.RETURNED
    )
    listed = mine.select_related("department", "obligation").annotate(opinion=Subquery(last))
    return listed.order_by(Coalesce("obligation__propose_by", "obligation__publish_by"), "pk")[:SHOWN]


def _on_drafts(reach: Reach) -> QuerySet[ConsultationOpinion]:
    mine = reach.q("consultation__agency_id", "consultation__department")
    waiting = ConsultationOpinion.objects.filter(
        mine, status=ConsultationOpinion.Status.WAITING, consultation__in=Consultation.objects.unfinished()
    )
    return waiting.select_related("consultation").order_by("received_at", "pk")[:SHOWN]


def _tasks(user: User) -> QuerySet[Placement]:
    waiting = (
        Placement.objects.tasks_of(user, on=timezone.localdate())
        .waiting()
        .select_related("disclosure", "keeper")
    )
    return waiting.order_by(F("due_on").asc(nulls_first=True), "pk")[:SHOWN]
