"""Opinions of the public in the admin: for looking, with a link to the page of the answer."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.rules import READ_UNPUBLISHED
from core.reach_admin import ReachAdmin, Tool, words
from core.templatetags.portal import status_tag
from review import rules
from review.models import Opinion


@admin.register(Opinion)
class OpinionAdmin(ReachAdmin):
    """All opinions in reach. Names and contacts are shown to nobody here: the answer finds its way by itself."""

    reads = READ_UNPUBLISHED
    lookups = ("disclosure__agency_id", "disclosure__department")
    list_display = ["words", "disclosure", "status_shown", "rating", "received_at", "answer_by"]
    list_filter = ["status", "rating"]
    list_select_related = ["disclosure__department"]
    search_fields = ["text", "answer", "disclosure__title"]
    fields = [
        "disclosure",
        "status_shown",
        "text",
        "rating",
        "received_at",
        "answer_by",
        "answer",
        "who_answered",
    ]
    readonly_fields = ["status_shown", "who_answered"]
    who_answered = words("answered_by", gettext_lazy("answered by"))

    @admin.display(description=gettext_lazy("opinion"))
    def words(self, opinion: Opinion) -> str:
        return str(opinion)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, opinion: Opinion) -> str:
        return status_tag(opinion.status, opinion.get_status_display())

    def tools(self, request: HttpRequest, opinion: Opinion) -> list[Tool]:
        if not self.reach(request, rules.ANSWER_OPINION).covers(opinion):
            return []
        address = reverse("review:answer", args=[opinion.pk])
        if opinion.status == Opinion.Status.WAITING:
            return [Tool(address, _("Answer"), is_main=True)]
        if opinion.status == Opinion.Status.ANSWERED and not opinion.put_right:
            return [Tool(address, _("Record what was put right"))]
        return []
