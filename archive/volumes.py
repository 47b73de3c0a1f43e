"""The volumes of a file: which corrections wait to be sealed, and where the files of every volume lie."""

from datetime import date

from django.db.models import F, Q, QuerySet

from archive.models import ArchiveFile
from catalog.models import Attachment, Disclosure, Version
from catalog.rules import ARCHIVE
from core.models import User
from core.permissions import reach


def waiting() -> QuerySet[Version]:
    """Corrections made after the file of their disclosure was sealed, not sealed themselves, in order."""
    found = Version.objects.filter(
        disclosure__status=Disclosure.Status.ARCHIVED,
        published_at__gt=F("disclosure__archive_file__sealed_at"),
        supplement__isnull=True,
    )
    return found.order_by("published_at", "pk")


def to_seal(user: User, *, on: date) -> QuerySet[Version]:
    """Those of them that ``user`` may seal on a day."""
    mine = reach(user, ARCHIVE, on=on).q("disclosure__agency_id", "disclosure__department")
    readable = Disclosure.objects.readable_by(user, on=on)
    return waiting().filter(mine, disclosure__in=readable.values("pk"))


def waiting_for(file: ArchiveFile) -> list[Version]:
    """The corrections of what ``file`` holds that no volume has sealed yet, in order."""
    return list(waiting().filter(disclosure=file.disclosure_id)) if file.disclosure_id else []


def correction_of(version: Version) -> Disclosure:
    """The row in which the text of ``version`` was drafted and reviewed: corrections are taken in one by one."""
    merged = version.disclosure.corrections.filter(status=Disclosure.Status.MERGED).order_by("pk")
    return merged[version.number - 2]


def attachments(disclosure: Disclosure) -> QuerySet[Attachment]:
    """The files that are public now and those that corrections took the place of since the sealing."""
    taken_in = Q(disclosure__corrects=disclosure, disclosure__status=Disclosure.Status.MERGED)
    return Attachment.objects.filter(Q(disclosure=disclosure) | taken_in)
