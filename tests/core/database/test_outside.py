"""Nobody waits for slow work: the guard finds it in any transaction of ours, and a claim goes to one worker only."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from core import crypto
from core.database import claims, outside
from core.exports import pdf
from core.files import clamav, laying, stored_files
from core.mail import letters
from core.models import Letter
from core.redaction import process as redaction
from core.scanning import process as scanning
from requests_app.actions import mailbox
from requests_app.intake import paper_form_docx
from requests_app.models.files import case_storage
from requests_app.notices import docx

SLOW = {
    "drawing": lambda: pdf.render("core/pdf/base.html", {}),
    "scanning": lambda: scanning.scan_file(__file__, "txt", today=date(2026, 3, 10)),
    "cleaning": lambda: scanning.cleaned_copy(__file__, "docx"),
    "redacting": lambda: list(redaction.pages(__file__, "pdf")),
    "viruses": lambda: clamav.look_through(SimpleUploadedFile("a", b"a"), "127.0.0.1:1"),
    "mailbox": lambda: mailbox._connected(None),
    "letter": lambda: letters._send(Letter(), None, None),
    "word": lambda: docx.write(None, number=""),
    "form": lambda: paper_form_docx.written(None),
    "writing a file": lambda: case_storage().save("a", ContentFile(b"a")),
    "reading a file": lambda: case_storage().open("a"),
    "deleting a file": lambda: case_storage().delete("a"),
    "encrypting a file": lambda: crypto.encrypt_bytes(b"a"),
    "decrypting a file": lambda: crypto.decrypt_bytes(b"a"),
}


# What is slow by its nature, and the modules that use it in a process of their own or for a page only.
SLOW_MODULES = re.compile(
    r"^\s*(?:import|from) (?:subprocess|socket|imaplib|smtplib|poplib|urllib\.request|weasyprint|docx import"
    r"|pypdfium2|pikepdf|django\.core\.mail)\b|\bload_workbook\b",
    re.MULTILINE,
)
OWN_PROCESS = re.compile(
    r"core/(scanning|redaction)/(?!process)|/management/|/migrations/|/demo/|core/mail/kept_mail"
)


# Who writes files by another way than the storage of the settings goes round its guard.
ANOTHER_STORAGE = re.compile(r"FileSystemStorage|storages\[\"(?!default)")


def test_all_files_lie_in_the_storage_with_the_guard():
    """No column keeps its files elsewhere: what is written, read or deleted is seen."""
    looked_at = list(stored_files.columns())
    assert looked_at
    for model, field in looked_at:
        assert isinstance(field.storage, laying.KeptFiles), model
    looked_at = list(settings.BASE_DIR.glob("[a-z]*/**/*.py"))
    assert looked_at
    for path in looked_at:
        if path.parts[len(settings.BASE_DIR.parts)] not in ("tests", "tools") and ".venv" not in path.parts:
            other = ANOTHER_STORAGE.search(path.read_text(encoding="utf-8"))
            assert other is None or path.name == "laying.py", path


def test_what_is_slow_asks_the_guard():
    """A module that starts programs, opens connections, draws or sends uses the guard: the next cannot forget it."""
    sources = {
        str(path.relative_to(settings.BASE_DIR)): path.read_text(encoding="utf-8")
        for app in (
            "core",
            "catalog",
            "requests_app",
            "review",
            "supervision",
            "archive",
            "disclosure_portal",
        )
        for path in (settings.BASE_DIR / app).rglob("*.py")
    }
    slow = [
        name for name, text in sources.items() if SLOW_MODULES.search(text) and not OWN_PROCESS.search(name)
    ]
    assert len(slow) >= 8
    assert [
        name for name in slow if not re.search(r"@?outside\.(transactions|refuse)\(", sources[name])
    ] == []


@pytest.mark.parametrize("work", SLOW)
def test_slow_work_is_refused_in_a_transaction(work, db):
    """In any test, also one that is itself wrapped in a transaction."""
    with transaction.atomic(), pytest.raises(outside.TransactionIsOpen):
        SLOW[work]()


def test_production_does_the_work_and_writes_it_down(db, settings, caplog):
    """A letter that is made late is better than one that is not made."""
    settings.GUARD_TRANSACTIONS = False
    with transaction.atomic():
        outside.refuse("drawing a PDF file")
    assert "drawing a PDF file while a transaction is open" in caplog.text
    caplog.clear()
    outside.refuse("drawing a PDF file")
    assert not caplog.records


def test_the_transaction_around_a_test_does_not_count_but_a_savepoint_in_it_does(db):
    """Else the guard would refuse everything here, or nothing."""
    assert connection.in_atomic_block and not outside.is_open()
    with transaction.atomic(savepoint=False):
        assert outside.is_open()
    assert not outside.is_open()


def test_a_claim_cannot_be_made_where_nobody_sees_it(db, now):
    """Another worker would see it only when the work is done."""
    owed = Letter.objects.create(
        name="test", to="a@example.org", subject="a", body="a", owed_at=now, not_before=now
    )
    with transaction.atomic(), pytest.raises(outside.TransactionIsOpen):
        claims.take(owed, now=now)
    assert claims.take(owed, now=now)


def test_a_claim_is_won_once_and_free_again_when_it_is_old(db, now):
    """A worker that died keeps nothing from being done."""
    waiting = Letter.objects.filter(claims.free(now, timedelta(minutes=10)))
    for number in range(3):
        Letter.objects.create(
            name="test", to="a@example.org", subject=str(number), body="a", owed_at=now, not_before=now
        )
    first = list(waiting)
    got = list(claims.taken(waiting, now=now, at_most=2, counted=True))
    assert len(got) == 2 and not any(claims.take(one, now=now) for one in first if one in got)
    assert len(list(claims.taken(waiting, now=now, at_most=9))) == 1
    later = now + timedelta(minutes=10)
    again = Letter.objects.filter(claims.free(later, timedelta(minutes=10)))
    assert len(list(claims.taken(again, now=later, at_most=9))) == 3
    assert sorted(Letter.objects.values_list("tries", flat=True)) == [0, 1, 1]
