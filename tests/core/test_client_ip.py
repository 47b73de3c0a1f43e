"""Whose address is slowed down: the visitor's, whatever they write into their own headers."""

import pytest
from django.test import RequestFactory

from core.client_ip import visitor


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_what_our_own_proxies_saw_counts(settings, hops, forwarded, address):
    settings.PROXY_HOPS = hops
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    assert visitor(RequestFactory().get("/", **headers)) == address
