"""What watchers choose and type."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.models import Agency, Department
from core.permissions import Reach
from core.web.widgets import DayInput, no_direction_marks
from requests_app.models import ApplicantKind
from supervision.access import agencies_in, departments_in, scope_in
from supervision.models import CorrectionOrder
from supervision.order_clock import days_to_extend
from supervision.reports import Scope

FIRST_DAY = date(2000, 1, 1)
LONGEST = timedelta(days=3 * 366)
# The numbers of the overview, by the word that opens their rows.
OBLIGATIONS = {
    "owed": gettext_lazy("Owed"),
    "came": gettext_lazy("Came"),
    "in_time": gettext_lazy("Came in time"),
    "late": gettext_lazy("Overdue"),
    "excused": gettext_lazy("Excused"),
}
OPINIONS = {
    "opinions": gettext_lazy("Opinions received"),
    "answered": gettext_lazy("Opinions answered"),
    "answered_in_time": gettext_lazy("Opinions answered in time"),
    "rated": gettext_lazy("Ratings"),
    "satisfied": gettext_lazy("Satisfied ratings"),
}
OTHERS = {
    "published": gettext_lazy("Published"),
    "orders": gettext_lazy("Correction orders"),
    "criticism_all": gettext_lazy("Circular criticisms"),
    "criticism_waiting": gettext_lazy("Circular criticisms not issued yet"),
    "criticism_missed": gettext_lazy("Circular criticisms that came late or not at all"),
    "emergency_all": gettext_lazy("Emergency publications"),
    "emergency_waiting": gettext_lazy("Emergency publications not reviewed yet"),
    "emergency_missed": gettext_lazy("Emergency publications whose review was missed"),
}


class PeriodForm(forms.Form):
    """From one day to another; without days it is this year up to today."""

    since = forms.DateField(label=pgettext_lazy("period", "From"), widget=DayInput)
    until = forms.DateField(label=pgettext_lazy("period", "To"), widget=DayInput)
    in_address = {"since": "from", "until": "to"}

    def __init__(self, data, *, today: date, **kwargs) -> None:
        chosen = data.copy()
        for name, day in (("from", date(today.year, 1, 1)), ("to", today)):
            if not chosen.get(name):
                chosen[name] = day.isoformat()
        super().__init__(chosen, **kwargs)
        self.last_day = today + timedelta(days=366)

    def add_prefix(self, field_name: str) -> str:
        """Addresses say ``from`` and ``to``, words that Python keeps for itself."""
        return super().add_prefix(self.in_address.get(field_name, field_name))

    @property
    def in_an_address(self) -> list[str]:
        """What its fields are called there."""
        return [self.add_prefix(name) for name in self.fields]

    def clean(self) -> dict:
        """The days are in order, near enough, and not too far apart."""
        chosen = super().clean()
        since, until = chosen.get("since"), chosen.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and not FIRST_DAY <= day <= self.last_day:
                words = {"first": FIRST_DAY.isoformat(), "last": self.last_day.isoformat()}
                self.add_error(name, _("Choose a day from %(first)s to %(last)s.") % words)
        if since and until and since > until:
            self.add_error("until", _("The last day lies before the first."))
        elif since and until and until - since > LONGEST:
            self.add_error("until", _("A period of three years at most can be looked at."))
        return chosen


class OverviewForm(PeriodForm):
    """Which agency, and when; without one it is the first in reach. What lies out of reach does not exist here."""

    agency = forms.ModelChoiceField(
        label=gettext_lazy("Agency"),
        queryset=Agency.objects.none(),
        to_field_name="slug",
        empty_label=None,
        error_messages={"invalid_choice": gettext_lazy("There is no such agency in your reach.")},
    )
    field_order = ["agency", "since", "until"]

    def __init__(self, data, *, found: Reach, **kwargs) -> None:
        agencies = agencies_in(found).select_related("regime")
        chosen = data.copy()
        if not chosen.get("agency") and (first := agencies.first()):
            chosen["agency"] = first.slug
        super().__init__(chosen, **kwargs)
        self.found = found
        self.fields["agency"].queryset = agencies

    @property
    def scope(self) -> Scope:
        """The part of the agency that the watcher's reach covers, once the form is valid."""
        chosen = self.cleaned_data
        return scope_in(
            self.found, chosen["agency"], chosen["since"], chosen["until"], chosen.get("department")
        )


