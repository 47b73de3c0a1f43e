"""What a worker does with tables of proposals: check those that were sent, carry out those that were ordered."""

import logging
from datetime import datetime
from io import BytesIO

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from catalog.actions import bulk as verbs
from catalog.bulk import bulk_table, row_forms
from catalog.models import BulkRow, BulkTable
from core.database import claims
from core.exports.spreadsheets import Unreadable
from core.files import clamav

logger = logging.getLogger(__name__)
AT_ONCE = 10


def turn(*, now: datetime) -> int:
    """Check and carry out what waits, each table claimed first. Returns how many tables and rows it did."""
    done = 0
    for table in claims.taken(verbs.owed(now), now=now, at_most=AT_ONCE, counted=True):
        try:
            done += check(table, now=now) if table.checked_at is None else verbs.carry_out(table, now=now)
        except (OSError, clamav.NoAnswer) as error:
            verbs.put_off(table)  # storage or ClamAV may come back: it stays owed
            logger.warning("Table %s could not be looked at: %s", table.pk, error)
    return done


def check(table: BulkTable, *, now: datetime) -> bool:
    """Read ``table`` and check every row by the form of a single proposal. No transaction is open meanwhile."""
    with translation.override(table.language):
        if table.tries >= verbs.MOST_TRIES:
            return verbs.keep_check(table, now=now, trouble=_("This file could not be read to its end."))
        today = timezone.localdate(now)
        content = verbs.content_of(table)
        if settings.CLAMAV_ADDRESS and (
            virus := clamav.look_through(BytesIO(content), settings.CLAMAV_ADDRESS)
        ):
            told = _("A virus was found in this file: %(name)s.") % {"name": virus}
            return verbs.keep_check(table, now=now, trouble=told)
        try:
            read = row_forms.read(table.name, content, bulk_table.owed_by(table.by, today), today)
        except Unreadable as unreadable:
            return verbs.keep_check(table, now=now, trouble=str(unreadable))
        if not read.faults and not read.lines:
            return verbs.keep_check(table, now=now, trouble=_("Nothing is filled in."))
        rows = [
            BulkRow(
                table=table,
                row=one.row,
                obligation=one.obligation,
                title=one.content["title"],
                content=one.content,
                lacks=one.lacks,
            )
            for one in row_forms.contents(read, today)
        ]
        return verbs.keep_check(table, now=now, faults=read.faults, rows=rows)
