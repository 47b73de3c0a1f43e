"""A rehearsal: a portal is kept, destroyed and put back; log, archive, numbers, files and codes are as they were."""

import json
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.files.storage import storages
from django.core.management import CommandError, call_command

from archive.models import ArchiveFile
from core import backups, crypto, keys, serials, witness
from core.files import stored_files
from core.guests import query_codes
from core.models import LogEntry, Seal, SealForm, Serial
from core.proof import findings, log
from requests_app import actions
from requests_app.actions import case_files
from requests_app.models import Application, CaseFile
from tests.requests_app.conftest import FORM

pytestmark = pytest.mark.django_db(transaction=True)
PAPER = b"%PDF a paper of the case"


@pytest.fixture
def portal(body, make_application, officer, publish_in, now):
    """A portal with a public matter, an application that somebody follows by its code, and an encrypted file."""
    keys.ensure(now)
    publish_in(body, "河道清淤工程验收情况")
    application, code = actions.receive(agency=body, now=now, **FORM)
    kept = case_files.keep(
        application, content=PAPER, name="p.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.EVIDENCE, by=officer, now=now,
    )  # fmt: skip
    return application, code, kept


def told(*arguments):
    """What a command says, on whichever stream."""
    said = StringIO()
    call_command(*arguments, stdout=said, stderr=said)
    return said.getvalue()


def everything():
    """The rows of every table, but what a return itself writes."""
    apart = {"core.Restoration", "core.Serial", "core.LogEntry", "core.LogHead", "sessions.Session"}
    own = [apps.get_model(label)._meta.db_table for label in ("core.Restoration", "core.Serial")]
    rows = {model: model._base_manager.all() for model in apps.get_models() if model._meta.label not in apart}
    rows[Seal] = rows[Seal].exclude(form__table__in=own)  # a return seals what it writes
    rows[SealForm] = rows[SealForm].exclude(table__in=own)
    return {model._meta.label: sorted(map(repr, found.values_list())) for model, found in rows.items()}


def files():
    """All stored files with what is in them."""
    root = Path(storages["default"].location)
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_what_was_destroyed_comes_back_whole(portal, body, tmp_path, now):
    application, code, kept = portal
    folder = tmp_path / "backup"
    told("backup", str(folder), "--keys", str(tmp_path / "keys"))
    before, stored = everything(), files()
    later, _code = actions.receive(agency=body, now=now + timedelta(minutes=1), **FORM)
    Application.objects.update(subject="destroyed", code_hash="-")
    for path in Path(storages["default"].location).rglob("*.bin"):
        path.write_bytes(b"destroyed")
    shutil.rmtree(Path(storages["default"].location) / "attachments", ignore_errors=True)

    said = told("restore", str(folder), "--replace")

    assert "0" in said
    assert everything() == before
    assert files().items() >= stored.items()
    assert not list(log.faults())
    assert LogEntry.objects.exists()
    assert not list(stored_files.faults())
    assert query_codes.belonging_to(Application.objects.all(), application.number, code) == application
    assert case_files.content_of(CaseFile.objects.get(pk=kept.pk)) == PAPER
    assert ArchiveFile.objects.count() == len(before["archive.ArchiveFile"])
    told("verify_log")
    told("verify_archive")
    again, _code = actions.receive(agency=body, now=now + timedelta(minutes=2), **FORM)
    assert again.number not in {later.number, application.number}


