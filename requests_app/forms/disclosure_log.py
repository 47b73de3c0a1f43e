"""What is typed where applications lead back into the open: proposals weighed, answers masked for the log."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import DisclosureItem
from core.forms import LineField, TextField
from core.models import Agency
from requests_app.actions.deciding import items_to_publish

ACCEPT, DECLINE = "accept", "decline"


class WeighForm(forms.Form):
    """Accept under an item of the catalogue, or decline with a reason."""

    says = forms.ChoiceField(
        label=_("Your verdict"),
        choices=[(ACCEPT, _("Publish it for everybody")), (DECLINE, _("Do not publish it"))],
        widget=forms.RadioSelect,
    )
    item = forms.ModelChoiceField(
        label=_("Item of the catalogue under which it will be published"),
        queryset=DisclosureItem.objects.none(),
        required=False,
    )
    reason = TextField(
        label=_("Reason"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("Who suggested it reads this."),
    )

    def __init__(self, *args, agency: Agency, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items_to_publish(agency, on=timezone.localdate()).select_related(
            "department"
        )

    def clean(self) -> dict:
        """An accepted one needs its item, a declined one its reason."""
        cleaned = super().clean()
        if cleaned.get("says") == ACCEPT and not cleaned.get("item") and "item" not in self.errors:
            self.add_error("item", _("Choose the item of the catalogue under which it will be published."))
        if cleaned.get("says") == DECLINE and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Say why it is not published."))
        return cleaned


class AnswerForm(forms.Form):
    """The masked words of an answer, and that a person has read them."""

    title = LineField(label=_("Title"), max_length=120)
    question = TextField(label=_("What was asked"), rows=5, max_length=2000)
    answer = TextField(label=_("What was answered"), rows=8, max_length=6000)
    confirmed = forms.BooleanField(
        label=_("I have read it: the words tell of no person."),
        error_messages={"required": _("Confirm that the words tell of no person.")},
    )


class ReleaseForm(forms.Form):
    """That a second person has read the words, and signs that they may be disclosed."""

    confirmed = forms.BooleanField(
        label=_("I have read it: the words tell of no person."),
        error_messages={"required": _("Confirm that the words tell of no person.")},
    )
    secrecy = forms.BooleanField(
        label=_("I have reviewed it for secrecy: it may be disclosed"),
        help_text=_("Your signature, by name (Regulation, art. 17)."),
        error_messages={"required": _("Sign the secrecy review: without it nothing is published.")},
    )


class SayWhyForm(forms.Form):
    """An opinion or a reason."""

    text = TextField(label=_("Reason"), rows=2, max_length=500)
