"""manage.py demo: the invented city of Qinghe."""

from datetime import datetime

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.models import Agency, User
from core.roles import Role
from disclosure_portal.demo import passwords, progress
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


class Command(BaseCommand):
    help = "Build the demo agencies; safe to repeat. With --stage put one matter at a stage of its life."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--logins", action="store_true", help="only say who can sign in")
        parser.add_argument(
            "--first", action="store_true", help="build one agency; the clock builds the others"
        )
        parser.add_argument("--stage", choices=sorted(STAGES), help="put one new matter at this stage")

    def handle(self, *, logins: bool, first: bool, stage: str | None, verbosity: int, **options) -> None:
        if not settings.EMBEDDED:
            raise CommandError(
                "The demo is for an embedded portal: a real one takes no invented people and matters."
            )
        now = timezone.now()
        if not logins:
            made = self._build(now, only_first=first)
            if verbosity:
                said = f"{len(made)} agencies built." if made else "The demo agencies stand already."
                self.stdout.write(said)
        if stage:
            self.stdout.write(put_at(stage, agency=progress.shown(), now=now))
        elif verbosity:
            self._tell_logins()

    def _build(self, now: datetime, *, only_first: bool) -> list[Agency]:
        """Build what is missing; where others reach the portal, nobody signs in with what everybody knows."""
        try:
            sketches = progress.chosen()
        except progress.UnknownAgency as error:
            raise CommandError(str(error)) from None
        password = passwords.for_new_people()
        made = build(now=now, sketches=sketches[:1] if only_first else sketches, password=password)
        changed = 0 if password == passwords.PUBLISHED else passwords.take_back_published(password)
        if password != passwords.PUBLISHED and (made or changed):
            self.stdout.write(
                "Others can reach this portal, so the people of the demo that were made now, or still had the\n"
                f"published password, have this one; it is told this once: {password}"
            )
        return made

    def _tell_logins(self) -> None:
        people = [
            (f"{progress.shown()}-{role.value.replace('_', '-')}", address, what)
            for role, address, what in SHOWN
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
