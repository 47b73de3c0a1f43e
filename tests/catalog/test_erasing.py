"""What was withdrawn because of personal data: unreadable for staff too, by two people, with a proof that stays."""

import hashlib
import io
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from archive import actions as archive
from archive import proof
from archive.models import ArchiveFile
from catalog.actions import correcting, disclosures, erasing, screening
from catalog.disclosures import records
from catalog.models import (
    Admission,
    Consultation,
    ConsultationFile,
    Disclosure,
    Erasure,
    ErasureWish,
    Version,
)
from core.files import laying
from core.models import Discrepancy, Letter, LogEntry
from core.proof import evidence, log
from core.transitions import Refused
from review import feedback_stage
from review.actions import answer_opinion, receive_opinion
from tests.displayed import stage_held
from tests.flows.test_audiences import scan
from tests.signing import approve

pytestmark = pytest.mark.django_db
MARK = "canary7"
LATER = timedelta(days=400)  # when its display is over
TITLE, NAME = "canary8title", "canary8name"  # with the reason of a correction, these were in the public log
OPEN_IN_THE_LOG = {
    "core_logentry"
}  # title and file names, shown nowhere: the chain of the public log rests on them


def _hold_the_stage(made: Disclosure, cast, now) -> None:
    """Its feedback stage, in which what was said was summed up and handled in words that repeat it."""
    stage_held(made, cast, now)
    stage, day = feedback_stage.of(made), timezone.localdate(now)
    stage.summary, stage.handed_over_on = f"{MARK}汇总", day
    stage.handling, stage.handled_by, stage.handled_on = f"{MARK}办理", cast.leading_group, day
    stage.save()


