"""What is typed when something withheld is looked at again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from catalog.models import Reassessment
from core.web.widgets import no_direction_marks


class ReassessForm(forms.Form):
    """Outcome and reason."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=Reassessment.Outcome, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        validators=[no_direction_marks],
        help_text=_("Why the ground still holds, or what has changed."),
    )
