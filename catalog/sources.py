"""The source attribute of information, and the grounds on which it is kept back (law-2019 articles 13 to 16)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Source(TextChoices):
    """公开属性: decided when something is drafted."""

    ACTIVE = "active", _("Disclosed on our own account")
    ON_APPLICATION = "on_application", _("Given on application")
    WITHHELD = "withheld", _("Not disclosed")


KEPT_AS = {
    Source.WITHHELD: _("On the register of what is withheld"),
    Source.ON_APPLICATION: _("Kept for applications"),
}


class Ground(TextChoices):
    """Why something is not disclosed; each names its article."""

    STATE_SECRET = "state_secret", _("State secret (article 14)")
    FORBIDDEN = "forbidden", _("Forbidden by law or administrative regulation (article 14)")
    SECURITY = (
        "security",
        _("Endangers national, public or economic security or social stability (article 14)"),
    )
    TRADE_SECRET = "trade_secret", _("Trade secret of a third party (article 15)")
    PRIVACY = "privacy", _("Privacy of a third party (article 15)")
    INTERNAL = "internal", _("Internal affairs of the agency (article 16)")
    PROCESS = "process", _("Records of deliberation and drafting (article 16)")
    ENFORCEMENT = "enforcement", _("File of administrative enforcement (article 16)")
