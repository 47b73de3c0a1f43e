"""A portal full of evidence, and somebody with the password of its database and the disk."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from archive import actions as archive
from catalog.actions import consulting, correcting, disclosures, placing
from catalog.models import Disclosure
from core.database import outside
from core.proof import evidence
from core.roles import Role
from requests_app import actions as applications
from requests_app.actions import case_files, notice_files
from requests_app.models import Application, CaseFile
from review import actions as review
from tests import kept
from tests.scanned import scanned

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de"
    "0000000c49444154789c63606060000000040001f61738550000000049454e44ae426082"
)


@pytest.fixture
def world(request, make_agency, clock):
    """Matters in every state that rests on evidence, all sealed by a checkpoint; made once in a process."""
    return kept.again("evidence", lambda: _lived_through(request.getfixturevalue("stage")))


def _lived_through(stage):
    people, now = stage.people, stage.now
    by = people[Role.PROPOSER]
    rules = stage.body.agency.regime.version_on(now.date()).rules
    board = next(code for code, channel in rules.channels.items() if channel.kind != "web")
    first = stage.disclosure("draft", channels=["district_website", board])
    upload = SimpleUploadedFile("调整表.csv", "服务点,日期\n甲,四月\n".encode())
    disclosures.attach(first, upload=upload, by=by, now=now)
    disclosures.propose(first, by=by, now=now)
    scanned(now=now)
    stage.consent(first)
    opinion = review.receive_opinion(first, text="何时开放？", now=now)
    review.answer_opinion(opinion, answer="四月。", by=people[Role.FEEDBACK_COLLECTOR], now=now)
    _correct(stage, first, 1, issued_by="区人民政府")
    _hang(stage, first, 2)
    archive.seal_disclosure(first, by=people[Role.ARCHIVIST], now=now + timedelta(days=400))
    _correct(stage, first, 401, document_number="清区办〔2026〕3号")
    _hang(stage, first, 401)
    archive.seal_supplement(first.versions.last(), by=people[Role.ARCHIVIST], now=now + timedelta(days=402))
    disclosures.withdraw(
        stage.disclosure("published"), reason="内容有误。", by=people[Role.DISCLOSURE_OFFICE], now=now
    )
    consultation = stage.consultation("closed")
    consulting.conclude(consultation, conclusion="采纳。", by=people[Role.DISCLOSURE_OFFICE], now=now)
    _answered(stage)
    evidence.checkpoint(now=now)
    return stage


def _hang(stage, first: Disclosure, days: int) -> None:
    by, now = stage.people[Role.DISCLOSURE_OFFICE], stage.now + timedelta(days=days)
    for placement in first.placements.filter(confirmed_at__isnull=True):
        photo = SimpleUploadedFile("照片.png", PNG)
        placing.confirm_placement(placement, placed_on=now.date(), place="大厅", by=by, now=now, photo=photo)


def _correct(stage, first: Disclosure, days: int, **changes) -> None:
    by, now = stage.people[Role.PROPOSER], stage.now + timedelta(days=days)
    made = correcting.begin(first, reason="更正。", by=by, now=now)
    disclosures.revise(made, by=by, now=now, attested=True, **changes)
    disclosures.propose(made, by=by, now=now)
    scanned(now=now)
    review.give_verdict(made, by=stage.people[Role.LEADER_IN_CHARGE], now=now, says="approve")
    first.refresh_from_db()


def _answered(stage) -> Application:
    made = stage.application("registered")
    officer, now = stage.people[Role.INTAKE_OFFICER], stage.now
    case_files.keep(
        made, content=b"%PDF evidence", name="材料.pdf", media_type="application/pdf",
        purpose=CaseFile.Purpose.EVIDENCE, by=officer, now=now,
    )  # fmt: skip
    applications.draft(made, by=officer, now=now, **stage.refusal(made))
    applications.decide(made, by=stage.people[Role.LEADER_IN_CHARGE], now=now)
    applications.deliver(made, on=now.date(), way="web", by=officer, now=now)
    notice_files.make_files(now=now)
    return made


@pytest.fixture
def unlocked(world):
    """Triggers and conditions are off, as for somebody who may change the schema."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
            cursor.execute(
                "SELECT type, name FROM sqlite_master WHERE type = 'trigger'"
                " OR type = 'index' AND sql LIKE 'CREATE UNIQUE%'"
            )
            for kind, name in cursor.fetchall():
                cursor.execute(f'DROP {kind} "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint"
                " WHERE contype = 'c' AND conrelid <> 0"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
            cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal")
            for table, name in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}" ON {table}')
            cursor.execute(
                "SELECT indexrelid::regclass::text FROM pg_index WHERE indisunique AND indpred IS NOT NULL"
                " AND indrelid::regclass::text NOT LIKE 'pg_%'"
            )
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP INDEX {name}")
    yield world
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@contextmanager
def undone():
    """What is done inside is rolled back; files may be measured meanwhile."""
    with transaction.atomic(), outside.while_nobody_waits():
        yield
        transaction.set_rollback(True)


def sql(statement: str, *values) -> None:
    """Past the portal."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def deleted(table: str, key: int) -> None:
    """Take a row away, whatever leads to it."""
    if connection.vendor == "postgresql":
        sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    sql(f"DELETE FROM {table} WHERE id = %s", key)  # noqa: S608
