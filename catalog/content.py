"""The fields of a disclosure, each declared once, with what holds for it.

Versions, the canonical record, what a correction takes over, the archive, the comparison, the scan, the texts of a
round of review, the forms of staff, the table of proposals, what a pasted heading fills, the interface for programs,
search, the pages and the printed sheets derive from here. A test refuses a second list.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class Field:
    """One field of a disclosure.

    ``versioned``: a correction may change it, and each version keeps it. ``recorded``: the digest in the public log
    covers it. ``proposed``: it is kept as the text of a round of review. ``scan``: how it is looked through for
    personal data before it is published: as "lines", as "html", each part of it ("parts"), or not at all.

    ``part``: where the form of staff asks for it ("content", "scope", "particulars"), nowhere when empty; ``kind``:
    how it is typed there ("line", "text", "html", "words", "day", "choice", or as the model says); ``help``: the
    sentence below.
    ``settled``: a correction cannot change it. ``column``: its Chinese and English headings in the table of proposals.
    ``read``: what of a pasted heading fills it. ``open``: programs get it. ``searched``: it is found by its words.
    ``fact``: what it is called among the facts of pages, sheets and reports; those that say nothing are left out there.
    """

    name: str
    label: Promise
    versioned: bool = False
    recorded: bool = True
    proposed: bool = False
    scan: str = ""
    kept_later: bool = False  # versions of before say nothing of it: None
    came_later: bool = (
        False  # records hold it only where it says something, so that those of before stay the same
    )
    part: str = ""
    kind: str = ""
    help: Promise | str = ""
    settled: bool = False
    column: tuple[str, str] | None = None
    read: str = ""
    open: bool = False
    searched: bool = False
    fact: Promise | str = ""


FIELDS = (
    Field(
        "title", _("title"), versioned=True, proposed=True, scan="lines", part="content", kind="line",
        help=_("As the public will read it."), column=("标题", "Title"), read="title", open=True, searched=True,
    ),
    Field(
        "summary", _("summary in plain words"), versioned=True, proposed=True, scan="lines", part="content",
        kind="text", help=_("Two or three sentences that everybody understands."), column=("摘要", "Summary"),
        open=True, searched=True,
    ),
    Field(
        "body", _("text"), versioned=True, proposed=True, scan="html", part="content", kind="html",
        help=_("Plain text with empty lines between paragraphs, or simple HTML with headings, lists, tables."),
        column=("正文", "Text"),
    ),
    Field("elements", _("obligatory elements"), versioned=True, proposed=True, scan="parts"),
    Field("source", _("source attribute"), part="scope", kind="choice", settled=True,
          help=_("What is not disclosed goes the same way of review, and then stands on a register of its own.")),
    Field("ground", _("ground of not disclosing"), recorded=False, part="scope", settled=True,
          help=_("Only for what is not disclosed.")),
    Field("channels", _("channels"), settled=True),
    Field("audience", _("audience"), help=_("Who may read it."), part="scope", settled=True),
    Field("is_sensitive", _("important or sensitive"), recorded=False, part="sensitive",
          help=_("It then goes through the chain of approval for such matters.")),
    Field("formed_on", _("formed on"), part="particulars", kind="day", settled=True, column=("形成日期", "Formed on"),
          help=_("The later of the two days when the information was formed and changed."), read="day", open=True),
    Field(
        "document_number", _("document number"), versioned=True, scan="lines", part="particulars", kind="words",
        help=_("For example 清区办〔2026〕3号; empty when it has none."), column=("文号", "Document number"),
        read="number", open=True, searched=True, fact=_("Document number"),
    ),
    Field(
        "issued_by", _("made by"), versioned=True, scan="lines", kept_later=True, part="particulars", kind="words",
        help=_("Only when another body made it, for example a superior government."), column=("制发机关", "Made by"),
        read="issuer", open=True, searched=True, fact=pgettext_lazy("document", "Made by"),
    ),
    Field(
        "contact", _("questions to"), versioned=True, came_later=True, part="particulars", kind="words",
        help=_("Office and telephone that answer questions about it; no private person."),
        column=("咨询电话", "Questions to"), open=True, searched=True, fact=_("Questions to"),
    ),
    Field("subject_class", _("subject class"), help=_("By what readers narrow the lists."),
          versioned=True, kept_later=True, part="particulars",
          column=("主题分类", "Subject class"), open=True),
    Field("valid_from", _("valid from"), help=_("Empty when it holds from its publication."),
          versioned=True, part="particulars", kind="day",
          column=("有效期起", "Valid from"), open=True),
    Field("valid_to", _("valid until"), help=_("Empty as long as it holds."),
          versioned=True, part="particulars", kind="day",
          column=("有效期止", "Valid until"), open=True),
    Field("is_nil", _("nothing to report"), open=True),
)  # fmt: skip


def _those(what: str, *values: object) -> tuple[str, ...]:
    """The names of the fields whose ``what`` is one of ``values``; without values, whose ``what`` says something."""
    return tuple(
        field.name
        for field in FIELDS
        if (getattr(field, what) in values if values else bool(getattr(field, what)))
    )


BY_NAME = {field.name: field for field in FIELDS}
VERSIONED = _those("versioned")
RECORDED = _those("recorded")
PROPOSED = _those("proposed")
SCANNED = _those("scan")
COPIED = tuple(BY_NAME)
SETTLED = _those("settled")
TYPED_BY_STAFF = _those("part")
OPEN = _those("open")
SEARCHED = _those("searched")
COLUMNS = {field.name: field.column for field in FIELDS if field.column}
# Into these anything can be typed.
FREE = _those("kind", "line", "text", "html", "words")
DAYS = _those("kind", "day")
EARLY = ("title", "body", "elements")  # what the digest of the log covered before there were records


def part_of_form(*parts: str) -> tuple[str, ...]:
    """The fields of ``parts`` of the form of staff, in their order."""
    return _those("part", *parts)


def facts(thing: object) -> list[tuple[str, str]]:
    """The facts that ``thing`` (a disclosure, a version, a mapping of them) says, each with what it is called."""
    get = thing.get if isinstance(thing, dict) else lambda name: getattr(thing, name)
    return [(str(one.fact), str(get(one.name))) for one in FIELDS if one.fact and get(one.name)]


def recorded(thing: object) -> dict:
    """What the canonical record holds of ``thing``, as JSON values; without later fields that say nothing."""
    return said_of(plain(thing, RECORDED))


def said_of(found: dict) -> dict:
    """``found`` without the fields that came later and say nothing."""
    later = {field.name for field in FIELDS if field.came_later}
    return {name: value for name, value in found.items() if value or name not in later}


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
