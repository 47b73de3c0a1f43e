"""Opinions of the public in the admin: for looking, with a link to the page of the answer."""

from django.contrib import admin
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog.rules import READ_UNPUBLISHED
from core.templatetags.portal import status_of
from core.web.reach_admin import ReachAdmin, Tool, words
from review import rules
from review.models import Opinion
from review.models.opinions import PLACE


@admin.register(Opinion)
class OpinionAdmin(ReachAdmin):
    """Opinions as ``readable_by`` has it: as they came for who answers them, else answered ones in their public words.

    Names and contacts are shown to nobody here: the answer finds its way by itself.
    """

    reads = READ_UNPUBLISHED
    lookups = PLACE
    list_display = ["first_words", "disclosure", "status_shown", "rating", "received_at", "answer_by"]
    list_filter = ["status", "rating"]
    list_select_related = ["disclosure__department", "disclosure__agency"]
    search_fields = [
        "looked_in",
        "answer",
        "disclosure__title",
    ]  # what nobody shows, nobody finds by guessing
    fields = [
        "disclosure",
        "status_shown",
        "words",
        "rating",
        "received_at",
        "answer_by",
        "answer",
        "who_answered",
    ]
    readonly_fields = ["words", "status_shown", "who_answered"]
    who_answered = words("answered_by", gettext_lazy("answered by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        found = super().get_queryset(request).readable_by(request.user, on=timezone.localdate())
        return found.annotate(looked_in=Case(When(is_mine=True, then="text"), default="public_text"))

    def has_view_permission(self, request: HttpRequest, obj: Opinion | None = None) -> bool:
        allowed = super().has_view_permission(request, obj)
        return (
            allowed if obj is None else allowed and obj.is_readable_by(request.user, on=timezone.localdate())
        )

    @admin.display(description=gettext_lazy("opinion"))
    def first_words(self, opinion: Opinion) -> str:
        return self.words(opinion)[:40]

    @admin.display(description=gettext_lazy("opinion"))
    def words(self, opinion: Opinion) -> str:
        return opinion.text if opinion.is_mine else opinion.shown_text

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, opinion: Opinion) -> str:
        return status_of(opinion)

    def tools(self, request: HttpRequest, opinion: Opinion) -> list[Tool]:
        if not self.reach(request, rules.ANSWER_OPINION).covers(opinion):
            return []
        address = reverse("review:answer", args=[opinion.pk])
        if opinion.status == Opinion.Status.WAITING:
            return [Tool(address, _("Answer"), is_main=True)]
        if opinion.status == Opinion.Status.ANSWERED and not opinion.put_right:
            return [Tool(address, _("Record what was put right"))]
        return []
