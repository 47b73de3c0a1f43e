"""Statuses know how they look: no table beside them has to be kept in step."""

import pytest
from django.apps import apps

from core.statuses import Tone, Toned
from requests_app.models import Application
from supervision.models import Complaint

pytestmark = pytest.mark.once
STEPPED = [model for model in apps.get_models() if hasattr(model, "STEPS")]


def test_there_are_things_that_take_steps():
    """The test below would say nothing of nothing."""
    assert len(STEPPED) > 5


@pytest.mark.parametrize("model", STEPPED, ids=lambda model: model.__name__)
def test_what_takes_steps_shows_its_status_in_a_tone(model):
    """A page shows it by ``status_of``, which finds the choices under the name of the field."""
    choices = model.Status
    assert issubclass(choices, Toned)
    assert {one.tone for one in choices} <= set(Tone)
    assert [(one.value, one.label) for one in choices] == list(model._meta.get_field("status").choices)


def test_a_choice_keeps_nothing_but_its_word():
    """Tone and sentence are for people; what is stored, compared and sealed is the first word."""

    class Light(Toned):
        LATE = "late", Tone.BAD, "Hurry.", "Late"
        FINE = "fine", "In time"

    assert Light.LATE == "late" and str(Light.LATE) == "late" and Light("late") is Light.LATE
    assert Light.choices == [("late", "Late"), ("fine", "In time")]
    assert (Light.LATE.tone, Light.LATE.sentence, Light.LATE.label) == (Tone.BAD, "Hurry.", "Late")
    assert (Light.FINE.tone, Light.FINE.sentence) == (Tone.QUIET, "")


@pytest.mark.parametrize("choices", [Application.Status, Complaint.Status], ids=["application", "complaint"])
def test_an_outsider_is_told_of_each_status_in_a_sentence(choices):
    """A new status without its sentence would leave the page of who follows a case empty."""
    assert all(str(one.sentence) for one in choices)
