"""What stands between a proposal and its publication: scans, findings, the secrecy review."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import PurePath

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog import content, rules
from catalog.models import Attachment, Consultation, Disclosure, Finding, Scan, SecrecyReview
from core import canonical
from core.permissions import Permission, permission
from core.regimes.parsed import SecrecyRule
from core.roles import Role
from core.scanning.findings import Found
from core.scanning.numbers import hits
from core.scanning.process import CLEANED
from core.scanning.signs import spoken
from core.scanning.texts import in_html, in_lines
from core.text import richtext

ENOUGH_DIGITS = re.compile(r"(?:\d\D{0,3}){7}")
REVIEWED = (Disclosure.Status.IN_REVIEW, Disclosure.Status.APPROVED)


def is_reviewed(disclosure: Disclosure) -> bool:
    """Whether reviewers may act on ``disclosure`` now: it was proposed, or its draft is to be put out to everybody."""
    planned = disclosure.consultations.filter(status=Consultation.Status.PLANNED)
    return disclosure.status in REVIEWED or planned.exists()


def text_digest(disclosure: Disclosure) -> str:
    """The SHA-256 of all words of ``disclosure`` that are looked through, and of names of files that can tell."""
    return _text_digest(disclosure, telling_names(disclosure))


def _text_digest(disclosure: Disclosure, names: list[str]) -> str:
    words = content.values(disclosure, content.PROPOSED)
    words |= {name: said for name, said in content.values(disclosure, content.SCANNED).items() if said}
    if disclosure.correction_reason:
        words["correction_reason"] = disclosure.correction_reason
    if names:
        words["file_names"] = names
    return canonical.sorted_digest(words)


def telling_names(disclosure: Disclosure) -> list[str]:
    """The names of its files that may hold a number of a person: a name is public too."""
    return _telling(disclosure.attachments.values_list("name", flat=True))


def _telling(names: Iterable[str]) -> list[str]:
    """Sorted here: no two databases agree on the order of Chinese names, and a digest is made of it."""
    return sorted(name for name in names if ENOUGH_DIGITS.search(spoken(name)) or any(hits(name)))


def contents(disclosure: Disclosure) -> dict[str, str]:
    """The digests of all that would be published, each with the name of its file ("" for the text).

    The files are asked for once: the page of the gate needs this many times.
    """
    files = list(disclosure.attachments.values_list("sha256", "name"))
    return {_text_digest(disclosure, _telling(name for _sha256, name in files)): "", **dict(files)}


def whole_digest(disclosure: Disclosure) -> str:
    """One SHA-256 for the text and all files together: what a secrecy review is about."""
    return hashlib.sha256("\n".join(sorted(contents(disclosure))).encode()).hexdigest()


def in_text_of(disclosure: Disclosure, today: date) -> Iterator[Found]:
    """What the words of ``disclosure`` hold."""
    known = public_numbers(disclosure)
    for part in (*content.scanned("lines"), "correction_reason"):
        for one in in_lines([getattr(disclosure, part)], today=today, known=known):
            yield one.within(part=part)
    for name in telling_names(disclosure):
        for one in in_lines([name], today=today, known=known):
            yield one.within(part="file_name")
    texts = content.values(disclosure, content.scanned("html"))
    for name in content.scanned("parts"):
        texts |= getattr(disclosure, name)
    for part, html in texts.items():
        for one in in_html(richtext.cleaned(str(html)), today=today, known=known):
            yield one.within(part=part)


def public_numbers(disclosure: Disclosure) -> frozenset[str]:
    """Telephone numbers, digits only, that the body itself has made public."""
    return frozenset(filter(None, [re.sub(r"\D", "", disclosure.agency.hotline)]))


METADATA = (Finding.Kind.AUTHOR, Finding.Kind.GPS, Finding.Kind.EARLIER_EDITION)
PROPERTIES = (
    "properties",
    "Title",
    "Subject",
    "Keywords",
    "Creator",
    "Producer",
    "XMP",
)  # gone from a cleaned copy


def scans(disclosure: Disclosure) -> QuerySet[Scan]:
    """The scans of what ``disclosure`` holds now; those of earlier texts and files are history."""
    return disclosure.scans.filter(content__in=contents(disclosure))


def standing(disclosure: Disclosure) -> QuerySet[Finding]:
    """Findings in what ``disclosure`` holds now that nobody has overruled."""
    return Finding.objects.standing().filter(scan__in=scans(disclosure))


def cleanable(disclosure: Disclosure) -> list[Attachment]:
    """Files of ``disclosure`` that tell of people or places in a way that a cleaned copy does not."""
    telling = (
        standing(disclosure)
        .filter(Q(kind__in=METADATA) | Q(place__part__in=PROPERTIES))
        .values("scan__content")
    )
    files = disclosure.attachments.filter(sha256__in=telling)
    under_way = set(
        disclosure.cleanings.filter(done_at__isnull=True).values_list("original_sha256", flat=True)
    )
    return [file for file in files if suffix_of(file.name) in CLEANED and file.sha256 not in under_way]


def suffix_of(name: str) -> str:
    """The end of a file's name, in small letters, without its dot."""
    return PurePath(name).suffix.lower().lstrip(".")


