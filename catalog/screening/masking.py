"""What the public reads of an opinion: masked by suggestion, confirmed by who answers. What came stays inside."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from catalog.models import Finding
from core.models import Agency
from core.scanning import masking


def suggestion(text: str, *, agency: Agency, names: Iterable[str] = ()) -> str:
    """``text`` with what points at people masked; the hotline of the body itself stays."""
    return masking.suggestion(text, known=_known(agency), names=names)


def faults(*texts: str, agency: Agency, names: Iterable[str] = ()) -> Iterator[str]:
    """Why ``texts`` cannot be made public as they are, in one sentence: they still name somebody."""
    names = list(names)
    kinds = dict.fromkeys(
        kind for text in texts for kind in masking.left_in(text, known=_known(agency), names=names)
    )
    if kinds:
        yield _("It still points at people: %(kinds)s. Mask it, or confirm that it may stand.") % {
            "kinds": "、".join(_word(kind) for kind in kinds)
        }


def _known(agency: Agency) -> frozenset[str]:
    return frozenset(filter(None, [re.sub(r"\D", "", agency.hotline)]))


def _word(kind: str) -> str:
    if kind == "name":
        return pgettext("what a text tells of people", "name")
    if kind == "mail":
        return pgettext("what a text tells of people", "mail address")
    return str(Finding.Kind(kind).label)
