"""Somebody with the password of the database forges rows together with their seals, and cuts the log: each is found.

The forger knows the whole program and may drop triggers; what they do not have is the key of the seals.
"""

import json
import secrets
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from archive import proof
from archive.models import ArchiveFile
from catalog.models import Disclosure, DisclosureItem, SearchEntry
from catalog.public import search
from core import macs, witness
from core.database import triggers
from core.exports.pdf import FONTS
from core.models import Agency, Discrepancy, LogEntry, LogHead, Regime, Seal, SealForm, VerifyingRound, seals
from core.proof import evidence, findings, log
from requests_app.models import Application, ClockEntry
from review.models import Verdict
from tests.flows.evidence_world import deleted, sql, undone

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not any(FONTS.glob("*.ttf")), reason="The fonts of the notices are missing."),
]
GUESSED = "bm90LXRoZS1rZXktb2YtdGhpcy1wb3J0YWwtMDEyMzQ="  # a key that the forger makes up


def rows_of(model) -> list[evidence.Fault]:
    """What the round finds in the rows of ``model``."""
    named = {check.name: check for check in evidence.checks()}
    return list(named[f"rows {model._meta.db_table}"].whole())


def forged_seal(model, key: int, settings, **other) -> None:
    """A new last seal that fits the row as it stands, as our own program makes one, under a key that is made up."""
    real, settings.SEAL_KEY = settings.SEAL_KEY, GUESSED
    last = seals.last_seals(model, [key]).get(key)
    fields = seals.fields_of(model)
    values = seals.read(model, [key], fields)
    salt, form = secrets.token_hex(8), SealForm.objects.filter(table=model._meta.db_table).last()
    marks = "".join(
        seals.mark(salt, field.attname, value)
        for field, value in zip(fields, values.get(key, []), strict=False)
    )
    made = {
        "salt": salt if marks else "",
        "marks": marks,
        "turn": last.turn + 1 if last else 1,
        "hangs_on": last.hangs_on if last else "",
        "matter": last.matter if last else "",
    }
    seal = seals.made(form, key, **{**made, **other})
    settings.SEAL_KEY = real
    names = ["form_id", "key", "salt", "marks", "turn", "hangs_on", "matter", "mac"]
    marks_of_sql = ", ".join(["%s"] * len(names))
    columns = ", ".join(f'"{name}"' for name in names)
    sql(f"INSERT INTO core_seal ({columns}) VALUES ({marks_of_sql})", *(getattr(seal, it) for it in names))  # noqa: S608


def test_a_forged_row_with_a_forged_seal_is_found(unlocked, settings):
    """A verdict whose words were changed and sealed anew: named with matter and body, by every who checks."""
    verdict = Verdict.objects.order_by("-pk").first()
    sql("UPDATE review_verdict SET opinion = 'x' WHERE id = %s", verdict.pk)
    assert [fault.kind for fault in rows_of(Verdict)] == [evidence.Kind.CHANGED]
    forged_seal(Verdict, verdict.pk, settings)
    [fault] = rows_of(Verdict)
    matter = verdict.disclosure
    assert (fault.kind, fault.key) == (evidence.Kind.FORGED, verdict.pk)
    assert (fault.matter, fault.agency_id) == (matter.index_number, matter.agency_id)
    assert fault in list(evidence.matter_faults(matter))
    said = StringIO()
    with pytest.raises(SystemExit):
        call_command("verify_log", stdout=said, stderr=said)
    assert findings.sentence(fault) in said.getvalue()


@pytest.mark.parametrize("mac", ["", "of another key"])
def test_a_seal_without_the_mark_of_the_key_is_none(unlocked, settings, mac):
    """One as they were before there was a key, and one whose mark names our key and was made with another."""
    verdict = Verdict.objects.order_by("-pk").first()
    sql("UPDATE review_verdict SET opinion = 'x' WHERE id = %s", verdict.pk)
    forged_seal(Verdict, verdict.pk, settings)
    named = f"{macs.newest()}:{'0' * macs.LONG}" if mac else ""
    sql("UPDATE core_seal SET mac = %s WHERE id = (SELECT MAX(id) FROM core_seal)", named)
    assert [fault.kind for fault in rows_of(Verdict)] == [evidence.Kind.FORGED]