def test_a_return_to_an_older_database_is_told_by_log_and_witness(portal, body, publish_in, tmp_path, now):
    """What was said after it is void, the entry and the line say since when; without ``restore`` it is a cut log."""
    findings.keep_heads(now=now)
    told("backup", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys"))
    older = log.end()
    publish_in(body, "另一次验收情况")
    findings.keep_heads(now=now + timedelta(hours=1))
    newer = log.end()
    lines = len(witness.lines())
    told("restore", str(tmp_path / "backup"), "--replace")
    entry = LogEntry.objects.order_by("number").last()
    assert (entry.kind, entry.number) == ("restored", older[0] + 1)
    assert (entry.payload["went_back_to"], entry.payload["had_been_at"]) == (older[0], newer[0])
    back, after = witness.lines()[lines:]
    assert (back.kind, back.number, back.hash) == (witness.RESTORED, *older)
    assert (after.kind, after.number, after.hash) == (witness.HEAD, *log.end())
    told("verify_log")
    findings.keep_heads(now=now + timedelta(hours=2))
    told("verify_log")
    for harm in (lambda line: line.kind == witness.RESTORED, lambda line: line.place > lines):
        whole = witness.place().read_text().splitlines(keepends=True)
        left = [row for row, line in zip(whole, witness.lines(), strict=True) if not harm(line)]
        witness.place().write_text(
            "".join(left)
        )  # as somebody would have it who put the older database in by hand
        with pytest.raises(SystemExit):
            told("verify_log")
        witness.place().write_text("".join(whole))
    told("verify_log")


def test_a_backup_of_another_seal_key_is_refused(portal, tmp_path, settings, now):
    """What its key marked would all count as forged."""
    told("backup", str(tmp_path / "backup"), "--keys", str(tmp_path / "keys"))
    assert (tmp_path / "keys" / "seal_key").read_text() == settings.SEAL_KEY
    settings.SEAL_KEY, before = Fernet.generate_key().decode(), everything()
    with pytest.raises(CommandError, match="SEAL_KEY"):
        call_command("restore", str(tmp_path / "backup"), "--replace")
    assert everything() == before


def test_no_number_is_given_twice_in_any_series_after_an_older_database_came_back(
    portal, body, tmp_path, now
):
    """Also in one that nobody had begun when the backup was made, and in the year that follows."""
    serials.next_number(body, "old", now.year)
    backups.make(tmp_path / "backup", now=now)
    given = {(series, year): {serials.next_number(body, series, year) for _again in range(50)}
             for series in ("old", "new") for year in (now.year, now.year + 1)}  # fmt: skip
    backups.restore(tmp_path / "backup", now=now)
    assert not Serial.objects.filter(series="new").exists()
    for (series, year), numbers in given.items():
        assert serials.next_number(body, series, year) not in numbers


def test_the_keys_are_not_in_the_backup(portal, tmp_path, settings, now):
    folder = tmp_path / "backup"
    told("backup", str(folder), "--keys", str(tmp_path / "keys"))
    whole = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for secret in (settings.FIELD_KEY, settings.SECRET_KEY, FORM["identity_number"], FORM["phone"]):
        assert secret.encode() not in whole
    assert (tmp_path / "keys" / "field_key").read_text() == settings.FIELD_KEY
    assert (tmp_path / "keys" / "field_key").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "other"), "--keys", str(tmp_path / "other" / "keys"))


@pytest.mark.parametrize(
    "harm", ["altered", "missing", "added", "unfinished", "another key", "another engine"]
)
def test_a_backup_that_is_not_what_it_was_changes_nothing(portal, harm, tmp_path, settings, now):
    folder = tmp_path / "backup"
    backups.make(folder, now=now)
    victim = next(path for path in sorted(folder.rglob("*.bin")))
    if harm == "altered":
        victim.write_bytes(victim.read_bytes()[:-1] + b"!")
    elif harm == "missing":
        victim.unlink()
    elif harm == "added":
        (folder / "files" / "more").write_text("x")
    elif harm == "unfinished":
        (folder / "manifest.json").unlink()
    elif harm == "another engine":
        manifest = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**manifest, "engine": "oracle"}))
    before, stored, key = everything(), files(), settings.FIELD_KEY
    if harm == "another key":
        settings.FIELD_KEY = Fernet.generate_key().decode()
    with pytest.raises(CommandError):
        call_command("restore", str(folder), "--replace")
    settings.FIELD_KEY = key
    crypto.LOOKUP.clear()
    assert everything() == before
    assert files() == stored


def test_a_database_that_is_in_use_is_not_replaced_unasked_nor_a_folder_written_over(portal, tmp_path, now):
    backups.make(tmp_path / "backup", now=now)
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(tmp_path / "backup"))
    with pytest.raises(CommandError):
        call_command("backup", str(tmp_path / "backup"))


def test_a_file_that_comes_or_goes_meanwhile_leaves_no_row_without_its_file(
    portal, body, tmp_path, now, monkeypatch
):
    """Between database and files somebody deletes a paper and another one is kept."""
    application, _code, kept = portal
    copy, done = backups._copy_files, []

    def slowly(source, target):
        if not done:
            done.append(True)
            CaseFile.objects.filter(pk=kept.pk).delete()
            kept.file.delete(save=False)
            case_files.keep(
                application, content=b"later", name="l.pdf", media_type="application/pdf",
                purpose=CaseFile.Purpose.EVIDENCE, by=None, now=now,
            )  # fmt: skip
        copy(source, target)

    monkeypatch.setattr(backups, "_copy_files", slowly)
    manifest = backups.make(tmp_path / "backup", now=now)
    assert manifest["missing"] == []


def test_a_missing_and_an_altered_file_are_named(portal, now):
    _application, _code, kept = portal
    assert told("check_files")
    place = Path(kept.file.path)
    content = place.read_bytes()
    for harm in (crypto.encrypt_bytes(b"another paper"), content[:-9], None):
        place.unlink() if harm is None else place.write_bytes(harm)
        said = StringIO()
        with pytest.raises(SystemExit):
            call_command("check_files", stdout=said, stderr=said)
        assert f"requests_app.CaseFile {kept.pk}" in said.getvalue()
        assert kept.file.name in said.getvalue()
