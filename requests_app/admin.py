"""Applications in the admin: for looking up, without personal data; the work is done on the desk."""

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.portal import status_of
from core.web.reach_admin import AdministratorAdmin, ReachAdmin, Tool
from requests_app import rules
from requests_app.actions import retention
from requests_app.models import AnswerText, Application, KeepingRule, NoticeNumbering


@admin.register(Application)
class ApplicationAdmin(ReachAdmin):
    """All applications in reach. Who applied is shown on the desk only."""

    reads = rules.READ
    list_display = ["number", "subject", "status_shown", "way", "received_on", "answer_by", "outcome"]
    list_filter = ["status", "way", "applicant_kind"]
    list_select_related = ["department"]
    search_fields = ["number", "subject"]
    date_hierarchy = "received_on"
    fields = [
        "number",
        "agency",
        "department",
        "version",
        "status_shown",
        "way",
        "applicant_kind",
        "subject",
        "delivery_form",
        "received_on",
        "registered_on",
        "answer_by",
        "provisional",
        "outcome",
        "points_to",
        "drafted_by",
        "decided_by",
        "decided_on",
        "deliver_by",
        "delivered_on",
    ]
    readonly_fields = ["status_shown"]

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, application: Application) -> str:
        return status_of(application)

    def tools(self, request: HttpRequest, application: Application) -> list[Tool]:
        return [
            Tool(reverse("requests_app:case", args=[application.pk]), _("Open on the desk"), is_main=True)
        ]


@admin.register(NoticeNumbering)
class NoticeNumberingAdmin(AdministratorAdmin):
    """How each body writes the numbers of its notices."""

    helps = {
        "agency": gettext_lazy("The body for which it holds."),
    }

    list_display = ["agency", "pattern"]
    list_select_related = ["agency"]


@admin.register(AnswerText)
class AnswerTextAdmin(AdministratorAdmin):
    """The texts with which officers begin their drafts; {number}, {subject} and {received} are filled in."""

    helps = {
        "agency": gettext_lazy("The body for which it holds."),
        "name": gettext_lazy("A short name by which officers choose it."),
        "outcome": gettext_lazy("The code of the outcome in the rules of the body."),
        "reasons": gettext_lazy(
            "The reasons as they stand in the draft; {number}, {subject} and {received} are filled in."
        ),
        "grounds": gettext_lazy("Law and article on which the answer rests."),
        "time": gettext_lazy("When what is disclosed can be had."),
        "place": gettext_lazy("Where it can be had."),
        "way": gettext_lazy("How it is given."),
    }

    list_display = ["name", "agency", "outcome"]
    list_filter = ["agency"]
    list_select_related = ["agency"]


@admin.register(KeepingRule)
class KeepingRuleAdmin(AdministratorAdmin):
    """For how many years each body keeps what is personal, where its regime sets no number."""

    helps = {
        "agency": gettext_lazy("The body for which it holds."),
        "years": gettext_lazy("Whole years, counted from the end of the case."),
    }

    list_display = ["agency", "years", "source", "counts_from"]
    list_select_related = ["agency"]

    def get_readonly_fields(self, request: HttpRequest, obj: KeepingRule | None = None) -> list[str]:
        """The body is chosen once: the years of one never become those of another."""
        return ["agency", "counts_from", "years_until_then"] if obj else []

    def save_model(self, request: HttpRequest, obj: KeepingRule, form: ModelForm, change: bool) -> None:
        """Keep them, and say from when they count."""
        kept = retention.choose_years(obj, by=request.user, now=timezone.now())
        if kept.counts_from:
            said = _(
                "These years count from %(day)s. The head of the body and its disclosure office have been told."
            )
            self.message_user(request, said % {"day": kept.counts_from.isoformat()})