def test_a_deleted_row_with_a_forged_end_is_found(unlocked, settings):
    """A clock entry is deleted, and an empty seal says that the portal did it."""
    entry = ClockEntry.objects.order_by("-pk").first()
    application = entry.application
    deleted("requests_app_clockentry", entry.pk)
    forged_seal(ClockEntry, entry.pk, settings)
    [fault] = rows_of(ClockEntry)
    assert (fault.kind, fault.key) == (evidence.Kind.FORGED, entry.pk)
    assert (fault.matter, fault.agency_id) == (application.number, application.agency_id)


def test_a_seal_of_another_row_is_found(unlocked):
    """A row of the forger's, and with it the real seal of another row, word for word."""
    first, second = Verdict.objects.order_by("-pk")[:2]
    seal = seals.last_seals(Verdict, [first.pk])[first.pk]
    columns = '"form_id", "salt", "marks", "turn", "hangs_on", "matter", "mac"'
    sql(
        f'INSERT INTO core_seal ("key", {columns}) SELECT %s, {columns} FROM core_seal WHERE id = %s',  # noqa: S608
        second.pk,
        seal.pk,
    )
    assert [(fault.kind, fault.key) for fault in rows_of(Verdict)] == [(evidence.Kind.FORGED, second.pk)]


def test_an_earlier_seal_of_the_same_row_is_found(unlocked):
    """The row is set back to what it held before, and its own seal of that day stands as the last one again."""
    matter = Disclosure.objects.filter(status="withdrawn").first()
    forms = SealForm.objects.filter(table="catalog_disclosure")
    earlier = Seal.objects.filter(form__in=forms, key=matter.pk).order_by("-pk")[1]
    columns = '"form_id", "key", "salt", "marks", "turn", "hangs_on", "matter", "mac"'
    with undone():
        sql(f"INSERT INTO core_seal ({columns}) SELECT {columns} FROM core_seal WHERE id = %s", earlier.pk)  # noqa: S608
        assert [fault.kind for fault in rows_of(Disclosure)] == [evidence.Kind.FORGED]
    Seal.objects.filter(
        form__in=forms, key=matter.pk, pk__gt=earlier.pk
    ).delete()  # or the later ones are taken away
    assert {fault.kind for fault in rows_of(Disclosure)} == {evidence.Kind.CHANGED}
    named = {check.name: check for check in evidence.checks()}
    assert [fault.place for fault in named["seals"].whole()] == ["core_seal"]


def test_the_next_step_of_the_portal_makes_no_forgery_good(unlocked, settings, world):
    """Row and seal are forged, or the row is put in with a seal; then the portal writes another column of it."""
    matter = Disclosure.objects.filter(status="withdrawn").first()
    sql("UPDATE catalog_disclosure SET summary = 'x' WHERE id = %s", matter.pk)
    forged_seal(Disclosure, matter.pk, settings)
    Disclosure.objects.filter(pk=matter.pk).update(title="另一个标题")
    evidence.checkpoint(now=world.now + timedelta(days=500))
    [fault] = [one for one in rows_of(Disclosure) if one.key == matter.pk]
    assert fault.kind == evidence.Kind.CHANGED and "summary" in fault.what
    assert "title" not in fault.what.split(", ")


def cut(number: int) -> None:
    """Cut the log behind entry ``number``, with its head, so that it holds together."""
    sql("DELETE FROM core_logentry WHERE number > %s", number)
    last = LogEntry.objects.order_by("-number").first()
    LogHead.objects.update(number=last.number if last else 0, hash=last.hash if last else "0" * 64)


@pytest.mark.parametrize("everything", [False, True])
def test_a_log_cut_with_its_checkpoints_is_found_and_stays_found(unlocked, world, everything):
    """The tail with every checkpoint and seal since, or the whole log; the next checkpoint takes in nothing anew."""
    now = world.now + timedelta(days=500)
    first = LogEntry.objects.filter(kind="checkpoint").order_by("number").first()
    file = ArchiveFile.objects.filter(application=None).get()
    sealed_with = LogEntry.objects.get(subject=file.number, kind="archived").number
    sql("UPDATE review_verdict SET opinion = 'x'")
    cut(0 if everything else min(first.number, sealed_with) - 1)
    findings.keep_heads(now=now)
    assert not LogEntry.objects.filter(payload__has_key="as_found").exists()
    assert not LogEntry.objects.filter(payload__has_key="keyed").exists()
    for _again in (1, 2):
        assert Verdict.objects.count() == len(rows_of(Verdict))
        named = {check.name: check for check in evidence.checks()}
        found = list(named["witness"].whole())
        assert first.number in {fault.key for fault in found if fault.place == "log"}
        findings.keep_heads(now=now + timedelta(hours=1))


