"""The gate's verbs: owe a scan, do it, overrule a finding, sign the secrecy review."""

import logging
import shutil
import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Attachment, Disclosure, Finding, Overruling, Scan, SecrecyReview
from catalog.screening import checks
from core.database import claims
from core.files import clamav
from core.models import User
from core.permissions import may
from core.scanning.findings import Found, gathered
from core.scanning.process import scan_file
from core.transitions import Refused, must_stand

logger = logging.getLogger(__name__)
AGAIN_AFTER = timedelta(
    minutes=5
)  # a claim that is older belongs to a worker that died, or to a try that failed
AT_ONCE = 50
LONG_TEXT = 20_000  # characters, about 50 ms; what is longer is looked through by a worker, like files


@transaction.atomic
def owe(disclosure: Disclosure, *, now: datetime) -> None:
    """Owe the scans of what ``disclosure`` holds now. Its text is looked through at once unless it is very long."""
    known = set(disclosure.scans.values_list("content", flat=True))
    digest = checks.text_digest(disclosure)
    for content, name in checks.contents(disclosure).items():
        if content in known:
            continue
        scan = Scan.objects.create(
            disclosure=disclosure, content=content, name=name, is_text=content == digest, owed_at=now
        )
        if scan.is_text and len(disclosure.body) + len(str(disclosure.elements)) <= LONG_TEXT:
            _keep(scan, gathered(checks.in_text_of(disclosure, timezone.localdate(now))), now=now)


def owe_file(attachment: Attachment, *, now: datetime) -> None:
    """Owe the scan of a file as soon as it is there, so that its department sees what it holds before proposing."""
    Scan.objects.get_or_create(
        disclosure_id=attachment.disclosure_id,
        content=attachment.sha256,
        defaults={"name": attachment.name, "owed_at": now},
    )


def scan_due(*, now: datetime, scan: Callable[..., list[Found]] = scan_file) -> int:
    """Do the scans that are owed, each claimed first so that no two workers do the same. Returns how many were done.

    ``scan`` looks through one file: in a process of its own, but for files that nobody sent.
    """
    _owe_forgotten(now)
    done = 0
    for one in claims.taken(owed(now), now=now, at_most=AT_ONCE, counted=True):
        try:
            done += _do(one, now, scan)
        except (OSError, clamav.NoAnswer) as error:
            logger.warning("Scan %s of %s failed: %s", one.pk, one.disclosure.index_number, error)
            Scan.objects.filter(pk=one.pk).update(fault=str(error)[:200])
    return done


def owed(now: datetime) -> QuerySet[Scan]:
    """The scans that wait for a worker at ``now``, the oldest first."""
    waiting = Scan.objects.filter(claims.free(now, AGAIN_AFTER), status=Scan.Status.OWED)
    return waiting.select_related("disclosure__agency").order_by("owed_at", "pk")


def count_due(*, now: datetime) -> int:
    """How many scans wait."""
    return owed(now).count()


@transaction.atomic
def overrule(
    disclosure: Disclosure, *, findings: Iterable[Finding], reason: str, by: User, now: datetime
) -> list[Overruling]:
    """Let ``findings`` stand, in the name of ``by`` and for a reason that stays on record. Raises ``Refused``."""
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    findings = list(findings)
    reasons = list(
        _not_theirs(disclosure, by, may(by, rules.OVERRULE, disclosure, on=timezone.localdate(now)))
    )
    if not reason.strip():
        reasons.append(_("Say why this may be published all the same."))
    if not findings:
        reasons.append(_("Choose at least one finding."))
    standing = set(checks.standing(disclosure).values_list("pk", flat=True))
    if any(one.pk not in standing for one in findings):
        reasons.append(_("One of the findings is settled already or belongs to an earlier text or file."))
    if not all(one.may_be_overruled for one in findings):
        reasons.append(_("A virus is not overruled: take the file out."))
    if reasons:
        raise Refused(*reasons)
    words = {"reason": reason.strip(), "by": by, "at": now, "proposer": _proposer(disclosure)}
    return [Overruling.objects.create(finding=one, **words) for one in findings]


