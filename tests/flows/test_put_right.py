"""A matter that was forged has a way out: two people look at it, and it goes on; alone nobody puts anything right."""

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from core.database import triggers
from core.models import Discrepancy, LogEntry, Righting, RightingWish, RoleAssignment, User, standing
from core.proof import evidence, findings, righting
from core.roles import Role
from core.transitions import Refused
from review.models import Verdict
from tests.conftest import make_person
from tests.flows.evidence_world import sql

pytestmark = pytest.mark.django_db


def look(stage) -> list[Discrepancy]:
    """What the checks find now, written down."""
    found = [
        fault for check in evidence.checks() if check.name.startswith("rows ") for fault in check.whole()
    ]
    return findings.write_down(found, now=stage.now)


@pytest.fixture
def two(stage) -> tuple[User, User]:
    """Who asks and who agrees."""
    return stage.people[Role.SUPERVISOR], stage.people[Role.ARCHIVIST]


def put_right(found: Discrepancy, way: str, stage, two) -> Righting:
    """Both of them."""
    wish = righting.ask(found, way=way, reason="与备份核对过。", by=two[0], now=stage.now)
    return righting.agree(wish, by=two[1], now=stage.now)


def test_what_the_records_tell_is_restored_and_the_matter_goes_on(stage, two):
    """Status, text, day, deciding person, moment, channels: each is what the seal says, and then it is published."""
    stage.disclosure("published")
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    leader = stage.people[Role.LEADER_IN_CHARGE].pk
    sql(
        "UPDATE catalog_disclosure SET status = 'approved', approved_by_id = %s, approved_at = '2026-03-01 00:00:00',"
        " body = '换了', title = '换了', formed_on = '2020-02-02', is_sensitive = %s, round = 7, channels = '[]'"
        " WHERE id = %s",
        leader, True, matter.pk,
    )  # fmt: skip
    [found] = look(stage)
    assert righting.ways(found, stage.now) == ["restored", "kept"]
    made = put_right(found, "restored", stage, two)
    matter.refresh_from_db()
    assert (matter.status, matter.body, matter.title, matter.round) == (
        "in_review",
        "<p>调整三处。</p>",
        "便民服务点调整",
        1,
    )
    assert (
        matter.approved_by is None and matter.approved_at is None and matter.channels == ["district_website"]
    )
    assert standing.stands(matter) and not Discrepancy.objects.open().exists()
    entry = LogEntry.objects.get(kind="put_right")
    assert entry.payload == {
        "place": "catalog_disclosure", "row": matter.pk, "way": "restored", "finding": found.fingerprint,
    }  # fmt: skip
    assert (made.asked_by, made.agreed_by, made.reason) == (*two, "与备份核对过。")
    stage.consent(matter)
    matter.refresh_from_db()
    assert matter.status == "published" and look(stage) == []


def test_a_row_that_somebody_put_in_is_taken_out_of_a_table_that_only_grows(stage, two):
    """A forged verdict: the guard gives way to this one row alone, once two people agreed."""
    other = stage.disclosure("proposed")
    stage.consent(other)
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    names = [
        column.name
        for column in connection.introspection.get_table_description(connection.cursor(), "review_verdict")
    ]
    columns = ", ".join(f'"{name}"' for name in names if name not in ("id", "disclosure_id"))
    copied = f"SELECT %s, {columns} FROM review_verdict WHERE disclosure_id = %s"  # noqa: S608
    sql(f"INSERT INTO review_verdict (disclosure_id, {columns}) {copied}", matter.pk, other.pk)  # noqa: S608
    [found] = look(stage)
    put_right(found, "restored", stage, two)
    assert not Verdict.objects.filter(disclosure=matter).exists()
    real = Verdict.objects.get(disclosure=other)
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        sql("DELETE FROM review_verdict WHERE id = %s", real.pk)
    stage.consent(matter)
    assert look(stage) == []


def test_what_is_in_no_record_can_only_stand_as_it_is(stage, two):
    """A telephone number of the body, and a row that was deleted: sealed again as they stand, openly."""
    role = RoleAssignment.objects.filter(role=Role.FEEDBACK_COLLECTOR).first()
    evidence.checkpoint(now=stage.now)
    sql("UPDATE core_agency SET hotline = '0000-99999' WHERE id = %s", stage.body.agency.pk)
    sql("DELETE FROM core_roleassignment WHERE id = %s", role.pk)
    for found in look(stage):
        assert righting.ways(found, stage.now) == ["kept"]
        with pytest.raises(Refused, match="备份|backup"):
            righting.ask(found, way="restored", reason="原样。", by=two[0], now=stage.now)
        put_right(found, "kept", stage, two)
    assert Righting.objects.count() == 2 and look(stage) == []
    assert not Discrepancy.objects.open().exists()


