"""What is typed where personal data are concerned: why one looks, why one keeps, whose data one asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.web.widgets import KeepingInput
from requests_app.actions.case_files import Paper
from requests_app.forms.applications import identity_paper
from requests_app.models import IdentityWay


class LookForm(forms.Form):
    """Why an identity number is looked at."""

    reason = LineField(
        label=_("Why do you look at it?"),
        max_length=200,
        help_text=_("The supervision group reads it."),
        error_messages={"required": _("Say why you look at the identity number.")},
    )


class IdentityPaperForm(forms.Form):
    """A paper that proves who applies, added by the applicant."""

    paper = forms.FileField(
        label=_("Identity paper, scanned or photographed"),
        widget=KeepingInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_("PDF, PNG or JPEG. It is encrypted; who opens it, and why, is recorded."),
        error_messages={"required": _("Choose the file."), "missing": _("Choose the file.")},
    )

    def clean_paper(self) -> Paper:
        """Taken for what it contains; its own name is not kept."""
        return identity_paper(self.cleaned_data["paper"])


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


class NewCodeForm(forms.Form):
    """How the officer made sure who asks for a new query code, and by which paper."""

    how = forms.ChoiceField(label=_("How it was checked"), choices=IdentityWay, widget=forms.RadioSelect)
    paper = LineField(
        label=_("By which paper or proof"),
        max_length=200,
        help_text=_("Without its number, for example: identity card seen at the counter."),
        error_messages={"required": _("Say by which paper it was checked.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="newcode_%s", **kwargs)

    @property
    def note(self) -> str:
        """How it was checked, as the record keeps it."""
        return f"{IdentityWay(self.cleaned_data['how']).label} · {self.cleaned_data['paper']}"
