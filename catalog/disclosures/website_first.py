"""The website is the first place of disclosure: what stands elsewhere only raises a warning (I-234)."""

from django.utils.translation import gettext as _

from catalog.models import Audience, Disclosure
from catalog.sources import Source
from core.regimes.parsed import Regime

WEB = "web"


def warning(disclosure: Disclosure, rules: Regime) -> str:
    """A sentence when ``disclosure`` leaves out every website on which its item may stand; else "". It stops nobody."""
    is_open = disclosure.source == Source.ACTIVE and disclosure.audience == Audience.PUBLIC
    if not is_open or not disclosure.channels:
        return ""
    item = disclosure.item
    sites = [
        channel
        for channel in rules.channels.values()
        if channel.kind == WEB and channel.code in (item.channels or rules.channels)
        if channel.code not in item.never_on
    ]
    if not sites or any(channel.code in disclosure.channels for channel in sites):
        return ""
    return _(
        "It is put on no website. The website is the first place of disclosure: choose “%(site)s” as well."
    ) % {"site": sites[0].name}
