"""Which report is wanted."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy

from archive.models import ArchiveFile
from core.models import Agency, Department
from core.permissions import Reach
from core.web.narrowing import Narrowing
from supervision.access import departments_in, scope_in
from supervision.forms import PeriodForm
from supervision.reports import Scope


class ShelfFilter(Narrowing):
    """Sealed files, by year."""

    year = filters.TypedChoiceFilter(label=gettext_lazy("Year"), coerce=int)

    class Meta:
        model = ArchiveFile
        fields = ["year"]

    def __init__(self, *args, years: list[int], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["year"].extra["choices"] = [(year, str(year)) for year in years]


class EarlyEndForm(forms.Form):
    """Why a display should end before its time."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PeriodReportForm(PeriodForm):
    """A department of the agency, or what of it lies in reach, over a period."""

    department = forms.ModelChoiceField(
        label=gettext_lazy("Department"),
        queryset=Department.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("All departments"),
        error_messages={"invalid_choice": gettext_lazy("There is no such department in your reach.")},
    )
    field_order = ["department", "since", "until"]

    def __init__(self, data, *, agency: Agency, found: Reach, **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.agency, self.found = agency, found
        self.fields["department"].queryset = departments_in(found).filter(agency=agency)

    @property
    def scope(self) -> Scope:
        """What the report covers, once the form is valid."""
        chosen = self.cleaned_data
        return scope_in(self.found, self.agency, chosen["since"], chosen["until"], chosen["department"])
