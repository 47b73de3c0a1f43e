"""What an officer can do with a case, one object for each step: its form and when it stands, its words, its verb.

The page of the case loops over them (``templates/requests_app/_steps.html``); whether a step is open at all is said by
``Application.STEPS``. A new step is a line there, a verb in ``actions``, a form, and an object here.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.models import User
from core.regimes.parsed import Outcome
from requests_app import actions
from requests_app.actions import (
    charging,
    clocks,
    deciding,
    extending,
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

Maker = Callable[..., forms.Form]
Bare = forms.Form  # a step that is taken without typing anything


@dataclass(frozen=True)
class Case:
    """A case before an officer on a day. ``begun`` says with what text the draft of ``outcome`` is to begin."""

    application: Application
    user: User
    today: date
    outcome: Outcome | None = None
    begun: dict[str, str] = field(default_factory=dict)

    @cached_property
    def waits(self) -> dict[str, str]:
        """The third parties that are waited for: their clocks and names."""
        return clocks.open_third_parties(self.application)

    @cached_property
    def asked_extension(self):
        """The extension that an officer asked for, while it is open."""
        return extending.asked_for(self.application)

    @cached_property
    def pay_by(self) -> str:
        """The last day to pay the fee, in words."""
        day = charging.pay_by(self.application)
        return date_format(day) if day else ""


@dataclass(frozen=True)
class Shown:
    """A step as its page shows it."""

    step: "CaseStep"
    form: forms.Form | None
    hint: str
    is_open: bool


@dataclass(frozen=True)
class CaseStep:
    """A step of a case. ``begin`` gives the maker of its form, None when it cannot be taken now; ``act`` takes it."""

    verb: str
    button: str
    done: str  # what is said when it is taken
    begin: Callable[[Case], Maker | None]
    act: Callable
    title: str = ""
    hint: Callable[[Case], str] = lambda case: ""
    folded: bool = False
    tone: str = ""
    template: str = "requests_app/steps/plain.html"
    beside: bool = False  # shown elsewhere on the page, not among what is to be done now
    opens: Callable[[Case], bool] = lambda case: False  # whether a folded one stands open

    needs_outcome = False

    def shown(self, case: Case, form: forms.Form | None) -> Shown:
        """The step with its form, for the page of ``case``."""
        is_open = bool(form and form.errors) or self.opens(case)
        return Shown(self, form, str(self.hint(case)), is_open)

    def take(self, case: Case, form: forms.Form, *, now) -> None:
        """Take it with what was typed. Raises ``Refused``."""
        self.act(case.application, by=case.user, now=now, **form.cleaned_data)


class DraftStep(CaseStep):
    """A draft needs the outcome that is chosen before its form stands."""

    needs_outcome = True

    def take(self, case: Case, form: forms.Form, *, now) -> None:
        """Keep the draft of the outcome that was chosen."""
        self.act(
            case.application,
            by=case.user,
            now=now,
            outcome=case.outcome.code if case.outcome else "",
            decision=form.decision,
            points_to=form.cleaned_data.get("disclosure"),
        )


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
    return partial(
        DraftForm, outcome=chosen, agency=application.agency, tells_third_parties=tells, initial=initial
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
    """``form`` with today in it, while a fee is owed."""
    return lambda case: partial(form, initial={"on": case.today}) if case.application.owes_fee else None


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


def _lapse_hint(case: Case) -> str:
    if day := clocks.correct_by(case.application):
        return _("The applicant has time until %(day)s. After that day it can be closed as given up.") % {
            "day": date_format(day)
        }
    if clocks.awaits_delivery(case.application, clocks.CORRECTION):
        return _("The notice is not known to be delivered; the time for the correction has not begun.")
    return _("The applicant was given no day for the correction.")


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
    ),
    CaseStep(
        "ask_correction",
        button=gettext_lazy("Ask the applicant"),
        done=gettext_lazy("The applicant is asked for a correction; the clock stands still."),
        begin=_correction,
        act=actions.ask_correction,
        title=gettext_lazy("Ask for a correction"),
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
        hint=lambda case: (
            _("The fee can be paid until %(day)s. After that day the application can be closed as given up.")
            % {"day": case.pay_by}
        ),
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
        hint=_lapse_hint,
        tone="danger",
    ),
    CaseStep(
        "deliver",
        button=gettext_lazy("Confirm the delivery"),
        done=gettext_lazy("The delivery is confirmed."),
        begin=_delivery,
        act=actions.deliver,
    ),
    CaseStep(
        "follow",
        button=gettext_lazy("Decide it with that case"),
        done=gettext_lazy("The leading case decides it too; its applicant gets an answer of their own."),
        begin=_if(lambda one: one.kind == CaseKind.DISCLOSURE and not merging.is_led(one), LeadForm),
        act=actions.follow,
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


def makers(case: Case, offered: list[str]) -> dict[str, Maker]:
    """A form for each of the ``offered`` steps that can be taken on the page of ``case``."""
    found = ((step.verb, step.begin(case)) for step in CASE_STEPS if step.verb in offered)
    return {verb: maker for verb, maker in found if maker is not None}


def shown(case: Case, offered: list[str], forms_of_page: dict[str, forms.Form]) -> list[Shown]:
    """What is to be done now, in the order of the page. A draft stands there before its outcome is chosen."""
    on_page = (step for step in CASE_STEPS if not step.beside)
    return [
        step.shown(case, forms_of_page.get(step.verb))
        for step in on_page
        if step.verb in forms_of_page or (step.needs_outcome and step.verb in offered)
    ]
