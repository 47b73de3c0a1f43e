"""The gate between proposal and publication: what is found stands in the way until it is gone or somebody answers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from catalog.actions import disclosures, screening
from catalog.models import Disclosure, DisclosureItem, Finding, Overruling, Scan, SecrecyReview
from catalog.screening import checks
from core.roles import Role
from core.scanning.cleaning import cleaned
from core.scanning.files import in_file
from core.transitions import Refused
from review.actions import give_verdict
from tests.conftest import give_role
from tests.core.scanning.made import ADULT, commented, scan_of, workbook
from tests.core.scanning.test_cases import CASES
from tests.signing import approve, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def attach(cast, now):
    """Add a file to a draft."""

    def add(disclosure, content=b"Nothing to hide.", name="a.txt"):
        upload = SimpleUploadedFile(name, content)
        return disclosures.attach(disclosure, upload=upload, by=cast.clerk, now=now)

    return add


def refusals(act, *args, **kwargs):
    with pytest.raises(Refused) as refusal:
        act(*args, **kwargs)
    return refusal.value.reasons


def test_nothing_passes_while_a_scan_is_owed(item, make_disclosure, attach, cast, now):
    made = make_disclosure(item)
    attach(made)
    disclosures.propose(made, by=cast.clerk, now=now)
    sign(made, now=now)
    assert len(refusals(disclosures.approve, made, by=cast.leader, now=now)) == 1
    assert screening.scan_due(now=now) == 1
    approve(made, by=cast.leader, now=now)
    assert made.status == Disclosure.Status.PUBLISHED


def test_a_number_in_the_text_stands_in_the_way(item, make_disclosure, cast, now):
    made = make_disclosure(item, body=f"当事人{ADULT}", upto="proposed")
    sign(made, now=now)
    assert len(refusals(disclosures.approve, made, by=cast.leader, now=now)) == 1
    finding = Finding.objects.get()
    assert (finding.kind, finding.place["part"], finding.place["paragraph"]) == ("identity_number", "body", 1)


def test_the_full_number_is_stored_nowhere_in_the_gate(item, make_disclosure, attach, cast, now):
    made = make_disclosure(item, body=f"当事人{ADULT}")
    attach(made, f"名单 {ADULT}".encode(), "名单.txt")
    disclosures.propose(made, by=cast.clerk, now=now)
    screening.scan_due(now=now)
    stored = [*Finding.objects.values_list(), *Scan.objects.values_list()]
    assert Finding.objects.count() == 2
    assert ADULT not in str(stored)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        (f"处罚决定_{ADULT[:6]} {ADULT[6:]}", "identity_number"),
        (f"处罚决定（{ADULT[:6]}）{ADULT[6:]}", "identity_number"),
        ("联系一三八一二三四五六七八", "mobile"),
        ("车辆苏AD1234处理", "plate"),
    ],
)
def test_the_name_of_a_file_is_public_too_and_stands_in_the_way(
    item, make_disclosure, attach, cast, now, name, kind
):
    """The page shows it as it shows the text."""
    made = make_disclosure(item)
    attach(made, b"The same.", "处罚决定.txt")
    attach(made, b"The same, once more.", f"{name}.txt")
    disclosures.propose(made, by=cast.clerk, now=now)
    screening.scan_due(now=now)
    finding = Finding.objects.get()
    assert (finding.kind, finding.place["part"]) == (kind, "file_name")
    assert refusals(disclosures.approve, made, by=cast.leader, now=now)


def test_an_earlier_edition_inside_a_file_is_named_and_a_cleaned_copy_is_offered(
    item, make_disclosure, attach, cast, now
):
    made = make_disclosure(item)
    attachment = attach(made, (CASES / "pdf-03-earlier-edition.pdf").read_bytes(), "通知.pdf")
    disclosures.propose(made, by=cast.clerk, now=now)
    screening.scan_due(now=now)
    assert {one.kind for one in Finding.objects.all()} == {"earlier_edition", "identity_number"}
    assert checks.cleanable(made) == [attachment]


def test_a_number_in_the_properties_of_a_file_goes_with_its_cleaned_copy(
    item, make_disclosure, attach, cast, now
):
    """What programs show under "properties" is as public as the page, and nobody looks there."""
    for number, name in enumerate(("title", "subject", "keywords", "description", "category")):
        made = make_disclosure(item, title=f"预算{number}")
        content = workbook(lambda book, name=name: setattr(book.properties, name, f"名单{ADULT}"))
        attachment = attach(made, content, f"表{number}.xlsx")
        disclosures.propose(made, by=cast.clerk, now=now)
        screening.scan_due(now=now)
        assert [one.kind for one in checks.standing(made)] == ["identity_number"], name
        assert checks.cleanable(made) == [attachment]
        assert not in_file(BytesIO(cleaned(content, "xlsx")), "xlsx", today=now.date())


def test_a_picture_waits_until_a_named_person_has_looked_at_it(item, make_disclosure, attach, cast, now):
    """Nothing reads the words in it: who looks at it signs for it; the editor cannot."""
    made = make_disclosure(item)
    attach(made, scan_of(), "扫描件.jpg")
    disclosures.propose(made, by=cast.clerk, now=now)
    screening.scan_due(now=now)
    assert refusals(disclosures.approve, made, by=cast.leader, now=now)
    finding = Finding.objects.get(kind="picture")
    refusals(screening.overrule, made, findings=[finding], reason="已看。", by=cast.clerk, now=now)
    screening.overrule(made, findings=[finding], reason="已逐字查看。", by=cast.leader, now=now)
    approve(made, by=cast.leader, now=now)
    assert made.status == Disclosure.Status.PUBLISHED


def test_a_named_person_lets_it_pass_and_the_reason_stays(item, make_disclosure, cast, now):
    made = make_disclosure(item, body="咨询电话0512-65228888", upto="proposed")
    finding = Finding.objects.get()
    screening.overrule(made, findings=[finding], reason="办公室的公开电话", by=cast.leader, now=now)
    approve(made, by=cast.leader, now=now)
    said = Overruling.objects.get()
    assert (said.by, said.reason, said.at) == (cast.leader, "办公室的公开电话", now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Overruling.objects.update(reason="别的")
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.all().delete()


def test_nobody_overrules_in_their_own_matter(item, make_disclosure, cast, now, all_round):
    """At the gate, also for one who holds every role, and in the database."""
    made = make_disclosure(item, body="电话13800138000")
    disclosures.propose(made, by=all_round, now=now)
    finding = Finding.objects.get()
    for person in (all_round, cast.clerk, cast.stranger, cast.channel_keeper):
        assert refusals(screening.overrule, made, findings=[finding], reason="可以", by=person, now=now)
    assert refusals(screening.overrule, made, findings=[finding], reason=" ", by=cast.leader, now=now)
    assert refusals(screening.overrule, made, findings=[], reason="可以", by=cast.leader, now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Overruling.objects.create(finding=finding, reason="可以", by=cast.clerk, proposer=cast.clerk, at=now)


def test_a_changed_text_asks_again(item, make_disclosure, cast, now):
    made = make_disclosure(item, body="电话13800138000", upto="proposed")
    old = Finding.objects.get()
    screening.overrule(made, findings=[old], reason="本人同意", by=cast.leader, now=now)
    disclosures.send_back(made, by=cast.leader, now=now, opinion="改")
    disclosures.revise(made, by=cast.clerk, now=now, body="电话13800138000，13900139000")
    disclosures.propose(made, by=cast.clerk, now=now)
    assert checks.standing(made).count() == 2
    assert refusals(disclosures.approve, made, by=cast.leader, now=now)
    assert refusals(screening.overrule, made, findings=[old], reason="同上", by=cast.leader, now=now)


def test_a_file_taken_out_asks_nothing_more(item, make_disclosure, attach, cast, now):
    made = make_disclosure(item)
    attachment = attach(made, workbook(commented), "表.xlsx")
    screening.scan_due(now=now)
    assert [one.kind for one in checks.standing(made)] == ["comment"]
    disclosures.detach(attachment, by=cast.clerk, now=now)
    disclosures.propose(made, by=cast.clerk, now=now)
    approve(made, by=cast.leader, now=now)


def test_the_same_file_in_two_matters_is_asked_of_each(item, make_disclosure, attach, cast, now):
    for _matter in range(2):
        attach(make_disclosure(item), workbook(commented), "表.xlsx")
    assert screening.scan_due(now=now) == 2
    assert Finding.objects.count() == 2


def test_a_scan_that_a_dead_worker_left_is_done_by_another(item, make_disclosure, attach, now):
    attach(make_disclosure(item))
    Scan.objects.update(claimed_at=now)
    assert screening.scan_due(now=now + timedelta(minutes=1)) == 0
    assert screening.scan_due(now=now + timedelta(minutes=6)) == 1


def test_a_file_that_is_missing_from_the_storage_stays_owed_and_says_so(item, make_disclosure, attach, now):
    attachment = attach(make_disclosure(item))
    attachment.file.storage.delete(attachment.file.name)
    assert screening.scan_due(now=now) == 0
    scan = Scan.objects.get()
    assert scan.status == Scan.Status.OWED
    assert scan.fault


def test_what_was_proposed_before_there_was_a_gate_is_scanned_too(item, make_disclosure, cast, now):
    make_disclosure(item, upto="proposed")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM catalog_scan")
    screening.scan_due(now=now)
    assert Scan.objects.get().status == Scan.Status.DONE


def test_a_very_long_text_waits_for_a_worker(item, make_disclosure, cast, now):
    made = make_disclosure(item, body="长" * 200_001, upto="proposed")
    assert refusals(disclosures.approve, made, by=cast.leader, now=now)
    assert screening.scan_due(now=now) == 1
    approve(made, by=cast.leader, now=now)


def test_the_secrecy_review_is_signed_by_somebody_else_and_about_this_text(item, make_disclosure, cast, now):
    """保密审查: who, when, what came out, and on which ground (law-2019, art. 14–17)."""
    made = make_disclosure(item, upto="proposed")
    for person in (cast.clerk, cast.stranger, cast.archivist):
        assert refusals(screening.sign_secrecy, made, result="open", by=person, now=now)
    assert refusals(screening.sign_secrecy, made, result="closed", by=cast.leader, now=now)
    assert refusals(screening.sign_secrecy, made, result="", by=cast.leader, now=now)
    screening.sign_secrecy(made, result="closed", ground="trade_secret", by=cast.leader, now=now)
    assert refusals(disclosures.approve, made, by=cast.leader, now=now)
    screening.sign_secrecy(made, result="open", by=cast.leader, now=now)
    approve(made, by=cast.leader, now=now)
    assert [one.result for one in SecrecyReview.objects.all()] == ["closed", "open"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SecrecyReview.objects.update(result="open")


@pytest.fixture
def national(make_agency, cast):
    """An agency under the national Regulation, where the office signs; and one of its matters, proposed."""
    agency = make_agency("capital", regime="national-2019")
    for role in (Role.PROPOSER, Role.DISCLOSURE_OFFICE, Role.LEADER_IN_CHARGE):
        give_role(cast.people[role.value], role, agency)
    return agency


def test_where_the_regime_demands_it_nothing_passes_without_it(national, make_disclosure, cast, now):
    """Article 17: reviewed before it is disclosed. Another text is another review."""
    item = DisclosureItem.objects.filter(agency=national, blocked="", elements="", audience="public").first()
    made = make_disclosure(item, upto="proposed")
    assert len(refusals(disclosures.approve, made, by=cast.leader, now=now)) == 1
    assert refusals(screening.sign_secrecy, made, result="open", by=cast.leader, now=now)
    screening.sign_secrecy(made, result="open", by=cast.disclosure_office, now=now)
    disclosures.send_back(made, by=cast.leader, now=now, opinion="改")
    disclosures.revise(made, by=cast.clerk, now=now, body="改过的内容。")
    disclosures.propose(made, by=cast.clerk, now=now)
    assert len(refusals(disclosures.approve, made, by=cast.leader, now=now)) == 1
    screening.sign_secrecy(made, result="open", by=cast.disclosure_office, now=now)
    approve(made, by=cast.leader, now=now)


def test_consent_at_a_step_that_includes_it_signs_it(item, make_disclosure, cast, now):
    """B-061, B-078: 分管局领导审核（含保密审查）."""
    made = make_disclosure(item, upto="proposed")
    give_verdict(made, by=cast.leader, now=now, says="approve")
    assert [(one.by, one.result) for one in made.secrecy_reviews.all()] == [(cast.leader, "open")]


def test_consent_does_not_undo_what_the_review_forbade(item, make_disclosure, cast, now):
    made = make_disclosure(item, upto="proposed")
    screening.sign_secrecy(made, result="closed", ground="privacy", by=cast.leader, now=now)
    assert refusals(give_verdict, made, by=cast.leader, now=now, says="approve")
    assert made.secrecy_reviews.count() == 1


def test_whoever_changed_the_text_answers_for_nothing_in_it(item, make_disclosure, cast, now):
    """Not only the proposer: everybody who worked on it, at the gate and in the database."""
    made = make_disclosure(item, body="电话13800138000")
    disclosures.revise(made, by=cast.disclosure_office, now=now, summary="改过的摘要")
    disclosures.propose(made, by=cast.clerk, now=now)
    finding, office = Finding.objects.get(), cast.disclosure_office
    assert refusals(screening.overrule, made, findings=[finding], reason="可以", by=office, now=now)
    assert refusals(screening.sign_secrecy, made, result="open", by=office, now=now)
    record = {"by": office, "proposer": cast.clerk, "at": now}
    with pytest.raises(IntegrityError), transaction.atomic():
        Overruling.objects.create(finding=finding, reason="可以", **record)
    with pytest.raises(IntegrityError), transaction.atomic():
        SecrecyReview.objects.create(disclosure=made, content="0" * 64, result="open", **record)
