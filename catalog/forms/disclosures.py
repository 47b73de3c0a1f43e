"""What department staff type: proposals, events, excuses, withdrawals, placements."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog import content, parts
from catalog.actions import drafting
from catalog.disclosures import pointing
from catalog.forms import parts as typed_parts
from catalog.models import Audience, Disclosure, DisclosureItem, Obligation, Relation
from catalog.obligations.cadences import kind_of
from catalog.sources import Source
from core.models import Agency
from core.regimes.parsed import Regime
from core.text import numbering, richtext
from core.web.widgets import DayInput, ManyFilesField, no_direction_marks

ELEMENT = "element_"
LONGEST_TEXT = 100_000
CIRCLES = [Audience.PUBLIC, Audience.COUNTERPARTY, Audience.STAFF, Audience.LEADERSHIP]


def allowed_channels(item: DisclosureItem, rules: Regime) -> dict[str, str]:
    """The channels on which ``item`` may be published, with their names: those of the item, else all of the regime."""
    codes = [code for code in item.channels or rules.channels if code not in item.never_on]
    return {code: str(rules.channels[code].name) for code in codes if code in rules.channels}


class Ticks(forms.CheckboxSelectMultiple):
    """Several choices, set like the lists of choices of the admin."""

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs={"class": "radiolist", **(attrs or {})})


def _reason_of_correction(initial: str = "") -> forms.CharField:
    return forms.CharField(
        label=_("What is changed and why"),
        max_length=300,
        initial=initial,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[no_direction_marks],
        help_text=_("The public reads it beside both texts."),
    )


class CorrectForm(forms.Form):
    """Beginning a correction of something published."""

    reason = _reason_of_correction()


class RepealForm(forms.Form):
    """Saying that a document is no longer in force."""

    on = forms.DateField(label=_("No longer in force from"), widget=DayInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[no_direction_marks],
        help_text=_("It stands on the page of the disclosure; name the document that repeals it."),
    )


class EraseForm(forms.Form):
    """Asking that the text of what was withdrawn is erased."""

    reason = forms.CharField(
        label=_("Because of which personal data"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[no_direction_marks],
        help_text=_(
            "Name their kind, such as “identity numbers in the annex”. Do not repeat them: this stays."
        ),
    )


class AgreeForm(forms.Form):
    """Agreeing to it."""

    sure = forms.BooleanField(
        label=_("I have looked at it: the text holds personal data and is erased for good."),
        error_messages={"required": _("Tick that you have looked at it.")},
    )


class RelateForm(forms.Form):
    """Saying what a draft is to an earlier disclosure."""

    kind = forms.ChoiceField(label=_("This disclosure"), choices=Relation.Kind)
    earlier = forms.CharField(
        label=_("Index number of the earlier disclosure"),
        max_length=40,
        validators=[no_direction_marks],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean_earlier(self) -> Disclosure:
        """The disclosure with the number that was typed; whether it may be named is for the action to say."""
        found = Disclosure.objects.filter(index_number=self.cleaned_data["earlier"].strip()).first()
        if found is None or found.published_at is None:
            raise ValidationError(_("There is no published disclosure with this index number."))
        return found


# How the kinds of fields are typed.
WIDGETS = {
    "line": partial(forms.TextInput, attrs={"class": "vTextField"}),
    "text": partial(forms.Textarea, attrs={"rows": 3, "class": "vLargeTextField"}),
    "html": partial(forms.Textarea, attrs={"rows": 14, "class": "vLargeTextField"}),
    "choice": partial(forms.RadioSelect, attrs={"class": "radiolist"}),
    "day": DayInput,
}


class DisclosureForm(forms.ModelForm):
    """The proposal of a disclosure: content, form and scope (B-075). It only binds and checks; the actions save."""

    channels = forms.MultipleChoiceField(
        label=_("Channels"),
        widget=Ticks,
        required=False,
        help_text=_("Where it is published."),
    )
    uploads = ManyFilesField(
        label=_("Add files"),
        required=False,
        help_text=_("Several at once. PDF, OFD, Word, Excel, CSV, text and pictures can be published."),
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=32)
    remove = forms.ModelMultipleChoiceField(
        label=_("Take off these files"), queryset=None, required=False, widget=Ticks
    )

    class Meta:
        model = Disclosure
        fields = [*content.TYPED_BY_STAFF, "attested"]
        widgets = {
            one.name: WIDGETS[one.kind]() for one in content.FIELDS if one.part and one.kind in WIDGETS
        }
        help_texts = {one.name: one.help for one in content.FIELDS if one.help} | {
            "attested": _("Whoever proposes answers for it.")
        }

    # What a correction cannot change: for whom and where it was published, and when it was formed.
    SETTLED = content.SETTLED

    def __init__(self, *args, rules: Regime, proposing: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.proposing = proposing
        self.initial["body"] = richtext.typed(self.initial.get("body", ""))
        item = self.instance.item
        self.allowed = allowed_channels(item, rules)
        self.fields["channels"].choices = list(self.allowed.items())
        self.fields["source"].required = False
        self.initial.setdefault("channels", self.instance.channels)
        for name in content.FREE:
            self.fields[name].validators.append(no_direction_marks)
        self.fields["body"].max_length = LONGEST_TEXT
        self.fields["body"].validators.append(forms.CharField(max_length=LONGEST_TEXT).validators[0])
        circles = CIRCLES[CIRCLES.index(Audience(item.audience)) :]
        self.fields["audience"].choices = [(circle.value, circle.label) for circle in circles]
        if rules.withheld.grounds:
            known = {*rules.withheld.grounds, self.instance.ground}
            self.fields["ground"].choices = [
                (code, name) for code, name in self.fields["ground"].choices if not code or code in known
            ]
        self.named = list(self.Meta.fields)
        if rules.sensitive_chain is None:
            del self.fields["is_sensitive"]
            self.named.remove("is_sensitive")
        elif self.instance.pk and self.instance.is_sensitive and drafting.marked(self.instance):
            self.fields["is_sensitive"].disabled = True
        if self.instance.corrects_id:
            self.named += ["correction_reason", "hides_earlier"]
            self.fields["correction_reason"] = _reason_of_correction(self.instance.correction_reason)
            self.fields["hides_earlier"] = forms.BooleanField(
                label=_("The earlier texts may no longer be shown"),
                initial=self.instance.hides_earlier,
                required=False,
                help_text=_("Only where they say what may not be public, for example personal data."),
            )
            for name in self.SETTLED:
                self.fields[name].disabled = True
        self.parts = rules.elements.get(item.elements, ())
        self.known = pointing.known(self.instance, rules, self.parts)
        for part in self.parts:
            name = ELEMENT + part.code
            said = self.initial.pop(name, self.instance.elements.get(part.code, ""))
            self.fields[name] = typed_parts.field(part, self.known, said)
        attachments = self.instance.attachments.all() if self.instance.pk else None
        if attachments:
            self.fields["remove"].queryset = attachments
        else:
            del self.fields["remove"]

    def clean_document_number(self) -> str:
        """In the writing of official documents, so that it is found however it was typed (H-191)."""
        number = numbering.document_number(self.cleaned_data["document_number"])
        if number:
            numbering.check_document_number(number, timezone.localdate())
        return number

    def clean_formed_on(self) -> date:
        """What is disclosed was formed already."""
        if self.cleaned_data["formed_on"] > timezone.localdate():
            raise ValidationError(_("The information cannot have been formed in the future."))
        return self.cleaned_data["formed_on"]

    def clean(self) -> dict:
        """Check the days against each other, and whatever a proposal needs beyond a draft, beside its field."""
        super().clean()
        begins, ends = self.cleaned_data.get("valid_from"), self.cleaned_data.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("The validity ends before it begins."))
        self._settle_source()
        if self.proposing:
            for name, why in list(self.missing()):
                self.add_error(name, why)
        return self.cleaned_data

    def _settle_source(self) -> None:
        """What is kept back names its ground, is put on no channel, and is never for everybody."""
        source = self.cleaned_data["source"] = self.cleaned_data.get("source") or Source.ACTIVE.value
        if source != Source.WITHHELD:
            self.cleaned_data["ground"] = ""
        elif not self.cleaned_data.get("ground") and "ground" not in self.errors:
            self.add_error("ground", _("Say the ground on which it is not disclosed."))
        if source != Source.ACTIVE:
            self.cleaned_data["channels"] = []
            if self.cleaned_data.get("audience") != Audience.LEADERSHIP:
                self.cleaned_data["audience"] = Audience.STAFF.value

    def missing(self) -> Iterator[tuple[str, str]]:
        """What a proposal needs beyond a draft and is not there: the field, and a sentence."""
        for part, why in parts.faults(self.parts, self.elements(), self._pointed_at()):
            yield ELEMENT + part.code, why
        if not self.parts and not self.cleaned_data.get("body", "").strip() and "body" not in self.errors:
            yield "body", _("The content is missing.")
        active = self.cleaned_data.get("source") == Source.ACTIVE
        if active and not self.cleaned_data.get("channels") and "channels" not in self.errors:
            yield "channels", _("Choose a channel.")
        if not self.cleaned_data.get("attested"):
            yield "attested", _("Please attest that it is accurate and complete.")

    def overtaken_by(self, saved: Disclosure, *reasons: str) -> None:
        """Keep what was typed and show what is saved now; who saves again has seen both."""
        for reason in reasons:
            self.add_error(None, reason)
        self.meanwhile = saved
        self.data = self.data.copy()
        self.data["seen"] = drafting.mark(saved)

    def elements(self) -> dict[str, str]:
        """The obligatory parts as typed, by their codes."""
        known, added = self._pointed_at(), self.cleaned_data.get("uploads") or []
        typed = {part.code: self.cleaned_data.get(ELEMENT + part.code, "") for part in self.parts}
        for part in self.parts:
            if part.type == "file":
                typed[part.code] = typed_parts.chosen_file(typed[part.code], added)
        return {part.code: parts.kept(part, typed[part.code], known) for part in self.parts}

    def _pointed_at(self) -> parts.Known:
        """What the parts can point at once this form is saved: without files that go, with those that come."""
        gone = {one.name for one in self.cleaned_data.get("remove") or ()}
        added = typed_parts.names_of(self.cleaned_data.get("uploads") or [])
        return replace(self.known, files=self.known.files - gone | added)

    def content(self) -> dict:
        """What ``draft`` and ``revise`` take."""
        named = {name: self.cleaned_data[name] for name in self.named}
        return {**named, "channels": self.cleaned_data["channels"], "elements": self.elements()}


def proposal_start(
    item: DisclosureItem,
    obligation: Obligation | None,
    rules: Regime,
    today: date,
    last: Disclosure | None = None,
) -> dict:
    """What the form of a new disclosure says at first: all channels of the item, the day of its event.

    Text, obligatory parts and subject class come from ``last``, when that of an earlier period is copied.
    """
    happened_on = obligation.occurrence.happened_on if obligation and obligation.occurrence else today
    copied = {}
    if last:
        parts = {ELEMENT + code: text for code, text in last.elements.items()}
        copied = {name: getattr(last, name) for name in ("summary", "body", "subject_class")} | parts
    scope = {"channels": list(allowed_channels(item, rules)), "audience": item.audience}
    title = f"{item.name}（{obligation.label}）"[:200] if obligation else item.name
    return {**copied, **scope, "title": title, "formed_on": min(happened_on, today)}


class SeveralForm(forms.Form):
    """Which of the ``drafts`` are proposed, attested together. Gives them in the order of the page."""

    picked = forms.MultipleChoiceField(
        label=_("Drafts"), error_messages={"required": _("Tick at least one draft.")}, widget=Ticks
    )
    attested = forms.BooleanField(
        label=_("I attest that those ticked are accurate and complete."),
        error_messages={"required": _("Please attest that it is accurate and complete.")},
    )

    def __init__(self, *args, drafts: list[Disclosure], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.drafts = drafts
        self.fields["picked"].choices = [(str(one.pk), one.title) for one in drafts]

    def clean_picked(self) -> list[Disclosure]:
        """The drafts themselves."""
        wanted = set(self.cleaned_data["picked"])
        return [one for one in self.drafts if str(one.pk) in wanted]


class NilForm(forms.Form):
    """Saying that there is nothing to report: one tick."""

    attested = forms.BooleanField(
        label=_("I attest that there is nothing to report."),
        error_messages={"required": _("Please attest that there is nothing to report.")},
    )


class ExcuseForm(forms.Form):
    """Excusing an obligation in public."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[no_direction_marks],
        help_text=_("The public reads it."),
    )
    until = forms.DateField(
        label=_("Excused until"),
        widget=DayInput,
        required=False,
        help_text=_("Empty: it falls away for good."),
    )

    def clean_until(self) -> date | None:
        """An excuse reaches forward."""
        until = self.cleaned_data["until"]
        if until and until <= timezone.localdate():
            raise ValidationError(_("The day until which it is excused must lie ahead."))
        return until