@pytest.mark.django_db(transaction=True)
def test_the_witness_is_told_of_each_entry_as_soon_as_it_is_kept(now):
    """Once it has begun; what is rolled back is not told, and the entry may be cut no more."""
    log.append("published", subject="x", payload={}, now=now)
    assert witness.lines() == []
    Agency.objects.create(
        slug="a", name="某局", code="A", regime=Regime.objects.create(code="r"), obliged_from=now
    )
    evidence.checkpoint(now=now)
    begun = len(witness.lines())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        log.append("published", subject="y", payload={}, now=now)
        raise ZeroDivisionError
    assert len(witness.lines()) == begun
    entry = log.append("published", subject="z", payload={}, now=now)
    line = witness.lines()[-1]
    assert (len(witness.lines()), line.number, line.hash) == (begun + 1, entry.number, entry.hash)
    assert line.is_ours and line.kind == witness.HEAD


def test_the_witness_itself_is_held_by_the_key(world):
    """A line that is changed, left out, made with another key, or the file begun anew: each is told."""
    named = {check.name: check for check in evidence.checks()}
    for days in (501, 502):
        log.append("published", subject="x", payload={}, now=world.now)
        evidence.keep_head(now=world.now + timedelta(days=days))
    assert list(named["witness"].whole()) == []
    place = witness.place()
    whole = place.read_text()
    lines = whole.splitlines(keepends=True)
    assert len(lines) >= 4
    for harm in (
        [lines[0], lines[1].replace(" head ", " opened "), *lines[2:]],
        [lines[0], *lines[2:]],
        [*lines[:-1], lines[-1][:-3] + "00\n"],
        lines[2:],
        ["nothing of ours\n", *lines],
        [],
    ):
        place.write_text("".join(harm))
        assert {fault.place for fault in named["witness"].whole()} == {"witness"}, harm
    place.unlink()
    assert [fault.place for fault in named["witness"].whole()] == ["witness"]
    evidence.keep_head(
        now=world.now + timedelta(days=503)
    )  # begun anew, it does not go back to the beginning
    assert [fault.place for fault in named["witness"].whole()] == ["witness"]
    place.write_text(whole)
    assert list(named["witness"].whole()) == []


def test_what_was_deleted_under_a_matter_is_told_with_matter_and_body(unlocked, django_user_model):
    """A verdict, an event, a clock entry, the archive file and the matter itself; read by the people of that body."""
    matter = Disclosure.objects.get(status="archived", audience="public")
    application = Application.objects.order_by("-pk").first()
    file = ArchiveFile.objects.get(disclosure=matter)
    for thing, row in (
        (matter, matter.verdicts.first()),
        (matter, matter.events.first()),
        (matter, file),
        (application, application.clock_entries.first()),
        (application, application.events.first()),
    ):
        table = row._meta.db_table
        number = getattr(thing, "index_number", "") or thing.number
        with undone():
            deleted(table, row.pk)
            [fault] = list(evidence.faults_of(type(row), [row.pk]))
            told = getattr(row, "number", number) if table == "archive_archivefile" else number
            assert (fault.kind, fault.matter, fault.agency_id) == (
                evidence.Kind.MISSING,
                told,
                thing.agency_id,
            )
            assert fault in list(evidence.matter_faults(thing)), table
            [found] = findings.write_down([fault], now=matter.published_at)
            assert found.agency_id == thing.agency_id and told in findings.sentence(found)
    with undone():
        sql("DELETE FROM review_verdict")
        deleted("catalog_disclosure", matter.pk)
        told = [fault for fault in rows_of(Verdict) if fault.matter == matter.index_number]
        assert told and {fault.agency_id for fault in told} == {matter.agency_id}
        [fault] = list(evidence.faults_of(Disclosure, [matter.pk]))
        assert (fault.matter, fault.agency_id) == (matter.index_number, matter.agency_id)


