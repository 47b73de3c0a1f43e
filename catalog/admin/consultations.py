"""Consultations on drafts: planning, releasing, entering and answering opinions, publishing the table of answers."""

from datetime import timedelta

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalog import rules
from catalog.actions import consultation_opinions, consulting
from catalog.admin.filters import DepartmentFilter
from catalog.forms.consultations import (
    AsideForm,
    ConcludeForm,
    DraftAnswerForm,
    EnterForm,
    ExtendForm,
    PlanForm,
    ReleaseForm,
    WithdrawConsultationForm,
)
from catalog.models import (
    Consultation,
    ConsultationEvent,
    ConsultationFile,
    ConsultationOpinion,
    Disclosure,
)
from catalog.obligations import consultation_duty
from catalog.screening import masking
from catalog.term_words import span_words
from core.permissions import Permission
from core.templatetags.portal import status_of
from core.web.addresses import number_in
from core.web.reach_admin import LookInline, ReachAdmin, Tool, posted, words

Status = Consultation.Status
CHANGE = "admin:catalog_consultation_change"
SHOWN = 300  # opinions on the page on which the table of answers is published


class OpinionInline(LookInline):
    """What people said: for those who answer it as it came."""

    model = ConsultationOpinion
    fields = readonly_fields = ["said", "way", "received_on", "stands", "reason"]

    @admin.display(description=gettext_lazy("opinion"))
    def said(self, opinion: ConsultationOpinion) -> str:
        address = reverse("admin:catalog_consultationopinion_change", args=[opinion.pk])
        return format_html('<a href="{}">{}</a>', address, opinion.text[:80])

    @admin.display(description=gettext_lazy("status"))
    def stands(self, opinion: ConsultationOpinion) -> str:
        return _standing(opinion)


class LetOutInline(OpinionInline):
    """What people said, for everybody else: what was answered, in the words that are let out."""

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).filter(status=ConsultationOpinion.Status.ANSWERED)

    @admin.display(description=gettext_lazy("opinion"))
    def said(self, opinion: ConsultationOpinion) -> str:
        return opinion.public_text[:80]


class FileInline(LookInline):
    """The files of the draft as it was put out."""

    model = ConsultationFile
    fields = readonly_fields = ["name", "media_type", "size", "sha256"]


class EventInline(LookInline):
    """What happened, step by step."""

    model = ConsultationEvent
    verbose_name = gettext_lazy("event")
    verbose_name_plural = gettext_lazy("history")
    fields = readonly_fields = ["at", "step", "who", "note"]
    who = words("actor", gettext_lazy("by"))

    @admin.display(description=gettext_lazy("step"))
    def step(self, event: ConsultationEvent) -> str:
        taken = Consultation.STEPS.get(event.action)
        return str(taken.label) if taken else str(_("planned"))


def _answers(consultation: Consultation) -> dict:
    """The table that is to be published, as it stands now."""
    unseen = (ConsultationOpinion.Status.SET_ASIDE, ConsultationOpinion.Status.HELD)
    heard = consultation.opinions.exclude(status__in=unseen)
    return {
        "title": _("The table as it stands now"),
        "heads": [_("Opinion"), _("Verdict"), _("Reason")],
        "rows": [
            (one.public_text or "—", _standing(one), one.reason)
            for one in heard.order_by("received_at", "pk")[:SHOWN]
        ],
    }


