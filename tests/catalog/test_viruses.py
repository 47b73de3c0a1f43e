"""ClamAV, where it runs: a virus goes nowhere; while clamd is silent nothing passes. clamd is a process of its own."""

import subprocess
import sys
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from catalog.actions import bulk, disclosures, screening
from catalog.bulk import worker
from catalog.models import BulkTable, Disclosure, Finding, Scan
from catalog.screening import checks
from core.transitions import Refused
from tests.core.clamd import EICAR
from tests.signing import approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def clamd(tmp_path, settings):
    """A server that speaks clamd's protocol over a socket, named in the settings."""
    address = str(tmp_path / "clamd.sock")
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.core.clamd", address], stdout=subprocess.PIPE, text=True
    )
    assert server.stdout.readline() == "ready\n"
    settings.CLAMAV_ADDRESS = address
    yield server
    server.kill()
    server.communicate()


@pytest.fixture
def proposed(item, make_disclosure, cast, now):
    """A matter with a file that holds ``content``."""

    def make(content):
        made = make_disclosure(item)
        upload = SimpleUploadedFile("说明.txt", content)
        disclosures.attach(made, upload=upload, by=cast.clerk, now=now)
        disclosures.propose(made, by=cast.clerk, now=now)
        return made

    return make


def test_a_clean_file_passes_and_is_said_to_be_clean(clamd, proposed, cast, now):
    made = proposed(b"x" * 200_000)
    assert screening.scan_due(now=now) == 1
    assert Scan.objects.get(is_text=False).virus == Scan.Virus.CLEAN
    approve(made, by=cast.leader, now=now)


def test_a_virus_goes_nowhere_whatever_anybody_says(clamd, proposed, cast, now):
    made = proposed(b"before " + EICAR + b" behind")
    screening.scan_due(now=now)
    finding = checks.standing(made).get()
    assert finding.kind == Finding.Kind.VIRUS
    with pytest.raises(Refused):
        screening.overrule(made, findings=[finding], reason="没关系", by=cast.leader, now=now)
    with pytest.raises(Refused):
        approve(made, by=cast.leader, now=now)
    assert made.status == Disclosure.Status.IN_REVIEW


def test_while_clamd_is_silent_nothing_passes(clamd, proposed, cast, now):
    made = proposed(b"content")
    clamd.kill()
    clamd.wait()
    assert screening.scan_due(now=now) == 0
    assert "ClamAV" in Scan.objects.get(is_text=False).fault
    with pytest.raises(Refused):
        approve(made, by=cast.leader, now=now)


def test_once_it_answers_again_the_scan_is_done(proposed, settings, tmp_path, request, now):
    settings.CLAMAV_ADDRESS = str(tmp_path / "nobody.sock")
    proposed(b"content")
    assert screening.scan_due(now=now) == 0
    request.getfixturevalue("clamd")
    assert screening.scan_due(now=now + timedelta(minutes=5)) == 1


def test_a_table_of_proposals_is_looked_through_too(clamd, cast, now):
    """A virus in it is told and nothing is read; while clamd is silent it waits and is tried again."""

    def send(content):
        upload = SimpleUploadedFile("提出表.csv", content)
        return bulk.send(upload=upload, by=cast.clerk, language="zh-hans", now=now)

    table = send("事项编号,".encode() + EICAR)
    worker.turn(now=now)
    table.refresh_from_db()
    assert table.state == BulkTable.State.FAULTY and "EICAR" in table.trouble
    clamd.kill()
    clamd.wait()
    table = send("事项编号,期间代码,标题\n1,2,x".encode())
    for attempt in range(5):
        assert not worker.turn(now=now + attempt * bulk.AGAIN_AFTER)
    table.refresh_from_db()
    assert table.state == BulkTable.State.WAITING and table.tries == 0
