"""Fields and forms that several rooms share: lines and texts that people type, and number and code to come back."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.text.characters import folded
from core.web import form_stamps
from core.web.widgets import no_direction_marks

BRACKETS = str.maketrans("[(【〔])】〕", "〔〔〔〔〕〕〕〕")


class LineField(forms.CharField):
    """One line of text: blanks at its ends and between its words are made one."""

    default_validators = [no_direction_marks]

    def clean(self, value):
        """The line, after all checks."""
        return super().clean(" ".join(value.split()) if isinstance(value, str) else value)


class TextField(forms.CharField):
    """Several lines of text."""

    default_validators = [no_direction_marks]

    def __init__(self, *, rows: int = 4, **kwargs) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class PhoneField(LineField):
    """A phone number: digits, and what people write between them."""

    def __init__(self, **kwargs) -> None:
        attrs = {"type": "tel", "autocomplete": "tel"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        """The number in plain digits, otherwise as it was written, after all checks."""
        phone = super().clean(folded(value) if isinstance(value, str) else value)
        if phone and (not re.fullmatch(r"[0-9+()\-\s转*#]+", phone) or sum(map(str.isdigit, phone)) < 5):
            raise ValidationError(_("Write the phone number in digits, for example 010-12345678."))
        return phone


class MailField(forms.EmailField):
    """A mail address, which browsers can fill in."""

    def __init__(self, **kwargs) -> None:
        widget = forms.EmailInput(attrs={"autocomplete": "email"})
        super().__init__(
            **{"label": gettext_lazy("Mail address"), "max_length": 254, "widget": widget, **kwargs}
        )


class NameField(LineField):
    """The name of a person, which browsers can fill in."""

    def __init__(self, **kwargs) -> None:
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "name"}), **kwargs)


class DaysToAddField(forms.IntegerField):
    """By how many days something is put off, at most ``most``."""

    def __init__(self, *, most: int) -> None:
        told = _("At most %(days)s more.") % {"days": most}
        super().__init__(label=_("Days to add"), min_value=1, max_value=most, help_text=told)


class UnnamedForm(forms.Form):
    """Who says something in public and how they are reached, if they like; neither is published."""

    name = NameField(
        label=gettext_lazy("How may we address you?"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("It is not published."),
    )
    contact = LineField(
        label=gettext_lazy("Mail address or telephone"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Only to tell you of the answer. It is not published."),
    )


class BroughtForm(forms.Form):
    """Whose words came by another way than this website, as far as they said; kept, not published."""

    name = LineField(label=gettext_lazy("Name, not published"), max_length=60, required=False)
    contact = LineField(label=gettext_lazy("Contact, not published"), max_length=254, required=False)


class ReadAgainForm(forms.Form):
    """That somebody has read what will be public and takes what looks like a person's data for public."""

    let_stand = forms.BooleanField(
        label=gettext_lazy("I have read both: what still looks like a person's data may be public"),
        required=False,
    )


class HoneypotForm(forms.Form):
    """A form with a field that people leave alone because they do not see it; programs fill in every field."""

    stamped = True  # its page carries ``form_stamp``
    holds_doubtful = False  # what comes without the stamp is taken and held back, not handed out once more

    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def clean_website(self) -> str:
        """Whatever stands here, no person wrote it."""
        if self.cleaned_data["website"]:
            raise ValidationError(_("This field must stay empty."))
        return ""

    def clean(self) -> dict:
        """Nobody writes a form in the moment in which it is handed out, and each has the stamp of its page."""
        cleaned = super().clean()
        if not self.stamped:
            return cleaned
        if form_stamps.is_too_quick(self._stamp, timezone.now()):
            raise ValidationError(
                _("That was quicker than anybody writes. Nothing is lost: please send it once more.")
            )
        if form_stamps.is_expired(self._stamp, timezone.now()):
            raise ValidationError(form_stamps.TOO_OLD)
        if self.is_doubtful and not self.holds_doubtful:
            raise ValidationError(form_stamps.INCOMPLETE)
        return cleaned

    @property
    def _stamp(self) -> str:
        return str(self.data.get("stamp", ""))

    @property
    def is_doubtful(self) -> bool:
        """Whether it came without the stamp of a page of ours."""
        return form_stamps.is_doubtful(self._stamp)


class FollowForm(forms.Form):
    """Number and query code, as the receipt shows them."""

    number = LineField(
        label=gettext_lazy("Number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    code = LineField(
        label=gettext_lazy("Query code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text=gettext_lazy("Ten letters and digits, with or without the hyphen."),
        error_messages={"required": gettext_lazy("Give the query code that the receipt shows.")},
    )
    unknown = gettext_lazy("Nothing has this number and query code. Please check both.")

    def clean_number(self) -> str:
        """Any kind of brackets will do, and full-width letters and digits."""
        number = folded(self.cleaned_data["number"]).upper()
        return number.translate(BRACKETS).replace(" ", "")
