"""A table is read alike by the import, by the door for uploads and by the scan, in whatever encoding it is written."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from core.exports import spreadsheets
from core.files.types import checked_type
from core.scanning.files import in_file

NUMBER = "110101190003070010"
TABLE = f"姓名,证件号\r\n某甲,{NUMBER}\r\n"
WRITTEN = {
    "UTF-8": TABLE.encode(),
    "UTF-8 with its mark": TABLE.encode("utf-8-sig"),
    "GB18030": TABLE.encode("gb18030"),
    "UTF-16, little end first": b"\xff\xfe" + TABLE.encode("utf-16-le"),
    "UTF-16, big end first": b"\xfe\xff" + TABLE.encode("utf-16-be"),
    "UTF-16 without its mark, little end first": TABLE.encode("utf-16-le"),
    "UTF-16 without its mark, big end first": TABLE.encode("utf-16-be"),
}
CASES = sorted((Path(settings.BASE_DIR) / "tests" / "cases").glob("table-02*"))


def found(content: bytes, suffix: str) -> list[tuple[str, dict]]:
    """What the scan finds, and where."""
    return [(one.kind, one.place) for one in in_file(io.BytesIO(content), suffix, today=date(2026, 11, 30))]


@pytest.mark.parametrize("name", sorted(WRITTEN))
def test_an_encoding_that_the_import_reads_is_published_and_scanned_too(name, tmp_path):
    content, path = WRITTEN[name], tmp_path / "表.csv"
    path.write_bytes(content)
    assert [cells for _row, cells in spreadsheets.rows(path)] == [["姓名", "证件号"], ["某甲", NUMBER]]
    for suffix in ("csv", "txt"):
        assert checked_type(f"表.{suffix}", ContentFile(content), len(content)).suffix == suffix
        assert [kind for kind, _place in found(content, suffix)][0] == "identity_number"
    assert ("identity_number", "B2") in [(kind, place.get("cell")) for kind, place in found(content, "csv")]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_the_tables_at_hand_are_published_and_read_to_their_end(path):
    content = path.read_bytes()
    assert checked_type(path.name, ContentFile(content), len(content)).suffix == "csv"
    assert "unreadable" not in dict(found(content, "csv"))


@pytest.mark.parametrize(
    "content",
    [
        b"\xff\xfe" + "<!DOCTYPE html><script>".encode("utf-16-le"),
        "\n <script>alert(1)</script>".encode("utf-16-be"),
        b"\xef\xbb\xbf<html>",
        b"\xff\xfe\x00",  # half a character
        b"a\0b\0\0c",
        bytes(range(256)),
    ],
)
def test_pages_and_what_is_no_text_are_refused_in_every_encoding(content):
    with pytest.raises(ValidationError):
        checked_type("表.csv", ContentFile(content), len(content))
