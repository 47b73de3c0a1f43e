"""Sealing: a numbered file of one matter, in the regime's order, that shows every later change."""

import io
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from PIL import Image

from archive import actions, displaying, proof, shelf
from archive.models import ArchiveFile
from archive.reports.matter import matter_report
from catalog.actions import correcting, disclosures, placing
from catalog.models import Disclosure
from core.database import triggers
from core.models import LogEntry
from core.proof import log
from core.transitions import Refused
from review.actions import answer_opinion, receive_opinion
from tests.conftest import TODAY, give_role
from tests.displayed import display_ended, handling_told
from tests.scanned import scanned
from tests.signing import approve


@pytest.fixture
def published(item, make_disclosure):
    """A published disclosure on the web."""
    return make_disclosure(item, upto="published")


def seal(disclosure, cast, now):
    """Seal it as the archivist, when two people have said that its display is over."""
    if disclosure.status == Disclosure.Status.PUBLISHED and displaying.early_end(disclosure) is None:
        display_ended(disclosure, cast, now)
    return actions.seal_disclosure(disclosure, by=cast.archivist, now=now)


def test_sealing_archives_numbers_and_logs_in_one_step(published, cast, now):
    """The matter is archived through the gate, the file has its number, and the public log carries its digest."""
    file = seal(published, cast, now)
    published.refresh_from_db()
    assert published.status == Disclosure.Status.ARCHIVED
    assert published.events.last().action == "archive"
    assert file.number.startswith(f"{cast.agency.code}-")
    assert file.number.endswith("-ZD-2026-0001")
    entry = LogEntry.objects.get(subject=file.number)
    assert entry.payload["digest"] == file.digest == proof.digest(file.manifest)
    assert proof.faults(file) == []
    assert list(log.faults()) == []


def test_the_file_holds_everything_but_personal_data_of_the_public(
    published, item, make_disclosure, cast, now
):
    """Times and places, verdicts, opinions with answers, log entries; neither name nor contact of who spoke."""
    opinion = receive_opinion(
        published, text="公开得很清楚", rating=5, name="李四", contact="lisi@example.org", now=now
    )
    answer_opinion(opinion, answer="谢谢支持", by=cast.feedback_collector, now=now)
    handling_told(published, make_disclosure(item, upto="published", title="意见办理情况"), now)
    sealed = seal(published, cast, now).manifest
    assert sealed["placements"][0]["placed_on"] == "2026-03-10"
    assert sealed["placements"][0]["place"]
    assert sealed["opinions"][0]["answer"] == "谢谢支持"
    assert [event["action"] for event in sealed["events"]][-1] == "archive"
    assert sealed["log"][0]["kind"] == "published"
    assert sealed["regime"]["digest"]
    assert "李四" not in str(sealed)
    assert "lisi@example.org" not in str(sealed)


def test_a_matter_is_sealed_once(published, cast, now):
    """The second try is refused by the gate and takes no number."""
    seal(published, cast, now)
    with pytest.raises(Refused):
        seal(published, cast, now)
    assert ArchiveFile.objects.count() == 1


@pytest.mark.parametrize("who", ["clerk", "leader", "supervisor", "stranger"])
def test_only_archivists_and_the_disclosure_office_seal(published, cast, now, who):
    """Others are refused, and nothing is half-done."""
    with pytest.raises(Refused):
        actions.seal_disclosure(published, by=getattr(cast, who), now=now)
    published.refresh_from_db()
    assert published.status == Disclosure.Status.PUBLISHED
    assert not ArchiveFile.objects.exists()


def test_an_opinion_without_answer_keeps_the_file_open(published, cast, now):
    """The file must hold the reply too (A-050)."""
    receive_opinion(published, text="请说明依据", now=now)
    with pytest.raises(Refused, match="意见|opinion"):
        seal(published, cast, now)


