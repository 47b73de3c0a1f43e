"""What reviewers, the public and those who answer type."""

from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure, DisclosureItem
from core.forms import BroughtForm, HoneypotForm, LineField, ReadAgainForm, TextField, UnnamedForm
from core.models import Agency, Department, User
from core.regimes.parsed import Step
from core.web.addresses import number_in
from core.web.widgets import DayInput, ManyFilesField
from review.minutes import MOST_VOTES
from review.models import Opinion
from review.queue import Light, MatterKind

VOTES = {"votes_for", "votes_against", "votes_abstained"}


class VerdictForm(forms.Form):
    """What every verdict says: which step of which round the reviewer had before them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def sees(self, seen: str) -> None:
        """From the next time on the verdict is about what the page shows now."""
        self.data = {**self.data.dict(), self.add_prefix("seen"): seen}


class ApproveForm(VerdictForm):
    """Consent at a step of the chain. A meeting or another body consents on record."""

    opinion = TextField(
        label=_("Remark"),
        rows=3,
        max_length=1000,
        required=False,
        help_text=_("It stays in the file of the matter; the public does not see it."),
    )
    body = LineField(label=_("Body outside"), max_length=120)
    meeting_on = forms.DateField(label=_("Day of the meeting or letter"), widget=DayInput)
    minutes_number = LineField(label=_("Number of the minutes or of the letter"), max_length=80)
    votes_for = forms.IntegerField(label=_("Votes for"), min_value=0, max_value=MOST_VOTES)
    votes_against = forms.IntegerField(label=_("Votes against"), min_value=0, max_value=MOST_VOTES)
    votes_abstained = forms.IntegerField(label=_("Abstained"), min_value=0, max_value=MOST_VOTES)

    def __init__(self, *args, step: Step | None = None, steps: Iterable[Step] = (), **kwargs) -> None:
        super().__init__(*args, **kwargs)
        steps = [step] if step else list(steps)
        kinds = {step.kind for step in steps}
        wanted = {"seen", "opinion"}
        if kinds - {"single"}:
            wanted |= {"meeting_on", "minutes_number"}
        if kinds & {"external", "report"}:
            wanted.add("body")
        if any(step.votes for step in steps):
            wanted |= VOTES
        for name in [name for name in self.fields if name not in wanted]:
            del self.fields[name]
        if any(step.signed for step in steps):
            self.fields["opinion"].required = True
            self.fields["opinion"].label = _("Signed opinion")
        if kinds == {"report"}:
            self._report_upward()

    def _report_upward(self) -> None:
        """A report has a receiver and a day; not every one has a number."""
        self.fields["body"].label = _("Reported to")
        self.fields["meeting_on"].label = _("Reported on")
        self.fields["minutes_number"].label = _("Number of the report")
        self.fields["minutes_number"].required = False

    def clean_meeting_on(self):
        """A meeting that has not been held decides nothing."""
        if self.cleaned_data["meeting_on"] > timezone.localdate():
            raise ValidationError(_("The day of the meeting or letter lies ahead."))
        return self.cleaned_data["meeting_on"]


class ReturnForm(VerdictForm):
    """Returning a matter to who proposed it."""

    opinion = TextField(
        label=_("What must be changed"),
        rows=4,
        max_length=1000,
        error_messages={"required": _("A return needs an opinion: say what must be changed.")},
    )


class TakeBackForm(VerdictForm):
    """Taking one's own proposal back to change it."""

    reason = LineField(
        label=_("Why it is taken back"),
        max_length=300,
        help_text=_("All steps of the chain are asked again once it is proposed anew."),
        error_messages={"required": _("Say why it is taken back.")},
    )


