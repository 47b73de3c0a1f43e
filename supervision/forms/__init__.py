"""What is chosen and typed in supervision."""

from supervision.forms.watching import (
    OBLIGATIONS,
    OPINIONS,
    OTHERS,
    CloseForm,
    OrderForm,
    OverviewForm,
    PeriodForm,
    RecordsForm,
    ReopenForm,
    ReportForm,
)

__all__ = [
    "OBLIGATIONS",
    "OPINIONS",
    "OTHERS",
    "CloseForm",
    "OrderForm",
    "OverviewForm",
    "PeriodForm",
    "RecordsForm",
    "ReopenForm",
    "ReportForm",
]