def test_a_publication_without_time_and_place_keeps_the_file_open(client, item, cast, make_disclosure, now):
    """A board on which nobody has confirmed the sheet has neither time nor place yet (A-051)."""
    rules = cast.agency.regime.version_on(now.date()).rules
    board = next(code for code, channel in rules.channels.items() if channel.kind == "board")
    web = next(code for code, channel in rules.channels.items() if channel.kind == "web")
    matter = make_disclosure(item, upto="published", channels=[web, board])
    with pytest.raises(Refused):
        seal(matter, cast, now)
    placement = matter.placements.get(channel=board)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "#8c1d18").save(picture, "PNG")
    placing.confirm_placement(
        placement,
        placed_on=now.date(),
        place="办公楼一楼大厅",
        by=cast.disclosure_office,
        now=now,
        photo=SimpleUploadedFile("照片.png", picture.getvalue()),
    )
    file, kept = seal(matter, cast, now), placement.photo
    row = next(row for row in file.manifest["placements"] if row["channel"] == board)
    assert (row["task"], row["place"], row["placed_on"]) == ("post", "办公楼一楼大厅", "2026-03-10")
    assert row["photo"]["sha256"] == kept.sha256
    client.force_login(cast.archivist)
    assert kept.sha256 in client.get(file.get_absolute_url()).content.decode()
    assert proof.faults(file) == []
    Path(kept.file.path).write_bytes(b"another")
    assert len(proof.faults(file)) == 1
    kept.file.storage.delete(kept.file.name)
    assert len(proof.faults(file)) == 1
    kept.delete()
    assert len(proof.faults(file)) == 1


def test_what_was_sealed_before_photographs_were_part_of_it_still_proves(published, cast, now):
    """A manifest without task and photograph is measured as it stands: here only the log knows another digest."""
    file = seal(published, cast, now)
    for row in file.manifest["placements"]:
        del row["task"], row["photo"]
    file.digest = proof.digest(file.manifest)
    assert len(proof.faults(file)) == 1


@pytest.fixture
def in_order_of_publication(cast):
    """The cast's rules, with files numbered in the order of publication (H-200)."""
    version = cast.agency.regime.versions.get()
    version.content["archive"]["order"] = "by_publication"
    version.pk = None
    version.number += 1
    version.digest = "0" * 64
    version.save()


def test_files_are_numbered_in_order_of_publication(
    in_order_of_publication, item, cast, make_disclosure, now
):
    """What was published first is sealed first; the one that would overtake it is refused (H-200)."""
    first = make_disclosure(item, upto="published", title="先公开的")
    later = make_disclosure(item, upto="published", title="后公开的", when=now + timedelta(days=1))
    sealing_day = now + timedelta(days=40)
    with pytest.raises(Refused, match=first.index_number):
        seal(later, cast, sealing_day)
    numbers = [seal(matter, cast, sealing_day).number for matter in (first, later)]
    assert numbers == [f"{cast.agency.code}-ZD-2026-0001", f"{cast.agency.code}-ZD-2026-0002"]


def test_departments_number_their_own_files(item, cast, make_disclosure, now):
    """By department each has its own series, and a later publication may come first."""
    assert cast.agency.regime.version_on(now.date()).rules.archive.order == "by_department"
    first = make_disclosure(item, upto="published")
    later = make_disclosure(item, upto="published", when=now + timedelta(days=1))
    sealing_day = now + timedelta(days=40)
    place = list(cast.agency.departments.order_by("pk")).index(cast.department) + 1
    prefix = f"{cast.agency.code}-K{place:02d}-ZD-2026"
    assert seal(later, cast, sealing_day).number == f"{prefix}-0001"
    assert seal(first, cast, sealing_day).number == f"{prefix}-0002"


@contextmanager
def unguarded(table):
    """Let rows of an append-only table be rewritten, as somebody with the database's password could."""
    triggers.remove(connection, table)
    yield
    triggers.install(connection)


def test_the_database_refuses_to_rewrite_a_sealed_file(published, cast, now):
    """Neither change nor deletion."""
    file = seal(published, cast, now)
    with pytest.raises(DatabaseError), transaction.atomic():
        ArchiveFile.objects.filter(pk=file.pk).update(title="改过的")
    with pytest.raises(DatabaseError), transaction.atomic():
        ArchiveFile.objects.filter(pk=file.pk).delete()


