"""Handing in what was approved to the disclosure office, which files it under a number (H-200)."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog import rules
from catalog.models import Disclosure, Filing, FilingReminder
from core import reminders
from core.deadlines import calendars
from core.models import Agency, User
from core.permissions import may
from core.regimes.parts import clocks_for
from core.serials import next_number
from core.transitions import Refused, must_stand

FILING = "filing"


def owe(disclosure: Disclosure, *, now: datetime) -> Filing | None:
    """Open the filing of an approval just given, with its day; None where the rules of the body want none.

    Called in the transaction of the approval.
    """
    today = timezone.localdate(now)
    rules_of_day = disclosure.agency.regime.version_on(today).rules
    clock = next(iter(clocks_for(rules_of_day.clocks, FILING)), None)
    if clock is None:
        return None
    due_on = calendars.counting(disclosure.agency, rules_of_day).after(today, clock.length)
    days = {"approved_on": today, "due_on": due_on}
    return Filing.objects.get_or_create(disclosure=disclosure, round=disclosure.round, defaults=days)[0]


@transaction.atomic
def hand_in(filing: Filing, *, by: User, now: datetime) -> Filing:
    """The department hands its approved text to the disclosure office; once. Raises ``Refused``."""
    today = timezone.localdate(now)
    disclosure = _locked(filing)
    if not may(by, rules.PROPOSE, disclosure, on=today):
        raise Refused(_("Only the responsible department hands in its texts for filing."))
    waiting = Filing.objects.filter(pk__in=Filing.objects.waiting().filter(pk=filing.pk).values("pk"))
    if not waiting.update(sent_on=today, sent_by=by):
        raise Refused(_("It is handed in already, or not approved any more."))
    filing.refresh_from_db()
    return filing


@transaction.atomic
def receive(filing: Filing, *, by: User, now: datetime) -> Filing:
    """The disclosure office files what was handed in, under the next number of the year. Raises ``Refused``."""
    today = timezone.localdate(now)
    disclosure = _locked(filing)
    if not may(by, rules.KEEP_CATALOGUE, disclosure, on=today):
        raise Refused(_("The disclosure office files what is handed in."))
    agency = disclosure.agency
    number = f"{agency.code}-备〔{today.year}〕{next_number(agency, 'filing', today.year):04d}"
    handed_in = Filing.objects.filter(pk=filing.pk, sent_on__isnull=False, received_on__isnull=True)
    if not handed_in.update(received_on=today, received_by=by, number=number):
        raise Refused(_("It is not handed in yet, or filed already."))
    filing.refresh_from_db()
    return filing


def _locked(filing: Filing) -> Disclosure:
    """The disclosure of ``filing`` under its lock, as the portal wrote it."""
    found = Disclosure.objects.select_for_update(of=("self",)).select_related("agency", "department")
    disclosure = found.get(pk=filing.disclosure_id)
    must_stand(disclosure)
    return disclosure


def remind(*, now: datetime) -> int:
    """Tell those whom a rung of the ladder names of approvals that are to be filed. Returns how many letters."""
    return reminders.remind(MATTER, now=now)


def _rows() -> QuerySet:
    return Filing.objects.waiting().select_related("disclosure")


def _agencies() -> QuerySet:
    return Agency.objects.filter(pk__in=Filing.objects.waiting().order_by().values("disclosure__agency"))


def _read(person: User, found: dict[int, Model], today: date) -> Iterable[int]:
    readable = Disclosure.objects.readable_by(person, on=today).values("pk")
    return Filing.objects.filter(pk__in=found, disclosure__in=readable).values_list("pk", flat=True)


KIND = FilingReminder.Kind.FILE.value
MATTER = reminders.Matter(
    letter="filing_near",
    ladders={KIND: "filings"},
    reminder=FilingReminder,
    agency="disclosure__agency",
    rows=_rows,
    cases=reminders.of_one_day(KIND, "due_on", "disclosure__department__path"),
    told_of=_read,
    agencies=_agencies,
)
