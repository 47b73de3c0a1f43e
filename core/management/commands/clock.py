"""Do a job of the clock by hand, or list all jobs."""

from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.reporting.error_reports import told
from core.scheduler import schedule


class Command(BaseCommand):
    """Without a job: each job with its last run. With one: do it now, or as of noon of a day in Shanghai."""

    help = "List the jobs of the clock, or do one of them now."

    def add_arguments(self, parser: CommandParser) -> None:
        """The job, the day, and whether it is only tried."""
        parser.add_argument("job", nargs="?", help="name of the job; without one all are listed")
        parser.add_argument("--day", help="do it as of noon of this day, such as 2026-03-10")
        parser.add_argument("--dry-run", action="store_true", help="change nothing, say what would be done")

    def handle(self, *args: Any, job: str | None, day: str | None, dry_run: bool, **options: Any) -> None:
        """List or do; ``CommandError`` with one sentence for what cannot be done and for a job that failed."""
        now = timezone.now()
        if job is None:
            if day or dry_run:
                raise CommandError(_("Name a job: --day and --dry-run say how to do one."))
            self._list(now)
            return
        chosen, noon = _job(job), _noon(day)
        if noon and noon > now and not dry_run and timezone.localdate(noon) > timezone.localdate(now):
            raise CommandError(_("A day to come can only be tried: add --dry-run."))
        try:
            if dry_run:
                result = schedule.rehearse(chosen, now=noon or now)
            else:
                result = schedule.run(chosen, now=now, day=noon)
        except Exception as error:
            raise CommandError(
                _("%(job)s failed: %(error)s") % {"job": chosen.name, "error": told(error)}
            ) from error
        words = (
            _("Nothing was changed. Would be done – %(did)s: %(number)s")
            if dry_run
            else "%(did)s: %(number)s"
        )
        self.stdout.write(words % {"did": chosen.did, "number": result})

    def _list(self, now: datetime) -> None:
        for one in schedule.standings(now):
            job, beat = one.job, one.beat
            ran = (
                date_format(timezone.localtime(beat.ran_at), "Y-m-d H:i:s")
                if beat and beat.ran_at
                else _("never")
            )
            parts = [job.name, str(job.title), _("last ran: %(when)s") % {"when": ran}]
            if beat and beat.ran_at:
                parts.append(f"{job.did}: {beat.result}")
            if one.is_overdue:
                parts.append(_("overdue"))
            if one.fails:
                parts.append(_("fails: %(error)s") % {"error": beat.error})
            self.stdout.write(" · ".join(parts))


def _job(name: str) -> schedule.Job:
    if name in schedule.JOBS:
        return schedule.JOBS[name]
    close = get_close_matches(name, schedule.JOBS, n=1)
    if close:
        words = _("There is no job “%(name)s”. Did you mean “%(close)s”?")
        raise CommandError(words % {"name": name, "close": close[0]})
    words = _("There is no job “%(name)s”. Expected one of: %(known)s.")
    raise CommandError(words % {"name": name, "known": ", ".join(schedule.JOBS)})


def _noon(day: str | None) -> datetime | None:
    if day is None:
        return None
    try:
        wanted = date.fromisoformat(day)
    except ValueError as error:
        words = _("“%(day)s” is no day of the calendar; expected year-month-day, such as 2026-03-10.")
        raise CommandError(words % {"day": day}) from error
    return timezone.make_aware(datetime.combine(wanted, time(12)))
