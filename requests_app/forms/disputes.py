"""What is typed after an answer: reconsiderations and lawsuits, reports upward, ratings."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.forms import LineField, TextField
from core.web.widgets import DayInput
from requests_app.forms.officers import NO_DAY
from requests_app.models import Application, Dispute

STARS = [
    (5, _("5 – very satisfied")),
    (4, _("4 – satisfied")),
    (3, _("3 – neither nor")),
    (2, _("2 – dissatisfied")),
    (1, _("1 – very dissatisfied")),
]


def day(label: str) -> forms.DateField:
    """A day that an officer enters."""
    return forms.DateField(label=label, widget=DayInput, error_messages={"invalid": NO_DAY})


class DisputeForm(forms.Form):
    """A reconsideration or a lawsuit as it was accepted."""

    route = forms.ChoiceField(label=_("Route"), choices=Dispute.Route, widget=forms.RadioSelect)
    after = forms.ModelChoiceField(
        label=_("Reconsideration before the lawsuit"), queryset=Dispute.objects.none(), required=False
    )
    body = LineField(label=_("Body that decides"), max_length=120)
    number = LineField(label=_("Number of the case"), max_length=80)
    filed_on = day(_("Accepted on"))
    notified_on = day(_("We were told on"))

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].queryset = application.disputes.filter(route=Dispute.Route.REVIEW)


class StateForm(forms.Form):
    """When our own statement was handed in."""

    on = day(_("Our statement of"))


class EntryForm(forms.Form):
    """What happened in the case."""

    text = TextField(label=pgettext_lazy("note", "What happened"), rows=2, max_length=1000)


class EndForm(forms.Form):
    """How it ended."""

    result = forms.ChoiceField(label=_("Result"), choices=Dispute.Result, widget=forms.RadioSelect)
    on = day(pgettext_lazy("reconsideration or lawsuit", "Decided on"))
    decision = TextField(label=_("What was decided"), rows=2, max_length=1000)
    anew = forms.BooleanField(label=_("The application is to be answered anew"), required=False)
    anew_days = forms.IntegerField(
        label=_("Within how many working days"),
        help_text=_("Empty where the decision names no term: then the usual one counts."),
        min_value=1,
        max_value=365,
        required=False,
    )


class ReopenForm(forms.Form):
    """The application is answered anew, as a review or a court ordered."""

    dispute = forms.ModelChoiceField(
        label=_("By the decision in"), queryset=Dispute.objects.none(), empty_label=None
    )
    on = day(_("The decision came to us on"))

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dispute"].queryset = application.disputes.ordering_an_answer()


class ReportForm(forms.Form):
    """The report to the superior office."""

    to_body = LineField(label=_("Reported to"), max_length=120)
    on = day(_("Reported on"))
    note = LineField(label=_("Note"), max_length=300, required=False)


class RatingForm(forms.Form):
    """How satisfied the applicant is."""

    stars = forms.TypedChoiceField(
        label=_("How satisfied are you with the answer?"), choices=STARS, coerce=int, widget=forms.RadioSelect
    )
    words = TextField(label=_("In words, if you like"), rows=2, max_length=1000, required=False)
