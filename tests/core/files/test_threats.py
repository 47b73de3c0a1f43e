"""Files that are made to hurt are refused at the door, by what they contain, with a sentence; honest ones come in."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from core.files.types import checked_type
from tests.core.scanning.made import line, pdf, photo, with_part, word, workbook


def archive(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return out.getvalue()


def encrypted(package):
    """The flag of encryption set in the directory of an archive."""
    start = package.rindex(b"PK\x01\x02")
    return package[: start + 8] + b"\x01\x00" + package[start + 10 :]


def overlapping(package):
    """The last part of an archive is said to stand where the first one stands."""
    start = package.rindex(b"PK\x01\x02")
    return package[: start + 42] + b"\0\0\0\0" + package[start + 46 :]


ZEROS = b"\0" * (60 * 1024 * 1024)
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;">]><a>&lol2;</a>'
MACROS = b'<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
HOSTILE = {
    "zip bomb": (with_part(word(), word__media__a_dot_png=ZEROS), "附件.docx"),
    "bomb of overlapping parts": (overlapping(word()), "附件.docx"),
    "thousands of parts": (
        with_part(workbook(), **{f"xl__a{number}_dot_bin": b"" for number in range(5001)}),
        "附件.xlsx",
    ),
    "XML bomb": (with_part(word(), word__document_dot_xml=LAUGHS), "附件.docx"),
    "XML bomb in two bytes": (
        with_part(word(), word__document_dot_xml=LAUGHS.decode().encode("utf-16")),
        "附件.docx",
    ),
    "macros under another name": (with_part(word(), **{"[Content_Types]_dot_xml": MACROS}), "附件.docx"),
    "program in an archive": (with_part(word(), word__media__setup_dot_exe=b"MZ"), "附件.docx"),
    "path that leads out": (with_part(word(), **{"..__..__etc__passwd": b"x"}), "附件.docx"),
    "encrypted archive": (encrypted(word()), "附件.docx"),
    "archive behind a program": (b"MZ" + word(), "附件.docx"),
    "archive behind a picture": (photo("PNG") + archive(a="b"), "图.png"),
    "archive behind a PDF": (pdf(line("open")) + archive(a="b"), "附件.pdf"),
    "PDF in a picture": (photo()[:20] + b"%PDF-1.7" + photo()[20:], "图.jpg"),
    "picture with a script": (photo() + b"<script>alert(1)</script>", "图.jpg"),
    "picture with PHP": (photo("PNG") + b"<?php system($_GET[0]);", "图.png"),
    "renamed program": (b"MZ\x90\x00" + b"\0" * 100, "附件.pdf"),
    "renamed program as text": (b"#!/bin/sh\nrm -rf /\n", "说明.txt"),
    "SVG with script": (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "图.svg"),
    "SVG as a picture": (b'<svg onload="alert(1)"/>', "图.png"),
    "page as text": (b"<!doctype html><script>alert(1)</script>", "说明.txt"),
    "Word file as a workbook": (word(), "表.xlsx"),
    "nothing but a beginning": (b"PK\x03\x04", "附件.docx"),
    "empty": (b"", "附件.pdf"),
}
HONEST = {
    "Word file": (word("公开内容"), "附件.docx"),
    "workbook": (workbook(), "附件.xlsx"),
    "PDF": (pdf(line("open")), "附件.pdf"),
    "PNG": (photo("PNG"), "图.png"),
    "JPEG": (photo(), "图.JPG"),
    "table": ("项目,金额\n办公费,100\n".encode("gb18030"), "表.csv"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_made_to_hurt_is_refused_with_a_sentence(name):
    content, file_name = HOSTILE[name]
    with pytest.raises(ValidationError) as refusal:
        checked_type(file_name, ContentFile(content), len(content))
    assert str(refusal.value.messages[0]).strip()


@pytest.mark.parametrize("name", HONEST)
def test_honest_files_come_in(name):
    content, file_name = HONEST[name]
    assert checked_type(file_name, ContentFile(content), len(content))


def test_two_hundred_megabytes_are_refused_before_they_are_read():
    """The size alone decides: the file is not opened."""
    with pytest.raises(ValidationError) as refusal:
        checked_type("大.pdf", None, 200 * 1024 * 1024)
    assert "20" in refusal.value.messages[0]


def test_a_workbook_of_equal_cells_is_no_bomb():
    """Fifty thousand equal cells fold very well; that hurts nobody."""

    def fill(book):
        for _row in range(5000):
            book.active.append(["相同的内容"] * 10)

    content = workbook(fill)
    assert checked_type("表.xlsx", ContentFile(content), len(content))
