"""What the checks have found: written down once, told to those who watch, said on pages and in the health check."""

import time
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core import outcry
from core.mail import letters
from core.models import Discrepancy, DiscrepancyNote, RoleAssignment, User, VerifyingRound
from core.permissions import Reach, administers, administrators, alarmed_roles, permission, reach
from core.proof import evidence, log
from core.proof.evidence import WITNESS, Fault
from core.roles import Role
from core.transitions import Refused

WATCH_EVIDENCE = permission("core.watch_evidence", Role.SUPERVISOR, Role.ARCHIVIST, Role.DISCLOSURE_OFFICE)
A_RUN = 30  # seconds after which a run of the clock begins no further part
FILES = 20  # files in one part
AGAIN_AFTER = timedelta(days=1)
LONGEST_ROUND = timedelta(days=7)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
LISTED = 30


def sentence(fault: Fault | Discrepancy) -> str:
    """A fault in words: of which matter, what it is, where, and which columns or file."""
    where = _name_of(fault.place)
    parts = [fault.matter, f"{where} {fault.key}" if fault.key else where]
    parts += [str(Discrepancy.Kind(fault.kind).label), _columns(fault.place, fault.what)]
    return " · ".join(part for part in parts if part)


def _model_of(table: str):
    return next((model for model in apps.get_models() if model._meta.db_table == table), None)


def _name_of(table: str) -> str:
    if table == WITNESS:
        return _("Witness of the public log")
    model = _model_of(table)
    return str(model._meta.verbose_name) if model else _("Public log")


def _columns(table: str, what: str) -> str:
    """The names of columns in words; anything else as it is."""
    model = _model_of(table)
    names = {field.attname: str(field.verbose_name) for field in model._meta.concrete_fields} if model else {}
    parts = what.split(", ")
    return ", ".join(names[part] for part in parts) if all(part in names for part in parts) else what


@transaction.atomic
def write_down(faults: Iterable[Fault], *, now: datetime) -> list[Discrepancy]:
    """Keep what was found, each once, and owe one letter to each person who watches over it. Returns the new ones."""
    found = {fault.fingerprint: fault for fault in faults}
    known = set(Discrepancy.objects.filter(fingerprint__in=found).values_list("fingerprint", flat=True))
    new = []
    for fingerprint, fault in found.items():
        if fingerprint not in known:
            fields = {"kind": fault.kind, "place": fault.place, "key": fault.key, "what": fault.what}
            fields |= {"matter": fault.matter[:120], "agency_id": fault.agency_id, "found_at": now}
            one, is_new = Discrepancy.objects.get_or_create(fingerprint=fingerprint, defaults=fields)
            new += [one] if is_new else []
    _tell(new, now)
    return new


def tell_of_met(rows: outcry.Met, miscounted: outcry.Miscounted, now: datetime) -> None:
    """Write down what a step has met and was refused for (``core/outcry``)."""
    found = [fault for model, keys in rows.items() for fault in evidence.faults_of(model, keys)]
    for model, matter in miscounted:
        number, agency = evidence.matter_of(matter)
        found.append(Fault(Discrepancy.Kind.MISSING, model._meta.db_table, None, "", number, agency))
    write_down(found, now=now)


def _tell(new: list[Discrepancy], now: datetime) -> None:
    """One letter of a run to each person, with what lies in their bodies; to the addresses outside with all of it."""
    if not new:
        return
    bodies = {one.agency_id for one in new}
    written = []
    for address, theirs in _watching(bodies).items():
        told = [one for one in new if None in theirs or one.agency_id is None or one.agency_id in theirs]
        context = {"lines": [sentence(one) for one in told[:LISTED]], "more": max(len(told) - LISTED, 0)}
        written.append(letters.written("discrepancy", to=address, context=context, now=now))
    letters.owe_all(written)


def _watching(bodies: Iterable[int | None], *, at: datetime | None = None) -> dict[str, set[int | None]]:
    """The mail addresses of those who watch over ``bodies``, with the bodies of each; None stands for all of them.

    A role that was put in past the portal brings no letter, as long as another one is left.
    """
    found: dict[str, set[int | None]] = {}
    held = RoleAssignment.objects.filter(
        role__in=WATCH_EVIDENCE.roles, until__isnull=True, user__is_active=True
    )
    if None not in bodies:
        held = held.filter(agency__in=bodies)
    rows = list(held.exclude(user__email="").order_by().select_related("user", "department"))
    for one in alarmed_roles(rows, *{row.user_id: row.user for row in rows}.values()):
        found.setdefault(one.user.email, set()).add(one.agency_id)
    keepers = administrators() or User.objects.filter(is_superuser=True, is_active=True)
    for address in [*filter(None, (one.email for one in keepers)), *settings.PROOF_TO]:
        found.setdefault(address, set()).add(None)
    return found


