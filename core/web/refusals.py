"""What an action refuses is said to who asked for it: in the form beside what was typed, or above the next page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from core.transitions import Refused
from core.web import form_stamps


@contextmanager
def said_in(form: BaseForm, field: str | None = None) -> Iterator[None]:
    """Do something for ``form``; what refuses it leaves its reasons there, beside ``field`` where one is named.

    What follows in the block is left out then, such as the sentence of success and the way on. A form that is to be
    sent once more gets a stamp that is not used up.
    """
    try:
        yield
    except Refused as refusal:
        for reason in refusal.reasons:
            form.add_error(field, reason)
        if "began" in form.data and isinstance(form.data, QueryDict):
            data = form.data.copy()
            data["began"] = form_stamps.stamp(timezone.now())
            form.data = data


@contextmanager
def told(request: HttpRequest, *, before: str = "") -> Iterator[None]:
    """Do something that a button asked for; what refuses it is said above the next page, after what is so all the same
    (``before``)."""
    try:
        yield
    except Refused as refusal:
        if before:
            messages.warning(request, before)
        for reason in refusal.reasons:
            messages.error(request, reason)
