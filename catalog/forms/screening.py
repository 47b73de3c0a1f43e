"""What reviewers type at the gate."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Finding, SecrecyReview
from catalog.screening.words import finding_words
from core.web.widgets import no_direction_marks


class FindingsField(forms.ModelMultipleChoiceField):
    """Findings to choose from, each with its place."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, finding: Finding) -> str:
        """Kind, place and glimpse in one line."""
        return finding_words(finding)


class OverruleForm(forms.Form):
    """Letting findings stand, in one's own name."""

    findings = FindingsField(
        label=_("Findings that may stand"),
        queryset=Finding.objects.none(),
        error_messages={
            "required": _("Choose at least one finding."),
            "invalid_choice": _(
                "One of the findings is settled already or belongs to an earlier text or file."
            ),
            "invalid_pk_value": _(
                "One of the findings is settled already or belongs to an earlier text or file."
            ),
        },
    )
    reason = forms.CharField(
        label=_("Why this may be published all the same"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        validators=[no_direction_marks],
        help_text=_("It stays on record with your name. For example: telephone number of the office."),
        error_messages={"required": _("Say why this may be published all the same.")},
    )

    def __init__(self, *args, standing: QuerySet[Finding], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["findings"].queryset = standing.exclude(kind=Finding.Kind.VIRUS)


class SecrecyForm(forms.Form):
    """The secrecy review, signed by who is signed in."""

    result = forms.ChoiceField(
        label=_("Result of the secrecy review"),
        choices=SecrecyReview.Result.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether it may be disclosed.")},
    )
    ground = forms.ChoiceField(
        label=_("Ground, if it must not be disclosed"),
        choices=[("", "—"), *SecrecyReview.Ground.choices],
        required=False,
        help_text=_("Articles 14 to 16 of the Regulation."),
    )
    note = forms.CharField(
        label=_("Remark"),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        required=False,
        validators=[no_direction_marks],
        help_text=_("It stays in the file of the matter; the public does not see it."),
    )

    def clean(self) -> dict:
        """What must not be disclosed has a ground."""
        said = super().clean()
        if said.get("result") == SecrecyReview.Result.CLOSED and not said.get("ground"):
            self.add_error("ground", _("What must not be disclosed needs a ground of articles 14 to 16."))
        return said