@pytest.fixture
def withdrawn(item, make_disclosure, cast, now) -> Disclosure:
    """Consulted on, returned once, published with a file, sealed, corrected with another file, and withdrawn."""
    made = make_disclosure(
        item, title=TITLE, body=f"{MARK}正文", summary=f"{MARK}摘要", elements={"part": f"{MARK}要素"},
        document_number=f"{MARK}号", issued_by=f"{MARK}机关",
    )  # fmt: skip
    _attach(made, cast, now, "一")
    draft = Consultation.objects.create(
        agency=made.agency, department=made.department, disclosure=made, status="closed", title=TITLE,
        about=f"{MARK}问题", body=f"{MARK}草稿", elements={"part": MARK}, opens_on=now.date(), closes_on=now.date(),
        least_days=1, least_working=True, least_source="—", least_source_en="—", planned_by=cast.clerk, planned_at=now,
        released_by=cast.leader, released_at=now, opened_at=now, closed_at=now,
    )  # fmt: skip
    content = f"{MARK}草稿附件".encode()
    draft.files.create(
        file=laying.lay(ConsultationFile(), "file", content, name="a.txt").path,
        name=f"{NAME}.txt",
        media_type="text/plain",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    Consultation.objects.filter(pk=draft.pk).update(status="withdrawn", withdrawn_because="重做")
    told = records.payload_of_draft(Consultation.objects.get(pk=draft.pk))
    log.append("consultation_withdrawn", subject=made.index_number, payload=told, now=now)
    _propose(made, cast, now)
    disclosures.send_back(made, by=cast.leader, now=now, opinion=f"{MARK}退回")
    _propose(made, cast, now)
    approve(made, by=cast.leader, now=now)
    made.refresh_from_db()
    _hold_the_stage(made, cast, now)
    Admission.objects.create(
        disclosure=made, number="相1", code_hash="x", name=f"{MARK}相对人", contact=f"{MARK}@example.org",
        admitted_by=cast.clerk, admitted_at=now, expires_on=now.date(),
    )  # fmt: skip
    archive.seal_disclosure(made, by=cast.archivist, now=now + LATER)
    now += LATER
    fix = correcting.begin(made, reason="canary8reason", by=cast.clerk, now=now)
    disclosures.revise(
        fix, by=cast.clerk, now=now, body=f"{MARK}新正文", issued_by=f"{MARK}新机关", attested=True
    )
    disclosures.detach(fix.attachments.get(), by=cast.clerk, now=now)
    _attach(fix, cast, now, "二")
    _propose(fix, cast, now)
    approve(fix, by=cast.leader, now=now + timedelta(days=1))
    made.refresh_from_db()
    version = made.versions.order_by("number").last()
    archive.seal_supplement(version, by=cast.archivist, now=now + timedelta(days=2))
    disclosures.withdraw(
        made, reason="含有个人信息。", by=cast.disclosure_office, now=now + timedelta(days=3)
    )
    return Disclosure.objects.get(pk=made.pk)


def _attach(made, cast, now, what: str) -> None:
    upload = SimpleUploadedFile(f"{NAME}{what}.txt", f"{MARK}附件{what}".encode())
    disclosures.attach(made, upload=upload, by=cast.clerk, now=now)


def _propose(made, cast, now) -> None:
    disclosures.propose(made, by=cast.clerk, now=now)
    screening.scan_due(now=now, scan=scan)


def found(word: str) -> set[str]:
    """The tables and files that hold ``word``, read raw: every column of every row, every byte."""
    places = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own tables
            places |= {table for row in cursor.fetchall() if word in str(row)}
    for path in settings.MEDIA_ROOT.rglob("*"):
        if path.is_file() and (word.encode() in path.read_bytes() or word in path.name):
            places.add(path.name)
    return places


def erase(made, cast, now) -> Erasure:
    now += LATER + timedelta(days=4)
    erasing.ask(made, reason="附件含有身份证号。", by=cast.disclosure_office, now=now)
    return erasing.agree(made, by=cast.leader, now=now)


def test_no_table_and_no_file_holds_it_any_more(withdrawn, cast, now):
    """Markers in text, earlier and proposed texts, drafts, files, notes and the sealed archive: before, and after."""
    before = found(MARK)
    assert {"catalog_disclosure", "catalog_version", "catalog_proposedtext", "archive_archivefile"} <= before
    assert len([one for one in before if "." in one]) >= 3  # both files and that of the consultation
    erase(withdrawn, cast, now)
    assert found(MARK) == set()
    assert found("canary8") == OPEN_IN_THE_LOG
    told = [one for one in Letter.objects.all() if TITLE in one.subject or TITLE in one.body]
    assert told == []


def test_letters_that_named_it_to_others_name_it_no_more(item, make_disclosure, cast, now):
    """Who gave an opinion and who handled it were told its title too, each at their own address."""
    made = make_disclosure(item, title=TITLE, upto="published", when=now + LATER)
    told = {"text": "门牌不清", "name": "", "contact": "citizen@example.org"}
    opinion = receive_opinion(made, now=now + LATER, **told)
    answer_opinion(opinion, answer="已换", by=cast.feedback_collector, now=now + LATER)
    when = now + LATER + timedelta(days=3)
    disclosures.withdraw(made, reason="含有个人信息。", by=cast.disclosure_office, now=when)
    named = [one for one in Letter.objects.all() if TITLE in one.subject + one.body]
    assert {one.name for one in named} - {"disclosure_published", "disclosure_withdrawn"}
    erase(made, cast, now)
    assert [one.name for one in Letter.objects.all() if TITLE in one.subject + one.body] == []


def test_letters_are_read_before_anything_is_locked_and_one_of_the_last_moment_is_found(withdrawn, cast, now):
    """Each letter is decrypted once, outside the transaction that erases; within it only what was owed meanwhile."""
    when = now + LATER + timedelta(days=4)
    erasing.ask(withdrawn, reason="附件含有身份证号。", by=cast.disclosure_office, now=when)
    others = {"name": "test", "to": "a@example.org", "body": "—", "owed_at": when, "not_before": when}
    other = Letter.objects.create(subject="别的事", **others)
    outside, inside, late = _depth(), [], []

    def watch(execute, sql, params, many, context):
        if not late and sql.startswith("SELECT") and '"catalog_disclosure"' in sql and _depth() > outside:
            late.append(None)  # somebody else's transaction ends while this one begins
            late[0] = Letter.objects.create(subject=TITLE, **others)
        if sql.startswith("SELECT") and '"core_letter"."body"' in sql and _depth() > outside:
            inside.append(params if " IN (" in sql.partition("WHERE")[2] else [other.pk])  # by key, or any
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        erasing.agree(withdrawn, by=cast.leader, now=when)
    read = {key for keys in inside for key in keys}
    assert late[0].pk in read and other.pk not in read
    late[0].refresh_from_db()
    assert (late[0].subject, late[0].body) == (erasing.ERASED_TITLE, "")


def _depth() -> int:
    return len(connection.savepoint_ids)


def test_the_proof_stays_and_its_archive_file_is_erased_not_altered(
    withdrawn, cast, now, client, monkeypatch
):
    """Who, when, why, a digest; the seal is still proved by the log; the pages say what happened."""
    monkeypatch.setattr(timezone, "now", lambda: now + LATER + timedelta(days=4))
    file = withdrawn.archive_file
    kept = erase(withdrawn, cast, now)
    assert (kept.asked_by, kept.agreed_by, len(kept.digest)) == (cast.disclosure_office, cast.leader, 64)
    file.refresh_from_db()
    assert file.manifest == {} and proof.faults(file) == []
    client.force_login(cast.archivist)
    page = client.get(file.get_absolute_url()).content.decode()
    assert kept.digest in page and file.digest in page and kept.reason in page
    assert client.get(reverse("archive:matter_report", args=[file.pk])).status_code == 404
    assert client.get(reverse("archive:manifest", args=[file.pk])).json() == {}
    assert client.get(reverse("archive:shelf")).status_code == 200
    client.logout()
    stone = client.get(withdrawn.get_absolute_url()).content.decode()
    assert kept.digest in stone and "含有个人信息。" in stone and TITLE not in stone
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(reason="别的")


def test_two_people_and_a_reason(withdrawn, cast, now):
    """Nobody alone, nobody without the right, nothing without a reason, nothing that still stands; the database too."""
    for by, reason in ((cast.clerk, "理由"), (cast.disclosure_office, " "), (cast.stranger, "理由")):
        with pytest.raises(Refused):
            erasing.ask(withdrawn, reason=reason, by=by, now=now)
    with pytest.raises(Refused):
        erasing.agree(withdrawn, by=cast.leader, now=now)
    erasing.ask(withdrawn, reason="附件含有身份证号。", by=cast.disclosure_office, now=now)
    assert Letter.objects.filter(name="erasure_asked").exists()
    for by in (cast.disclosure_office, cast.clerk, cast.stranger):
        with pytest.raises(Refused):
            erasing.agree(withdrawn, by=by, now=now)
    alone = {"asked_by": cast.leader, "agreed_by": cast.leader, "asked_at": now, "at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.create(disclosure=withdrawn, reason="理由", texts=1, digest="0" * 64, **alone)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.update(body="")  # nothing is emptied without the proof
    assert "catalog_version" in found(MARK)


def test_what_still_stands_is_not_erased(item, make_disclosure, cast, now):
    with pytest.raises(Refused):
        erasing.ask(make_disclosure(item, upto="published"), reason="理由", by=cast.leader, now=now)


def test_the_steps_in_the_admin(withdrawn, cast, now, client, monkeypatch):
    """Asked for by one at their page, agreed to by another at theirs, each with what is typed wrong said beside it."""
    monkeypatch.setattr(timezone, "now", lambda: now + LATER + timedelta(days=4))
    address = reverse("admin:catalog_disclosure_erase", args=[withdrawn.pk])
    client.force_login(cast.disclosure_office)
    change = client.get(reverse("admin:catalog_disclosure_change", args=[withdrawn.pk])).content.decode()
    assert address in change
    assert client.post(address, {"reason": ""}).status_code in (200, 422)
    assert client.post(address, {"reason": "附件含有身份证号。"}).status_code == 302
    again = client.post(address, {"reason": "再来一次"}, follow=True)  # told that somebody else has to agree
    assert again.redirect_chain and ErasureWish.objects.get().reason == "附件含有身份证号。"
    client.force_login(cast.leader)
    assert "附件含有身份证号。" in client.get(address).content.decode()
    assert client.post(address, {}).status_code in (200, 422) and not Erasure.objects.exists()
    assert client.post(address, {"sure": "on"}).status_code == 302
    assert Erasure.objects.get(disclosure=withdrawn).agreed_by == cast.leader
    assert found(MARK) == set()
    assert (
        found("canary8") == OPEN_IN_THE_LOG
    )  # what the page itself writes down of the step names it no more
    assert client.get(address).status_code in (403, 404)
    assert client.get(reverse("admin:catalog_disclosure_change", args=[withdrawn.pk])).status_code == 200
    assert client.get(reverse("history", args=[withdrawn.pk])).status_code == 200


def test_a_restored_backup_is_erased_again(withdrawn, cast, now, tmp_path, monkeypatch):
    """The proofs are kept apart; on a copy from before they are carried out again, the same to the letter."""
    monkeypatch.setattr(timezone, "now", lambda: now + LATER + timedelta(days=9))
    lines = io.StringIO()
    point = (
        transaction.savepoint()
    )  # in the transaction of the test: erasing itself is done while none is open
    erase(withdrawn, cast, now)
    call_command("erasure_proofs", stdout=lines)
    transaction.savepoint_rollback(point)
    assert MARK not in lines.getvalue() and not Erasure.objects.exists()
    (tmp_path / "proofs").write_text(lines.getvalue(), encoding="utf-8")
    for said in ("一字不差", "已无内容"):
        out = io.StringIO()
        call_command("erase_again", str(tmp_path / "proofs"), stdout=out)
        assert said in out.getvalue()
    assert found(MARK) == set()


def all_faults() -> list[evidence.Fault]:
    return [fault for check in evidence.checks() for fault in check.whole()]


def test_the_checks_tell_it_as_erased_and_never_as_altered(withdrawn, cast, now, client, capsys, monkeypatch):
    """Log, seals, rows, drafts, archive and commands; what is left has a record of its own that anybody measures."""
    monkeypatch.setattr(timezone, "now", lambda: now + LATER + timedelta(days=5))
    evidence.checkpoint(now=now + LATER)
    assert all_faults() == []
    kept = erase(withdrawn, cast, now)
    assert all_faults() == []
    evidence.checkpoint(now=now + LATER + timedelta(days=5))
    assert all_faults() == [] and not Discrepancy.objects.exists()
    call_command("verify_log")
    call_command("verify_archive")
    assert f"{withdrawn.archive_file.number}: erased with a proof" in capsys.readouterr().out
    entry = LogEntry.objects.get(subject=withdrawn.index_number, kind="erased")
    answer = client.get(reverse("record", args=[withdrawn.pk]))
    assert hashlib.sha256(answer.content).hexdigest() == entry.payload["record_sha256"]
    assert answer.json()["erased"]["proof"] == kept.digest and answer.json()["body"] in ("", "—")
    assert (
        answer.json()["erased"]["files"] == len(kept.files) and kept.files[0] not in answer.content.decode()
    )
    assert [one["version"] for one in answer.json()["erased"]["versions"]] == [1, 2]
    assert client.get(reverse("record", args=[withdrawn.pk]) + "?version=1").status_code == 404
    told = client.get(reverse("log_entry", args=[entry.number])).content.decode()
    assert kept.digest in told and kept.reason in told and "留有凭证" in told and "notice-error" not in told
    assert reverse("record", args=[withdrawn.pk]) in client.get(withdrawn.get_absolute_url()).content.decode()


def test_any_other_change_to_what_was_erased_is_found(withdrawn, cast, now, client, monkeypatch):
    """By somebody who may write with seals: the log still has the digest of all that was left."""
    monkeypatch.setattr(timezone, "now", lambda: now + LATER + timedelta(days=5))
    erase(withdrawn, cast, now)
    rows, draft = Disclosure.objects.filter(pk=withdrawn.pk), Consultation.objects.get(disclosure=withdrawn)
    checks = {check.name: check for check in evidence.checks()}
    for change in (
        {"body": "别的"}, {"title": "别的"}, {"formed_on": date(2020, 1, 1)}, {"published_on": date(2020, 1, 1)},
        {"withdrawn_because": "别的"}, {"subject_class": 1}, {"channels": []},
    ):  # fmt: skip
        with transaction.atomic():
            rows.update(**change)
            [fault] = checks["publications"].whole()
            assert (fault.kind, fault.matter) == (evidence.Kind.TEXT, withdrawn.index_number), change
            assert (
                client.get(reverse("record", args=[withdrawn.pk])).headers["Content-Type"]
                != "application/json"
            )
            assert proof.faults(ArchiveFile.objects.get(disclosure=withdrawn))
            transaction.set_rollback(True)
    with transaction.atomic():
        Consultation.objects.filter(pk=draft.pk).update(closes_on=date(2030, 1, 1))
        assert [fault.key for fault in checks["drafts"].whole()] == [draft.pk]
        transaction.set_rollback(True)
    for change in ({"issued_by": "别的"}, {"valid_from": date(2020, 1, 1)}, {"files": [{"name": "别的"}]}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Version.objects.filter(disclosure=withdrawn).update(**change)
    assert all_faults() == []


def test_a_forgery_of_before_is_not_made_good_by_the_erasure(withdrawn, cast, now):
    """A column, a text and a file were changed past the portal: written down first, the column named ever after."""
    evidence.checkpoint(now=now + LATER)
    file = withdrawn.attachments.get()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET formed_on = '2020-01-01', body = %s", [f"{MARK}假"])
    with file.file.storage.open(file.file.name, "wb") as content:
        content.write("假".encode())
    erase(withdrawn, cast, now)
    named = {(one.place, one.kind, one.what) for one in Discrepancy.objects.all()}
    assert ("catalog_disclosure", "changed", "body, formed_on") in named
    assert ("catalog_attachment", "file_changed", "") in named
    rows = {check.name: check for check in evidence.checks()}["rows catalog_disclosure"]
    assert {(fault.key, fault.what) for fault in rows.whole()} >= {(withdrawn.pk, "formed_on")}
    assert found(MARK) == set() and found("canary8") == OPEN_IN_THE_LOG


def test_a_version_of_before_its_maker_was_kept_is_emptied_and_never_filled(withdrawn, cast, now):
    """Its maker is NULL: no comparison with NULL lets a forged one through."""
    last = withdrawn.versions.last()
    last.pk, last.number, last.issued_by, last._state.adding = None, 9, None, True
    last.save()
    erase(withdrawn, cast, now)
    rows = Version.objects.filter(disclosure=withdrawn, number=9)
    assert rows.get().issued_by is None and found(MARK) == set()
    for maker in ("别的机关", None):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(issued_by=maker, number=8)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(issued_by="别的机关")


def test_every_table_that_points_at_a_disclosure_was_thought_of():
    """A new table with words about a disclosure is named among what goes or what stays, else this fails."""
    related = {
        one.get_accessor_name() if one.get_accessor_name() != "+" else one.related_model.__name__
        for one in Disclosure._meta.get_fields(include_hidden=True)
        if one.auto_created and not one.concrete and one.related_model not in (None, Disclosure)
    }
    assert related - set(erasing.ERASED) - set(erasing.KEPT) == set()


def test_a_request_that_nobody_made_in_the_portal_is_nobodys_second_hand(withdrawn, cast, now):
    """The wish put in by SQL in the name of the disclosure office; the leader presses: refused, nothing is gone."""
    evidence.checkpoint(now=now)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_erasurewish (disclosure_id, reason, by_id, at) VALUES (%s, %s, %s, %s)",
            [withdrawn.pk, "含有身份证号。", cast.disclosure_office.pk, now],
        )
    before = found(MARK)
    with pytest.raises(Refused, match=str(gettext("The request itself was changed outside the portal."))):
        erasing.agree(withdrawn, by=cast.leader, now=now + LATER)
    assert found(MARK) == before and not Erasure.objects.exists()
    assert Discrepancy.objects.filter(place="catalog_erasurewish").exists()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_erasurewish")
    erasing.ask(withdrawn, reason="附件含有身份证号。", by=cast.disclosure_office, now=now + LATER)
    assert erasing.agree(withdrawn, by=cast.leader, now=now + LATER).agreed_by == cast.leader
