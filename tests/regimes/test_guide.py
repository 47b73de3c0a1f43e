"""The guide to regime files tells every field, and its example of mistakes is real."""

from pathlib import Path

from django.conf import settings

from core.regimes import reading, schema
from tests.regimes.test_files import properties

GUIDE = (Path(settings.BASE_DIR) / "docs" / "regimes.md").read_text(encoding="utf-8")


def values(part: object) -> set[str]:
    """Every word that the schema lets somebody choose."""
    if isinstance(part, list):
        return set().union(*map(values, part))
    if not isinstance(part, dict):
        return set()
    found = {value for value in part.get("enum", ()) if isinstance(value, str)}
    return found.union(*(values(below) for below in part.values()))


def test_every_field_is_told():
    """A field that the guide does not name is one that nobody will use."""
    missing = {name for name in properties(schema.schema()) if name not in GUIDE}
    assert not missing


def test_every_choice_is_told():
    """So is a choice."""
    missing = {value for value in values(schema.schema()) if value not in GUIDE}
    assert not missing


def test_every_file_is_in_the_table():
    """The table of files is complete."""
    names = [path.stem for path in reading.all_in(Path(settings.BASE_DIR) / "regimes")]
    assert all(f"| `{name}` |" in GUIDE for name in names)
