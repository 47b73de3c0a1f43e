"""What an officer types for notices on paper: how they went out, and when they were delivered."""

from datetime import date

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.web.widgets import DayInput
from requests_app.forms.officers import NO_DAY
from requests_app.models import Posting

BY_HAND = [choice for choice in Posting.Way.choices if choice[0] != Posting.Way.ANNOUNCED]


class PostForm(forms.Form):
    """How and when those went out for which a number, or who signed, is given."""

    way = forms.ChoiceField(label=_("How it went out"), choices=BY_HAND, widget=forms.RadioSelect)
    on = forms.DateField(
        label=_("Posted or handed over on"), widget=DayInput, error_messages={"invalid": NO_DAY}
    )

    def __init__(self, *args, waiting: list[Posting], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.waiting = waiting
        for posting in waiting:
            self.fields[f"proof_{posting.pk}"] = LineField(
                label=gettext("Consignment or signature of %(notice)s") % {"notice": posting.notice.number},
                max_length=100,
                required=False,
            )

    @property
    def rows(self) -> list[tuple[Posting, forms.BoundField]]:
        """Each notice with its field."""
        return [(posting, self[f"proof_{posting.pk}"]) for posting in self.waiting]

    def clean(self) -> dict:
        """At least one."""
        cleaned = super().clean()
        if not self.errors and not self.went_out:
            self.add_error(
                None, _("Give the number of the consignment, or who signed, of at least one notice.")
            )
        return cleaned

    @property
    def went_out(self) -> list[tuple[Posting, str]]:
        """The notices for which something was given."""
        said = [(posting, self.cleaned_data.get(f"proof_{posting.pk}", "")) for posting in self.waiting]
        return [(posting, proof) for posting, proof in said if proof]


class ArrivedForm(forms.Form):
    """On which day those were delivered for which a day is given."""

    def __init__(self, *args, under_way: list[Posting], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.under_way = under_way
        for posting in under_way:
            self.fields[f"day_{posting.pk}"] = forms.DateField(
                label=gettext("Delivery of %(notice)s") % {"notice": posting.notice.number},
                widget=DayInput,
                required=False,
                error_messages={"invalid": NO_DAY},
            )

    @property
    def rows(self) -> list[tuple[Posting, forms.BoundField]]:
        """Each notice with its field."""
        return [(posting, self[f"day_{posting.pk}"]) for posting in self.under_way]

    def clean(self) -> dict:
        """At least one."""
        cleaned = super().clean()
        if not self.errors and not self.delivered:
            self.add_error(None, _("Give the day of delivery of at least one notice."))
        return cleaned

    @property
    def delivered(self) -> list[tuple[Posting, date]]:
        """The notices for which a day was given."""
        said = [(posting, self.cleaned_data.get(f"day_{posting.pk}")) for posting in self.under_way]
        return [(posting, day) for posting, day in said if day]


class AnnounceForm(forms.Form):
    """Why a notice is announced publicly: what was tried, and how it failed."""

    ground = forms.ChoiceField(
        label=_("Why it is announced"), choices=Posting.Ground, widget=forms.RadioSelect
    )
    why = TextField(
        label=_("What was tried, and how it failed"),
        rows=4,
        max_length=1000,
        help_text=_("Days, ways and results: it stands in the file of the case, never in the announcement."),
    )


class FetchedForm(forms.Form):
    """When the addressee fetched what is announced, and who signed."""

    on = forms.DateField(label=_("Fetched on"), widget=DayInput, error_messages={"invalid": NO_DAY})
    proof = LineField(label=_("Who signed"), max_length=100)
