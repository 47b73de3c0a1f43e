"""Seals, checkpoints, findings: what the portal writes is sealed, what passes it by is found, told once and stays."""

import hashlib
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from catalog.actions import correcting, disclosures
from catalog.models import Disclosure
from core.database import triggers
from core.mail import letters
from core.models import Agency, Discrepancy, Letter, LogEntry, LogHead, Seal, User, resealing, seals
from core.proof import evidence, findings
from core.refusals import Forged
from core.transitions import Refused
from tests.scanned import scanned
from tests.signing import approve
from tests.tables import APPEND_ONLY

pytestmark = pytest.mark.django_db


def all_faults() -> list[str]:
    """What every check finds."""
    return [str(fault) for check in evidence.checks() for fault in check.whole()]


def test_whatever_the_portal_writes_fits_its_seal(item, make_disclosure, cast, now):
    """A matter on its way, with all that hangs on it, and everything that the tests begin with."""
    matter = make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    disclosures.withdraw(matter, reason="内容有误。", by=cast.disclosure_office, now=now)
    User.objects.filter(pk=cast.clerk.pk).update(post="科员")
    cast.leader.save()
    assert all_faults() == []
    assert evidence.checkpoint(now=now) is not None
    assert evidence.checkpoint(now=now) is None
    assert all_faults() == []


def test_a_forgery_is_not_made_good_by_the_next_step(item, make_disclosure, cast, now):
    """Text changed by SQL; the portal takes no step with it (ADR 39), and what it writes of the row mends nothing."""
    matter = make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET summary = 'x' WHERE id = %s", [matter.pk])
    with pytest.raises(Forged), transaction.atomic():
        disclosures.withdraw(matter, reason="内容有误。", by=cast.disclosure_office, now=now)
    Disclosure.objects.filter(pk=matter.pk).update(title="另一个标题")
    Disclosure.objects.get(pk=matter.pk).save()
    [fault] = evidence.faults_of(Disclosure, [matter.pk])
    assert (fault.kind, fault.what, fault.matter) == (evidence.Kind.CHANGED, "summary", matter.index_number)


def test_what_stood_before_there_were_seals_is_sealed_as_found_and_said(cast, now):
    """The first checkpoint seals it, and the log says how many rows that were; rows put in later are foreign."""
    triggers.remove(connection, "core_seal")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_seal")
    triggers.install(connection)
    assert all_faults() == []  # nothing is expected to have a seal yet
    entry = evidence.checkpoint(now=now)
    assert entry.payload["as_found"] == Seal.objects.count() > 50
    assert all_faults() == []


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_no_row_is_replaced_and_no_table_emptied(table, cast, item, make_disclosure, now):
    """``INSERT OR REPLACE`` on SQLite, by the key of the row; ``TRUNCATE`` on PostgreSQL."""
    make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    key = "number" if table == "core_logentry" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {table}")  # noqa: S608
        if not cursor.fetchone()[0]:
            return
        attempt = f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608
        if connection.vendor == "postgresql":
            attempt = f"TRUNCATE {table} CASCADE"
            cursor.execute(
                "SET CONSTRAINTS ALL IMMEDIATE"
            )  # what waits for the commit would refuse it for itself
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(attempt)
        cursor.execute(f"SELECT COUNT({key}) FROM {table}")  # noqa: S608
        assert cursor.fetchone()[0]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL knows no INSERT OR REPLACE")
def test_no_row_is_replaced_by_another_of_its_unique_values(three_entries):
    """A row with a new number and the old hash would push the old one out."""
    with (
        connection.cursor() as cursor,
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
    ):
        cursor.execute(
            "INSERT OR REPLACE INTO core_logentry (number, at, kind, subject, payload, previous_hash, hash)"
            " SELECT 99, at, kind, subject, payload, previous_hash, hash FROM core_logentry WHERE number = 2"
        )
    assert LogEntry.objects.count() == 3


@pytest.fixture
def three_entries(now):
    return [evidence.log.append("published", subject=str(n), payload={}, now=now) for n in (1, 2, 3)]


