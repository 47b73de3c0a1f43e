"""What is typed about those concerned: whom staff let in, and with what they come."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import FollowForm, LineField
from core.web.widgets import DayInput

USUAL = timedelta(days=90)


class AdmitForm(forms.Form):
    """Somebody concerned, and until when they may read."""

    name = LineField(label=pgettext_lazy("person or company", "Who"), max_length=120)
    contact = LineField(
        label=_("Mail address"),
        required=False,
        max_length=254,
        help_text=_("Number and code are sent there; without it you hand them over yourself."),
    )
    expires_on = forms.DateField(label=_("May read until"), widget=DayInput)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("expires_on", timezone.localdate() + USUAL)

    def clean_contact(self) -> str:
        """Empty, or an address that looks like one."""
        typed = self.cleaned_data["contact"]
        if typed:
            forms.EmailField().clean(typed)
        return typed

    def clean_expires_on(self) -> date:
        """Not over already."""
        day = self.cleaned_data["expires_on"]
        if day < timezone.localdate():
            raise ValidationError(_("The last day lies between today and a year from now."))
        return day


class EndForm(forms.Form):
    """Why they read it no more."""

    reason = LineField(label=_("Reason"), max_length=300)


class ConcernedForm(FollowForm):
    """Number and code of the letter."""

    unknown = _("Nothing that can be read now has this number and code. Please check both.")
