"""The life of a disclosure, from the first draft to the archive."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalog import content, rules
from catalog.actions import attaching, correcting, drafting, filing, placing, screening, starting, withholding
from catalog.disclosures import pointing, records
from catalog.models import (
    Attachment,
    Audience,
    Disclosure,
    DisclosureItem,
    Editor,
    Obligation,
    Placement,
    ProposedText,
)
from catalog.models.disclosures import OUT
from catalog.models.obligations import RECURS
from catalog.obligations import consultation_duty
from catalog.public import search
from catalog.screening import checks
from catalog.sources import Source
from core.bodies import opening
from core.mail import letters
from core.models import User
from core.models.names import names_of
from core.permissions import may
from core.proof import log
from core.scheduler import schedule
from core.serials import next_number
from core.text import numbering, richtext
from core.transitions import Refused, take

NAMES = ("agency", "department")  # a publication keeps their names, and they enter the public log
EDITABLE = (Disclosure.Status.DRAFT, Disclosure.Status.RETURNED)


class Overtaken(Refused):
    """Somebody else saved the draft between the opening of its page and this saving."""


@transaction.atomic
def draft(
    *, item: DisclosureItem, obligation: Obligation | None = None, by: User, now: datetime, **fields
) -> Disclosure:
    """Begin a disclosure of ``item``, with its permanent index number. Raises ``Refused``."""
    today = timezone.localdate(now)
    reasons = []
    if not may(by, rules.PROPOSE, item, on=today):
        reasons.append(_("Only the responsible department proposes disclosures of this item."))
    if item.blocked:
        reasons.append(_("This item may not be disclosed: %(reason)s") % {"reason": item.blocked})
    if obligation and obligation.item_id != item.pk:
        reasons.append(_("The obligation belongs to another item."))
    if obligation and _is_begun(obligation):
        if obligation.called_for_on and obligation.disclosures.filter(status__in=OUT, is_nil=True).exists():
            reasons.append(_("It was reported that there is nothing: that has to be withdrawn first."))
        else:
            reasons.append(_("Somebody has already begun to fulfil this obligation."))
    if reasons:
        raise Refused(*reasons)
    disclosure = Disclosure(
        agency=item.agency,
        department=item.department,
        item=item,
        obligation=obligation,
        index_number=_index_number(item, today),
        created_by=by,
        created_at=now,
        **_cleaned(fields),
    )
    disclosure.save(force_insert=True)
    disclosure.events.create(action="draft", previous="", current=disclosure.status, actor=by, at=now)
    Editor.objects.note(disclosure, by, now)
    return disclosure


@transaction.atomic
def revise(
    disclosure: Disclosure, *, by: User, now: datetime, seen: str | None = None, **fields
) -> Disclosure:
    """Change a draft or a returned disclosure. Raises ``Refused`` once it is with the reviewers.

    ``seen`` is the mark of what the editor had before them: ``Overtaken`` when somebody changed it since.
    """
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    _must_be_editable(disclosure, by, on=timezone.localdate(now))
    if seen is not None and seen != drafting.mark(disclosure):
        raise Overtaken(_overtaken(disclosure))
    if disclosure.is_sensitive and not fields.get("is_sensitive", True) and drafting.marked(disclosure):
        raise Refused(_("A reviewer marked it as sensitive: it stays so."))
    changes = _cleaned(fields)
    for field, value in changes.items():
        setattr(disclosure, field, value)
    disclosure.save(update_fields=list(changes))
    Editor.objects.note(disclosure, by, now)
    return disclosure


def _overtaken(disclosure: Disclosure) -> str:
    last = disclosure.editors.select_related("person").order_by("-last_at", "-pk").first()
    if last is None:
        return _("It was changed after your page was opened. Nothing of it is overwritten.")
    return _("%(name)s saved it on %(when)s, after your page was opened. Nothing of it is overwritten.") % {
        "name": last.person,
        "when": date_format(timezone.localtime(last.last_at), "DATETIME_FORMAT"),
    }


def attach(disclosure: Disclosure, *, upload: UploadedFile, by: User, now: datetime) -> Attachment:
    """Add a file to a draft. Raises ``Refused``, or ``ValidationError`` when the file is not what it says."""
    with attaching.laid([upload]) as (file,):
        return attach_laid(disclosure, file, by=by, now=now)


@transaction.atomic
def attach_laid(disclosure: Disclosure, file: attaching.LaidUpload, *, by: User, now: datetime) -> Attachment:
    """Add a file to a draft that lies already. Raises ``Refused``."""
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    _must_be_editable(disclosure, by, on=timezone.localdate(now))
    attachment = Attachment(
        disclosure=disclosure,
        file=file.lies.path,
        name=file.name[-200:],
        media_type=file.media_type,
        size=file.lies.size,
        sha256=file.lies.sha256,
    )
    attachment.save()
    file.lies.named_by.append(attachment)
    screening.owe_file(attachment, now=now)
    Editor.objects.note(disclosure, by, now)
    return attachment


@transaction.atomic
def detach(attachment: Attachment, *, by: User, now: datetime) -> None:
    """Take a file off a draft; the file itself may belong to others too and stays."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=attachment.disclosure_id)
    _must_be_editable(disclosure, by, on=timezone.localdate(now))
    attachment.delete()
    Editor.objects.note(disclosure, by, now)


