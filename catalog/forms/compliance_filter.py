"""What the compliance calendar may be narrowed by. What is typed wrong gets a sentence, and an empty calendar."""

import re
from datetime import date

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Obligation
from catalog.obligations import compliance
from catalog.obligations.compliance import Month, Outcome
from core.models import Agency
from core.models.people import in_language
from core.regimes.parsed import Cadence
from core.web.narrowing import Narrowing
from core.workdays import FIRST_YEAR, LAST_YEAR

MONTH = re.compile(r"(\d{4})-(\d\d)", re.ASCII)
WRONG_MONTH = _("Choose a month between January 1990 and December 2060, written like 2026-11.")
WRONG_DAY = _("Choose a day between 1990 and 2060, written like 2026-11-20.")
UNKNOWN_STATE = {"invalid_choice": _("There is no such state.")}
UNKNOWN_DEPARTMENT = {"invalid_choice": _("This agency has no such department.")}
UNKNOWN_CADENCE = {"invalid_choice": _("The rules of this agency know no such cadence.")}


class MonthField(forms.CharField):
    """A month, written like 2026-11."""

    def clean(self, value) -> Month | None:
        text = super().clean(value)
        if not text:
            return None
        match = MONTH.fullmatch(text)
        try:
            return Month(int(match[1]), int(match[2])) if match else self._refuse()
        except ValueError:
            return self._refuse()

    def _refuse(self) -> None:
        raise forms.ValidationError(WRONG_MONTH, code="invalid")


class DayField(forms.DateField):
    """A day that the calendar knows, written like 2026-11-20."""

    def __init__(self, **options) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], error_messages={"invalid": WRONG_DAY}, **options)

    def clean(self, value) -> date | None:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(WRONG_DAY, code="invalid")
        return day


class MonthFilter(filters.Filter):
    """Narrows to what has its last day in a month."""

    field_class = MonthField

    def filter(self, qs: QuerySet, value: Month | None) -> QuerySet:
        return qs.filter(compliance.within(value.first, value.last)) if value else qs


class DayFilter(filters.Filter):
    """Narrows to what has its last day on a day."""

    field_class = DayField

    def filter(self, qs: QuerySet, value: date | None) -> QuerySet:
        return qs.filter(compliance.within(value, value)) if value else qs


class CalendarFilter(Narrowing):
    """Narrows what the public watches, of one agency when it is given, else of all."""

    month = MonthFilter(label=_("Month"))
    day = DayFilter(label=_("Day"))
    state = filters.ChoiceFilter(
        label=_("State"), field_name="outcome", choices=Outcome.choices, error_messages=UNKNOWN_STATE
    )
    department = filters.ChoiceFilter(
        label=_("Department"), field_name="item__department__slug", error_messages=UNKNOWN_DEPARTMENT
    )
    cadence = filters.ChoiceFilter(
        label=_("Cadence"), field_name="item__cadence", error_messages=UNKNOWN_CADENCE
    )

    class Meta:
        model = Obligation
        fields = ["month", "day", "state", "department", "cadence"]

    def __init__(self, data, *, today: date, agency: Agency | None = None) -> None:
        super().__init__(data, queryset=compliance.watched(today))
        if agency is None:
            del self.filters["department"], self.filters["cadence"]
        else:
            self.queryset = self.queryset.filter(item__agency=agency)
            self.filters["department"].extra["choices"] = departments_of(agency)
            self.filters["cadence"].extra["choices"] = [
                (cadence.code, str(cadence.name)) for cadence in cadences_of(agency, today)
            ]

    def narrowed(self, *, leave_out: tuple[str, ...] = ()) -> QuerySet:
        """The obligations that fit what was asked, but for ``leave_out``; none when it was not understood."""
        rows = self.queryset
        if not self.form.is_valid():
            return rows.none()
        for name, value in self.form.cleaned_data.items():
            if name not in leave_out:
                rows = self.filters[name].filter(rows, value)
        return rows

    def asked(self, name: str):
        """What was asked of ``name``, or None."""
        return (self.form.cleaned_data.get(name) or None) if self.form.is_valid() else None

    def sentences(self) -> list[str]:
        """What was not understood, in words."""
        return [sentence for sentences in self.form.errors.values() for sentence in sentences]


def departments_of(agency: Agency) -> list[tuple[str, str]]:
    """The departments of an agency to choose from."""
    rows = agency.departments.order_by("path").values_list("slug", "name", "name_en")
    return [(slug, in_language(*names)) for slug, *names in rows]


def cadences_of(agency: Agency, today: date) -> list[Cadence]:
    """The cadences of the rules that the agency's catalogue follows."""
    version = agency.adopted or agency.regime.version_on(today)
    return list(version.rules.cadences.values())