@pytest.mark.parametrize("also_digest", [False, True], ids=["contents", "contents and digest"])
def test_every_later_change_shows(published, cast, now, also_digest):
    """Contents that were changed do not match their digest; a digest changed with them does not match the log."""
    file = seal(published, cast, now)
    forged = {**file.manifest, "title": "改过的"}
    changes = {"manifest": forged} | ({"digest": proof.digest(forged)} if also_digest else {})
    with unguarded("archive_archivefile"):
        ArchiveFile.objects.filter(pk=file.pk).update(**changes)
    file.refresh_from_db()
    assert len(proof.faults(file)) == 1


def test_an_altered_attachment_shows(item, cast, make_disclosure, now):
    """Verification measures the files, and the command ends with status 1."""
    matter = make_disclosure(item)
    upload = SimpleUploadedFile("表.csv", "产品,结果\n甲,合格\n".encode())
    attachment = disclosures.attach(matter, upload=upload, by=cast.clerk, now=now)
    disclosures.propose(matter, by=cast.clerk, now=now)
    scanned(now=now)
    approve(matter, by=cast.leader, now=now)
    file = seal(matter, cast, now)
    assert proof.faults(file) == []
    call_command("verify_archive")
    with open(attachment.file.path, "ab") as stored:
        stored.write("乙,合格\n".encode())
    assert len(proof.faults(file)) == 1
    with pytest.raises(SystemExit) as end:
        call_command("verify_archive", number=file.number)
    assert end.value.code == 1


def test_verify_log_ends_with_status_one_when_the_chain_is_broken(published, capsys):
    """An entry rewritten by force is found."""
    call_command("verify_log")
    assert "0 faults" in capsys.readouterr().out
    with unguarded("core_logentry"):
        LogEntry.objects.filter(number=1).update(payload={"title": "改过的"})
    with pytest.raises(SystemExit) as end:
        call_command("verify_log")
    assert end.value.code == 1


def test_who_may_open_a_file_is_the_same_for_one_and_for_many(published, cast, now):
    """The whole cast, asked both ways."""
    give_role(cast.colleague, "archivist", cast.agency, cast.other_department)
    file = seal(published, cast, now)
    may_open = {name for name, user in cast.people.items() if shelf.is_readable_by(file, user, on=TODAY)}
    assert may_open == {
        name for name, user in cast.people.items() if file in shelf.readable_by(user, on=TODAY)
    }
    assert "archivist" in may_open
    assert not may_open & {"colleague", "stranger", "clerk"}


def test_a_file_for_the_leadership_opens_only_to_who_reads_there(item, cast, make_disclosure, now):
    """The archive widens no circle (I-230)."""
    matter = make_disclosure(item, upto="published", audience="leadership")
    file = seal(matter, cast, now)
    assert shelf.is_readable_by(file, cast.supervisor, on=TODAY)
    assert not shelf.is_readable_by(file, cast.invited_supervisor, on=TODAY)
    assert file not in shelf.readable_by(cast.invited_supervisor, on=TODAY)
    assert date.fromisoformat(file.manifest["disclosure"]["formed_on"]) == now.date()


