"""The workplace of department staff: what they owe, what they propose, where it was placed."""

from catalog.admin import (
    collections,
    consultations,
    disclosures,
    items,
    obligations,
    occurrences,
    placements,
    posts,
)

__all__ = [
    "collections",
    "consultations",
    "disclosures",
    "items",
    "obligations",
    "occurrences",
    "placements",
    "posts",
]
