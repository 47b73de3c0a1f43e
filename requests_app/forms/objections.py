"""What an officer types about an objection: who answers it, and the answer."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import FollowForm, TextField
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


class PartyObjectionForm(FollowForm):
    """What a third party objects to; number and code stand in the letter that asked it."""

    text = TextField(
        label=_("What you object to, and why"),
        rows=6,
        max_length=2000,
        error_messages={"required": _("Write what you object to, and why.")},
    )
    unknown = _("No letter has this number and answer code. Please check both.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = gettext("Number of the application")
        code = self.fields["code"]
        code.label = gettext("Answer code")
        code.error_messages["required"] = gettext("Give the answer code that stands in the letter.")


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