def test_seals_of_before_there_was_a_key_are_taken_once_and_openly(unlocked, world):
    """The entry says how many; a forgery of before stays unfit, and one of afterwards is none of them."""
    now = world.now + timedelta(days=500)
    LogEntry.objects.filter(kind="checkpoint").delete()
    cut(LogEntry.objects.order_by("-number").first().number)
    witness.place().unlink()
    Seal.objects.update(mac="", turn=0, hangs_on="", matter="")
    verdict = Verdict.objects.order_by("-pk").first()
    sql("UPDATE review_verdict SET opinion = 'x' WHERE id = %s", verdict.pk)
    entry = evidence.checkpoint(now=now)
    rows = Seal.objects.values("form__table", "key").distinct().count()
    assert (entry.payload["keyed"], entry.payload["key"]) == (rows, macs.newest())
    found = [
        fault for check in evidence.checks() for fault in check.whole() if fault.place == "review_verdict"
    ]
    assert [(fault.kind, fault.key, fault.what) for fault in found] == [
        (evidence.Kind.CHANGED, verdict.pk, "opinion")
    ]
    assert Seal.objects.filter(hangs_on=f"catalog_disclosure {verdict.disclosure_id}").exists()
    Verdict.objects.filter(pk=verdict.pk).update(opinion="y")  # the portal goes on
    assert evidence.checkpoint(now=now).payload.keys() == {"last", "seals", "digest", "key"}
    assert rows_of(Verdict) == []


def test_an_earlier_key_is_still_known(unlocked, settings):
    """``SEAL_KEY`` with the new key first: what the old one made still fits, new seals are of the new one."""
    settings.SEAL_KEY = f"{GUESSED},{settings.SEAL_KEY}"
    assert [fault for check in evidence.checks() for fault in check.whole()] == []
    matter = Disclosure.objects.filter(status="withdrawn").first()
    Disclosure.objects.filter(pk=matter.pk).update(summary="新的摘要")
    seal = seals.last_seals(Disclosure, [matter.pk])[matter.pk]
    assert seal.mac.startswith(macs.key_id(GUESSED))
    assert list(evidence.faults_of(Disclosure, [matter.pk])) == []


def test_one_key_follows_another_and_a_lost_one_is_told(unlocked, settings, world):
    """Marked anew, the earlier key is given up; what it did not fit stays unfit. Of a lost key the log says so."""
    verdict = Verdict.objects.order_by("-pk").first()
    sql("UPDATE review_verdict SET opinion = 'x' WHERE id = %s", verdict.pk)
    forged_seal(Verdict, verdict.pk, settings)
    earlier = settings.SEAL_KEY
    settings.SEAL_KEY = f"{secrets.token_urlsafe(32)},{earlier}"
    call_command("rotate_seal_key", because="人员调动", stdout=StringIO())
    entry = LogEntry.objects.get(kind="rekeyed")
    assert (entry.payload["left"], entry.payload["lost"], entry.payload["because"]) == (1, False, "人员调动")
    settings.SEAL_KEY = settings.SEAL_KEY.partition(",")[0]
    evidence.checkpoint(now=world.now + timedelta(days=501))
    found = [fault for check in evidence.checks() for fault in check.whole()]
    assert [(fault.kind, fault.key) for fault in found] == [(evidence.Kind.FORGED, verdict.pk)]
    assert witness.wrong_key() == ""
    settings.SEAL_KEY = earlier
    assert witness.wrong_key().startswith("SEAL_KEY cannot be used")
    settings.SEAL_KEY = secrets.token_urlsafe(32)
    assert witness.wrong_key().startswith("SEAL_KEY cannot be used")
    call_command("rotate_seal_key", because="密钥遗失", lost=True, stdout=StringIO())
    entry = LogEntry.objects.filter(kind="rekeyed").last()
    assert (entry.payload["left"], entry.payload["lost"]) == (0, True)
    assert witness.wrong_key() == ""
    assert list(witness.place().parent.glob("log-witness-*.txt"))


def test_archive_files_that_are_gone_are_found_by_the_command(unlocked):
    """By their seals; by the log also when the seals are gone with them."""
    file = ArchiveFile.objects.exclude(disclosure=None).get()
    for with_seals in (False, True):
        with undone():
            deleted("archive_archivesupplement", file.supplements.get().pk)
            deleted("archive_archivefile", file.pk)
            if with_seals:
                sql("DELETE FROM core_seal")
            said = StringIO()
            with pytest.raises(SystemExit):
                call_command("verify_archive", stdout=said, stderr=said)
            assert file.number in said.getvalue() and f"{file.number}-B01" in said.getvalue()
            with pytest.raises(SystemExit):
                call_command("verify_archive", number=file.number, stdout=StringIO(), stderr=StringIO())


