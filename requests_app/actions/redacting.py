"""Redacting: a file is looked at page by page, boxes with grounds are drawn, a copy is made by the clock and proved.

The original is kept, restricted (art. 37). The clock draws and burns in processes of their own; a copy in which the
proof finds anything left is thrown away.
"""

import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path, PurePath

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.database import claims
from core.files import laying
from core.files.laying import Laid
from core.models import User
from core.permissions import may
from core.redaction import process
from core.redaction.boxes import LEAST
from core.transitions import Refused, must_stand
from requests_app import rules
from requests_app.actions import case_files
from requests_app.actions.case_files import Paper
from requests_app.models import (
    Application,
    CaseFile,
    RedactedCopy,
    Redaction,
    RedactionBox,
    RedactionPage,
    Status,
)

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}
OVER = (Status.CLOSED, Status.WITHDRAWN, Status.LAPSED, Status.ARCHIVED)
MOST_BOXES = 500
AT_ONCE = 10
AGAIN_AFTER = timedelta(minutes=10)  # a claim that is older belongs to a worker that died
UNREADABLE = gettext_noop("The file cannot be opened: it is locked, damaged or too large.")
NO_TYPEFACE = gettext_noop(
    "Letters would be missing: save the file with its typefaces embedded. Missing: %(names)s"
)
LONGEST_FAULT = 200
LEFT_OVER = gettext_noop("Something that was covered is still in the copy; it was thrown away.")
ROWS_OF_REFUSAL = range(5, 12)


def grounds(application: Application) -> list[str]:
    """The grounds of the regime for holding something back: its outcomes and kinds of rows 5 to 11.

    A version that was loaded before outcomes had rows gives the outcomes that must name grounds.
    """
    named, outcomes = [], application.rules.outcomes.values()
    for outcome in outcomes:
        if outcome.row in ROWS_OF_REFUSAL:
            named.append(str(outcome.name))
        named += [str(kind.name) for kind in outcome.kinds.values() if kind.row in ROWS_OF_REFUSAL]
    named = named or [str(outcome.name) for outcome in outcomes if "grounds" in outcome.needs]
    return list(dict.fromkeys(name[:200] for name in named))


def begin_redaction(
    application: Application, *, name: str, content: bytes | Laid, by: User, now: datetime
) -> Redaction:
    """Keep ``content`` as a restricted original and owe the pictures of its pages. Raises ``Refused``."""
    with case_files.laid([Paper(name, "", content)]) as (paper,):
        return _begin(application, paper, by, now)


@transaction.atomic
def _begin(application: Application, paper: Paper, by: User, now: datetime) -> Redaction:
    name = paper.name
    locked = Application.objects.select_for_update().get(pk=application.pk)
    must_stand(locked)
    suffix = PurePath(name).suffix.lower().lstrip(".")
    if reasons := list(_begin_faults(locked, suffix, by, on=timezone.localdate(now))):
        raise Refused(*reasons)
    original = case_files.keep(
        locked,
        content=paper.content,
        name=name,
        media_type=TYPES[suffix],
        purpose=CaseFile.Purpose.ORIGINAL,
        by=by,
        now=now,
    )
    made = Redaction.objects.create(application=locked, original=original, begun_by=by, begun_at=now)
    _tell(locked, "redact", name, by, now)
    return made


def _begin_faults(application: Application, suffix: str, by: User, *, on: date) -> Iterator[str]:
    yield from _hands_faults(application, by, on=on)
    if suffix not in TYPES:
        yield _("PDF files and pictures (PNG, JPEG) can be redacted here.")


def _hands_faults(application: Application, by: User, *, on: date) -> Iterator[str]:
    if not may(by, rules.HANDLE, application, on=on):
        yield _("Only those who handle the application redact its files.")
    if application.status in OVER:
        yield _("The application is closed; its files stay as they are.")


