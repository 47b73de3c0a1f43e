"""What a visitor may narrow a list by. What is typed wrong gets a sentence, and an empty list."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import State
from catalog.subjects import SubjectClass
from core.database.prepared import Prepared
from core.models import Agency

FIRST_YEAR, LAST_YEAR = 1990, 2060
LONGEST_QUERY = 100
WRONG_YEAR = _("Choose a year between 1990 and 2060.")


class YearField(forms.IntegerField):
    """A year of publication."""

    def __init__(self, **options) -> None:
        wrong = {"invalid": WRONG_YEAR, "min_value": WRONG_YEAR, "max_value": WRONG_YEAR}
        super().__init__(min_value=FIRST_YEAR, max_value=LAST_YEAR, error_messages=wrong, **options)


AGENCY = Prepared(lambda slug: Agency.objects.public().filter(slug=slug), slug=str)


class AgencyField(forms.CharField):
    """An agency by its slug."""

    default_error_messages = {"invalid_choice": _("There is no such agency here.")}

    def to_python(self, value: object) -> Agency | None:
        """The agency, or None where none is asked for."""
        slug = super().to_python(value)
        if not slug:
            return None
        if "\0" in slug or not (found := AGENCY.rows(slug=slug)):
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return found[0]

    def run_validators(self, value: Agency | None) -> None:
        """Nothing more: the rules for texts hold for the slug, and an agency has one."""


class LatestForm(forms.Form):
    """What of the public disclosures is asked for."""

    agency = AgencyField(label=_("Agency"), required=False)
    department = forms.CharField(label=_("Department"), required=False, max_length=50)
    year = YearField(label=_("Year"), required=False)
    subject = forms.ChoiceField(
        label=_("Subject class"),
        choices=SubjectClass.choices,
        required=False,
        error_messages={"invalid_choice": _("There is no such subject class.")},
    )

    @property
    def where(self) -> dict:
        """What the list is narrowed by. A department is looked for in its agency; its slug alone says nothing."""
        asked = self.cleaned_data
        agency, department, year, subject = (
            asked[name] for name in ("agency", "department", "year", "subject")
        )
        return {
            **({"agency": agency.pk} if agency else {}),
            **({"department_slug": department} if agency and department else {}),
            **({"first": date(year, 1, 1), "last": date(year, 12, 31)} if year else {}),
            **({"subject": int(subject)} if subject else {}),
        }


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
    agency = AgencyField(label=_("Agency"), required=False)
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
    agency = AgencyField(label=_("Agency"), required=False)
    department = forms.SlugField(label=_("Department"), required=False, max_length=50)
    item = forms.CharField(label=_("Item"), required=False, max_length=20)
