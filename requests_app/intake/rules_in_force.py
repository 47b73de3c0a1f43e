"""Under which rules a body would receive an application on a day: for the pages that say so before one is filed."""

from collections.abc import Iterable
from datetime import date

from core.models import Agency, RegimeVersion
from core.regimes.parsed import Applications


def of_agencies(agencies: Iterable[Agency], day: date) -> dict[int, tuple[RegimeVersion, Applications]]:
    """By the agency's number: the version in force on ``day``, and its rules for applications; two queries for all.

    A body without rules of its own follows those of the regime that its file names.
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
        found[agency.pk] = (version, own if own.follow is None else by_code[own.follow].rules.applications)
    return found
