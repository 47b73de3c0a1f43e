"""What is kept of an application."""

from requests_app.models.applications import (
    ApplicantKind,
    Application,
    ApplicationEvent,
    DeliveryForm,
    Status,
    Way,
)
from requests_app.models.clock_entries import ClockEntry
from requests_app.models.notices import Notice

__all__ = [
    "ApplicantKind",
    "Application",
    "ApplicationEvent",
    "ClockEntry",
    "DeliveryForm",
    "Notice",
    "Status",
    "Way",
]
