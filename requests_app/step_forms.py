"""What officers type at steps that have a record of their own: searches."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.widgets import DayInput
from requests_app.models import Search
from requests_app.officer_forms import NO_DAY


class SearchForm(forms.Form):
    """Who searched where, when, with which words, and what came of it."""

    on = forms.DateField(label=_("Searched on"), widget=DayInput, error_messages={"invalid": NO_DAY})
    people = LineField(label=_("Who searched"), max_length=200)
    places = TextField(
        label=_("Where was searched"),
        rows=2,
        max_length=500,
        help_text=_("Systems, registers, archive rooms, departments that were asked."),
    )
    words = LineField(label=_("With which words"), max_length=300)
    result = forms.ChoiceField(label=_("Result"), choices=Search.Result, widget=forms.RadioSelect)
    note = TextField(label=_("Remark"), rows=2, max_length=500, required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="search_%s", **kwargs)
