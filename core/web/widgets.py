"""Inputs that several rooms use."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from core.files import uploads
from core.files.types import FILE_TYPES, checked_type

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


class KeepingInput(forms.FileInput):
    """A choice of a file that is not lost when its form cannot be taken (``core.files.uploads``)."""

    template_name = "components/file_input.html"

    def value_from_datadict(self, data, files, name):
        """What was chosen now; without it what was chosen before and is still ticked. Of several both, but a file that
        was chosen once more, by its name, takes the place of the kept one."""
        chosen = super().value_from_datadict(data, files, name)
        several = self.allow_multiple_selected
        found = list(chosen or []) if several else [chosen] if chosen else []
        keys = data.getlist(name + uploads.ENDING) if hasattr(data, "getlist") else []
        if keys and (several or not found):
            already = {getattr(one, "kept_key", "") for one in found}
            before = uploads.kept([key for key in keys if key not in already], now=timezone.now())
            again = {one.name for one in found}
            found = [*(one for one in before if one.name not in again), *found] if several else before[:1]
            if found and hasattr(files, "setlist"):
                files.setlist(name, found)  # the next look at the field need not read them again
        self.given = found  # a field forgets its files when it is shown again; a widget belongs to one form
        return found if several else next(iter(found), None)

    def value_omitted_from_data(self, data, files, name) -> bool:
        """Neither chosen now nor kept from before."""
        return name not in files and name + uploads.ENDING not in data

    def get_context(self, name, value, attrs) -> dict:
        """The field is shown again: what it was given is kept and offered."""
        given = value if isinstance(value, list | tuple) else [value]
        now, kept = timezone.now(), []
        for upload in getattr(self, "given", None) or given:
            if not isinstance(upload, UploadedFile) or not self._accepts(upload.name):
                continue
            if key := uploads.keep(upload, now=now):
                kept.append({"key": key, "name": upload.name, "size": upload.size})
        if kept:
            attrs = {key: said for key, said in (attrs or {}).items() if key != "required"}
        context = super().get_context(name, value, attrs)
        context["widget"]["kept"] = kept
        return context

    def _accepts(self, name: str) -> bool:
        """Whether a file of this name can be taken here at all; what cannot is not offered again."""
        accepted = self.attrs.get("accept", "").split(",")
        return accepted == [""] or any(name.lower().endswith(one.rpartition("/")[2]) for one in accepted)


class ManyFilesInput(KeepingInput):
    """A choice of several files at once."""

    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__(attrs={"accept": ",".join(f".{suffix}" for suffix in FILE_TYPES)})


class ManyFilesField(forms.FileField):
    """Several uploads, each looked into: a file is taken for what it contains. Gives a list, empty without files."""

    widget = ManyFilesInput

    def clean(self, data, initial=None) -> list:
        """The uploads. Raises ``ValidationError`` with a sentence for every file that cannot be taken."""
        chosen = [upload for upload in data or [] if upload]
        if len(chosen) > MOST_FILES:
            raise ValidationError(_("At most %(most)s files at once."), params={"most": MOST_FILES})
        faults = []
        for upload in chosen:
            try:
                checked_type(upload.name, upload, upload.size)
            except ValidationError as fault:
                faults.append(fault)
        if faults:
            raise ValidationError(faults)
        return chosen