@admin.register(Consultation)
class ConsultationAdmin(ReachAdmin):
    """What is planned, open, to be answered and concluded; each step is a page of its own that calls the action."""

    reads = rules.READ_UNPUBLISHED
    list_display = ["named", "stands", "closes_on", "answered"]
    list_filter = ["status", DepartmentFilter]
    list_select_related = ["department"]
    search_fields = ["title"]
    inlines = [OpinionInline, FileInline, EventInline]
    fields = [
        "title",
        "stands",
        "responsible",
        "about",
        "text",
        "opens_on",
        "closes_on",
        "shortest",
        "planner",
        "releaser",
        "conclusion",
        "withdrawn_because",
    ]
    readonly_fields = ["stands", "responsible", "text", "shortest", "planner", "releaser"]
    responsible = words("department", gettext_lazy("responsible department"))
    planner = words("planned_by", gettext_lazy("planned by"))
    releaser = words("released_by", gettext_lazy("released by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counted = {
            "said": Count("opinions"),
            "waiting": Count("opinions", filter=Q(opinions__status__in=ConsultationOpinion.UNANSWERED)),
        }
        return super().get_queryset(request).annotate(**counted)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, rules.CONSULT))

    def get_inlines(self, request: HttpRequest, obj: Consultation | None) -> list[type[LookInline]]:
        answers = obj is not None and self._may(request, rules.ANSWER_CONSULTATION, obj)
        return self.inlines if answers else [LetOutInline, *self.inlines[1:]]

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def stands(self, consultation: Consultation) -> str:
        return status_of(consultation)

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def named(self, consultation: Consultation) -> str:
        return format_html("{}<br><small>{}</small>", consultation, consultation.department)

    @admin.display(description=gettext_lazy("opinions, answered of all"))
    def answered(self, consultation: Consultation) -> str:
        return f"{consultation.said - consultation.waiting} / {consultation.said}"

    @admin.display(description=gettext_lazy("text of the draft"))
    def text(self, consultation: Consultation) -> str:
        return mark_safe(consultation.body) or "-"  # cleaned when the draft was saved

    @admin.display(description=gettext_lazy("shortest length"))
    def shortest(self, consultation: Consultation) -> str:
        return f"{span_words(consultation.least)} · {consultation.rule}"

    def tools(self, request: HttpRequest, consultation: Consultation) -> list[Tool]:
        found = []
        if consultation.opened_at:
            found.append(Tool(consultation.get_absolute_url(), _("Page for the public")))
        if consultation.status == Status.PLANNED:
            address = reverse("catalog:gate", args=[consultation.disclosure_id])
            found.append(Tool(address, _("Findings and secrecy review")))
        if consultation.status in (Status.OPEN, Status.CLOSED) and self._may(
            request, rules.ANSWER_CONSULTATION, consultation
        ):
            found.append(Tool(_address("enter", consultation), _("Enter an opinion"), is_main=True))
        labels = {
            "replan": _("Change the plan"),
            "release": _("Release"),
            "extend": _("Extend"),
            "conclude": _("Publish the table of answers"),
            "withdraw": _("Break off") if consultation.status == Status.OPEN else _("Withdraw"),
        }
        for name, label in labels.items():
            step = Consultation.STEPS[name]
            if consultation.status in step.sources and self._may(request, step.permission, consultation):
                found.append(
                    Tool(_address(name, consultation), label, is_main=name in ("release", "conclude"))
                )
        return found

    def _may(self, request: HttpRequest, wanted: Permission, consultation: Consultation) -> bool:
        return self.reach(request, wanted).covers(consultation)

    def get_urls(self) -> list:
        steps = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(getattr(self, f"{name}_view")),
                name=f"catalog_consultation_{name}",
            )
            for name in ("replan", "release", "enter", "extend", "conclude", "withdraw")
        ]
        return [*steps, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """Plan a consultation on the draft that the address names."""
        self.must(self.has_add_permission(request))
        mine = Disclosure.objects.filter(
            self.reach(request, rules.CONSULT).q(), status__in=consulting.EDITABLE, audience="public"
        )
        number = number_in(request.GET.get("disclosure"))
        disclosure = mine.filter(pk=number).first() if number is not None else None
        if disclosure is None:
            self.message_user(request, _("Choose the draft that is to be consulted on."))
            return redirect("admin:catalog_disclosure_changelist")
        today = timezone.localdate()
        least = consultation_duty.least(disclosure, today)
        opens_on = today + timedelta(days=1)
        initial = {"opens_on": opens_on, "closes_on": least.last_day(opens_on)}
        return self.step_page(
            request,
            thing=None,
            form=PlanForm(posted(request), initial=initial),
            act=lambda **said: consulting.plan(disclosure, by=request.user, now=timezone.now(), **said),
            title=_("Plan a consultation"),
            intro=_("%(title)s. Opinions are taken for at least %(length)s (%(source)s).")
            % {
                "title": disclosure.title,
                "length": span_words(least.clock.length),
                "source": least.source,
            },
            said=_("Planned. Somebody else releases it; the clock opens it on its day."),
            back=reverse("admin:catalog_consultation_changelist"),
        )

    def _step(self, request: HttpRequest, pk: int, wanted: Permission, **page) -> HttpResponse:
        """One step of one consultation, for those who may take it."""
        consultation = self.found(request, pk)
        self.must(self._may(request, wanted, consultation))
        form, act, table = page.pop("form"), page.pop("act"), page.pop("table", lambda one: None)
        back = reverse(CHANGE, args=[pk])

        def acted(**said) -> None:
            act(consultation, by=request.user, now=timezone.now(), **said)

        return self.step_page(
            request,
            thing=consultation,
            form=form(consultation),
            act=acted,
            back=back,
            table=table(consultation),
            **page,
        )

    def replan_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Other days or words; the draft is copied anew."""

        def form(one: Consultation) -> PlanForm:
            names = ("about", "opens_on", "closes_on")
            return PlanForm(posted(request), initial={name: getattr(one, name) for name in names})

        return self._step(
            request,
            pk,
            rules.CONSULT,
            form=form,
            act=consulting.replan,
            title=_("Change the plan"),
            intro=_("Text and files are taken from the draft as it stands now."),
            said=_("The plan is changed."),
        )

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Let it out: the clock opens it on its day."""
        return self._step(
            request,
            pk,
            rules.RELEASE_CONSULTATION,
            form=lambda one: ReleaseForm(posted(request)),
            act=consulting.release,
            title=_("Release the consultation"),
            intro=_("From its day on everybody reads the draft as it stands here and can give an opinion."),
            said=_("Released. The clock opens it on its day."),
        )

    def enter_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write down what came in the hall, by telephone, letter, mail or at a hearing."""
        return self._step(
            request,
            pk,
            rules.ANSWER_CONSULTATION,
            form=lambda one: EnterForm(posted(request), initial={"received_on": timezone.localdate()}),
            act=consultation_opinions.enter,
            title=_("Enter an opinion"),
            intro=_("Name and contact are encrypted and never published."),
            said=_("The opinion is entered."),
        )

    def extend_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A later last day, told to everybody with its reason."""
        return self._step(
            request,
            pk,
            rules.RELEASE_CONSULTATION,
            form=lambda one: ExtendForm(posted(request)),
            act=consulting.extend,
            title=_("Extend the consultation"),
            said=_("The consultation is extended."),
        )

    def conclude_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Publish the table of answers."""
        return self._step(
            request,
            pk,
            rules.RELEASE_CONSULTATION,
            form=lambda one: ConcludeForm(posted(request)),
            act=consulting.conclude,
            title=_("Publish the table of answers"),
            intro=_("The opinions stand there as you let them out, each with its verdict and reason."),
            table=_answers,
            said=_("The table of answers is published. The final text can be proposed now."),
        )

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """End it, with a reason."""
        return self._step(
            request,
            pk,
            rules.RELEASE_CONSULTATION,
            form=lambda one: WithdrawConsultationForm(posted(request)),
            act=consulting.withdraw,
            title=_("Withdraw the consultation"),
            intro=_(
                "If it was open already its page stays and says that it was broken off, when and why. Subscribers and"
                " all who gave an opinion are told by letter, and the final text needs another consultation."
            ),
            said=_("The consultation is withdrawn."),
        )


@admin.register(ConsultationOpinion)
class ConsultationOpinionAdmin(ReachAdmin):
    """Opinions on drafts, each to be answered with verdict and reason."""

    reads = rules.ANSWER_CONSULTATION
    lookups = ("consultation__agency_id", "consultation__department")
    list_display = ["short", "stands", "consultation_title", "way", "received_on"]
    list_filter = ["status", "verdict", "way"]
    list_select_related = ["consultation"]
    search_fields = ["text", "consultation__title"]
    fields = [
        "consultation_title",
        "stands",
        "text",
        "name",
        "contact",
        "way",
        "place",
        "received_on",
        "enterer",
        "public_text",
        "reason",
        "answerer",
        "answered_at",
    ]
    readonly_fields = ["consultation_title", "stands", "enterer", "answerer"]
    consultation_title = words("consultation", gettext_lazy("consultation"))
    enterer = words("entered_by", gettext_lazy("entered by"))
    answerer = words("answered_by", gettext_lazy("answered by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super().get_queryset(request).select_related("consultation__department", "consultation__agency")
        )

    @admin.display(description=gettext_lazy("opinion"))
    def short(self, opinion: ConsultationOpinion) -> str:
        return opinion.text[:60]

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def stands(self, opinion: ConsultationOpinion) -> str:
        return _standing(opinion)

    def tools(self, request: HttpRequest, opinion: ConsultationOpinion) -> list[Tool]:
        found = [Tool(reverse(CHANGE, args=[opinion.consultation_id]), _("The consultation"))]
        if opinion.consultation.status not in (Status.OPEN, Status.CLOSED):
            return found
        place = "admin:catalog_consultationopinion_"
        if opinion.status != ConsultationOpinion.Status.SET_ASIDE:
            found.append(Tool(reverse(f"{place}answer", args=[opinion.pk]), _("Answer"), is_main=True))
        if opinion.status == ConsultationOpinion.Status.WAITING:
            found.append(Tool(reverse(f"{place}aside", args=[opinion.pk]), _("Set aside")))
        return found

    def get_urls(self) -> list:
        answer = self.admin_site.admin_view(self.answer_view)
        aside = self.admin_site.admin_view(self.aside_view)
        return [
            path("<int:pk>/answer/", answer, name="catalog_consultationopinion_answer"),
            path("<int:pk>/aside/", aside, name="catalog_consultationopinion_aside"),
            *super().get_urls(),
        ]

    def answer_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Verdict, reason, and the opinion as the public will read it."""
        opinion = self.found(request, pk)
        initial = {
            "verdict": opinion.verdict,
            "reason": opinion.reason,
            "public_text": opinion.public_text
            or masking.suggestion(opinion.text, agency=opinion.consultation.agency, names=[opinion.name]),
        }
        return self.step_page(
            request,
            thing=opinion,
            form=DraftAnswerForm(posted(request), initial=initial),
            act=lambda **said: consultation_opinions.answer(
                opinion, by=request.user, now=timezone.now(), **said
            ),
            title=_("Answer the opinion"),
            intro=opinion.text,
            said=_("The answer is kept. It is published with the table."),
            back=reverse(CHANGE, args=[opinion.consultation_id]),
        )

    def aside_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Keep it out of the table, with a reason."""
        opinion = self.found(request, pk)
        return self.step_page(
            request,
            thing=opinion,
            form=AsideForm(posted(request)),
            act=lambda reason: consultation_opinions.set_aside(
                opinion, reason=reason, by=request.user, now=timezone.now()
            ),
            title=_("Set aside"),
            intro=opinion.text,
            said=_("The opinion is set aside."),
            back=reverse(CHANGE, args=[opinion.consultation_id]),
        )


def _standing(opinion: ConsultationOpinion) -> SafeString:
    return status_of(opinion, "verdict" if opinion.verdict else "status")


def _address(step: str, consultation: Consultation) -> str:
    return reverse(f"admin:catalog_consultation_{step}", args=[consultation.pk])
