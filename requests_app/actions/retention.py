"""Personal data of finished applications are kept for the years of regime or body, then purged, with a proof.

The row that statistics need stays: number, days, channel, kind of applicant, outcome. What a reconsideration or a
lawsuit holds is never purged, nor what belongs to a body that has not chosen its years.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.fields.files import FieldFile
from django.utils import timezone
from django.utils.translation import gettext as _

from core import canonical, crypto, outcry
from core.crypto import fingerprint
from core.files import laying
from core.mail import letters
from core.models import Agency, RegimeVersion, User, standing
from core.people.role_changes import TOLD
from core.permissions import holders, may
from core.regimes.applications import Retention
from core.regimes.parts import Words
from core.roles import Role
from core.scheduler import schedule
from core.transitions import Refused, must_stand
from requests_app import rules
from requests_app.actions import erasing
from requests_app.models import Application, Hold, KeepingRule, Purge, Status

TOLD_BEFORE = timedelta(
    days=30
)  # between the choice of fewer years and the first purge by them: our own rule
ENDED = (Status.CLOSED, Status.WITHDRAWN, Status.LAPSED, Status.ARCHIVED)
ENDING = (
    "deliver",
    "withdraw",
    "enter_withdrawal",
    "lapse",
    "lapse_fee",
    "lapse_by_clock",
    "lapse_fee_by_clock",
    "import",
)


@transaction.atomic
def hold(application: Application, *, reason: str, by: User, now: datetime) -> Hold:
    """Keep everything of ``application`` until the hold is lifted. Raises ``Refused``."""
    locked, reason = Application.objects.select_for_update().get(pk=application.pk), reason.strip()
    if not may(by, rules.HOLD, locked, on=timezone.localdate(now)):
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
    if not may(by, rules.HOLD, application, on=timezone.localdate(now)):
        raise Refused(_("Only the disclosure office and the application officers hold a purge."))
    if not application.holds.filter(lifted_at=None).update(lifted_by=by, lifted_at=now):
        raise Refused(_("It is not held."))


def rule_of(application: Application) -> Retention | None:
    """For how many years it is kept and on what that rests: its regime, else the choice of its body, else nobody's."""
    if application.rules.retention:
        return application.rules.retention
    own = _own_rule(application.agency_id)
    return _as_words(own, own.years) if own else None


def rule_on(application: Application, day: date) -> Retention | None:
    """As ``rule_of``, with the years that count on ``day``: fewer ones than before count from a later day."""
    if application.rules.retention:
        return application.rules.retention
    own = _own_rule(application.agency_id)
    years = own.years_on(day) if own else None
    return _as_words(own, years) if own and years else None


def _as_words(own: KeepingRule, years: int) -> Retention:
    return Retention(years, Words(own.source, own.source), ())


def _own_rule(agency: int) -> KeepingRule | None:
    """What the body has chosen; nothing where somebody wrote it into the database: nothing is purged by that."""
    own = KeepingRule.objects.filter(agency=agency).first()
    if own is not None and not standing.stands(own, is_fresh=True):
        outcry.met(KeepingRule, [own.pk])
        return None
    return own


@transaction.atomic
def choose_years(rule: KeepingRule, *, by: User, now: datetime) -> KeepingRule:
    """Keep the years of ``rule``, which is new or was changed in a form; the head of the body is told.

    Who runs the machine enters them, and does not decide alone what is erased (ADR 22): fewer years than counted so
    far, and the first ones, count ``TOLD_BEFORE`` later. More years count at once.
    """
    today = timezone.localdate(now)
    before = KeepingRule.objects.select_for_update().filter(pk=rule.pk).first() if rule.pk else None
    counted = before.years_on(today) if before else None
    if before and (before.years, before.source) == (rule.years, rule.source):
        return before
    if counted is not None and rule.years >= counted:
        rule.counts_from = rule.years_until_then = None
    elif before is None or before.years != rule.years:
        rule.counts_from, rule.years_until_then = today + TOLD_BEFORE, counted
    rule.save()
    for person in _heads(rule.agency, by, today):
        context = {"rule": rule, "before": counted, "person": person, "by": by}
        letters.owe("keeping_changed", to=person.email, context=context, now=now)
    return rule


def _heads(agency: Agency, by: User, today: date) -> list[User]:
    """The head of the body, or who stands next to them; and its disclosure office, which knows the cases."""
    found: dict[int, User] = {}
    for role in TOLD:
        found = {
            one.pk: one for one in holders(role, agency=agency, on=today) if one.pk != by.pk and one.email
        }
        if found:
            break
    for one in holders(Role.DISCLOSURE_OFFICE, agency=agency, on=today):
        if one.pk != by.pk and one.email:
            found[one.pk] = one
    return list(found.values())


