"""A wrong set-up speaks at start-up."""

import pytest

from core.checks import embedded_in_production, site_address


@pytest.mark.parametrize(
    ("site", "allowed", "ids"),
    [
        ("https://gk.example.org", ["gk.example.org"], []),
        ("https://gk.example.org:8443/", ["gk.example.org"], []),
        ("https://gk.example.org", [".example.org"], []),
        ("http://[::1]:8000", ["[::1]"], []),
        ("https://gk.example.org", ["other.example.org"], ["portal.E001"]),
    ],
)
def test_the_public_address_is_one_that_the_portal_answers_to(settings, site, allowed, ids):
    settings.SITE_URL, settings.ALLOWED_HOSTS, settings.DEBUG = site, allowed, False
    assert [found.id for found in site_address(None)] == ids


def test_an_embedded_portal_is_not_for_production(settings):
    settings.EMBEDDED = True
    assert [found.id for found in embedded_in_production(None)] == ["portal.W001"]
    settings.EMBEDDED = False
    assert embedded_in_production(None) == []