@transaction.atomic
def draw_box(
    redaction: Redaction,
    *,
    page: int,
    left: Decimal,
    top: Decimal,
    width: Decimal,
    height: Decimal,
    ground: str,
    by: User,
    now: datetime,
) -> RedactionBox:
    """Cover a part of a page, in percent from left and top, on one of the regime's grounds. Raises ``Refused``."""
    locked = Redaction.objects.select_for_update().select_related("application").get(pk=redaction.pk)
    size = {"left": left, "top": top, "width": width, "height": height}
    reasons = list(_hands_faults(locked.application, by, on=timezone.localdate(now)))
    if not 1 <= page <= locked.page_count:
        reasons.append(_("The file has no such page."))
    if min(left, top) < 0 or left + width > 100 or top + height > 100:
        reasons.append(_("The box reaches beyond the page."))
    if min(width, height) < Decimal(str(LEAST)):
        reasons.append(_("The box is too small to be seen."))
    if ground not in grounds(locked.application):
        reasons.append(_("Choose a ground of the rules."))
    if locked.boxes.in_force().count() >= MOST_BOXES:
        reasons.append(_("There are too many boxes in this file."))
    if reasons:
        raise Refused(*reasons)
    return RedactionBox.objects.create(redaction=locked, page=page, ground=ground, by=by, at=now, **size)


@transaction.atomic
def remove_box(box: RedactionBox, *, by: User, now: datetime) -> RedactionBox:
    """Take a box away by a row of its own; the old row stays. Raises ``Refused``."""
    locked = Redaction.objects.select_for_update().select_related("application").get(pk=box.redaction_id)
    if reasons := list(_hands_faults(locked.application, by, on=timezone.localdate(now))):
        raise Refused(*reasons)
    if not locked.boxes.in_force().filter(pk=box.pk).exists():
        raise Refused(_("This box is gone already."))
    same = {name: getattr(box, name) for name in ("page", "left", "top", "width", "height", "ground")}
    return RedactionBox.objects.create(redaction=locked, cancels=box, by=by, at=now, **same)


def ask_copy(redaction: Redaction, *, by: User, now: datetime) -> RedactedCopy:
    """Ask for a copy with the boxes as they are now. Raises ``Refused``."""
    reasons = list(_hands_faults(redaction.application, by, on=timezone.localdate(now)))
    boxes = list(redaction.boxes.in_force().values_list("pk", flat=True))
    if redaction.drawn_at is None:
        reasons.append(_("The pages are not ready yet."))
    elif not boxes:
        reasons.append(_("Nothing is covered yet."))
    if reasons:
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            return redaction.copies.create(boxes=boxes, asked_by=by, asked_at=now)
    except IntegrityError as error:
        raise Refused(_("A copy is being made already.")) from error


@transaction.atomic
def hand_over(file: CaseFile, *, by: User, now: datetime, is_for_applicant: bool = True) -> CaseFile:
    """Let the applicant have ``file`` with the decision, or no longer; an original never. Raises ``Refused``."""
    locked = Application.objects.select_for_update().get(pk=file.application_id)
    must_stand(locked)
    reasons = list(_hands_faults(locked, by, on=timezone.localdate(now)))
    if file.purpose not in (CaseFile.Purpose.REDACTED, CaseFile.Purpose.WORKING):
        reasons.append(_("The applicant gets copies and papers made for them, never this file."))
    if reasons:
        raise Refused(*reasons)
    file.for_applicant = is_for_applicant
    file.save(update_fields=["for_applicant"])
    _tell(locked, "hand_over" if is_for_applicant else "keep_back", file.name, by, now)
    return file


def see_original(file: CaseFile, *, by: User, now: datetime) -> bytes:
    """The content of a restricted original; that it was opened is written down. Raises ``Refused``."""
    if not may(by, rules.SEE_ORIGINAL, file.application, on=timezone.localdate(now)):
        raise Refused(_("Only those who work on the answer and who sign it may open the original."))
    _tell(file.application, "see_original", file.name, by, now)
    return case_files.content_of(file)


def drawing_due(now: datetime) -> QuerySet[Redaction]:
    """Files whose pages wait to be drawn."""
    return Redaction.objects.filter(
        claims.free(now, AGAIN_AFTER), drawn_at__isnull=True, fault="", original__isnull=False
    ).select_related("original")


def copies_due(now: datetime) -> QuerySet[RedactedCopy]:
    """Copies that wait to be made."""
    waiting = RedactedCopy.objects.filter(claims.free(now, AGAIN_AFTER), made_at__isnull=True)
    return waiting.filter(redaction__original__isnull=False).order_by("pk")


def count_due(*, now: datetime) -> int:
    """How many files and copies wait."""
    return drawing_due(now).count() + copies_due(now).count()


