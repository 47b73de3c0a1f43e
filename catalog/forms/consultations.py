"""What is typed about consultations: their plan by staff, opinions by everybody, answers by who answers."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import ConsultationOpinion
from core.forms import BroughtForm, HoneypotForm, LineField, MailField, ReadAgainForm, TextField, UnnamedForm
from core.models import Agency
from core.web.widgets import DayInput


class PlanForm(forms.Form):
    """When a draft is put out, and what is asked."""

    about = TextField(
        label=_("What is asked"),
        max_length=1000,
        help_text=_(
            "Why the matter is decided, and on which points opinions are wanted. Everybody reads it."
        ),
    )
    opens_on = forms.DateField(label=_("Opens on"), widget=DayInput)
    closes_on = forms.DateField(label=_("Last day for opinions"), widget=DayInput)


class ReleaseForm(forms.Form):
    """Letting a planned consultation out: only a button."""


class ExtendForm(forms.Form):
    """A later last day."""

    closes_on = forms.DateField(label=_("New last day"), widget=DayInput)
    reason = LineField(label=_("Reason"), max_length=300, help_text=_("The public reads it."))


class ConcludeForm(forms.Form):
    """What became of the draft."""

    conclusion = TextField(
        label=_("What became of the draft"),
        max_length=2000,
        rows=6,
        help_text=_(
            "What was changed after the opinions, or why nothing was. It is published with the table of answers."
        ),
    )


class DraftOpinionForm(UnnamedForm, HoneypotForm):
    """What somebody says of a draft, without an account."""

    field_order = ["website", "text"]

    holds_doubtful = True

    text = TextField(
        label=_("Your opinion"),
        max_length=4000,
        rows=7,
        help_text=_("Name the passage that you mean. Please leave out names and telephone numbers."),
        error_messages={"required": _("Please write your opinion.")},
    )

    @property
    def opinion(self) -> dict:
        """What ``receive`` takes, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("text", "name", "contact")}


class EnterForm(BroughtForm):
    """An opinion that came by another way than this website."""

    field_order = ["way", "place", "received_on", "text"]

    way = forms.ChoiceField(
        label=_("Way of the opinion"),
        choices=[choice for choice in ConsultationOpinion.Way.choices if choice[0] != "web"],
    )
    place = LineField(
        label=_("Place or number"),
        max_length=120,
        required=False,
        help_text=_("For example which hall, the number of the letter, which hearing."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=DayInput)
    text = TextField(label=_("The opinion"), max_length=4000, rows=6)

    def clean_received_on(self):
        """Nothing came tomorrow."""
        if self.cleaned_data["received_on"] > timezone.localdate():
            raise ValidationError(_("The day lies ahead."))
        return self.cleaned_data["received_on"]


class DraftAnswerForm(ReadAgainForm):
    """The verdict on an opinion, with its reason."""

    field_order = ["verdict", "reason", "public_text"]

    verdict = forms.ChoiceField(label=_("Verdict"), choices=ConsultationOpinion.Verdict.choices)
    reason = TextField(
        label=_("Reason"),
        max_length=2000,
        help_text=_("What was changed, or why not. It is published in the table of answers."),
    )
    public_text = TextField(
        label=_("The opinion as the public reads it"),
        max_length=4000,
        rows=6,
        help_text=_(
            "Names, numbers and addresses of people are masked by suggestion: read it, and mask the rest."
        ),
    )


class AsideForm(forms.Form):
    """Keeping something out of the table."""

    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example advertising or abuse. The table says how many were set aside."),
    )


class SubscribeForm(HoneypotForm):
    """A mail address, and news of whom."""

    email = MailField(help_text=_("It is kept encrypted and used for these letters only."))
    agency = forms.ModelChoiceField(
        label=_("News of"),
        queryset=Agency.objects.open().order_by("name"),
        to_field_name="slug",
        required=False,
        empty_label=_("All agencies"),
        error_messages={"invalid_choice": _("There is no such agency here.")},
    )
    wants_disclosures = forms.BooleanField(
        label=_("Also a letter of the week on what was newly disclosed"), required=False
    )


class WithdrawConsultationForm(forms.Form):
    """Ending a consultation before its conclusion."""

    reason = LineField(label=_("Reason"), max_length=300, help_text=_("The public reads it."))
