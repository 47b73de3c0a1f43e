"""Notices: their forms are files, every element of the law is checked, each is sent once and never rewritten."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from docx import Document
from pypdf import PdfReader

from core.models import Letter, RegimeVersion
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import notice_files, notices
from requests_app.models import Application, Notice, NoticeFile, NoticeNumbering
from requests_app.notices import templates
from tests.conftest import load_regime

pytestmark = pytest.mark.django_db


@pytest.mark.once
def test_every_form_is_complete_and_every_outcome_has_one():
    """Some twenty kinds; each names only elements, fields and kinds that exist, and its decision's family is right."""
    found = templates.forms()
    assert {one.kind for one in found.values()} == set(Notice.Kind.values)
    pictures = {path.stem for path in (settings.BASE_DIR / "docs/screenshots/notices").glob("*.png")}
    assert pictures == set(found), "draw them: manage.py notice_pictures docs/screenshots/notices"
    for one in found.values():
        assert {*one.needs, *one.filled} <= set(templates.ELEMENTS), one.code
        assert set(one.asks) <= set(templates.ASKED), one.code
        assert {part.element for part in one.sections} <= set(templates.ELEMENTS), one.code
        assert set(one.needs) <= {part.element for part in one.sections}, one.code
        assert len({other.series for other in found.values() if other.kind == one.kind}) == 1
        if one.kind == Notice.Kind.DECISION:
            assert {"facts", "basis", "decision", "remedies"} <= set(one.needs), one.code
    for regime in ("national-2019", "district", "bureau-on-application"):
        load_regime(regime)
    for version in RegimeVersion.objects.all():
        for outcome in version.rules.applications.outcomes.values():
            chosen = templates.of_outcome(outcome)
            assert chosen.code != templates.OTHER or outcome.code == "other" or outcome.effect == "correct"
            assert ("reasons" in chosen.needs) <= ("reasons" in outcome.needs), outcome.code


def test_a_notice_with_a_hole_is_not_sent(make_application, officer, now):
    """A sentence without its value is left out; the refusal names every element that is missing then."""
    application = make_application(upto="registered")
    with pytest.raises(Refused) as refused, translation.override("zh-hans"):
        notices.issue_by_hand("agencies", application, by=officer, now=now, said={"opinion": ""}, to=" ")
    for lacking in ("to", "information"):
        assert lacking != "to" or str(templates.ELEMENTS["to"]) in refused.value.reasons[0]
    assert not application.notices.exclude(kind=Notice.Kind.RECEIPT).exists()
    with pytest.raises(Refused):
        notices.issue_by_hand("reasons", application, by=officer, now=now, said={"reasons": "一月内三十件"})
    with pytest.raises(Refused):
        notices.issue_by_hand("fee", application, by=officer, now=now)


def test_a_notice_is_sent_once_and_replaced_by_a_new_number(client, make_application, officer, leader, now):
    """The old one stays as it was and is marked; the new one names it; both stand on the applicant's page."""
    application = make_application(upto="registered")
    said = {"reasons": "一个月内申请三十件，{{ number }} ## 标题", "until": now.date() + timedelta(days=9)}
    first = notices.issue_by_hand("reasons", application, by=officer, now=now, said=said)
    assert first.number == f"{application.agency.code}-依由〔2026〕0001"
    assert Letter.objects.filter(name="application_notice").count() == 1
    kept, text = first.content, notices.text_of(first)
    assert text.parts[1].element == "asked" and said["reasons"] in text.parts[1].paragraphs[0]
    with pytest.raises(Refused):
        notices.issue_by_hand("reasons", application, by=officer, now=now, said=said)
    typed = {1: "一个月内申请三十一件。\n请书面说明理由。"}
    for wrong in ({"by": leader}, {"why": " "}, {"paragraphs": {1: "\n"}}, {"paragraphs": {}}):
        with pytest.raises(Refused):
            notices.reissue(
                first, **{"paragraphs": typed, "why": "件数有误", "by": officer, "now": now, **wrong}
            )
    second = notices.reissue(first, paragraphs=typed, why="件数有误", by=officer, now=now)
    assert second.number.endswith("依由〔2026〕0002") and notices.text_of(second).replaces == first.number
    with pytest.raises(Refused):
        notices.reissue(first, paragraphs=typed, why="件数有误", by=officer, now=now)
    first.refresh_from_db()
    assert first.content == kept and first.replacement == second
    client.force_login(officer)
    page = client.get(reverse("requests_app:notice_page", args=[first.pk])).content.decode()
    assert second.number in page and "ReissueForm" not in page and 'id="again"' not in page
    assert first.number in client.get(reverse("requests_app:notice_page", args=[second.pk])).content.decode()


