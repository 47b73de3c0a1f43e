"""After publication: corrections in sight of everybody, versions, repeal, relations."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from catalog.actions import correcting, disclosures
from catalog.models import Disclosure, Relation, Version
from catalog.public import search
from core.models import LogEntry
from core.transitions import Refused
from tests.scanned import scanned
from tests.signing import approve

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(item, obligation, make_disclosure):
    return make_disclosure(
        item, obligation=obligation, upto="published", title="抽查结果", body="合格率为九成。"
    )


@pytest.fixture
def correct(cast, now):
    """Take a correction of a disclosure through review."""

    def through(original, *, when=now + timedelta(days=2), reason="合格率算错，现予更正。", **changes):
        correction = correcting.begin(original, reason=reason, by=cast.clerk, now=when)
        disclosures.revise(
            correction, by=cast.clerk, now=when, correction_reason=reason, attested=True, **changes
        )
        disclosures.propose(correction, by=cast.clerk, now=when)
        approve(correction, by=cast.leader, now=when)
        original.refresh_from_db()
        return correction

    return through


def test_a_correction_changes_the_text_where_it_stands_and_keeps_both(published, correct, now):
    """Same address, index number, day and duty; what was said before can be read, with the reason and the day."""
    was = (published.pk, published.index_number, published.published_on, published.obligation_id)
    correction = correct(published, body="合格率为八成五。")
    assert (published.pk, published.index_number, published.published_on, published.obligation_id) == was
    assert "八成五" in published.body
    first, second = published.versions.all()
    assert "九成" in first.body and first.reason == "" and first.published_at == published.published_at
    assert "八成五" in second.body and second.reason == "合格率算错，现予更正。"
    assert (second.proposed_by, second.approved_by) == (correction.proposed_by, correction.approved_by)
    assert published.events.last().action == "correct"
    assert correction.status == Disclosure.Status.MERGED


def test_the_public_log_and_search_know_the_corrected_text(published, correct):
    correct(published, body="复检比例为八成五。")
    entry = LogEntry.objects.filter(subject=published.index_number).last()
    assert (entry.kind, entry.payload["version"]) == ("corrected", 2)
    assert search.find("复检比例").disclosures == [published.pk]
    assert search.find("九成").disclosures == []


def test_until_it_is_approved_the_public_reads_the_old_text(published, cast, now):
    correction = correcting.begin(published, reason="更正。", by=cast.clerk, now=now)
    disclosures.revise(
        correction, by=cast.clerk, now=now, body="另一个数。", correction_reason="更正数字。", attested=True
    )
    disclosures.propose(correction, by=cast.clerk, now=now)
    published.refresh_from_db()
    assert "九成" in published.body
    assert correction not in Disclosure.objects.public()
    assert not published.versions.exists()


def test_a_second_correction_makes_the_third_version(published, correct, now):
    correct(published, body="八成五。")
    correct(published, body="八成六。", when=now + timedelta(days=5))
    assert [version.number for version in published.versions.all()] == [1, 2, 3]
    assert published.versions.filter(body__contains="九成").count() == 1


def test_only_one_correction_is_under_way(published, cast, now):
    correcting.begin(published, reason="更正。", by=cast.clerk, now=now)
    with pytest.raises(Refused):
        correcting.begin(published, reason="更正。", by=cast.clerk, now=now)


def test_the_database_refuses_two_corrections_at_a_time(published, cast, now):
    first = correcting.begin(published, reason="更正。", by=cast.clerk, now=now)
    first.pk, first.index_number = None, "X-2"
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize("said", [{"correction_reason": " "}, {"body": "<p>合格率为九成。</p>"}])
def test_a_correction_says_why_and_changes_something(published, cast, now, said):
    correction = correcting.begin(published, reason="更正。", by=cast.clerk, now=now)
    fields = {"body": "另一句。", "attested": True, "correction_reason": "更正。", **said}
    disclosures.revise(correction, by=cast.clerk, now=now, **fields)
    with pytest.raises(Refused):
        disclosures.propose(correction, by=cast.clerk, now=now)


def test_nobody_approves_the_correction_they_drafted(published, cast, now, all_round):
    correction = correcting.begin(published, reason="更正。", by=all_round, now=now)
    disclosures.revise(
        correction, by=all_round, now=now, body="另一句。", correction_reason="更正。", attested=True
    )
    disclosures.propose(correction, by=cast.clerk, now=now)
    with pytest.raises(Refused):
        approve(correction, by=all_round, now=now)


def test_a_withdrawn_disclosure_is_not_corrected_any_more(published, cast, now):
    """The approval that comes too late is refused whole."""
    correction = correcting.begin(published, reason="更正。", by=cast.clerk, now=now)
    disclosures.revise(
        correction, by=cast.clerk, now=now, body="另一句。", correction_reason="更正。", attested=True
    )
    disclosures.propose(correction, by=cast.clerk, now=now)
    disclosures.withdraw(published, reason="涉及个人隐私。", by=cast.people["disclosure_office"], now=now)
    with pytest.raises(Refused):
        approve(correction, by=cast.leader, now=now)
    correction.refresh_from_db()
    assert correction.status == Disclosure.Status.IN_REVIEW
    assert not Version.objects.exists()


def test_strangers_and_colleagues_of_other_departments_correct_nothing(published, cast, now):
    for person in (cast.stranger, cast.colleague, cast.leader):
        with pytest.raises(Refused):
            correcting.begin(published, reason="更正。", by=person, now=now)


def test_a_file_that_stays_keeps_its_address_and_a_wrong_one_goes(item, make_disclosure, cast, now, correct):
    draft = make_disclosure(item)
    for name, content in (("right.txt", b"right"), ("wrong.txt", b"wrong")):
        disclosures.attach(draft, upload=SimpleUploadedFile(name, content), by=cast.clerk, now=now)
    disclosures.propose(draft, by=cast.clerk, now=now)
    scanned(now=now)
    approve(draft, by=cast.leader, now=now)
    right = draft.attachments.get(name="right.txt")
    correction = correcting.begin(draft, reason="更正。", by=cast.clerk, now=now)
    disclosures.detach(correction.attachments.get(name="wrong.txt"), by=cast.clerk, now=now)
    new = SimpleUploadedFile("new.txt", b"new")
    disclosures.attach(correction, upload=new, by=cast.clerk, now=now)
    disclosures.revise(
        correction, by=cast.clerk, now=now, correction_reason="附件放错，现予更换。", attested=True
    )
    disclosures.propose(correction, by=cast.clerk, now=now)
    scanned(now=now)
    approve(correction, by=cast.leader, now=now)
    assert [file.name for file in draft.attachments.all()] == ["right.txt", "new.txt"]
    assert draft.attachments.get(name="right.txt").pk == right.pk
    assert [file["name"] for file in draft.versions.get(number=1).files] == ["right.txt", "wrong.txt"]


def test_versions_are_never_rewritten(published, correct):
    correct(published, body="八成五。")
    with pytest.raises(IntegrityError), transaction.atomic():
        published.versions.filter(number=1).update(body="从来没有错过。")


def test_a_repealed_document_stays_readable_and_says_so(published, cast, now):
    """law-2019 §7.2: validity is part of what is disclosed."""
    office = cast.people["disclosure_office"]
    correcting.repeal(published, on=now.date() + timedelta(days=3), reason="新办法施行。", by=office, now=now)
    assert published.is_public
    assert published.validity_on(now.date()) == "in_force"
    assert published.validity_on(now.date() + timedelta(days=3)) == "repealed"
    assert LogEntry.objects.filter(subject=published.index_number).last().kind == "repealed"
    with pytest.raises(Refused):
        correcting.repeal(published, on=now.date(), reason="再来一次。", by=office, now=now)


@pytest.mark.parametrize("fault", ["reason", "day", "person"])
def test_a_repeal_has_its_reason_its_day_and_its_person(published, cast, now, fault):
    with pytest.raises(Refused):
        correcting.repeal(
            published,
            on=published.formed_on - timedelta(days=1) if fault == "day" else now.date(),
            reason=" " if fault == "reason" else "新办法施行。",
            by=cast.clerk if fault == "person" else cast.people["disclosure_office"],
            now=now,
        )


def test_a_draft_says_what_it_replaces(published, item, make_disclosure, cast, now):
    later = make_disclosure(item)
    correcting.relate(later, kind=Relation.Kind.SUPERSEDES, earlier=published, by=cast.clerk, now=now)
    assert later.relations.get().earlier == published
    with pytest.raises(Refused):
        correcting.relate(later, kind=Relation.Kind.CLARIFIES, earlier=published, by=cast.clerk, now=now)


def test_what_is_not_public_cannot_be_related_to(item, make_disclosure, cast, now):
    later, other = make_disclosure(item), make_disclosure(item)
    for earlier in (other, later):
        with pytest.raises(Refused):
            correcting.relate(later, kind=Relation.Kind.CLARIFIES, earlier=earlier, by=cast.clerk, now=now)


def test_relations_are_reviewed_with_the_text(published, item, make_disclosure, cast, now):
    later = make_disclosure(item, upto="proposed")
    with pytest.raises(Refused):
        correcting.relate(later, kind=Relation.Kind.CLARIFIES, earlier=published, by=cast.clerk, now=now)
