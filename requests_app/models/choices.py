"""What can be chosen of an application: where it stands, who asks, how it came and how the answer goes out."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.statuses import Tone, Toned


class Status(Toned):
    """Where an application stands (law-2019 art. 45: register, review, handle, answer, archive)."""

    RECEIVED = (
        "received",
        Tone.INFO,
        _("We have it. It is being registered."),
        pgettext_lazy("application status", "Received"),
    )
    REGISTERED = (
        "registered",
        Tone.INFO,
        _("It is registered; the body looks for the information and reviews it."),
        pgettext_lazy("application status", "In review"),
    )
    CORRECTING = (
        "correcting",
        Tone.WARN,
        _("We wait for you: please correct or complete your application below."),
        pgettext_lazy("application status", "Waiting for your correction"),
    )
    DRAFTED = (
        "drafted",
        Tone.INFO,
        _("It is registered; the body looks for the information and reviews it."),
        pgettext_lazy("application status", "Decision drafted"),
    )
    DECIDED = (
        "decided",
        Tone.GOOD,
        _("It is decided. Read the notice below."),
        pgettext_lazy("application status", "Decided"),
    )
    CLOSED = (
        "closed",
        Tone.INFO,
        _("It is decided and the answer was delivered."),
        pgettext_lazy("application status", "Closed"),
    )
    WITHDRAWN = (
        "withdrawn",
        Tone.QUIET,
        _("You have withdrawn it. Nothing more will be done."),
        pgettext_lazy("application status", "Withdrawn by the applicant"),
    )
    LAPSED = (
        "lapsed",
        Tone.QUIET,
        _("It was closed, because what it waited for from you did not come in time."),
        pgettext_lazy("application status", "Lapsed"),
    )
    ARCHIVED = (
        "archived",
        Tone.QUIET,
        _("It is finished, and its file is in the archive."),
        pgettext_lazy("application status", "Archived"),
    )


class CaseKind(models.TextChoices):
    """What is asked for: information, or that a body corrects its records about oneself (law-2019 art. 41)."""

    DISCLOSURE = "disclosure", pgettext_lazy("kind of case", "Application for disclosure")
    RECTIFICATION = "rectification", pgettext_lazy("kind of case", "Request to correct records")


OPEN = (Status.RECEIVED, Status.REGISTERED, Status.CORRECTING, Status.DRAFTED)


class ApplicantKind(models.TextChoices):
    """Natural persons and the five kinds of organisation of the annual report."""

    PERSON = "person", _("Natural person")
    COMPANY = "company", _("Commercial enterprise")
    RESEARCH = "research", _("Research institution")
    PUBLIC_GOOD = "public_good", _("Public-interest organisation")
    LEGAL_SERVICE = "legal_service", _("Legal service institution")
    OTHER = "other", _("Other organisation")


class Way(models.TextChoices):
    """How an application came in (J3-268, law-2019 art. 29)."""

    WEB = "web", _("Web form")
    COUNTER = "counter", _("In person")
    ORAL = "oral", _("Oral, written down by an officer")
    LETTER = "letter", _("Letter")
    TELEGRAM = "telegram", _("Telegram")
    FAX = "fax", _("Fax")
    EMAIL = "email", _("E-mail")
    FORWARDED = "forwarded", _("Forwarded by another body")


class DeliveryForm(models.TextChoices):
    """In which form the applicant wants the information (law-2019 art. 29(2) no. 3)."""

    ELECTRONIC = "electronic", _("Electronic file")
    PAPER = "paper", _("Paper copy")
    VIEWING = "viewing", _("Viewing on the spot")


class DeliveryWay(models.TextChoices):
    """How an answer went out; each has its day: read, sent, posted, or signed for (law-2019 art. 40)."""

    WEB = "web", _("On this portal, with number and query code")
    MAIL = "mail", _("By e-mail")
    POST = "post", _("By post")
    COUNTER = "counter", _("At the counter, signed for")
    ANNOUNCED = "announced", _("By public announcement")