def test_only_who_decides_replaces_a_decision(make_application, officer, leader, now):
    """The officer who drafted it cannot; the elements of the law are checked again."""
    application = make_application(upto="decided")
    wrong = application.notices.get(kind=Notice.Kind.DECISION)
    place = [part.element for part in notices.text_of(wrong).parts].index("reasons")
    with pytest.raises(Refused):
        notices.reissue(wrong, paragraphs={place: "改"}, why="笔误", by=officer, now=now)
    with pytest.raises(Refused):
        notices.reissue(wrong, paragraphs={place: ""}, why="笔误", by=leader, now=now)
    made = notices.reissue(wrong, paragraphs={place: "涉及商业秘密。"}, why="笔误", by=leader, now=now)
    assert made.kind == Notice.Kind.DECISION and made.number.endswith("0002")


def test_a_third_party_is_asked_without_learning_who_applied(client, make_application, officer, now):
    """Art. 32: one letter for each third party; the applicant is told once and never reads theirs."""
    application = make_application(upto="registered")
    for party in ("清河水务公司", "河东建设公司"):
        actions.consult_third_party(application, party=party, by=officer, now=now)
    letters = application.notices.filter(kind=Notice.Kind.THIRD_PARTY)
    assert [notices.text_of(it).to for it in letters] == ["清河水务公司", "河东建设公司"]
    for letter in letters:
        assert application.applicant_name not in letter.content and application.phone not in letter.content
        assert not letter.to_applicant and notice_files.word_of(letter)
    assert application.notices.filter(kind=Notice.Kind.THIRD_PARTY_TOLD).count() == 1


@pytest.mark.once
def test_the_worker_makes_the_file_once_and_both_files_say_the_same(client, make_application, officer, now):
    """From then on the same bytes are handed out, whatever becomes of the templates; Word has every word of the PDF."""
    application = make_application(upto="decided")
    made = application.notices.get(kind=Notice.Kind.DECISION)
    assert notice_files.make_files(now=now) == 2 and notice_files.make_files(now=now) == 0
    content = notice_files.pdf_of(made)
    kept = NoticeFile.objects.get(notice=made)
    assert content.startswith(b"%PDF") and kept.size == len(content)
    with kept.file.open("rb") as file:
        assert application.applicant_name.encode() not in file.read()
    client.force_login(officer)
    assert client.get(reverse("requests_app:notice", args=[made.pk])).content == content
    word = client.get(reverse("requests_app:notice_document", args=[made.pk]))
    document = Document(BytesIO(word.content))
    words = [line.text for line in document.paragraphs]
    words += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    printed = "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
    for wanted in (made.number, application.agency.name, application.applicant_name, "2026年3月10日"):
        assert any(wanted in line for line in words) and wanted in printed
    for part in notices.text_of(made).parts:
        for line in part.paragraphs:
            assert line in words and "".join(line.split()) in printed


def test_a_body_numbers_in_its_own_way(make_application, officer, now):
    """The pattern is the body's; without series, year or number it would not tell notices apart."""
    application = make_application(upto="registered")
    own = NoticeNumbering(agency=application.agency, pattern="清区办{series}〔{year}〕第{number}号")
    own.full_clean()
    own.save()
    actions.withdraw(application, now=now)
    assert application.notices.last().number == "清区办依撤〔2026〕第1号"
    for wrong in (
        "{series}{year}",
        "{year}{number}",
        "{series}{year}{number!r}",
        "{series}{year}{number}{x}",
        "{",
    ):
        with pytest.raises(ValidationError):
            NoticeNumbering(agency=application.agency, pattern=wrong).clean_fields()
    assert Application.objects.get(pk=application.pk).status == "withdrawn"


def test_an_officer_looks_first_and_then_sends(client, make_application, officer, leader, now):
    """The preview numbers nothing; the page of others' forms is closed to those who do not handle applications."""
    application = make_application(upto="registered")
    address = reverse("requests_app:issue", args=[application.pk])
    client.force_login(leader)
    assert client.get(address).status_code == 403
    client.force_login(officer)
    assert "征求共同制作机关意见书" in client.get(address).content.decode()
    for step in ("fee", "delivery", "third_party_result"):
        assert client.get(f"{address}?form={step}").status_code == 404
    typed = {"to": "清河市水务局", "materials": "联合验收报告", "opinion": "拟公开"}
    page = client.post(f"{address}?form=agencies", {**typed, "look": "1"})
    assert (
        "联合验收报告" in page.content.decode() and not application.notices.filter(form="agencies").exists()
    )
    assert client.post(f"{address}?form=agencies", {**typed, "opinion": "", "send": "1"}).status_code == 422
    assert client.post(f"{address}?form=agencies", {**typed, "send": "1"}).status_code == 302
    assert client.post(f"{address}?form=agencies", {**typed, "send": "1"}).status_code == 422
    assert officer == application.notices.get(form="agencies").issued_by
