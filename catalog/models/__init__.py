"""What the catalogue keeps."""

from catalog.models.disclosures import Attachment, Disclosure, DisclosureEvent, Placement
from catalog.models.items import Audience, Category, DisclosureItem
from catalog.models.obligations import Obligation, Occurrence, State
from catalog.models.search import SearchEntry

__all__ = [
    "Attachment",
    "Audience",
    "Category",
    "Disclosure",
    "DisclosureEvent",
    "DisclosureItem",
    "Obligation",
    "Occurrence",
    "Placement",
    "SearchEntry",
    "State",
]
