"""The countries whose public holidays are known, by their two letters (ISO 3166-1)."""

from functools import cache

from holidays.registry import COUNTRIES

CHINA = "CN"


@cache
def choices() -> list[tuple[str, str]]:
    """Each code with the country's name, by code."""
    return sorted((code, f"{code} {name}") for name, code, *_more in COUNTRIES.values())


def is_known(code: str) -> bool:
    """Whether there is a calendar of this code."""
    return any(code == known for known, _name in choices())
