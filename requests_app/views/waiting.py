"""The forms of the desk for what an applicant is waited for: reasons, a fee."""

from collections.abc import Callable
from functools import partial

from django import forms
from django.utils import timezone

from requests_app.actions import charging, clocks, reasoning
from requests_app.models import Application
from requests_app.officer_forms import FeeToldForm, PayFeeForm, QuoteFeeForm
from requests_app.step_forms import AskReasonsForm, JudgeReasonsForm

Maker = Callable[..., forms.Form]


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
    if "pay_fee" not in offered or not application.owes_fee:
        return {}
    today = {"initial": {"on": timezone.localdate()}}
    told = (
        {"lapse_fee": forms.Form} if application.fee.told_on else {"fee_told": partial(FeeToldForm, **today)}
    )
    return {"pay_fee": partial(PayFeeForm, **today), **told}
