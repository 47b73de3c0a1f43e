"""What officers type at steps that have a record of their own: searches, boxes of redactions."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.files.types import checked_type
from core.forms import LineField, TextField
from core.web.widgets import DayInput, KeepingInput
from requests_app.actions.redacting import TYPES
from requests_app.forms.officers import NO_DAY
from requests_app.models import Link, Reasoning, Search


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


class RedactForm(forms.Form):
    """The original that is to be redacted."""

    original = forms.FileField(
        label=_("Original"),
        help_text=_(
            "A PDF file or a picture (PNG, JPEG), kept encrypted. Only those who work on the answer open it."
        ),
        widget=KeepingInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
    )

    def clean_original(self) -> UploadedFile:
        """Taken for what it contains."""
        file = self.cleaned_data["original"]
        if checked_type(file.name, file, file.size).suffix not in TYPES:
            raise ValidationError(_("PDF files and pictures (PNG, JPEG) can be redacted here."))
        file.seek(0)
        return file


PERCENT = {"min_value": 0, "max_value": 100, "max_digits": 6, "decimal_places": 3}


class BoxForm(forms.Form):
    """A box on a page, in percent from left and top, and why that part is held back."""

    page = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    left = forms.DecimalField(
        label=_("From the left, in percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3
    )
    top = forms.DecimalField(
        label=_("From the top, in percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3
    )
    width = forms.DecimalField(
        label=_("Width in percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3
    )
    height = forms.DecimalField(
        label=_("Height in percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3
    )
    ground = forms.ChoiceField(label=pgettext_lazy("redaction", "Ground"))

    def __init__(self, *args, grounds: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(name, name) for name in grounds]
        for name in ("left", "top", "width", "height"):
            self.fields[name].widget.attrs |= {"step": "0.001", "inputmode": "decimal"}


class ConsultAgencyForm(forms.Form):
    """Which agency that made the information too is asked, about what, and what this body means to do."""

    party = LineField(label=_("Agency that is asked"), max_length=100)
    materials = TextField(label=_("What was made together, and how"), rows=2, max_length=500)
    opinion = TextField(label=_("Our own opinion"), rows=2, max_length=500)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="agency_%s", **kwargs)


class LinkForm(forms.Form):
    """To which earlier application this one belongs, and how."""

    number = LineField(label=_("Number of the earlier application"), max_length=100)
    kind = forms.ChoiceField(label=_("How they belong together"), choices=Link.Kind, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="link_%s", **kwargs)


class LeadForm(forms.Form):
    """Which case decides this one too."""

    number = LineField(label=_("Number of the leading case"), max_length=100)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="lead_%s", **kwargs)


class AskReasonsForm(forms.Form):
    """Why an applicant is asked for reasons, and how long they have."""

    why = TextField(
        label=_("In what number or frequency go beyond what is reasonable"), rows=2, max_length=1000
    )
    days = forms.IntegerField(label=_("Working days for the reasons"), min_value=1, max_value=60)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="reasons_%s", **kwargs)


class JudgeReasonsForm(forms.Form):
    """Whether the reasons are reasonable; when none came they are not."""

    verdict = forms.ChoiceField(label=_("Verdict"), choices=Reasoning.Verdict, widget=forms.RadioSelect)
    words = TextField(label=_("Why"), rows=2, max_length=1000)
    delayed_to = forms.DateField(
        label=_("Answered at the latest on"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_(
            "Only with good reasons, when so many cannot be answered in time; the applicant is told."
        ),
    )

    def __init__(self, *args, is_given: bool, **kwargs) -> None:
        super().__init__(*args, auto_id="verdict_%s", **kwargs)
        if not is_given:
            self.fields["verdict"].choices = [
                choice for choice in Reasoning.Verdict.choices if choice[0] == Reasoning.Verdict.UNREASONABLE
            ]
            del self.fields["delayed_to"]


class RefuseExtensionForm(forms.Form):
    """Why the extension that an officer asked for is refused."""

    answer = TextField(label=_("Why it is refused"), rows=2, max_length=300)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="refuse_extension_%s", **kwargs)
