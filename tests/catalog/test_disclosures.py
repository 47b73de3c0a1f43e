"""The life of a disclosure: what it needs, who may, what the database refuses, what is left behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from catalog.actions import disclosures, placing
from catalog.models import Disclosure, Editor, Obligation
from core.models import Letter, LogEntry
from core.proof import log
from core.scheduler.schedule import SomeFailed
from core.transitions import Refused
from tests.conftest import TODAY
from tests.signing import approve

pytestmark = pytest.mark.django_db


def test_it_goes_from_proposal_to_publication_and_leaves_its_trace(
    item, obligation, make_disclosure, cast, now
):
    """提出 → 审核 → 公开: events, index number, day, placement, public log and letter."""
    made = make_disclosure(item, obligation=obligation, upto="published")
    assert made.status == Disclosure.Status.PUBLISHED
    assert made.published_on == now.date()
    assert [event.action for event in made.events.all()] == ["draft", "propose", "approve", "publish"]
    assert made.index_number.startswith(f"{cast.agency.code}/2026-")
    assert made.placements.get().placed_on == now.date()
    assert LogEntry.objects.get(subject=made.index_number).payload["title"] == made.title
    assert Letter.objects.addressed_to(cast.clerk.email).filter(name="disclosure_published").count() == 1


@pytest.mark.parametrize("lacking", [{"title": " "}, {"body": ""}, {"channels": []}, {"attested": False}])
def test_content_form_and_scope_must_be_there(item, make_disclosure, cast, now, lacking):
    """B-075, E-127: content, channel and attestation are obligatory to propose, not to draft."""
    made = make_disclosure(item, **lacking)
    with pytest.raises(Refused):
        disclosures.propose(made, by=cast.clerk, now=now)
    made.refresh_from_db()
    assert made.status == Disclosure.Status.DRAFT


def test_all_that_is_missing_is_said_at_once(item, make_disclosure, cast, now):
    made = make_disclosure(item, title="", channels=[], attested=False)
    with pytest.raises(Refused) as refusal:
        disclosures.propose(made, by=cast.clerk, now=now)
    assert len(refusal.value.reasons) == 3


def test_nobody_approves_what_they_proposed(item, make_disclosure, cast, now, all_round):
    """Refused at the gate, also for one who holds every role."""
    made = make_disclosure(item)
    disclosures.propose(made, by=all_round, now=now)
    with pytest.raises(Refused):
        approve(made, by=all_round, now=now)


def test_the_database_refuses_to_let_them(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Disclosure.objects.filter(pk=made.pk).update(approved_by=cast.clerk)


def test_whoever_changed_it_does_not_review_it_either(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed")
    Editor.objects.note(made, cast.leader, now)
    with pytest.raises(Refused):
        approve(made, by=cast.leader, now=now)


def test_a_window_holds_back_publication_until_it_opens(item, obligation, make_disclosure, cast, now):
    """C-095: approved in June, public from 1 July, by the clock."""
    opens_on = now.date() + timedelta(days=10)
    Obligation.objects.filter(pk=obligation.pk).update(publish_from=opens_on)
    obligation.refresh_from_db()
    made = make_disclosure(item, obligation=obligation, upto="published")
    assert made.status == Disclosure.Status.APPROVED
    assert disclosures.publish_due(now=now + timedelta(days=9)) == 0
    assert disclosures.publish_due(now=now + timedelta(days=10)) == 1
    made.refresh_from_db()
    assert made.published_on == opens_on


def test_a_return_needs_the_same_review_again(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed")
    disclosures.send_back(made, by=cast.leader, now=now, opinion="请补充附表")
    assert made.status == Disclosure.Status.RETURNED
    disclosures.revise(made, by=cast.clerk, now=now, summary="补充了附表")
    disclosures.propose(made, by=cast.clerk, now=now)
    assert made.status == Disclosure.Status.IN_REVIEW
    assert Letter.objects.filter(name="disclosure_returned").count() == 1


@pytest.mark.parametrize("upto", ["proposed", "published"])
def test_what_is_with_the_reviewers_or_public_cannot_be_edited(item, make_disclosure, cast, now, upto):
    made = make_disclosure(item, upto=upto)
    with pytest.raises(Refused):
        disclosures.revise(made, by=cast.clerk, now=now, title="悄悄改掉")


def test_a_withdrawal_leaves_a_tombstone_and_a_log_entry(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="published")
    disclosures.withdraw(made, reason="统计口径有误", by=cast.disclosure_office, now=now)
    assert made.withdrawn_because == "统计口径有误"
    assert [entry.kind for entry in LogEntry.objects.filter(subject=made.index_number)] == [
        "published",
        "withdrawn",
    ]
    assert list(log.faults()) == []


def test_what_came_for_everybody_is_marked_until_it_is_withdrawn(
    item, obligation, make_disclosure, cast, now
):
    """The index of what may be open holds it before the publication and again after a withdrawal."""
    today = now.date()
    assert obligation in Obligation.objects.open(today)
    made = make_disclosure(item, obligation=obligation, upto="published")
    obligation.refresh_from_db()
    assert obligation.has_come and obligation not in Obligation.objects.open(today)
    disclosures.withdraw(made, reason="统计口径有误", by=cast.disclosure_office, now=now)
    obligation.refresh_from_db()
    assert not obligation.has_come and obligation in Obligation.objects.open(today)


def test_what_came_for_the_staff_alone_is_not_marked(item, obligation, make_disclosure, now):
    """An obligation to staff may become one to everybody; then it is open again."""
    type(item).objects.filter(pk=item.pk).update(audience="staff")
    item.refresh_from_db()
    make_disclosure(item, obligation=obligation, upto="published", audience="staff")
    obligation.refresh_from_db()
    assert not obligation.has_come and obligation not in Obligation.objects.open(now.date())


def test_a_withdrawal_without_a_reason_is_refused(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="published")
    with pytest.raises(Refused):
        disclosures.withdraw(made, reason="  ", by=cast.disclosure_office, now=now)


def test_internal_matters_never_enter_the_public_log(item, make_disclosure):
    make_disclosure(item, upto="published", audience="staff")
    assert not LogEntry.objects.exists()


def test_index_numbers_run_without_gaps_and_never_change(item, make_disclosure):
    numbers = [make_disclosure(item).index_number for _count in range(3)]
    assert [number[-5:] for number in numbers] == ["00001", "00002", "00003"]


def test_a_script_in_the_text_is_gone_and_the_table_stays(item, make_disclosure):
    made = make_disclosure(
        item, body='<p onclick="x()">甲</p><script>alert(1)</script><table><tr><td>乙</td></tr></table>'
    )
    assert "script" not in made.body
    assert "onclick" not in made.body
    assert "<td>乙</td>" in made.body


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("附表.pdf", b"MZ\x90\x00 a renamed program"),
        ("附表.exe", b"MZ\x90\x00"),
        ("图.png", b'<svg onload="alert(1)"/>'),
        ("说明.txt", b"<html><script>alert(1)</script>"),
        ("空.pdf", b""),
        ("表.xlsx", b"PK\x03\x04 no archive"),
    ],
)
def test_a_file_is_taken_for_what_it_contains(item, make_disclosure, cast, now, name, content):
    made = make_disclosure(item)
    with pytest.raises(ValidationError):
        disclosures.attach(made, upload=SimpleUploadedFile(name, content), by=cast.clerk, now=now)
    assert not made.attachments.exists()


def test_a_file_that_is_too_large_is_refused(item, make_disclosure, cast, now, settings):
    settings.UPLOAD_LIMIT_BYTES = 100
    made = make_disclosure(item)
    with pytest.raises(ValidationError):
        disclosures.attach(made, upload=SimpleUploadedFile("a.txt", b"x" * 101), by=cast.clerk, now=now)


def test_a_placement_is_confirmed_with_day_and_place_by_its_keeper(item, make_disclosure, cast, now):
    """A-051: time and place, also off line."""
    made = make_disclosure(item, upto="published", channels=["web", _board(cast, now.date())])
    board = made.placements.get(confirmed_at__isnull=True)
    with pytest.raises(Refused):
        placing.confirm_placement(board, placed_on=now.date(), place="大厅", by=cast.colleague, now=now)
    with pytest.raises(Refused):
        placing.confirm_placement(board, placed_on=now.date(), place=" ", by=cast.channel_keeper, now=now)
    placing.confirm_placement(board, placed_on=now.date(), place="大厅", by=cast.channel_keeper, now=now)
    board.refresh_from_db()
    assert (board.place, board.placed_on) == ("大厅", now.date())


def _board(cast, day: date) -> str:
    channels = cast.agency.regime.version_on(day).rules.channels
    return next(code for code, channel in channels.items() if channel.kind == "board")


def test_one_and_many_agree_on_who_may_read(item, make_disclosure, cast):
    """The whole cast, every audience, every status: ``is_readable_by`` and ``readable_by`` give one answer."""
    made = [
        make_disclosure(item, upto=upto, audience=audience)
        for upto in ("draft", "proposed", "published")
        for audience in ("public", "staff", "counterparty", "leadership")
    ]
    looked_at = list(cast.people.values())
    assert looked_at
    for person in looked_at:
        readable = set(Disclosure.objects.readable_by(person, on=TODAY).values_list("pk", flat=True))
        assert readable == {one.pk for one in made if one.is_readable_by(person, on=TODAY)}, person


def test_one_matter_that_cannot_be_published_stops_no_other(item, obligation, make_disclosure, cast, now):
    """The other is public, the failed one waits, and the job says which it was."""
    Obligation.objects.filter(pk=obligation.pk).update(publish_from=now.date() + timedelta(days=3))
    obligation.refresh_from_db()
    stuck = make_disclosure(item, obligation=obligation, upto="published")
    Disclosure.objects.filter(pk=stuck.pk).update(channels=["no-such-channel"])
    fine = make_disclosure(item, upto="published")
    Disclosure.objects.filter(pk=fine.pk).update(status="approved", published_at=None, published_on=None)
    fine.placements.all().delete()
    with pytest.raises(SomeFailed, match=f"Disclosure {stuck.pk}: "):
        disclosures.publish_due(now=now + timedelta(days=3))
    fine.refresh_from_db()
    stuck.refresh_from_db()
    assert (fine.status, stuck.status) == ("published", "approved")


def test_a_leadership_matter_is_read_by_who_prepares_reviews_and_seals_it(item, make_disclosure, cast):
    """I-230: for the leadership only, and still it must be possible to work on it."""
    made = make_disclosure(item, upto="proposed", audience="leadership")
    for person in (cast.clerk, cast.compiling_division, cast.disclosure_office, cast.leader):
        assert made.is_readable_by(person, on=TODAY), person
    assert not made.is_readable_by(cast.observer, on=TODAY)
    assert not made.is_readable_by(cast.intake_officer, on=TODAY)
