"""What applicants and officers type."""

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure
from core.files.types import checked_type
from core.forms import (
    DaysToAddField,
    FollowForm,
    HoneypotForm,
    LineField,
    MailField,
    NameField,
    PhoneField,
    TextField,
)
from core.models import Agency
from core.regimes.parsed import Extension, Outcome
from core.web.widgets import DayInput, KeepingInput
from requests_app import identity
from requests_app.actions import identity_papers, items_to_publish
from requests_app.actions.case_files import Paper
from requests_app.desk import decisions
from requests_app.models import ApplicantKind, DeliveryForm, DeliveryWay

# What an officer may say of a delivery; what was announced publicly is entered with the post.
BY_HAND = [choice for choice in DeliveryWay.choices if choice[0] != DeliveryWay.ANNOUNCED]

LONG = {"corrected": 1000, "reasons": 2000, "grounds": 1000, "searched": 1000, "missing": 1000}
SHORT = 200


class ApplicationForm(HoneypotForm):
    """An application for disclosure (law-2019 art. 29: who asks, what for, in which form)."""

    stamped = False  # it is shown once more before it is taken, with a stamp of its own

    subject = LineField(
        label=_("What is it about?"),
        max_length=120,
        help_text=_("A few words, for example: acceptance of the river dredging works of 2025."),
        error_messages={"required": _("Say in a few words what it is about.")},
    )
    description = TextField(
        label=_("Which information do you ask for?"),
        rows=6,
        max_length=2000,
        help_text=_(
            "Title, document number, period or place: whatever helps to find it. You need not say what for. "
            "Please leave out personal matters."
        ),
        error_messages={"required": _("Describe the information that you ask for.")},
    )
    delivery_form = forms.ChoiceField(
        label=_("How would you like to get it?"),
        choices=DeliveryForm,
        widget=forms.RadioSelect,
        initial=DeliveryForm.ELECTRONIC,
        error_messages={"required": _("Choose how you would like to get it.")},
    )
    applicant_kind = forms.ChoiceField(
        label=_("You apply as"),
        choices=ApplicantKind,
        widget=forms.RadioSelect,
        initial=ApplicantKind.PERSON,
        error_messages={"required": _("Choose as whom you apply.")},
    )
    applicant_name = NameField(
        label=_("Name of the person or organisation"),
        max_length=100,
        error_messages={"required": _("Give the name of the person or organisation that applies.")},
    )
    identity_number = LineField(
        label=_("Identity number or unified social credit code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_(
            "The Regulation (article 29) asks for proof of identity. Without it the body may ask you to add it. It is "
            "stored encrypted, shown masked, and every look at it is recorded."
        ),
    )
    identity_paper = forms.FileField(
        label=_("Identity paper, scanned or photographed"),
        required=False,
        widget=KeepingInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
        help_text=_(
            "PDF, PNG or JPEG. It is encrypted, opened only with a reason that is recorded, never sent out, and "
            "deleted when its years of keeping are over. You can also add it later."
        ),
    )
    phone = PhoneField(label=_("Phone"), required=False)
    email = MailField(required=False, help_text=_("You get a message at each step."))
    address = LineField(
        label=_("Postal address"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args, proof: bool = True, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not proof:  # the regime asks for none
            del self.fields["identity_number"], self.fields["identity_paper"]

    def clean_identity_paper(self) -> Paper | None:
        """Taken for what it contains; its own name is not kept."""
        return identity_paper(self.cleaned_data["identity_paper"])

    def clean_identity_number(self) -> str:
        """18 characters are checked by their check character; passports and other papers are taken as they are."""
        number = identity.tidy(self.cleaned_data["identity_number"])
        kind = self.cleaned_data.get("applicant_kind")
        if kind is None or len(number) != 18:
            return number
        if kind != ApplicantKind.PERSON and not identity.is_possible_credit_code(number):
            raise ValidationError(_("This credit code cannot be right: its check character does not fit."))
        is_resident = kind == ApplicantKind.PERSON and number[:17].isdigit()
        if is_resident and not identity.is_possible_resident(number):
            raise ValidationError(
                _("This identity number cannot be right: its check character does not fit.")
            )
        return number

    def clean(self) -> dict:
        """At least one way to reach the applicant."""
        cleaned = super().clean()
        ways = ("phone", "email", "address")
        if not any(cleaned.get(way) for way in ways) and not any(self.errors.get(way) for way in ways):
            self.add_error("phone", gettext("Give at least one of phone, mail address and postal address."))
        return cleaned

    @property
    def application(self) -> dict:
        """What is kept of the form."""
        beside = ("website", "seen", "identity_paper")
        return {name: value for name, value in self.cleaned_data.items() if name not in beside}


def identity_paper(upload: UploadedFile | None) -> Paper | None:
    """An uploaded identity paper. Raises ``ValidationError`` for what is no PDF file and no picture."""
    if not upload:
        return None
    kind = checked_type(upload.name, upload, upload.size)
    if kind.suffix not in identity_papers.TYPES:
        raise ValidationError(_("An identity paper is a PDF file or a picture (PNG, JPEG)."))
    upload.seek(0)
    return Paper("", kind.media_type, upload.read(), identity_papers.PURPOSE)


class TrackForm(FollowForm):
    """Number and query code of an application."""

    unknown = _("No application has this number and query code. Please check both.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].label = gettext("Number of the application")


class CorrectionForm(forms.Form):
    """What the applicant adds when asked."""

    text = TextField(
        label=_("Your correction"),
        rows=5,
        max_length=2000,
        error_messages={"required": _("Write what you correct or add.")},
    )


class AskCorrectionForm(forms.Form):
    """What the applicant is asked for, and how long they have."""

    missing = TextField(
        label=_("What must be corrected"),
        max_length=1000,
        help_text=_("All at once, so that the applicant need not be asked again."),
        error_messages={"required": _("Say what must be corrected.")},
    )
    days = forms.IntegerField(
        label=_("Working days for the correction"),
        min_value=1,
        max_value=60,
        help_text=_("A reasonable time; after it the application may be closed as given up."),
    )


class ExtendForm(forms.Form):
    """How long the answer is put off, and why."""

    days = forms.IntegerField(label=_("Days to add"))
    reason = TextField(label=_("Reason, which the applicant is told"), rows=3, max_length=300)

    def __init__(self, *args, most: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["days"] = DaysToAddField(most=most)


class ConsultForm(forms.Form):
    """Which third party is asked."""

    party = LineField(
        label=_("Third party that is asked"),
        max_length=200,
        help_text=_("The clock of the answer stands still; the third party has its own time."),
        error_messages={"required": _("Say who is asked.")},
    )


class OpinionOfThirdPartyForm(forms.Form):
    """What a third party answered, and when; of several that are waited for, which one."""

    field_order = ["party"]

    def __init__(self, *args, waits: dict[str, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if len(waits) > 1:
            self.fields["party"] = forms.ChoiceField(
                label=gettext("Who answered"), choices=list(waits.items()), widget=forms.RadioSelect
            )
            self.order_fields(self.field_order)

    on = forms.DateField(
        label=_("Opinion received on"),
        widget=DayInput,
        error_messages={"invalid": _("Give the day as year-month-day, for example 2026-03-10.")},
    )
    opinion = TextField(
        label=_("What the third party answered"),
        rows=3,
        max_length=1000,
        error_messages={"required": _("Say what the third party answered.")},
    )


class DeliverForm(forms.Form):
    """When the answer was delivered."""

    way = forms.ChoiceField(label=_("Way of delivery"), choices=BY_HAND, widget=forms.RadioSelect)
    proof = LineField(
        label=_("Number of the consignment, or who signed"),
        max_length=100,
        required=False,
        help_text=_("Needed for post and counter."),
    )
    on = forms.DateField(
        label=_("Signed for, posted, sent or read on"),
        widget=DayInput,
        error_messages={"invalid": _("Give the day as year-month-day, for example 2026-03-10.")},
    )


class DraftForm(forms.Form):
    """A decision: exactly the fields that the chosen outcome of the regime makes obligatory."""

    def __init__(
        self,
        *args,
        outcome: Outcome,
        agency: Agency,
        tells_third_parties: bool = False,
        longer: Extension | None = None,
        **kwargs,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.outcome = outcome
        if outcome.kinds:
            self.fields[decisions.KIND] = _kind_field(outcome)
        for need in outcome.needs:
            if need not in decisions.APART:
                self.fields[need] = _decision_field(need)
        for kind in outcome.kinds.values():
            for need in kind.needs:
                self.fields.setdefault(need, _field_of_kind(need, str(kind.name)))
        if outcome.effect == "point" and "disclosure" not in outcome.needs:
            self.fields["disclosure"] = _decision_field("disclosure")
        if outcome.effect == "publish":
            items = [
                (item.code, f"{item.code} {item}")
                for item in items_to_publish(agency, on=timezone.localdate())
            ]
            self.fields[decisions.ITEM] = forms.ChoiceField(
                label=_("Item of the catalogue under which it will be published"),
                choices=[("", gettext("Please choose")), *items],
                help_text=_("An obligation to publish is opened with the decision."),
            )
        if tells_third_parties and "reasons" not in self.fields:
            self.fields["reasons"] = _decision_field("reasons")
            self.fields["reasons"].help_text = _("A third party was asked: it is told why this is disclosed.")
        if longer is not None:
            self._may_take_longer(longer)
        if outcome.effect == "transfer":
            self._may_go_to_a_body_here(agency)
        if outcome.effect == "correct":
            self.fields["days"] = AskCorrectionForm.base_fields["days"]

    def _may_take_longer(self, longer: Extension) -> None:
        """Days beyond the time of disclosure, with their reason: both or neither (J3:014)."""
        days, reason = decisions.LONGER
        self.fields[days] = forms.IntegerField(
            label=decisions.LABELS[days],
            min_value=1,
            max_value=longer.at_most.days,
            required=False,
            help_text=gettext("Only where it cannot be disclosed in time; at most %(days)s.")
            % {"days": longer.at_most.days},
        )
        self.fields[reason] = TextField(
            label=decisions.LABELS[reason],
            rows=2,
            max_length=300,
            required=False,
            help_text=gettext("It stands in the decision, and the applicant reads it."),
        )

    def _may_go_to_a_body_here(self, agency: Agency) -> None:
        """The body may be one of this portal: then it opens a case by itself, and its name and contact are known."""
        others = Agency.objects.public().exclude(pk=agency.pk).order_by("name")
        self.fields[decisions.AGENCY] = forms.ChoiceField(
            label=gettext("Body on this portal"),
            choices=[("", gettext("None of these")), *((one.slug, str(one)) for one in others)],
            required=False,
            help_text=gettext("It opens a case at once; the applicant gets its receipt with a number there."),
        )
        self.order_fields([decisions.AGENCY, *self.fields])
        for need in ("other_body", "contact"):
            if need in self.fields:
                self.fields[need].required = False

    def clean_disclosure(self) -> Disclosure:
        """The published disclosure of that index number."""
        found = Disclosure.objects.public().filter(index_number=self.cleaned_data["disclosure"]).first()
        if found is None:
            raise ValidationError(_("Nothing public has this index number."))
        return found

    def clean(self) -> dict:
        """A kind may need more than its outcome."""
        cleaned = super().clean()
        days, reason = (cleaned.get(name) for name in decisions.LONGER)
        if days and not reason and "longer_reason" in self.fields:
            self.add_error("longer_reason", _("Say why disclosure takes longer."))
        if reason and not days and "longer_days" in self.fields and "longer_days" not in self.errors:
            self.add_error("longer_days", _("Say by how many working days it takes longer."))
        known = ("other_body", "contact") if cleaned.get(decisions.AGENCY) else ()
        for need in self.outcome.needs_of(cleaned.get(decisions.KIND, "")):
            if need in known:
                continue
            if need in self.fields and not self.fields[need].required and not cleaned.get(need):
                if need not in self.errors:
                    self.add_error(need, _needed(need))
        return cleaned

    @property
    def decision(self) -> dict:
        """The typed fields, for the action."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "disclosure"}
        return {name: "" if value is None else value for name, value in said.items()}


def _needed(need: str) -> str:
    return gettext("This outcome needs the field “%(field)s”.") % {"field": decisions.LABELS[need]}


def _kind_field(outcome: Outcome) -> forms.Field:
    """Which kind of the outcome it is: a ground of refusal, a part held back. Left open only where that has a name."""
    is_needed = outcome.row is None
    kinds = [(kind.code, str(kind.name)) for kind in outcome.kinds.values()]
    return forms.ChoiceField(
        label=decisions.LABELS[decisions.KIND],
        choices=kinds if is_needed else [("", gettext("None of these")), *kinds],
        required=is_needed,
        widget=forms.RadioSelect,
        error_messages={"required": _needed(decisions.KIND)},
    )


def _field_of_kind(need: str, kind: str) -> forms.Field:
    """A field that only one kind of the outcome needs."""
    field = _decision_field(need)
    field.required = False
    field.help_text = gettext("Needed for: %(kind)s") % {"kind": kind}
    return field


def _decision_field(need: str) -> forms.Field:
    label = decisions.LABELS[need]
    errors = {"required": _needed(need)}
    if need in LONG:
        return TextField(label=label, max_length=LONG[need], error_messages=errors)
    return LineField(label=label, max_length=SHORT, error_messages=errors)
