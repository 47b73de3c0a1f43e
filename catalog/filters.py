"""What a visitor may narrow a list by. What is typed wrong gets a sentence, and an empty list."""

import django_filters as filters
from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure, State
from catalog.subjects import SubjectClass
from core.models import Agency

FIRST_YEAR, LAST_YEAR = 1990, 2060
LONGEST_QUERY = 100
WRONG_YEAR = _("Choose a year between 1990 and 2060.")


class YearField(forms.IntegerField):
    """A year of publication."""

    def __init__(self, **options) -> None:
        wrong = {"invalid": WRONG_YEAR, "min_value": WRONG_YEAR, "max_value": WRONG_YEAR}
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, error_messages=wrong, **options)


class YearFilter(filters.Filter):
    """Narrows by the year of a day."""

    field_class = YearField


class DisclosureFilter(filters.FilterSet):
    """Narrows the public disclosures."""

    agency = filters.ModelChoiceFilter(
        label=_("Agency"),
        queryset=Agency.objects.order_by("name"),
        to_field_name="slug",
        error_messages={"invalid_choice": _("There is no such agency here.")},
    )
    department = filters.CharFilter(
        label=_("Department"), field_name="department__slug", max_length=50, method="in_department"
    )
    year = YearFilter(label=_("Year"), field_name="published_on__year")
    subject = filters.ChoiceFilter(
        label=_("Subject class"),
        field_name="subject_class",
        choices=SubjectClass.choices,
        error_messages={"invalid_choice": _("There is no such subject class.")},
    )

    class Meta:
        model = Disclosure
        fields = ["agency", "department", "year", "subject"]

    def in_department(self, queryset, name, slug):
        """A department is looked for in its agency; its slug alone says nothing."""
        agency = self.form.cleaned_data.get("agency")
        return queryset.filter(department__agency=agency, department__slug=slug) if agency else queryset

    @property
    def qs(self):
        """The narrowed list; nothing when a filter was not understood."""
        return super().qs if not self.is_bound or self.form.is_valid() else self.queryset.none()


class SearchForm(forms.Form):
    """The words of a search and its facets."""

    q = forms.CharField(
        label=_("Words"),
        required=False,
        max_length=LONGEST_QUERY,
        error_messages={
            "max_length": _("Please search for at most %(limit_value)d characters."),
            "null_characters_not_allowed": _("Please search for letters, digits or Chinese characters."),
        },
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.all(),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": _("There is no such agency here.")},
    )
    year = YearField(label=_("Year"), required=False)


class OwedForm(forms.Form):
    """What of the obligations is asked for."""

    STATES = [
        ("soon", _("Due within two weeks")),
        (State.LATE.value, State.LATE.label),
        ("came", _("Published or nothing to report")),
        (State.EXCUSED.value, State.EXCUSED.label),
    ]

    state = forms.ChoiceField(
        label=_("State"),
        choices=STATES,
        required=False,
        error_messages={"invalid_choice": _("There is no such state.")},
    )
    agency = forms.ModelChoiceField(
        label=_("Agency"),
        queryset=Agency.objects.order_by("name"),
        to_field_name="slug",
        required=False,
        error_messages={"invalid_choice": _("There is no such agency here.")},
    )
    department = forms.SlugField(label=_("Department"), required=False, max_length=50)
    item = forms.CharField(label=_("Item"), required=False, max_length=20)
