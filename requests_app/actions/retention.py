"""Personal data of finished applications are kept for the years of the regime, then purged, with a proof.

The row that statistics need stays: number, days, channel, kind of applicant, subject, outcome and decision. What a
reconsideration or a lawsuit holds is never purged.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core import clock
from core.crypto import fingerprint
from core.models import Agency, Letter, RegimeVersion, User
from core.permissions import may
from core.transitions import Refused
from requests_app import rules
from requests_app.actions import notices
from requests_app.models import (
    Application,
    Hold,
    NoticeFile,
    ProposalSource,
    Purge,
    Rating,
    RedactionPage,
    Status,
)
from requests_app.papers import Part

ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.LAPSED, Status.ARCHIVED)
ENDING = ("deliver", "withdraw", "lapse", "lapse_fee", "lapse_by_clock", "lapse_fee_by_clock", "import")
PERSONAL = (
    "applicant_name", "identity_number", "phone", "email", "address", "applicant_key", "description",
    "correction_text", "delivery_proof",
)  # fmt: skip
OF_MAIL = ("sender", "sender_name", "subject", "text", "listed")
NOBODYS_HASH = "-" * 64


@transaction.atomic
def hold(application: Application, *, reason: str, by: User, now: datetime) -> Hold:
    """Keep everything of ``application`` until the hold is lifted. Raises ``Refused``."""
    locked, reason = Application.objects.select_for_update().get(pk=application.pk), reason.strip()
    if not may(by, rules.HOLD, locked):
        raise Refused(_("Only the disclosure office and the application officers hold a purge."))
    if not reason:
        raise Refused(_("Say why it must be kept."))
    if locked.purged_on:
        raise Refused(_("Its personal data were purged on %(day)s.") % {"day": locked.purged_on.isoformat()})
    if locked.holds.filter(lifted_at=None).exists():
        raise Refused(_("It is held already."))
    return locked.holds.create(reason=reason, set_by=by, set_at=now)


@transaction.atomic
def lift(application: Application, *, by: User, now: datetime) -> None:
    """Lift the hold of ``application``; its years go on as if it had not been. Raises ``Refused``."""
    if not may(by, rules.HOLD, application):
        raise Refused(_("Only the disclosure office and the application officers hold a purge."))
    if not application.holds.filter(lifted_at=None).update(lifted_by=by, lifted_at=now):
        raise Refused(_("It is not held."))


def kept_until(application: Application) -> date | None:
    """The last day on which its personal data are kept, once it has ended."""
    if application.status not in ENDED:
        return None
    return years_after(ended_on(application), application.rules.retention.years)


def ended_on(application: Application) -> date:
    """The day on which it was delivered, withdrawn or given up; of an old ledger, the day it was decided."""
    last = application.events.filter(action__in=ENDING).aggregate(last=Max("at"))["last"]
    days = (application.delivered_on, application.decided_on, last and timezone.localdate(last))
    return max(filter(None, days), default=application.received_on)


def years_after(day: date, years: int) -> date:
    """The same day ``years`` later; of a 29 February the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def due(today: date, agency: Agency | None = None) -> Iterator[Application]:
    """The applications whose years are over on ``today`` and that nothing holds, one version of a regime at a time."""
    waiting = Application.objects.filter(status__in=ENDED, purged_on__isnull=True)
    waiting = waiting.filter(agency=agency) if agency else waiting
    waiting = waiting.exclude(pk__in=Hold.objects.filter(lifted_at=None).values("application"))
    versions = waiting.order_by().values_list("version", flat=True).distinct()
    for version in RegimeVersion.objects.filter(pk__in=list(versions)).order_by("pk"):
        yield from _due_under(version, waiting, today)


def _due_under(version: RegimeVersion, waiting: QuerySet, today: date) -> Iterator[Application]:
    years = Application(version=version, received_on=today).rules.retention.years
    last = years_after(today, -years)  # who ended before this day is over
    midnight = timezone.make_aware(datetime.combine(last, time.min))
    rows = (
        waiting.filter(version=version, received_on__lt=last)
        .filter(Q(decided_on__isnull=True) | Q(decided_on__lt=last))
        .filter(Q(delivered_on__isnull=True) | Q(delivered_on__lt=last))
        .annotate(ended=Max("events__at", filter=Q(events__action__in=ENDING)))
        .filter(Q(ended__isnull=True) | Q(ended__lt=midnight))
    )
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        yield Application.objects.select_related("agency", "version").get(pk=pk)


def purge_due(*, now: datetime) -> int:
    """Purge what is over, each application in a transaction of its own. Returns how many. Safe to stop and repeat."""
    return clock.each(due(timezone.localdate(now)), lambda application: purge(application, now=now))