def content_blockers(disclosure: Disclosure) -> Iterator[str]:
    """What stands against publishing ``disclosure`` however urgent it is: content, scope, forbidden channels."""
    if not disclosure.title.strip():
        yield _("The title is missing.")
    if not disclosure.body.strip() and not disclosure.is_nil and not disclosure.elements:
        yield _("The content is missing.")
    yield from nil_blockers(disclosure)
    if not disclosure.channels and disclosure.source == Source.ACTIVE:
        yield _("No channel of publication is chosen.")
    if disclosure.item.blocked:
        yield _("This item may not be disclosed: %(reason)s") % {"reason": disclosure.item.blocked}
    for part, why in pointing.faults(disclosure, only="basis"):
        yield _("%(part)s: %(why)s") % {"part": part.name, "why": why}
    active = disclosure.source == Source.ACTIVE
    if (
        active
        and disclosure.obligation_id
        and disclosure.item.audience == Audience.PUBLIC != disclosure.audience
    ):
        yield _("This is owed to everybody: a disclosure for fewer people does not fulfil it.")
    yield from forbidden_channels(disclosure)


def nil_blockers(disclosure: Disclosure) -> Iterator[str]:
    """That there is nothing to report is said of a period that comes again, and that nobody has called for: also at
    the moment of approval and of publishing."""
    if not disclosure.is_nil or not disclosure.obligation:
        return
    if disclosure.obligation.called_for_on:
        yield _("The supervision has called for it: that there is nothing to report does not fulfil it.")
    elif not disclosure.obligation.recurs:
        yield _(
            "This is owed once: that there is nothing to report can be said of a period that comes again only."
        )


def forbidden_channels(disclosure: Disclosure) -> Iterator[str]:
    """The prohibitions of channels that hold for its item as the catalogue stands, also at the moment of publishing."""
    for channel in sorted(set(disclosure.channels) & set(disclosure.item.never_on)):
        yield _("This item may never be published on “%(channel)s”.") % {"channel": channel}


def propose_blockers(disclosure: Disclosure) -> Iterator[str]:
    """Reasons why ``disclosure`` cannot be proposed yet, for the page and for the gate (B-075, E-127)."""
    yield from content_blockers(disclosure)
    if not disclosure.attested:
        yield _("Nobody has attested that it is accurate and complete.")
    if disclosure.corrects_id:
        yield from correcting.blockers(disclosure)
    for part, why in pointing.faults(disclosure):
        if str(disclosure.elements.get(part.code, "")).strip():
            yield _("%(part)s: %(why)s") % {"part": part.name, "why": why}
        else:
            yield _("The obligatory part “%(part)s” is missing.") % {"part": part.name}
    yield from withholding.blockers(disclosure)
    yield from consultation_duty.blockers(disclosure)


@transaction.atomic
def propose(disclosure: Disclosure, *, by: User, now: datetime, attested: bool = False) -> Disclosure:
    """Hand a draft to the reviewers. Content, form and scope must be there (B-075). Its text of this round is kept.

    With ``attested``, ``by`` attests with the proposal that it is accurate and complete.
    """
    today = timezone.localdate(now)
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    if attested:
        _must_be_editable(disclosure, by, on=today)
        Disclosure.objects.filter(pk=disclosure.pk).update(attested=True)
    known = disclosure.agency.regime.version_on(today).rules.channels

    def blockers(locked: Disclosure) -> Iterator[str]:
        yield from propose_blockers(locked)
        for channel in sorted(set(locked.channels) - set(known)):
            yield _("The channel “%(channel)s” is no longer used.") % {"channel": channel}

    take(
        disclosure,
        "propose",
        by=by,
        now=now,
        blockers=blockers,
        proposed_by=by,
        proposed_at=now,
        approved_by=None,
        approved_at=None,
        round=disclosure.round + 1,
        steps_done=0,
    )
    starting.start(disclosure, by=by, now=now)
    Editor.objects.note(disclosure, by, now)
    text = content.values(disclosure, content.PROPOSED)
    ProposedText.objects.create(disclosure=disclosure, round=disclosure.round, at=now, **text)
    screening.owe(disclosure, now=now)
    return disclosure


