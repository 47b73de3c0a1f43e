"""What core keeps: people, places, regimes, days, letters, the public log."""

from core.models.bodies import AgencyEvent
from core.models.days import CalendarDay
from core.models.discrepancies import Discrepancy, DiscrepancyNote, VerifyingRound
from core.models.events import AbstractClockEntry, Event
from core.models.failures import Failure
from core.models.feeds import FeedAddress
from core.models.guests import EndedLinks, Receipt, Sent
from core.models.keys import FieldKey
from core.models.letters import Heartbeat, Letter, LetterEvent
from core.models.log import LogEntry, LogHead
from core.models.names import Called, FormerName
from core.models.once import Done
from core.models.people import Agency, Department, RoleAssignment, User
from core.models.regimes import Regime, RegimeVersion, RulesMissing
from core.models.reminders import Reminder
from core.models.restorations import Restoration
from core.models.rightings import Righting, RightingWish
from core.models.role_changes import RoleChange
from core.models.seals import Seal, Sealed, SealedQuerySet, SealForm
from core.models.serials import Serial
from core.models.tries import SharedPlace, Try
from core.models.uploads import KeptUpload

__all__ = [
    "AbstractClockEntry",
    "Agency",
    "AgencyEvent",
    "CalendarDay",
    "Called",
    "Department",
    "Discrepancy",
    "DiscrepancyNote",
    "Done",
    "EndedLinks",
    "Event",
    "Failure",
    "FeedAddress",
    "FieldKey",
    "FormerName",
    "Heartbeat",
    "KeptUpload",
    "Letter",
    "LetterEvent",
    "LogEntry",
    "LogHead",
    "Receipt",
    "Regime",
    "RegimeVersion",
    "RulesMissing",
    "Reminder",
    "Restoration",
    "Righting",
    "RightingWish",
    "RoleAssignment",
    "RoleChange",
    "Seal",
    "SealForm",
    "Sealed",
    "SealedQuerySet",
    "Sent",
    "Serial",
    "SharedPlace",
    "Try",
    "User",
    "VerifyingRound",
]
