"""What happens to a disclosure after it was published, in sight of everybody: corrections and repeal.

A correction is drafted, scanned and reviewed like any disclosure, as a row of its own that is never public. Once it is
approved it is merged: the published disclosure takes its text and files, keeps its address, index number, opinions and
the obligation that it fulfils, and both texts are kept as versions. That holds in the archive too: what was sealed
stays as it is, and the archivist seals the correction as a further volume (docs/adr/0019).
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import content, rules
from catalog.actions import placing
from catalog.disclosures import records
from catalog.models import Attachment, Disclosure, Editor, Placement, Relation, Version
from catalog.models.disclosures import OUT
from catalog.public import search
from catalog.screening import checks
from core.mail import letters
from core.models import User
from core.permissions import may
from core.proof import log
from core.transitions import Refused, must_stand, take

OPEN = (
    Disclosure.Status.DRAFT,
    Disclosure.Status.IN_REVIEW,
    Disclosure.Status.RETURNED,
    Disclosure.Status.APPROVED,
)


@transaction.atomic
def begin(original: Disclosure, *, reason: str, by: User, now: datetime) -> Disclosure:
    """Begin a correction of ``original``: a draft with its text and files. Only one is open at a time.

    ``reason`` says what is changed and why; the public reads it when the correction is approved.
    What is archived can be corrected as well: its sealed file stays. Raises ``Refused``.
    """
    original = Disclosure.objects.select_for_update(of=("self",)).get(pk=original.pk)
    must_stand(original)
    if not may(by, rules.PROPOSE, original, on=timezone.localdate(now)):
        raise Refused(_("Only the responsible department corrects this disclosure."))
    if original.status not in OUT:
        raise Refused(_("Only what is published can be corrected."))
    if original.approved_by_id is None:  # a version says who approved it
        raise Refused(
            _("It was published at once in an emergency and is not reviewed yet: that comes first.")
        )
    if original.corrections.filter(status__in=OPEN).exists():
        raise Refused(_("A correction of it is already under way."))
    correction = Disclosure(
        agency_id=original.agency_id,
        department_id=original.department_id,
        item_id=original.item_id,
        corrects=original,
        correction_reason=reason.strip(),
        index_number=f"{original.index_number}-C{original.corrections.count() + 1}",
        created_by=by,
        created_at=now,
        **content.values(original, content.COPIED),
    )
    correction.save(force_insert=True)
    correction.events.create(action="draft", previous="", current=correction.status, actor=by, at=now)
    Editor.objects.note(correction, by, now)
    for file in original.attachments.all():
        file.pk, file.disclosure = None, correction
        file.save(force_insert=True)
    return correction


def blockers(correction: Disclosure) -> Iterator[str]:
    """Reasons why a correction cannot be proposed: it says why, and it changes something."""
    if not correction.correction_reason.strip():
        yield _("Say what is changed and why: the public reads it.")
    original = correction.corrects
    taken = content.VERSIONED
    is_same = content.values(original, taken) == content.values(correction, taken)
    if is_same and _files(original) == _files(correction):
        yield _("The correction changes nothing.")


@transaction.atomic
def merge(correction: Disclosure, *, now: datetime) -> Disclosure:
    """Make an approved correction the text of what it corrects; both texts stay as versions. Returns the corrected one.

    Versions, the log's entry and search change in the same transaction. Raises ``Refused`` when what it corrects is
    not published any more.
    """
    take(correction, "merge", by=None, now=now, blockers=checks.blockers)
    original = Disclosure.objects.select_for_update(of=("self",)).get(pk=correction.corrects_id)
    number = original.versions.count()
    if number == 0:
        _keep(original, number=1, reason="", of=original, at=original.published_at)
        number = 1
    changes = content.values(correction, content.VERSIONED)
    take(original, "correct", by=None, now=now, note=correction.correction_reason, **changes)
    _take_files(original, correction)
    _keep(original, number=number + 1, reason=correction.correction_reason, of=correction, at=now)
    placing.follow(original, task=Placement.Task.UPDATE, now=now)
    if original.is_public:
        payload = records.payload(original, version=number + 1, reason=correction.correction_reason)
        log.append("corrected", subject=original.index_number, payload=payload, now=now)
        search.index(original)
    letters.owe(
        "disclosure_published", to=correction.proposed_by.email, context={"disclosure": original}, now=now
    )
    return original


@transaction.atomic
def repeal(disclosure: Disclosure, *, on: date, reason: str, by: User, now: datetime) -> Disclosure:
    """Say in public that a document is no longer in force from ``on`` (Shanghai's day). It stays readable.

    The day may lie ahead or behind, but not before it was formed. Raises ``Refused``.
    """

    def faults(locked: Disclosure) -> Iterator[str]:
        if not reason.strip():
            yield _("A repeal needs a reason that the public can read.")
        if locked.repealed_on:
            yield _("It is already repealed.")
        if on < locked.formed_on:
            yield _("It cannot be repealed before it was formed.")

    take(
        disclosure,
        "repeal",
        by=by,
        now=now,
        note=reason.strip(),
        blockers=faults,
        repealed_on=on,
        repealed_because=reason.strip(),
    )
    if disclosure.is_public:
        payload = records.payload_of_change(disclosure, on=on.isoformat(), reason=disclosure.repealed_because)
        log.append("repealed", subject=disclosure.index_number, payload=payload, now=now)
    return disclosure


@transaction.atomic
def relate(later: Disclosure, *, kind: str, earlier: Disclosure, by: User, now: datetime) -> Relation:
    """Say in a draft what it is to ``earlier``: reviewers see it, the public once it is published.

    Nobody relates to what they may not read, or to a draft. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    later = Disclosure.objects.select_for_update(of=("self",)).get(pk=later.pk)
    reasons = []
    if not may(by, rules.PROPOSE, later, on=today):
        reasons.append(_("Only the responsible department edits this disclosure."))
    if later.status not in (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED):
        reasons.append(_("Relations are reviewed with the text: say them in the draft."))
    if earlier.pk == later.pk or earlier.published_at is None or not earlier.is_readable_by(by, on=today):
        reasons.append(_("There is no published disclosure with this index number."))
    elif kind == Relation.Kind.SUPERSEDES and earlier.agency_id != later.agency_id:
        reasons.append(_("A body replaces only what it has published itself."))
    if later.relations.filter(earlier=earlier).exists():
        reasons.append(_("The two are related already."))
    if reasons:
        raise Refused(*reasons)
    Editor.objects.note(later, by, now)
    return later.relations.create(kind=kind, earlier=earlier)


@transaction.atomic
def unrelate(relation: Relation, *, by: User, now: datetime) -> None:
    """Take a relation off a draft. Raises ``Refused``."""
    later = Disclosure.objects.select_for_update(of=("self",)).get(pk=relation.later_id)
    if not may(by, rules.PROPOSE, later, on=timezone.localdate(now)):
        raise Refused(_("Only the responsible department edits this disclosure."))
    if later.status not in (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED):
        raise Refused(_("Relations are reviewed with the text: say them in the draft."))
    Editor.objects.note(later, by, now)
    relation.delete()


def _keep(original: Disclosure, *, number: int, reason: str, of: Disclosure, at: datetime) -> Version:
    return Version.objects.create(
        disclosure=original,
        number=number,
        reason=reason,
        proposed_by_id=of.proposed_by_id,
        approved_by_id=of.approved_by_id,
        published_at=at,
        hides_earlier=of.hides_earlier,
        files=records.files_of(original),
        **content.values(original, content.VERSIONED),
    )


def _files(disclosure: Disclosure) -> list[tuple[str, str]]:
    return sorted(disclosure.attachments.values_list("name", "sha256"))


def _take_files(original: Disclosure, correction: Disclosure) -> None:
    """Files that stay keep their address; the others go, and new ones come.

    A file that was sealed in the archive is never deleted: it changes places with the new one and lies from then on
    with the correction, where nobody outside reads it.
    """
    kept = set(_files(original)) & set(_files(correction))
    new = [file.pk for file in correction.attachments.all() if (file.name, file.sha256) not in kept]
    for file in original.attachments.all():
        if (file.name, file.sha256) in kept:
            continue
        if original.status == Disclosure.Status.ARCHIVED:
            Attachment.objects.filter(pk=file.pk).update(disclosure=correction)
        else:
            file.delete()
    Attachment.objects.filter(pk__in=new).update(disclosure=original)
