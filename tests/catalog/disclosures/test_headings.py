"""Number, day and title are read out of the pasted heading of a document and offered; numbers are checked (H-191)."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from catalog.disclosures import headings
from catalog.models import Disclosure
from core.text import numbering
from tests.catalog.test_admin import typed

BUREAU = """阿市人力资源和社会保障局文件

阿市人劳社字 [2011] 28 号          签发人：某某

阿市人力资源和社会保障局
关于印发《公务员局政务公开制度
（试行）》的通知

各科室，局属各单位：
根据国发〔2007〕5号文件精神，结合实际，制定本制度。

阿市人力资源和社会保障局
二0一一年三月二十八日
2011年3月30日印发"""


def read(text: str) -> tuple:
    found = headings.read(text)
    return found.number, found.day, found.title, found.issuer


def test_the_heading_of_a_document_is_read_as_it_is_laid_out():
    """Over several lines, with blanks, in Chinese numerals; a number that is only cited is none."""
    bureau = "阿市人力资源和社会保障局"
    title = f"{bureau}关于印发《公务员局政务公开制度（试行）》的通知"
    assert read(BUREAU) == ("阿市人劳社字〔2011〕28号", date(2011, 3, 28), title, bureau)
    decree = "清河市人民政府令\n第388号\n《清河市地名管理办法》已经通过，现予公布。\n清河市地名管理办法"
    assert read(decree)[::2] == ("清河市人民政府令第388号", "清河市地名管理办法")
    labelled = (
        "标题：清河市2026年财政预算报告\n发文字号：清政发（2026）05号\n成文日期：2026-03-01\n2026年3月9日印发"
    )
    assert read(labelled) == ("清政发〔2026〕5号", date(2026, 3, 1), "清河市2026年财政预算报告", "")
    for nothing in (
        "",
        "。\n：",
        "9" * 9000,
        "二〇二六年十三月四十日",
        "\x00〔〕号" * 400,
        "根据国发〔2007〕5号",
    ):
        assert read(nothing)[:2] == ("", None)


def test_a_number_that_is_none_is_refused_with_a_sentence():
    """What has no running number, or a year that cannot be; decrees and numbered notices have theirs."""
    on = date(2026, 3, 10)
    for right in ("清区办〔2026〕3号", "清河市人民政府令第388号", "2026年第3号", "（86）国发12号", "第三号"):
        numbering.check_document_number(right, on)
    for wrong in ("昨天", "99", "清区办〔2026〕号", "清区办〔2027〕3号", "清区办〔1026〕3号"):
        with pytest.raises(ValidationError):
            numbering.check_document_number(wrong, on)


def test_the_form_offers_what_was_read_and_saves_nothing(client, cast, item, obligation):
    """What was typed stays, also a number that is wrong until it is saved; the sentence stands beside its field."""
    client.force_login(cast.clerk)
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}"
    answer = client.post(address, typed(heading=BUREAU, summary="我写的", _read="1"))
    form = answer.context["form"]
    said = {name: form[name].value() for name in ("document_number", "formed_on", "issued_by", "summary")}
    assert answer.status_code == 200 and not Disclosure.objects.exists() and len(answer.context["found"]) == 4
    assert said == {
        "document_number": "阿市人劳社字〔2011〕28号",
        "formed_on": "2011-03-28",
        "issued_by": "阿市人力资源和社会保障局",
        "summary": "我写的",
    }
    nothing = client.post(address, typed(title="原题", heading="没有", _read="1"))
    assert nothing.context["form"]["title"].value() == "没有"
    wrong = client.post(address, typed(document_number="昨天", _save="1"))
    assert wrong.status_code == 422 and "document_number" in wrong.context["form"].errors
    saved = client.post(address, typed(document_number="国发（2026）03号", issued_by="国务院", _save="1"))
    made = Disclosure.objects.get()
    assert saved.status_code == 302 and (made.document_number, made.issued_by) == (
        "国发〔2026〕3号",
        "国务院",
    )


def test_a_day_that_is_none_stays_where_it_was_typed(client, cast, item, obligation):
    """Reading a heading over a day that nobody can read answers with the form and the words, not with an error."""
    client.force_login(cast.clerk)
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}"
    answer = client.post(address, typed(heading=BUREAU, formed_on="昨天", _read="1"))
    assert answer.status_code == 200
    assert answer.context["form"]["formed_on"].value() in ("昨天", "2011-03-28")
