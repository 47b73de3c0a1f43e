"""What an officer types for something that came on paper, by mail, by telephone or at the counter."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.web.widgets import DayInput, ManyFilesField
from requests_app.actions import arriving, objecting
from requests_app.desk import rule_words
from requests_app.forms.officers import NO_DAY, papers_of
from requests_app.models import Application, Arrival


class ArrivalForm(forms.Form):
    """What it is, how and when it came, what it says, and its scan."""

    what = forms.ChoiceField(label=_("What came in"), widget=forms.RadioSelect)
    party = forms.ChoiceField(
        label=_("Who answered"),
        required=False,
        help_text=_("Only where a third party or an agency answered."),
    )
    channel = forms.ChoiceField(label=_("By which way"), choices=Arrival.Channel, widget=forms.RadioSelect)
    arrived_on = forms.DateField(
        label=_("Arrived on"),
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_("The day on which it was handed in, signed for, or said. From it the clock goes on."),
    )
    posted_on = forms.DateField(
        label=_("Postmark of"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_("Of a letter: what was posted before the end of the term is in time."),
    )
    text = TextField(
        label=_("What it says"),
        rows=5,
        max_length=2000,
        help_text=_("In the words of the paper or of the caller; who spoke, where it was by telephone."),
    )
    objector = LineField(
        label=_("Third party who objects"),
        max_length=100,
        required=False,
        help_text=_("Only of an objection; empty where the applicant objects."),
    )
    answer_by = forms.DateField(
        label=_("Objection to be answered by"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
    )
    papers = ManyFilesField(
        label=_("Scan"),
        required=False,
        help_text=_("The paper with its envelope, or the signed record. Kept encrypted, never public."),
    )

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        expected = arriving.expected(application)
        self.fields["what"].choices = [(one.value, one.label) for one in expected]
        self._about_objections(application, Arrival.What.OBJECTION in expected)
        waits = arriving.unanswered(application) if Arrival.What.OPINION in expected else {}
        if len(waits) > 1:
            self.fields["party"].choices = [("", "—"), *waits.items()]
        else:
            del self.fields["party"]

    def _about_objections(self, application: Application, is_possible: bool) -> None:
        """The day of an answer is asked for only where no rule names it."""
        rule = application.rules.clocks.get(objecting.CLOCK)
        if not is_possible:
            del self.fields["objector"]
        if not is_possible or rule:
            del self.fields["answer_by"]
            return
        usual = rule_words.length_in_words(objecting.USUAL)
        said = gettext("Only of an objection: no rule of this body names a day. Empty: %(length)s.")
        self.fields["answer_by"].help_text = said % {"length": usual}

    def clean(self) -> dict:
        """Of several that were asked one must be named."""
        cleaned = super().clean()
        is_opinion = cleaned.get("what") == Arrival.What.OPINION
        if is_opinion and "party" in self.fields and not cleaned.get("party"):
            self.add_error("party", ValidationError(_("Say who answered.")))
        if cleaned.get("what") != Arrival.What.OBJECTION:
            for name in ("objector", "answer_by"):
                if cleaned.get(name):
                    self.add_error(name, ValidationError(_("This belongs to an objection only.")))
        return cleaned

    @property
    def entry(self) -> dict:
        """What the action takes."""
        return {**self.cleaned_data, "papers": papers_of(self.cleaned_data["papers"])}


class BelongsForm(forms.Form):
    """To which case a mail belongs."""

    number = LineField(label=_("Number of the application"), max_length=100)
