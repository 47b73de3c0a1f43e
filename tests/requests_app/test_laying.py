"""A file is laid down before the row that names it, and deleted after the row is gone: no lock waits for a disk."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from core import outcry
from core.database import outside
from core.models import Discrepancy
from core.proof import evidence
from core.scheduler import schedule
from core.transitions import Refused
from requests_app.actions import case_files, identity_papers, leftovers, mailbox
from requests_app.actions.case_files import Paper
from requests_app.models import Application, ArrivedMail, CaseFile, KeepingRule, Mailbox
from tests.flows.evidence_world import deleted, sql
from tests.requests_app.test_mailbox import arrived, box, mail  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(make_application) -> Application:
    """An application with the district, whose rules ask for a proof of identity."""
    return make_application()


@pytest.fixture
def lying(settings):
    """The files of cases that lie on the disk."""
    return lambda: {str(path) for path in Path(settings.MEDIA_ROOT, "cases").rglob("*.bin")}


def paper(content: bytes = b"%PDF paper") -> Paper:
    """A scan."""
    return Paper("来信.pdf", "application/pdf", content)


def chosen() -> SimpleUploadedFile:
    """The same in a browser."""
    return SimpleUploadedFile("工作底稿.pdf", b"%PDF-1.7 paper", content_type="application/pdf")


def test_what_a_refused_action_brought_does_not_stay(application, lying, now):
    """Laid down for nothing, it is taken away; what was kept before stays."""
    for _time in range(identity_papers.MOST):
        case_files.keep_paper(
            application, replace(paper(), purpose=identity_papers.PURPOSE), by=None, now=now
        )
    before = lying()
    with pytest.raises(Refused):
        identity_papers.add(application, paper=paper(), by=None, now=now)  # one too many
    assert lying() == before
    with pytest.raises(outside.TransactionIsOpen), transaction.atomic():
        case_files.keep_paper(application, paper(), by=None, now=now)  # nobody forgets to lay it first
    with pytest.raises(RuntimeError), case_files.laid([paper(), paper()]) as papers, transaction.atomic():
        for one in papers:
            case_files.keep_paper(application, one, by=None, now=now)
        raise RuntimeError
    assert lying() == before and CaseFile.objects.count() == identity_papers.MOST
    kept = case_files.keep_paper(application, paper(), by=None, now=now)
    assert len(lying() - before) == 1 and case_files.content_of(kept) == b"%PDF paper"


def test_working_papers_sent_twice_are_kept_once(client, application, officer, lying):
    """A double click: one row, one file, the same answer; the copy that the second brought is gone."""
    client.force_login(officer)
    page = client.get(application.get_absolute_url())
    address = reverse("requests_app:add_files", args=[application.pk])
    stamp = page.content.decode().split('name="stamp" value="')[1].split('"')[0]
    before = lying()
    first, second = (
        client.post(address, {"papers": chosen(), "stamp": stamp}, follow=False) for _time in range(2)
    )
    assert (
        (first.status_code, first.url) == (second.status_code, second.url) == (302, page.request["PATH_INFO"])
    )
    assert CaseFile.objects.filter(application=application).count() == 1
    assert len(lying() - before) == 1


def test_of_a_mail_that_is_known_already_no_second_copy_lies(box, lying, now):  # noqa: F811
    """Another number, the same mail: nothing is kept of it, on the disk either; the next number is remembered."""
    sent = mail(files=[("证明.pdf", b"%PDF-1.7 proof")])
    box.put(sent)
    assert mailbox.fetch(now=now + timedelta(days=1)) == 1
    before = lying()
    box.put(sent)
    assert mailbox.fetch(now=now + timedelta(days=2)) == 0
    assert ArrivedMail.objects.count() == 1 and lying() == before
    assert Mailbox.objects.get().last_number == 2


def test_a_mail_keeps_its_file_until_it_is_sure_that_it_is_forgotten(arrived, officer, lying, now):  # noqa: F811
    """Emptied in a transaction that is undone, row and file are both there; done, both are gone."""
    KeepingRule.objects.create(agency=arrived.agency, years=1, source="本机关决定")
    mailbox.set_mail_aside(arrived, why="广告", by=officer, now=now + timedelta(days=1))
    later, before = now + timedelta(days=800), lying()
    with pytest.raises(RuntimeError), transaction.atomic():
        assert mailbox.forget_set_aside(now=later) == 1
        raise RuntimeError
    assert lying() == before and mailbox.original_of(ArrivedMail.objects.get())
    assert mailbox.forget_set_aside(now=later) == 1 and not lying()


def test_a_file_whose_process_died_is_found_a_day_later(application, lying, now):
    """Beside people at work only what had a day to get its row is deleted; the row that was written keeps its file."""
    case_files.keep_paper(application, paper(), by=None, now=now)
    kept = lying()
    case_files._lay(b"nobody names it")
    (orphan,) = lying() - kept
    new = timezone.now().timestamp()
    os.utime(orphan, (new, new))  # the disk keeps the machine's day, whatever day this run lives on
    assert leftovers.delete(now=timezone.now()) == 0 and Path(orphan).exists()
    old = (timezone.now() - timedelta(days=1, hours=1)).timestamp()
    for path in (orphan, *kept):
        os.utime(path, (old, old))
    assert leftovers.count(now=timezone.now()) == leftovers.delete(now=timezone.now()) == 1
    assert lying() == kept


def test_a_file_that_a_seal_knows_is_never_deleted(application, officer, lying, now):
    """The path of a row changed by SQL, and a row deleted by SQL: the originals stay, and those who watch know."""
    paths = {}
    for content in (b"%PDF changed", b"%PDF gone", b"%PDF stays"):
        kept = case_files.keep_paper(application, paper(content), by=None, now=now)
        paths[content] = Path(kept.file.path), kept.pk
    evidence.checkpoint(now=now)
    case_files._lay(b"nobody names it")
    (orphan,) = lying() - {str(path) for path, _pk in paths.values()}
    old = (timezone.now() - timedelta(days=1, hours=1)).timestamp()
    for path in lying():
        os.utime(path, (old, old))
    sql(
        "UPDATE requests_app_casefile SET file = 'cases/nowhere.bin' WHERE id = %s", paths[b"%PDF changed"][1]
    )
    connection.check_constraints()  # PostgreSQL alters no table with checks that wait
    deleted("requests_app_casefile", paths[b"%PDF gone"][1])
    assert leftovers.count(now=timezone.now()) == 1
    schedule.run(schedule.JOBS["files-without-rows"], now=timezone.now())
    assert lying() == {str(path) for path, _pk in paths.values()} and not Path(orphan).exists()
    outcry.tell(timezone.now())
    told = set(Discrepancy.objects.filter(place="requests_app_casefile").values_list("key", flat=True))
    assert told == {paths[b"%PDF changed"][1], paths[b"%PDF gone"][1]}
