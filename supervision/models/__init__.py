"""What is kept of supervision."""

from supervision.models.complaints import Complaint, ComplaintClockEntry, ComplaintEvent
from supervision.models.orders import CorrectionOrder, CorrectionOrderEvent

__all__ = [
    "Complaint",
    "ComplaintClockEntry",
    "ComplaintEvent",
    "CorrectionOrder",
    "CorrectionOrderEvent",
]
