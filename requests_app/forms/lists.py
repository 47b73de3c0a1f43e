"""What the lists of the desk are narrowed by."""

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.models import Agency
from core.web.narrowing import Narrowing
from requests_app.desk import urgency
from requests_app.models import Application, CaseKind, Dispute, LoggedAnswer, Proposal, Status

DUE, MADE = "due", "made"


class DeskFilter(Narrowing):
    """The applications of the desk: by where they stand, how urgent they are, and what is asked for."""

    status = filters.ChoiceFilter(label=_("Status"), choices=Status.choices)
    light = filters.ChoiceFilter(label=_("Urgency"), choices=list(urgency.NAMES.items()), method="lit")
    kind = filters.ChoiceFilter(
        label=_("Kind"), choices=[(CaseKind.RECTIFICATION.value, CaseKind.RECTIFICATION.label)]
    )

    class Meta:
        model = Application
        fields = ["status", "light", "kind"]

    def __init__(self, *args, conditions: dict, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.conditions = conditions

    def lit(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those that shine in a light."""
        return rows.filter(self.conditions[value])


class DisputeFilter(Narrowing):
    """Reconsiderations and lawsuits."""

    status = filters.ChoiceFilter(label=_("Status"), choices=Dispute.Status.choices)

    class Meta:
        model = Dispute
        fields = ["status"]


class ProposalFilter(Narrowing):
    """Proposals to publish what was asked for."""

    status = filters.ChoiceFilter(label=_("Status"), choices=Proposal.Status.choices)

    class Meta:
        model = Proposal
        fields = ["status"]


class AnswerFilter(Narrowing):
    """Answers on their way into the disclosure log."""

    status = filters.ChoiceFilter(label=_("Status"), choices=LoggedAnswer.Status.choices)

    class Meta:
        model = LoggedAnswer
        fields = ["status"]


class ReportFilter(Narrowing):
    """Reports to the superior office: those that are due, and those made."""

    status = filters.ChoiceFilter(
        label=_("Status"),
        field_name="upward_report",
        lookup_expr="isnull",
        choices=[(DUE, _("To be reported")), (MADE, _("Reported"))],
        method="reported",
    )

    class Meta:
        model = Application
        fields = ["status"]

    def reported(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        """Those with a report, or without one."""
        return rows.filter(upward_report__isnull=value == DUE)


class LogFilter(Narrowing):
    """The disclosure log that everybody reads: by body; the words are looked for by the page."""

    ALSO = ("q",)
    agency = filters.ModelChoiceFilter(
        label=_("Agency"), queryset=Agency.objects.none(), to_field_name="slug"
    )

    class Meta:
        model = LoggedAnswer
        fields = ["agency"]

    def __init__(self, *args, agencies: QuerySet[Agency], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].extra["queryset"] = agencies
