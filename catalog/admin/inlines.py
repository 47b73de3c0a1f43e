"""What hangs on a disclosure, for looking."""

from django.contrib import admin
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from catalog.models import Attachment, Disclosure, DisclosureEvent, Placement
from core.web.reach_admin import LookInline, words


class AttachmentInline(LookInline):
    """Files."""

    model = Attachment
    fields = readonly_fields = ["open", "media_type", "size", "sha256"]

    @admin.display(description=_("file"))
    def open(self, attachment: Attachment) -> str:
        return format_html('<a href="{}">{}</a>', attachment.get_absolute_url(), attachment.name)


class PlacementInline(LookInline):
    """Channels."""

    model = Placement
    fields = readonly_fields = ["name", "kept_by", "placed_on", "place", "who_confirmed"]
    kept_by = words("keeper", _("kept by"))
    who_confirmed = words("confirmed_by", _("confirmed by"))


class EventInline(LookInline):
    """What happened, step by step."""

    model = DisclosureEvent
    verbose_name = _("event")
    verbose_name_plural = _("history")
    fields = readonly_fields = ["at", "step", "who", "note"]
    who = words("actor", _("by"))

    @admin.display(description=_("step"))
    def step(self, event: DisclosureEvent) -> str:
        taken = Disclosure.STEPS.get(event.action)
        return str(taken.label) if taken else str(_("drafted"))
