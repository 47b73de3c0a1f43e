"""What is chosen and typed in supervision."""

from supervision.forms.watching import (
    OBLIGATIONS,
    OPINIONS,
    OTHERS,
    CloseForm,
    CriticiseForm,
    ExtendForm,
    OrderForm,
    OverviewForm,
    PeriodForm,
    RecordsForm,
    ReopenForm,
    ReportForm,
    SetDayForm,
)

__all__ = [
    "OBLIGATIONS",
    "OPINIONS",
    "OTHERS",
    "CloseForm",
    "CriticiseForm",
    "ExtendForm",
    "OrderForm",
    "OverviewForm",
    "PeriodForm",
    "RecordsForm",
    "ReopenForm",
    "ReportForm",
    "SetDayForm",
]
