"""What is typed where personal data are concerned: why one looks, why one keeps, whose data one asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField


class LookForm(forms.Form):
    """Why an identity number is looked at."""

    reason = LineField(
        label=_("Why do you look at it?"),
        max_length=200,
        help_text=_("The supervision group reads it."),
        error_messages={"required": _("Say why you look at the identity number.")},
    )


class HoldForm(forms.Form):
    """Why an application must be kept beyond its years."""

    reason = TextField(
        label=_("Why must it be kept?"),
        rows=2,
        max_length=300,
        help_text=_("The number of the reconsideration or of the lawsuit."),
        error_messages={"required": _("Say why it must be kept.")},
    )


class OwnDataForm(forms.Form):
    """The query code, once more."""

    code = LineField(
        label=_("Query code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Give the query code that the receipt shows.")},
    )