def without_rule(agencies: QuerySet[Agency]) -> list[Agency]:
    """Those of ``agencies`` that have applications but no years of keeping: nothing of theirs is purged."""
    found = agencies.filter(keeping_rule=None, applications__isnull=False).distinct()
    return [it for it in found if rule_of(it.applications.select_related("version").latest("pk")) is None]


def kept_until(application: Application) -> date | None:
    """The last day on which its personal data are kept, once it has ended and its years are known."""
    if application.status not in ENDED:
        return None
    rule = rule_of(application)
    if rule is None:
        return None
    ended = ended_on(application)
    until = years_after(ended, rule.years)
    own = None if application.rules.retention else _own_rule(application.agency_id)
    if own and own.counts_from:  # fewer years than before: not before the day from which they count
        last = own.counts_from - timedelta(days=1)
        years = own.years_until_then
        until = max(until, last if years is None else min(last, years_after(ended, years)))
    return until


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
    """The applications whose years are over on ``today`` and that nothing holds, one body and version at a time."""
    waiting = Application.objects.filter(status__in=ENDED, purged_on__isnull=True)
    waiting = waiting.filter(agency=agency) if agency else waiting
    waiting = waiting.exclude(pk__in=Hold.objects.filter(lifted_at=None).values("application"))
    pairs = sorted(set(waiting.order_by().values_list("version", "agency").distinct()))
    versions = RegimeVersion.objects.in_bulk({version for version, _agency in pairs})
    for version, body in pairs:
        yield from _due_under(versions[version], waiting.filter(agency=body), body, today)


def _due_under(version: RegimeVersion, waiting: QuerySet, body: int, today: date) -> Iterator[Application]:
    rule = rule_on(Application(version=version, agency_id=body, received_on=today), today)
    if rule is None:
        return
    last = years_after(today, -rule.years)  # who ended before this day is over
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
    over = due(timezone.localdate(now))
    return schedule.each(over, lambda application: purge(application, now=now), in_one=False)


def count_due(*, now: datetime) -> int:
    """How many applications would be purged now."""
    return sum(1 for _application in due(timezone.localdate(now)))


def purge(application: Application, *, now: datetime) -> bool:
    """Erase what is personal in ``application`` and keep the proof; False when another was faster or it is held.

    Raises ``Forged`` when its row, its steps, a hold or the rules that it rests on were changed past the portal: what
    was erased once, nobody brings back.

    Files go after the rows, when no transaction is open: stopped in between, the search for files without rows, which
    the clock makes every day, finds the rest.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        until = kept_until(locked)
        held = locked.holds.filter(lifted_at=None).exists()
        if locked.purged_on or held or until is None or until >= today:
            return False
        must_stand(locked)
        crypto.refuse_unreadable(
            locked, *erasing.ENCRYPTED
        )  # its letters could not be found by an unknown address
        _proof, files = _purge(locked, ended_on=ended_on(locked), kept_until=until, now=now)
    _delete(files)
    return True


def purge_again(application: Application, proof: dict, *, now: datetime) -> bool | None:
    """Erase in a restored copy what ``proof`` (``proof_of``) says was erased once, whatever the years say now.

    Returns None when nothing is there any more, else whether it was the same to the letter.
    """
    with transaction.atomic():
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if locked.purged_on:
            return None
        days = {name: date.fromisoformat(proof[name]) for name in ("ended_on", "kept_until")}
        made, files = _purge(locked, now=now, **days)
    _delete(files)
    return made.digest == proof["digest"]


def _delete(files: list[FieldFile]) -> None:
    for file in files:
        laying.delete_later(file.storage, file.name)


def proof_of(row: Purge) -> dict[str, str]:
    """The proof as plain values that name nobody, for keeping it apart from the backups."""
    days = {name: getattr(row, name).isoformat() for name in ("ended_on", "kept_until", "purged_on")}
    return {"number": row.application.number, **days, "digest": row.digest}


def _purge(
    application: Application, *, ended_on: date, kept_until: date, now: datetime
) -> tuple[Purge, list[FieldFile]]:
    found, files = erasing.gather(application)
    proof = Purge.objects.create(
        application=application,
        agency_id=application.agency_id,
        ended_on=ended_on,
        kept_until=kept_until,
        purged_on=timezone.localdate(now),
        at=now,
        texts=sum(1 for _name, text in found if text),
        files=len(files),
        digest=fingerprint(canonical.sorted_json(found)),
    )
    erasing.erase(application, proof.purged_on)
    return proof, files
