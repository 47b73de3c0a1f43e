"""What a case on the desk waits for: which steps are left meanwhile, what came in, which other case decides it."""

from django.utils import timezone

from core.models import User
from core.transitions import open_steps
from requests_app.actions import arriving, merging
from requests_app.models import Application

LED_STEPS = ("part", "extend")  # all that is done with a case that another one decides


FEE_STEPS = ("fee_told", "pay_fee", "lapse_fee")  # all that is done while a fee is waited for


def offered(application: Application, user: User) -> list[str]:
    """The steps that ``user`` is offered: while somebody is waited for, or another case decides, only a few."""
    steps = open_steps(application, user, on=timezone.localdate())
    if application.owes_fee:
        return [step for step in steps if step in FEE_STEPS]
    if merging.is_led(application):
        return [step for step in steps if step in LED_STEPS]
    return steps


def together(application: Application) -> dict[str, object]:
    """Which case decides this one, and which ones it decides itself."""
    led = sorted(application.led.all(), key=lambda one: (one.answer_by is None, one.answer_by, one.pk))
    return {"is_led": merging.is_led(application), "led": led}


def arrived(application: Application, handles: bool) -> dict[str, object]:
    """What came in by other ways than the portal, and whether more may be entered."""
    if not handles:
        return {}
    rows = application.arrivals.select_related("entered_by").prefetch_related("papers")
    return {
        "arrivals": list(rows),
        "may_enter_arrival": bool(arriving.expected(application)),
    }
