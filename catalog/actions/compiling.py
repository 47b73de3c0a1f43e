"""The disclosure office compiles guide and catalogue, each on a day (law-2019 art. 12)."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Compilation
from catalog.obligations import yearly
from core.models import Agency, User
from core.permissions import may
from core.transitions import Refused


@transaction.atomic
def compile_anew(agency: Agency, *, kind: str, by: User, now: datetime) -> Compilation:
    """Say that guide or catalogue of ``agency`` was gone through and stands as it should today; once a day.

    A guide that lacks one of the nine elements of article 12 is none, and a catalogue with entries without a summary is
    not whole: refused with what is missing. Raises ``Refused``.
    """
    today = timezone.localdate(now)
    agency = Agency.objects.select_for_update(of=("self",)).get(pk=agency.pk)
    if kind not in Compilation.Kind.values:
        raise Refused(_("Guide and catalogue are compiled; there is no such thing."))
    if not may(by, rules.KEEP_CATALOGUE, agency, on=today):
        raise Refused(_("Only the disclosure office compiles guide and catalogue."))
    is_guide = kind == Compilation.Kind.GUIDE
    if lacks := (yearly.guide_lacks if is_guide else yearly.catalogue_lacks)(agency):
        raise Refused(_("It cannot be compiled yet. Missing: %(what)s.") % {"what": _(", ").join(lacks)})
    if Compilation.objects.filter(agency=agency, kind=kind, compiled_on=today).exists():
        raise Refused(_("It was compiled today already."))
    return Compilation.objects.create(agency=agency, kind=kind, compiled_on=today, compiled_by=by)
