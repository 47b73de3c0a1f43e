"""Tables of proposals: kept when they are sent, carried out by a worker when their sender has seen the check."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from catalog.actions import disclosures
from catalog.models import BulkRow, BulkTable
from core import crypto
from core.database import claims
from core.exports.spreadsheets import Fault
from core.files.types import sha256
from core.models import User
from core.scheduler import schedule
from core.transitions import Refused

AGAIN_AFTER = timedelta(minutes=5)  # a claim that is older belongs to a worker that died
KEPT_FOR = timedelta(days=30)
MOST_TRIES = 3  # so often a worker may die of one table before it is told that it cannot be read
MOST_WAITING = 5
MOST_FAULTS = 100
DAYS = ("formed_on", "valid_from", "valid_to")
DRAFTED, PROPOSED, REFUSED = BulkRow.Outcome.DRAFTED, BulkRow.Outcome.PROPOSED, BulkRow.Outcome.REFUSED


def send(*, upload: UploadedFile, by: User, language: str, now: datetime) -> BulkTable:
    """Keep a table until a worker has checked it. Raises ``Refused`` when too many of the same sender wait already."""
    if BulkTable.objects.filter(by=by, checked_at__isnull=True).count() >= MOST_WAITING:
        raise Refused(
            _("%(count)s of your tables wait for their check. Please wait for them.")
            % {"count": MOST_WAITING}
        )
    table = BulkTable(
        by=by,
        name=upload.name[-200:],
        size=upload.size,
        sha256=sha256(upload),
        language=language,
        sent_at=now,
    )
    upload.seek(0)
    table.file.save("table", ContentFile(crypto.encrypt_bytes(upload.read())), save=False)
    table.save(force_insert=True)
    return table


def content_of(table: BulkTable) -> bytes:
    """The file as it was sent."""
    with table.file.open("rb") as file:
        return crypto.decrypt_bytes(file.read())


def owed(now: datetime) -> QuerySet[BulkTable]:
    """The tables that wait for a worker at ``now``, the oldest first."""
    return BulkTable.objects.owed(claims.free(now, AGAIN_AFTER)).select_related("by")


def claim(table: BulkTable, *, now: datetime) -> bool:
    """Take ``table`` for one worker; of two that ask, one gets it."""
    return claims.take(table, now=now, counted=True)


def put_off(table: BulkTable) -> None:
    """Nobody died of ``table``: it is tried again when its claim is old."""
    BulkTable.objects.filter(pk=table.pk).update(tries=0)


def count_owed(*, now: datetime) -> int:
    """How many tables wait for a worker."""
    return owed(now).count()


@transaction.atomic
def keep_check(
    table: BulkTable,
    *,
    now: datetime,
    trouble: str = "",
    faults: Iterable[Fault] = (),
    rows: Iterable[BulkRow] = (),
) -> bool:
    """Write down what the check of ``table`` found, once: of two workers the slower writes nothing."""
    told = sorted(faults, key=lambda fault: (fault.row, fault.place or 0))
    found = {
        "checked_at": now,
        "claimed_at": None,
        "tries": 0,
        "trouble": trouble[:300],
        "faults": [vars(fault) for fault in told[:MOST_FAULTS]],
        "more_faults": max(len(told) - MOST_FAULTS, 0),
    }
    if not BulkTable.objects.filter(pk=table.pk, checked_at__isnull=True).update(**found):
        return False
    if not trouble and not told:
        BulkRow.objects.bulk_create(rows)
    return True


@transaction.atomic
def order(table: BulkTable, *, proposes: bool, now: datetime) -> None:
    """Let a worker make the drafts of a checked table, and propose those that are complete when ``proposes``.

    Once done, what is still a draft of it can be ordered to be proposed. Raises ``Refused`` when nothing is to do.
    """
    fine = BulkTable.objects.filter(pk=table.pk, checked_at__isnull=False, trouble="", faults=[])
    told = {"ordered_at": now, "proposes": proposes, "claimed_at": None, "tries": 0, "done_at": None}
    if fine.filter(ordered_at__isnull=True).update(**told):
        return
    if proposes and fine.filter(done_at__isnull=False).update(**told):
        if table.rows.filter(outcome=DRAFTED).update(settled_at=None, says=[]):
            return
    raise Refused(_("There is nothing left to do with this table, or it is being done already."))


def carry_out(table: BulkTable, *, now: datetime) -> int:
    """Do what was ordered for the rows that nobody settled yet, each in a short transaction. Returns how many.

    A worker that is killed leaves whole rows behind; the next one goes on with the others.
    """
    rows = table.rows.filter(settled_at__isnull=True)
    rows = rows.select_related(
        "obligation__item__agency__regime", "obligation__item__department", "disclosure"
    )
    with translation.override(table.language):
        done = schedule.each(rows, lambda row: _settle(row, table, now))
    if not table.rows.filter(settled_at__isnull=True).exists():
        mine = BulkTable.objects.filter(pk=table.pk, done_at__isnull=True)
        mine.update(done_at=now, claimed_at=None)
    return done


def _settle(row: BulkRow, table: BulkTable, now: datetime) -> int:
    """Draft what ``row`` says, then propose it when that was ordered. In the transaction of its caller."""
    mine = BulkRow.objects.filter(pk=row.pk)
    if not mine.filter(settled_at__isnull=True).update(settled_at=now):
        return 0  # another worker settled it
    made, outcome, says = row.disclosure, DRAFTED, []
    try:
        with transaction.atomic():
            made = made or _drafted(row, table, now)
    except Refused as refusal:
        mine.update(outcome=REFUSED, says=refusal.reasons)
        return 1
    if table.proposes:
        try:
            with transaction.atomic():
                disclosures.propose(made, by=table.by, now=now, attested=True)
            outcome = PROPOSED
        except Refused as refusal:
            says = refusal.reasons
    mine.update(disclosure=made, outcome=outcome, says=says)
    return 1


def _drafted(row: BulkRow, table: BulkTable, now: datetime):
    content = dict(row.content)
    for name in DAYS:
        content[name] = date.fromisoformat(content[name]) if content.get(name) else None
    duty = row.obligation
    return disclosures.draft(item=duty.item, obligation=duty, by=table.by, now=now, **content)


def discard(table: BulkTable) -> bool:
    """Delete a table that is not being worked on; what was made of it stays. Whether it could be."""
    making = table.state == BulkTable.State.MAKING
    if not making:
        _delete(table)
    return not making


def forget(*, now: datetime) -> int:
    """Delete the tables whose days are over, with their files; what was made of them stays. Returns how many."""
    old = list(_old(now))
    for table in old:
        _delete(table)
    return len(old)


def count_forgotten(*, now: datetime) -> int:
    """How many tables would be deleted now."""
    return _old(now).count()


def _old(now: datetime):
    return BulkTable.objects.filter(sent_at__lte=now - KEPT_FOR)


def _delete(table: BulkTable) -> None:
    stored, name = table.file.storage, table.file.name
    with transaction.atomic():
        table.delete()
        transaction.on_commit(lambda: stored.delete(name))
