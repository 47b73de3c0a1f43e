"""The fields of a disclosure, each declared once, with what holds for it.

Versions, the canonical record, what a correction takes over, the archive, the comparison, the scan and the texts of a
round of review derive from here. A test refuses a second list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """One field of a disclosure.

    ``versioned``: a correction may change it, and each version keeps it. ``recorded``: the digest in the public log
    covers it. ``proposed``: it is kept as the text of a round of review. ``scan``: how it is looked through for
    personal data before it is published: as "lines", as "html", each part of it ("parts"), or not at all.
    """

    name: str
    label: Promise
    versioned: bool = False
    recorded: bool = True
    proposed: bool = False
    scan: str = ""
    kept_later: bool = False  # versions of before say nothing of it: None


FIELDS = (
    Field("title", _("title"), versioned=True, proposed=True, scan="lines"),
    Field("summary", _("summary in plain words"), versioned=True, proposed=True, scan="lines"),
    Field("body", _("text"), versioned=True, proposed=True, scan="html"),
    Field("elements", _("obligatory elements"), versioned=True, proposed=True, scan="parts"),
    Field("document_number", _("document number"), versioned=True, scan="lines"),
    Field("issued_by", _("made by"), versioned=True, scan="lines", kept_later=True),
    Field("subject_class", _("subject class"), versioned=True, kept_later=True),
    Field("valid_from", _("valid from"), versioned=True),
    Field("valid_to", _("valid until"), versioned=True),
    Field("is_nil", _("nothing to report")),
    Field("is_sensitive", _("important or sensitive"), recorded=False),
    Field("source", _("source attribute")),
    Field("ground", _("ground of not disclosing"), recorded=False),
    Field("audience", _("audience")),
    Field("channels", _("channels")),
    Field("formed_on", _("formed on")),
)
BY_NAME = {field.name: field for field in FIELDS}
VERSIONED = tuple(field.name for field in FIELDS if field.versioned)
RECORDED = tuple(field.name for field in FIELDS if field.recorded)
PROPOSED = tuple(field.name for field in FIELDS if field.proposed)
SCANNED = tuple(field.name for field in FIELDS if field.scan)
EARLY = ("title", "body", "elements")  # what the digest of the log covered before there were records
COPIED = tuple(field.name for field in FIELDS)


def values(thing: object, names: Iterable[str]) -> dict:
    """The fields ``names`` of a disclosure or a version as they are."""
    return {name: getattr(thing, name) for name in names}


def plain(thing: object, names: Iterable[str]) -> dict:
    """The same as JSON holds them: days as YYYY-MM-DD."""
    found = values(thing, names)
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in found.items()
    }


def differing(before: object, after: object) -> list[str]:
    """The names of the fields in which two versions differ, in their order; what is not known of one does not."""
    found = []
    for field in FIELDS:
        if field.versioned:
            pair = getattr(before, field.name), getattr(after, field.name)
            if pair[0] != pair[1] and not (field.kept_later and None in pair):
                found.append(field.name)
    return found


def said(thing: object, name: str) -> str:
    """The field ``name`` as a person reads it: a choice by its name, nothing as an empty text."""
    shown = getattr(thing, f"get_{name}_display", None)
    value = shown() if shown else getattr(thing, name)
    return "" if value is None else str(value)


def scanned(kind: str) -> Iterator[str]:
    """The names of the fields that are looked through as ``kind``."""
    return (field.name for field in FIELDS if field.scan == kind)
