"""What a step on the page of a case is: its form and when it stands, what stands against it, its words, its verb."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django import forms
from django.utils.formats import date_format

from core.models import User
from core.regimes.parsed import Outcome
from core.workdays import Calendar
from requests_app.actions import charging, clocks, extending
from requests_app.models import Application, AskedExtension

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
    days: Calendar | None = None  # the calendar of the body, where it is read already

    @cached_property
    def waits(self) -> dict[str, str]:
        """The third parties that are waited for: their clocks and names."""
        return clocks.open_third_parties(self.application)

    @cached_property
    def asked_extension(self) -> AskedExtension | None:
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
    against: list[str] = field(
        default_factory=list
    )  # why it cannot be taken now, said in place of its button


@dataclass(frozen=True)
class CaseStep:
    """A step of a case. ``begin`` gives the maker of its form, None when it is out of place; ``act`` takes it.

    ``against`` says why it cannot be taken yet, or any more, whatever is typed: the same sentences with which ``act``
    would refuse it. They stand in place of its button.
    """

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
    against: Callable[[Case], Iterable[str]] = lambda case: ()

    needs_outcome = False

    def shown(self, case: Case, form: forms.Form | None, against: list[str]) -> Shown:
        """The step with its form, or with what stands against it, for the page of ``case``."""
        is_open = bool(form and form.errors) or self.opens(case)
        return Shown(self, form, str(self.hint(case)), is_open, against)

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


@dataclass(frozen=True)
class Standing:
    """What can be done on the page of a case: the makers of the forms that stand, and what stands against others."""

    makers: dict[str, Maker]
    against: dict[str, list[str]]
