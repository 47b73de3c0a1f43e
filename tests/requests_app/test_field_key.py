"""The key of the installation: another one stops the start, a new one follows it, an unreadable row stops nobody."""

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection

from core import crypto, keys
from core.guests import query_codes
from core.mail import letters
from core.models import FieldKey, Letter
from requests_app.actions import case_files, notice_files, retention
from requests_app.models import Application, CaseFile, KeepingRule, NoticeFile
from tools import template

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _key in range(3))


@pytest.fixture
def use(settings):
    """Go on as a process that was started with another FIELD_KEY."""

    def use(value: str) -> None:
        settings.FIELD_KEY = value
        crypto.LOOKUP.clear()

    use(OLD)
    return use


def owe(to="a@example.org", now=None):
    return letters.owe("obligation_near", to=to, context={"first": {}, "lines": []}, now=now)


def raw(letter):
    """What stands in the database."""
    return (
        Letter.objects.annotate(raw=keys.tokens(Letter, "to").query.annotations["as_written"])
        .get(pk=letter.pk)
        .raw
    )


def foreign(row, *names):
    """Let columns of a row be as another installation would have written them."""
    token = Fernet(OTHER.encode()).encrypt(b"somebody").decode()
    type(row).objects.filter(pk=row.pk).update(**dict.fromkeys(names, crypto.Token(token)))
    return token


def test_another_key_is_refused_and_changes_nothing(use, now):
    keys.ensure(now)
    before = FieldKey.objects.values().get()
    use(NEW)
    with pytest.raises(keys.WrongKey, match="FIELD_KEY"):
        keys.ensure(now)
    assert FieldKey.objects.values().get() == before
    with pytest.raises(keys.WrongKey):  # nobody is told that nothing has their number
        query_codes.code_hash("2026-1", "ABCDE-FGHJK")


def test_a_database_that_knows_no_key_yet_is_asked_what_its_rows_were_written_with(use, now):
    owe(now=now)
    use(NEW)
    with pytest.raises(keys.WrongKey):
        keys.ensure(now)
    assert not FieldKey.objects.exists()
    use(OLD)
    keys.ensure(now)
    assert FieldKey.objects.get().digest == crypto.key_digest(OLD)


def test_codes_are_found_during_and_after_a_rotation(use, now):
    keys.ensure(now)
    kept, mark = query_codes.code_hash("2026-1", "ABCDE-FGHJK"), crypto.fingerprint("a@example.org")
    letter = owe(now=now)
    use(f"{NEW},{OLD}")
    keys.ensure(now)
    assert query_codes.is_code("2026-1", "abcde fghjk", kept)
    assert Letter.objects.addressed_to("a@example.org").get() == letter
    call_command("rotate_field_key", stdout=StringIO())
    use(NEW)
    keys.ensure(now)
    assert query_codes.is_code("2026-1", "abcde fghjk", kept)
    assert crypto.fingerprint("a@example.org") == mark
    assert Letter.objects.addressed_to("a@example.org").get().to == "a@example.org"
    use(OLD)
    with pytest.raises(keys.WrongKey):
        keys.ensure(now)


def test_the_old_key_alone_is_refused_from_the_start_with_the_new_one(use, now):
    """What was written with the new key since would be lost to it; and the new one alone reads nothing old."""
    keys.ensure(now)
    use(f"{NEW},{OLD}")
    keys.ensure(now)
    for one in (OLD, NEW):
        use(one)
        with pytest.raises(keys.WrongKey):
            keys.ensure(now)


def test_rotation_writes_every_column_and_every_file_anew_and_goes_on_where_it_was_stopped(
    use, make_application, officer, now, monkeypatch
):
    keys.ensure(now)
    application = make_application(upto="registered")
    kept = case_files.keep(
        application, content=b"%PDF paper", name="p.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.EVIDENCE, by=officer, now=now,
    )  # fmt: skip
    notice_files.make_files(now=now)
    use(f"{NEW},{OLD}")
    keys.ensure(now)
    assert keys.rotate_rows(Application, "applicant_name", unreadable=[]) == 1  # and here it was stopped
    call_command("rotate_field_key", stdout=StringIO())
    use(NEW)
    keys.ensure(now)
    for model, name in keys.columns():
        written = keys.tokens(model, name).values_list("as_written", flat=True)
        assert all(crypto.is_of_newest_key(token.encode()) for token in written), (model, name)
    assert Application.objects.get(pk=application.pk).applicant_name == application.applicant_name
    assert case_files.content_of(kept) == b"%PDF paper"
    assert NoticeFile.objects.exists()
    for made in NoticeFile.objects.all():
        assert notice_files.pdf_of(made.notice)[:5] == b"%PDF-"
    folder = Path(kept.file.path).parent
    assert not list(folder.glob(".rotating-*"))


def test_what_was_changed_during_the_rotation_stays_as_it_was_changed(use, now):
    keys.ensure(now)
    letter = owe(now=now)
    use(f"{NEW},{OLD}")
    stale = raw(letter)
    Letter.objects.filter(pk=letter.pk).update(to="b@example.org")
    assert (
        not keys.tokens(Letter, "to").filter(pk=letter.pk, as_written=stale).update(to=crypto.Token("stale"))
    )
    keys.rotate_rows(Letter, "to", unreadable=[])
    assert Letter.objects.get().to == "b@example.org"