class WithdrawForm(forms.Form):
    """Taking a disclosure off the public pages."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        validators=[no_direction_marks],
        help_text=_("It stays on the page of the disclosure for everybody to read."),
    )


class PlacementForm(forms.Form):
    """Confirming when and where something was put on a channel."""

    placed_on = forms.DateField(label=_("Placed on"), widget=DayInput)
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        validators=[no_direction_marks],
        help_text=_("For example which board in which hall, which issue and page, which meeting."),
    )

    def clean_placed_on(self) -> date:
        """Nothing was placed tomorrow."""
        if self.cleaned_data["placed_on"] > timezone.localdate():
            raise ValidationError(_("The day lies ahead."))
        return self.cleaned_data["placed_on"]


class ItemField(forms.ModelChoiceField):
    """A choice of items by code and name."""

    def label_from_instance(self, item: DisclosureItem) -> str:
        return f"{item.code} {item}"


class OccurrenceForm(forms.Form):
    """Recording that something happened which makes a disclosure due."""

    item = ItemField(label=_("Item"), queryset=DisclosureItem.objects.none())
    title = forms.CharField(
        label=pgettext_lazy("event that makes something due", "What happened"),
        max_length=110,
        validators=[no_direction_marks],
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    happened_on = forms.DateField(
        label=_("Formed, changed or happened on"),
        widget=DayInput,
        help_text=_(
            "The later of the two days when it was formed and changed; for a decision its planned day."
        ),
    )

    def __init__(self, *args, items: QuerySet[DisclosureItem], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items


def items_on_event(items: QuerySet[DisclosureItem], today: date) -> QuerySet[DisclosureItem]:
    """Those of ``items`` whose cadence asks for an event, by the regimes in force on ``today``."""
    wanted = Q(pk__in=[])
    for agency in Agency.objects.filter(pk__in=items.order_by().values("agency")).select_related("regime"):
        cadences = agency.regime.version_on(today).rules.cadences
        wanted |= Q(
            agency=agency, cadence__in=[code for code, one in cadences.items() if kind_of(one).happens]
        )
    return items.filter(wanted)
