"""The countries whose public holidays are known, by their two letters (ISO 3166-1)."""

from functools import cache

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from holidays.registry import COUNTRIES

CHINA = "CN"
# What the portal of a Chinese public body calls these parts of China, in every language.
PARTS_OF_CHINA = {"HK": _("Hong Kong, China"), "MO": _("Macao, China"), "TW": _("Taiwan, China")}


def choices() -> list[tuple[str, str]]:
    """Each code with the country's name in the language of the page: China first, the others by name."""
    return _named(get_language() or "")


def is_known(code: str) -> bool:
    """Whether there is a calendar of this code."""
    return any(code == known for _name, known, *_more in COUNTRIES.values())


@cache
def _named(language: str) -> list[tuple[str, str]]:
    names = Locale("zh" if language.startswith("zh") else "en").territories
    known = [
        (code, str(PARTS_OF_CHINA.get(code) or names.get(code, code)))
        for _name, code, *_more in COUNTRIES.values()
    ]
    return sorted(known, key=lambda one: (one[0] != CHINA, one[1]))
