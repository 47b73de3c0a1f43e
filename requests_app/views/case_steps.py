"""What an officer can do with a case, one object for each step: its form and when it stands, its words, its verb.

The page of the case loops over them (``templates/requests_app/_steps.html``); ``step_kinds`` says what one is. Whether
one is open at all is said by ``Application.STEPS``. A new step is a line there, a verb in ``actions``, a form, and an
object here.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from requests_app import actions
from requests_app.actions import (
    charging,
    clocks,
    consulting,
    deciding,
    extending,
    intake,
    linking,
    merging,
    opening,
    reasoning,
    rectifying,
    searching,
)
from requests_app.forms.applications import (
    AskCorrectionForm,
    ConsultForm,
    DeliverForm,
    DraftForm,
    ExtendForm,
    OpinionOfThirdPartyForm,
)
from requests_app.forms.officers import FeeToldForm, PayFeeForm, QuoteFeeForm, RevivePaidForm
from requests_app.forms.rectification import CheckIdentityForm
from requests_app.forms.steps import (
    AskReasonsForm,
    ConsultAgencyForm,
    JudgeReasonsForm,
    LeadForm,
    RefuseExtensionForm,
)
from requests_app.models import Application, CaseKind, DeliveryWay
from requests_app.views.step_kinds import Bare, Case, CaseStep, DraftStep, Maker, Shown, Standing


def _article(name: str) -> Callable[[Case], str]:
    """The article of the law on which the clock ``name`` rests."""
    return lambda case: case.application.rules.clocks[name].article or ""


def _correction(case: Case) -> Maker | None:
    has_own_outcome = any(one.effect == "correct" for one in case.application.rules.outcomes.values())
    may_ask = not has_own_outcome and not case.waits and actions.may_ask_correction(case.application)
    return AskCorrectionForm if may_ask else None


def _answered(case: Case) -> Maker | None:
    if not case.waits:
        return None
    return partial(OpinionOfThirdPartyForm, waits=case.waits, initial={"on": case.today})


def _draft(case: Case) -> Maker | None:
    application, chosen = case.application, case.outcome
    if chosen is None:
        return None
    initial = application.decision if application.outcome == chosen.code else {}
    if "searched" in chosen.needs:
        initial = {"searched": searching.summary(application), **initial}
    if application.points_to_id:
        initial = {**initial, "disclosure": application.points_to.index_number}
    initial = initial | linking.start(application, chosen, **case.begun)
    tells = deciding.must_tell_third_parties(application, chosen)
    longer = application.rules.longer if deciding.takes_longer(application, chosen) else None
    return partial(
        DraftForm,
        outcome=chosen,
        agency=application.agency,
        tells_third_parties=tells,
        longer=longer,
        initial=initial,
    )


def _reasons(case: Case) -> Maker | None:
    application = case.application
    if clocks.REASONS not in application.rules.clocks or getattr(application, "reasoning", None) is not None:
        return None
    return partial(AskReasonsForm, initial={"days": clocks.length_of(application, clocks.REASONS).days})


def _verdict(case: Case) -> Maker | None:
    asked = getattr(case.application, "reasoning", None)
    if asked is None or asked.verdict or reasoning.is_waited_for(asked, case.today):
        return None
    return partial(JudgeReasonsForm, is_given=asked.is_given)


def _fee(case: Case) -> Maker | None:
    may = charging.may_charge(case.application) and case.application.answer_by
    return partial(QuoteFeeForm, already=charging.items_already(case.application)) if may else None


def _on_a_day(form: Maker) -> Callable[[Case], Maker | None]:
    """``form`` with today in it, or with the last day on which it could be paid, while a fee is owed."""

    def begin(case: Case) -> Maker | None:
        if not case.application.owes_fee:
            return None
        last = charging.pay_by(case.application)
        return partial(form, initial={"on": min(case.today, last) if last else case.today})

    return begin


def _fee_told(case: Case) -> Maker | None:
    is_new = case.application.owes_fee and not case.application.fee.told_on
    return partial(FeeToldForm, initial={"on": case.today}) if is_new else None


def _fee_lapse(case: Case) -> Maker | None:
    return Bare if case.application.owes_fee and case.application.fee.told_on else None


def _extension(case: Case) -> Maker | None:
    left = deciding.days_left_to_extend(case.application)
    if case.waits or left <= 0 or not deciding.may_extend(case.application, case.user, on=case.today):
        return None
    asked = case.asked_extension
    initial = {"days": asked.days, "reason": asked.reason} if asked else {}
    return partial(ExtendForm, most=left, initial=initial)


def _no_extension(case: Case) -> Maker | None:
    may = deciding.may_extend(case.application, case.user, on=case.today)
    return RefuseExtensionForm if may and case.asked_extension and not case.waits else None


def _ask_extension(case: Case) -> Maker | None:
    may_grant = deciding.may_extend(case.application, case.user, on=case.today)
    if case.waits or may_grant or not extending.may_ask(case.application, on=case.today):
        return None
    return partial(ExtendForm, most=deciding.days_left_to_extend(case.application))


def _over(case: Case, day: date | None) -> str:
    """Until when what was asked for could come, for who closes the case."""
    return _("The time ended on %(day)s.") % {"day": date_format(day)} if day else ""


def _on_day(test: Callable[[Application, date], Iterable[str]]) -> Callable[[Case], Iterable[str]]:
    """What ``test`` says against a step of the application today."""
    return lambda case: test(case.application, case.today)


def _against_a_correction(case: Case) -> Iterator[str]:
    return intake.against_a_correction(case.application, case.today, days=case.days)


def _against_a_draft(case: Case) -> Iterator[str]:
    application, chosen = case.application, case.outcome
    if chosen is not None and chosen.effect == "correct":
        yield from _against_a_correction(case)
        return
    yield from deciding.against_a_draft(application, chosen)
    if chosen is not None:
        yield from reasoning.faults(application, chosen, "")


def _delivery(case: Case) -> Maker | None:
    opened = opening.first_opened(case.application)
    on = timezone.localdate(opened) if opened else case.today
    return partial(DeliverForm, initial={"on": on, "way": DeliveryWay.WEB if opened else None})


def _if(test: Callable[[Application], bool], form: Maker) -> Callable[[Case], Maker | None]:
    """``form`` where ``test`` holds of the application."""
    return lambda case: form if test(case.application) else None


# In the order of the page.
CASE_STEPS = (
    CaseStep(
        "register",
        button=gettext_lazy("Register"),
        done=gettext_lazy("The application is registered."),
        begin=lambda case: Bare,
        act=actions.register,
        hint=lambda case: _("Check that it is complete, then enter it in the register."),
    ),
    CaseStep(
        "check_identity",
        button=gettext_lazy("The identity was checked"),
        done=gettext_lazy("It is entered that the identity was checked."),
        begin=_if(rectifying.may_check, CheckIdentityForm),
        act=actions.check_identity,
        title=gettext_lazy("Make sure who asks"),
        hint=lambda case: "{} {}".format(
            _("Before anything is told or changed: are the records about the one who asks?"),
            case.application.rules.rectification.article,
        ),
    ),
    DraftStep(
        "draft",
        button=gettext_lazy("Hand the draft to the leader"),
        done=gettext_lazy("The draft is with the leader who decides."),
        begin=_draft,
        act=actions.draft,
        template="requests_app/steps/draft.html",
        against=_against_a_draft,
    ),
    CaseStep(
        "ask_correction",
        button=gettext_lazy("Ask the applicant"),
        done=gettext_lazy("The applicant is asked for a correction; the clock stands still."),
        begin=_correction,
        act=actions.ask_correction,
        title=gettext_lazy("Ask for a correction"),
        against=_against_a_correction,
        hint=lambda case: case.application.rules.correction.article,
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "third_party_answered",
        button=gettext_lazy("Enter the opinion"),
        done=gettext_lazy("The opinion is entered; the clock goes on when nobody is waited for."),
        begin=_answered,
        act=actions.third_party_answered,
        title=gettext_lazy("Opinion of who was asked"),
    ),
    CaseStep(
        "consult_third_party",
        button=gettext_lazy("Ask the third party"),
        done=gettext_lazy("The third party is asked; the clock stands still."),
        begin=_if(actions.may_consult, ConsultForm),
        act=actions.consult_third_party,
        title=gettext_lazy("Ask a third party"),
        against=_on_day(consulting.too_late),
        hint=_article("third_party"),
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "consult_agency",
        button=gettext_lazy("Ask the agency"),
        done=gettext_lazy("The agency is asked by a numbered letter; the clock stands still."),
        begin=_if(partial(actions.may_consult, kind=clocks.AGENCIES), ConsultAgencyForm),
        act=actions.consult_agency,
        title=gettext_lazy("Ask a co-producing agency"),
        against=_on_day(consulting.too_late),
        hint=lambda case: "{} {}".format(
            _article("agencies")(case),
            _("It is asked by a numbered letter; if it keeps silent it consents."),
        ),
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "judge_reasons",
        button=gettext_lazy("Enter the verdict"),
        done=gettext_lazy("The verdict on the reasons is entered."),
        begin=_verdict,
        act=actions.judge_reasons,
        title=gettext_lazy("Are the reasons reasonable?"),
    ),
    CaseStep(
        "ask_reasons",
        button=gettext_lazy("Ask the applicant for reasons"),
        done=gettext_lazy("The applicant is asked for reasons by a numbered notice."),
        begin=_reasons,
        act=actions.ask_reasons,
        title=gettext_lazy("Ask for reasons: too many or too often"),
        against=_on_day(reasoning.against_asking),
        hint=_article("reasons"),
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "quote_fee",
        button=gettext_lazy("Ask for the fee"),
        done=gettext_lazy("The fee is asked for; the clock stands still."),
        begin=_fee,
        act=actions.quote_fee,
        title=gettext_lazy("Ask for a fee"),
        against=_on_day(charging.too_late),
        hint=_article("fee"),
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "fee_told",
        button=gettext_lazy("Enter the day"),
        done=gettext_lazy("The day is entered; the time to pay runs."),
        begin=_fee_told,
        act=actions.fee_told,
        title=gettext_lazy("The notice of the fee arrived"),
    ),
    CaseStep(
        "pay_fee",
        button=gettext_lazy("Enter the payment"),
        done=gettext_lazy("The payment is entered; the days are counted anew."),
        begin=_on_a_day(PayFeeForm),
        act=actions.pay_fee,
        title=gettext_lazy("The fee was paid"),
    ),
    CaseStep(
        "revive_fee",
        button=gettext_lazy("Take it up again"),
        done=gettext_lazy("The case is taken up again; the days are counted from the payment."),
        begin=_if(charging.may_revive, RevivePaidForm),
        act=actions.revive_fee,
        title=gettext_lazy("The fee had been paid in time"),
        hint=lambda case: (
            _(
                "It was closed because no payment was known by %(day)s. If the bank had it by then, it is taken up "
                "again: the days of the answer run from the day after the payment."
            )
            % {"day": case.pay_by}
        ),
        folded=True,
    ),
    CaseStep(
        "lapse_fee",
        button=gettext_lazy("Close as given up"),
        done=gettext_lazy("The application is closed as given up."),
        begin=_fee_lapse,
        act=actions.lapse_fee,
        title=gettext_lazy("The fee was not paid"),
        hint=lambda case: _over(case, charging.pay_by(case.application)),
        against=_on_day(charging.against_giving_up),
        tone="danger",
    ),
    CaseStep(
        "ask_extension",
        button=pgettext_lazy("extension", "Ask for it"),
        done=gettext_lazy("The extension is asked for; those who may approve are told."),
        begin=_ask_extension,
        act=actions.ask_extension,
        title=gettext_lazy("Ask for an extension"),
        hint=lambda case: case.application.rules.extension.article,
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "refuse_extension",
        button=pgettext_lazy("extension", "Refuse it"),
        done=gettext_lazy("The extension is refused; the officer is told."),
        begin=_no_extension,
        act=actions.refuse_extension,
        title=gettext_lazy("Refuse the extension"),
        folded=True,
        tone="secondary",
    ),
    CaseStep(
        "extend",
        button=gettext_lazy("Extend"),
        done=gettext_lazy("The answer is put off; the applicant is told."),
        begin=_extension,
        act=actions.extend,
        title=gettext_lazy("Put the answer off"),
        against=_on_day(deciding.against_putting_off),
        hint=lambda case: case.application.rules.extension.article,
        folded=True,
        tone="secondary",
        opens=lambda case: case.asked_extension is not None,
    ),
    CaseStep(
        "lapse",
        button=gettext_lazy("Close as given up"),
        done=gettext_lazy("The application is closed as given up."),
        begin=lambda case: Bare,
        act=actions.lapse,
        title=gettext_lazy("No correction came"),
        hint=lambda case: _over(case, clocks.correct_by(case.application)),
        against=_on_day(intake.against_giving_up),
        tone="danger",
    ),
    CaseStep(
        "deliver",
        button=gettext_lazy("Confirm the delivery"),
        done=gettext_lazy("The delivery is confirmed."),
        begin=_delivery,
        act=actions.deliver,
        title=gettext_lazy("Deliver the answer"),
        against=lambda case: deciding.lacks_redacted_copy(case.application),
    ),
    CaseStep(
        "follow",
        button=gettext_lazy("Decide it with that case"),
        done=gettext_lazy("The leading case decides it too; its applicant gets an answer of their own."),
        begin=_if(lambda one: one.kind == CaseKind.DISCLOSURE and not merging.is_led(one), LeadForm),
        act=actions.follow,
        against=lambda case: merging.against_following(case.application),
        beside=True,
    ),
    CaseStep(
        "part",
        button=gettext_lazy("Decide it by itself again"),
        done=gettext_lazy("It is decided by itself again."),
        begin=_if(merging.is_led, Bare),
        act=actions.part,
        beside=True,
    ),
)
OF_VERB = {step.verb: step for step in CASE_STEPS}


def standing(case: Case, offered: Iterable[str]) -> Standing:
    """How each of the ``offered`` steps stands in ``case``."""
    makers, against = {}, {}
    for step in (one for one in CASE_STEPS if one.verb in offered):
        maker = step.begin(case)
        if maker is None and not step.needs_outcome:
            continue
        if reasons := list(step.against(case)):
            against[step.verb] = reasons
        elif maker is not None:
            makers[step.verb] = maker
    return Standing(makers, against)


def shown(
    case: Case, offered: Iterable[str], stands: Standing, forms_of_page: dict[str, forms.Form]
) -> list[Shown]:
    """What is to be done now, in the order of the page. A draft stands there before its outcome is chosen."""
    on_page = (step for step in CASE_STEPS if not step.beside)
    return [
        step.shown(case, forms_of_page.get(step.verb), stands.against.get(step.verb, []))
        for step in on_page
        if step.verb in forms_of_page
        or step.verb in stands.against
        or (step.needs_outcome and step.verb in offered)
    ]
