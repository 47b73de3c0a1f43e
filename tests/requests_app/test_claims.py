"""Workers on PostgreSQL: of many that ask one gets the work, and no row is locked while it is done."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import monotonic, sleep

import pytest
from django.db import connection, transaction

from core.database import claims
from core.exports import pdf
from requests_app.actions import notice_files
from requests_app.models import Application, Notice, NoticeFile

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT_ONCE = 8


def apart(work):
    """Do ``work`` in a thread with its own connection."""
    try:
        return work()
    finally:
        connection.close()


def test_of_eight_workers_one_gets_a_notice(make_application, now):
    """The list that they read is joined with other tables; the claim asks the row as it is."""
    make_application(upto="decided")
    for round_ in range(5):
        later, start = now + timedelta(hours=round_ + 1), Barrier(AT_ONCE)

        def ask(_number, later=later, start=start):
            row = notice_files.waiting(later).first()
            start.wait(timeout=20)
            return claims.take(row, now=later)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            won = list(threads.map(lambda number, ask=ask: apart(lambda: ask(number)), range(AT_ONCE)))
        assert won.count(True) == 1


def test_no_row_is_locked_while_a_notice_is_drawn(make_application, now):
    """The drawing is held up half-way; meanwhile anybody may lock and change the notice and its application."""
    application = make_application(upto="decided")
    owed = application.notices.count()
    with ThreadPoolExecutor(1) as thread:
        with pdf.ONE_AT_A_TIME:
            made = thread.submit(apart, lambda: notice_files.make_files(now=now))
            _until(lambda: Notice.objects.filter(claimed_at__isnull=False).exists())
            sleep(0.5)  # from the claim to the drawing
            with transaction.atomic():
                list(Notice.objects.select_for_update(nowait=True).all())
                list(Application.objects.select_for_update(nowait=True).all())
            assert not made.done()
        assert made.result(timeout=60) == owed == NoticeFile.objects.count()


def test_what_was_purged_while_it_was_drawn_leaves_no_file(make_application, now, settings):
    """The purge wins: neither a row nor a file of the drawing stays."""
    application = make_application(upto="decided")
    with ThreadPoolExecutor(1) as thread:
        with pdf.ONE_AT_A_TIME:
            made = thread.submit(apart, lambda: notice_files.make_files(now=now, at_most=1))
            _until(lambda: Notice.objects.filter(claimed_at__isnull=False).exists())
            Application.objects.filter(pk=application.pk).update(purged_on=now.date())
        assert made.result(timeout=60) == 0
    assert not NoticeFile.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def _until(true, seconds=20):
    ends = monotonic() + seconds
    while not true():
        assert monotonic() < ends, "nothing came of it"
        sleep(0.05)
