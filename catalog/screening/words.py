"""Findings in words: where they are, and what of them may be shown."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from catalog import content
from catalog.models import Finding

PARTS = {
    **{field.name: field.label for field in content.FIELDS if field.scan},
    "correction_reason": gettext_lazy("what is changed and why"),
    "comments": gettext_lazy("remarks"),
    "file": gettext_lazy("whole file"),
    "file_name": gettext_lazy("name of a file"),
    "properties": gettext_lazy("properties of the file"),
    "link": gettext_lazy("address behind a link"),
    "names": gettext_lazy("names of sheets and areas"),
    "headerFooter": gettext_lazy("head or foot of the page"),
    "dataValidations": gettext_lazy("choices and hints of cells"),
    "autoFilter": gettext_lazy("filter of the sheet"),
    "hyperlinks": gettext_lazy("addresses behind cells"),
    "layer": gettext_lazy("layer that is switched off"),
}


def finding_words(finding: Finding) -> str:
    """Kind, file, place and glimpse of ``finding`` in one line."""
    name = "" if finding.scan.is_text else finding.scan.name
    parts = [finding.get_kind_display(), name, place_words(finding.place), finding.shown]
    if finding.further:
        parts.append(further_words(finding.further))
    return " · ".join(part for part in parts if part)


def further_words(number: int) -> str:
    """How many more of the kind there are."""
    return ngettext("and one more", "and %(number)d more", number) % {"number": number}


def place_words(place: dict) -> str:
    """The place of a finding in words, from the large to the small."""
    return _(", ").join(_parts(place))


def _parts(place: dict) -> Iterator[str]:
    if part := place.get("part"):
        yield str(PARTS.get(part, part))
    if "page" in place:
        yield _("page %(number)s") % {"number": place["page"]}
    if sheet := place.get("sheet"):
        yield _("sheet “%(name)s”") % {"name": sheet}
    if "table" in place:
        yield _("table %(number)s") % {"number": place["table"]}
    if "paragraph" in place:
        yield _("paragraph %(number)s") % {"number": place["paragraph"]}
    if "line" in place and ("paragraph" not in place or place["line"] > 1):
        yield _("line %(number)s") % {"number": place["line"]}
    if cell := place.get("cell"):
        yield _("cell %(name)s") % {"name": cell}
    if "row" in place and "line" not in place:
        yield _("row %(number)s") % {"number": place["row"]}
    if "column" in place and "line" not in place:
        yield _("column %(number)s") % {"number": place["column"]}
    if heading := place.get("heading"):
        yield _("heading “%(name)s”") % {"name": heading}
    if "x" in place:
        yield _("%(x)s points from the left, %(y)s from below") % {"x": place["x"], "y": place["y"]}
    if "offset" in place and place["offset"]:
        yield _("sign %(number)s") % {"number": place["offset"] + 1}
    if member := place.get("member"):
        yield str(member)
