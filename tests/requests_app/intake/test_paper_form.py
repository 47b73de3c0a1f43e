"""The application form on paper: blank for every body, filled with what was typed, as PDF and DOCX."""

import io

import pytest
from django.core import signing
from django.urls import reverse
from docx import Document
from pypdf import PdfReader

from core.files import drawn
from requests_app.views import public

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def printed(response):
    """The text of a PDF, without blanks."""
    assert response.status_code == 200 and response["Content-Type"] == "application/pdf"
    pages = PdfReader(io.BytesIO(response.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages), len(pages)


def written(response):
    """The text of a DOCX, without blanks."""
    document = Document(io.BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "".join([line.text for line in document.paragraphs] + cells)
    return "".join(text.split()), document.core_properties


def test_the_blank_form_says_what_the_rules_of_the_body_say(client, bodies):
    """J3 answers in 5 working days and asks for no identity number (J3-271); the national rules do (art. 29)."""
    for kind, days, asks in (("J3", "5个工作日", False), ("national", "20个工作日", True)):
        body = bodies(kind)
        body.address, body.fax = "清河市中山路1号", "010-87654321"
        body.save()
        paper, pages = printed(client.get(reverse("requests_app:form_pdf", args=[body.slug])))
        draft, properties = written(client.get(reverse("requests_app:form_docx", args=[body.slug])))
        assert pages == 1 and properties.author == body.name
        for text in (paper, draft):
            assert days in text and body.name in text and "中山路1号" in text
            assert ("统一社会信用代码" in text) is asks
            assert "商业企业" in text and "科研机构" in text and "法律服务机构" in text
            assert "□" in text and "■" not in text
    form = client.get(reverse("requests_app:apply_to", args=[bodies("J3").slug])).content.decode()
    assert 'name="identity_number"' not in form and "form.docx" in form


def test_what_was_typed_can_be_printed_before_and_after_filing(client, body, form, make_application):
    """Before filing all of it, nothing is kept; afterwards by the signed link, the identity number masked."""
    address = reverse("requests_app:form_pdf", args=[body.slug])
    paper, _pages = printed(client.post(address, {**form, "description": "长\x00" * 3000}))
    assert form["applicant_name"] in paper and form["identity_number"] in paper and "■自然人" in paper
    application = make_application()
    signed = signing.dumps(application.pk, salt=public.FOLLOW)
    paper, _pages = printed(client.get(reverse("requests_app:filed_form", args=[signed])))
    assert application.number in paper and form["description"] in paper
    assert form["identity_number"] not in paper and "002X" in paper
    assert client.get(reverse("requests_app:filed_form", args=["1:x"])).status_code == 302


def test_the_blank_form_is_drawn_once_and_a_filled_one_is_never_kept(client, bodies, settings, tmp_path):
    """Whoever asks for it again and again holds no processor; what somebody typed lies nowhere."""
    settings.DATA_DIR = tmp_path / "data"
    body = bodies("J3")
    address = reverse("requests_app:form_pdf", args=[body.slug])
    first = client.get(address).content
    [kept] = drawn.folder().glob("*")
    kept.write_bytes(b"%PDF kept")
    assert client.get(address).content == b"%PDF kept"  # not drawn anew
    kept.write_bytes(first)
    assert client.post(address, {"applicant_name": "柳青禾", "phone": "13800000000"}).status_code == 200
    assert [one.read_bytes() for one in drawn.folder().glob("*")] == [first]
    body.name = "另一个机关"
    body.save()
    assert client.get(address).content != first  # what it says has changed
    assert len(list(drawn.folder().glob("*"))) == 2


def test_what_is_kept_is_bounded_and_a_full_disk_stops_no_drawing(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path / "data"
    monkeypatch.setattr(drawn, "MOST", 3)
    for number in range(5):
        assert drawn.once(str(number), lambda number=number: b"%d" % number) == b"%d" % number
    assert len(list(drawn.folder().glob("*"))) == 3
    settings.DATA_DIR = tmp_path / "a file"
    settings.DATA_DIR.write_text("no folder")
    assert drawn.once("x", lambda: b"x") == b"x"
