"""What is typed when somebody asks a body to correct its records about them (art. 41)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.web.widgets import ManyFilesField
from requests_app.forms.officers import EntryForm, papers_in
from requests_app.forms.submission import UnhurriedForm
from requests_app.models import IdentityWay

OWN = ("wrong", "right", "proof")


class RecordFields(forms.Form):
    """Which record, what is wrong with it, and what proves that."""

    subject = LineField(
        label=_("Which record is it?"),
        max_length=120,
        help_text=_("A few words without names, for example: entry in the register of marriages."),
        error_messages={"required": _("Say in a few words which record it is.")},
    )
    description = TextField(
        label=_("Where does it stand, and how did you learn of it?"),
        rows=3,
        max_length=2000,
        help_text=_("Register, number, period, or the notice in which you read it."),
        error_messages={"required": _("Say where the record stands.")},
    )
    wrong = TextField(
        label=_("What does it say now?"),
        rows=2,
        max_length=1000,
        help_text=_("Stored encrypted; only those who handle your request read it."),
        error_messages={"required": _("Say what is wrong.")},
    )
    right = TextField(
        label=_("What should it say?"),
        rows=2,
        max_length=1000,
        error_messages={"required": _("Say what it should say.")},
    )
    proof = TextField(
        label=_("What proves it?"),
        rows=2,
        max_length=1000,
        help_text=_(
            "The Regulation (article 41) asks for evidence: name the papers; you can add them below."
        ),
        error_messages={"required": _("Name what proves it.")},
    )

    @property
    def rectified(self) -> dict[str, str]:
        """What only such a request has."""
        return {name: self.cleaned_data[name] for name in OWN}


class RectifyForm(RecordFields, UnhurriedForm):
    """A request by the web form."""

    delivery_form = seen = None
    papers = ManyFilesField(
        label=_("Papers that prove it"),
        required=False,
        help_text=_("Scanned or photographed. Kept encrypted, never public."),
    )

    @property
    def application(self) -> dict:
        """What the action takes."""
        beside = (*OWN, "website", "began", "papers", "identity_paper")
        said = {name: value for name, value in self.cleaned_data.items() if name not in beside}
        return {**said, "papers": papers_in(self.cleaned_data), "rectified": self.rectified}


class RectifyEntryForm(RecordFields, EntryForm):
    """A request that came by another way than the web form."""

    delivery_form = None

    @property
    def entry(self) -> dict:
        """What the action takes."""
        said = {name: value for name, value in super().entry.items() if name not in OWN}
        return {**said, "rectified": self.rectified}


class CheckIdentityForm(forms.Form):
    """How it was made sure who asks."""

    how = forms.ChoiceField(label=_("How it was checked"), choices=IdentityWay, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, auto_id="identity_%s", **kwargs)