def test_a_forged_seal_is_no_hindrance_for_two(stage, two):
    """Also where somebody deleted or made seals of the row."""
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    triggers.remove(connection, "core_seal")
    sql("DELETE FROM core_seal WHERE id = (SELECT MIN(id) FROM core_seal WHERE key = %s AND hangs_on <> ''"
        " AND matter = %s)", matter.pk, matter.index_number)  # fmt: skip
    triggers.install(connection)
    [found] = look(stage)
    assert found.kind == "forged"
    put_right(found, "kept", stage, two)
    assert standing.stands(matter) and look(stage) == []


def test_nobody_puts_anything_right_alone_unasked_or_for_another_body(stage, two):
    """One person twice, a stranger, an officer, without a reason, in no way, and once it fits again."""
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    sql("UPDATE catalog_disclosure SET summary = '别的' WHERE id = %s", matter.pk)
    [found] = look(stage)
    for by, way, reason in (
        (two[0], "kept", " "),
        (two[0], "somehow", "看过。"),
        (make_person("stranger"), "kept", "看过。"),
        (stage.people[Role.INTAKE_OFFICER], "kept", "看过。"),
        (make_person("administrator", is_superuser=True), "kept", "看过。"),
    ):
        with pytest.raises(Refused), transaction.atomic():
            righting.ask(found, way=way, reason=reason, by=by, now=stage.now)
    wish = righting.ask(found, way="kept", reason="看过。", by=two[0], now=stage.now)
    for by in (two[0], make_person("other"), stage.people[Role.PROPOSER]):
        with pytest.raises(Refused), transaction.atomic():
            righting.agree(wish, by=by, now=stage.now)
    sql("UPDATE core_rightingwish SET way = 'restored' WHERE id = %s", wish.pk)
    with pytest.raises(Refused), transaction.atomic():
        righting.agree(wish, by=two[1], now=stage.now)
    sql("UPDATE core_rightingwish SET way = 'kept' WHERE id = %s", wish.pk)
    sql("UPDATE catalog_disclosure SET summary = '' WHERE id = %s", matter.pk)
    with pytest.raises(Refused), transaction.atomic():
        righting.agree(wish, by=two[1], now=stage.now)
    assert Righting.objects.count() == 0 and not standing.fallen(RightingWish, [wish.pk])


def test_on_the_pages_one_asks_and_another_agrees(stage, two):
    """From the list of findings: a link, a choice, a reason; the other one sees who asks, and agrees or not."""
    matter = stage.disclosure("proposed")
    evidence.checkpoint(now=stage.now)
    sql("UPDATE catalog_disclosure SET title = '别的' WHERE id = %s", matter.pk)
    [found] = look(stage)
    address, (one, other) = reverse("evidence_right", args=[found.pk]), (Client(), Client())
    one.force_login(two[0])
    other.force_login(two[1])
    assert address in one.get(reverse("evidence")).content.decode()
    wrong = one.post(address, {"do": "ask", "right-way": "restored", "right-reason": ""})
    assert wrong.status_code == 422 and not RightingWish.objects.exists()
    asked = {"do": "ask", "right-way": "restored", "right-reason": "与送审文本核对过。"}
    assert one.post(address, asked, follow=True).status_code == 200
    assert "与送审文本核对过。" in other.get(address).content.decode()
    assert one.post(address, {"do": "agree"}).status_code == 422
    assert other.post(address, {"do": "decline", "answer-because": ""}).status_code == 422
    assert other.post(address, {"do": "decline", "answer-because": "请再查。"}).status_code == 302
    assert found.notes.get().text == "请再查。" and not RightingWish.objects.exists()
    one.post(address, asked)
    assert other.post(address, {"do": "agree"}).status_code == 302
    matter.refresh_from_db()
    assert matter.title == "便民服务点调整" and standing.stands(matter)
    assert not Discrepancy.objects.open().exists()
    stranger = Client()
    stranger.force_login(make_person("stranger"))
    assert stranger.get(address).status_code == 404