def secrecy_rule(disclosure: Disclosure) -> SecrecyRule | None:
    """Who signs the secrecy review, by the version in force on the day of the proposal.

    None of a version that was loaded before every regime had to say it: then several roles may. It is signed all the
    same (Regulation art. 17): a regime says who and how, never whether.
    """
    day = timezone.localdate(disclosure.proposed_at or disclosure.created_at)
    return disclosure.agency.regime.version_on(day).rules.secrecy_review


def to_sign(rule: SecrecyRule | None) -> Permission:
    """The permission to sign the secrecy review: that of the role which the regime names, else of several."""
    return permission(f"catalog.sign_secrecy.{rule.role}", Role(rule.role)) if rule else rules.SIGN_SECRECY


def signed(disclosure: Disclosure) -> SecrecyReview | None:
    """The last secrecy review of exactly this text and these files."""
    return disclosure.secrecy_reviews.filter(content=whole_digest(disclosure)).select_related("by").last()


def blockers(disclosure: Disclosure) -> Iterator[str]:
    """Reasons why ``disclosure`` may not pass the gate, for the page and for the gate itself."""
    yield from scan_blockers(disclosure)
    yield from secrecy_blockers(disclosure)


def scan_blockers(disclosure: Disclosure) -> Iterator[str]:
    """What the scans of its text and files have against publishing ``disclosure``."""
    wanted = contents(disclosure)
    done = set(
        disclosure.scans.filter(content__in=wanted, status=Scan.Status.DONE).values_list("content", flat=True)
    )
    for digest, name in wanted.items():
        if digest not in done:
            yield _("“%(name)s” still waits for its scan.") % {"name": name or _("Text")}
    found = list(standing(disclosure).values_list("kind", flat=True))
    if Finding.Kind.VIRUS in found:
        yield _("A file holds a virus: take it out.")
    if number := len(found) - found.count(Finding.Kind.VIRUS):
        yield ngettext(
            "One finding of the scan stands: remove what it points at, or let a named person overrule it.",
            "%(number)d findings of the scan stand: remove what they point at, or let a named person overrule them.",
            number,
        ) % {"number": number}


def secrecy_blockers(disclosure: Disclosure) -> Iterator[str]:
    """That nobody has signed that this very text may be disclosed, or that somebody signed that it must not."""
    yield from forbidden(disclosure)
    if signed(disclosure) is None:
        yield _("The secrecy review of this text and these files is not signed yet.")


def forbidden(disclosure: Disclosure) -> Iterator[str]:
    """That the secrecy review of this text said no: also in an emergency nobody signs past it."""
    said = signed(disclosure)
    if said and said.result == SecrecyReview.Result.CLOSED:
        yield _("The secrecy review says that it must not be disclosed: %(ground)s.") % {
            "ground": said.get_ground_display()
        }
