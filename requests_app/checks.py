"""Checks for the administrator: whose applications would never be purged, and who could take none."""

from django.core.checks import Warning, register
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Agency, RulesMissing
from requests_app.actions import retention

TAG, RULES = "keeping", "rules"


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


@register(RULES)
def rules_are_loaded(app_configs, databases=None, **kwargs) -> list[Warning]:
    """Bodies whose rules for applications follow those of a regime that was never loaded: nobody can apply to them."""
    if not databases:
        return []
    today = timezone.localdate()
    try:
        agencies = list(Agency.objects.select_related("regime"))
        lacking = [(agency, agency.regime.followed_but_missing(today)) for agency in agencies]
    except DatabaseError:  # before the tables are there nobody applies
        return []
    hint = _("Load it with: manage.py load_regime regimes/%(code)s.yaml")
    return [
        Warning(f"{agency}: {RulesMissing(code)}", hint=hint % {"code": code}, obj=agency, id="portal.W021")
        for agency, code in lacking
        if code
    ]
