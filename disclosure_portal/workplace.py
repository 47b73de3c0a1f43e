"""The page after sign-in: what waits for a person, by their roles, in numbers with links."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from catalog import rules as catalog
from catalog.actions.disclosures import EDITABLE
from catalog.models import (
    Compilation,
    Consultation,
    ConsultationOpinion,
    Disclosure,
    DisclosureItem,
    EmergencyReview,
    Filing,
    Obligation,
    Placement,
    State,
)
from catalog.models.disclosures import ON_DISPLAY, OUT
from catalog.obligations import yearly
from catalog.sources import Source
from core.bodies import opening
from core.models import Agency, Department, User
from core.models.people import in_language
from core.months import later
from core.permissions import OPEN_BODY, Reach, administers, holders, reaches
from core.proof import findings
from core.roles import Role
from disclosure_portal import application_cards, awaited, feedback_cards
from disclosure_portal.piles import Card, Pile, counted
from requests_app import rules as applications
from requests_app.models import Application, LoggedAnswer, Proposal
from review import queue
from review import rules as review
from supervision import rules as supervision
from supervision.models import Complaint, CorrectionOrder

NEAREST = 6
ON_ITEM = ("item__agency_id", "item__department")


PERMISSIONS = (
    catalog.PROPOSE,
    catalog.REVIEW,
    applications.DECIDE,
    applications.HANDLE,
    applications.CONTRIBUTE,
    review.ANSWER_OPINION,
    catalog.KEEP_CHANNEL,
    catalog.ARCHIVE,
    supervision.REPORT_CORRECTED,
    supervision.ORDER,
    supervision.HANDLE_COMPLAINTS,
    supervision.DRAFT_COMPLAINT,
    catalog.ANSWER_CONSULTATION,
    catalog.RELEASE_CONSULTATION,
    catalog.REVIEW_EMERGENCY,
    applications.WEIGH,
    applications.RELEASE_ANSWER,
    findings.WATCH_EVIDENCE,
    OPEN_BODY,
    catalog.NAME_COLLECTOR,
    catalog.COLLECT,
    catalog.HANDLE_FEEDBACK,
    catalog.READ_WITHHELD,
    catalog.READ_ON_APPLICATION,
    *awaited.PERMISSIONS,
)


@login_required
@require_safe
def workplace(request: HttpRequest) -> HttpResponse:
    """What waits for who asks. Work that their roles do not know is not named."""
    today, user = timezone.localdate(), request.user
    has = dict(zip(PERMISSIONS, reaches(user, *PERMISSIONS, on=today), strict=True))
    waits = awaited.awaited(user, has, today)
    cards = [
        *_awaited(waits, today),
        *_proposing(has[catalog.PROPOSE], today),
        *_reviewing(user, has[catalog.REVIEW], has[applications.DECIDE], today),
        *_emergencies(has[catalog.REVIEW_EMERGENCY], has[supervision.ORDER], today),
        *application_cards.piles(has[applications.HANDLE], has[applications.CONTRIBUTE], today),
        *_from_applications(user, has[applications.WEIGH], has[applications.RELEASE_ANSWER], has[OPEN_BODY]),
        *_opinions(user, has[review.ANSWER_OPINION], today),
        *feedback_cards.piles(
            user,
            has[catalog.NAME_COLLECTOR],
            has[catalog.COLLECT],
            has[catalog.HANDLE_FEEDBACK],
            today,
        ),
        *_held(user, has[review.ANSWER_OPINION], has[catalog.ANSWER_CONSULTATION]),
        *_consultations(has[catalog.ANSWER_CONSULTATION], has[catalog.RELEASE_CONSULTATION]),
        *_placing(user, has[catalog.KEEP_CHANNEL], today),
        *_yearly(has[catalog.KEEP_CATALOGUE], today),
        *_filing(has[catalog.PROPOSE], has[catalog.KEEP_CATALOGUE], today),
        *_archiving(has[catalog.ARCHIVE]),
        *_orders(has[supervision.REPORT_CORRECTED], has[supervision.ORDER], today),
        *_complaints(has[supervision.HANDLE_COMPLAINTS], has[supervision.DRAFT_COMPLAINT], today),
        *_kept(user, has[catalog.READ_WITHHELD], has[catalog.READ_ON_APPLICATION], today),
        *_evidence(user, has[findings.WATCH_EVIDENCE], today),
    ]
    owed = _nearest(has[catalog.PROPOSE], today) if has[catalog.PROPOSE] else []
    context = {
        "cards": counted(cards),
        "awaited": waits,
        "owed": owed,
        "today": today,
        "has_desk": bool(
            has[catalog.PROPOSE] or has[catalog.KEEP_CHANNEL] or has[catalog.ANSWER_CONSULTATION]
        ),
        "sets_up": administers(user),
        "without_items": _without_items(has[catalog.PROPOSE], today)
        if has[catalog.PROPOSE] and not owed
        else [],
    }
    return render(request, "workplace.html", context)


def _awaited(waits: list[awaited.Awaited], today: date) -> Iterator[Card]:
    """What somebody asked of who looks; the things themselves stand below on the same page."""
    if waits:
        late = sum(one.until is not None and one.until < today for one in waits)
        text = _("Asked by others: they wait for your word.")
        yield Card(_("To decide"), text, "#awaited", len(waits), late)


def _evidence(user: User, watch: Reach, today: date) -> Iterator[Card]:
    """What the checks of the evidence have found and nobody has explained; no card while there is nothing."""
    may_see = administers(user) or watch
    if may_see and (found := findings.visible_to(user, on=today, place=watch).open().count()):
        yield Card(
            _("Changed past the portal"),
            _("What is not as it was published or written."),
            reverse("evidence"),
            found,
            found,
        )


def _proposing(reach: Reach, today: date) -> Iterator[Card]:
    if not reach:
        return
    owed = Obligation.objects.filter(reach.q(*ON_ITEM), item__blocked="").open(today).order_by()
    states = dict(owed.values_list("state").annotate(count=Count("pk")))
    late = states.get(State.LATE, 0)
    yield Card(
        _("To disclose"),
        _("What your departments owe, by its days."),
        reverse("admin:catalog_obligation_changelist"),
        sum(states.values()),
        late,
    )
    begun = Disclosure.objects.filter(reach.q(), status__in=EDITABLE).order_by().values_list("status")
    by_status = dict(begun.annotate(count=Count("pk")))
    returned = by_status.get(Disclosure.Status.RETURNED, 0)
    address = reverse("admin:catalog_disclosure_changelist")
    if returned:
        yield Card(
            _("Returned to you"),
            _("Change it and propose it again."),
            f"{address}?status__exact=returned",
            returned,
        )
    yield Card(
        _("Drafts"),
        _("Begun and not yet proposed."),
        f"{address}?status__exact=draft",
        by_status.get(Disclosure.Status.DRAFT, 0),
    )


def _reviewing(user: User, judge: Reach, decide: Reach, today: date) -> Iterator[Card]:
    address = reverse("review:queue")
    if not (judge or decide):
        return
    mine = queue.Queue(user, on=today)
    if judge:
        text = _("Disclosures whose next step is yours.")
        late = Q(obligation__publish_by__lt=today)
        yield Card(_("To review"), text, address, *_counted(mine.open(), late))
    if decide:
        text = _("Drafted answers to applications.")
        late = Q(answer_by__lt=today)
        yield Card(_("To sign"), text, f"{address}#decisions", *_counted(mine.decisions(), late))


def _emergencies(judge: Reach, watch: Reach, today: date) -> Iterator[Card]:
    """Reviews after emergency publications, for those who do them and those who watch over them."""
    if not (judge or watch):
        return
    mine = judge.q("disclosure__agency_id", "disclosure__department") | watch.q(
        "disclosure__agency_id", "disclosure__department"
    )
    yield Pile(
        _("Emergency publications"),
        _("Published in an emergency and not reviewed yet."),
        f"{reverse('admin:catalog_disclosure_changelist')}?is_emergency__exact=1",
        EmergencyReview.objects.waiting().filter(mine),
        Q(due_on__lt=today),
    )


def _from_applications(user: User, weigh: Reach, release: Reach, decide: Reach) -> Iterator[Card]:
    """What applications bring back: proposals to publish, answers that may go into the disclosure log. By the same
    query the bodies that the public does not know yet, for who sets them up and for who decides about them."""
    if not (weigh or release or decide or administers(user)):
        return
    bodies = Agency.objects.filter(opened_at__isnull=True).annotate(status=Value(opening.PREPARED))
    if not administers(user):
        bodies = bodies.filter(pk__in=decide.agencies) if decide else bodies.none()
    proposals = Proposal.objects.filter(weigh.q()).waiting() if weigh else Proposal.objects.none()
    answers = LoggedAnswer.objects.filter(release.q()) if release else LoggedAnswer.objects.none()
    waiting = answers.filter(status=LoggedAnswer.Status.PROPOSED).order_by().values("status")
    kinds = [
        row[0]
        for row in proposals.order_by()
        .values("status")
        .union(waiting, bodies.order_by().values("status"), all=True)
        .values_list("status")
    ]
    if number := kinds.count(opening.PREPARED):
        text = _("Not open to the public yet: see what is still missing.")
        yield Card(_("Bodies to open"), text, reverse("openings"), number)
    if number := kinds.count(Proposal.Status.WAITING):
        text = _("What several applied for, or an applicant suggested, to be published for everybody.")
        yield Card(_("Proposals to publish"), text, reverse("requests_app:proposals"), number)
    if number := kinds.count(LoggedAnswer.Status.PROPOSED):
        text = _("Masked answers that wait for a second pair of eyes.")
        yield Card(_("Answers for the disclosure log"), text, reverse("requests_app:answers_waiting"), number)


def _opinions(user: User, reach: Reach, today: date) -> Iterator[Card]:
    if reach:
        text = _("What the public says of your disclosures.")
        found, late = queue.opinions_for(user, on=today), Q(answer_by__lt=today)
        yield Pile(_("Opinions"), text, reverse("review:opinions"), found, late, always=True)


def _held(user: User, *reaches: Reach) -> Iterator[Card]:
    if any(reaches) and (number := queue.held_count(user, on=timezone.localdate())):
        text = _("What came in a flood or as if from a program: let in, or set aside.")
        yield Card(_("Opinions held back"), text, reverse("review:held"), number)


def _consultations(hear: Reach, let_out: Reach) -> Iterator[Card]:
    """Opinions on drafts to answer; consultations to be released, or whose answers are to be published; one query."""
    if not (hear or let_out):
        return
    opinions, drafts = ConsultationOpinion.objects.none(), Consultation.objects.none()
    if hear:
        mine = hear.q("consultation__agency_id", "consultation__department")
        opinions = ConsultationOpinion.objects.filter(mine, status=ConsultationOpinion.Status.WAITING)
        opinions = opinions.filter(consultation__in=Consultation.objects.unfinished())
    if let_out:
        steps = [Consultation.Status.PLANNED, Consultation.Status.CLOSED]
        drafts = Consultation.objects.filter(let_out.q(), status__in=steps)
    both = opinions.order_by().values("status").union(drafts.order_by().values("status"), all=True)
    kinds = [row[0] for row in both.values_list("status")]
    if number := kinds.count(ConsultationOpinion.Status.WAITING):
        address = reverse("admin:catalog_consultationopinion_changelist")
        text = _("What the public says of your drafts, each with verdict and reason.")
        yield Card(_("Opinions on drafts"), text, f"{address}?status__exact=waiting", number)
    if number := len(kinds) - kinds.count(ConsultationOpinion.Status.WAITING):
        text = _("To be released, or their answers to be published.")
        yield Card(_("Consultations"), text, reverse("admin:catalog_consultation_changelist"), number)


def _placing(user: User, reach: Reach, today: date) -> Iterator[Card]:
    if reach:
        text = _("Boards, meetings and papers: confirm day and place.")
        tasks = Placement.objects.tasks_of(user, on=today).waiting()
        late = Q(due_on__lt=today)
        yield Pile(_("Channels"), text, reverse("catalog:channel_tasks"), tasks, late, always=True)


def _yearly(keep: Reach, today: date) -> Iterator[Card]:
    """Guides and catalogues that were never compiled, or more than a year ago (art. 12)."""
    if not keep:
        return
    bodies = Agency.objects.filter(pk__in=keep.agencies) if not keep.everywhere else Agency.objects.all()
    kept = Compilation.objects.filter(agency__in=bodies, compiled_on__gte=later(today, -yearly.YEAR))
    number = bodies.count() * len(Compilation.Kind) - kept.values("agency", "kind").distinct().count()
    if number > 0:
        text = _("Never compiled, or more than a year ago.")
        yield Card(_("Guide and catalogue"), text, reverse("catalog:yearly"), number)


def _filing(hand_in: Reach, receive: Reach, today: date) -> Iterator[Pile]:
    """Approved texts to hand in to the disclosure office, and for the office those that were handed in."""
    address, places = reverse("catalog:filings"), ("disclosure__agency_id", "disclosure__department")
    if hand_in:
        text = _("Approved, and not yet handed in to the disclosure office.")
        found = Filing.objects.waiting().filter(hand_in.q(*places))
        yield Pile(_("To file"), text, address, found, Q(due_on__lt=today))
    if receive:
        text = _("Handed in to you by departments.")
        found = Filing.objects.standing().filter(
            receive.q(*places), sent_on__isnull=False, received_on__isnull=True
        )
        yield Pile(_("Handed in for filing"), text, f"{address}?state=sent", found)


def _archiving(reach: Reach) -> Iterator[Pile]:
    if reach:
        address = reverse("archive:shelf")
        matters = Disclosure.objects.filter(reach.q(), status__in=ON_DISPLAY)
        text = _("Published and not yet filed.")
        yield Pile(pgettext("part of the portal", "Archive"), text, address, matters, always=True)
        cases = Application.objects.filter(reach.q(), old_number="").ready_for("archive")
        yield Pile(_("Cases to file"), _("Closed and not yet filed."), address, cases)


def _orders(correct: Reach, order: Reach, today: date) -> Iterator[Card]:
    if not (correct or order):
        return
    # Who corrects does not watch over everybody: the list of orders opens to both, the overview to watchers only.
    address = reverse("supervision:orders")
    issued = correct.q() & Q(status=CorrectionOrder.Status.ISSUED)
    reported = order.q() & Q(status=CorrectionOrder.Status.REPORTED)
    counted = CorrectionOrder.objects.order_by().aggregate(
        issued=Count("pk", filter=issued),
        late=Count("pk", filter=issued & Q(due_on__lt=today)),
        reported=Count("pk", filter=reported),
    )
    if correct:
        text = _("Orders to correct that wait for your report.")
        yield Card(_("To correct"), text, f"{address}?status=issued", counted["issued"], counted["late"])
    if order:
        owed = CorrectionOrder.objects.to_criticise(today).filter(order.q())
        late = Q(criticise_by__lt=today)
        text = _("Orders that were missed: the rules want a circular criticism.")
        yield Pile(_("To criticise"), text, f"{address}?status=issued", owed, late)
        text = _("Corrections that were reported to you.")
        yield Card(_("To check"), text, f"{address}?status=reported", counted["reported"])


def _complaints(handle: Reach, draft: Reach, today: date) -> Iterator[Card]:
    """Complaints without an answer: of the body, or those that were given to a department."""
    late, address = Q(answer_by__lt=today), reverse("supervision:complaints")
    if handle:
        text = _("Complaints that have no answer yet.")
        found = Complaint.objects.filter(handle.q()).waiting()
        yield Pile(_("Complaints"), text, address, found, late, always=True)
        answered = Complaint.objects.filter(handle.q()).ready_for("close")
        text = _("Answered or passed on: close them.")
        yield Pile(_("Complaints to close"), text, f"{address}?status=answered", answered)
    elif draft:
        text = _("Given to your department: look into them and draft the answer.")
        given = Complaint.objects.filter(draft.q()).given().waiting()
        yield Pile(_("Complaints"), text, address, given, late)


def _kept(user: User, withheld: Reach, given: Reach, today: date) -> Iterator[Card]:
    """The registers of what is not public, where anything stands on them."""
    if not (withheld or given):
        return
    on_register, by_ask = (
        withheld.q() & Q(source=Source.WITHHELD),
        given.q() & Q(source=Source.ON_APPLICATION),
    )
    found = (
        Disclosure.objects.readable_by(user, on=today).filter(on_register | by_ask, status__in=OUT).order_by()
    )
    counted = found.aggregate(
        kept=Count("pk", filter=Q(source=Source.WITHHELD, assess_by__isnull=False)),
        late=Count("pk", filter=Q(source=Source.WITHHELD, assess_by__lte=today)),
        given=Count("pk", filter=Q(source=Source.ON_APPLICATION)),
    )
    if counted["kept"]:
        text = _("Each is assessed again once a year.")
        yield Card(_("What is withheld"), text, reverse("withheld"), counted["kept"], counted["late"])
    if counted["given"]:
        text = _("Records that are not public. Those who handle applications look here first.")
        yield Card(_("What is given on application"), text, reverse("on_application"), counted["given"])


def _counted(found: QuerySet, late: Q) -> tuple[int, int]:
    """How many there are, and how many of them are late, by one query."""
    counted = found.order_by().aggregate(all=Count("pk"), late=Count("pk", filter=late))
    return counted["all"], counted["late"]


def _without_items(reach: Reach, today: date) -> list[tuple[Department, list[User]]]:
    """The departments in which who looks proposes, when the catalogue gives them nothing to disclose; each with those
    who keep the catalogue and can be asked."""
    if DisclosureItem.objects.filter(reach.q()).exists():
        return []
    found = Department.objects.filter(reach.departments_q()).select_related("agency").order_by("path")
    return [
        (one, list(holders(Role.DISCLOSURE_OFFICE, agency=one.agency, on=today)[:NEAREST]))
        for one in found[:NEAREST]
    ]


def _nearest(reach: Reach, today: date) -> list[dict]:
    """What is owed next, the first day first."""
    owed = (
        Obligation.objects.filter(reach.q(*ON_ITEM), item__blocked="").open(today).filter(live__isnull=True)
    )
    nearest = owed.select_related("item__department")
    nearest = nearest.order_by(Coalesce("propose_by", "publish_by"), "pk")[:NEAREST]
    return [
        {
            "obligation": one,
            "name": in_language(one.label, one.label_en),
            "state": State(one.state),
            "address": f"{reverse('admin:catalog_disclosure_add')}?obligation={one.pk}",
        }
        for one in nearest
    ]