def count_due(*, now: datetime) -> int:
    """How many applications would be purged now."""
    return sum(1 for _application in due(timezone.localdate(now)))


@transaction.atomic
def purge(application: Application, *, now: datetime) -> bool:
    """Erase what is personal in ``application`` and keep the proof; False when another was faster or it is held.

    Files go last, before the transaction ends: stopped in between, the next run finds the rows and erases the rest.
    """
    today = timezone.localdate(now)
    locked = Application.objects.select_for_update().get(pk=application.pk)
    until = kept_until(locked)
    held = locked.holds.filter(lifted_at=None).exists()
    if locked.purged_on or held or until is None or until >= today:
        return False
    found, files = _gather(locked)
    Purge.objects.create(
        application=locked,
        agency_id=locked.agency_id,
        ended_on=ended_on(locked),
        kept_until=until,
        purged_on=today,
        at=now,
        texts=sum(1 for _name, text in found if text),
        files=len(files),
        digest=fingerprint(json.dumps(found, ensure_ascii=False, sort_keys=True)),
    )
    _erase(locked, today)
    for file in files:
        file.delete(save=False)
    return True


def _gather(application: Application) -> tuple[list[list[str]], list]:
    """All that will be erased as pairs of name and text, files by their digests, and the files themselves."""
    found = [[name, getattr(application, name)] for name in PERSONAL]
    files = []
    for event in application.events.exclude(note="").order_by("pk"):
        found.append([f"event {event.pk}", event.note])
    for row in application.assignments.order_by("pk"):
        found += [[f"task {row.pk}", row.task], [f"answer {row.pk}", row.answer]]
    for notice in application.notices.order_by("pk"):
        found += [[f"notice {notice.number}", notice.content], ["why replaced", notice.why_replaced]]
    for made in NoticeFile.objects.filter(notice__application=application).order_by("pk"):
        found.append([f"notice file {made.pk}", made.sha256])
        files.append(made.file)
    for kept in application.files.order_by("pk"):
        found.append([f"file {kept.name}", kept.sha256])
        files.append(kept.file)
    for page in RedactionPage.objects.filter(redaction__application=application):
        found.append([f"page {page.redaction_id} {page.number}", page.picture.name])
        files.append(page.picture)
    if rating := getattr(application, "rating", None):
        found.append(["rating", rating.words])
    for dispute in application.disputes.exclude(former={}).order_by("pk"):
        found.append([f"proof of delivery {dispute.pk}", dispute.former_proof])
    if source := getattr(application, "proposed", None):
        found.append(["suggestion", source.suggestion])
    if mail := getattr(application, "mail", None):
        found += [[f"mail {name}", getattr(mail, name)] for name in OF_MAIL]
        found.append(["mail original", mail.contents])
        files.append(mail.original)
    for letter in _letters(application):
        found += [["letter to", letter.to], ["letter", letter.body]]
    return found, [file for file in files if file]


def _letters(application: Application) -> list[Letter]:
    """The letters to the applicant about this application."""
    if not application.email:
        return []
    sent = Letter.objects.filter(to=application.email, name__startswith="application_").order_by("pk")
    return [it for it in sent if application.number in it.subject or application.number in it.body]


def _erase(application: Application, today: date) -> None:
    letters = [letter.pk for letter in _letters(application)]
    Letter.objects.filter(pk__in=letters).update(to="", body="", error="", secret="")
    application.events.exclude(note="").update(note="")
    application.assignments.update(task="", answer="")
    for notice in application.notices.all():
        notice.content, notice.why_replaced = _erased_notice(notice, today), ""
        notice.save(update_fields=["content", "why_replaced"])
    NoticeFile.objects.filter(notice__application=application).delete()
    RedactionPage.objects.filter(redaction__application=application).delete()
    application.files.all().delete()
    ProposalSource.objects.filter(application=application).update(suggestion="")
    Rating.objects.filter(application=application).update(words="")
    application.disputes.update(former_proof="")
    if mail := getattr(application, "mail", None):
        type(mail).objects.filter(pk=mail.pk).update(**dict.fromkeys(OF_MAIL, ""), original="")
    Application.objects.filter(pk=application.pk).update(
        **dict.fromkeys(PERSONAL, ""), code_hash=NOBODYS_HASH, purged_on=today
    )


def _erased_notice(notice, today: date) -> str:
    """The text of a notice without whom it went to and what it said."""
    with translation.override(notices.OFFICIAL):
        said = _("The text was purged on %(day)s, when its years of keeping were over.")
        part = Part(_("Purged"), [said % {"day": today.isoformat()}])
    text = replace(notices.text_of(notice), to="", parts=[part], days=[], contact="")
    return json.dumps(asdict(text), ensure_ascii=False)