class RecordsForm(OverviewForm):
    """Which number is opened."""

    department = forms.SlugField(required=False)
    of = forms.ChoiceField(
        label=pgettext_lazy("figure", "Number"),
        choices=[*OBLIGATIONS.items(), *OPINIONS.items(), *OTHERS.items()],
    )

    def clean(self) -> dict:
        """The department belongs to the agency and lies in reach."""
        chosen = super().clean()
        slug, agency = chosen.get("department"), chosen.get("agency")
        chosen["department"] = None
        if slug and agency:
            department = Department.objects.filter(agency=agency, slug=slug).first()
            if department is None or not self.found.covers(department):
                self.add_error("department", _("There is no such department in your reach."))
            chosen["department"] = department
        return chosen


class CasesForm(OverviewForm):
    """Which number of the table of applications is opened: its row and its column."""

    row = forms.TypedChoiceField(
        label=pgettext_lazy("table", "Row"), choices=[(row, row) for row in range(1, 26)], coerce=int
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("table", "Column"), choices=[("", ""), *ApplicantKind.choices], required=False
    )


class DepartmentChoiceField(forms.ModelChoiceField):
    """Departments of several agencies, each named with its agency."""

    def label_from_instance(self, department: Department) -> str:
        return f"{department.agency} · {department}"


class OrderForm(forms.Form):
    """A correction order."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is ordered"),
        choices=CorrectionOrder.Kind,
        initial=CorrectionOrder.Kind.CORRECTION,
        required=False,
    )
    department = DepartmentChoiceField(label=gettext_lazy("Department"), queryset=Department.objects.none())
    finding = forms.CharField(
        label=pgettext_lazy("inspection", "What was found"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        validators=[no_direction_marks],
    )
    demand = forms.CharField(
        label=gettext_lazy("What must be done"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        validators=[no_direction_marks],
    )
    due_on = forms.DateField(
        label=gettext_lazy("Correct by"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Leave it empty for the term that the rules of the agency name."),
    )
    counts_from = forms.DateField(
        label=gettext_lazy("Counted from"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("For an explanation: the day of the change. Empty: today."),
    )

    def __init__(self, *args, found: Reach, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"].queryset = departments_in(found).select_related("agency")

    def clean_kind(self) -> str:
        """An order to correct unless something else is chosen."""
        return self.cleaned_data["kind"] or CorrectionOrder.Kind.CORRECTION


class ReportForm(forms.Form):
    """What the department says it has put right."""

    report = forms.CharField(
        label=gettext_lazy("What was put right"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        validators=[no_direction_marks],
    )


class CloseForm(forms.Form):
    """A remark with the acceptance."""

    note = forms.CharField(
        label=gettext_lazy("Remark"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=1000,
        required=False,
        validators=[no_direction_marks],
    )


class ExtendForm(forms.Form):
    """By how many days an order is put off, and why."""

    def __init__(self, *args, order: CorrectionOrder, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        most = days_to_extend(order)
        self.fields["days"] = forms.IntegerField(
            label=_("Days to add"),
            min_value=1,
            max_value=max(most, 1),
            help_text=_("At most %(days)s more.") % {"days": most},
        )
        self.fields["reason"] = forms.CharField(
            label=_("Reason, which the department is told"),
            widget=forms.Textarea(attrs={"rows": 3}),
            max_length=300,
            validators=[no_direction_marks],
        )


class SetDayForm(forms.Form):
    """Another last day, and why."""

    due_on = forms.DateField(label=gettext_lazy("Correct by"), widget=DayInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason, which the department is told"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=300,
        validators=[no_direction_marks],
    )


class CriticiseForm(forms.Form):
    """The words of a circular criticism."""

    words = forms.CharField(
        label=gettext_lazy("What is criticised"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=gettext_lazy("The heads of all departments are sent it with the order. Name nobody."),
        error_messages={"required": gettext_lazy("Say what is criticised.")},
        validators=[no_direction_marks],
    )


class ReopenForm(forms.Form):
    """Why the report is not enough."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not accepted"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        validators=[no_direction_marks],
    )
