"""What is typed in a self-check: its beginning, the marks, and the item under which its result is told."""

import django_filters as filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Disclosure, DisclosureItem, SelfCheck, SelfCheckMark
from core.forms import LineField
from core.models import Agency
from core.web.narrowing import Narrowing
from core.web.widgets import DayInput

LEFT = "left"


class BeginForm(forms.Form):
    """A new self-check."""

    agency = forms.ModelChoiceField(label=_("Agency"), queryset=Agency.objects.none(), to_field_name="slug")
    name = LineField(
        label=_("Name of the self-check"), max_length=120, help_text=_("For example: self-check of 2026.")
    )
    published_until = forms.DateField(label=_("Covers what was published until"), widget=DayInput)
    due_on = forms.DateField(label=_("To be done by"), widget=DayInput)

    def __init__(self, *args, agencies: QuerySet[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies


class MarkedFilter(Narrowing):
    """The matters of a self-check by their mark; without a word, those that have none yet."""

    state = filters.ChoiceFilter(
        label=_("State"), choices=[(LEFT, _("Not marked yet")), *SelfCheckMark.Mark.choices], method="marked"
    )

    class Meta:
        model = Disclosure
        fields = ["state"]

    def __init__(self, *args, check: SelfCheck, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.check = check

    @property
    def state_shown(self) -> str:
        """The mark whose matters are shown, or ``LEFT``."""
        return self.chosen.get("state", LEFT)

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        """Those with the mark that is shown."""
        return self.marked(queryset, "state", self.state_shown)

    def marked(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those with a mark, or without one."""
        marked = self.check.marks.values("disclosure")
        if value == LEFT:
            return rows.exclude(pk__in=marked)
        return rows.filter(pk__in=marked.filter(mark=value))


class MarkForm(forms.Form):
    """One mark for all that is picked."""

    mark = forms.ChoiceField(label=_("Result"), choices=SelfCheckMark.Mark.choices)
    reason = LineField(label=_("Reason"), max_length=300)
    all = forms.BooleanField(label=_("All of mine that are not marked yet, on every page"), required=False)


class TellForm(forms.Form):
    """The item of the catalogue under which the result is told."""

    item = forms.ModelChoiceField(label=_("Item"), queryset=DisclosureItem.objects.none())

    def __init__(self, *args, items: QuerySet[DisclosureItem], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = items
