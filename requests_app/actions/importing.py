"""Taking over the old ledger of a body: what was closed as history, what is open with its clock (docs/import.md).

Nobody is written to. A row that is there already is left alone, so a file can be taken again; a file with one fault is
not taken at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path

from django.db import reset_queries, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.deadlines.count import Impossible
from core.exports import spreadsheets
from core.exports.spreadsheets import Fault
from core.models import Agency, Department, RegimeVersion
from requests_app import report_rows
from requests_app.actions import clocks
from requests_app.actions.clocks import ANSWER, Act
from requests_app.identity import applicant_key
from requests_app.intake.ledger_rows import Entry, Heading, Reader
from requests_app.models import Application, ApplicationEvent, ClockEntry

BATCH = 1000
MOST_FAULTS = 200
Status = Application.Status


Story = tuple[Application, list[ClockEntry]]  # an application and the beginning of its clock, not yet written


@dataclass
class Taken:
    """What became of a file: rows read, applications taken over, of these still open, those that were there before."""

    read: int = 0
    taken: int = 0
    open: int = 0
    there: int = 0
    faults: list[Fault] = field(default_factory=list)
    more_faults: int = 0

    def blame(self, faults: list[Fault]) -> None:
        """Keep the first faults and count the others."""
        room = MOST_FAULTS - len(self.faults)
        self.faults += faults[:room]
        self.more_faults += max(len(faults) - room, 0)


def import_ledger(*, agency: Agency, path: Path, now: datetime, dry_run: bool = False) -> Taken:
    """Take over the ledger in ``path``. With a fault, or for trial, nothing is kept.

    Everything is read, checked and counted before the first row is written; then each portion is written in a short
    transaction of its own, so that nobody waits for the whole ledger. One that was broken off is taken again: what is
    there is left. Two that import into one body wait for each other. Raises ``spreadsheets.Unreadable``.
    """
    result, writer, portions = Taken(), _Writer(agency, now), []
    for batch in _batches(path, timezone.localdate(now), result):
        if not result.faults:
            portions.append(writer.prepared(batch, result))
        reset_queries()
    if not dry_run and not result.faults:
        for portion in portions:
            writer.write(portion, result)
            reset_queries()
    return result


def _batches(path: Path, today: date, result: Taken) -> Iterator[list[Entry]]:
    """What the rows say, in portions; what is wrong with them goes to ``result``."""
    table = spreadsheets.rows(path)
    first = next(table, None)
    if first is None:
        raise spreadsheets.Unreadable(_("“%(name)s” is empty.") % {"name": path.name})
    heading = Heading(*first)
    result.blame(heading.faults)
    if heading.faults:
        return
    reader, batch = Reader(heading, today), []
    for row, cells in table:
        result.read += 1
        said = reader.read(row, cells)
        if isinstance(said, Entry):
            batch.append(said)
        else:
            result.blame(said)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


class _Writer:
    """Writes entries as applications, their events, and the clocks of those that are open."""

    def __init__(self, agency: Agency, now: datetime) -> None:
        self.agency, self.now = agency, now
        self.department: Department | None = agency.departments.filter(is_disclosure_office=True).first()
        self.versions = list(agency.regime.versions.order_by("-valid_from", "-number"))
        self.starts: dict[date, Application] = {}

    def prepared(self, batch: list[Entry], result: Taken) -> list[Story]:
        """What is not there yet, as it will be written; nothing is written."""
        there = self._there([entry.number for entry in batch])
        portion = []
        for entry in batch:
            if entry.number in there:
                result.there += 1
                continue
            application = self._application(entry)
            story = [] if entry.outcome else self._clock(application, entry, result)
            portion.append((application, story))
        result.taken += len(portion)
        result.open += sum(application.report_row is None for application, _story in portion)
        return portion

    def _there(self, numbers: list[str]) -> set[str]:
        known = self.agency.applications.filter(old_number__in=numbers)
        return set(known.values_list("old_number", flat=True))

    @transaction.atomic
    def write(self, portion: list[Story], result: Taken) -> None:
        """Write ``portion``, but for what another import has brought meanwhile."""
        Agency.objects.select_for_update().get(pk=self.agency.pk)
        there = self._there([application.old_number for application, _story in portion])
        late = [application for application, _story in portion if application.old_number in there]
        result.there += len(late)
        result.taken -= len(late)
        result.open -= sum(application.report_row is None for application in late)
        portion = [one for one in portion if one[0].old_number not in there]
        fresh = [application for application, _story in portion]
        Application.objects.bulk_create(fresh, batch_size=BATCH)
        ApplicationEvent.objects.bulk_create(
            ApplicationEvent(
                application=application, action="import", previous="", current=application.status, at=self.now
            )
            for application in fresh
        )
        entries = [entry for _application, story in portion for entry in story]
        for entry in entries:
            entry.application_id = entry.application.pk
        ClockEntry.objects.bulk_create(entries)

    def _application(self, entry: Entry) -> Application:
        application = Application(
            agency=self.agency,
            department=self.department,
            version=self._version_on(entry.received_on),
            number=f"{self.agency.code}-旧-{entry.number}",
            old_number=entry.number,
            status=_status(entry.outcome),
            way=entry.way,
            applicant_kind=entry.applicant_kind,
            subject=entry.subject,
            description=entry.description,
            report_row=entry.outcome,
            arrived_on=entry.received_on,
            received_on=entry.received_on,
            received_at=timezone.make_aware(datetime.combine(entry.received_on, time())),
            registered_on=entry.received_on,
            answer_by=entry.due_on,
            decided_on=entry.decided_on,
            **entry.applicant,
        )
        if entry.applicant["applicant_name"]:
            application.applicant_key = applicant_key(application)
        return application

    def _version_on(self, day: date) -> RegimeVersion:
        return next((it for it in self.versions if it.valid_from <= day), self.versions[-1])

    def _clock(self, application: Application, entry: Entry, result: Taken) -> list[ClockEntry]:
        """The clock of what is open: by the rule, and longer where the ledger names a later day of answer."""
        plain = self._plain(application)
        application.answer_by, application.provisional = plain.answer_by, plain.provisional
        began, reason = clocks.beginning(plain)
        story = [self._entry(application, Act.START, began, reason=reason)]
        longer = clocks.days_between(plain, plain.answer_by, entry.due_on) if entry.due_on else 0
        if longer:
            story.append(self._entry(application, Act.EXTEND, plain.answer_by, days=max(longer, 0)))
            try:
                due = clocks.due_of_entries(plain, ANSWER, story)
            except Impossible as impossible:
                result.blame([Fault(entry.row, "due_on", str(impossible))])
                return []
            application.answer_by, application.provisional = due.day, due.provisional
        return story

    def _plain(self, application: Application) -> Application:
        """An application of that day whose clock nothing happened to; each day is computed once."""
        day = application.received_on
        if day not in self.starts:
            plain = Application(agency=self.agency, version=application.version, received_on=day)
            began, _reason = clocks.beginning(plain)
            due = clocks.due_of_entries(plain, ANSWER, [ClockEntry(act=Act.START, on=began)])
            plain.answer_by, plain.provisional = due.day, due.provisional
            self.starts[day] = plain
        return self.starts[day]

    def _entry(self, application: Application, act: str, on: date, **said) -> ClockEntry:
        return ClockEntry(application=application, clock=ANSWER, act=act, on=on, at=self.now, **said)


def _status(outcome: int | None) -> str:
    if outcome is None:
        return Status.REGISTERED
    return Status.LAPSED if outcome in report_rows.GIVEN_UP else Status.CLOSED
