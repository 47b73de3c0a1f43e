"""Documents, coverage and pictures: which material belongs to which section of the archive (A-050).

The regime says so itself: an item may name the section it files under, a channel's class tells coverage in the media
and campaigns from ordinary publication, an attachment's type tells pictures from papers. docs/adr/ has the reasons.
"""

import base64
import io
import warnings
from collections.abc import Iterable

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from archive.reports.rows import Document, Picture, Placed
from catalog.models import Attachment, Disclosure, DisclosureItem
from core.models import Agency, RegimeVersion
from core.regimes.parsed import Regime

NATIONAL = "law-2019"
FILED = ("superior_documents", "own_rules", "news", "coverage", "summaries", "model_cases")
SECTION_OF_CHANNEL = {"media": "coverage", "campaign": "news"}
PICTURES_SHOWN = 24
LONGEST_SIDE = 1000


def filed_under(rules: Regime) -> dict[str, str]:
    """The section that each item of the regime files under, by the item's code."""
    return {code: item.files_under for code, item in rules.items.items() if item.files_under}


def document(disclosure: Disclosure) -> Document:
    """A published disclosure as a document in a list."""
    return Document(
        title=disclosure.title,
        number=disclosure.document_number or disclosure.index_number,
        day=disclosure.published_on,
        note=disclosure.department_then,
    )


def documents(disclosures: Iterable[Disclosure], rules: Regime) -> dict[str, list[Document]]:
    """The documents among ``disclosures`` by section, in the order in which they come."""
    of_item, found = filed_under(rules), {code: [] for code in FILED}
    for disclosure in disclosures:
        if section := of_item.get(disclosure.item.code):
            found[section].append(document(disclosure))
    return found


def on_file(agency: Agency, rules: Regime, *, until, at_most: int = 20) -> dict[str, list[Document]]:
    """Superior documents and own rules that the agency had published by ``until`` and that were valid, newest first."""
    of_item = filed_under(rules)
    codes = [code for code, section in of_item.items() if section in ("superior_documents", "own_rules")]
    items = DisclosureItem.objects.filter(agency=agency, code__in=codes)
    rows = (
        Disclosure.objects.public()
        .filter(item__in=items, published_on__lte=until)
        .exclude(valid_to__lt=until)
    )
    rows = (
        rows.select_related("item", "department").order_by("-published_on", "-pk")[:at_most] if codes else []
    )
    return documents(rows, rules)


def rules_in_force(version: RegimeVersion, section: str) -> list[Document]:
    """The regime itself: a rule of the body's own, or a superior document where the body follows the national one."""
    source = version.rules.source
    if section != ("superior_documents" if source.document == NATIONAL else "own_rules"):
        return []
    note = _("Rules in force, version %(number)s, after: %(source)s") % {
        "number": version.number,
        "source": source.title,
    }
    day = source.issued_on or version.valid_from
    return [Document(str(version.rules.title), source.number or "—", day, note)]


def followed_rules(version: RegimeVersion) -> list[Document]:
    """The superior regulation that the body follows for applications, where it has no rules of its own."""
    code = version.rules.applications.follow
    followed = RegimeVersion.objects.filter(regime__code=code).order_by("-number").first() if code else None
    if followed is None:
        return []
    source = followed.rules.source
    return [Document(source.title, source.number or "—", source.issued_on, _("Followed for applications"))]


def placements_by_section(
    rows: Iterable[tuple[str, str, Placed]], rules: Regime
) -> dict[str, list[tuple[str, Placed]]]:
    """Publications in the media and in campaigns. A row is (title, code of the channel, placement)."""
    found: dict[str, list[tuple[str, Placed]]] = {"coverage": [], "news": []}
    for title, code, placed in rows:
        channel = rules.channels.get(code)
        if channel and channel.kind in SECTION_OF_CHANNEL and placed.day and not placed.is_down:
            found[SECTION_OF_CHANNEL[channel.kind]].append((title, placed))
    return found


def pictures(attachments: Iterable[Attachment]) -> list[Picture]:
    """The image files, the first of them to be shown; those beyond are named only, so that the file stays small."""
    found = []
    for attachment in attachments:
        source = shown(attachment) if len(found) < PICTURES_SHOWN else ""
        disclosure = attachment.disclosure
        found.append(
            Picture(attachment.name, disclosure.title, disclosure.published_on, attachment.sha256, source)
        )
    return found


def shown(attachment: Attachment) -> str:
    """A reduced copy of a picture as a data address; empty when the file is gone or is no picture that can be read."""
    try:
        with warnings.catch_warnings(), attachment.file.open("rb") as file:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(file) as image:
                upright = ImageOps.exif_transpose(image).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return ""
    copy = io.BytesIO()
    upright.save(copy, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{base64.b64encode(copy.getvalue()).decode()}"
