"""Saving a proposal while it is typed, keeping one that is no draft yet, telling the browser what it need not keep.

The script of the form asks; the rules are those of the form itself. Without the script nothing here is used.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from catalog import content, rules
from catalog.actions import autosave as verbs
from catalog.actions import disclosures, drafting
from catalog.admin.urgent import UrgentAdmin
from catalog.disclosures import headings
from catalog.forms.disclosures import DisclosureForm
from catalog.models import Disclosure, DisclosureItem, KeptProposal, Obligation
from core.transitions import Refused
from core.web.addresses import number_in
from core.web.methods import require_POST
from core.web.widgets import ManyFilesInput

COOKIE = "kept"
SEVERAL = ("channels",)
TICKS = ("attested", "is_sensitive")
NOT_KEPT = ("uploads", "remove", "seen")
NOT_READ = ("csrfmiddlewaretoken", "heading", "_read", *NOT_KEPT)
A_WHILE = 600  # seconds: the next page of the browser takes the cookie away


def key(disclosure: Disclosure) -> str:
    """Under what name a browser keeps what is typed about ``disclosure``: itself, else what it is to fulfil."""
    if disclosure.pk:
        return f"disclosure-{disclosure.pk}"
    return (
        f"obligation-{disclosure.obligation_id}" if disclosure.obligation_id else f"item-{disclosure.item_id}"
    )


def blank(item: DisclosureItem, obligation: Obligation | None) -> Disclosure:
    """A disclosure that does not exist yet."""
    return Disclosure(item=item, obligation=obligation, agency=item.agency, department=item.department)


def named(candidates: QuerySet, request: HttpRequest, parameter: str):
    """The one of ``candidates`` that the address names, else None."""
    number = number_in(request.GET.get(parameter))
    return None if number is None else candidates.filter(pk=number).first()


def put_back(start: dict, kept: KeptProposal) -> dict:
    """What the form of a new proposal says at first when its writer kept something: that, as it was typed."""
    return {**start, **typed_values(kept.typed), "seen": kept.mark}


def typed_values(typed: dict[str, list[str]]) -> dict:
    """What was typed, by the names of the fields, as the form begins with it."""
    found = {}
    for name in (*typed, *TICKS):
        values = typed.get(name, [])
        if name in SEVERAL:
            found[name] = values
        elif name in TICKS:
            found[name] = bool(values)
        else:
            found[name] = "".join(values[:1])
    return found


def read_heading(request: HttpRequest, own: str) -> dict:
    """What the form says when its writer let a pasted heading be read: what was typed, with what the heading says.

    Nothing is saved; who sees it corrects it. ``read`` names the fields that were found; ``own`` is the name of the
    agency, which is not said once more.
    """
    values = {name: request.POST.getlist(name) for name in request.POST if name not in NOT_READ}
    said = typed_values(values)
    heading = headings.read(request.POST.get("heading", ""))
    read = {one.name: getattr(heading, one.read) for one in content.FIELDS if one.read}
    read = {name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in read.items()}
    found = {name: value for name, value in read.items() if value and value != own}
    chosen = ManyFilesInput().value_from_datadict(request.POST, request.FILES, "uploads")
    said |= {"seen": request.POST.get("seen", ""), "uploads": chosen}
    return {**said, **found, "read": list(found)}


def saved(response: HttpResponse, name: str) -> HttpResponse:
    """Tell the browser that what it kept under ``name`` is saved."""
    response.set_cookie(
        COOKIE, name, max_age=A_WHILE, secure=settings.SESSION_COOKIE_SECURE, samesite="Strict"
    )
    return response


class KeepingAdmin(UrgentAdmin):
    """The part of the disclosures' admin that answers the script of the form."""

    def get_urls(self) -> list[URLPattern]:
        keep = self.admin_site.admin_view(require_POST(self.keep_view))
        keep_new = self.admin_site.admin_view(require_POST(self.keep_new_view))
        return [
            path("<int:pk>/keep/", keep, name="catalog_disclosure_keep"),
            path("keep/", keep_new, name="catalog_disclosure_keep_new"),
            *super().get_urls(),
        ]

    def wanted(self, request: HttpRequest) -> tuple[DisclosureItem | None, Obligation | None]:
        """The item and the obligation that the address of a new proposal names, where the reader proposes for them."""
        mine = self.reach(request, rules.PROPOSE)
        owed = Obligation.objects.filter(mine.q("item__agency_id", "item__department"))
        obligation = named(owed, request, "obligation")
        if obligation:
            return obligation.item, obligation
        return named(DisclosureItem.objects.filter(mine.q()), request, "item"), None

    def keep_new_view(self, request: HttpRequest) -> JsonResponse:
        """Keep a new proposal as it is typed, for its writer alone: nothing begins, no index number is spent.

        200 with its new mark; 409 when another window kept something since, or when it cannot be kept.
        """
        item, obligation = self.wanted(request)
        if item is None:
            raise Http404
        now = timezone.now()
        rules_of_day = item.agency.regime.version_on(timezone.localdate(now)).rules
        form = DisclosureForm(instance=blank(item, obligation), rules=rules_of_day)
        typed = {name: request.POST.getlist(name) for name in form.fields if name not in NOT_KEPT}
        try:
            kept = verbs.keep(
                item=item,
                obligation=obligation,
                typed=typed,
                seen=request.POST.get("seen", ""),
                by=request.user,
                now=now,
            )
        except Refused as refusal:
            return JsonResponse({"says": " ".join(map(str, refusal.reasons))}, status=409)
        says = _("Kept with the portal at %(time)s, for you alone; it is no draft yet.")
        return JsonResponse(
            {"says": says % {"time": time_format(timezone.localtime(now))}, "seen": kept.mark}
        )

    def keep_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """Save a draft as it stands in the form, without its files: 200 with its new mark, 409 when it was overtaken.

        422 says what is wrong. Nothing is proposed here, and nothing new begins: no index number is spent on a try.
        """
        disclosure = self.found(request, pk)
        self.must(self._may(request, rules.PROPOSE, disclosure))
        rules_of_day = disclosure.agency.regime.version_on(disclosure.formed_on).rules
        form = DisclosureForm(request.POST, instance=disclosure, rules=rules_of_day)
        if not form.is_valid():
            return JsonResponse({"says": _first_fault(form)}, status=422)
        now = timezone.now()
        try:
            kept = disclosures.revise(
                disclosure, by=request.user, now=now, seen=form.cleaned_data["seen"], **form.content()
            )
        except Refused as refusal:
            return JsonResponse({"says": " ".join(map(str, refusal.reasons))}, status=409)
        says = _("Saved at %(time)s.") % {"time": time_format(timezone.localtime(now))}
        return JsonResponse({"says": says, "seen": drafting.mark(kept)})


def _first_fault(form: DisclosureForm) -> str:
    name, faults = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return ": ".join(filter(None, [str(label), get_text_list(faults, _("and"))]))
