"""A check for the administrator: whose applications would never be purged."""

from django.core.checks import Warning, register
from django.db import DatabaseError
from django.utils.translation import gettext as _

from core.models import Agency
from requests_app.actions import retention

TAG = "keeping"


@register(TAG)
def years_of_keeping(app_configs, databases=None, **kwargs) -> list[Warning]:
    """Bodies that took applications and have not said for how long they keep what is personal."""
    if not databases:
        return []
    said = _(
        "No years of keeping are chosen for %(agency)s: personal data of its applications are never purged."
    )
    hint = _("Enter the years and on what they rest, in the admin under “years of keeping”.")
    try:
        found = retention.without_rule(Agency.objects.all())
    except DatabaseError:  # before the tables are there nothing is kept
        return []
    return [Warning(said % {"agency": it}, hint=hint, obj=it, id="portal.W020") for it in found]
