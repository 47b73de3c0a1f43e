"""What the departments owe."""

from datetime import date

from django.contrib import admin, messages
from django.db.models import Case, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog import rules
from catalog.actions import disclosures, nil, obligations
from catalog.admin.duties import DutyAdmin
from catalog.admin.filters import ItemDepartmentFilter, ItemFilter, StateFilter
from catalog.forms.disclosures import ExcuseForm, NilForm
from catalog.models import Disclosure, Obligation, State
from catalog.obligations import cadences, explanation
from catalog.public import regime_words
from core.deadlines import calendars
from core.models.people import in_language
from core.templatetags.portal import status_tag
from core.web.reach_admin import Tool, posted, words

OWED = (State.DUE, State.LATE, State.IN_PREPARATION, State.EXCUSED)


EXCUSE = gettext_lazy("Excuse")


@admin.register(Obligation)
class ObligationAdmin(DutyAdmin):
    """What is owed, by its days. From here staff propose, report that there is nothing, or excuse."""

    list_display = ["what", "state_shown", "propose_by", "publish_by_shown", "next_act"]
    list_filter = [StateFilter, ItemDepartmentFilter, ItemFilter]
    list_select_related = ["item__agency", "item__department"]
    list_per_page = 50
    ordering = [Coalesce("propose_by", "publish_by"), "publish_by", "pk"]
    search_fields = ["item__name", "item__name_en", "item__code", "label"]
    search_help_text = gettext_lazy("Name or code of the item, or the period")
    fieldsets = [
        (
            None,
            {"fields": ["item", "name", "department", "state_shown", "base_on", "opened_at", "occurrence"]},
        ),
        (
            pgettext_lazy("days of a procedure", "Days"),
            {"fields": ["propose_by", "publish_from", "publish_by", "provisional", "fulfilled", "counted"]},
        ),
        (EXCUSE, {"fields": ["excused_on", "excuser", "excuse", "excused_until"]}),
    ]
    readonly_fields = ["name", "department", "state_shown", "fulfilled", "counted", "excuser"]
    excuser = words("excused_by", gettext_lazy("excused by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        mine = self.reach(request, rules.PROPOSE)
        is_mine = (
            Value(True) if mine.everywhere else Case(When(mine.q(*self.lookups), then=True), default=False)
        )
        found = super().get_queryset(request).with_state(timezone.localdate())
        return found.annotate(is_mine=is_mine).prefetch_related("disclosures")

    def get_fieldsets(self, request: HttpRequest, obj: Obligation | None = None) -> list[tuple]:
        excused = obj is not None and obj.excused_on
        return [one for one in super().get_fieldsets(request, obj) if excused or one[0] != EXCUSE]

    @admin.display(description=gettext_lazy("obligation"), ordering="item__position")
    def what(self, obligation: Obligation) -> str:
        name = in_language(obligation.label, obligation.label_en)
        return format_html("{} · {}<br><small>{}</small>", obligation.item, name, obligation.item.department)

    @admin.display(description=gettext_lazy("period or event"))
    def name(self, obligation: Obligation) -> str:
        return in_language(obligation.label, obligation.label_en)

    @admin.display(description=gettext_lazy("department"), ordering="item__department")
    def department(self, obligation: Obligation) -> str:
        return str(obligation.item.department)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_shown(self, obligation: Obligation) -> str:
        shown = status_tag(State(obligation.state))
        if not obligation.proposal_late:
            return shown
        return format_html("{} {}", shown, status_tag(State.LATE, _("Proposed late")))

    @admin.display(description=gettext_lazy("published on"))
    def fulfilled(self, obligation: Obligation) -> date | str:
        return obligation.fulfilled_on or "-"

    @admin.display(description=gettext_lazy("how it is counted"))
    def counted(self, obligation: Obligation) -> str:
        """Each day with its count; the rule in words stands above them."""
        cadence = explanation.rule_of(obligation)
        said = [(sentence,) for sentence in (cadences.sentences(cadence) if cadence else [])]
        for one in explanation.explain(obligation, calendars.of(obligation.item.agency)):
            words = _("propose by") if one.what == "propose" else _("publish by")
            said.append((f"{words}: {date_format(one.day)}",))
            said += [
                (f"{date_format(row.day)} · {regime_words.day_words(row)} · {row.number or '-'}",)
                for row in one.rows
            ]
        return format_html_join("", "<p>{}</p>", said)

    @admin.display(description=gettext_lazy("publish by"), ordering="publish_by")
    def publish_by_shown(self, obligation: Obligation) -> str:
        if obligation.publish_by is None:
            return "-"
        day = date_format(obligation.publish_by, "DATE_FORMAT")
        return _("%(day)s (provisional)") % {"day": day} if obligation.provisional else day

    @admin.display(description=gettext_lazy("what to do"))
    def next_act(self, obligation: Obligation) -> str:
        tool = _main_tool(obligation) if obligation.is_mine else None
        return format_html('<a class="act" href="{}">{}</a>', tool.address, tool.label) if tool else "-"

    def tools(self, request: HttpRequest, obligation: Obligation) -> list[Tool]:
        main = _main_tool(obligation) if obligation.is_mine else None
        found = [main] if main else []
        begins = found and main.address.startswith(reverse("admin:catalog_disclosure_add"))
        if begins and obligation.recurs:
            found.append(
                Tool(reverse("admin:catalog_obligation_nil", args=[obligation.pk]), _("Nothing to report"))
            )
        if self._may_excuse(request, obligation):
            found.append(Tool(reverse("admin:catalog_obligation_excuse", args=[obligation.pk]), _("Excuse")))
        return found

    def _may_excuse(self, request: HttpRequest, obligation: Obligation) -> bool:
        is_owed = obligation.state in OWED and obligation.excused_on is None
        return is_owed and self.reach(request, rules.EXCUSE).covers(obligation)

    def get_urls(self) -> list:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/nil/", wrap(self.nil_view), name="catalog_obligation_nil"),
            path("<int:pk>/excuse/", wrap(self.excuse_view), name="catalog_obligation_excuse"),
            *super().get_urls(),
        ]

    def nil_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Report that there is nothing: the second of two clicks."""
        obligation = self.found(request, pk)
        self.must(obligation.is_mine)
        if not obligation.recurs:
            called_for = _(
                "The supervision has called for it: that there is nothing to report does not fulfil it."
            )
            once = _("This is owed once: it is published, or excused with a reason.")
            messages.error(request, called_for if obligation.called_for_on else once)
            return redirect("admin:catalog_obligation_change", obligation.pk)
        return self.step_page(
            request,
            thing=obligation,
            form=NilForm(posted(request)),
            act=lambda attested: nil.report_nothing(
                obligation, attested=attested, by=request.user, now=timezone.now()
            ),
            title=_("Report that there is nothing"),
            intro=_(
                "The public will read that for this period there is nothing to disclose. It goes to review first."
            ),
            said=_("Reported: it is with the reviewers now."),
            back=reverse("admin:catalog_obligation_changelist"),
        )

    def excuse_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Excuse an obligation, with a reason for the public."""
        obligation = self.found(request, pk)
        self.must(self.reach(request, rules.EXCUSE).covers(obligation))
        return self.step_page(
            request,
            thing=obligation,
            form=ExcuseForm(posted(request)),
            act=lambda **said: obligations.excuse(obligation, by=request.user, now=timezone.now(), **said),
            title=_("Excuse an obligation"),
            said=_("The obligation is excused. The public sees the reason."),
            back=reverse("admin:catalog_obligation_change", args=[obligation.pk]),
        )


def _main_tool(obligation: Obligation) -> Tool | None:
    """The next thing to do: propose, go on with what was begun, or look at what is on its way."""
    live = next(
        (one for one in obligation.disclosures.all() if one.status != Disclosure.Status.WITHDRAWN), None
    )
    if live is not None:
        label = _("Go on") if live.status in disclosures.EDITABLE else _("Look at it")
        return Tool(reverse("admin:catalog_disclosure_change", args=[live.pk]), label, is_main=True)
    if obligation.item.blocked:
        return None
    address = f"{reverse('admin:catalog_disclosure_add')}?obligation={obligation.pk}"
    return Tool(address, _("Propose"), is_main=True)
