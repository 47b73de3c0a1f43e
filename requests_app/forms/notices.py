"""What officers type for notices: the fields of a form that is issued by hand, and the new words of a wrong one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import LineField, TextField
from core.web.widgets import DayInput
from requests_app.forms.officers import NO_DAY
from requests_app.notices import templates
from requests_app.notices.templates import Text


class NoticeForm(forms.Form):
    """The fields that a form of notice asks for; the addressee where it does not go to the applicant."""

    def __init__(self, *args, chosen: templates.Form, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not chosen.to_applicant:
            self.fields["to"] = LineField(label=_("Addressee"), max_length=100)
        for name in chosen.asks:
            label = templates.ASKED[name]
            if name in templates.DAYS:
                self.fields[name] = forms.DateField(
                    label=label, widget=DayInput, error_messages={"invalid": NO_DAY}
                )
            else:
                self.fields[name] = TextField(label=label, rows=3, max_length=2000)

    @property
    def said(self) -> dict:
        """What was typed for the sentences of the notice."""
        return {name: value for name, value in self.cleaned_data.items() if name != "to"}


class ReissueForm(forms.Form):
    """The words of each part, a paragraph on each line, and what was wrong."""

    why = TextField(
        label=_("What was wrong"),
        rows=2,
        max_length=500,
        help_text=_("Kept with the case; the notice does not say it."),
    )

    def __init__(self, *args, text: Text, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for place, part in enumerate(text.parts):
            if part.paragraphs:
                self.fields[f"part_{place}"] = TextField(
                    label=part.heading or text.title,
                    rows=min(8, 1 + len(part.paragraphs)),
                    max_length=4000,
                    initial="\n".join(part.paragraphs),
                )

    @property
    def paragraphs(self) -> dict[int, str]:
        """The new words by the place of their part."""
        parts = {name: value for name, value in self.cleaned_data.items() if name.startswith("part_")}
        return {int(name.removeprefix("part_")): value for name, value in parts.items()}
