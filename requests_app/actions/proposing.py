"""From applications back into the catalogue: what several want, or an applicant suggests, is weighed (article 44)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.actions import obligations
from catalog.models import DisclosureItem
from core.mail import letters
from core.models import Agency, User
from core.scheduler import schedule
from core.transitions import Refused, take
from requests_app.actions import intake
from requests_app.actions.deciding import items_to_publish
from requests_app.desk import similarity
from requests_app.models import Application, CaseKind, LikenessMark, Proposal, ProposalSource, Status

ENOUGH = 3  # like applications, of more than one applicant
WITHIN = timedelta(days=365)
AT_ONCE = 500
COMPARED = {"old_number": "", "kind": CaseKind.DISCLOSURE}


def find_alike(*, now: datetime) -> int:
    """Compare the applications that came since the last run with those of the year before. Returns the proposals made.

    However often it runs, an application stands behind one proposal at most: the database sees to it.
    """
    return schedule.each(Agency.objects.all(), lambda agency: _find_in(agency, now))


def count_uncompared(*, now: datetime) -> int:
    """How many applications would be compared now."""
    marks = dict(LikenessMark.objects.values_list("agency", "upto"))
    agencies = Agency.objects.values_list("pk", flat=True)
    return sum(
        Application.objects.filter(agency=pk, pk__gt=marks.get(pk, 0), **COMPARED).count() for pk in agencies
    )


def _find_in(agency: Agency, now: datetime) -> int:
    mark, _new = LikenessMark.objects.get_or_create(agency=agency)
    mark = LikenessMark.objects.select_for_update().get(pk=mark.pk)
    since = timezone.localdate(now) - WITHIN
    # Application.objects would read and decrypt who applied; the subjects are enough.
    rows = list(
        Application.objects.filter(agency=agency, received_on__gte=since, **COMPARED)
        .exclude(status=Status.WITHDRAWN)
        .order_by("pk")
        .values_list("pk", "subject", "applicant_key")
    )
    fresh = [row for row in rows if row[0] > mark.upto][:AT_ONCE]
    # Many subjects are worded the same: each wording is compared once.
    worded: dict[frozenset[str], list[int]] = {}
    for pk, subject, _key in rows:
        worded.setdefault(similarity.pairs(subject), []).append(pk)
    proposed = dict(
        ProposalSource.objects.filter(application__agency=agency).values_list("application", "proposal")
    )
    keys = {pk: key or f"application {pk}" for pk, _subject, key in rows}
    made, like = 0, cache(lambda wanted: [said for said in worded if similarity.are_alike(wanted, said)])
    for pk, subject, _key in fresh:
        wordings = like(similarity.pairs(subject))
        group = [other for said in wordings for other in worded[said] if other <= pk]
        made += _gather(agency, pk, subject, sorted(group), proposed, keys, now)
    if fresh:
        mark.upto = fresh[-1][0]
        mark.save(update_fields=["upto"])
    return made


def _gather(
    agency: Agency,
    pk: int,
    subject: str,
    group: list[int],
    proposed: dict[int, int],
    keys: dict[int, str],
    now: datetime,
) -> int:
    """Put a like application to its proposal that still waits, or open one when there are enough of them."""
    known = {proposed[other] for other in group if other in proposed}
    waiting = Proposal.objects.waiting().filter(pk__in=known).first()
    free = [other for other in group if other not in proposed]
    if waiting is None:
        if known or len(group) < ENOUGH or len({keys[other] for other in group}) < 2:
            return 0
        waiting = _open(agency, Proposal.Origin.ALIKE, subject, now)
        made = 1
    else:
        made = 0
    for other in free:
        _add(waiting, other, now)
        proposed[other] = waiting.pk
    return made


def _open(agency: Agency, origin: str, title: str, now: datetime) -> Proposal:
    made = Proposal.objects.create(
        agency=agency,
        department=intake.first_department(agency),
        origin=origin,
        title=title,
        opened_at=now,
    )
    made.events.create(action="open", previous="", current=made.status, actor=None, at=now)
    return made


def _add(proposal: Proposal, application: int, now: datetime, *, suggestion: str = "") -> None:
    ProposalSource.objects.create(
        proposal=proposal, application_id=application, suggestion=suggestion, added_at=now
    )


def may_suggest(application: Application) -> bool:
    """Whether the applicant may suggest it: once, when it was decided or delivered, and is not public already."""
    source = ProposalSource.objects.filter(application=application).select_related("proposal").first()
    decided = application.status in (Status.DECIDED, Status.CLOSED, Status.ARCHIVED)
    decided = decided and application.kind == CaseKind.DISCLOSURE
    open_for_it = source is None or (
        not source.suggestion and source.proposal.status == Proposal.Status.WAITING
    )
    return decided and application.points_to_id is None and open_for_it


@transaction.atomic
def suggest(application: Application, *, text: str, now: datetime) -> Proposal:
    """Let the applicant suggest that everybody may read what they applied for (article 44). Raises ``Refused``."""
    Application.objects.select_for_update().only("pk").get(pk=application.pk)
    text = text.strip()
    if not may_suggest(application):
        raise Refused(_("This was suggested already, or it cannot be suggested now."))
    if not text:
        raise Refused(_("Say why everybody should be able to read it."))
    source = ProposalSource.objects.filter(application=application).select_related("proposal").first()
    if source is None:
        proposal = _open(application.agency, Proposal.Origin.SUGGESTED, application.subject, now)
        _add(proposal, application.pk, now, suggestion=text)
        return proposal
    source.suggestion = text
    source.save(update_fields=["suggestion"])
    return source.proposal


@transaction.atomic
def accept(proposal: Proposal, *, item: DisclosureItem, reason: str, by: User, now: datetime) -> Proposal:
    """Accept: what was applied for is owed under ``item``; its department finds it on its desk. Raises ``Refused``."""
    today, reason = timezone.localdate(now), reason.strip()
    if not items_to_publish(proposal.agency, on=today).filter(pk=item.pk).exists():
        raise Refused(_("The chosen item of the catalogue cannot take it."))
    number = proposal.sources.values_list("application__number", flat=True).first()
    title = f"{proposal.title}（依申请公开转为主动公开，{number}）"
    occurrence = obligations.record_occurrence(item, title=title, happened_on=today, by=None, now=now)
    take(
        proposal,
        "accept",
        by=by,
        now=now,
        note=reason,
        item=item,
        occurrence=occurrence,
        reason=reason,
        weighed_by=by,
        weighed_on=today,
    )
    _answer(proposal, now)
    return proposal


@transaction.atomic
def decline(proposal: Proposal, *, reason: str, by: User, now: datetime) -> Proposal:
    """Decline with a reason; who suggested it is answered. Raises ``Refused``."""
    reason = reason.strip()

    def blockers(locked: Proposal) -> Iterator[str]:
        if not reason:
            yield _("Say why it is not published.")

    today = timezone.localdate(now)
    take(
        proposal,
        "decline",
        by=by,
        now=now,
        note=reason,
        blockers=blockers,
        reason=reason,
        weighed_by=by,
        weighed_on=today,
    )
    _answer(proposal, now)
    return proposal


def _answer(proposal: Proposal, now: datetime) -> None:
    """Write to those who suggested it; the others asked for nothing."""
    for source in proposal.sources.select_related("application"):
        application = source.application
        if source.suggestion and application.email:
            context = {"application": application, "proposal": proposal}
            letters.owe("application_suggestion", to=application.email, context=context, now=now)
