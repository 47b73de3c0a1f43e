"""The check of chains against the people: run when regimes are loaded, on the page of an agency, and by command."""

from django.core.checks import Warning, register
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Agency
from review.unstaffed_steps import gaps

TAG = "chains"


@register(TAG)
def roles_are_held(app_configs, databases=None, **kwargs) -> list[Warning]:
    """A warning for each step of a chain whose role nobody holds. It asks the database only when it is told to."""
    if not databases:
        return []
    today = timezone.localdate()
    try:
        agencies = list(Agency.objects.filter(items__isnull=False).distinct().select_related("regime"))
        return [_warning(agency, gap) for agency in agencies for gap in gaps(agency, today)]
    except DatabaseError:  # before the tables are there or have all their columns there is nothing to check
        return []


def _warning(agency: Agency, gap) -> Warning:
    words = {"agency": agency, "step": gap.step, "role": gap.role.label, "chain": gap.chain}
    if gap.departments:
        said = _(
            "%(agency)s: nobody holds the role “%(role)s” of step “%(step)s” (%(chain)s) for %(places)s."
        )
        words["places"] = "、".join(gap.departments)
    else:
        said = _("%(agency)s: nobody holds the role “%(role)s” of step “%(step)s” (%(chain)s).")
    hint = _("Give somebody the role on the page of the person; until then matters wait at this step.")
    return Warning(said % words, hint=hint, obj=agency, id="portal.W010")
