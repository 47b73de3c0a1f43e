"""The forms of the desk for what an applicant is waited for: reasons, a fee."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.utils import timezone

from core.models import User
from core.transitions import open_steps
from requests_app.actions import arriving, charging, clocks, deciding, extending, merging, reasoning
from requests_app.forms.applications import ExtendForm
from requests_app.forms.officers import FeeToldForm, PayFeeForm, QuoteFeeForm, RevivePaidForm
from requests_app.forms.steps import AskReasonsForm, JudgeReasonsForm, LeadForm, RefuseExtensionForm
from requests_app.models import Application, CaseKind, Status

Maker = Callable[..., forms.Form]


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


def together_forms(application: Application, offered: list[str]) -> dict[str, Maker]:
    """The form to let another case decide this one, or to take it out again."""
    if "part" in offered and merging.is_led(application):
        return {"part": forms.Form}
    asks = "follow" in offered and application.kind == CaseKind.DISCLOSURE
    return {"follow": LeadForm} if asks else {}


def together(application: Application) -> dict[str, object]:
    """Which case decides this one, and which ones it decides itself."""
    led = application.led.order_by("answer_by", "pk").only("number", "subject", "status", "answer_by")
    return {"is_led": merging.is_led(application), "led": list(led)}


def reasons_forms(application: Application, offered: list[str]) -> dict[str, Maker]:
    """The forms for reasons: to ask for them, then to judge what came, or that nothing came."""
    if "ask_reasons" not in offered or clocks.REASONS not in application.rules.clocks:
        return {}
    asked = getattr(application, "reasoning", None)
    if asked is None:
        usual = clocks.length_of(application, clocks.REASONS).days
        return {"ask_reasons": partial(AskReasonsForm, initial={"days": usual})}
    if asked.verdict or reasoning.is_waited_for(asked, timezone.localdate()):
        return {}
    return {"judge_reasons": partial(JudgeReasonsForm, is_given=asked.is_given)}


def fee_forms(application: Application, offered: list[str]) -> dict[str, Maker]:
    """The forms for a fee: to ask for it, then for the day the notice came, then for the payment or its lapse."""
    if "quote_fee" in offered and charging.may_charge(application) and application.answer_by:
        return {"quote_fee": partial(QuoteFeeForm, already=charging.items_already(application))}
    if "revive_fee" in offered and charging.may_revive(application):
        return {"revive_fee": RevivePaidForm}
    if "pay_fee" not in offered or not application.owes_fee:
        return {}
    today = {"initial": {"on": timezone.localdate()}}
    told = (
        {"lapse_fee": forms.Form} if application.fee.told_on else {"fee_told": partial(FeeToldForm, **today)}
    )
    return {"pay_fee": partial(PayFeeForm, **today), **told}


def arrived(application: Application, handles: bool) -> dict[str, object]:
    """What came in by other ways than the portal, and whether more may be entered."""
    if not handles:
        return {}
    rows = application.arrivals.select_related("entered_by").prefetch_related("papers")
    is_asked = application.status == Status.CORRECTING
    waits = is_asked and clocks.awaits_delivery(application, clocks.CORRECTION)
    return {
        "awaits_delivery": waits,
        "arrivals": list(rows),
        "may_enter_arrival": bool(arriving.expected(application)),
    }


def extension_forms(application: Application, user: User, offered: list[str]) -> dict[str, Maker]:
    """The forms for an extension: to put the answer off, to refuse what is asked for, or to ask for it."""
    today, left = timezone.localdate(), deciding.days_left_to_extend(application)
    if "extend" in offered and deciding.may_extend(application, user, on=today):
        asked = extending.asked_for(application)
        initial = {"days": asked.days, "reason": asked.reason} if asked else {}
        refuse = {"refuse_extension": RefuseExtensionForm} if asked else {}
        put_off = partial(ExtendForm, most=left, initial=initial)
        return ({"extend": put_off} if left > 0 else {}) | refuse
    if "ask_extension" in offered and extending.may_ask(application, on=today):
        return {"ask_extension": partial(ExtendForm, most=left)}
    return {}
