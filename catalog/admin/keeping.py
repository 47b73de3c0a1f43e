"""Saving a proposal while it is typed, and telling the browser what it need not keep any longer.

The script of the form asks; the rules are those of the form itself. Without the script nothing here is used.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from catalog import rules
from catalog.actions import disclosures, drafting
from catalog.admin.urgent import UrgentAdmin
from catalog.forms import DisclosureForm
from catalog.models import Disclosure
from core.transitions import Refused

COOKIE = "kept"
A_WHILE = 600  # seconds: the next page of the browser takes the cookie away


def key(disclosure: Disclosure) -> str:
    """Under what name a browser keeps what is typed about ``disclosure``: itself, else what it is to fulfil."""
    if disclosure.pk:
        return f"disclosure-{disclosure.pk}"
    return (
        f"obligation-{disclosure.obligation_id}" if disclosure.obligation_id else f"item-{disclosure.item_id}"
    )


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
        return [path("<int:pk>/keep/", keep, name="catalog_disclosure_keep"), *super().get_urls()]

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
