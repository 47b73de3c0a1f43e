"""What officers type beside the steps of every application: what came by other ways than the web form, and fees."""

from dataclasses import replace

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.files.types import checked_type
from core.forms import LineField, TextField
from core.models import Agency, Department
from core.web.widgets import DayInput, ManyFilesField
from requests_app.actions import identity_papers
from requests_app.actions.case_files import Paper
from requests_app.fees import MOST
from requests_app.forms.applications import ApplicationForm
from requests_app.models import Application, Fee, Way

NO_DAY = _("Give the day as year-month-day, for example 2026-03-10.")


def papers_of(uploads: list[UploadedFile]) -> list[Paper]:
    """What was uploaded, as papers of a case; each is taken for what it contains."""
    papers = []
    for upload in uploads:
        kind = checked_type(upload.name, upload, upload.size)
        upload.seek(0)
        papers.append(Paper(upload.name, kind.media_type, upload.read()))
    return papers


def papers_in(cleaned: dict) -> list[Paper]:
    """The papers of a form, with the identity paper among them under a name that says nothing of whom."""
    papers = papers_of(cleaned["papers"])
    if paper := cleaned.get("identity_paper"):
        suffix = identity_papers.SUFFIXES[paper.media_type]
        papers.append(replace(paper, name=f"{gettext('identity paper')}.{suffix}"))
    return papers


class QuoteFeeForm(forms.Form):
    """For how many items or pages a fee is asked, why, and how it is paid."""

    basis = forms.ChoiceField(
        label=pgettext_lazy("fee", "Counted"),
        choices=Fee.Basis,
        widget=forms.RadioSelect,
        initial=Fee.Basis.ITEMS,
        help_text=_("One of the two for an application, never both."),
    )
    number = forms.IntegerField(
        label=_("Items or pages"),
        min_value=1,
        max_value=MOST,
        help_text=_(
            "Items: the smallest sensible units of this application. Pages: those that are handed over."
        ),
    )
    already = forms.IntegerField(label=_("Items earlier in the month"), min_value=0, max_value=MOST)
    reason = TextField(
        label=_("Why a fee is asked"),
        rows=3,
        max_length=500,
        help_text=_(
            "In what number or frequency go clearly beyond what is reasonable (Regulation, article 42)."
        ),
    )
    how_to_pay = TextField(label=_("How it is paid"), rows=2, max_length=500)

    def __init__(self, *args, already: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["already"].initial = already
        self.fields["already"].help_text = gettext(
            "The register shows %(count)s of this applicant earlier in the calendar month. They count by items only."
        ) % {"count": already}


class FeeToldForm(forms.Form):
    """When the notice of the fee came to the applicant."""

    on = forms.DateField(
        label=_("Notice received by the applicant on"), widget=DayInput, error_messages={"invalid": NO_DAY}
    )


class PayFeeForm(forms.Form):
    """When the fee was paid, and its voucher."""

    on = forms.DateField(
        label=_("Paid on"),
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_("The day of the order at the bank, as the voucher says it; not the day it was found."),
    )
    voucher = LineField(label=_("Number of the voucher"), max_length=60)


class RevivePaidForm(PayFeeForm):
    """The same for a case that was closed meanwhile, and why it was not known."""

    reason = TextField(
        label=_("Why the payment was not known in time"),
        rows=2,
        max_length=300,
        help_text=_("For example: paid at another bank, its list came two days later."),
    )


class EntryForm(ApplicationForm):
    """An application that came by another way than the web form."""

    website = None
    seen = None
    agency = forms.ModelChoiceField(
        label=_("Body that it was sent to"),
        queryset=Agency.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    way = forms.ChoiceField(
        label=_("Came by"),
        choices=[choice for choice in Way.choices if choice[0] not in (Way.WEB, Way.FORWARDED)],
        widget=forms.RadioSelect,
        help_text=_("By phone or by word of mouth: choose “oral”."),
    )
    arrived_on = forms.DateField(
        label=_("Arrived on"),
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_("Handed in, signed for, or taken out of the machine on that day."),
    )
    signed_for = forms.BooleanField(
        label=_("The letter was signed for on arrival"),
        required=False,
        initial=True,
        help_text=_("An ordinary letter is received on the day it is confirmed with the applicant."),
    )
    confirmed_on = forms.DateField(
        label=_("Confirmed with the applicant on"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_("Needed for fax and mail, and for letters and telegrams that nobody signed for."),
    )
    read_back = forms.BooleanField(
        label=_("Read back to the applicant and signed"),
        required=False,
        help_text=_("Needed for what was said and written down by you."),
    )
    marked = forms.BooleanField(
        label=_("Marked as an application for government information"),
        required=False,
        help_text=_("On the envelope, at the head of the telegram or of the fax."),
    )
    papers = ManyFilesField(
        label=_("What it came with"),
        required=False,
        help_text=_("The letter, the fax, the signed record, scanned. Kept encrypted, never public."),
    )

    def __init__(self, *args, agencies, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies

    @property
    def entry(self) -> dict:
        """What the action takes."""
        beside = ("papers", "identity_paper")
        said = {name: value for name, value in self.cleaned_data.items() if name not in beside}
        return {**said, "papers": papers_in(self.cleaned_data)}


class MailEntryForm(EntryForm):
    """A mail that becomes an application: way and day of arrival are those of the mail."""

    agency = way = arrived_on = signed_for = read_back = marked = None
    confirmed_on = forms.DateField(
        label=_("Confirmed with the applicant on"),
        widget=DayInput,
        error_messages={"invalid": NO_DAY},
        help_text=_(
            "What comes by mail is received on the day that both sides confirmed it (Regulation, article 31)."
        ),
    )

    def __init__(self, *args, **kwargs) -> None:
        forms.Form.__init__(self, *args, **kwargs)


class SetAsideForm(forms.Form):
    """Why a mail is no application."""

    why = LineField(label=_("Why it is no application"), max_length=300)


class SayForm(forms.Form):
    """A note, or a message."""

    text = TextField(
        label=_("Text"), rows=3, max_length=2000, error_messages={"required": _("Write something.")}
    )


class NoteForm(SayForm):
    """A note; that of advice from above is told apart."""

    is_advice = forms.BooleanField(
        label=_("Advice of the superior office or of the acceptance centre"),
        required=False,
        help_text=_("Say whom you asked and what they advised."),
    )


class AddFilesForm(forms.Form):
    """Working papers for the case."""

    papers = ManyFilesField(label=_("Files for the case"), help_text=_("Kept encrypted, never public."))

    def clean_papers(self) -> list[UploadedFile]:
        """At least one."""
        if not self.cleaned_data["papers"]:
            raise ValidationError(_("Choose a file."))
        return self.cleaned_data["papers"]


class AssignForm(forms.Form):
    """Which department is asked for what, until when."""

    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none())
    task = TextField(label=_("What is to be done"), rows=2, max_length=500)
    due_on = forms.DateField(label=_("Internal day"), widget=DayInput, error_messages={"invalid": NO_DAY})

    def __init__(self, *args, application: Application, **kwargs) -> None:
        super().__init__(*args, auto_id="assign_%s", **kwargs)
        asked = application.assignments.filter(answered_at=None).values("department")
        self.fields["department"].queryset = application.agency.departments.exclude(pk__in=asked)


class ContributeForm(forms.Form):
    """The part of a department."""

    answer = TextField(label=_("Your part of the answer"), rows=6, max_length=2000)
