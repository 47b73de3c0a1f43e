"""What is typed about the moment of publication."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import no_direction_marks


def _text(label: str, help_text: str = "", *, longest: int = 300) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        help_text=help_text,
        validators=[no_direction_marks],
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )


class SetTimeForm(forms.Form):
    """The time of publication; empty takes it away."""

    at = forms.DateTimeField(
        label=_("Publish at"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Time of Beijing. Leave it empty to publish as soon as it is approved."),
    )


class EmergencyForm(forms.Form):
    """Why something cannot wait for its review."""

    reason = _text(
        _("Why it cannot wait"), _("It stands on the page of the disclosure for everybody to read.")
    )
    secrecy = forms.BooleanField(
        label=_("I have reviewed it for secrecy: it may be disclosed"),
        required=False,
        help_text=_(
            "Your signature, by name (Regulation, art. 17). Not needed where the secrecy review is signed already."
        ),
    )


class EmergencyReviewForm(forms.Form):
    """The verdict on what was published in an emergency."""

    stands = forms.ChoiceField(
        label=_("Verdict"),
        choices=[("yes", _("It stands")), ("no", _("It is withdrawn"))],
        widget=forms.RadioSelect,
    )
    opinion = _text(_("Opinion"), _("Of a withdrawal the public reads it as the reason."))