@transaction.atomic
def sign_secrecy(
    disclosure: Disclosure, *, result: str, ground: str = "", note: str = "", by: User, now: datetime
) -> SecrecyReview:
    """Sign the secrecy review of the text and files as they stand (art. 14–17). Raises ``Refused``."""
    disclosure.refresh_from_db(from_queryset=Disclosure.objects.select_for_update(of=("self",)))
    must_stand(disclosure)
    theirs = may(by, checks.to_sign(checks.secrecy_rule(disclosure)), disclosure, on=timezone.localdate(now))
    reasons = list(_not_theirs(disclosure, by, theirs))
    closed = result == SecrecyReview.Result.CLOSED
    if result not in SecrecyReview.Result.values:
        reasons.append(_("Say whether it may be disclosed."))
    if closed and ground not in SecrecyReview.Ground.values:
        reasons.append(_("What must not be disclosed needs a ground of articles 14 to 16."))
    if reasons:
        raise Refused(*reasons)
    return _signature(disclosure, result, ground if closed else "", note.strip(), by, now)


def sign_within(disclosure: Disclosure, *, note: str, by: User, now: datetime) -> SecrecyReview:
    """The signature that another act includes: consent at a step of the chain, a publication in an emergency.

    That act has asked who they are: also a deputy, or to whom the step was handed on. Raises ``Refused``.
    """
    if disclosure.editors.filter(person=by).exists():
        raise Refused(_("Nobody reviews what they drafted, changed or proposed themselves."))
    return _signature(disclosure, SecrecyReview.Result.OPEN, "", note, by, now)


def _signature(
    disclosure: Disclosure, result: str, ground: str, note: str, by: User, now: datetime
) -> SecrecyReview:
    return SecrecyReview.objects.create(
        disclosure=disclosure,
        content=checks.whole_digest(disclosure),
        result=result,
        ground=ground,
        note=note,
        proposer=_proposer(disclosure, but=by),
        by=by,
        at=now,
    )


def _proposer(disclosure: Disclosure, *, but: User | None = None) -> User:
    """Who put it forward; of what was published in an emergency without a proposal, who drafted it."""
    proposer = disclosure.proposed_by or disclosure.created_by
    return disclosure.created_by if proposer == but else proposer


def _not_theirs(disclosure: Disclosure, by: User, holds_the_role: bool) -> Iterable[str]:
    if not holds_the_role:
        yield _("This belongs to somebody else: a reviewer of the body.")
    if disclosure.editors.filter(person=by).exists():
        yield _("Nobody reviews what they drafted, changed or proposed themselves.")
    if not checks.is_reviewed(disclosure):
        yield _("It is “%(status)s”: only what was proposed is reviewed.") % {
            "status": disclosure.get_status_display()
        }


def _owe_forgotten(now: datetime) -> None:
    """Owe what waits for its approval without a scan: it was proposed before there was a gate."""
    waiting = Disclosure.objects.filter(status__in=[Disclosure.Status.IN_REVIEW, Disclosure.Status.APPROVED])
    for disclosure in waiting.filter(scans__isnull=True).select_related("agency")[:AT_ONCE]:
        owe(disclosure, now=now)


def _do(scan: Scan, now: datetime, scan_one: Callable[..., list[Found]]) -> bool:
    """Look through what ``scan`` is about. No transaction is open meanwhile. Raises ``OSError`` or ``NoAnswer``."""
    disclosure, today = scan.disclosure, timezone.localdate(now)
    if scan.is_text:
        if checks.text_digest(disclosure) != scan.content:
            return False  # the text has changed since; nobody will ask for this scan
        return _keep(scan, gathered(checks.in_text_of(disclosure, today)), now=now)
    attachment = Attachment.objects.filter(disclosure=disclosure, sha256=scan.content).first()
    if attachment is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with attachment.file.open("rb") as kept, path.open("wb") as copy:
            shutil.copyfileobj(kept, copy)
        virus = Scan.Virus.UNCHECKED
        found = []
        if settings.CLAMAV_ADDRESS:
            with path.open("rb") as file:
                name = clamav.look_through(file, settings.CLAMAV_ADDRESS)
            virus = Scan.Virus.FOUND if name else Scan.Virus.CLEAN
            found = [Found("virus", {"part": "file"}, name)] if name else []
        if not found:
            suffix = checks.suffix_of(attachment.name)
            found = scan_one(path, suffix, today=today, known=checks.public_numbers(disclosure))
    return _keep(scan, found, now=now, virus=virus)


@transaction.atomic
def _keep(scan: Scan, found: Iterable[Found], *, now: datetime, virus: str = Scan.Virus.UNCHECKED) -> bool:
    """Write down what was found, once: of two workers that did the same scan the slower writes nothing."""
    done = {"status": Scan.Status.DONE, "done_at": now, "virus": virus, "fault": ""}
    if not Scan.objects.filter(pk=scan.pk, status=Scan.Status.OWED).update(**done):
        return False
    Finding.objects.bulk_create(
        Finding(scan=scan, kind=one.kind, place=one.place, shown=one.shown, further=one.further)
        for one in found
    )
    return True