@transaction.atomic
def take_back(disclosure: Disclosure, *, reason: str, by: User, now: datetime) -> Disclosure:
    """Take a proposal back to change it, also when it is approved and waits for its window; all are asked again."""
    if not reason.strip():
        raise Refused(_("Say why it is taken back."))
    return take(
        disclosure, "take_back", by=by, now=now, note=reason.strip(), approved_by=None, approved_at=None
    )


Blockers = Callable[[Disclosure], Iterator[str]]


@transaction.atomic
def endorse(
    disclosure: Disclosure, *, by: User, now: datetime, note: str = "", blockers: Blockers | None = None
):
    """Take a step of the chain that is not its last. Called by the review room, which knows the chain."""
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    return take(
        disclosure,
        "endorse",
        by=by,
        now=now,
        note=note,
        blockers=_four_eyes(by, blockers),
        steps_done=disclosure.steps_done + 1,
    )


@transaction.atomic
def approve(
    disclosure: Disclosure, *, by: User, now: datetime, note: str = "", blockers: Blockers | None = None
):
    """Take the last step of the chain. Nobody approves what they proposed; the database refuses it too."""
    take(
        disclosure,
        "approve",
        by=by,
        now=now,
        note=note,
        blockers=_four_eyes(
            by, blockers, nil_blockers, consultation_duty.blockers, checks.blockers, _is_closed
        ),
        approved_by=by,
        approved_at=now,
    )
    filing.owe(disclosure, now=now)
    if is_publishable(disclosure, now):
        publish(disclosure, now=now)
    return disclosure


@transaction.atomic
def send_back(
    disclosure: Disclosure, *, by: User, now: datetime, opinion: str, blockers: Blockers | None = None
) -> Disclosure:
    """Return a proposal with an opinion; the proposer is told by letter."""
    take(disclosure, "send_back", by=by, now=now, note=opinion, blockers=_four_eyes(by, blockers))
    context = {"disclosure": disclosure, "opinion": opinion, "by": by}
    letters.owe("disclosure_returned", to=disclosure.proposed_by.email, context=context, now=now)
    return disclosure


def refer(
    disclosure: Disclosure, *, by: User, now: datetime, reason: str, blockers: Blockers | None = None
) -> Disclosure:
    """Hand an open step on to another reviewer. Called by the review room, which knows who may take it."""
    return take(disclosure, "refer", by=by, now=now, note=reason, blockers=_four_eyes(by, blockers))


def mark_sensitive(
    disclosure: Disclosure, *, by: User, now: datetime, reason: str, blockers: Blockers | None = None
) -> Disclosure:
    """Mark a matter in review as sensitive; it stays so. Called by the review room, which knows the chains."""
    blockers = _four_eyes(by, blockers)
    return take(
        disclosure, "mark_sensitive", by=by, now=now, note=reason, blockers=blockers, is_sensitive=True
    )


def _is_closed(disclosure: Disclosure) -> list[str]:
    """Nothing new is let out by a body that was closed; what was published may still be corrected."""
    agency = disclosure.agency
    return opening.shut(agency) if agency.closed_at and disclosure.corrects_id is None else []


def is_publishable(disclosure: Disclosure, now: datetime) -> bool:
    """Whether its window has opened (C-095) and its set time has come; without either it has.

    What a body prepares before it is open to the public waits until then; one that was closed publishes no more.
    """
    if not disclosure.agency.is_open:
        return False
    opens_on = disclosure.obligation.publish_from if disclosure.obligation else None
    if disclosure.publish_at and disclosure.publish_at > now:
        return False
    return opens_on is None or opens_on <= timezone.localdate(now)


@transaction.atomic
def publish(disclosure: Disclosure, *, now: datetime) -> Disclosure:
    """Make an approved disclosure public: placements, public log and search in the same transaction.

    A correction is merged into what it corrects instead.
    """
    if disclosure.corrects_id:
        return correcting.merge(disclosure, now=now)
    today = timezone.localdate(now)
    take(
        disclosure,
        "publish",
        by=None,
        now=now,
        blockers=lambda locked: [
            *opening.shut(locked.agency),
            *forbidden_channels(locked),
            *nil_blockers(locked),
            *consultation_duty.blockers(locked),
            *checks.blockers(locked),
        ],
        also=NAMES,
        published_at=now,
        published_on=today,
        **names_of(disclosure),
        assess_by=withholding.assessed_next(disclosure, today)
        if disclosure.source == Source.WITHHELD
        else None,
    )
    enter_public(disclosure, now=now)
    return disclosure