class ReferForm(VerdictForm):
    """Handing the open step on to another who holds its role, or to a unit whose people do."""

    to = forms.ChoiceField(label=_("To whom"))
    reason = LineField(
        label=_("Why it is handed on"),
        max_length=300,
        help_text=_("Whoever gets it reads it; it stays in the file of the matter."),
        error_messages={"required": _("Say why it is handed on.")},
    )

    def __init__(self, *args, choices: list[tuple], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = choices


class SensitiveForm(VerdictForm):
    """Marking a matter as sensitive."""

    reason = LineField(
        label=_("Why it is sensitive"),
        max_length=300,
        help_text=_("It stays marked and goes through the chain of approval for such matters."),
        error_messages={"required": _("Say why it is sensitive.")},
    )


class QueueForm(forms.Form):
    """What of the queue is shown. The agencies are those that the person reaches."""

    SIZES = [(20, "20"), (50, "50"), (100, "100")]

    q = LineField(label=_("Words or number"), max_length=100, required=False)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label=_("Agency"), required=False, empty_label=_("All")
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("All")
    )
    urgency = forms.ChoiceField(label=_("Urgency"), choices=[("", _("All")), *Light.choices], required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *MatterKind.choices], required=False)
    size = forms.TypedChoiceField(label=_("Rows"), choices=SIZES, coerce=int, empty_value=20, required=False)

    def __init__(self, *args, agencies: list[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = number_in(self.data.get("agency"))
        within = [agency for agency in agencies if agency.pk == chosen] or agencies[:2]
        self.fields["agency"].queryset = Agency.objects.filter(pk__in=[agency.pk for agency in agencies])
        if len(agencies) < 2:
            del self.fields["agency"]
        if len(within) == 1:
            self.fields["department"].queryset = Department.objects.filter(agency=within[0])
        else:
            del self.fields["department"]

    @property
    def wanted(self) -> dict:
        """The filters that make sense; a wrong one is as none."""
        self.is_valid()
        return self.cleaned_data


class DelegationForm(forms.Form):
    """Naming a deputy."""

    agency = forms.ModelChoiceField(Agency.objects.none(), label=_("Agency"), empty_label=None)
    deputy = forms.ModelChoiceField(User.objects.none(), label=_("Deputy"))
    since = forms.DateField(label=_("From"), widget=DayInput)
    until = forms.DateField(
        label=_("Until"), widget=DayInput, help_text=_("The last day included; then it ends by itself.")
    )

    def __init__(self, *args, agencies: QuerySet[Agency], deputies: QuerySet[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies
        self.fields["deputy"].queryset = deputies


class OpinionForm(UnnamedForm, HoneypotForm):
    """What somebody says of a published disclosure, without an account."""

    field_order = ["website", "text", "rating"]

    holds_doubtful = True

    RATINGS = [
        (5, _("Very satisfied")),
        (4, _("Satisfied")),
        (3, _("Fair")),
        (2, _("Not satisfied")),
        (1, _("Very dissatisfied")),
    ]

    text = TextField(
        label=_("Your opinion"),
        rows=5,
        max_length=2000,
        help_text=_("It is published with its answer. Please leave out names and telephone numbers."),
        error_messages={"required": _("Please write your opinion.")},
    )
    rating = forms.TypedChoiceField(
        label=_("How satisfied are you with this disclosure?"),
        choices=RATINGS,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, inside: bool = False, **kwargs) -> None:
        """``inside``: what it is about is not for everybody, and neither is what is said of it."""
        super().__init__(*args, **kwargs)
        if inside:
            self.fields["text"].help_text = _(
                "Those who may read this page read it with its answer. Please leave out names and telephone numbers."
            )

    @property
    def opinion(self) -> dict:
        """What ``receive_opinion`` takes, once the form is valid."""
        return {name: self.cleaned_data[name] for name in ("text", "rating", "name", "contact")}


class HeldForm(forms.Form):
    """What becomes of opinions that were held back: let in to be answered, or set aside with a reason."""

    CHOICES = [("let_in", _("Let in")), ("set_aside", _("Set aside"))]

    do = forms.ChoiceField(label=_("What becomes of them"), choices=CHOICES)
    all = forms.BooleanField(label=_("All of this matter, on every page"), required=False)
    reason = LineField(
        label=_("Reason, to set aside"),
        max_length=300,
        required=False,
        help_text=_("For example advertising or abuse. It stays with each of them."),
    )

    def clean(self) -> dict:
        """Nothing is set aside without a reason."""
        cleaned = super().clean()
        if cleaned.get("do") == "set_aside" and not cleaned.get("reason"):
            self.add_error("reason", _("Say why they are set aside."))
        return cleaned


class AnswerForm(ReadAgainForm):
    """The answer to an opinion; both become public."""

    field_order = ["public_text", "answer"]

    public_text = TextField(
        label=_("The opinion as the public reads it"),
        rows=5,
        max_length=2000,
        required=False,
        help_text=_(
            "Names, numbers and addresses of people are masked by suggestion: read it, and mask the rest."
        ),
    )
    answer = TextField(
        label=_("Answer"),
        rows=6,
        max_length=4000,
        help_text=_("The opinion and this answer are published together."),
        error_messages={"required": _("The answer is empty.")},
    )


class EnterOpinionForm(BroughtForm):
    """An opinion that came by another way than this website."""

    field_order = ["index_number", "kind", "way", "place", "received_on", "text", "scans", "rating"]

    kind = forms.ChoiceField(
        label=_("What it is"), choices=Opinion.Kind, initial=Opinion.Kind.OPINION, required=False
    )
    scans = ManyFilesField(
        label=_("Scan"),
        required=False,
        help_text=_("The letter or the note of the call. Kept encrypted, never public."),
    )

    index_number = LineField(label=_("Index number of the disclosure"), max_length=40)
    way = forms.ChoiceField(
        label=_("Way of the opinion"),
        choices=[choice for choice in Opinion.Way.choices if choice[0] != "web"],
    )
    place = LineField(
        label=_("Place or number"),
        max_length=120,
        required=False,
        help_text=_("For example which hall, the number of the letter, which meeting."),
    )
    received_on = forms.DateField(label=_("Received on"), widget=DayInput)
    text = TextField(label=_("The opinion"), max_length=2000, rows=6)
    rating = forms.TypedChoiceField(
        label=_("Satisfaction"),
        choices=[("", _("Not said")), *OpinionForm.RATINGS],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, *args, disclosures: QuerySet[Disclosure], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.disclosures = disclosures

    def clean_kind(self) -> str:
        """An opinion unless something else is chosen."""
        return self.cleaned_data["kind"] or Opinion.Kind.OPINION

    def clean_index_number(self) -> str:
        """One of the disclosures for which the person answers; the action is handed the disclosure itself."""
        found = self.disclosures.filter(index_number=self.cleaned_data["index_number"]).first()
        if found is None:
            raise ValidationError(_("There is no published disclosure of yours with this index number."))
        self.disclosure = found
        return found.index_number


class OpenFeedbackForm(forms.Form):
    """Who collects what is said, and until when."""

    collector = forms.ModelChoiceField(label=_("Who collects"), queryset=User.objects.none())
    until = forms.DateField(label=_("Collected until"), widget=DayInput)

    def __init__(self, *args, people: list[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = User.objects.filter(pk__in=[one.pk for one in people])
        self.fields["collector"].queryset = chosen.order_by("name", "pk")


class NameCollectorForm(forms.Form):
    """Another collector, and why."""

    collector = forms.ModelChoiceField(label=_("Who collects"), queryset=User.objects.none())
    reason = LineField(
        label=_("Reason"), max_length=300, error_messages={"required": _("Say why somebody else collects.")}
    )

    def __init__(self, *args, people: list[User], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        chosen = User.objects.filter(pk__in=[one.pk for one in people])
        self.fields["collector"].queryset = chosen.order_by("name", "pk")


class HandOverForm(forms.Form):
    """What was said, for the leading group."""

    summary = TextField(
        label=_("What was said, summed up"),
        rows=6,
        max_length=4000,
        help_text=_("Opinions and demands of all ways, sorted. Name nobody."),
        error_messages={"required": _("Sum up what was said.")},
    )


class HandleForm(forms.Form):
    """How the leading group handles it."""

    handling = TextField(
        label=_("How it is handled"),
        rows=6,
        max_length=4000,
        help_text=_("What is done, by whom, until when. Name nobody."),
        error_messages={"required": _("Say how it is handled.")},
    )


class EndFeedbackForm(forms.Form):
    """Why collecting ends before its last day."""

    reason = LineField(
        label=_("Reason"), max_length=300, error_messages={"required": _("Say why it should end early.")}
    )


class PutRightForm(forms.Form):
    """What was put right because of an opinion."""

    put_right = TextField(
        label=_("What was put right"),
        max_length=1000,
        help_text=_("The public reads it with the opinion. Name nobody."),
    )
    put_right_on = forms.DateField(label=_("On which day"), widget=DayInput)


class RespondForm(forms.Form):
    """The item of the catalogue under which a response to an opinion is published."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=DisclosureItem.objects.none())

    def __init__(self, *args, items: QuerySet[DisclosureItem], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items


class SetAsideForm(forms.Form):
    """Keeping an opinion off the pages."""

    reason = LineField(
        label=_("Reason"),
        max_length=300,
        help_text=_("For example advertising, abuse, or personal data of others. It stays in the file."),
        error_messages={"required": _("Say why the opinion is set aside.")},
    )