@pytest.fixture
def forged(item, make_disclosure, now):
    """A published text that somebody changed by SQL."""
    matter = make_disclosure(item, upto="published")
    evidence.checkpoint(now=now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET body = '别的' WHERE id = %s", [matter.pk])
    return matter


def test_the_clock_finds_tells_once_and_health_turns_red(forged, cast, client, now):
    """Each of those who watch gets one letter, the page and the work page name it; others are refused."""
    assert client.get("/healthz/clock").status_code == 200
    assert findings.verify_some(now=now) == 2  # the row is not as sealed, the text not as the log tells
    assert findings.verify_some(now=now + timedelta(days=2)) == 0
    told = Letter.objects.filter(name="discrepancy")
    watching = {
        cast.supervisor.email,
        cast.archivist.email,
        cast.disclosure_office.email,
        cast.administrator.email,
    }
    assert {letter.to for letter in told} == watching and len(told) == len(watching)  # one of a run, with all
    assert all(forged.index_number in letter.body for letter in told)
    answer = client.get("/healthz/clock")
    assert (answer.status_code, answer.json()["evidence"]) == (503, "2 findings")
    assert client.get("/healthz").status_code == 200
    for who in (cast.supervisor, cast.archivist, cast.administrator):
        client.force_login(who)
        assert forged.index_number in client.get(reverse("evidence")).content.decode()
        assert reverse("evidence") in client.get(reverse("workplace")).content.decode()
    client.force_login(cast.stranger)
    assert forged.index_number not in client.get(reverse("evidence")).content.decode()
    client.force_login(cast.clerk)
    assert client.get(reverse("evidence")).status_code == 403


def test_a_finding_is_explained_in_words_and_stays_on_record(forged, cast, client, now):
    """Without words it is handed back; with them the health check is well, and nothing is deleted."""
    findings.verify_some(now=timezone.now())
    client.force_login(cast.supervisor)
    for one in Discrepancy.objects.all():
        address = reverse("evidence_note", args=[one.pk])
        empty = client.post(address, {f"note-{one.pk}-settles": "on"})
        assert empty.status_code == 422 and "errorlist" in empty.content.decode()
        sent = {f"note-{one.pk}-text": "备份恢复后已改回。", f"note-{one.pk}-settles": "on"}
        assert client.post(address, sent, follow=True).status_code == 200
    assert client.get("/healthz/clock").status_code == 200
    assert "备份恢复后已改回。" in client.get(reverse("evidence")).content.decode()
    with pytest.raises(Refused):
        findings.note(one, text="x", settles=True, by=cast.clerk, now=now)
    with pytest.raises(DatabaseError), transaction.atomic():
        Discrepancy.objects.all().delete()


def test_what_was_explained_is_told_again_when_it_is_changed_again(forged, cast, now):
    """A note explains one change, never the next of the same column; what stays as it was found is told once."""
    findings.verify_some(now=now)
    for one in Discrepancy.objects.all():
        findings.note(one, text="已说明。", settles=True, by=cast.administrator, now=now)
    told = Letter.objects.filter(name="discrepancy").count()
    assert findings.verify_some(now=now + timedelta(days=2)) == 0
    assert findings.standing(now)["open"] == 0
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_disclosure SET body = '又是别的' WHERE id = %s", [forged.pk])
    assert findings.verify_some(now=now + timedelta(days=4)) == 1
    assert findings.standing(now)["open"] == 1
    assert Letter.objects.filter(name="discrepancy").count() > told
    assert "又是别的" not in str(list(Discrepancy.objects.values_list("what", "fingerprint")))


def test_the_public_page_says_that_the_text_differs(forged, client):
    """As it is opened, before the clock has come by; the record is not given out."""
    page = client.get(forged.get_absolute_url())
    assert page.status_code == 200 and "notice-error" in page.content.decode()
    assert {one.matter for one in Discrepancy.objects.all()} == {forged.index_number}
    assert client.get(reverse("record", args=[forged.pk])).status_code == 409
    entry = LogEntry.objects.get(subject=forged.index_number)
    assert "notice-error" in client.get(reverse("log_entry", args=[entry.number])).content.decode()


def test_anybody_downloads_the_record_and_computes_its_digest(item, make_disclosure, cast, client, now):
    """The same bytes each time, whose SHA-256 is in the log; after a correction for both versions."""
    matter = make_disclosure(item, upto="published")
    address = reverse("record", args=[matter.pk])
    first = client.get(address)
    assert first["Content-Type"] == "application/json" and client.get(address).content == first.content
    correction = correcting.begin(matter, reason="更正机关。", by=cast.clerk, now=now)
    disclosures.revise(correction, by=cast.clerk, now=now, issued_by="区人民政府", attested=True)
    disclosures.propose(correction, by=cast.clerk, now=now)
    scanned(now=now)
    approve(correction, by=cast.leader, now=now)
    Agency.objects.filter(pk=matter.agency_id).update(name="改名后的局")
    second, earlier = client.get(address), client.get(f"{address}?version=1")
    digests = [hashlib.sha256(one.content).hexdigest() for one in (first, second)]
    told = LogEntry.objects.filter(subject=matter.index_number).order_by("number")
    assert [entry.payload["record_sha256"] for entry in told] == digests
    assert (
        second.json()["issued_by"] == "区人民政府"
        and second.json()["bodies"]["agency"]["name"] != "改名后的局"
    )
    assert earlier.content == first.content
    page = client.get(matter.get_absolute_url()).content.decode()
    assert digests[1] in page and "notice-error" not in page
    found = client.post(reverse("log"), {"sha256": digests[1]}).content.decode()
    assert reverse("log_entry", args=[told.last().number]) in found
    disclosures.withdraw(matter, reason="内容有误。", by=cast.disclosure_office, now=now)
    assert client.get(address).status_code == client.get(f"{address}?version=1").status_code == 404
    assert all_faults() == []


def test_the_end_of_the_log_leaves_the_house(item, make_disclosure, cast, settings, now):
    """Daily to the addresses outside, weekly to those who watch; what it says passes ``--head``, another does not."""
    settings.PROOF_TO = ["archive@example.org"]
    make_disclosure(item, upto="published")
    findings.keep_heads(now=now)
    findings.keep_heads(now=now + timedelta(hours=1))
    make_disclosure(item, upto="published")
    findings.keep_heads(now=now + timedelta(days=1, hours=1))
    heads = Letter.objects.filter(name="log_head").order_by("pk")
    assert [letter.to for letter in heads].count("archive@example.org") == 2
    assert [letter.to for letter in heads].count(cast.archivist.email) == 1
    number, fingerprint = findings.head()
    assert fingerprint in heads.last().body
    letters.send_owed(now + timedelta(days=2))
    assert any(fingerprint in letter.body for letter in mail.outbox)
    call_command("verify_log", head=[[str(number), fingerprint]])
    with pytest.raises(SystemExit):
        call_command("verify_log", head=[[str(number), "0" * 64]])
    with pytest.raises(SystemExit):
        call_command("verify_log", head=[[str(number + 1), fingerprint]])
    assert LogHead.objects.get().number == number


def test_what_is_erased_cannot_be_guessed_from_its_seals(cast):
    """The salts of earlier seals are emptied; the database refuses to empty the last one's."""
    Agency.objects.filter(pk=cast.agency.pk).update(phone="13800000000")
    Agency.objects.filter(pk=cast.agency.pk).update(phone="")
    seals.renew(Agency, [cast.agency.pk])
    forms = seals.SealForm.objects.filter(table="core_agency")
    rows = Seal.objects.filter(form__in=forms, key=cast.agency.pk).order_by("pk")
    assert [bool(row.salt) for row in rows] == [False] * (len(rows) - 1) + [True]
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.filter(pk=rows.last().pk).update(salt="")
    assert all_faults() == []


def test_an_erasure_makes_no_forgery_good(cast):
    """A column that was changed past the portal before the row is sealed anew is named afterwards too; a row that was
    put in gets no seal by it."""
    evidence.checkpoint(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_agency SET code = 'X9' WHERE id = %s", [cast.agency.pk])
    Agency.objects.filter(pk=cast.agency.pk).update(phone="")
    resealing.renew_after_erasing(Agency, [cast.agency.pk])
    Agency.objects.filter(pk=cast.agency.pk).update(phone="1")
    [fault] = all_faults()
    assert fault.endswith(": code") and str(cast.agency.pk) in fault
    forms = seals.SealForm.objects.filter(table="core_agency")
    before = Seal.objects.filter(form__in=forms).count()
    resealing.renew_after_erasing(Agency, [900000])
    assert Seal.objects.filter(form__in=forms).count() == before
