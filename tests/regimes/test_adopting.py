"""Every regime carries an agency: its catalogue, what it owes, and the pages that show its rules."""

from pathlib import Path

import pytest
from django.conf import settings

from catalog.actions import obligations
from catalog.models import DisclosureItem, Obligation
from catalog.obligations.cadences import ON_EVENT
from core.regimes import reading

FILES = reading.all_in(Path(settings.BASE_DIR) / "regimes")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_agency_lives_under_the_regime(path, make_agency, client, now):
    """Its items stand in the catalogue, its periods are opened once, its rules and catalogue can be read."""
    agency = make_agency("some-agency", regime=path.stem)
    rules = agency.regime.version_on(now.date()).rules
    items = DisclosureItem.objects.filter(agency=agency)
    assert list(items.values_list("code", flat=True)) == list(rules.items)
    obligations.open_obligations(now=now)
    opened = Obligation.objects.filter(item__agency=agency).count()
    standing = items.filter(blocked="").exclude(
        cadence__in=[code for code, cadence in rules.cadences.items() if cadence.kind in ON_EVENT]
    )
    assert opened >= standing.count() > 0
    obligations.open_obligations(now=now)
    assert Obligation.objects.filter(item__agency=agency).count() == opened
    for language in ("", "/en"):
        for page in ("rules", "catalogue"):
            answer = client.get(f"{language}/agencies/{agency.slug}/{page}/")
            assert answer.status_code == 200
    assert next(iter(rules.items.values())).name.en.split(",")[0] in answer.content.decode()
