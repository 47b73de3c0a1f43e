"""Under which rules a body would receive an application on a day: for the pages that say so before one is filed."""

from collections.abc import Iterable
from datetime import date

from core.models import Agency, RegimeVersion, RulesMissing
from core.regimes.parsed import Applications


def of_agencies(agencies: Iterable[Agency], day: date) -> dict[int, tuple[RegimeVersion, Applications]]:
    """By the agency's number: the version in force on ``day``, and its rules for applications; two queries for all.

    A body without rules of its own follows those of the regime that its file names; where that one was never loaded
    the body is left out.
    """
    by_code: dict[str, RegimeVersion] = {}
    versions = (
        RegimeVersion.objects.select_related("regime").defer("content").order_by("valid_from", "number")
    )
    for version in versions:
        if version.valid_from <= day or version.regime.code not in by_code:
            by_code[version.regime.code] = version
    found = {}
    for agency in agencies:
        version = by_code[agency.regime.code]
        own = version.rules.applications
        if own.follow is None:
            found[agency.pk] = (version, own)
        elif followed := by_code.get(own.follow):
            found[agency.pk] = (version, followed.rules.applications)
    return found


def of_agency(agency: Agency, day: date) -> tuple[RegimeVersion, Applications]:
    """The same for one body. Raises ``RulesMissing`` where the rules that it follows were never loaded."""
    found = of_agencies([agency], day).get(agency.pk)
    if found is None:
        raise RulesMissing(agency.regime.followed_but_missing(day))
    return found