def test_a_row_of_another_key_is_named_and_the_old_key_stays_needed(use, now):
    keys.ensure(now)
    letter = owe(now=now)
    token = foreign(letter, "to")
    use(f"{NEW},{OLD}")
    errors = StringIO()
    for arguments in (["--check"], []):
        with pytest.raises(CommandError, match="1 "):
            call_command("rotate_field_key", *arguments, stderr=errors, stdout=StringIO())
        assert f"core.Letter {letter.pk}: to" in errors.getvalue()
    assert raw(letter) == token
    use(NEW)
    with pytest.raises(keys.WrongKey):
        keys.ensure(now)
    use(f"{NEW},{OLD}")
    call_command("rotate_field_key", "--leave-unreadable", stderr=errors, stdout=StringIO())
    use(NEW)
    keys.ensure(now)
    assert raw(letter) == token


def test_a_letter_of_another_key_is_named_and_the_others_are_sent(use, now, mailoutbox):
    broken, whole = owe(now=now), owe("b@example.org", now=now)
    token = foreign(broken, "to")
    letters.send_owed(now)
    assert [it for mail in mailoutbox for it in mail.to] == ["b@example.org"]
    whole.refresh_from_db()
    assert whole.sent_at
    broken.refresh_from_db()
    assert f"core.Letter {broken.pk}: to" in broken.error
    broken.save()
    assert raw(broken) == token  # saved again it is as it was, and is found under the address that it had
    assert Letter.objects.addressed_to("a@example.org").get() == broken


def test_a_notice_of_another_key_is_not_drawn_and_the_others_are(use, make_application, now):
    broken, whole = make_application(upto="registered"), make_application(upto="registered")
    notice = broken.notices.first()
    foreign(notice, "content")
    notice_files.make_files(now=now)
    assert not NoticeFile.objects.filter(notice=notice).exists()
    assert NoticeFile.objects.filter(notice__application=whole).exists()


def test_an_application_of_another_key_stops_neither_list_nor_page_nor_purge(
    use, client, make_application, officer, now
):
    broken, whole = make_application(upto="registered"), make_application(upto="registered")
    foreign(broken, "applicant_name", "email", "phone")
    foreign(broken.notices.first(), "content")
    client.force_login(officer)
    for address in ("/desk/", f"/desk/{broken.pk}/", f"/desk/{whole.pk}/"):
        assert client.get(address).status_code == 200, address
    KeepingRule.objects.create(agency=broken.agency, years=1, source="本机关决定（2026）1号")
    for application in (broken, whole):
        Application.objects.filter(pk=application.pk).update(status="withdrawn")
    later = now.replace(year=now.year + 9)
    with pytest.raises(Exception, match=f"requests_app.Application {broken.pk}"):
        retention.purge_due(now=later)
    whole.refresh_from_db()
    assert whole.purged_on


def start(folder, *command, **environment):
    """Run a program of the portal as a process."""
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("DATABASE_", "REDIS_"))
    }
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**clean, "DATA_DIR": str(folder), **environment},
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip


@pytest.mark.once
def test_every_process_ends_with_one_sentence_when_the_key_is_another(tmp_path):
    """Web server, worker, scheduler, preparation and commands; none of them is started again for ever."""
    template.in_file(tmp_path / "db.sqlite3")
    assert start(tmp_path, "-c", "import disclosure_portal.wsgi", FIELD_KEY=OLD).returncode == 0
    celery = ["-m", "celery", "--app", "disclosure_portal", "--quiet"]
    for command in (
        ["-m", "gunicorn", "disclosure_portal.wsgi", "--bind", "127.0.0.1:0"],
        [*celery, "worker", "--pool", "solo"],
        [*celery, "beat", "--pidfile="],
        ["-m", "tools.prepare", "--without-demo"],
        ["manage.py", "clock", "letters"],
        ["manage.py", "migrate"],
    ):
        done = start(tmp_path, *command, FIELD_KEY=NEW)
        assert done.returncode not in (0, None), command
        assert "FIELD_KEY cannot be used" in done.stderr + done.stdout, (command, done.stderr)
        assert "Traceback" not in done.stderr, command


def test_no_file_field_is_filled_with_encrypted_bytes_but_is_not_known_as_encrypted():
    """A column that a rotation does not know would be lost with the old key."""
    known = {f"{model.__name__}.{name}" for model, name in keys.file_columns()}
    assert known == {
        "BulkTable.file", "CaseFile.file", "NoticeFile.file", "FilingDraft.paper", "ArrivedMail.original",
        "RedactionPage.picture", "KeptUpload.file", "OpinionScan.file",
    }  # fmt: skip
    calls = set()
    for app in ("core", "catalog", "requests_app", "review", "supervision", "archive"):
        for path in (ROOT / app).rglob("*.py"):
            calls |= set(
                re.findall(r"\.(\w+)\.save\([^\n]*crypto\.encrypt_bytes", path.read_text(encoding="utf-8"))
            )
    assert calls <= {name.rpartition(".")[2] for name in known}


def test_the_database_keeps_nothing_that_opens_it(use, now):
    keys.ensure(now)
    owe(now=now)
    with connection.cursor() as cursor:
        cursor.execute("SELECT digest, lookup FROM core_fieldkey")
        kept = " ".join(cursor.fetchone())
    assert kept
    assert OLD not in kept