def test_the_entry_of_a_sealing_names_the_record_too(unlocked):
    """Of file and further volume, the digest of what the public log told of until then; another one is found."""
    file = ArchiveFile.objects.exclude(disclosure=None).get()
    matter = file.disclosure
    told = LogEntry.objects.filter(subject=matter.index_number, payload__has_key="record_sha256")
    for number in (file.number, file.supplements.get().number):
        entry = LogEntry.objects.get(subject=number, kind="archived")
        before = told.filter(number__lt=entry.number).order_by("number").last()
        assert entry.payload["record_sha256"] == before.payload["record_sha256"]
        assert entry.payload["told_in"] == before.number
        with undone():
            LogEntry.objects.filter(pk=entry.pk).update(payload=entry.payload | {"record_sha256": "0" * 64})
            assert any(number in fault for fault in proof.sealed_faults(file))
    assert proof.faults(file) == []


@pytest.mark.parametrize("what", ["text", "agency", "tokens", "gone", "foreign"])
def test_an_index_of_search_that_was_changed_is_found_and_written_anew(world, what):
    """What search answers with is what was published; the name of an item that was renamed is no forgery."""
    matter = Disclosure.objects.public().order_by("-pk").first()
    entry = SearchEntry.objects.get(disclosure=matter)
    named = {check.name: check for check in evidence.checks()}
    assert list(named["search"].whole()) == []
    if what == "text":
        SearchEntry.objects.filter(pk=entry.pk).update(text=entry.text.replace(" ", " 伪造 ", 2))
    elif what == "agency":
        other = Agency.objects.create(
            slug="else", name="别处", code="ELSE", regime=matter.agency.regime, obliged_from=date(2026, 1, 1)
        )
        triggers.remove(connection, "catalog_searchentry")
        SearchEntry.objects.filter(pk=entry.pk).update(agency=other)
    elif what == "tokens":
        value = (
            ("UPDATE catalog_searchtokens SET tokens = 'x' WHERE rowid = %s", entry.pk)
            if connection.vendor == "sqlite"
            else (
                "UPDATE catalog_searchentry SET tokens = array_to_tsvector(ARRAY['x']) WHERE position = %s",
                entry.pk,
            )
        )
        sql(*value)
    elif what == "gone":
        entry.delete()
    else:
        hidden = Disclosure.objects.filter(status="withdrawn").first()
        position = search.position_of(hidden.published_on, hidden.pk)
        SearchEntry.objects.create(
            position=position, disclosure=hidden, agency=hidden.agency, text=" x ", form=search.FORM
        )
        matter = hidden
    [fault] = list(named["search"].whole())
    assert (fault.place, fault.matter) == ("catalog_searchentry", matter.index_number)
    assert list(named["search"].whole()) == []
    assert SearchEntry.objects.filter(disclosure=matter).exists() is (what != "foreign")
    if what == "text":
        DisclosureItem.objects.filter(pk=matter.item_id).update(name="改名后的事项")
        assert list(named["search"].whole()) == []
        assert "改名后的事项" in SearchEntry.objects.get(disclosure=matter).text


def test_search_goes_on_with_what_was_published_when_the_row_was_forged(unlocked):
    """The index is not written anew from a forgery."""
    matter = Disclosure.objects.public().order_by("-pk").first()
    before = SearchEntry.objects.get(disclosure=matter).text
    sql("UPDATE catalog_disclosure SET body = '<p>伪造正文</p>' WHERE id = %s", matter.pk)
    named = {check.name: check for check in evidence.checks()}
    assert list(named["search"].whole()) == []
    assert [fault.key for fault in named["publications"].whole()] == [matter.pk]
    assert SearchEntry.objects.get(disclosure=matter).text == before


def test_a_round_has_a_budget_of_time_and_goes_on_with_what_waited_longest(world):
    """However short, each run does a part and comes through; then all rest for a day, but for the witness."""
    names = [check.name for check in evidence.checks()]
    now, later = world.now + timedelta(days=500), world.now + timedelta(days=500, hours=1)
    findings.verify_some(now=now, seconds=0)
    assert VerifyingRound.objects.filter(done_at=now).count() == 2  # the witness, and one more
    for _run in names[2:]:
        findings.verify_some(now=now, seconds=0)
    assert VerifyingRound.objects.filter(check_name__in=names, done_at=now).count() == len(names)
    findings.verify_some(now=later)
    assert list(VerifyingRound.objects.filter(done_at=later).values_list("check_name", flat=True)) == [
        "witness"
    ]


def test_no_table_holds_the_key(unlocked, settings):
    """Not even a part of it."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            for row in cursor.fetchall():
                assert settings.SEAL_KEY[:16] not in json.dumps(row, default=str)
    assert not Discrepancy.objects.filter(what__contains=settings.SEAL_KEY[:16]).exists()