def enter_public(disclosure: Disclosure, *, now: datetime) -> None:
    """What follows from publication, in its transaction: placements, the public log, search, a letter."""
    placing.place(disclosure, now=now)
    if disclosure.is_public:
        owed = Obligation.objects.filter(pk=disclosure.obligation_id)
        (owed.filter(RECURS) if disclosure.is_nil else owed).update(has_come=True)
        log.append("published", subject=disclosure.index_number, payload=records.payload(disclosure), now=now)
        search.index(disclosure)
    if disclosure.source == Source.ACTIVE:
        context = {"disclosure": disclosure}
        letters.owe("disclosure_published", to=disclosure.proposed_by.email, context=context, now=now)


def publish_due(*, now: datetime) -> int:
    """Publish what is approved and whose window has opened. Returns how many."""
    waiting = Disclosure.objects.ready_for("publish").select_related("obligation", "agency__regime")
    ready = [disclosure for disclosure in waiting if is_publishable(disclosure, now)]
    return schedule.each(ready, lambda disclosure: bool(publish(disclosure, now=now)))


@transaction.atomic
def withdraw(disclosure: Disclosure, *, reason: str, by: User, now: datetime) -> Disclosure:
    """Take a disclosure off the public pages; a tombstone with the reason stays."""
    if not reason.strip():
        raise Refused(_("A withdrawal needs a reason that the public can read."))
    take(disclosure, "withdraw", by=by, now=now, note=reason, withdrawn_because=reason.strip())
    Obligation.objects.filter(pk=disclosure.obligation_id, draft__isnull=True).update(has_come=False)
    search.forget(disclosure)
    placing.follow(disclosure, task=Placement.Task.TAKE_DOWN, now=now)
    if disclosure.audience == "public":
        payload = records.payload_of_change(disclosure, reason=disclosure.withdrawn_because)
        log.append("withdrawn", subject=disclosure.index_number, payload=payload, now=now)
    return disclosure


def archive(disclosure: Disclosure, *, by: User, now: datetime) -> Disclosure:
    """Move a published disclosure into the archive; called when its file is sealed. It stays readable."""
    return take(disclosure, "archive", by=by, now=now)


def supplement(disclosure: Disclosure, *, number: str, by: User, now: datetime) -> Disclosure:
    """Note that a correction of an archived disclosure was sealed as the volume ``number`` of its file."""
    return take(disclosure, "supplement", by=by, now=now, note=number)


def _is_begun(obligation: Obligation) -> bool:
    """Whether a disclosure for ``obligation`` is under way, asked under its lock: of two who begin, one is told."""
    Obligation.objects.select_for_update(of=("self",)).get(pk=obligation.pk)
    return obligation.disclosures.exclude(status=Disclosure.Status.WITHDRAWN).exists()


def _four_eyes(by: User, *more: Blockers | None) -> Blockers:
    def blockers(disclosure: Disclosure) -> Iterator[str]:
        if by is not None and disclosure.editors.filter(person=by).exists():
            yield _("Nobody reviews what they drafted, changed or proposed themselves.")
        for one in filter(None, more):
            yield from one(disclosure)

    return blockers


def _index_number(item: DisclosureItem, today: date) -> str:
    """The next number of the agency that nothing bears: after a change of the pattern an old one could look like it."""
    agency = item.agency
    while True:
        number = numbering.index_number(
            agency.index_pattern,
            agency_code=agency.code,
            category=item.category.code if "{category}" in agency.index_pattern else "",
            on=today,
            serial=next_number(agency, "index", today.year),
        )
        if len(number) > numbering.LONGEST:
            raise Refused(_("The index number would be too long: the pattern of the agency must be mended."))
        if not Disclosure.objects.filter(index_number=number).exists():
            return number


def _must_be_editable(disclosure: Disclosure, by: User, *, on: date) -> None:
    if not may(by, rules.PROPOSE, disclosure, on=on):
        raise Refused(_("Only the responsible department edits this disclosure."))
    if disclosure.status not in EDITABLE:
        raise Refused(
            _("It is “%(status)s” now and cannot be edited.") % {"status": disclosure.get_status_display()}
        )


def _cleaned(fields: dict) -> dict:
    if "body" in fields:
        fields = {**fields, "body": richtext.cleaned(fields["body"])}
    return fields
