"""The page of the gate: what is found, at its place. Who may answer for it does; others look, or not even that."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from catalog.actions import disclosures
from catalog.models import Finding, Overruling, SecrecyReview
from tests.asked_whole import ASKED_WHOLE
from tests.core.scanning.made import ADULT, hidden_sheet, workbook
from tests.scanned import scanned

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposed(item, make_disclosure, cast, now):
    """A matter with a number in the text and a hidden sheet in its file, scanned."""
    made = make_disclosure(item, body=f"当事人{ADULT}")
    upload = SimpleUploadedFile("表.xlsx", workbook(hidden_sheet))
    disclosures.attach(made, upload=upload, by=cast.clerk, now=now)
    disclosures.propose(made, by=cast.clerk, now=now)
    scanned(now=now)
    return made


def page_of(client, person, disclosure, **sent):
    client.force_login(person)
    address = reverse("catalog:gate", args=[disclosure.pk])
    return client.post(address, sent) if sent else client.get(address)


@pytest.mark.parametrize("page", ["catalog:gate", "review:matter"])
def test_findings_stand_on_the_page_with_their_place_and_never_whole(client, proposed, cast, page):
    client.force_login(cast.leader)
    shown = client.get(reverse(page, args=[proposed.pk])).content.decode()
    glimpse = Finding.objects.get(kind="identity_number").shown
    assert glimpse in shown.replace("<wbr>", "")
    assert "表.xlsx" in shown
    assert "底稿" in shown
    assert "ClamAV" in shown
    if page == "catalog:gate":
        assert ADULT not in shown


def test_the_department_sees_what_was_found_in_its_returned_draft(client, proposed, cast, now):
    disclosures.send_back(proposed, by=cast.leader, now=now, opinion="改")
    client.force_login(cast.clerk)
    shown = client.get(reverse("admin:catalog_disclosure_change", args=[proposed.pk])).content.decode()
    assert Finding.objects.get(kind="identity_number").shown in shown


def test_a_reviewer_lets_findings_stand_by_the_form(client, proposed, cast):
    findings = [str(pk) for pk in Finding.objects.values_list("pk", flat=True)]
    wrong = page_of(client, cast.leader, proposed, overrule="1", findings=findings, reason=" ")
    assert wrong.status_code == 422
    assert not Overruling.objects.exists()
    right = page_of(client, cast.leader, proposed, overrule="1", findings=findings, reason="已征得本人同意")
    assert right.status_code == 302
    assert {(one.by, one.reason) for one in Overruling.objects.all()} == {(cast.leader, "已征得本人同意")}
    assert "已征得本人同意" in page_of(client, cast.leader, proposed).content.decode()


def test_the_secrecy_review_is_signed_by_the_form(client, proposed, cast):
    sent = {"sign": "1", "secrecy-result": "closed", "secrecy-ground": ""}
    assert page_of(client, cast.leader, proposed, **sent).status_code == 422
    sent["secrecy-ground"] = "privacy"
    assert page_of(client, cast.leader, proposed, **sent).status_code == 302
    assert SecrecyReview.objects.get().by == cast.leader


def test_the_proposer_looks_but_does_not_answer(client, proposed, cast):
    shown = page_of(client, cast.clerk, proposed)
    assert shown.status_code == 200
    assert "<textarea" not in shown.content.decode()
    findings = [str(pk) for pk in Finding.objects.values_list("pk", flat=True)]
    assert page_of(client, cast.clerk, proposed, findings=findings, reason="可以").status_code == 422
    assert not Overruling.objects.exists()


def test_for_strangers_there_is_no_such_page(client, proposed, cast):
    assert page_of(client, cast.stranger, proposed).status_code == 404
    client.logout()
    assert client.get(reverse("catalog:gate", args=[proposed.pk])).status_code == 302


@pytest.mark.parametrize("rows", [1, 3])
def test_queries_do_not_grow_with_the_findings(
    client, item, make_disclosure, cast, rows, django_assert_num_queries
):
    """The same number of queries with one finding and with three."""
    body = "，".join(f"1380013800{last}" for last in range(rows))
    made = make_disclosure(item, body=body, upto="proposed")
    client.force_login(cast.leader)
    address = reverse("catalog:gate", args=[made.pk])
    client.get(address)
    with django_assert_num_queries(24 + ASKED_WHOLE):
        client.get(address)
