"""What is typed about a complaint, by who complains and by who looks into it."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import (
    DaysToAddField,
    FollowForm,
    HoneypotForm,
    LineField,
    MailField,
    NameField,
    PhoneField,
    TextField,
)
from core.models import Department
from supervision.complaint_clock import most_days_to_explain
from supervision.models import Complaint


class ComplaintForm(HoneypotForm):
    """A complaint. Who complains need not say who they are; the tier is not theirs to choose."""

    text = TextField(
        label=_("What do you complain about?"),
        rows=8,
        max_length=2000,
        help_text=_("What is missing, late or wrong, and where you saw it."),
        error_messages={"required": _("Say what you complain about.")},
    )
    name = NameField(label=_("Your name"), max_length=100, required=False)
    phone = PhoneField(label=_("Phone"), required=False)
    email = MailField(required=False, help_text=_("You get a message at each step."))

    @property
    def complaint(self) -> dict:
        """What is kept of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "website"}


class ComplaintFollowForm(FollowForm):
    """Number and query code of a complaint."""

    unknown = _("No complaint has this number and query code. Please check both.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = gettext("Number of the complaint")


def _tier_field(complaint: Complaint, **kwargs) -> forms.ChoiceField:
    tiers = [(tier.code, str(tier.name)) for tier in complaint.tiers]
    return forms.ChoiceField(label=gettext("Tier"), choices=tiers, widget=forms.RadioSelect, **kwargs)


class TakeUpForm(forms.Form):
    """The tier, and the department that looks into it."""

    def __init__(self, *args, complaint: Complaint, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if complaint.tiers:
            self.fields["tier"] = _tier_field(complaint, initial=complaint.tier)
        self.fields["department"] = forms.ModelChoiceField(
            label=gettext("Looked into by"),
            queryset=Department.objects.filter(agency=complaint.agency_id),
            required=False,
            empty_label=gettext("The supervision group itself"),
        )

    def clean(self) -> dict:
        """Without tiers in the rules there is none to choose."""
        return {"tier": "", **super().clean()}


class ChangeTierForm(forms.Form):
    """Another tier, and why."""

    def __init__(self, *args, complaint: Complaint, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"] = _tier_field(complaint)
        self.fields["reason"] = TextField(
            label=gettext("Reason, which the person is told"), rows=3, max_length=300
        )


class ExplainForm(forms.Form):
    """What the person is told when it takes longer."""

    def __init__(self, *args, complaint: Complaint, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        most = most_days_to_explain(complaint)
        self.fields["words"] = TextField(
            label=gettext("Explanation, which the person is told"), rows=3, max_length=300
        )
        self.fields["days"] = DaysToAddField(most=most)


class AnswerForm(forms.Form):
    """The answer."""

    text = TextField(
        label=_("Answer to the person"),
        rows=6,
        max_length=2000,
        error_messages={"required": _("The answer is empty.")},
    )


class DraftForm(AnswerForm):
    """What the department proposes to answer."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = gettext("Drafted answer")
        self.fields["text"].help_text = gettext("Those who handle complaints read it, and answer the person.")


class PassOnForm(forms.Form):
    """To whom it is passed on, and why."""

    to = LineField(label=_("Passed on to"), max_length=120)
    reason = TextField(label=_("Reason, which the person is told"), rows=3, max_length=300)