def work_due(*, now: datetime) -> int:
    """Draw the pages and make the copies that are owed, each claimed first. Returns how many were done."""
    done = 0
    for work, due in ((_draw, drawing_due), (_make, copies_due)):
        done += sum(work(one, now) for one in claims.taken(due(now), now=now, at_most=AT_ONCE))
    return done


def _with_plain(file: CaseFile, work: Callable[[Path], None]) -> str:
    """Do ``work`` with the plain file in a folder of its own; the fault when it could not be read, else nothing."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{file.suffix}"
        try:
            path.write_bytes(case_files.content_of(file))
            work(path)
        except process.NoTypeface as missing:
            return f"{NO_TYPEFACE}\n{missing}"[:LONGEST_FAULT]
        except (process.CannotBeRead, FileNotFoundError, ValueError):
            return UNREADABLE
    return ""


def _draw(redaction: Redaction, now: datetime) -> bool:
    found: list[process.Page] = []
    file = redaction.original
    if fault := _with_plain(file, lambda path: found.extend(process.pages(path, file.suffix))):
        Redaction.objects.filter(pk=redaction.pk).update(fault=fault)
        return False
    kept = [_kept_page(redaction, page) for page in found]
    with transaction.atomic():
        mine = Redaction.objects.filter(pk=redaction.pk, drawn_at__isnull=True, original__isnull=False)
        wanted = bool(mine.update(page_count=len(kept), drawn_at=now))
        if wanted:
            RedactionPage.objects.bulk_create(kept)
    if not wanted:  # another worker was faster, or the case was purged meanwhile
        for page in kept:
            page.picture.delete(save=False)
    return wanted


def _kept_page(redaction: Redaction, page: process.Page) -> RedactionPage:
    """A row for ``page``, not yet stored; its picture lies encrypted in the storage."""
    row = RedactionPage(redaction=redaction, number=page.number, width=page.width, height=page.height)
    row.picture = laying.lay(row, "picture", page.content, name="page.bin").path
    return row


def _make(copy: RedactedCopy, now: datetime) -> bool:
    file = copy.redaction.original
    boxes = [box.place for box in RedactionBox.objects.filter(pk__in=copy.boxes)]
    made: list[tuple[process.Copy, dict]] = []

    def work(path: Path) -> None:
        result = process.redacted(path, file.suffix, boxes)
        finished = path.with_name(f"copy.{file.suffix}")
        finished.write_bytes(result.content)
        made.append((result, process.proof(finished, file.suffix, boxes, result.words)))

    if fault := _with_plain(file, work):
        RedactedCopy.objects.filter(pk=copy.pk).update(made_at=now, fault=fault)
        return False
    result, found = made[0]
    found |= {"words": len(result.words), "boxes": len(boxes), "original_sha256": file.sha256}
    if any(found[name] for name in process.PROVED):
        RedactedCopy.objects.filter(pk=copy.pk).update(made_at=now, fault=LEFT_OVER, proof=found)
        return False
    with case_files.laid([Paper("", "", result.content)]) as (paper,):
        return _keep(copy, paper.content, found, now)


@transaction.atomic
def _keep(copy: RedactedCopy, content: Laid, found: dict, now: datetime) -> bool:
    """Keep the copy, once: of two workers the slower keeps nothing, nor does one whom a purge overtook."""
    redaction, original = copy.redaction, copy.redaction.original
    Application.objects.select_for_update().only("pk").get(pk=redaction.application_id)
    wanted = RedactedCopy.objects.filter(pk=copy.pk, made_at__isnull=True, redaction__original__isnull=False)
    if not wanted.exists():
        return False
    name = PurePath(original.name)
    kept = case_files.keep(
        redaction.application,
        content=content,
        name=f"{name.stem[:180]}-{_('redacted')}{name.suffix}",
        media_type=original.media_type,
        purpose=CaseFile.Purpose.REDACTED,
        by=copy.asked_by,
        now=now,
    )
    proof = {**found, "sha256": kept.sha256}
    RedactedCopy.objects.filter(pk=copy.pk).update(made_at=now, file=kept, proof=proof)
    _tell(redaction.application, "redacted", kept.name, None, now)
    return True


def _tell(application: Application, action: str, note: str, by: User | None, now: datetime) -> None:
    current = application.status
    application.events.create(action=action, previous=current, current=current, actor=by, note=note, at=now)
