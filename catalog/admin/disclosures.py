"""Proposing disclosures, and looking at what became of them."""

from copy import copy
from datetime import date

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from catalog import content, rules
from catalog.actions import attaching, disclosures, drafting
from catalog.actions import autosave as keeping_verbs
from catalog.admin import autosave
from catalog.admin.filters import DepartmentFilter
from catalog.admin.inlines import AttachmentInline, EventInline, PlacementInline
from catalog.disclosures import headings, website_first
from catalog.forms.disclosures import ELEMENT, DisclosureForm, WithdrawForm, proposal_start
from catalog.models import Disclosure, KeptProposal, Obligation
from catalog.obligations import from_formation
from catalog.public import regime_words
from catalog.screening import showing
from core.models.people import in_language
from core.regimes.parsed import Regime
from core.templatetags.portal import status_of
from core.web import refusals
from core.web.reach_admin import Tool, posted, words

WITHDRAWAL = gettext_lazy("Withdrawal")
CORRECTION = gettext_lazy("Correction")


@admin.register(Disclosure)
class DisclosureAdmin(autosave.KeepingAdmin):
    """Drafts are edited on a page of ours that calls the actions; everything else is for looking."""

    reads = rules.READ_UNPUBLISHED
    list_display = ["title", "status_shown", "department", "index_number", "formed_on", "published_on"]
    list_filter = ["status", DepartmentFilter, "is_nil", "is_emergency"]
    list_select_related = ["department"]
    list_per_page = 50
    search_fields = ["title", "index_number", "document_number"]
    search_help_text = gettext_lazy("Title, index number or document number")
    inlines = [AttachmentInline, PlacementInline, EventInline]
    fieldsets = [
        (None, {"fields": ["title", "status_shown", "index_number", "item", "obligation", "responsible"]}),
        (gettext_lazy("Content"), {"fields": ["summary", "text", "parts", "is_nil"]}),
        (
            gettext_lazy("Form and scope"),
            {"fields": ["source", "ground", "assess_by", "channel_names", "audience"]},
        ),
        (
            gettext_lazy("Particulars"),
            {"fields": content.part_of_form("particulars")},
        ),
        (
            gettext_lazy("People and times"),
            {
                "fields": [
                    "drafter",
                    "proposer",
                    "proposed_at",
                    "approver",
                    "approved_at",
                    "publish_at",
                    "published_at",
                ]
            },
        ),
        (WITHDRAWAL, {"fields": ["withdrawn_because"]}),
        (CORRECTION, {"fields": ["corrects", "correction_reason", "hides_earlier"]}),
    ]
    readonly_fields = [
        "status_shown",
        "text",
        "parts",
        "channel_names",
        "responsible",
        "drafter",
        "proposer",
        "approver",
    ]
    responsible = words("department", gettext_lazy("responsible department"))
    drafter = words("created_by", gettext_lazy("drafted by"))
    proposer = words("proposed_by", gettext_lazy("proposed by"))
    approver = words("approved_by", gettext_lazy("approved by"))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        inside = self.reach(request, self.reads).q(*self.lookups)
        return (
            Disclosure.objects.readable_by(request.user, on=timezone.localdate())
            .filter(inside)
            .order_by("-created_at", "-pk")
        )

    def get_ordering(self, request: HttpRequest) -> list[str]:
        return ["-created_at", "-pk"]

    def has_view_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        return super().has_view_permission(request, obj) and (
            obj is None or obj.is_readable_by(request.user, on=timezone.localdate())
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(self.reach(request, rules.PROPOSE))

    def get_fieldsets(self, request: HttpRequest, obj: Disclosure | None = None) -> list[tuple]:
        hidden = {WITHDRAWAL: not (obj and obj.withdrawn_because), CORRECTION: not (obj and obj.corrects_id)}
        return [one for one in super().get_fieldsets(request, obj) if not hidden.get(one[0])]

    @admin.display(description=gettext_lazy("text"))
    def text(self, disclosure: Disclosure) -> str:
        return mark_safe(disclosure.body) or "-"  # cleaned when it was saved

    @admin.display(description=gettext_lazy("obligatory elements"))
    def parts(self, disclosure: Disclosure) -> str:
        names = disclosure.item.elements_on(disclosure.formed_on)
        said = ((part.name, disclosure.elements.get(part.code, "")) for part in names)
        return format_html_join("", "<p><strong>{}</strong><br>{}</p>", said) or "-"

    @admin.display(description=gettext_lazy("channels"))
    def channel_names(self, disclosure: Disclosure) -> str:
        known = disclosure.agency.regime.version_on(disclosure.formed_on).rules.channels
        return "、".join(str(known[code].name) for code in disclosure.channels if code in known) or "-"

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_shown(self, disclosure: Disclosure) -> str:
        return status_of(disclosure)

    def tools(self, request: HttpRequest, disclosure: Disclosure) -> list[Tool]:
        found = []
        if disclosure.published_at:
            found.append(Tool(disclosure.get_absolute_url(), _("Page for the public"), is_main=True))
        found.append(Tool(reverse("catalog:gate", args=[disclosure.pk]), _("The gate")))
        wanted = disclosure.STEPS["withdraw"]
        if disclosure.status in wanted.sources and self.reach(request, wanted.permission).covers(disclosure):
            found.append(
                Tool(
                    reverse("admin:catalog_disclosure_withdraw", args=[disclosure.pk]),
                    pgettext("disclosure", "Withdraw"),
                )
            )
        return [*found[:1], *super().tools(request, disclosure), *found[1:]]

    def get_urls(self) -> list:
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [path("<int:pk>/withdraw/", withdraw, name="catalog_disclosure_withdraw"), *super().get_urls()]

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a disclosure off the public pages, with a reason that stays there."""
        disclosure = self.found(request, pk)
        self.must(self.reach(request, rules.WITHDRAW).covers(disclosure))
        return self.step_page(
            request,
            thing=disclosure,
            form=WithdrawForm(posted(request)),
            act=lambda reason: disclosures.withdraw(
                disclosure, reason=reason, by=request.user, now=timezone.now()
            ),
            title=_("Withdraw a disclosure"),
            intro=_(
                "Its address stays, with the reason in place of the content. The obligation is open again."
            ),
            said=_("The disclosure is withdrawn."),
            back=reverse("admin:catalog_disclosure_change", args=[pk]),
        )

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """A new proposal, for the obligation or the item that the address names."""
        self.must(self.has_add_permission(request))
        item, obligation = self.wanted(request)
        if item is None:
            messages.info(request, _("Choose below what you want to fulfil, or an item of the catalogue."))
            return redirect("admin:catalog_obligation_changelist")
        begun = obligation and obligation.disclosures.exclude(status=Disclosure.Status.WITHDRAWN).first()
        if begun:
            messages.info(request, _("This was begun already."))
            return redirect("admin:catalog_disclosure_change", begun.pk)
        return self._proposal_page(request, autosave.blank(item, obligation))

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        """Drafts and returned proposals can be edited by the department; the rest is shown as it stands."""
        disclosure = self.get_object(request, unquote(object_id))
        if disclosure and disclosure.status in disclosures.EDITABLE and self._is_theirs(request, disclosure):
            return self._proposal_page(request, disclosure)
        return super().change_view(request, object_id, *args, **kwargs)

    def _is_theirs(self, request: HttpRequest, disclosure: Disclosure) -> bool:
        return self.reach(request, rules.PROPOSE).covers(disclosure)

    def _proposal_page(self, request: HttpRequest, disclosure: Disclosure) -> HttpResponse:
        """Fetch, bind, call, say, redirect. What was typed stays when something is wrong."""
        today = timezone.localdate()
        item = disclosure.item
        rules_of_day = item.agency.regime.version_on(disclosure.formed_on or today).rules
        last = None if disclosure.pk else drafting.last_of(item, request.user, on=today)
        copied = last if "copy" in request.GET else None
        kept = None if disclosure.pk else keeping_verbs.kept_of(item, disclosure.obligation, request.user)
        read = autosave.read_heading(request, item.agency.name) if "_read" in request.POST else None
        form = DisclosureForm(
            None if read else posted(request),
            None if read else request.FILES or None,
            instance=disclosure,
            initial=read or _start(disclosure, kept, rules_of_day, today, copied),
            rules=rules_of_day,
            proposing="_propose" in request.POST,
        )
        if form.is_bound and form.is_valid() and (address := self._save(request, disclosure, form)):
            return autosave.saved(redirect(address), autosave.key(disclosure))
        sources = regime_words.source_words(item.requirements, rules_of_day.source)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _page_title(disclosure),
            "disclosure": disclosure,
            "item": item,
            "obligation": disclosure.obligation,
            "obligation_name": _period(disclosure.obligation),
            "days": _days(disclosure, form, today),
            "cadence": rules_of_day.cadences[item.cadence],
            "chain": rules_of_day.chain_for(item.chain, is_sensitive=disclosure.is_sensitive),
            "basis": [*regime_words.basis_words(item.code, rules_of_day), *sources],
            "elsewhere": website_first.warning(disclosure, rules_of_day) if disclosure.pk else "",
            "attachments": disclosure.attachments.all() if disclosure.pk else [],
            "relations": disclosure.relations.select_related("earlier") if disclosure.pk else [],
            "returned": disclosure.events.filter(action="send_back").last() if disclosure.pk else None,
            "last": last,
            "is_copied": copied is not None,
            "keep": autosave.key(disclosure),
            "kept": None if copied else kept,
            "read": read is not None,
            "found": [form.fields[name].label for name in read["read"]] if read else [],
            "heading": request.POST.get("heading", "")[: headings.LONGEST],
            "meanwhile": getattr(form, "meanwhile", None),
            "form": form,
            "adminform": AdminForm(form, _fieldsets(form), {}, (), self),
            "media": self.media + form.media,
            **(showing.gate(disclosure) if disclosure.pk else {}),
        }
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "admin/catalog/disclosure/propose.html", context, status=status)

    def _save(self, request: HttpRequest, disclosure: Disclosure, form: DisclosureForm) -> str:
        """Save the draft with its files in one transaction, then propose it when asked to. Gives the next address.

        A draft that cannot be proposed yet stays saved, files and all, with the reasons told. "" when nothing is saved.
        """
        now, by, is_new = timezone.now(), request.user, disclosure.pk is None
        saved = None
        with refusals.said_in(form):
            try:
                with attaching.laid(form.cleaned_data["uploads"]) as laid, transaction.atomic():
                    saved = _write(disclosure, form, laid, by=by, now=now)
            except disclosures.Overtaken as refusal:
                form.overtaken_by(Disclosure.objects.get(pk=disclosure.pk), *refusal.reasons)
        if saved is None:
            return ""
        log = self.log_addition if is_new else self.log_change
        log(request, saved, [{"added": {}}] if is_new else [{"changed": {"fields": form.changed_data}}])
        words = {"title": saved.title, "number": saved.index_number}
        if not form.proposing:
            messages.success(
                request, _("The draft “%(title)s” is saved. Its index number is %(number)s.") % words
            )
            return reverse("admin:catalog_disclosure_change", args=[saved.pk])
        kept = _("The draft “%(title)s” is saved, but it cannot be proposed yet.") % words
        with refusals.told(request, before=kept):
            disclosures.propose(saved, by=by, now=now)
            messages.success(request, _("“%(title)s” (%(number)s) is with the reviewers now.") % words)
            for said in _said_of_days(saved, timezone.localdate(now)):
                messages.info(request, said)
            rules_of_day = saved.agency.regime.version_on(saved.formed_on).rules
            if only_elsewhere := website_first.warning(saved, rules_of_day):
                messages.warning(request, only_elsewhere)
            return reverse("admin:catalog_obligation_changelist")
        return reverse("admin:catalog_disclosure_change", args=[saved.pk])


def _write(
    disclosure: Disclosure, form: DisclosureForm, laid: list[attaching.LaidUpload], *, by, now
) -> Disclosure:
    if disclosure.pk:
        saved = disclosures.revise(
            disclosure, by=by, now=now, seen=form.cleaned_data["seen"] or None, **form.content()
        )
    else:
        saved = disclosures.draft(
            item=disclosure.item, obligation=disclosure.obligation, by=by, now=now, **form.content()
        )
        keeping_verbs.drop(disclosure.item, disclosure.obligation, by)
    for attachment in form.cleaned_data.get("remove", []):
        disclosures.detach(attachment, by=by, now=now)
    for file in laid:
        disclosures.attach_laid(saved, file, by=by, now=now)
    return saved


def _start(
    disclosure: Disclosure, kept: KeptProposal | None, rules: Regime, today: date, copied: Disclosure | None
) -> dict:
    """What the form says at first: of a draft the mark of what it says, else what was kept or what is usual."""
    if disclosure.pk:
        return {"seen": drafting.mark(disclosure)}
    start = proposal_start(disclosure.item, disclosure.obligation, rules, today, copied)
    if kept and copied:
        return {**start, "seen": kept.mark}
    return autosave.put_back(start, kept) if kept else start


def _days(disclosure: Disclosure, form: DisclosureForm, today: date) -> list[str]:
    """When what stands in ``form`` is owed, counted from the day that is typed there, and how late it is by now."""
    typed = getattr(form, "cleaned_data", {}).get("formed_on") if form.is_bound else None
    as_typed = copy(disclosure)
    field = form.fields["formed_on"]
    try:  # what was read from a heading, or kept from an earlier evening, stands there as it was typed
        start = field.to_python(form.get_initial_for_field(field, "formed_on"))
    except ValidationError:
        start = None
    as_typed.formed_on = typed or disclosure.formed_on or start
    as_typed.audience = disclosure.audience if disclosure.pk else disclosure.item.audience
    return _said_of_days(as_typed, today)


def _said_of_days(disclosure: Disclosure, today: date) -> list[str]:
    found = from_formation.foreseen(disclosure, today=today) if disclosure.formed_on else None
    return from_formation.words(found) if found else []


def _page_title(disclosure: Disclosure) -> str:
    if disclosure.corrects_id:
        return _("Correct a disclosure")
    return _("Change a proposal") if disclosure.pk else _("Propose a disclosure")


def _fieldsets(form: DisclosureForm) -> list[tuple]:
    parts = [name for name in form.fields if name.startswith(ELEMENT)]
    files = [name for name in ("uploads", "remove") if name in form.fields]
    sensitive = [name for name in content.part_of_form("sensitive") if name in form.fields]
    *scope, circle = content.part_of_form("scope")
    reason = [name for name in ("correction_reason", "hides_earlier") if name in form.fields]
    return [
        (_("Content"), {"fields": [*reason, *content.part_of_form("content")]}),
        *([(_("Obligatory parts"), {"fields": parts})] if parts else []),
        (_("Form and scope"), {"fields": [*scope, "channels", circle, *sensitive]}),
        (_("Particulars"), {"fields": content.part_of_form("particulars")}),
        (_("Files"), {"fields": files}),
        (_("Attestation"), {"fields": ["attested"]}),
    ]


def _period(obligation: Obligation | None) -> str:
    return in_language(obligation.label, obligation.label_en) if obligation else ""
