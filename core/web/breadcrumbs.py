"""Where a page of the staff stands: the workplace, and what lies between."""

from django.urls import reverse
from django.utils.translation import gettext as _


def trail(*steps: tuple[str, str]) -> list[tuple[str, str]]:
    """The steps of the breadcrumbs; each of ``steps`` is a label and the name of an address."""
    return [(_("Workplace"), reverse("workplace")), *((label, reverse(name)) for label, name in steps)]
