"""What the obligatory parts of a disclosure can point at: its files, the items of its body, the laws of its rules."""

from django.urls import reverse

from catalog import parts
from catalog.models import Disclosure, DisclosureItem
from core.regimes.elements import Element
from core.regimes.parsed import Regime


def known(disclosure: Disclosure, rules: Regime, demanded: tuple[Element, ...]) -> parts.Known:
    """What the parts ``demanded`` of ``disclosure`` can point at. One query for its files, one for items if asked."""
    files = disclosure.attachments.values_list("name", flat=True) if disclosure.pk else ()
    items = {}
    if any(part.type == "item" for part in demanded):
        agency = disclosure.agency
        rows = DisclosureItem.objects.filter(agency=agency).public().order_by("position")
        items = {
            code: (name, reverse("catalog:item", args=[agency.slug, code]))
            for code, name in rows.values_list("code", "name")
        }
    return parts.Known(frozenset(files), items, frozenset(law.title for law in rules.laws))


def faults(disclosure: Disclosure, *, only: str = "") -> list[tuple[Element, str]]:
    """Each obligatory part of ``disclosure`` that is missing or does not fit its type, with the sentence."""
    item = disclosure.item
    demanded = item.elements_on(disclosure.formed_on)
    if disclosure.is_nil or not demanded:
        return []
    rules = disclosure.agency.regime.version_on(disclosure.formed_on).rules
    return list(parts.faults(demanded, disclosure.elements, known(disclosure, rules, demanded), only=only))
