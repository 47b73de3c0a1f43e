"""Channels beside the website: each is a task of its keeper (扎口管理), due on a day, done with day, place and photo.

Corrections and withdrawals follow what hangs elsewhere: they make tasks of their own.
"""

import tempfile
from datetime import date, datetime
from functools import partial
from pathlib import Path, PurePath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Disclosure, Placement, PlacementPhoto
from core.deadlines import calendars
from core.files import clamav, laying
from core.files.types import FILE_TYPES, checked_type
from core.models import User
from core.scanning.process import cleaned_copy
from core.transitions import Refused

PICTURES = ("jpg", "jpeg", "png")


def place(disclosure: Disclosure, *, now: datetime) -> None:
    """Web publication is done by publishing; every other channel becomes a task of its keeper (C-102)."""
    today = timezone.localdate(now)
    rules_of_day = disclosure.agency.regime.version_on(timezone.localdate(disclosure.proposed_at)).rules
    counting = calendars.counting(disclosure.agency, rules_of_day)
    keepers = {department.slug: department for department in disclosure.agency.departments.all()}
    for code in disclosure.channels:
        channel = rules_of_day.channels[code]
        placement = Placement(
            disclosure=disclosure,
            channel=code,
            name=channel.name.zh,
            name_en=channel.name.en,
            keeper=keepers.get(channel.keeper),
            asked_on=today,
        )
        if channel.kind == "web":
            placement.placed_on, placement.place = today, disclosure.get_absolute_url()
            placement.confirmed_at = now
        else:
            placement.due_on = counting.after(today, channel.within)
        placement.save()


def follow(disclosure: Disclosure, *, task: str, now: datetime) -> list[Placement]:
    """Let what hangs elsewhere follow a correction or a withdrawal: a task for each channel. Web pages need none.

    Where the item is forbidden by now, a correction too means taking it down. What was never put up is not followed:
    its first task stands and means the text as it is then.
    """
    today = timezone.localdate(now)
    rules_of_day = disclosure.agency.regime.version_on(today).rules
    hanging: dict[str, Placement] = {}
    for done in disclosure.placements.filter(confirmed_by__isnull=False).order_by("confirmed_at", "pk"):
        hanging[done.channel] = done
    known = set(disclosure.placements.filter(confirmed_at__isnull=True).values_list("channel", "task"))
    made = []
    for code, last in hanging.items():
        wanted = Placement.Task.TAKE_DOWN if code in disclosure.item.never_on else task
        if last.task == Placement.Task.TAKE_DOWN or (code, wanted) in known:
            continue
        channel = rules_of_day.channels.get(code)
        counting = calendars.counting(disclosure.agency, rules_of_day)
        made.append(
            Placement.objects.create(
                disclosure=disclosure,
                channel=code,
                name=last.name,
                name_en=last.name_en,
                keeper=last.keeper,
                task=wanted,
                asked_on=today,
                due_on=counting.after(today, channel.within) if channel else today,
            )
        )
    return made


def confirm_placement(
    placement: Placement,
    *,
    placed_on: date,
    place: str,
    by: User,
    now: datetime,
    photo: UploadedFile | None = None,
) -> Placement:
    """Confirm when and where it was done (A-051), with a photograph when there is one. Raises ``Refused``.

    The photograph is looked through and rewritten in a process of its own, before anything is locked.
    """
    pictures = [_picture(photo)] if photo else []
    with laying.laid(partial(_lay, photo.name, one) for one in pictures) as laid, transaction.atomic():
        placement = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
        if reasons := _faults(placement, placed_on, place, by, now):
            raise Refused(*reasons)
        placement.placed_on, placement.place = placed_on, place.strip()
        placement.confirmed_by, placement.confirmed_at = by, now
        placement.save(update_fields=["placed_on", "place", "confirmed_by", "confirmed_at"])
        for picture in laid:
            _keep(placement, photo.name, picture)
    return placement


def _faults(placement: Placement, placed_on: date, place: str, by: User, now: datetime) -> list[str]:
    today = timezone.localdate(now)
    disclosure, reasons = placement.disclosure, []
    if not Placement.objects.tasks_of(by, on=today).filter(pk=placement.pk).exists():
        reasons.append(_("Only the keeper of the channel confirms."))
    if placement.confirmed_at:
        reasons.append(_("It is already confirmed."))
    elif not Placement.objects.waiting().filter(pk=placement.pk).exists():
        reasons.append(_("It was withdrawn meanwhile: it is not put up any more."))
    if not place.strip():
        reasons.append(_("Say where it can be seen."))
    if placement.task != Placement.Task.TAKE_DOWN and placement.channel in disclosure.item.never_on:
        reasons.append(_("This item may never be published on “%(channel)s”.") % {"channel": placement.name})
    since = placement.asked_on or disclosure.published_on
    if since is None or not since <= placed_on <= today:
        reasons.append(_("The day must lie between the publication and today."))
    return reasons


def _picture(photo: UploadedFile) -> bytes:
    """The photograph without what the camera wrote into it. Raises ``Refused``."""
    kind = checked_type(photo.name, photo, photo.size)
    if kind.suffix not in PICTURES:
        raise Refused(_("A photograph is a JPEG or PNG file."))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        with path.open("wb") as copy:
            for part in photo.chunks():
                copy.write(part)
        if settings.CLAMAV_ADDRESS:
            _look_for_viruses(path, photo.name)
        cleaned = cleaned_copy(path, kind.suffix)
    if not cleaned:
        raise Refused(_("“%(name)s” could not be read as a picture.") % {"name": photo.name})
    return cleaned


def _look_for_viruses(path: Path, name: str) -> None:
    try:
        with path.open("rb") as file:
            virus = clamav.look_through(file, settings.CLAMAV_ADDRESS)
    except clamav.NoAnswer as error:
        raise Refused(_("The file cannot be looked through for viruses now. Try again later.")) from error
    if virus:
        raise Refused(_("“%(name)s” holds a virus.") % {"name": name})


def _lay(name: str, picture: bytes) -> laying.Laid:
    return laying.lay(PlacementPhoto(), "file", picture, name=name)


def _keep(placement: Placement, name: str, laid: laying.Laid) -> None:
    suffix = PurePath(name).suffix.lower().lstrip(".")
    kept = PlacementPhoto(
        placement=placement,
        file=laid.path,
        name=name[-200:],
        media_type=FILE_TYPES[suffix].media_type,
        size=laid.size,
        sha256=laid.sha256,
    )
    kept.save()
    laid.named_by.append(kept)
