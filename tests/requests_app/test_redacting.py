"""Redacting: what lies under a box is nowhere in the copy; originals stay restricted; each box keeps its history."""

import io
import re
import subprocess
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from PIL import Image

from core.guests import access
from core.redaction import process
from core.roles import Role
from core.transitions import Refused
from requests_app import actions
from requests_app.actions import case_files, redacting, retention
from requests_app.models import CaseFile, KeepingRule, RedactionBox
from requests_app.views.public import FOLLOW
from tests.requests_app.conftest import person, refusal

pytestmark = pytest.mark.django_db
SECRET = "ZHOUSECRET 110105194912310021"
PAST = "ONCEWRITTEN"
OFF = pikepdf.ObjectStreamMode.disable
PAGE = (595, 842)
PLACE = {"left": 15, "top": 13, "width": 60, "height": 6}  # in percent: the line with the secret


def letter(*, rotate: int = 0, pages: int = 1) -> bytes:
    """A PDF file whose first line is a secret; so are its author, a remark and an attachment."""
    out = io.BytesIO()
    with pikepdf.new() as made:
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        for _number in range(pages):
            sheet = made.add_blank_page(page_size=PAGE)
            sheet.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            words = f"BT /F1 14 Tf 100 710 Td ({SECRET}) Tj 0 -60 Td (open words) Tj ET"
            sheet.obj.Contents = pikepdf.Stream(made, words.encode())
            remark = {"Type": pikepdf.Name.Annot, "Subtype": pikepdf.Name.Text, "Rect": [10, 10, 30, 30]}
            sheet.obj.Annots = pikepdf.Array([pikepdf.Dictionary(Contents=SECRET, **remark)])
            if rotate:
                sheet.obj.Rotate = rotate
        made.docinfo["/Author"] = SECRET
        made.attachments["note.txt"] = SECRET.encode()
        made.save(out)
    return out.getvalue()


def with_a_past(content: bytes) -> bytes:
    """The same PDF file saved once more as editors do: what the first page said before still stands in its bytes."""
    with pikepdf.open(io.BytesIO(content)) as file:
        now = file.pages[0].obj.Contents.read_bytes()
        file.pages[0].obj.Contents.write(now.replace(SECRET.encode(), PAST.encode()))
        out = io.BytesIO()
        file.save(out, static_id=True, compress_streams=False, object_stream_mode=OFF)
    with pikepdf.open(io.BytesIO(out.getvalue())) as file:
        number, root = file.pages[0].obj.Contents.objgen[0], file.Root.objgen[0]
        size, info = int(file.trailer.Size), file.trailer.Info.objgen[0]
    old = out.getvalue() + b"\n"
    previous = int(re.findall(rb"startxref\s+(\d+)", old)[-1])
    stream = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (number, len(now), now)
    table = b"xref\n%d 1\n%010d 00000 n \n" % (number, len(old))
    end = b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R /Prev %d >>\n" % (size, root, info, previous)
    return old + stream + table + end + b"startxref\n%d\n%%%%EOF\n" % (len(old) + len(stream))


def turned(rotate: int) -> dict[str, Decimal]:
    """Where the line with the secret is shown on a page that is turned."""
    left, top = PLACE["left"], PLACE["top"]
    right, bottom = left + PLACE["width"], top + PLACE["height"]
    sides = {
        0: (left, top, right, bottom),
        90: (100 - bottom, left, 100 - top, right),
        180: (100 - right, 100 - bottom, 100 - left, 100 - top),
        270: (top, 100 - right, bottom, 100 - left),
    }[rotate]
    left, top, right, bottom = (Decimal(side) for side in sides)
    return {"left": left, "top": top, "width": right - left, "height": bottom - top}


@pytest.fixture
def redacted(make_application, officer, now):
    """Redact a file, with a box on each of its first pages, and return the redaction."""

    def redact(name: str, content: bytes, *places: dict, application=None):
        application = application or make_application(upto="registered")
        made = actions.begin_redaction(application, name=name, content=content, by=officer, now=now)
        redacting.work_due(now=now)
        made.refresh_from_db()
        ground = redacting.grounds(application)[0]
        for page, place in enumerate(places, start=1):
            actions.draw_box(made, page=page, ground=ground, by=officer, now=now, **place)
        actions.ask_copy(made, by=officer, now=now)
        redacting.work_due(now=now)
        return made

    return redact


