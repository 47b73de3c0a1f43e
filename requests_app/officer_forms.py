"""What officers type beside the steps of every application: fees."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.widgets import DayInput
from requests_app.fees import MOST
from requests_app.models import Fee

NO_DAY = _("Give the day as year-month-day, for example 2026-03-10.")


class QuoteFeeForm(forms.Form):
    """For how many items or pages a fee is asked, why, and how it is paid."""

    basis = forms.ChoiceField(
        label=_("Counted"),
        choices=Fee.Basis,
        widget=forms.RadioSelect,
        initial=Fee.Basis.ITEMS,
        help_text=_("One of the two for an application, never both."),
    )
    number = forms.IntegerField(
        label=_("Items or pages"),
        min_value=1,
        max_value=MOST,
        help_text=_(
            "Items: the smallest sensible units of this application. Pages: those that are handed over."
        ),
    )
    already = forms.IntegerField(label=_("Items earlier in the month"), min_value=0, max_value=MOST)
    reason = TextField(
        label=_("Why a fee is asked"),
        rows=3,
        max_length=500,
        help_text=_(
            "In what number or frequency go clearly beyond what is reasonable (Regulation, article 42)."
        ),
    )
    how_to_pay = TextField(label=_("How it is paid"), rows=2, max_length=500)

    def __init__(self, *args, already: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["already"].initial = already
        self.fields["already"].help_text = gettext(
            "The register shows %(count)s of this applicant earlier in the calendar month. They count by items only."
        ) % {"count": already}


class FeeToldForm(forms.Form):
    """When the notice of the fee came to the applicant."""

    on = forms.DateField(
        label=_("Notice received by the applicant on"), widget=DayInput, error_messages={"invalid": NO_DAY}
    )


class PayFeeForm(forms.Form):
    """When the fee was paid, and its voucher."""

    on = forms.DateField(label=_("Paid on"), widget=DayInput, error_messages={"invalid": NO_DAY})
    voucher = LineField(label=_("Number of the voucher"), max_length=60)
