"""What is kept of supervision."""

from supervision.models.complaints import Complaint, ComplaintClockEntry, ComplaintEvent
from supervision.models.orders import CorrectionOrder, CorrectionOrderEvent, OrderClockEntry
from supervision.models.reminders import ComplaintReminder, OrderReminder

__all__ = [
    "Complaint",
    "ComplaintClockEntry",
    "ComplaintEvent",
    "ComplaintReminder",
    "CorrectionOrder",
    "CorrectionOrderEvent",
    "OrderClockEntry",
    "OrderReminder",
]