@pytest.mark.once
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_nothing_of_what_was_covered_is_left(redacted, tmp_path, rotate):
    """Two other programs find neither text nor author, remark, attachment or what it said before; the rest is there."""
    pages = 1 if rotate else 2
    sent = with_a_past(letter(rotate=rotate, pages=pages))
    assert PAST.encode() in sent and sent.count(b"startxref") == 2
    made = redacted("来函.pdf", sent, *[turned(rotate)] * pages)
    copy = made.copies.get()
    content = case_files.content_of(copy.file)
    assert copy.file.purpose == CaseFile.Purpose.REDACTED and copy.proof["sha256"] == copy.file.sha256
    assert copy.proof["words"] >= 3 and copy.proof["original_sha256"] == made.original.sha256
    assert SECRET not in str(copy.proof) and copy.proof["boxes"] == pages
    assert content.count(b"startxref") == 1 and b"/Prev" not in content
    path = tmp_path / "copy.pdf"
    path.write_bytes(content)
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True).stdout
    assert not text.strip()
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert len(reader.pages) == made.page_count and not reader.attachments
    assert not any(page.extract_text().strip() or page.get("/Annots") for page in reader.pages)
    with pikepdf.open(io.BytesIO(content)) as file:
        parts = [
            part.read_bytes()
            for part in file.objects
            if isinstance(part, pikepdf.Stream) and "/Filter" not in part
        ]
        assert not list(file.docinfo.keys())
    for word in (*SECRET.split(), PAST):
        for code in (word.encode(), word.encode("utf-16-be"), word.encode("utf-16-be").hex().encode()):
            assert not any(code in piece for piece in [content, *parts])
    for page in reader.pages:
        shown = page.images[0].image.convert("L")
        box = [
            int(side * length / 100)
            for side, length in zip(_corners(turned(rotate)), shown.size * 2, strict=True)
        ]
        assert shown.crop((box[0] + 3, box[1] + 3, box[2] - 3, box[3] - 3)).getextrema()[1] < 40
        inside = (box[2] - box[0]) * (box[3] - box[1])
        assert sum(shown.histogram()[:128]) > inside + 100  # the open words are still drawn outside the box
    path.write_bytes(
        case_files.content_of(made.original)
    )  # the original is as it was, and the same proof finds all in it
    found = process.proof(path, "pdf", [made.boxes.first().place], SECRET.split())
    assert found["left_in_text"] == found["left_in_bytes"] == 2 and found["not_black"] == 1
    assert set(found["extras"]) >= {"docinfo", "Annots", "Names", "Font"}


def _corners(place: dict) -> tuple:
    return (place["left"], place["top"], place["left"] + place["width"], place["top"] + place["height"])


def test_a_photograph_loses_its_pixels_and_its_metadata(redacted):
    """A picture that the camera held sideways is covered where it is seen; no place or maker stays in it."""
    out = io.BytesIO()
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste((255, 0, 0), (0, 150, 50, 200))  # lower left; seen at the upper left once turned
    exif = picture.getexif()
    exif[0x0112], exif[0x013B] = 6, "SECRETMAKER"
    picture.save(out, "JPEG", exif=exif, quality=95)
    made = redacted(
        "现场.jpg",
        out.getvalue(),
        {name: Decimal(it) for name, it in zip(PLACE, (0, 0, 30, 15), strict=True)},
    )
    content = case_files.content_of(made.copies.get().file)
    with Image.open(io.BytesIO(content)) as copy:
        assert copy.size == (200, 400) and not copy.getexif()
        assert max(high for _low, high in copy.crop((0, 0, 48, 48)).getextrema()) < 40
        assert copy.getpixel((150, 300)) == (255, 255, 255)
    assert b"SECRETMAKER" not in content


def test_boxes_have_an_author_and_stay_in_the_register(
    make_application, officer, leader, body, now, redacted
):
    """Who may draw, where and why; a box that is taken away stays as a row; a changed file needs a new copy."""
    made = redacted("来函.pdf", letter(), turned(0))
    ground = redacting.grounds(made.application)[0]
    good = {"page": 1, "ground": ground, "by": officer, "now": now, **turned(0)}
    for wrong in (
        {"page": 2}, {"page": 0}, {"ground": "因为"}, {"left": Decimal("60")}, {"left": Decimal("-1")},
        {"height": Decimal("0.1")}, {"by": leader},
    ):  # fmt: skip
        with pytest.raises(Refused):
            actions.draw_box(made, **{**good, **wrong})
    box = made.boxes.in_force().get()
    assert (box.by, box.ground) == (officer, ground)
    actions.remove_box(box, by=officer, now=now)
    with pytest.raises(Refused):
        actions.remove_box(box, by=officer, now=now)
    with pytest.raises(Refused):
        actions.ask_copy(made, by=officer, now=now)  # nothing is covered
    assert made.boxes.count() == 2 and not made.boxes.in_force().exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        RedactionBox.objects.filter(pk=box.pk).update(ground="别的")
    actions.draw_box(made, **good)
    actions.ask_copy(made, by=officer, now=now)
    with pytest.raises(Refused):
        actions.ask_copy(made, by=officer, now=now)  # one at a time
    for name, content in (("a.docx", b"PK"), ("a", b"")):
        with pytest.raises(Refused):
            actions.begin_redaction(made.application, name=name, content=content, by=officer, now=now)
    broken = actions.begin_redaction(
        made.application, name="坏.pdf", content=b"%PDF-1.4", by=officer, now=now
    )
    redacting.work_due(now=now)
    broken.refresh_from_db()
    assert broken.fault == redacting.UNREADABLE and redacting.count_due(now=now + timedelta(days=1)) == 0
    closed = make_application(upto="closed")
    with pytest.raises(Refused):
        actions.begin_redaction(closed, name="a.pdf", content=letter(), by=officer, now=now)


