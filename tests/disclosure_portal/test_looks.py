"""The style sheets keep their own rules."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

SHEETS = Path(settings.BASE_DIR) / "static" / "css"
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\b(?:rgb|hsl)a?\(")


def sheet(name):
    """The text of a style sheet, without its comments."""
    return re.sub(r"/\*.*?\*/", "", (SHEETS / name).read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_style_of_the_pages_stays_small():
    """All sheets that a page can load, as they are written, within 45 kB; the admin's own within 14 kB."""
    sizes = {path.name: path.stat().st_size for path in SHEETS.glob("*.css")}
    assert sizes.pop("admin.css") <= 14 * 1024  # beside tokens.css and Django's own sheets
    assert sum(sizes.values()) <= 45 * 1024


@pytest.mark.parametrize(
    "name", ["page.css", "components.css", "forms.css", "admin.css", "calendar.css", "letter.css"]
)
def test_colours_come_from_the_tokens(name):
    """A colour written elsewhere would miss the dark pages."""
    assert not COLOUR.findall(sheet(name))


def test_the_dark_pages_set_only_tokens_that_exist():
    """A dark value that overrules nothing was forgotten when its token went."""
    light, dark = sheet("tokens.css").split("@media screen")
    names = set(re.findall(r"(--[\w-]+):", dark))
    assert names
    assert not names - set(re.findall(r"(--[\w-]+):", light))


def test_every_token_that_is_used_exists():
    """A misspelt custom property would silently do nothing."""
    names = {path.name: sheet(path.name) for path in SHEETS.glob("*.css")}
    known = set(re.findall(r"(--[\w-]+):", names["tokens.css"]))
    used = {token for name in names for token in re.findall(r"var\((--[\w-]+)", names[name])}
    assert not used - known


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_page_of_a_failure_needs_nothing(name):
    """It is shown without a request, a language or a database, so it speaks both languages."""
    page = get_template(name).render()
    assert 'lang="zh-Hans"' in page
    assert 'lang="en"' in page