def test_a_correction_in_the_archive_becomes_a_further_volume(client, item, cast, make_disclosure, now):
    """The first volume stays provable, the public reads the new text with the reason, and each volume seals the one
    before it (docs/adr/0019)."""
    matter = make_disclosure(item, body="合格率为九成。")
    for name in ("旧表.csv", "说明.csv"):
        upload = SimpleUploadedFile(name, f"产品,{name}\n".encode())
        disclosures.attach(matter, upload=upload, by=cast.clerk, now=now)
    disclosures.propose(matter, by=cast.clerk, now=now)
    scanned(now=now)
    approve(matter, by=cast.leader, now=now)
    file = seal(matter, cast, now)
    sealed, digest, old = file.manifest, file.digest, matter.attachments.get(name="旧表.csv")

    def correct(when, text):
        correction = correcting.begin(matter, reason=f"改为{text}。", by=cast.clerk, now=when)
        if kept := correction.attachments.filter(name="旧表.csv").first():
            disclosures.detach(kept, by=cast.clerk, now=when)
        disclosures.revise(correction, by=cast.clerk, now=when, body=text, attested=True)
        disclosures.propose(correction, by=cast.clerk, now=when)
        scanned(now=when)
        approve(correction, by=cast.leader, now=when)

    correct(now + timedelta(days=1), "合格率为八成五。")
    correct(now + timedelta(days=2), "合格率为八成六。")
    matter.refresh_from_db()
    assert matter.status == Disclosure.Status.ARCHIVED and "八成六" in matter.body
    assert [one.name for one in matter.attachments.all()] == ["说明.csv"]
    old.refresh_from_db()
    assert old.disclosure.status == Disclosure.Status.MERGED and proof.faults(file) == []
    assert client.get(old.get_absolute_url()).status_code == 404
    assert "改为合格率为八成五" in client.get(f"{matter.get_absolute_url()}history/").content.decode()
    second, third = matter.versions.filter(number__gt=1)
    with pytest.raises(Refused):
        actions.seal_supplement(second, by=cast.clerk, now=now + timedelta(days=3))
    with pytest.raises(Refused):
        actions.seal_supplement(third, by=cast.archivist, now=now + timedelta(days=3))
    client.force_login(cast.archivist)
    assert "改为合格率为八成六" in client.get(reverse("archive:shelf")).content.decode()
    for version in (second, third):
        assert client.post(reverse("archive:seal_supplement", args=[version.pk])).status_code == 302
    with pytest.raises(Refused):
        actions.seal_supplement(third, by=cast.archivist, now=now + timedelta(days=4))
    file = ArchiveFile.objects.get(pk=file.pk)
    first, last = file.supplements.all()
    assert (file.manifest, file.digest) == (sealed, digest) and proof.faults(file) == []
    assert first.manifest["previous"]["digest"] == digest and first.number == f"{file.number}-B01"
    assert last.manifest["previous"]["digest"] == first.digest
    assert (first.manifest["changed"], last.manifest["changed"]) == (["body", "files"], ["body"])
    assert first.manifest["approved_by"]["name"] == str(cast.leader) and first.manifest["verdicts"] == []
    assert LogEntry.objects.get(subject=last.number).payload["digest"] == last.digest
    page = client.get(file.get_absolute_url()).content.decode()
    assert first.digest in page and last.digest in page
    assert client.get(reverse("archive:supplement", args=[file.pk, 2])).json() == last.manifest
    assert [annex[0] for annex in matter_report(file).annexes] == ["review", "course", "volumes", "proof"]
    with unguarded("archive_archivesupplement"):
        type(first).objects.filter(pk=first.pk).update(manifest={**first.manifest, "reason": "别的"})
    assert len(proof.faults(ArchiveFile.objects.get(pk=file.pk))) == 1
    Path(old.file.path).write_bytes(b"another")
    assert len(proof.faults(ArchiveFile.objects.get(pk=file.pk))) == 2


def test_a_repeal_in_the_archive_leaves_it_archived(published, cast, now):
    """What is archived can lose its force like anything else; its seal is not touched."""
    file = seal(published, cast, now)
    correcting.repeal(published, on=now.date(), reason="新办法施行。", by=cast.disclosure_office, now=now)
    assert (published.status, published.validity_on(now.date())) == (Disclosure.Status.ARCHIVED, "repealed")
    assert proof.faults(file) == []


def test_reports_tell_places_of_publication_from_taking_down(item, cast, make_disclosure, now):
    """What was taken down again is no place of publication (A-051)."""
    rules = cast.agency.regime.version_on(now.date()).rules
    board = next(code for code, channel in rules.channels.items() if channel.kind == "board")
    web = next(code for code, channel in rules.channels.items() if channel.kind == "web")
    matter = make_disclosure(item, upto="published", channels=[web, board])
    for task in ("post", "take_down"):
        if task == "take_down":
            placing.follow(matter, task=task, now=now)
        placing.confirm_placement(
            matter.placements.get(channel=board, task=task),
            placed_on=now.date(),
            place="大厅",
            by=cast.disclosure_office,
            now=now,
        )
    file = seal(matter, cast, now)
    places = shelf.places_in(file.manifest)
    assert [len(places["placements"]), len(places["taken_down"])] == [2, 1]
    content = next(
        part for section in matter_report(file).sections for name, part in section.parts if name == "content"
    )
    assert [len(content.placed), len(content.taken_down)] == [2, 1]
