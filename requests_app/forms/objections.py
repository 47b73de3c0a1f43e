"""What an officer types about an objection: who answers it, and the answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import TextField
from core.models import User
from requests_app.models import Objection


class GiveObjectionForm(forms.Form):
    """Who answers it."""

    owner = forms.ModelChoiceField(label=_("Who answers it"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args, people: list[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.filter(pk__in=[one.pk for one in people]).order_by(
            "name"
        )


class AnswerObjectionForm(forms.Form):
    """Whether it is accepted, and why."""

    result = forms.ChoiceField(
        label=_("What becomes of it"), choices=Objection.Result, widget=forms.RadioSelect
    )
    text = TextField(
        label=_("Reasons of the answer"),
        rows=5,
        max_length=2000,
        help_text=_("They stand in the notice word by word."),
    )
