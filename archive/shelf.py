"""Which archive files a person may read, for one and for many, and what waits to be sealed by whom."""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from archive.models import ArchiveFile
from archive.rules import READ_ARCHIVE
from catalog.models import Disclosure, Placement, Version
from core.models import RegimeVersion, User
from core.months import later
from core.permissions import may, reach
from requests_app.models import Application


def readable_by(user: User, *, on: date) -> QuerySet[ArchiveFile]:
    """The files that ``user`` may open: inside their reach, and about a matter that they may read."""
    matters = Q(disclosure__in=Disclosure.objects.readable_by(user, on=on)) | Q(
        application__in=Application.objects.readable_by(user, on=on)
    )
    return ArchiveFile.objects.filter(reach(user, READ_ARCHIVE, on=on).q(), matters)


def is_readable_by(file: ArchiveFile, user: User, *, on: date) -> bool:
    """The one-object twin of ``readable_by``."""
    matter = file.disclosure or file.application
    return may(user, READ_ARCHIVE, file, on=on) and matter.is_readable_by(user, on=on)


def disclosures_to_seal(user: User, *, on: date) -> QuerySet[Disclosure]:
    """What ``user`` may archive now, in order of publication (H-200)."""
    waiting = Disclosure.objects.open_to(user, "archive", on=on) & Disclosure.objects.readable_by(user, on=on)
    return waiting.order_by("published_at", "pk")


def display_ended(today: date) -> Q:
    """Whose display has ended by ``today``, as a condition on disclosures (B-083): the validity with which it was
    published has passed, so many months after publication as the rules of the body say, or two people's word that it
    ends earlier.
    """
    first = Version.objects.filter(disclosure=OuterRef("pk"), number=1)
    as_published = ~Exists(first) | Exists(first.filter(valid_to=OuterRef("valid_to")))
    ended = Q(early_end__agreed_at__isnull=False)
    ended |= Q(valid_to__lt=today, valid_to__gte=F("published_on")) & as_published
    versions = RegimeVersion.objects.filter(valid_from__lte=today).order_by("valid_from", "number")
    for regime, version in {version.regime_id: version for version in versions}.items():
        months = version.rules.archive.display_months
        ended |= Q(agency__regime=regime, published_on__lte=later(today, -months))
    return ended


def ended(today: date) -> QuerySet[Disclosure]:
    """What is out, not filed, and was on display until before ``today``."""
    return Disclosure.objects.ready_for("archive").filter(display_ended(today))


def applications_to_seal(user: User, *, on: date) -> QuerySet[Application]:
    """The finished applications that ``user`` may archive now, the oldest first; an old ledger’s are on paper."""
    waiting = Application.objects.open_to(user, "archive", on=on) & Application.objects.readable_by(
        user, on=on
    )
    return waiting.filter(old_number="").order_by("received_at", "pk")


def places_in(sealed: dict) -> dict[str, list[dict]]:
    """The places of a manifest: where it was published, and apart from them where it was taken down again."""
    rows = sealed.get("placements", [])
    down = [row for row in rows if row.get("task") == Placement.Task.TAKE_DOWN]
    return {"placements": [row for row in rows if row not in down], "taken_down": down}
