"""Write all personal data anew with the newest key of FIELD_KEY, or only name what cannot be read."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import keys


class Command(BaseCommand):
    """Stopped at any moment and run again, it goes on. It may run while the portal does."""

    help = "Write rows and files anew with the first key of FIELD_KEY=new,old; afterwards the old one may go."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to look only."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing, name what no given key can read"
        )
        parser.add_argument(
            "--leave-unreadable",
            action="store_true",
            help="finish although something is left that no key reads",
        )

    def handle(self, *args: Any, check: bool, leave_unreadable: bool, **options: Any) -> None:
        """Look or rotate; ``CommandError`` with the names of what could not be read, which keeps its old key."""
        now = timezone.now()
        try:
            keys.ensure(now)
        except keys.WrongKey as error:
            raise CommandError(str(error)) from error
        unreadable: list[str] = []
        if check:
            keys.look(unreadable=unreadable)
        else:
            keys.bind_rows()
            rows = sum(keys.rotate_rows(*place, unreadable=unreadable) for place in keys.columns())
            files = sum(keys.rotate_files(*place, unreadable=unreadable) for place in keys.file_columns())
            self.stdout.write(
                _("Written anew: values %(rows)d, files %(files)d.") % {"rows": rows, "files": files}
            )
        for name in unreadable:
            self.stderr.write(name)
        if unreadable and (check or not leave_unreadable):
            count = len(unreadable)
            raise CommandError(
                ngettext(
                    "%(count)d value or file cannot be read with the given keys. Keep all and add the missing one.",
                    "%(count)d values or files cannot be read with the given keys. Keep all and add the missing one.",
                    count,
                )
                % {"count": count}
            )
        if not check:
            keys.finish(now)
            self.stdout.write(_("From now on the first key of FIELD_KEY is enough."))
