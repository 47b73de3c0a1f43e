"""manage.py demo: the invented city of Qinghe."""

from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.models import Agency, User
from core.roles import Role
from disclosure_portal.demo import passwords
from disclosure_portal.demo.agencies import AGENCIES, SHOWN_AGENCY, Sketch
from disclosure_portal.demo.build import build
from disclosure_portal.demo.stages import STAGES, put_at

SHOWN = (
    (Role.PROPOSER, "/admin/", "department staff: owes, drafts, proposes"),
    (Role.LEADER_IN_CHARGE, "/review/", "leader in charge: reviews, decides"),
    (Role.PARTY_GROUP, "/review/", "Party group: decides what is major or sensitive"),
    (Role.DISCLOSURE_OFFICE, "/work/", "disclosure office: coordinates, excuses, withdraws"),
    (Role.INTAKE_OFFICER, "/desk/", "application officer: registers, drafts, delivers"),
    (Role.SUPERVISOR, "/supervision/", "supervision group: watches, orders, exports PDF reports"),
    (Role.ARCHIVIST, "/archive/", "archivist: seals files"),
)


def chosen() -> list[Sketch]:
    """The agencies that ``DEMO_AGENCIES`` names, or all."""
    known = {sketch.slug: sketch for sketch in AGENCIES}
    if unknown := set(settings.DEMO_AGENCIES) - set(known):
        names = {"unknown": ", ".join(sorted(unknown)), "known": ", ".join(known)}
        raise CommandError(
            "DEMO_AGENCIES names no agency of the demo: {unknown}. There are {known}.".format(**names)
        )
    return [
        sketch for sketch in AGENCIES if not settings.DEMO_AGENCIES or sketch.slug in settings.DEMO_AGENCIES
    ]


def shown() -> str:
    """The agency whose people are told to the visitor: the usual one, or the first where that is not built."""
    slugs = [sketch.slug for sketch in chosen()]
    return SHOWN_AGENCY if SHOWN_AGENCY in slugs else slugs[0]


class Command(BaseCommand):
    help = "Build the demo agencies; safe to repeat. With --stage put one matter at a stage of its life."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--logins", action="store_true", help="only say who can sign in")
        parser.add_argument("--stage", choices=sorted(STAGES), help="put one new matter at this stage")

    def handle(self, *, logins: bool, stage: str | None, verbosity: int, **options) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo is for an embedded portal: a real one takes no invented people and matters."
            )
        now = timezone.now()
        if not logins:
            made = self._build(now)
            if verbosity:
                said = f"{len(made)} agencies built." if made else "The demo agencies stand already."
                self.stdout.write(said)
        if stage:
            self.stdout.write(put_at(stage, agency=shown(), now=now))
        elif verbosity:
            self._tell_logins()

    def _build(self, now: datetime) -> list[Agency]:
        """Build what is missing; where others reach the portal, nobody signs in with what everybody knows."""
        password = passwords.for_new_people()
        made = build(now=now, sketches=chosen(), password=password)
        changed = 0 if password == passwords.PUBLISHED else passwords.take_back_published(password)
        if password != passwords.PUBLISHED and (made or changed):
            self.stdout.write(
                "Others can reach this portal, so the people of the demo that were made now, or still had the\n"
                f"published password, have this one; it is told this once: {password}"
            )
        return made

    def _tell_logins(self) -> None:
        people = [
            (f"{shown()}-{role.value.replace('_', '-')}", address, what) for role, address, what in SHOWN
        ]
        root = "system administrator: agencies, people, regimes, calendar"
        people.append((passwords.ADMINISTRATOR, "/admin/", root))
        standing = User.objects.filter(is_active=True).in_bulk(
            [username for username, _address, _what in people], field_name="username"
        )
        known = any(passwords.is_published(person) for person in standing.values())
        how = (
            f"password of all: {passwords.PUBLISHED}"
            if known
            else "their password was told once; manage.py changepassword NAME gives another"
        )
        self.stdout.write(f"\nWho can sign in at /login/ ({how})\n")
        for username, address, what in people:
            if username in standing:
                self.stdout.write(f"  {username:28} {address:15} {what}")