def test_a_purge_takes_originals_pictures_and_copies(redacted, now):
    """When the years of keeping are over nothing of the file is left; that there was a redaction stays."""
    made = redacted("来函.pdf", letter(), turned(0))
    kept = [made.original.file, made.copies.get().file.file, made.pages.get().picture]
    actions.withdraw(made.application, now=now)
    KeepingRule.objects.create(agency=made.application.agency, years=10, source="本机关决定")
    assert retention.purge(made.application, now=now + timedelta(days=365 * 60))
    made.refresh_from_db()
    assert (made.original, made.copies.get().file, made.pages.count(), made.boxes.count()) == (
        None,
        None,
        0,
        1,
    )
    assert not any(file.storage.exists(file.name) for file in kept)
    assert redacting.count_due(now=now + timedelta(days=365 * 61)) == 0


def test_an_officer_covers_a_file_on_the_page_and_the_applicant_gets_the_copy(
    client, make_application, officer, leader, body, now
):
    """By fields alone, without a script; the original never leaves the house, and each look at it is recorded."""
    application = make_application(upto="registered")
    client.force_login(officer)
    begin = reverse("requests_app:redact", args=[application.pk])
    for name, content in (("a.pdf", b"no pdf"), ("a.txt", b"text")):
        assert client.post(begin, {"original": _upload(name, content)}).status_code == 422
    assert client.post(begin, {"original": _upload("来函.pdf", letter())}).status_code == 302
    made = application.redactions.get()
    address = made.get_absolute_url()
    assert client.get(address).context["page"] is None
    redacting.work_due(now=now)
    page = client.get(address, {"page": "99x"})
    assert page.status_code == 200 and page.context["number"] == 1
    picture = client.get(reverse("requests_app:redaction_page", args=[made.pk, 1]))
    assert Image.open(io.BytesIO(picture.content)).width == 1000
    draw = reverse("requests_app:draw_box", args=[made.pk])
    typed = {
        "page": "1",
        "ground": redacting.grounds(application)[0],
        **{name: str(it) for name, it in PLACE.items()},
    }
    for wrong in (
        {"left": "99"},
        {"left": "NaN"},
        {"width": "1e9"},
        {"ground": "x"},
        {"page": "7"},
        {"top": ""},
    ):
        assert client.post(draw, {**typed, **wrong}).status_code == 422, wrong
    assert client.post(draw, typed).status_code == 302
    client.post(reverse("requests_app:ask_copy", args=[made.pk]))
    redacting.work_due(now=now)
    copy = made.copies.get().file
    assert copy.sha256 in client.get(address).content.decode()
    assert client.post(reverse("requests_app:hand_over", args=[made.original.pk])).status_code == 302
    assert client.post(reverse("requests_app:hand_over", args=[copy.pk])).status_code == 302
    assert not CaseFile.objects.get(pk=made.original.pk).for_applicant
    assert CaseFile.objects.get(pk=copy.pk).for_applicant
    file = reverse("requests_app:case_file", args=[made.original.pk])
    assert SECRET.encode() in client.get(file).content
    assert application.events.last().action == "see_original"
    for role, expected in ((Role.SUPERVISOR, 403), (Role.ARCHIVIST, 403), (Role.PROPOSER, 404)):
        client.force_login(person(body, role))
        assert client.get(file).status_code == client.get(address).status_code == expected
        assert client.get(reverse("requests_app:redaction_page", args=[made.pk, 1])).status_code == expected
    client.logout()
    assert _given(client, application) == ([], 404, 404)  # nothing before the decision
    actions.draft(application, by=officer, now=now, **refusal(application))
    actions.decide(application, by=leader, now=now)
    names, status, other = _given(client, application, copy, made.original)
    assert (names, status, other) == ([copy.name], 200, 404)


def _given(client, application, *files) -> tuple[list[str], int, int]:
    """What the applicant is shown and gets: the names, and how the copy and the original answer."""
    signed = access.link_to(application.pk, salt=FOLLOW)
    page = client.get(reverse("requests_app:followed", args=[signed]))
    pks = [file.pk for file in files] or [file.pk for file in application.files.all()][:2]
    got = [client.get(reverse("requests_app:given_file", args=[signed, pk])).status_code for pk in pks]
    return [file.name for file in page.context["given"]], got[0], got[1]


def _upload(name: str, content: bytes):
    return SimpleUploadedFile(name, content)
