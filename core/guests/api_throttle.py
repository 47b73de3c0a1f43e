"""How often programs may ask the interface for open data; whoever asks is remembered as a keyed hash."""

from rest_framework.throttling import AnonRateThrottle

from core.client_ip import visitor
from core.crypto import fingerprint


class HashedThrottle(AnonRateThrottle):
    """Counts by address without keeping an address."""

    def get_ident(self, request) -> str:
        """The keyed hash of the visitor's address."""
        return fingerprint(visitor(request))
