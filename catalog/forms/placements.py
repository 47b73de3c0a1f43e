"""What keepers of channels type: what they look for, and what they have done."""

from datetime import date

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Placement
from core.files.types import checked_type
from core.forms import LineField
from core.web.narrowing import Narrowing
from core.web.widgets import DayInput, KeepingInput

PICTURES = ("jpg", "jpeg", "png")


class TaskState(models.TextChoices):
    """Which tasks are shown."""

    WAITING = "waiting", _("To be done")
    LATE = "late", _("Late")
    DONE = "done", _("Done")


class TaskFilter(Narrowing):
    """What a list of tasks is narrowed by."""

    state = filters.ChoiceFilter(label=_("State"), choices=TaskState.choices, method="of_every_state")
    channel = filters.ChoiceFilter(label=_("Channel"), empty_label=_("All channels"))
    q = filters.CharFilter(
        label=_("Words of the title"),
        field_name="disclosure__title",
        lookup_expr="icontains",
        max_length=60,
    )

    class Meta:
        model = Placement
        fields = ["state", "channel", "q"]

    def __init__(self, *args, channels: list[tuple[str, str]], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["channel"].extra["choices"] = channels

    def of_every_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """All of them: the page counts each state before it shows one."""
        return rows


class DoneForm(forms.Form):
    """When and where it was done, and a photograph that shows it."""

    placed_on = forms.DateField(
        label=_("Done on"),
        widget=DayInput,
        error_messages={"invalid": _("Give the day as year-month-day, for example 2026-03-10.")},
    )
    place = LineField(
        label=_("Place"),
        max_length=200,
        help_text=_("For example which board in which hall, which issue and page, which meeting."),
    )
    photo = forms.FileField(
        label=_("Photograph"),
        required=False,
        widget=KeepingInput(attrs={"accept": ".jpg,.jpeg,.png"}),
        help_text=_(
            "Optional. What the camera wrote into it, such as the position, is taken out. Seen by staff."
        ),
    )

    def clean_placed_on(self) -> date:
        """Nothing was placed tomorrow."""
        if self.cleaned_data["placed_on"] > timezone.localdate():
            raise ValidationError(_("The day lies ahead."))
        return self.cleaned_data["placed_on"]

    def clean_photo(self):
        """A picture by what it contains."""
        photo = self.cleaned_data["photo"]
        if photo and checked_type(photo.name, photo, photo.size).suffix not in PICTURES:
            raise ValidationError(_("A photograph is a JPEG or PNG file."))
        return photo
