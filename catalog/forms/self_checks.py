"""What is typed in a self-check: its beginning, the marks, and the item under which its result is told."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import DisclosureItem, SelfCheckMark
from core.forms import LineField
from core.models import Agency
from core.web.widgets import DayInput


class BeginForm(forms.Form):
    """A new self-check."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), to_field_name="slug")
    name = LineField(
        label=_("Name of the self-check"), max_length=120, help_text=_("For example: self-check of 2026.")
    )
    published_until = forms.DateField(label=_("Covers what was published until"), widget=DayInput)
    due_on = forms.DateField(label=_("To be done by"), widget=DayInput)

    def __init__(self, *args, agencies: QuerySet[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies


class MarkForm(forms.Form):
    """One mark for all that is picked."""

    mark = forms.ChoiceField(label=_("Result"), choices=SelfCheckMark.Mark.choices)
    reason = LineField(label=_("Reason"), max_length=300)
    all = forms.BooleanField(label=_("All of mine that are not marked yet, on every page"), required=False)


class TellForm(forms.Form):
    """The item of the catalogue under which the result is told."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=DisclosureItem.objects.none())

    def __init__(self, *args, items: QuerySet[DisclosureItem], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
