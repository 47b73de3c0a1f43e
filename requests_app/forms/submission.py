"""The form that applicants fill in by themselves: drafts, no programs, a second look at what is private."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import LineField
from core.models import Agency
from core.scanning.findings import Found
from core.scanning.numbers import in_text
from core.web import form_stamps
from requests_app.actions.case_files import Paper
from requests_app.forms.applications import ApplicationForm

TOO_MANY = gettext_lazy(
    "Many applications came from your connection. Please wait a quarter of an hour, or hand the application in at the"
    " counter or by post: it counts from the day it arrives."
)
PRIVATE = {
    "identity_number": gettext_lazy("an identity number"),
    "bank_card": gettext_lazy("the number of a bank card"),
    "mobile": gettext_lazy("a telephone number"),
    "landline": gettext_lazy("a telephone number"),
    "address": gettext_lazy("a home address"),
}
BESIDE = ("website", "seen", "began", "draft", "keep_private", "identity_paper")
SEARCHED = ("subject", "description")


class UnhurriedForm(ApplicationForm):
    """What people fill in by themselves; programs are told apart by their haste. ``now``: when it came."""

    began = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["began"].initial = form_stamps.stamp(self.now)

    def clean(self) -> dict:
        """Nobody reads and fills it in within a moment, and no page is good for ever."""
        cleaned = super().clean()
        began = self.data.get("began", "")
        if form_stamps.is_expired(began, self.now):
            self.add_error(None, form_stamps.TOO_OLD)
            self.data = self.data.copy()
            self.data["began"] = form_stamps.stamp(self.now)
        elif form_stamps.is_too_quick(began, self.now) or form_stamps.is_doubtful(began):
            self.add_error(
                None, _("That was very quick. Please look it through once more, then press the button again.")
            )
        return cleaned


class FilingForm(UnhurriedForm):
    """An application by the web form."""

    draft = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    keep_private = forms.BooleanField(
        label=gettext_lazy("Keep it: it has to stand there"),
        required=False,
        help_text=gettext_lazy("Everybody who handles the application reads the description."),
    )

    def __init__(self, *args, agency: Agency, now: datetime, **kwargs) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.agency = agency
        self.private: list[Found] = []

    def clean(self) -> dict:
        """What would tell private things of the writer is asked about once."""
        cleaned = super().clean()
        said = "\n".join(cleaned.get(name) or "" for name in SEARCHED)
        self.private = private_things(said, self.agency, self.now)
        if self.private and not cleaned.get("keep_private"):
            names = dict.fromkeys(f"{PRIVATE[one.kind]} ({one.shown})" for one in self.private)
            self.add_error(
                "description",
                _(
                    "This holds %(things)s. Officers of several departments read it: take it out, or tick the box "
                    "below if it has to stand there. Your own number and phone have fields of their own."
                )
                % {"things": ", ".join(names)},
            )
        return cleaned

    @property
    def application(self) -> dict:
        """What is kept of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name not in BESIDE}

    @property
    def paper(self) -> Paper | None:
        """The identity paper that was uploaded just now, when it can be taken."""
        return getattr(self, "cleaned_data", {}).get("identity_paper")

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, right or wrong, no longer than each field takes: for a draft."""
        kept = {}
        for name, field in self.fields.items():
            if name not in BESIDE:
                longest = getattr(field, "max_length", None) or 40
                kept[name] = str(self.data.get(name, "")).replace("\x00", "")[:longest]
        return kept


class ContinueForm(forms.Form):
    """The code of a draft."""

    code = LineField(
        label=gettext_lazy("Code of the draft"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Twenty letters and digits, with or without the hyphens."),
        error_messages={"required": gettext_lazy("Give the code that was shown when the draft was kept.")},
    )


def private_things(text: str, agency: Agency, now: datetime) -> list[Found]:
    """What in ``text`` points at a private person; the public numbers of ``agency`` do not."""
    numbers = (agency.phone, agency.fax, agency.hotline)
    known = frozenset("".join(filter(str.isdigit, number)) for number in numbers if number)
    found = in_text(text, today=timezone.localdate(now), known=known)
    return [one for one in found if one.kind in PRIVATE]