def visible_to(user: User, *, on: date, place: Reach | None = None) -> QuerySet[Discrepancy]:
    """The findings that ``user`` watches over on a day: those of their bodies and of the log; all for an administrator.

    ``place`` is their reach, where it is known already.
    """
    if administers(user):
        return Discrepancy.objects.all()
    place = place if place is not None else reach(user, WATCH_EVIDENCE, on=on)
    bodies = {*place.agencies, *(int(path.split("/")[1]) for path in place.paths)}
    if not place:
        return Discrepancy.objects.none()
    return Discrepancy.objects.filter(Q(agency__in=bodies) | Q(agency__isnull=True))


@transaction.atomic
def note(found: Discrepancy, *, text: str, settles: bool, by: User, now: datetime) -> DiscrepancyNote:
    """Say what is known of a finding, and whether it is explained and put right. Raises ``Refused``."""
    reasons = []
    if not visible_to(by, on=timezone.localdate(now)).filter(pk=found.pk).exists():
        reasons.append(_("It belongs to another body."))
    if not text.strip():
        reasons.append(_("Say what is known of it, and what was done."))
    if reasons:
        raise Refused(*reasons)
    return found.notes.create(text=text.strip(), settles=settles, by=by, at=now)


# By the clock


def verify_some(*, now: datetime, seconds: float = A_RUN) -> int:
    """Go on with the checks where the last run stopped, for ``seconds`` and the part that is then under way; write down
    what is found. Returns how many new things were found.

    Each check begins anew a day after it was done, the one that was done longest ago first: a small house is through
    daily, a large one spreads its round over as many runs as it takes. The witness of the log is asked in every run.
    """
    began, found = time.monotonic(), []
    steps: list[tuple[str, dict]] = []  # remembered once what was found is written down
    for check, after in _waiting(now):
        limit = FILES if check.reads_files else evidence.LINES
        faults, at = check.look(after, limit)
        found += faults
        while at is not None and time.monotonic() - began < seconds:
            faults, at = check.look(at, limit)
            found += faults
        steps.append((check.name, {"after": 0, "done_at": now} if at is None else {"after": at}))
        if check.name == WITNESS:
            began = time.monotonic()  # beside the budget: every run does a part of something else
        elif time.monotonic() - began >= seconds:
            break
    new = write_down(found, now=now)
    for name, done in steps:
        VerifyingRound.objects.filter(pk=name).update(**done)
    return len(new)


def _waiting(now: datetime) -> list[tuple[evidence.Check, int]]:
    """The checks whose turn it is, and after which row each goes on."""
    checks = {check.name: check for check in evidence.checks()}
    VerifyingRound.objects.bulk_create(
        [VerifyingRound(check_name=name) for name in checks], ignore_conflicts=True
    )
    order = {name: at for at, name in enumerate(checks)}
    rows = [
        row
        for row in VerifyingRound.objects.filter(check_name__in=checks)
        if row.check_name == WITNESS or row.after or not _is_done(row, now)
    ]
    rows.sort(key=lambda row: (row.check_name != WITNESS, row.done_at or LONG_AGO, order[row.check_name]))
    return [(checks[row.check_name], row.after) for row in rows]


def _is_done(row: VerifyingRound, now: datetime) -> bool:
    """Whether its turn is not yet come again. A day that has not come was put in past the portal: that is never."""
    return row.done_at is not None and now - AGAIN_AFTER < row.done_at <= now


def keep_heads(*, now: datetime) -> int:
    """Enter a checkpoint into the log, and send number and fingerprint of its end to where no hand here reaches:
    daily to the addresses of ``PROOF_TO``, weekly to those who watch. Returns how many letters are owed."""
    evidence.checkpoint(now=now)
    entry = evidence.keep_head(now=now)
    if entry is None:
        return 0
    addresses: set[str] = set()
    if settings.PROOF_TO and _claimed("heads daily", now, timedelta(days=1)):
        addresses |= set(settings.PROOF_TO)
    if _claimed("heads weekly", now, timedelta(days=7)):
        addresses |= set(_watching({None}))
    context = {"entry": entry}
    written = [letters.written("log_head", to=one, context=context, now=now) for one in sorted(addresses)]
    return letters.owe_all(written)


def _claimed(name: str, now: datetime, every: timedelta) -> bool:
    """Whether ``name`` falls to this run: of two that ask at once one is told yes."""
    VerifyingRound.objects.get_or_create(check_name=name)
    free = Q(done_at__isnull=True) | Q(done_at__lte=now - every) | Q(done_at__gt=now)
    return bool(
        VerifyingRound.objects.filter(free, check_name=name).update(done_at=now, after=F("after") + 1)
    )


def standing(now: datetime) -> dict:
    """For the health check: how many findings nobody has explained, and whether a round took longer than a week."""
    late = VerifyingRound.objects.filter(
        Q(done_at__lt=now - LONGEST_ROUND - AGAIN_AFTER) | Q(done_at__gt=now),
        check_name__in=[check.name for check in evidence.checks()],
    )
    return {
        "open": Discrepancy.objects.open().count(),
        "late": sorted(late.values_list("check_name", flat=True)),
    }


def head() -> tuple[int, str]:
    """Number and fingerprint of the last entry, to be printed and mailed."""
    return log.end()
