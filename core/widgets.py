"""Inputs that several rooms use."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.files import FILE_TYPES, checked_type

MOST_FILES = 10
INVISIBLE_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def no_direction_marks(text: str) -> None:
    """Refuse invisible marks that turn the direction of what follows: a title could read otherwise than it is stored.

    Texts in right-to-left scripts need none of them.
    """
    if INVISIBLE_MARKS & set(text):
        raise ValidationError(
            _("The text holds invisible marks that turn its direction. Please type it anew.")
        )


class DayInput(forms.DateInput):
    """The browser's own choice of a day; it sends and shows ISO days."""

    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class ManyFilesInput(forms.FileInput):
    """A choice of several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(f".{suffix}" for suffix in FILE_TYPES)})


class ManyFilesField(forms.FileField):
    """Several uploads, each looked into: a file is taken for what it contains. Gives a list, empty without files."""

    widget = ManyFilesInput

    def clean(self, data, initial=None) -> list:
        """The uploads. Raises ``ValidationError`` with a sentence for every file that cannot be taken."""
        uploads = [upload for upload in data or [] if upload]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files at once."), params={"most": MOST_FILES})
        faults = []
        for upload in uploads:
            try:
                checked_type(upload.name, upload, upload.size)
            except ValidationError as fault:
                faults.append(fault)
        if faults:
            raise ValidationError(faults)
        return uploads
